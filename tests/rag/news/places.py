"""Sentences of made-up articles, for tests: who says it, on which day, what."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from index.types import Article
from rag.answering.news.ages import as_of_notes, older_reports
from rag.answering.news.stated import Stated


def article(outlet: str | None, day: str | None, text: str, title: str = "") -> Article:
    """An article of that outlet and day; its id says both and what it holds."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(
        id=f"{outlet}-{day}-{digest[:6]}",
        path="article.txt",
        text=text,
        sha256=digest,
        title=title,
        title_from="label",
        outlet=outlet,
        published=dt.date.fromisoformat(day) if day else None,
        published_from="label" if day else None,
    )


def said(
    outlet: str | None,
    day: str | None,
    sentence: str,
    short: str | None = None,
    *,
    chance: float = 0.9,
    title: str = "",
    around: str = "",
) -> Stated:
    """`sentence` as the beginning of an article that goes on with `around`."""
    text = f"{sentence} {around}" if around else sentence
    return Stated(article(outlet, day, text, title), 0, len(sentence), sentence, short, chance)


def age_notes(question: str, cited: Sequence[Stated], others: Sequence[Stated]) -> tuple[str, ...]:
    """All that a reader notes of how old evidence is."""
    older = [one.note for one in older_reports(question, cited, others)]
    return tuple(dict.fromkeys([*older, *as_of_notes(question, cited)]))
