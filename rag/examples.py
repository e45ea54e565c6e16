"""Questions that the articles answer, for a person who does not know yet what to ask.

Made from headings and from people introduced by their office; each is asked before it is offered, so that
none of them disappoints. Knows a pipeline; knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Protocol

from index.store.listing import Wanted
from index.types import Article, Sentence
from rag.answer import Answer
from rag.pipeline import Pipeline

_ARTICLES_LOOKED_AT = 12
_QUESTIONS_TRIED = 16
_NEXT_TRIED = 6
"""Each costs one answer, some 30 ms."""

_PERSON = r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){1,2}"
_OFFICE = (
    r"(?:Minister|President|Secretary|Senator|Director|Chairman|Chairwoman|Ambassador|Governor|Mayor|Chief|CEO|"
    r"Professor|Judge|Prince|King|Queen)"
)
_INTRODUCED = re.compile(rf"(?P<before>{_PERSON}), (?:the |a |an )?(?:[\w-]+ ){{0,4}}{_OFFICE}|\b{_OFFICE} (?P<after>{_PERSON})")  # fmt: skip


class Texts(Protocol):
    """What is read of an index."""

    def article(self, article_id: str) -> Article: ...
    def sentences(self, article_id: str) -> tuple[Sentence, ...]: ...


def example_questions(pipeline: Pipeline, limit: int = 4) -> tuple[str, ...]:
    """Up to `limit` questions, each answered by the article it was made from, newest articles first.

    They are asked of quotes alone: a model that writes would cost its price, and may not be there yet.
    """
    quoting = pipeline.quoting()
    index = pipeline.search_index
    newest = index.find_articles(Wanted(), limit=_ARTICLES_LOOKED_AT).cards  # not all: a large index has half a million
    articles = [index.article(card.id) for card in newest]
    sources = [_questions(article, index) for article in articles]
    in_turn = (pair for round_ in _rounds(sources) for pair in round_)
    kept: list[str] = []
    for question, article_id in islice(in_turn, _QUESTIONS_TRIED):
        answer = quoting.answer(question)
        if question not in kept and answer.status == "answered" and answer.citations[0].article.id == article_id:
            kept.append(question)
        if len(kept) == limit:
            break
    return tuple(kept)


def next_questions(
    answered: Callable[[str], Answer],
    index: Texts,
    quoted: Sequence[str],
    *,
    already: Iterable[str] = (),
    limit: int = 3,
) -> tuple[str, ...]:
    """Up to `limit` questions to go on with, made of the articles `quoted` (ids); each was asked and is answered.

    `answered` asks one; `already` are questions that were asked before, as they were understood.
    """
    sources = [_questions(index.article(article_id), index) for article_id in dict.fromkeys(quoted)]
    known = " ".join(already).casefold()
    kept: list[str] = []
    for question, article_id in islice((pair for round_ in _rounds(sources) for pair in round_), _NEXT_TRIED):
        subject = question.removeprefix("Who is ").removeprefix("What is said about ").rstrip("?").casefold()
        if subject in known:
            continue
        found = answered(question)
        if found.status == "answered" and any(cite.article.id == article_id for cite in found.citations):
            kept.append(question)
        if len(kept) == limit:
            break
    return tuple(kept)


def _rounds(sources: list[Iterator[tuple[str, str]]]) -> Iterator[list[tuple[str, str]]]:
    """One question of each article, then a second of each, until none has more."""
    while round_ := [pair for source in sources if (pair := next(source, None)) is not None]:
        yield round_


def _questions(article: Article, index: Texts) -> Iterator[tuple[str, str]]:
    people = list(dict.fromkeys(match["before"] or match["after"] for match in _INTRODUCED.finditer(article.text)))
    spans = index.sentences(article.id)
    headings = [article.text[span.start : span.end] for span in spans if span.kind == "heading"]
    body = " ".join(article.text[span.start : span.end] for span in spans if span.kind == "sentence")
    for person, heading in zip_longest(people, headings):
        if person:
            yield f"Who is {person}?", article.id
        if heading:
            yield f"What is said about {_in_sentence_case(heading, body)}?", article.id


def _in_sentence_case(heading: str, body: str) -> str:
    """Title Case undone: only words that the sentences capitalise in their middle keep their capital."""
    words = heading.lstrip("# ").rstrip("?.! ").split()
    return " ".join(w if re.search(rf"[a-z,] {re.escape(w)}\b", body) else w.lower() for w in words)
