"""One example to learn from, and the public question sets as examples.

Knows the sets' files and which of their articles are held out; knows no tokens and no network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.reading.sentences import split_sentences

HELD_OUT_TITLES = frozenset({"Harvard University", "Nikola Tesla", "Sky (United Kingdom)", "Steam engine"})
"""Articles of SQuAD that no training ever sees, in either version of the set: 946 and 706 questions."""

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


def news_evidence(folder: Path, texts: Mapping[str, Text]) -> list[Example]:
    """MultiHop-RAG (Tang and Yang 2024, arXiv:2401.15391): each fact of a question's evidence, in the lines around it.

    A question asks for several facts at once, so a passage with one of them is evidence; short answers are not known.
    """
    examples = []
    for line in _lines(folder / "queries.jsonl"):
        held_out = int(line["_id"].removeprefix("mhq")) % HELD_OUT_EVERY == 0
        for fact in line.get("evidence") or ():
            text = texts[fact["doc"]]
            at = text.text.find(fact["fact"])
            if at >= 0:
                around = _window(text, at, at + len(fact["fact"]))
                found = answered_by(line["text"], around, _places(around, fact["fact"]), origin=folder.name)
                examples.append(replace(found, spans=(), held_out=held_out))
    return examples


def claims(folder: Path) -> list[Example]:
    """SciFact's claims (Wadden et al. 2020, arXiv:2004.14974): evidence that supports answers, all other does not."""
    examples = []
    for line in _lines(folder / "nli_pairs.jsonl"):
        text = text_of(f"{line['doc']}/{line['claim_id']}", line["premise_title"], line["premise"])
        gold = tuple(range(len(text.sentences))) if line["label"] == "entailment" else ()
        held_out = line["split"] != "train"
        examples.append(Example(line["hypothesis"], text, gold, (), folder.name, held_out))
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


WINDOW_CHARACTERS = 900
"""About a chunk of the index."""


def _window(text: Text, start: int, end: int) -> Text:
    """The sentences around a span, about a chunk of them; more before it or behind it by the span's own place."""
    inside = [place for place, (left, right) in enumerate(text.sentences) if left < end and right > start]
    first, last = inside[0], inside[-1]
    before = start % 3  # so that the fact stands first, in the middle, or last
    while text.sentences[last][1] - text.sentences[first][0] < WINDOW_CHARACTERS and (
        first or last + 1 < len(text.sentences)
    ):
        if first and (before or last + 1 == len(text.sentences)):
            first, before = first - 1, max(0, before - 1)
        else:
            last, before = min(last + 1, len(text.sentences) - 1), start % 3
    shift = text.sentences[first][0]
    kept = tuple((left - shift, right - shift) for left, right in text.sentences[first : last + 1])
    return Text(text.id, text.header, text.text[shift : text.sentences[last][1]], kept)


def _places(text: Text, words: str) -> list[tuple[int, int]]:
    at = text.text.find(words)
    return [(at, at + len(words))] if at >= 0 else []


def _placed(text: str, answers: Sequence[str], starts: Sequence[int]) -> Iterator[tuple[int, str]]:
    for start in starts:
        yield from ((start, answer) for answer in answers if text.startswith(answer, start))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
