"""Public questions with what counts as their answer, and the folder each set is asked of. Reads only; indexes are kept.

Only questions that the evidence model was not trained on; see `rag.training.examples`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag import open_pipeline, sync
from rag.pipeline import Pipeline
from rag.training.examples import HELD_OUT_EVERY, HELD_OUT_TITLES
from tests.bench.corpora import read_lines, write_articles


@dataclass(frozen=True, slots=True)
class Set:
    """Questions of `questions` asked of the articles of `corpus`."""

    questions: str
    corpus: str
    given: bool = False
    """True: only the gold article is read."""

    @property
    def foreign(self) -> bool:
        return self.questions != self.corpus


SETS = {
    "squad1": Set("squad1", "squad1"),
    "squad2": Set("squad2", "squad2"),
    "nq-oracle": Set("nq-oracle", "nq-oracle"),
    "multihop-rag": Set("multihop-rag", "multihop-rag"),
    "nq asked of squad2": Set("nq-oracle", "squad2"),
    "squad1 asked of multihop-rag": Set("squad1", "multihop-rag"),
    "squad1, paragraph given": Set("squad1", "squad1", given=True),
    "squad2, paragraph given": Set("squad2", "squad2", given=True),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A question; `gold` is its article where the set names one; `facts` stand in the articles word for word."""

    text: str
    answerable: bool
    answers: tuple[str, ...] = ()
    gold: str | None = None
    facts: tuple[str, ...] = ()
    asked_of: str | None = None
    """The article that the question was asked of, whether it answers or not."""

    def is_answered_by(self, article_id: str, text: str) -> bool:
        """True for a sentence that holds an answer (in the gold article), or a fact."""
        if not self.answerable:
            return False
        if self.facts:
            said = " ".join(text.split())
            return any(said in fact or fact in said for fact in self.facts)
        in_gold = self.gold is None or article_id == f"{self.gold}.txt"
        return in_gold and any(answer.casefold() in text.casefold() for answer in self.answers)


def known_questions(data: Path, name: str) -> list[Known]:
    """The set's questions that no training saw; of a foreign folder all are unanswerable, and a few hundred enough."""
    one = SETS[name]
    titles = {}
    if one.questions.startswith("squad"):
        titles = {line["_id"]: line["title"] for line in read_lines(data / one.questions / "corpus.jsonl")}
    found = [
        _known(line, titles, foreign=one.foreign)
        for line in read_lines(data / one.questions / "queries.jsonl")
        if _unseen(line, titles)
    ]
    return found[::3] if name == "squad1 asked of multihop-rag" else found


def _unseen(line: dict[str, Any], titles: dict[str, str]) -> bool:
    if titles:
        return titles[line["gold_paragraph"]] in HELD_OUT_TITLES
    number = int("".join(letter for letter in line["_id"] if letter.isdigit()))
    return not line.get("answerable", True) or number % HELD_OUT_EVERY == 0


def _known(line: dict[str, Any], titles: dict[str, str], *, foreign: bool) -> Known:
    gold = line.get("gold_paragraph") if titles else None
    if foreign or not line.get("answerable", True):
        return Known(line["text"], answerable=False, asked_of=gold)
    facts = tuple(" ".join(one["fact"].split()) for one in line.get("evidence") or ())
    return Known(line["text"], answerable=True, answers=tuple(line["answers"]), gold=gold, facts=facts, asked_of=gold)


def index_of(data: Path, indexes: Path, corpus: str) -> Pipeline:
    """The index of a corpus, made when it is not there."""
    folder, index = indexes / corpus, indexes / f"{corpus}-index"
    if not (index / "CURRENT").is_file():
        if corpus == "multihop-rag":  # its records have outlets and days
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(data / corpus / "corpus.jsonl", folder / "corpus.jsonl")
        else:
            write_articles(data / corpus / "corpus.jsonl", folder)
        print(sync(folder, index), flush=True)
    return open_pipeline(index)
