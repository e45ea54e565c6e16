"""A question file -> known questions: our own layout, and the choice between it and BEIR's.

Our layout is JSON Lines: `question`; `answers` (one must stand in the answer's text; `[]`: nothing may be claimed;
left out: only what is found is judged); `articles` (ids, record ids, file names or beginnings of ids); `evidence`
(quotes, or {"article", "quote"}); `turns` (earlier questions, or {"question", "answer"}); `as_of` (YYYY-MM-DD); `id`
(else the line's number). Knows nothing of which articles an index has.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.errors import ConfigError
from rag.evaluation.files.lines import Record, records
from rag.evaluation.known import GoldQuote, KnownQuestion
from rag.types import Turn


def read_questions(path: Path) -> list[KnownQuestion]:
    """Read a question file, or a folder in the BEIR layout. Raises ConfigError naming the line that cannot be read."""
    from rag.evaluation.files.beir import QUERIES, read_beir

    if path.is_dir() or path.name == QUERIES:
        return read_beir(path if path.is_dir() else path.parent)
    return told_apart((record, _known(record)) for record in records(path))


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


def _known(record: Record) -> KnownQuestion:
    question = record.text("question")
    if question is None:
        raise record.wrong(f"{KeyError('question')!r}; each line needs 'question', and what is known of its answer")
    evidence = evidence_of(record)
    answers = record.texts("answers")
    if record.flag("answerable") is False:
        answers = ()
    return KnownQuestion(
        id=record.text("id") or str(record.number),
        question=question,
        answers=answers,
        articles=record.texts("articles") or articles_of(evidence),
        turns=turns_of(record),
        as_of=record.date("as_of"),
        evidence=evidence,
    )


def evidence_of(record: Record) -> tuple[GoldQuote, ...]:
    """The quotes under `evidence`: texts, or objects with `quote` and `article` (BEIR files: `fact` and `doc`)."""
    quotes = []
    for listed in record.listed("evidence") or ():
        part = record.part({"quote": listed} if isinstance(listed, str) else listed)
        quote = part.text("quote", "fact")
        if not quote or not quote.strip():
            raise record.wrong(f"'evidence' holds {listed!r}; write a quote, or an object with 'quote' and 'article'")
        quotes.append(GoldQuote(quote, part.text("article", "doc")))
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


def judgeable(questions: Iterable[KnownQuestion], path: Path) -> list[KnownQuestion]:
    """The questions of whose right outcome something is known. Raises ConfigError when there is none."""
    kept = [known for known in questions if known.judgeable]
    if not kept:
        raise ConfigError(
            f"{str(path)!r} has no question of which 'answers', 'articles' or 'evidence' are known (BEIR layout: no "
            "relevance file qrels.tsv or qrels/test.tsv names one either); say at least one of them"
        )
    return kept
