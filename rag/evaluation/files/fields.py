"""What the lines of both layouts hold: evidence, earlier turns, ids. Knows fields; knows neither layout."""

from __future__ import annotations

from collections.abc import Iterable

from rag.evaluation.files.lines import Record
from rag.evaluation.known import GoldQuote, KnownQuestion
from rag.types import Turn


def told_apart(questions: Iterable[tuple[Record, KnownQuestion]]) -> list[KnownQuestion]:
    """The questions, once it is sure that each has an id of its own."""
    lines = dict[str, int]()
    kept = []
    for record, known in questions:
        if known.id in lines:
            raise record.wrong(f"the id {known.id!r} stands in line {lines[known.id]} too; give each question its own")
        lines[known.id] = record.number
        kept.append(known)
    return kept


def evidence_of(record: Record) -> tuple[GoldQuote, ...]:
    """The quotes under `evidence`: texts, or objects with `quote` and `article` (BEIR files: `fact` and `doc`)."""
    quotes = []
    for listed in record.listed("evidence") or ():
        part = record.part({"quote": listed} if isinstance(listed, str) else listed)
        quote = part.text("quote", "fact")
        if not quote or not quote.strip():
            raise record.wrong(f"'evidence' holds {listed!r}; write a quote, or an object with 'quote' and 'article'")
        quotes.append(GoldQuote(quote, part.identity("article", "doc")))
    return tuple(quotes)


def articles_of(evidence: Iterable[GoldQuote]) -> tuple[str, ...]:
    """The articles that quotes are said to stand in, each once."""
    return tuple(dict.fromkeys(quote.article for quote in evidence if quote.article))


def turns_of(record: Record) -> tuple[Turn, ...]:
    """The earlier exchanges under `turns`, oldest first."""
    turns = []
    for listed in record.listed("turns") or ():
        part = record.part({"question": listed} if isinstance(listed, str) else listed)
        asked = part.text("question")
        if asked is None:
            raise record.wrong(f"'turns' holds {listed!r}; write a question, or an object with 'question' and 'answer'")
        turns.append(Turn(asked, part.text("answer") or ""))
    return tuple(turns)
