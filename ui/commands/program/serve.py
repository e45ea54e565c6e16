"""`rag serve`: the interface for programs, after everything that can be wrong with its address was checked."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from rag import default_index_path, follow_index
from rag.library.config import PageConfig
from rag.library.library import Library
from rag.settings.access import AccessConfig
from rag.settings.api import ApiConfig
from ui.commands.options import (
    IndexOption,
    LlmModelOption,
    LlmUrlOption,
    ReaderOption,
    SetOption,
    config_of,
    settings_of,
)
from ui.commands.program.chat import is_loopback


def serve(
    *,
    index: IndexOption = None,
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="The port to listen on.")] = 7861,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="The address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    root_path: Annotated[
        str, typer.Option("--root-path", metavar="PATH", help="The path under which a proxy shows it, as in /articles.")
    ] = "",
    reader: ReaderOption = None,
    llm_url: LlmUrlOption = None,
    llm_model: LlmModelOption = None,
    told: SetOption = None,
) -> None:
    """Answer programs over HTTP: /v1/ask, /v1/search, /v1/articles; /docs describes it.

    The same stands beside the page of `rag chat`. Once there is a token (`rag token create`), programs need one; for other
    machines (--host) there must be one.

    \b
    rag serve
    rag serve --port 8000 --index .rag-index
    """
    settings = settings_of(told)
    config = config_of(told, reader=reader, url=llm_url, model=llm_model)
    from ui.api.gate import for_programs
    from ui.serving.door import door_of
    from ui.serving.server import Place, listen, stay

    place = Place(host, port, root_path)
    with listen(place) as listening:  # first: what is wrong with the address is told before anything is loaded
        access, alone = settings.made("access", AccessConfig), is_loopback(host)
        door = door_of(access, os.environ, host=host, alone=alone, root_path=root_path)
        index_path, page = index or default_index_path(), settings.made("page", PageConfig)
        pipeline = follow_index(index_path, config=config)
        library = Library(index_path, config, page) if page.uploads != "off" else None
        app = for_programs(pipeline, settings.made("api", ApiConfig), door, root_path=root_path, library=library)
        line = (
            f"Article RAG answers programs at {place.url}v1 and describes itself at {place.url}docs (stop with Ctrl+C)"
        )
        stay(app, listening, line)
