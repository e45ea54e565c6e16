"""Serves the real chat page over an index, a little slower than life: `python -m tests.browser.page_server`.

A process of its own, as people run it. Every event of an answer waits, so that a test can see the
answer while it arrives; nothing else differs from `rag chat`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag import (
    Event,
    LivePipeline,
    LlmConfig,
    Pipeline,
    RagConfig,
    Scope,
    SearchIndex,
    Turn,
    example_questions,
    follow_index,
)
from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import ConversationStore
from rag.feedback.store import FeedbackStore
from rag.library.config import PageConfig
from rag.library.library import Library
from tests.browser.decorated import Decorated
from ui.library.desk import LibraryDesk
from ui.library.rights import rights_of
from ui.serving.entrance import Entrance
from ui.serving.server import Place, serve


@dataclass(frozen=True)
class Unhurried:
    """A pipeline whose events come `pause_seconds` apart."""

    pipeline: LivePipeline | Decorated | Pipeline
    pause_seconds: float

    @property
    def search_index(self) -> SearchIndex:
        return self.pipeline.search_index

    @property
    def writes(self) -> bool:
        return self.pipeline.writes

    def quoting(self) -> Unhurried:
        return replace(self, pipeline=self.pipeline.quoting())

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Iterator[Event]:
        for event in self.pipeline.stream(question, turns, as_of=as_of, scope=scope):
            time.sleep(self.pause_seconds)
            yield event


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--decorated", action="store_true", help="answers have all that an answer can have")
    parser.add_argument("--pause-seconds", type=float, default=0.1)
    parser.add_argument("--root-path", default="")
    parser.add_argument("--secret", action="append", default=[], help="a password of the page")
    parser.add_argument("--questions-per-minute", type=int, default=30)
    parser.add_argument("--llm-url", help="an endpoint whose model answers")
    parser.add_argument("--conversations", type=Path, help="where they are kept; else beside the index")
    parser.add_argument("--uploads", default="auto", help="as page.uploads")
    options = parser.parse_args()
    pipeline = follow_index(options.index, config=_config(options.llm_url), wait=True)
    asked = Decorated(pipeline) if options.decorated else pipeline
    page = PageConfig(options.uploads, uploads_folder=str(options.index.parent / "data"))
    feedback = FeedbackStore(options.index.parent / "feedback.sqlite")
    kept = ConversationStore(ConversationsConfig(str(options.conversations or options.index.parent / "talks.sqlite")))
    serve(
        Unhurried(asked, options.pause_seconds),
        examples=lambda: example_questions(pipeline.current()),
        place=Place(port=options.port, root_path=options.root_path),
        feedback=feedback,
        conversations=kept,
        entrance=Entrance(*options.secret, session_seconds=3600) if options.secret else None,
        questions_per_minute=options.questions_per_minute,
        desk=LibraryDesk(Library(options.index, page=page), rights_of(page, alone=not options.secret)),
    )
    threading.Event().wait()


def _config(llm_url: str | None) -> RagConfig:
    if llm_url is None:
        return RagConfig()
    return RagConfig(reader="llm", llm=LlmConfig(base_url=llm_url, model="m", timeout_seconds=20.0, retries=0))


if __name__ == "__main__":
    main()
