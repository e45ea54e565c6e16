"""Ask a folder of news articles a question; every sentence of the answer is a verified quote.

from rag import ask
print(ask("Which U.S. senator met the president of Kazakhstan?"))

A name is imported from its module when it is first used: a command that only looks at articles, or asks a running
`rag chat`, is spared the modules that answer, half a second of processor time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.config import IndexConfig
    from index.errors import (
        ArticleError,
        ConfigError,
        IndexCorrupt,
        IndexLocked,
        IndexMismatch,
        IndexMissing,
        ModelUnavailable,
        QuestionError,
        RagError,
        ReaderUnavailable,
        ServerUnavailable,
        SourceError,
    )
    from index.looking.articles import IndexArticles
    from index.search import LocalIndex
    from index.store.listing import Found, Wanted
    from index.syncing.report import Progress, SyncReport
    from index.syncing.standing import Standing
    from index.types import (
        Article,
        ArticleCard,
        Chunk,
        Coverage,
        Diagnosis,
        Examination,
        Failure,
        IndexInfo,
        Sentence,
        Span,
    )
    from rag.answer import Answer, ClaimEvent, DoneEvent, Event, PassagesEvent, StageEvent, TokenEvent
    from rag.answering.llm.settings import LlmConfig
    from rag.api import (
        ask,
        examine_index,
        follow_index,
        index_info,
        index_standing,
        open_index,
        open_pipeline,
        roll_back_index,
        sync,
        watch,
    )
    from rag.config import RagConfig
    from rag.examples import example_questions, next_questions
    from rag.live_pipeline import LivePipeline
    from rag.loading.indexes import OpenedIndex
    from rag.pipeline import Pipeline
    from rag.remote.client import Remote, connect
    from rag.replaying import Replay, replay
    from rag.retrieval.search_index import SearchIndex
    from rag.settings.places import default_index_path
    from rag.types import (
        IGNORABLE,
        Aspect,
        Citation,
        Claim,
        Dropped,
        Interval,
        Passage,
        Query,
        Retrieved,
        Scope,
        Timings,
        Turn,
        Understood,
        Usage,
        Why,
    )

__all__ = [
    "IGNORABLE",
    "Answer",
    "Article",
    "ArticleCard",
    "ArticleError",
    "Aspect",
    "Chunk",
    "Citation",
    "Claim",
    "ClaimEvent",
    "ConfigError",
    "Coverage",
    "Diagnosis",
    "DoneEvent",
    "Dropped",
    "Event",
    "Examination",
    "Failure",
    "Found",
    "IndexArticles",
    "IndexConfig",
    "IndexCorrupt",
    "IndexInfo",
    "IndexLocked",
    "IndexMismatch",
    "IndexMissing",
    "Interval",
    "LivePipeline",
    "LlmConfig",
    "LocalIndex",
    "ModelUnavailable",
    "OpenedIndex",
    "Passage",
    "PassagesEvent",
    "Pipeline",
    "Progress",
    "Query",
    "QuestionError",
    "RagConfig",
    "RagError",
    "ReaderUnavailable",
    "Remote",
    "Replay",
    "Retrieved",
    "Scope",
    "SearchIndex",
    "Sentence",
    "ServerUnavailable",
    "SourceError",
    "Span",
    "StageEvent",
    "Standing",
    "SyncReport",
    "Timings",
    "TokenEvent",
    "Turn",
    "Understood",
    "Usage",
    "Wanted",
    "Why",
    "ask",
    "connect",
    "default_index_path",
    "examine_index",
    "example_questions",
    "follow_index",
    "index_info",
    "index_standing",
    "next_questions",
    "open_index",
    "open_pipeline",
    "replay",
    "roll_back_index",
    "sync",
    "watch",
]

_MODULES = {
    "index.config": ("IndexConfig",),
    "index.errors": (
        "ArticleError",
        "ConfigError",
        "IndexCorrupt",
        "IndexLocked",
        "IndexMismatch",
        "IndexMissing",
        "ModelUnavailable",
        "QuestionError",
        "RagError",
        "ReaderUnavailable",
        "ServerUnavailable",
        "SourceError",
    ),
    "index.looking.articles": ("IndexArticles",),
    "index.search": ("LocalIndex",),
    "index.store.listing": ("Found", "Wanted"),
    "index.syncing.report": ("Progress", "SyncReport"),
    "index.syncing.standing": ("Standing",),
    "index.types": (
        "Article",
        "ArticleCard",
        "Chunk",
        "Coverage",
        "Diagnosis",
        "Examination",
        "Failure",
        "IndexInfo",
        "Sentence",
        "Span",
    ),
    "rag.answer": ("Answer", "ClaimEvent", "DoneEvent", "Event", "PassagesEvent", "StageEvent", "TokenEvent"),
    "rag.answering.llm.settings": ("LlmConfig",),
    "rag.api": (
        "ask",
        "examine_index",
        "follow_index",
        "index_info",
        "index_standing",
        "open_index",
        "open_pipeline",
        "roll_back_index",
        "sync",
        "watch",
    ),
    "rag.config": ("RagConfig",),
    "rag.examples": ("example_questions", "next_questions"),
    "rag.live_pipeline": ("LivePipeline",),
    "rag.loading.indexes": ("OpenedIndex",),
    "rag.pipeline": ("Pipeline",),
    "rag.remote.client": ("Remote", "connect"),
    "rag.replaying": ("Replay", "replay"),
    "rag.retrieval.search_index": ("SearchIndex",),
    "rag.settings.places": ("default_index_path",),
    "rag.types": (
        "IGNORABLE",
        "Aspect",
        "Citation",
        "Claim",
        "Dropped",
        "Interval",
        "Passage",
        "Query",
        "Retrieved",
        "Scope",
        "Timings",
        "Turn",
        "Understood",
        "Usage",
        "Why",
    ),
}
"""Where each public name lives; the same as the imports above, which only type checkers read."""
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value  # asked for once
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
