"""`rag chat`: the page, after everything that can be wrong with its address was checked."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag import ConfigError, RagError, default_index_path, follow_index
from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import ConversationStore
from rag.feedback.store import FeedbackConfig, FeedbackStore
from rag.library.config import PageConfig
from rag.library.library import Library
from rag.loading.models import begin_loading
from rag.printing import visible
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
from ui.exits import sigterm_as_ctrl_c

if TYPE_CHECKING:
    from ui.serving.server import Place


def chat(
    *,
    index: IndexOption = None,
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="The port of the page.")] = 7860,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="The address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    root_path: Annotated[
        str,
        typer.Option(
            "--root-path", metavar="PATH", help="The path under which a proxy shows the page, as in /articles."
        ),
    ] = "",
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            metavar="FILE",
            help="A file with the password. Else $RAG_PAGE_PASSWORD, $RAG_PAGE_TOKEN.",
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    reader: ReaderOption = None,
    llm_url: LlmUrlOption = None,
    llm_model: LlmModelOption = None,
    told: SetOption = None,
) -> None:
    """Open the chat page.

    Without an index it says so, and answers as soon as there is one.
    It is for this machine alone unless --host names another address; that one needs a password.

    \b
    rag chat
    rag chat --port 8000 --open
    RAG_PAGE_PASSWORD=$(openssl rand -base64 18) rag chat --host 0.0.0.0
    RAG_PAGE_PASSWORD=$(openssl rand -base64 18) rag chat --root-path /articles
    rag chat --reader llm --llm-url http://127.0.0.1:8080/v1 --llm-model qwen3
    """
    settings = settings_of(told)
    kept = settings.made("conversations", ConversationsConfig)
    config = config_of(told, reader=reader, url=llm_url, model=llm_model)
    from ui.api.gate import for_programs
    from ui.library.desk import LibraryDesk
    from ui.library.rights import rights_of
    from ui.running.service import answering
    from ui.serving.door import Door
    from ui.serving.entrance import Entrance, secrets_of
    from ui.serving.server import Place, launch, listen
    from ui.serving.tokens import TokenStore

    place = Place(host, port, root_path)
    with listen(place) as listening:  # first: what is wrong with the address is told before anything is loaded
        secret_words = secrets_of(os.environ, password_file)
        if not is_loopback(host) or root_path:
            _open_to_others(place, secret_words, alone=is_loopback(host))
        index_path, page = index or default_index_path(), settings.made("page", PageConfig)
        alone = is_loopback(host) and not secret_words
        pipeline = follow_index(index_path, config=config, wait=True)
        begin_loading(config.index)  # the first question does not wait for it
        access = settings.made("access", AccessConfig)
        entrance = Entrance(*secret_words, session_seconds=access.session_hours * 3600) if secret_words else None
        door = Door(
            entrance,
            TokenStore(access.tokens_file),
            alone=is_loopback(host),
            requests_per_minute=access.requests_per_minute,
        )
        library = Library(index_path, config, page)
        # `answering` before the page is built: that changes the environment
        conversations = ConversationStore(kept) if kept.keep else None
        with sigterm_as_ctrl_c(), letting_go(conversations), answering(pipeline, index_path, config):
            launch(
                pipeline,
                place=place,
                listening=listening,
                open_browser=open_browser,
                feedback=FeedbackStore(settings.made("feedback", FeedbackConfig).file),
                conversations=conversations,
                entrance=entrance,
                questions_per_minute=access.questions_per_minute,
                desk=LibraryDesk(library, rights_of(page, alone=alone)),
                for_programs=for_programs(
                    pipeline,
                    settings.made("api", ApiConfig),
                    door,
                    root_path=root_path,
                    library=library if page.uploads != "off" else None,
                ),
            )


@contextmanager
def letting_go(conversations: ConversationStore | None) -> Iterator[None]:
    """Before and after the page, remove what was deleted on one: the next question may come months later, or never.

    A file that cannot be written is told; the chat goes on without it.
    """

    def let_go() -> None:
        try:
            if conversations is not None:
                conversations.let_go()
        except RagError as error:
            typer.echo(visible(f"warning: what was deleted could not be removed: {error}"), err=True)

    let_go()
    try:
        yield
    finally:
        let_go()


def _open_to_others(place: Place, secret_words: Sequence[str], *, alone: bool) -> None:
    """Raises ConfigError without a password; with one, warns of the wire. `alone`: only a proxy of this machine reaches it."""
    if not secret_words:
        option, value = ("--root-path", place.root_path) if place.root_path else ("--host", place.host)
        raise ConfigError(
            f"{option} {value!r} lets other machines in, and there is no password; set RAG_PAGE_PASSWORD or name a "
            f"--password-file, or leave {option} out: the page is then for this machine alone"
        )
    if alone:
        return
    warning = f"warning: the password and the articles go to {place.host}:{place.port} unencrypted; a proxy in front can encrypt"
    typer.echo(visible(warning), err=True)


def is_loopback(host: str) -> bool:
    """True for an address that only this machine reaches."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
