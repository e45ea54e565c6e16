"""A pipeline whose answers are written down beforehand, so that every figure of them can be worked out on paper.

Its articles, passages and citations are real; only which are found and cited is told. It stands where a reader and a
retriever would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.errors import QuestionError
from index.reading.chunking import chunk_article, indexed_text
from index.types import Article
from rag import Answer, Citation, Claim, Passage, Query, Timings, Turn, Why
from rag.types import Retrieved
from tests.articles import read
from tests.fakes import FakeEmbedder, FakeIndex

TEXTS = {
    "2021/bridge.txt": "OSLO, 3 May 2021 (Daily Fjord): The new bridge opened on Monday.\n\nIt cost four million kroner.",
    "flood.txt": "ROME, 7 June 2022 (Il Giorno): The river flooded the harbour.\n\nNobody was hurt in the harbour.",
    "owls.txt": "BONN, 9 July 2023 (Rhein Bote): Nine owls nest in the tower.\n\nA ranger counts them each spring.",
}


def fake_index(texts: Mapping[str, str] = TEXTS) -> FakeIndex:
    embedder = FakeEmbedder()
    stored = []
    for name, text in texts.items():
        article, sentences = read(name, text)
        stored.append((article, sentences, chunk_article(article, sentences, embedder.token_starts, window=62)))
    words = [indexed_text(article, chunk.start, chunk.end) for article, _, chunks in stored for chunk in chunks]
    return FakeIndex(stored, embedder.embed_passages(words))


def citation(article: Article, quote: str, number: int = 1) -> Citation:
    start = article.text.index(quote)
    return Citation(number, article, start, start + len(quote), quote)


@dataclass(frozen=True)
class Told:
    """What is found for a question (article ids, best first), and cited: (article id, quote); nothing: a refusal."""

    found: tuple[str, ...]
    cited: tuple[tuple[str, str], ...] = ()
    confidence: float = 0.0


@dataclass
class Scripted:
    """Answers from its script, `milliseconds` in each step; what is not in the script it does not take."""

    script: Mapping[str, Told]
    milliseconds: float = 1.0
    search_index: FakeIndex = field(default_factory=fake_index)
    asked: list[str] = field(default_factory=list)

    def answer(self, question: str, turns: Sequence[Turn] = (), *, as_of: dt.date | None = None) -> Answer:
        told = self._told(question)
        self.asked.append(question)
        citations = tuple(
            citation(self.search_index.article(article), quote, number)
            for number, (article, quote) in enumerate(told.cited, 1)
        )
        return Answer(
            query=Query(question, question, as_of=as_of, history_used=bool(turns)),
            status="answered" if citations else "not_found",
            claims=tuple(Claim(cite.quote, (cite,)) for cite in citations),
            citations=citations,
            passages=(),
            confidence=told.confidence,
            notes=(),
            index_fingerprint="fake",
            timings=Timings(self.milliseconds, self.milliseconds, self.milliseconds),
        )

    def search(
        self, question: str, turns: Sequence[Turn] = (), *, as_of: dt.date | None = None, limit: int = 10
    ) -> tuple[Query, Retrieved]:
        chunks = self.search_index.get([f"{article}#0" for article in self._told(question).found])
        passages = tuple(Passage(self.search_index.article(c.article_id), c, 1.0, Why()) for c in chunks[:limit])
        return Query(question, question, as_of=as_of, history_used=bool(turns)), Retrieved(passages)

    def _told(self, question: str) -> Told:
        if question not in self.script:
            raise QuestionError(f"{question!r} is not taken")
        return self.script[question]
