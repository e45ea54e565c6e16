"""`ask()` and `open_pipeline()`: the only place where parts are chosen and put together.

Reads the environment, when asked and never at import: RAG_INDEX names the index.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from index.building import Progress
from index.config import PACKAGED_MODEL, IndexConfig
from index.doctor import Diagnosis, Examination, examine, roll_back
from index.embedding.protocol import Embedder
from index.errors import ConfigError
from index.search import LocalIndex
from index.sync import SyncReport
from index.sync import sync as sync_index
from index.types import IndexInfo
from rag.answer import Answer
from rag.answering.evidence import EvidenceWeigher
from rag.answering.reader import ExtractiveReader
from rag.config import RagConfig
from rag.pipeline import LivePipeline, Pipeline
from rag.retriever import HybridRetriever
from rag.types import Turn

INDEX_FOLDER = ".rag-index"
"""Name of the default index folder, looked for in the current folder and its parents."""


def ask(
    question: str,
    turns: Sequence[Turn] = (),
    *,
    index: str | Path | None = None,
    as_of: dt.date | None = None,
    config: RagConfig | None = None,
) -> Answer:
    """Answer `question` from the index at `index` (by default `default_index_path()`).

    `turns` are the conversation so far, oldest first. With `as_of` nothing published later is used; articles
    without a date are, with a note. The index stays open for the next call; a newer generation is picked up by itself.

    Raises QuestionError (empty or over-long), IndexMissing (with how to build one), IndexMismatch.
    """
    index_path = Path(index) if index else default_index_path()
    return _followed(index_path.absolute(), config or RagConfig()).answer(question, turns, as_of=as_of)


def open_pipeline(index_path: str | Path | None = None, *, config: RagConfig | None = None) -> Pipeline:
    """Open the index for many questions. It keeps one consistent view until opened again.

    Raises IndexMissing, IndexMismatch or IndexCorrupt, each with what to do.
    """
    config = config or RagConfig()
    search_index = LocalIndex(Path(index_path) if index_path else default_index_path())
    embedder = embedder_for(config.index)
    search_index.check_embedder(embedder)
    retriever = HybridRetriever(search_index, embedder, config)
    reader = ExtractiveReader(EvidenceWeigher(search_index, embedder), config)
    return Pipeline(search_index, retriever, reader)


def follow_index(index_path: str | Path | None = None, *, config: RagConfig | None = None) -> LivePipeline:
    """Open the index for many questions, each answered from the newest generation. Raises as `open_pipeline`."""
    path = Path(index_path) if index_path else default_index_path()
    return LivePipeline(lambda: open_pipeline(path, config=config))


def sync(
    folder: str | Path,
    index_path: str | Path | None = None,
    *,
    config: RagConfig | None = None,
    replace: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> SyncReport:
    """Make the index equal to the articles in `folder`; see `index.sync.sync` for what it raises."""
    settings = (config or RagConfig()).index
    return sync_index(
        Path(folder),
        Path(index_path) if index_path else default_index_path(),
        embedder=embedder_for(settings),
        config=settings,
        replace=replace,
        progress=progress,
    )


def index_info(index_path: str | Path | None = None) -> IndexInfo:
    """Facts about an index, without loading a model."""
    return LocalIndex(Path(index_path) if index_path else default_index_path()).info()


def examine_index(index_path: str | Path | None = None) -> Diagnosis:
    """Check every file of an index against its manifest; see `index.doctor`. Raises IndexMissing."""
    return examine(Path(index_path) if index_path else default_index_path())


def roll_back_index(index_path: str | Path | None = None) -> Examination:
    """Go back to the generation before the one in use. Raises IndexMissing when there is none."""
    return roll_back(Path(index_path) if index_path else default_index_path())


def default_index_path() -> Path:
    """RAG_INDEX; else the nearest `.rag-index` here or in a parent folder; else `.rag-index` here."""
    if named := os.environ.get("RAG_INDEX"):
        return Path(named)
    here = Path.cwd()
    found = (folder / INDEX_FOLDER for folder in (here, *here.parents) if (folder / INDEX_FOLDER / "CURRENT").is_file())
    return next(found, here / INDEX_FOLDER)


@lru_cache(maxsize=2)
def embedder_for(config: IndexConfig) -> Embedder:
    """The embedder that the settings name, one for equal settings. It loads its model at first use."""
    has_openvino = importlib.util.find_spec("openvino") is not None
    exportable = config.embedder == PACKAGED_MODEL
    if config.engine == "openvino" and not (has_openvino and exportable):
        raise ConfigError(
            f"engine is 'openvino' with the embedder {config.embedder!r}; it runs only {PACKAGED_MODEL!r} and needs the "
            "package openvino; choose engine='reference'"
        )
    if config.engine == "reference" or not (has_openvino and exportable):
        from index.embedding.reference import ReferenceEmbedder

        return ReferenceEmbedder(config.embedder)
    from index.embedding.openvino import OpenVinoEmbedder

    return OpenVinoEmbedder(_cache_folder(config))


def _cache_folder(config: IndexConfig) -> Path:
    if config.cache_folder:
        return Path(config.cache_folder)
    from platformdirs import user_cache_path

    return user_cache_path("article-rag", appauthor=False)


@lru_cache(maxsize=1)
def _followed(index_path: Path, config: RagConfig) -> LivePipeline:
    """The index that `ask` asked last stays open; another index or other settings take its place."""
    return follow_index(index_path, config=config)
