"""Ask a folder of news articles a question; every sentence of the answer is a verified quote.

from rag import ask
print(ask("Which U.S. senator met the president of Kazakhstan?"))
"""

from __future__ import annotations

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
    SourceError,
)
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
    default_index_path,
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
from rag.pipeline import Pipeline
from rag.replaying import Replay, replay
from rag.retrieval.search_index import SearchIndex
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
    "Passage",
    "PassagesEvent",
    "Pipeline",
    "Progress",
    "Query",
    "QuestionError",
    "RagConfig",
    "RagError",
    "ReaderUnavailable",
    "Replay",
    "Retrieved",
    "Scope",
    "SearchIndex",
    "Sentence",
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
