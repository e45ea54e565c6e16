"""How the server is: it lives, it is ready, and its figures for Prometheus.

Knows pipelines and figures; what is in an answer it only counts.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from rag import Answer, RagError
from ui.api.questions import Follows, Questions
from ui.api.wire.answered import HealthTold, ReadinessTold, answers
from ui.api.wire.problems import Problem

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

_LOG = logging.getLogger(__name__)
_WARMING = "What was reported?"
"""Any question: the answer is thrown away, the models stay loaded."""
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Readiness:
    """Whether the models were loaded. `begin` loads them in the background, once."""

    def __init__(self, pipeline: Follows) -> None:
        self._pipeline = pipeline
        self._warm = threading.Event()
        self._error: RagError | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Load the models in a thread; what they lack is told by `check`."""
        with self._lock:
            if self._thread is None or not (self._thread.is_alive() or self._warm.is_set()):
                self._thread = threading.Thread(target=self._load, name="warming", daemon=True)
                self._thread.start()

    def check(self) -> ReadinessTold:
        """Facts of the open index. Raises RagError where it or a model cannot be opened, Problem while one is loading."""
        info = self._pipeline.current().search_index.info()
        if not self._warm.is_set():
            error = self._error
            self.begin()
            if error:
                raise error
            raise Problem(503, "the models are being loaded", name="Warming", headers={"Retry-After": "1"})
        return ReadinessTold(
            status="ready", generation=info.generation, articles=info.articles, fingerprint=info.fingerprint
        )

    def _load(self) -> None:
        try:
            self._pipeline.current().quoting().answer(_WARMING)
            self._error = None
            self._warm.set()
        except RagError as error:
            self._error = error
        except Exception:  # noqa: BLE001 - told by `check`
            _LOG.exception("loading the models met a bug")
            self._error = RagError("loading the models met a bug, which the server has logged")


class Measures:
    """Figures of one application. Without prometheus-client nothing is counted, and `text` says what to install."""

    def __init__(self, questions: Questions) -> None:
        self.registry: CollectorRegistry | None = None
        try:
            from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
        except ImportError:
            return
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "rag_requests", "Requests by route and status.", ["route", "method", "status"], registry=registry
        )
        self._seconds = Histogram(
            "rag_request_seconds", "How long requests took.", ["route"], registry=registry, buckets=_SECONDS
        )
        self._answers = Counter("rag_answers", "Answers by what they found.", ["status"], registry=registry)
        running = Gauge("rag_questions_running", "Questions that are worked on.", registry=registry)
        running.set_function(lambda: questions.running)
        waiting = Gauge("rag_questions_waiting", "Questions that wait for a place.", registry=registry)
        waiting.set_function(lambda: questions.waiting)
        self._held = Gauge("rag_index_articles", "Articles of the open index.", registry=registry)

    def answered(self, answer: Answer) -> None:
        """Count an answer."""
        if self.registry:
            self._answers.labels(answer.status).inc()

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        if self.registry:
            self._requests.labels(route, method, status).inc()
            self._seconds.labels(route).observe(seconds)

    def text(self, articles: int) -> bytes:
        """The figures as Prometheus reads them. Raises Problem where they are not counted."""
        if self.registry is None:
            told = "figures need prometheus-client; install it, as in: pip install 'article-rag[serve]'"
            raise Problem(501, told, name="NotInstalled")
        from prometheus_client import generate_latest

        self._held.set(articles)
        return generate_latest(self.registry)


_FIGURES = {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Figures."}


def router() -> APIRouter:
    """The routes that whoever watches over the server asks."""
    routes = APIRouter(tags=["health"])
    routes.get("/healthz")(healthz)
    routes.get("/readyz", responses=answers(None, 503))(readyz)
    routes.get(
        "/metrics",
        response_model=None,
        responses=answers(_FIGURES, 401, 403, 429),
    )(metrics)
    return routes


async def healthz() -> HealthTold:
    """The process lives."""
    return HealthTold(status="alive")


def readyz(request: Request) -> ReadinessTold:
    """The index is open and the models are loaded."""
    readiness: Readiness = request.app.state.readiness
    return readiness.check()


def metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    measures: Measures = request.app.state.measures
    pipeline: Follows = request.app.state.questions.pipeline
    try:
        articles = pipeline.current().search_index.info().articles
    except RagError:
        articles = 0  # told by /readyz; the figures of the process are wanted all the more
    return Response(measures.text(articles), media_type="text/plain; version=0.0.4; charset=utf-8")
