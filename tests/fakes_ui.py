"""A pipeline without models or files: articles from strings, answers by shared words.

Stands in for `rag.Pipeline` where a test is about the page. It is honest: an answer cites the
sentence that shares most words with the question, and with fewer than two it is not found.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.types import Article, ArticleCard, Chunk, IndexInfo
from rag import (
    Answer,
    Citation,
    Claim,
    ClaimEvent,
    DoneEvent,
    Event,
    Interval,
    Passage,
    PassagesEvent,
    Query,
    QuestionError,
    RagError,
    Scope,
    Sentence,
    StageEvent,
    Turn,
    Understood,
)
from rag.types import Timings, Why

_SENTENCE = re.compile(r"\S[^.!?\n]*[.!?]?")
_COMMON = frozenset(re.findall(r"\w+", "the a an of to in and who what which did met say about they that is was with"))


def article(text: str, **fields: object) -> Article:
    """An article of `text`; its id is its path, by default "one.txt"."""
    path = str(fields.pop("path", "one.txt"))
    sha256 = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    made = Article(id=path, path=path, text=text, sha256=sha256, title="A headline", title_from="heading")
    return replace(made, **fields)  # type: ignore[arg-type]


def citation(of: Article, quote: str, number: int = 1) -> Citation:
    """A citation of the first place where `quote` stands in the article."""
    start = of.text.index(quote)
    return Citation(number, of, start, start + len(quote), quote)


def answer(*cites: Citation, question: str = "A question?", **fields: object) -> Answer:
    """An answer with one claim a citation; without citations it is not found."""
    made = Answer(
        query=Query(question, question),
        status="answered" if cites else "not_found",
        claims=tuple(Claim(cite.quote, (cite,)) for cite in cites),
        citations=cites,
        passages=(),
        confidence=1.0 if cites else 0.0,
        notes=(),
        index_fingerprint="0" * 16,
        timings=Timings(0, 0, 0),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def shortened(quoted: Answer, words: str) -> Answer:
    """The answer whose first claim has a short answer: `words`, where they stand in its quote."""
    first, *others = quoted.claims
    start = first.cites[0].start + first.cites[0].quote.index(words)
    short = Citation(first.cites[0].number, first.cites[0].article, start, start + len(words), words)
    return replace(quoted, claims=(replace(first, short=short), *others))


def passage(of: Article) -> Passage:
    """The whole article as one passage."""
    return Passage(of, Chunk(of.id, 0, 0, max(1, len(of.text)), 1), 1.0, Why())


@dataclass(frozen=True)
class FakeIndex:
    """Articles in memory."""

    held: tuple[Article, ...]

    def info(self) -> IndexInfo:
        return IndexInfo(
            path="memory",
            generation="1",
            articles=len(self.held),
            chunks=len(self.held),
            stories=0,
            embedder="no embedder",
            weights_sha256="",
            engine="shared words",
            chunk_tokens=0,
            created="2026-01-02T03:04:05",
            fingerprint="0" * 16,
            sources=(),
            failures=(),
        )

    def articles(self) -> tuple[ArticleCard, ...]:
        return tuple(
            ArticleCard(a.id, a.path, a.title, a.title_from, a.outlet, a.published, a.published_from, 1)
            for a in self.held
        )

    def outlets(self) -> tuple[str, ...]:
        return tuple(sorted({a.outlet for a in self.held if a.outlet}))

    def article(self, article_id: str) -> Article:
        for article in self.held:
            if article.id == article_id:
                return article
        raise RagError(f"there is no article {article_id!r}")

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        return tuple(Sentence(m.start(), m.end()) for m in _SENTENCE.finditer(self.article(article_id).text))


@dataclass(frozen=True)
class FakePipeline:
    """Answers with the sentences that share most words with the question."""

    search_index: FakeIndex
    writes: bool = field(default=False, kw_only=True)

    @classmethod
    def over(cls, *articles: Article) -> FakePipeline:
        return cls(FakeIndex(articles))

    def quoting(self) -> FakePipeline:
        return self

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Iterator[Event]:
        if not question.strip():
            raise QuestionError("the question is empty; ask something, as in: Who met whom?")
        if len(question) > 2_000:
            raise QuestionError(f"the question has {len(question)} characters; 2,000 are the limit")
        query = _understood(question, turns, as_of, scope or Scope())
        yield StageEvent(f"Searching {len(self.search_index.held)} articles")
        passages = tuple(passage(article) for article in self.search_index.held)
        yield PassagesEvent(query, passages)
        yield StageEvent(f"Reading {len(passages)}")
        cites = tuple(self._best(question))
        for cite in cites:
            yield ClaimEvent(Claim(cite.quote, (cite,)))
        yield DoneEvent(replace(answer(*cites, question=question), query=query, passages=passages))

    def _best(self, question: str) -> Iterator[Citation]:
        asked = _words(question)
        found = [
            (len(asked & _words(match.group())), at, -match.start(), match, article)
            for at, article in enumerate(self.search_index.held)
            for match in _SENTENCE.finditer(article.text)
        ]
        best = sorted(found, key=lambda row: row[:3], reverse=True)[:2]
        for number, (shared, _, _, match, article) in enumerate((row for row in best if row[0] > 1), start=1):
            if shared:
                yield Citation(number, article, match.start(), match.end(), match.group())


def _understood(question: str, turns: Sequence[Turn], as_of: dt.date | None, scope: Scope) -> Query:
    """A question that begins with "and" follows the turn before; a year in it restricts unless that is switched off."""
    used = bool(turns) and question.lower().startswith("and ") and scope.standalone is None
    standalone = scope.standalone or (f"{turns[-1].question} {question}" if used else question)
    query = Query(question, standalone, as_of=as_of, history_used=used, undated=scope.undated)
    if year := re.search(r"in (\d{4})", standalone):
        first, last = dt.date(int(year[1]), 1, 1), dt.date(int(year[1]), 12, 31)
        off = "interval" in scope.ignore
        told = Understood("interval", year[0], f"published in {year[1]}", "restricts", switched_off=off)
        query = replace(query, interval=None if off else Interval(first, last, year[0]), understood=(told,))
    return query


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if word not in _COMMON}
