"""The documents and quotes of a question file -> the articles of an index.

A name stands for the article whose id it is; else for every article whose record id it is (what follows a "#":
"corpus.jsonl#7" for "7") or whose file it names, with its folders and extension or without; else, where that is
allowed, for every article whose id begins with it. What stands for no article is kept under its own name: it counts
as not found, and is reported. Knows nothing of questions or figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from index.types import Article, ArticleCard
from rag.evaluation.known import KnownQuestion


class Articles(Protocol):
    """What an evaluation asks of an index. `rag.retrieval.search_index.SearchIndex` is more."""

    @property
    def fingerprint(self) -> str: ...
    def articles(self) -> tuple[ArticleCard, ...]: ...
    def article(self, article_id: str) -> Article: ...


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A gold quote without its white space, and the articles it may stand in; None: any."""

    squeezed: str
    articles: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Gold:
    """What a question's right outcome is in one index.

    `articles` are ids, or the names of those that are missing, with their grades.
    """

    articles: dict[str, int]
    quotes: tuple[FoundQuote, ...]
    missing_articles: tuple[str, ...] = ()
    missing_quotes: tuple[str, ...] = ()


class GoldFinder:
    """Finds the gold of questions in one index. It reads the index's list of articles once."""

    def __init__(self, search_index: Articles) -> None:
        self._index = search_index
        self._ids = sorted(card.id for card in search_index.articles())
        self.count = len(self._ids)
        self._known = set(self._ids)
        self._named = dict[str, list[str]]()
        for article_id in self._ids:
            for name in _names(article_id):
                self._named.setdefault(name, []).append(article_id)

    def articles(self, name: str, *, whole: bool) -> tuple[str, ...]:
        """The ids of the articles that `name` stands for; with `whole` it is no mere beginning."""
        from index.reading.formats.containers.records.naming import clean_id

        if name in self._known:
            return (name,)
        if named := self._named.get(clean_id(name) or name):
            return tuple(named)
        return () if whole or not name else tuple(self._beginning_with(name))

    def gold(self, known: KnownQuestion) -> Gold:
        """What is right for a question. One that has no answer has no gold, whatever its file says."""
        if known.unanswerable:
            return Gold({}, ())
        grades = dict[str, int]()
        missing = list[str]()
        for name, grade in zip(known.articles, known.grades or (1,) * len(known.articles), strict=True):
            ids = self.articles(name, whole=known.whole_ids)
            missing += [] if ids else [name]
            grades |= dict.fromkeys(ids or (name,), grade)
        quotes = tuple(
            FoundQuote(squeezed(quote.quote), self._articles_of(quote.article, known)) for quote in known.evidence
        )
        unquoted = tuple(
            quote.quote for quote, found in zip(known.evidence, quotes, strict=True) if not self._stands(found, grades)
        )
        return Gold(grades, quotes, tuple(missing), unquoted)

    def _articles_of(self, name: str | None, known: KnownQuestion) -> frozenset[str] | None:
        return None if name is None else frozenset(self.articles(name, whole=known.whole_ids))

    def _stands(self, quote: FoundQuote, grades: dict[str, int]) -> bool:
        """True when a quote stands in an article it is said to be of, or when nothing says where to look."""
        places = quote.articles if quote.articles is not None else self._known & grades.keys()
        if quote.articles is None and not grades:
            return True
        return any(quote.squeezed in squeezed(self._index.article(place).text) for place in places)

    def _beginning_with(self, name: str) -> Iterator[str]:
        for article_id in self._ids[bisect_left(self._ids, name) :]:
            if not article_id.startswith(name):
                return
            yield article_id


def squeezed(text: str) -> str:
    """Text without its white space, which extraction from a page, a PDF or a data set changes."""
    return "".join(text.split())


def _names(article_id: str) -> set[str]:
    """What else an article may be called."""
    if "#" in article_id:
        parts = article_id.split("#")
        return {"#".join(parts[place:]) for place in range(1, len(parts))}
    path = PurePosixPath(article_id)
    return {path.name, path.stem, str(path.with_suffix("")) if path.suffix else article_id}
