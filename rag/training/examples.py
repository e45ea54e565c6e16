"""One example to learn from, and the public question sets as examples.

Knows the sets' files and which of their articles are held out; knows no tokens and no network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.reading.sentences import split_sentences

HELD_OUT_TITLES = frozenset(
    {
        "Harvard University",
        "Huguenot",
        "Steam engine",
        "Amazon rainforest",
        "Apollo program",
        "Doctor Who",
        "Nikola Tesla",
        "Sky (United Kingdom)",
    }
)
"""Articles of SQuAD that no training ever sees, in either version of the set."""

HELD_OUT_EVERY = 5
"""One of so many questions of the sets without articles (nq-oracle, multihop-rag) is held out, by its number."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is read beside a question: a passage's words, its header and its sentences."""

    id: str
    header: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a text, and what of the text answers it: sentences (by place), spans of characters, or nothing.

    `spans` may be empty though it is answered: then the short answer is not known, or there is none.
    """

    question: str
    text: Text
    gold: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    origin: str = ""
    held_out: bool = False

    @property
    def answered(self) -> bool:
        return bool(self.gold)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set with what counts as its answer, for finding texts that look alike and do not answer."""

    question: str
    answers: tuple[str, ...]
    gold: str
    held_out: bool


def read_texts(corpus: Path) -> dict[str, Text]:
    """The texts of one set, by id."""
    return {
        line["_id"]: text_of(line["_id"], " ".join((line.get("title") or "").split()), line["text"])
        for line in _lines(corpus)
    }


def text_of(text_id: str, header: str, text: str) -> Text:
    """A text with its sentences found; headings among them are none."""
    found = [(one.start, one.end) for one in split_sentences(text) if one.kind == "sentence"]
    return Text(text_id, header, text, tuple(found or [(0, len(text))]))


def squad(folder: Path, texts: Mapping[str, Text]) -> list[Example]:
    """SQuAD 1.1 or 2.0 (Rajpurkar et al. 2016, 2018): answers by place; those of 2.0 without one are unanswerable."""
    examples = []
    for line in _lines(folder / "queries.jsonl"):
        text = texts[line["gold_paragraph"]]
        spans = dict.fromkeys(zip(line["answer_starts"], line["answers"], strict=False))
        if len(line["answers"]) != len(line["answer_starts"]):
            spans = dict.fromkeys(_placed(text.text, line["answers"], line["answer_starts"]))
        found = tuple((start, start + len(answer)) for start, answer in spans if text.text.startswith(answer, start))
        if line["answerable"] and not found:
            continue
        example = answered_by(line["text"], text, found, origin=folder.name, held_out=text.header in HELD_OUT_TITLES)
        examples.append(example)
    return examples


def natural_questions(folder: Path, texts: Mapping[str, Text]) -> list[Example]:
    """nq-oracle: questions people typed (Kwiatkowski et al. 2019), the answer wherever its words stand in the text."""
    golds = dict(line.split("\t")[:2] for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:])
    examples = []
    for line in _lines(folder / "queries.jsonl"):
        if line["_id"] not in golds:
            continue
        text = texts[golds[line["_id"]]]
        spans = [span for answer in line["answers"] for span in word_spans(text.text, answer)]
        if spans:
            held_out = int(line["_id"].removeprefix("nq")) % HELD_OUT_EVERY == 0
            examples.append(answered_by(line["text"], text, spans[:4], origin=folder.name, held_out=held_out))
    return examples


def answered_by(
    question: str, text: Text, spans: Sequence[tuple[int, int]], *, origin: str, held_out: bool = False
) -> Example:
    """An example whose gold sentences are those that hold a span."""
    gold = [
        place
        for place, (start, end) in enumerate(text.sentences)
        if any(start <= first and last <= end + 1 for first, last in spans)
    ]
    if spans and not gold:
        gold = [place for place, (start, end) in enumerate(text.sentences) if any(start <= s < end for s, _ in spans)]
    return Example(question, text, tuple(gold), tuple(spans) if gold else (), origin, held_out)


def word_spans(text: str, words: str) -> list[tuple[int, int]]:
    """Where `words` stand in `text`, whole, in any case."""
    if not words.strip():
        return []
    found = re.finditer(rf"(?<!\w){re.escape(words.strip())}(?!\w)", text, re.IGNORECASE)
    return [match.span() for match in found]


def _placed(text: str, answers: Sequence[str], starts: Sequence[int]) -> Iterator[tuple[int, str]]:
    for start in starts:
        yield from ((start, answer) for answer in answers if text.startswith(answer, start))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
