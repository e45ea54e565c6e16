"""A question file -> known questions: our own layout, and the choice between it and BEIR's.

Our layout is JSON Lines: `question`; `answers` (one must stand in the answer's text; `[]`: nothing may be claimed;
left out: only what is found is judged); `articles` (ids, record ids, file names or beginnings of ids); `evidence`
(quotes, or {"article", "quote"}); `turns` (earlier questions, or {"question", "answer"}); `as_of` (YYYY-MM-DD); `id`
(else the line's number); `answerable` (false: nothing may be claimed); `note` (remarks, read by nobody). A key that is
none of these is refused, for a misspelt one would change the figures unseen. Knows nothing of which articles an index has.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.errors import ConfigError
from rag.evaluation.files.beir import QUERIES, read_beir
from rag.evaluation.files.fields import articles_of, evidence_of, told_apart, turns_of
from rag.evaluation.files.lines import Record, records
from rag.evaluation.known import KnownQuestion

_KEYS = ("question", "answers", "articles", "evidence", "turns", "as_of", "id", "answerable", "note")
_KEYS_WITHIN = {"evidence": ("article", "quote", "doc", "fact"), "turns": ("question", "answer")}


def read_questions(path: Path) -> list[KnownQuestion]:
    """Read a question file, or a folder in the BEIR layout. Raises ConfigError naming the line that cannot be read."""
    if path.is_dir() or path.name == QUERIES:
        return read_beir(path if path.is_dir() else path.parent)
    return told_apart((record, _known(record)) for record in records(path))


def _known(record: Record) -> KnownQuestion:
    record.only(_KEYS)
    for key, keys in _KEYS_WITHIN.items():
        for within in record.listed(key) or ():
            if isinstance(within, dict):
                record.part(within).only(keys)
    question = record.text("question")
    if question is None or not question.strip():
        missing = "it has no 'question'" if question is None else f"'question' is {question!r}"
        raise record.wrong(f"{missing}; each line needs one, and what is known of its answer")
    evidence = evidence_of(record)
    answers = record.texts("answers")
    if record.flag("answerable") is False:
        answers = ()
    return KnownQuestion(
        id=record.identity("id") or str(record.number),
        question=question,
        answers=answers,
        articles=record.texts("articles") or articles_of(evidence),
        turns=turns_of(record),
        as_of=record.date("as_of"),
        evidence=evidence,
    )


def judgeable(questions: Iterable[KnownQuestion], path: Path) -> list[KnownQuestion]:
    """The questions of whose right outcome something is known. Raises ConfigError when there is none."""
    kept = [known for known in questions if known.judgeable]
    if not kept:
        raise ConfigError(
            f"{str(path)!r} has no question of which 'answers', 'articles' or 'evidence' are known (BEIR layout: no "
            "relevance file qrels.tsv or qrels/test.tsv names one either); say at least one of them"
        )
    return kept
