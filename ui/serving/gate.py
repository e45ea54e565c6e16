"""What stands before the page: every request passes here first.

Knows HTTP (as ASGI) and an `Entrance`; knows nothing of Gradio. Without a password only requests whose Host is this machine
are answered, so that no web page elsewhere can have a browser read the articles under a name of its own (DNS rebinding), and
none that a proxy passes on; with one, only whoever has come in. A change asked for by another site's page is refused either way, and no body is read
further than its limit.

Gradio has a login of its own, which is not used: it compares passwords as they come, lets anybody try any number of them and
knows no end of a session.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from typing import TypeAlias
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.library.receiving import PATH as UPLOAD_PATH
from ui.render.entrance import ICON
from ui.render.entrance import entrance as entrance_page
from ui.serving.entrance import Entrance
from ui.serving.person import PERSON
from ui.serving.requests import (
    SAFE,
    BodyTooLarge,
    BoundedBody,
    address_of,
    elsewhere,
    in_parts,
    same_site,
    with_headers,
    without_prefix,
)
from ui.serving.throttle import FailedLogins, network_of
from ui.words import waiting

BODY_BYTES = 1_000_000
"""Of any request but an upload; a question is at most 20,000 characters."""
LOGIN_BYTES = 4_000
COOKIE = "article_rag_session"
_GRADIO_UPLOAD = "/gradio_api/upload"
"""Gradio would keep what is sent there in a folder for temporary files, whatever the page is for."""
_OPEN_PATHS = ("/login", "/logout")
_LOGIN_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
Clock: TypeAlias = Callable[[], float]


class Gate:
    """An ASGI application that lets the right requests through to another.

    `uploads_bytes` is the most that one upload may send, 0 refuses uploads; `clock` tells seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        entrance: Entrance | None,
        root_path: str = "",
        uploads_bytes: int = 0,
        clock: Clock = time.monotonic,
    ) -> None:
        self._app = app
        self._entrance = entrance
        self._root_path = root_path
        self._uploads_bytes = uploads_bytes
        self._clock = clock
        self._failures = entrance.failures if entrance else FailedLogins()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})
        else:
            scope = without_prefix(scope, self._root_path)
            refusal = await self._refusal(scope, receive)
            await (refusal or self._bounded)(scope, receive, in_parts(with_headers(send)))

    async def _refusal(self, scope: Scope, receive: Receive) -> Response | None:
        """What is answered instead of the page; None lets the request through, and notes who asks."""
        request = Request(scope, receive)
        if scope["path"] == "/favicon.ico":
            return Response(ICON, media_type="image/svg+xml")
        if scope["method"] not in SAFE and not same_site(request.headers):
            return PlainTextResponse("This was asked for by a page of another site.", 403)
        if self._entrance is None:
            if fault := elsewhere(request):
                told = f"This page has no password: {fault}. Start it with RAG_PAGE_PASSWORD set to open it to others."
                return PlainTextResponse(told, 421)
            return None
        return await self._at_the_door(self._entrance, request, scope)

    async def _at_the_door(self, entrance: Entrance, request: Request, scope: Scope) -> Response | None:
        now = self._clock()
        if scope["path"] == "/login" and scope["method"] == "POST":
            return await self._login(entrance, request, now)
        session = _session(request.headers)
        if scope["path"] == "/logout":
            entrance.leave(session)
            return self._leave()
        came_in = bool(session) and entrance.knows(session, now)
        scheme, _, words = request.headers.get("authorization", "").partition(" ")
        if not came_in and scheme.lower() == "bearer":
            if self._wait(request, now) > 0:
                return _too_many(self._wait(request, now))
            if not entrance.opens(words.strip()):
                self._failures.failed(address_of(request), now)
                return PlainTextResponse("This token opens nothing.", 401, {"WWW-Authenticate": "Bearer"})
            came_in = True
        if not came_in and (token := request.query_params.get("token")) and scope["method"] == "GET":
            return self._tried(entrance, request, token, now)
        if not came_in:
            return self._unknown(request)
        if scope["path"] in _OPEN_PATHS:
            return RedirectResponse(f"{self._root_path}/", 303)
        # Not the session: each login begins another. The secret is everybody's, so that it tells nobody from another.
        scope[PERSON] = network_of(address_of(request))
        return None

    async def _login(self, entrance: Entrance, request: Request, now: float) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LOGIN_BYTES:
                return self._form(f"That is longer than {LOGIN_BYTES:,} bytes, which no password here is.", 413)
        words = parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]
        return self._tried(entrance, request, words, now)

    def _tried(self, entrance: Entrance, request: Request, words: str, now: float) -> Response:
        address = address_of(request)
        if (wait := self._failures.wait(address, now)) > 0:
            form = self._form(f"Too many wrong passwords. Try again in {waiting(wait)}.", 429)
            form.headers["Retry-After"] = str(int(wait) + 1)
            return form
        if not entrance.opens(words):
            self._failures.failed(address, now)
            return self._form("That is not the password.", 403)
        self._failures.succeeded(address)
        response = RedirectResponse(f"{self._root_path}/", 303)
        response.set_cookie(
            COOKIE,
            entrance.enter(now),
            path=f"{self._root_path}/",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    def _leave(self) -> Response:
        response = RedirectResponse(f"{self._root_path}/login", 303)
        response.delete_cookie(COOKIE, path=f"{self._root_path}/")
        return response

    def _unknown(self, request: Request) -> Response:
        """The form for whoever looks at a page, a plain refusal for whatever else is asked."""
        if request.scope["path"] == "/login" or "text/html" in request.headers.get("accept", ""):
            return self._form("", 200 if request.scope["path"] == "/login" else 401)
        return PlainTextResponse("Come in with the password first.", 401)

    def _form(self, wrong: str, status: int) -> Response:
        page = entrance_page(f"{self._root_path}/login", wrong)
        return HTMLResponse(page, status, {"Content-Security-Policy": _LOGIN_POLICY, "Cache-Control": "no-store"})

    def _wait(self, request: Request, now: float) -> float:
        return self._failures.wait(address_of(request), now)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its body no further than its limit."""
        path = scope["path"].rstrip("/")
        uploads = path == UPLOAD_PATH
        if path == _GRADIO_UPLOAD or (uploads and not self._uploads_bytes):
            return await PlainTextResponse("Files cannot be added here.", 403)(scope, receive, send)
        limit = self._uploads_bytes if uploads else BODY_BYTES
        refusal = PlainTextResponse(f"The request has more than {limit:,} bytes.", 413)
        told = Request(scope).headers.get("content-length", "0")
        if not told.isdecimal() or int(told) > limit:
            return await refusal(scope, receive, send)
        body = BoundedBody(receive, limit)
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, body, noting)
        except BodyTooLarge:
            if not begun:
                await refusal(scope, receive, send)


def _session(headers: Mapping[str, str]) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except Exception:  # noqa: BLE001 - CookieError of any kind: no session
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""


def _too_many(wait: float) -> Response:
    return PlainTextResponse(
        f"Too many wrong tokens. Try again in {waiting(wait)}.", 429, {"Retry-After": str(int(wait) + 1)}
    )
