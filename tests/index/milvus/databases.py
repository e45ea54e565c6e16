"""What the tests of Milvus share: an index folder, a database of this process' milvus-lite, and both searched alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from index.milvus.database import MilvusDatabase
from index.milvus.rows import key_of
from index.milvus.search import MilvusIndex
from index.milvus.settings import MilvusConfig
from index.milvus.writing.following import synced
from index.search import LocalIndex
from index.sync import sync
from index.syncing.report import SyncReport
from index.types import Filter
from rag.retrieval.search_index import SearchIndex
from tests.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder()
QUESTIONS = ("the river bridge", "bread and water", "council dam votes", "rests", "zeppelin")


@dataclass
class Place:
    """A folder of articles, its index, and the database that it is published to."""

    root: Path
    uri: str
    name: str = ""
    config: MilvusConfig = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.name or f"of_{key_of(str(self.root))}"
        self.config = MilvusConfig(self.uri, name=self.name, timeout_seconds=20.0)
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def folder(self) -> Path:
        return self.root / "articles"

    @property
    def index_path(self) -> Path:
        return self.root / "index"

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def sync(self, *, replace: bool = False) -> SyncReport:
        return synced(
            lambda: sync([self.folder], self.index_path, embedder=EMBEDDER, replace=replace),
            self.config,
            self.index_path,
            replace_sources=replace,
        )

    def sync_alone(self) -> None:
        """The folder's own index brought up to date, and nothing published."""
        sync([self.folder], self.index_path, embedder=EMBEDDER)

    def open(self) -> MilvusIndex:
        return MilvusIndex(self.config)

    def local(self) -> LocalIndex:
        return LocalIndex(self.index_path)

    def database(self) -> MilvusDatabase:
        return MilvusDatabase(self.config)


def second(place: Place, tmp_path: Path) -> Place:
    """Another machine's folder, for the same database."""
    other = Place(tmp_path / "second", place.uri, place.name)
    other.write("river.txt", "Published: 2021-05-04\n\nThe river rose on another machine.")
    return other


def everything(search_index: SearchIndex) -> object:
    """All that a search index tells, in an order that does not depend on its history, numbers rounded to 9 places."""
    ids = sorted(card.id for card in search_index.articles())
    day = Filter(as_of=dt.date(2021, 6, 1), undated=True)
    searched = [
        sorted((hit.chunk_id, round(hit.score, 9)) for hit in found)
        for question in QUESTIONS
        for restriction in (None, day, Filter(stories=("river.txt",)))
        for found in (search_index.dense(EMBEDDER.embed_query(question), 500, restriction),)
    ]
    as_of = [
        sorted((hit.chunk_id, round(hit.score, 9)) for hit in search_index.lexical(question, 500, day))
        for question in QUESTIONS
    ]
    return (
        search_index.fingerprint,
        search_index.articles(),
        search_index.outlets(),
        [(one, search_index.article(one).text, search_index.sentences(one)) for one in ids],
        [search_index.story(one) for one in ids],
        [search_index.story(one, dt.date(2021, 6, 1)) for one in ids],
        [search_index.mentions((question.split()[0],)) for question in QUESTIONS],
        searched,
        as_of,
        search_index.word_statistics(search_index.terms(" ".join(QUESTIONS))).chunks,
        search_index.info().failures,
    )
