"""`rag chat`: the page, after everything that can be wrong with its address was checked."""

from __future__ import annotations

import ipaddress
import socket
from typing import Annotated

import typer

from rag import ConfigError, RagError, follow_index
from rag.feedback.store import FeedbackConfig, FeedbackStore
from rag.printing import visible
from ui.commands.options import (
    IndexOption,
    LlmModelOption,
    LlmUrlOption,
    ReaderOption,
    SetOption,
    config_of,
    settings_of,
)


def chat(
    *,
    index: IndexOption = None,
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="The port of the page.")] = 7860,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="The address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    reader: ReaderOption = None,
    llm_url: LlmUrlOption = None,
    llm_model: LlmModelOption = None,
    told: SetOption = None,
) -> None:
    """Open the chat page.

    \b
    rag chat
    rag chat --port 8000 --open
    rag chat --reader llm --llm-url http://127.0.0.1:8080/v1 --llm-model qwen3
    """
    settings = settings_of(told)
    config = config_of(told, reader=reader, url=llm_url, model=llm_model)
    _check_port(host, port)
    if not is_loopback(host):
        warning = f"warning: whoever reaches {host}:{port} can read and ask the articles; there is no password yet"
        typer.echo(visible(warning), err=True)
    pipeline = follow_index(index, config=config)
    from ui.chat import launch

    feedback = FeedbackStore(settings.made("feedback", FeedbackConfig).file)
    launch(pipeline, host=host, port=port, open_browser=open_browser, feedback=feedback)


def is_loopback(host: str) -> bool:
    """True for an address that only this machine reaches."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_port(host: str, port: int) -> None:
    """Fail before the model is loaded if the page could not listen there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"--host {host!r} is not an address ({error}); try --host 127.0.0.1") from error
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise RagError(
                f"port {port} on {host!r} cannot be used ({error.strerror}); "
                f"choose another, as in: rag chat --port {port % 65535 + 1}, or stop the program that uses it"
            ) from error
