"""Public data sets as folders of articles and lists of questions. Reads only; knows no index."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the answer strings that count as right; none when it cannot be answered."""

    id: str
    text: str
    answers: tuple[str, ...]
    gold: str | None = None


def read_lines(path: Path) -> list[dict[str, Any]]:
    """JSON Lines; texts hold U+2028, so lines are read one by one and never split."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def questions(folder: Path) -> list[Question]:
    """The questions of one data set. Gold paragraphs where the set names them."""
    return [
        Question(q["_id"], q["text"], tuple(q.get("answers") or ()), q.get("gold_paragraph"))
        for q in read_lines(folder / "queries.jsonl")
    ]


def write_articles(corpus: Path, folder: Path, *, limit: int | None = None) -> int:
    """One text file an article: its title, an empty line, its text. Returns how many."""
    return write_records(read_lines(corpus)[:limit], folder)


def write_records(records: Iterable[dict[str, Any]], folder: Path) -> int:
    """One text file a record, named by its id."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for record in records:
        title = " ".join((record.get("title") or "").split())
        text = f"{title}\n\n{record['text']}" if title else record["text"]
        (folder / f"{record['_id']}.txt").write_text(text, encoding="utf-8", newline="")
        written += 1
    return written
