"""Sentences of made-up articles, for tests: who says it, on which day, what."""

from __future__ import annotations

import datetime as dt
import hashlib

from index.types import Article
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
