"""`ask()` and `open_pipeline()`: the only place where parts are chosen and put together.

Where no settings are given they are read (`rag.settings`: rag.toml, then the environment), when asked and never at import.
What reads and writes articles is imported by the functions that sync: a question spares 35 modules, a fifth of the command's
import time.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace as with_values
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.config import IndexConfig
from index.embedding.protocol import Embedder
from index.errors import ConfigError, IndexCorrupt, IndexMismatch, IndexMissing, RagError
from index.objects.address import Folder
from index.syncing.report import Progress, SyncReport
from index.syncing.standing import Standing, origin_of, standing
from index.types import Diagnosis, Examination, IndexInfo
from rag.answer import Answer
from rag.answering.extractive.chances.trees import chances_sha256
from rag.answering.extractive.evidence import EvidenceWeigher
from rag.answering.extractive.reader import ExtractiveReader
from rag.answering.reader import Reader
from rag.config import THRESHOLDS, RagConfig, Strictness
from rag.live_pipeline import LivePipeline
from rag.loading import models
from rag.loading.indexes import OpenedIndex, examined, opened_index, published, rolled_back
from rag.pipeline import Pipeline
from rag.retrieval.reranking import CrossEncoderReranker, EvidenceReranker, Reranker
from rag.retrieval.retriever import HybridRetriever
from rag.settings.found import read_settings
from rag.settings.places import default_index_path, index_path_of
from rag.types import Scope, Turn

if TYPE_CHECKING:
    from index.distributed.reader import Ray

embedder_for, evidence_model_for = models.embedder_for, models.evidence_model_for


def ask(
    question: str,
    turns: Sequence[Turn] = (),
    *,
    index: str | Path | None = None,
    as_of: dt.date | None = None,
    scope: Scope | None = None,
    config: RagConfig | None = None,
) -> Answer:
    """Answer `question` from the index at `index` (by default `default_index_path()`).

    `turns` are the conversation so far, oldest first. With `as_of` nothing published later is used; articles
    without a date are, with a note. `scope` restricts what is searched, or switches off what the question implies. The
    index stays open for the next call; a newer generation is picked up by itself.

    Raises QuestionError (empty or over-long, or an impossible scope), IndexMissing (with how to build one), IndexMismatch.
    """
    if not index or config is None:
        settings = read_settings()
        index, config = index or index_path_of(settings), config or settings.config()
    return _followed(Path(index).absolute(), config).answer(question, turns, as_of=as_of, scope=scope)


def open_pipeline(index_path: str | Path | None = None, *, config: RagConfig | None = None) -> Pipeline:
    """Open the index for many questions. It keeps one consistent view until opened again.

    Raises IndexMissing, IndexMismatch or IndexCorrupt, each with what to do.
    """
    config = config or read_settings().config()
    return _pipeline(opened_index(_path(index_path), config), config)


def _pipeline(search_index: OpenedIndex, config: RagConfig) -> Pipeline:
    embedder = embedder_for(config.index)
    search_index.check_embedder(embedder)
    retriever = HybridRetriever(search_index, embedder, config, _reranker(config))
    reader = _reader(config, search_index)
    quoting = _reader(with_values(config, reader="extractive"), search_index) if config.reader == "llm" else None
    weights = f"{evidence_model_for(config.index).weights_sha256[:16]} {chances_sha256()[:16]}"
    settings = f"{config.fingerprint} {embedder.name} {weights}"
    return Pipeline(
        search_index,
        retriever,
        reader,
        similarity=_similarity(embedder),
        settings=settings,
        quoting_reader=quoting,
        judging=_judging(search_index, config) if config.reader == "extractive" else None,
    )


def _judging(search_index: OpenedIndex, config: RagConfig) -> Callable[[Strictness], Pipeline]:
    """Pipelines over the same open index by their strictness, each made once."""
    return lru_cache(maxsize=len(THRESHOLDS))(
        lambda strictness: _pipeline(search_index, with_values(config, strictness=strictness, answer_threshold=None))
    )


def follow_index(
    index_path: str | Path | None = None, *, config: RagConfig | None = None, wait: bool = False
) -> LivePipeline:
    """Open the index for many questions, each answered from the newest generation. Raises as `open_pipeline`; with `wait`
    only where it is used while there is no index that can be opened, so that it answers once there is."""
    path = _path(index_path)
    return LivePipeline(lambda: open_pipeline(path, config=config), wait=wait)


def sync(
    folders: str | Folder | Sequence[str | Folder] | None = None,
    index_path: str | Path | None = None,
    *,
    config: RagConfig | None = None,
    replace: bool = False,
    allow_empty: bool = False,
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
    ray: str | None = None,
) -> SyncReport:
    """Make the index equal to the articles in one folder or several, or below addresses of object stores ("s3://bucket/prefix",
    "gs://...", "az://..."); by default those it was made of.

    Settings without `columns` take those that the index was made with, unless `replace` is set, which lets it
    overwrite an index of other folders. `allow_empty` lets it lose all its articles; with `dry_run` it only says what
    it would do. `ray` is the address of a Ray cluster that reads and embeds ("HOST:PORT", "auto" for the one that this
    machine is a node of, "local" for one of this machine's cores). See `index.sync.sync` for what it raises.
    """
    from index.sync import sync as sync_index
    from rag.library.sources import folders_named

    path, config = _path(index_path), config or read_settings().config()
    settings = _with_columns(config.index, path, replace=replace)
    named = folders_named(folders, path, replace=replace)
    options: dict[str, Any] = {"replace": replace, "allow_empty": allow_empty, "dry_run": dry_run, "progress": progress}
    options["ray"] = _ray(settings, ray)

    def sync_folders() -> SyncReport:
        return sync_index(named, path, embedder=_passage_embedder(settings), config=settings, **options)

    return published(sync_folders, path, config, replace=replace, dry_run=dry_run, report=progress)


def watch(
    folders: str | Folder | Sequence[str | Folder] | None = None,
    index_path: str | Path | None = None,
    *,
    config: RagConfig | None = None,
    replace: bool = False,
    allow_empty: bool = False,
    progress: Callable[[Progress], None] | None = None,
    on_report: Callable[[SyncReport], None] = lambda _: None,
    on_error: Callable[[RagError], None] = lambda _: None,
    stop: threading.Event | None = None,
) -> None:
    """Sync now and after every change of the folders, until `stop` is set; see `sync` and `index.watching`.

    `on_report` gets the first report and each that published something, `on_error` what a later sync raised.
    """
    from index.watching import keep_in_sync
    from rag.library.sources import folders_named

    path = _path(index_path)
    config = config or read_settings().config()
    config = with_values(config, index=_with_columns(config.index, path, replace=replace))
    named = folders_named(folders, path, replace=replace)

    def sync_once() -> SyncReport:
        return sync(named, path, config=config, replace=replace, allow_empty=allow_empty, progress=progress)

    keep_in_sync(
        sync_once,
        folders=named,
        index_path=path,
        on_report=on_report,
        on_error=on_error,
        stop=stop,
    )


def open_index(index_path: str | Path | None = None, *, config: RagConfig | None = None) -> OpenedIndex:
    """Open the index to look at its articles, without loading a model. Raises as `open_pipeline`."""
    return opened_index(_path(index_path), config or read_settings().config())


def index_standing(index_path: str | Path | None = None) -> Standing:
    """Which generation is in use, and what a stopped sync left; nothing is opened, and no index is an answer too."""
    return standing(_path(index_path))


def index_info(index_path: str | Path | None = None) -> IndexInfo:
    """Facts about an index, without loading a model."""
    return open_index(index_path).info()


def examine_index(index_path: str | Path | None = None, *, config: RagConfig | None = None) -> Diagnosis:
    """Check every file of an index against its manifest, and what is published in Milvus; see `index.doctor`.

    Raises IndexMissing.
    """
    return examined(_path(index_path), config or read_settings().config())


def roll_back_index(index_path: str | Path | None = None, *, config: RagConfig | None = None) -> Examination:
    """Go back to the generation before the one in use, and publish it. Raises IndexMissing when there is none."""
    return rolled_back(_path(index_path), config or read_settings().config())


def _path(index_path: str | Path | None) -> Path:
    return Path(index_path) if index_path else default_index_path()


def _with_columns(config: IndexConfig, index_path: Path, *, replace: bool) -> IndexConfig:
    """The settings with the columns of the index where they name none. Raises ConfigError for one of no fact."""
    from index.reading.formats.containers.records.column_names import NAMES

    for fact, _ in config.columns:
        if fact not in NAMES:
            raise ConfigError(f"columns maps {fact!r}, which is no fact; facts are {', '.join(NAMES)}")
    if config.columns or replace:
        return config
    try:
        return with_values(config, columns=origin_of(index_path).columns)
    except (IndexMissing, IndexMismatch, IndexCorrupt):
        return config  # nothing is known of an earlier mapping; the sync says what is wrong with the index


def _reader(config: RagConfig, search_index: OpenedIndex) -> Reader:
    """The reader that the settings name; the evidence model checks what an LLM writes, and finds what is to note of it."""
    evidence = evidence_model_for(config.index)
    weigher = EvidenceWeigher(search_index, evidence, embedder_for(config.index))
    if config.reader == "extractive":
        return ExtractiveReader(weigher, config)
    from rag.answering.llm.judge import EvidenceJudge
    from rag.answering.llm.reader import LlmReader

    return LlmReader(search_index, EvidenceJudge(evidence), weigher, config.llm)


def _reranker(config: RagConfig) -> Reranker | None:
    """The reranker that the settings name. It loads its model at first use."""
    if config.reranker == "none":
        return None
    if config.reranker == "evidence":
        return EvidenceReranker(evidence_model_for(config.index))
    return CrossEncoderReranker(config.reranker)


def _similarity(embedder: Embedder) -> Callable[[str, str], float]:
    """The cosine of two questions; a conversation compares the same ones again and again."""
    vector = lru_cache(maxsize=64)(embedder.embed_query)
    return lambda one, other: float(vector(one) @ vector(other))


def _passage_embedder(config: IndexConfig) -> Embedder:
    """The embedder of a sync: on a GPU when torch sees one and the engine is left to us."""
    embedder = embedder_for(with_values(config, columns=()))  # columns make no other embedder
    if config.engine != "auto":
        return embedder
    from index.embedding.devices import passage_embedder

    return passage_embedder(embedder)


def _ray(config: IndexConfig, address: str | None) -> Ray | None:
    """The cluster at an address, whose workers make the embedder by themselves."""
    if address is None:
        return None
    from index.distributed.reader import Ray

    # Else the client of Milvus, which is open by then, tells of every process that Ray starts.
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    make = partial(embedder_for, with_values(config, columns=()))
    return Ray(make, None if address == "local" else address)


@lru_cache(maxsize=1)
def _followed(index_path: Path, config: RagConfig) -> LivePipeline:
    """The index that `ask` asked last stays open; another index or other settings take its place."""
    return follow_index(index_path, config=config)
