"""The BEIR layout -> known questions: a folder with queries.jsonl and relevance judgements in qrels.tsv.

A query has `_id` and `text`, and may have `answers`, `answerable` (false: nothing may be claimed), `evidence`
({"doc", "fact"}), `gold_paragraph` (one document), `turns`, `as_of`, and `questions`: its whole conversation in lines
"|user|: ..." and "|agent|: ...", the last one the query. Relevant documents are those that qrels.tsv, else
qrels/test.tsv (query-id, corpus-id, score; a first line of names) score above 0, else those of the evidence, else
`gold_paragraph`. Such files know the answers of some data sets and of others not, so an empty `answers` says nothing
here, unlike in our own layout. (Thakur et al. 2021, "BEIR".)
"""

from __future__ import annotations

import re
from pathlib import Path

from index.errors import ConfigError
from rag.evaluation.files.fields import articles_of, evidence_of, told_apart, turns_of
from rag.evaluation.files.lines import Record, records, text_lines
from rag.evaluation.known import KnownQuestion
from rag.types import Turn

QUERIES = "queries.jsonl"
JUDGEMENTS = ("qrels.tsv", "qrels/test.tsv")

_SPEAKER = re.compile(r"^\|(user|agent|assistant|system)\|:[ \t]*", re.MULTILINE)
_COLUMNS = 3


def read_beir(folder: Path) -> list[KnownQuestion]:
    """The queries of a folder, those of which nothing is known among them. Raises ConfigError."""
    judged = _judgements(folder)
    return told_apart((record, _known(record, judged)) for record in records(folder / QUERIES))


def _known(record: Record, judged: dict[str, dict[str, int]]) -> KnownQuestion:
    identity, text = record.identity("_id", "id"), record.text("text", "question")
    if identity is None or text is None:
        raise record.wrong(f"it has no {'text' if text is None else '_id'!r}; each line needs '_id' and 'text'")
    evidence = evidence_of(record)
    grades = judged.get(identity, {})
    paragraph = record.identity("gold_paragraph")
    return KnownQuestion(
        id=identity,
        question=_SPEAKER.sub("", text).strip(),
        answers=() if record.flag("answerable") is False else (record.texts("answers") or None),
        articles=tuple(grades) or articles_of(evidence) or ((paragraph,) if paragraph else ()),
        turns=turns_of(record) or _conversation(record.text("questions")),
        as_of=record.date("as_of"),
        evidence=evidence,
        grades=tuple(grades.values()),
        whole_ids=True,
    )


def _conversation(text: str | None) -> tuple[Turn, ...]:
    """The exchanges before the last question of a conversation."""
    parts = _SPEAKER.split(text or "")[1:]
    turns = list[Turn]()
    for speaker, said in zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True):
        if speaker == "user":
            turns.append(Turn(said))
        elif speaker != "system" and turns:
            turns[-1] = Turn(turns[-1].question, f"{turns[-1].answer} {said}".strip())
    return tuple(turns[:-1])


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    """The relevant documents of each query with their grades; nothing without a file of them."""
    path = next((folder / name for name in JUDGEMENTS if (folder / name).is_file()), None)
    judged = dict[str, dict[str, int]]()
    for number, line in text_lines(path) if path else ():
        cells = line.split("\t")
        if len(cells) == _COLUMNS and number == 1 and not _is_whole(cells[2]):
            continue
        if len(cells) != _COLUMNS or not _is_whole(cells[2]):
            raise ConfigError(
                f"{path}, line {number}: it is {line[:80]!r}; each line is query-id, corpus-id and a whole score, "
                "with tabs between"
            )
        if int(cells[2]) > 0:
            judged.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    return judged


def _is_whole(text: str) -> bool:
    return re.fullmatch(r"\s*-?\d+\s*", text) is not None
