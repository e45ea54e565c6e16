"""`rag mcp`: the articles for programs that speak the Model Context Protocol."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Annotated

import typer

from rag import ConfigError, default_index_path, follow_index
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


def mcp(
    *,
    index: IndexOption = None,
    http: Annotated[
        bool, typer.Option("--http", help="Listen on a port, instead of standard input and output.")
    ] = False,
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="The port to listen on.")] = 7862,
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
    """Offer the articles to programs that speak the Model Context Protocol: tools to ask, search, list and read. Nothing can be changed.

    A program that starts it speaks to it over standard input and output. With --http it listens at /mcp, with the tokens and the
    bounds of `rag serve`, and tells as little of this machine.

    \b
    rag mcp
    rag mcp --http
    """
    if find_spec("mcp") is None:
        raise ConfigError("rag mcp needs the package mcp; install it, as in: pip install 'article-rag[mcp]'")
    settings = settings_of(told)
    config, bounds = config_of(told, reader=reader, url=llm_url, model=llm_model), settings.made("api", ApiConfig)
    index_path = index or default_index_path()
    from ui.api.health import Readiness
    from ui.mcp.server import PATH, over_http, over_stdio

    if not http:
        import asyncio

        pipeline = follow_index(index_path, config=config)
        Readiness(pipeline).begin()
        asyncio.run(over_stdio(pipeline, bounds))
        return
    from ui.serving.door import door_of
    from ui.serving.server import Place, listen, stay

    place = Place(host, port, root_path)
    with listen(place) as listening:  # first: what is wrong with the address is told before anything is loaded
        access, alone = settings.made("access", AccessConfig), is_loopback(host)
        door = door_of(access, os.environ, host=host, alone=alone, root_path=root_path)
        pipeline = follow_index(index_path, config=config)
        Readiness(pipeline).begin()
        app = over_http(pipeline, bounds, door, root_path=root_path)
        stay(app, listening, f"Article RAG answers programs at {place.url.rstrip('/')}{PATH} (stop with Ctrl+C)")
