"""Every state that an answer can be shown in, made of the words of one article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag import Answer, Article, Citation, Claim, Interval, Query, SearchIndex, Understood
from rag.answer import UNSUPPORTED
from rag.types import IGNORABLE
from tests.fakes_ui import answer, passage


def shown_answers(search_index: SearchIndex, article: Article) -> Iterator[Answer]:
    """Answered with short answers, partial, with an unsupported sentence, and not found: all in the article's words."""
    quotes = [article.text[s.start : s.end] for s in search_index.sentences(article.id) if s.kind == "sentence"]
    cites = [Citation(number, article, *_place(article, quote), quote) for number, quote in enumerate(quotes, 1)]
    words = "\n".join([article.title, article.outlet or "", article.author or "", article.id, article.text])
    told = [Understood(aspect, words[:300], words[:300], "restricts", "conversation") for aspect in IGNORABLE]
    query = Query(
        words[:1500],
        words[:1500],
        (words[:200],),
        Interval(None, None, words[:200]),
        history_used=True,
        understood=tuple(told),
        unknown_outlets=(words[:200],),
    )
    full = replace(
        answer(*cites), query=query, claims=tuple(_shortened(cite) for cite in cites), passages=(passage(article),)
    )
    told_twice = (words, *quotes)
    yield full
    yield replace(full, status="partial", missing=told_twice, notes=told_twice)
    unsupported = Claim(words + UNSUPPORTED, (), support="unsupported", why=words)
    yield replace(full, claims=(*full.claims, unsupported), notes=told_twice, reader="llm")
    yield replace(answer(), query=query, passages=(passage(article),), about=(words,), notes=told_twice)


def _place(article: Article, quote: str) -> tuple[int, int]:
    start = article.text.index(quote)
    return start, start + len(quote)


def _shortened(cite: Citation) -> Claim:
    """The claim of a quote, its middle third the short answer."""
    third = len(cite.quote) // 3
    start, end = cite.start + third, cite.end - third
    return Claim(
        cite.quote, (cite,), short=Citation(cite.number, cite.article, start, end, cite.article.text[start:end])
    )
