"""The page on a port: Gradio's application behind the gate, in uvicorn, in a thread of its own.

Knows addresses, headers of the page and how a server starts and ends; knows nothing of what the page shows. uvicorn and
FastAPI come with Gradio; they are used as themselves so that what stands before the page is ours (`ui.serving.gate`).
"""

from __future__ import annotations

import re
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from rag import ConfigError, LivePipeline, RagError, example_questions
from rag.conversations.store import ConversationStore
from rag.feedback.store import FeedbackStore
from ui.asks import Asks
from ui.chat import build_app
from ui.library.desk import LibraryDesk
from ui.library.noticing import tell_standing
from ui.library.receiving import receive_files
from ui.page.blocks import script, style
from ui.render.entrance import ICON
from ui.serving.entrance import Entrance
from ui.serving.throttle import QuestionPace
from ui.talk.running import Running, tell_waiting
from ui.talk.stopping import forget_once

if TYPE_CHECKING:
    import gradio as gr
    import uvicorn
    from starlette.types import ASGIApp

# A session holds at most 50 exchanges, 0.7 MB however long it goes on (tests/bench/conversations.py); with what lies between
# them in memory some 2 MB (tests/bench/RESULTS.md), so that 200 take 400.
# One that is let go of opens its conversation again from where it is kept.
SESSIONS_KEPT = 200
EXAMPLES = 4
QUEUE_SLEEP_SECONDS = 0.01
"""Gradio looks for new events a thousand times a second, which takes a twentieth of a core where nobody asks; so a tenth of that."""
_LAST_ANSWERS_SECONDS = 3
STALLED_SECONDS = 180.0
"""As long as a request to the interface may take at most; a laptop that sleeps for less finds its page connected."""
_ROOT_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")

# Nothing on the page may come from, or go to, another address, whatever a library would like.
_HEAD = f"""
<meta name="referrer" content="same-origin">
<meta http-equiv="Content-Security-Policy" content="default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:;
 object-src 'none'; base-uri 'self'; form-action 'self'">
<link rel="icon" href="data:image/svg+xml,{quote(ICON)}">
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is: an address and a port of this machine, and the path under which a proxy shows it.

    Raises ConfigError for a path that none can be.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    root_path: str = ""

    def __post_init__(self) -> None:
        if self.root_path and not _ROOT_PATH.fullmatch(self.root_path):
            raise ConfigError(
                f"root path {self.root_path!r} is no path; it begins with / and does not end with it, as in /articles"
            )

    @property
    def url(self) -> str:
        """Its address in a browser of this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - told, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


class Server:
    """A page that is being served."""

    def __init__(self, place: Place, server: uvicorn.Server, thread: threading.Thread) -> None:
        self.place = place
        self._server = server
        self._thread = thread

    def close(self) -> None:
        """Stop; answers on their way have a few seconds to end."""
        self._server.should_exit = True
        self._thread.join(timeout=2 * _LAST_ANSWERS_SECONDS)


def serve(
    pipeline: Asks,
    *,
    place: Place,
    examples: Callable[[], Sequence[str]] = tuple,
    feedback: FeedbackStore | None = None,
    conversations: ConversationStore | None = None,
    entrance: Entrance | None = None,
    questions_per_minute: int = 0,
    listening: socket.socket | None = None,
    desk: LibraryDesk | None = None,
    for_programs: ASGIApp | None = None,
) -> Server:
    """Serve the page in the background; returns once it answers. With an `entrance` only whoever it lets in sees it, and
    asks at most `questions_per_minute` (0: as many as they like).

    `desk` is where articles are looked through and, as far as its rights allow, changed; `for_programs` is the interface that
    stands beside the page, behind a gate of its own.

    Raises RagError for an address that cannot be listened on.
    """
    pace = QuestionPace(questions_per_minute) if entrance else None
    listening = listening or listen(place)
    running = Running()
    blocks = build_app(
        pipeline,
        examples=examples,
        feedback=feedback,
        conversations=conversations,
        pace=pace,
        private=entrance is not None,
        desk=desk,
        running=running,
    )
    app = _application(blocks, place, desk, running)
    from ui.serving.gate import Gate

    uploads = desk.library.added.limits.file_bytes if desk and desk.rights.changes else 0
    gate: ASGIApp = Gate(app, entrance=entrance, root_path=place.root_path, uploads_bytes=uploads)
    if for_programs is not None:
        from ui.serving.beside import Beside

        gate = Beside(gate, for_programs, root_path=place.root_path)
    import uvicorn

    server = uvicorn.Server(uvicorn_settings(gate))
    started = threading.Event()
    thread = threading.Thread(target=_run, args=(server, listening, started), name="page", daemon=True)
    thread.start()
    while not server.started:
        if started.wait(0.01) and not server.started:
            raise RagError(f"the page at {place.url} could not be started; the lines above say why")
    return Server(place, server, thread)


def uvicorn_settings(app: ASGIApp) -> uvicorn.Config:
    """How whatever is served here is served."""
    import uvicorn

    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
    )


def stay(app: ASGIApp, listening: socket.socket, line: str) -> None:
    """Serve an app where `listening` listens, print the line once it answers, and stay until interrupted.

    By then Ctrl-C is the server's to hear: before, it breaks off whatever is being prepared, and shows as an error.
    """
    import uvicorn

    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    Announced(uvicorn_settings(app)).run(sockets=[listening])


def _run(server: uvicorn.Server, listening: socket.socket, ended: threading.Event) -> None:
    try:
        server.run(sockets=[listening])
    finally:
        ended.set()


def _application(blocks: gr.Blocks, place: Place, desk: LibraryDesk | None, running: Running) -> ASGIApp:
    import gradio as gr  # once the page has told it to stay on this machine
    from fastapi import FastAPI
    from starlette.routing import Mount

    blocks.state_session_capacity = SESSIONS_KEPT
    blocks._queue.sleep_when_free = QUEUE_SLEEP_SECONDS  # noqa: SLF001 - there is no other way to it
    theme = gr.themes.Default(
        primary_hue="blue",
        neutral_hue="slate",
        font=("system-ui", "sans-serif"),
        font_mono=("ui-monospace", "monospace"),
    )
    routes = FastAPI(openapi_url=None)
    tell_waiting(routes, running)
    if desk:
        tell_standing(routes, desk)
    if desk and desk.rights.changes:
        receive_files(
            routes,
            desk.library.added,
            desk.batches,
            places=desk.rights.places,
            check=desk.library.refuse_where_only_asked,
        )
    gr.mount_gradio_app(
        routes,
        blocks,
        path="/",
        server_name=place.host,
        server_port=place.port,
        root_path=place.root_path or None,
        theme=theme,
        # Not as `css`: Gradio rewrites the selectors of that one, and `:root` and `.dark` no longer match.
        head=f"{_HEAD}<style>{style()}</style><script>{script('connection.js', 'waiting.js', 'asking.js')}</script>",
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        max_file_size=1,
    )
    forget_once(next(route.app for route in routes.routes if isinstance(route, Mount)))
    return routes


def launch(
    pipeline: LivePipeline,
    *,
    place: Place,
    listening: socket.socket,
    open_browser: bool = False,
    feedback: FeedbackStore | None = None,
    conversations: ConversationStore | None = None,
    entrance: Entrance | None = None,
    questions_per_minute: int = 0,
    desk: LibraryDesk | None = None,
    for_programs: ASGIApp | None = None,
) -> None:
    """Serve the page where `listening` listens, print its address once it answers, and stay until interrupted."""
    server = serve(
        pipeline,
        place=place,
        examples=lambda: example_questions(pipeline.current(), EXAMPLES),
        feedback=feedback,
        conversations=conversations,
        entrance=entrance,
        questions_per_minute=questions_per_minute,
        listening=listening,
        desk=desk,
        for_programs=for_programs,
    )
    try:
        sys.stdout.write(f"Article RAG is at {place.url} (stop with Ctrl+C)\n")
        sys.stdout.flush()
        if open_browser:
            webbrowser.open(place.url)
        threading.Event().wait()
    except KeyboardInterrupt:
        server.close()


def listen(place: Place, *, stalled_seconds: float = STALLED_SECONDS) -> socket.socket:
    """A socket at the place of the page. Raises ConfigError for a host that is none, RagError for a port that is taken.

    Whoever takes nothing of what is sent for about so long is let go of, where the system can do that (Linux).
    """
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"--host {place.host!r} is not an address ({error}); try --host 127.0.0.1") from error
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(
        socket, "TCP_USER_TIMEOUT"
    ):  # each connection inherits it; uvicorn would wait for ever, what it sends in memory
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(1000 * stalled_seconds))
    try:
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise RagError(
            f"port {place.port} on {place.host!r} cannot be used ({error.strerror}); "
            f"choose another, as in: --port {place.port % 65535 + 1}, or stop the program that uses it"
        ) from error
    return listening
