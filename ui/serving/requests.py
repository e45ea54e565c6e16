"""What is asked of every request, whatever it is for: whose page sent it, how long its body is, what every response says.

Knows HTTP as ASGI; knows no password and no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
PART_BYTES = 65_536
"""As much as uvicorn has waiting for a connection before it has whoever sends wait."""
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
"""Names by which only a program of this machine asks."""
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""What proxies send along."""
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}


def without_prefix(scope: Scope, prefix: str) -> Scope:
    """The request as the page knows it, whether the proxy in front took the prefix off or not."""
    path: str = scope["path"]
    if not prefix or not (path == prefix or path.startswith(f"{prefix}/")):
        return scope
    bare = path[len(prefix) :] or "/"
    return {**scope, "path": bare, "raw_path": bare.encode("utf-8", "surrogateescape")}


def elsewhere(request: Request) -> str:
    """Why a request may be of another machine than this one, as words; "" for one that is of this machine.

    A proxy on this machine may ask in the name of anybody, by whatever Host it was told to use.
    """
    if request.url.hostname not in THIS_MACHINE:
        return f"only names of this machine are answered, not {request.url.hostname!r}"
    told = next((name for name in _PASSED_ON if name in request.headers), None)
    return f"only this machine is answered, and a proxy passes this on for somebody (it sent {told})" if told else ""


class BodyTooLarge(Exception):
    """More came than was announced, or may come."""


class BoundedBody:
    """Receives a body and counts it."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise BodyTooLarge
        return message


def same_site(headers: Mapping[str, str]) -> bool:
    """True unless a browser says that another site's page asks."""
    fetched_from = headers.get("sec-fetch-site")
    if fetched_from is not None:
        return fetched_from in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("x-forwarded-host", headers.get("host", ""))


def address_of(request: Request) -> str:
    """The address that a request came from."""
    return request.client.host if request.client else ""


def in_parts(send: Send) -> Send:
    """Sends the same, a long body in parts, each when the one before was taken: a slow reader holds one part in memory, not all."""

    async def sending(message: Message) -> None:
        body = message.get("body", b"")
        for first in range(0, len(body) - PART_BYTES, PART_BYTES):
            await send({**message, "body": body[first : first + PART_BYTES], "more_body": True})
        rest = (len(body) - 1) // PART_BYTES * PART_BYTES if body else 0
        await send({**message, "body": body[rest:]} if rest else message)

    return sending


def with_headers(send: Send) -> Send:
    """Sends the same, with the headers that every response has."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message.get("headers", [])}
            extra = [(name, value) for name, value in _HEADERS.items() if name not in there]
            message = {**message, "headers": [*message.get("headers", []), *extra]}
        await send(message)

    return sending
