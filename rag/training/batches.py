"""Examples as padded rows of tokens, in batches of like length.

Knows how a row is cut around its answer when it is too long; knows no network.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rag.evidence.pairs import Pair, PairEncoder
from rag.training.examples import Example

ROW_TOKENS = 320
_MULTIPLE = 32
"""Rows padded to a multiple of it run up to twice as fast through torch's softmax."""

_POOL = 50
"""Batches whose examples are sorted by length together: shuffled enough, and little padding."""


@dataclass(frozen=True, slots=True)
class Row:
    """An example as tokens. `starts` and `ends` are places in the row: 0 where nothing answers, none where it is not known."""

    pair: Pair
    gold: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    answered: float


def row_of(example: Example, encoder: PairEncoder, header: str | None = None) -> Row:
    """The example as one row, under its text's own header or another. Too long a text keeps the window around its answer."""
    text, sentences, shift, first = example.text.text, example.text.sentences, 0, 0
    head = example.text.header if header is None else header
    pair = encoder.pair(example.question, head, text, sentences, row_tokens=ROW_TOKENS)
    if example.gold and any(_is_cut(pair, place, sentences) for place in example.gold):
        first = max(0, example.gold[0] - 1)
        shift = sentences[first][0]
        moved = [(start - shift, end - shift) for start, end in sentences[first:]]
        pair = encoder.pair(example.question, head, text[shift:], moved, row_tokens=ROW_TOKENS)
    gold = tuple(
        place - first for place in example.gold if place >= first and pair.sentences[place - first] is not None
    )
    if not example.answered:
        return Row(pair, (), (0,), (0,), answered=0.0)
    places = [_tokens_of(pair, start - shift, end - shift) for start, end in example.spans]
    found = [place for place in places if place is not None]
    return Row(pair, gold, tuple(start for start, _ in found), tuple(end for _, end in found), answered=1.0)


def _is_cut(pair: Pair, place: int, sentences: Sequence[tuple[int, int]]) -> bool:
    last = pair.sentences[place]
    return last is None or pair.offsets[last[1] - 1 - pair.text_at][1] < sentences[place][1] - 1


def _tokens_of(pair: Pair, start: int, end: int) -> tuple[int, int] | None:
    """First and last token of a span of characters."""
    inside = [place for place, (left, right) in enumerate(pair.offsets) if left < end and right > start]
    return (pair.text_at + inside[0], pair.text_at + inside[-1]) if inside else None


def batches(rows: Sequence[Row], size: int, chance: random.Random) -> Iterator[list[Row]]:
    """All rows once, in random batches of like length."""
    order = list(range(len(rows)))
    chance.shuffle(order)
    ready: list[list[int]] = []
    for at in range(0, len(order), size * _POOL):
        pool = sorted(order[at : at + size * _POOL], key=lambda place: len(rows[place].pair.ids))
        ready += [pool[start : start + size] for start in range(0, len(pool), size)]
    chance.shuffle(ready)
    for batch in ready:
        yield [rows[place] for place in batch]


def tensors(rows: Sequence[Row]) -> dict[str, Tensor]:
    """The rows as padded tensors: see `rag.training.network.loss_of` for shapes."""
    tokens = -(-max(len(row.pair.ids) for row in rows) // _MULTIPLE) * _MULTIPLE
    most = max(len(row.pair.sentences) for row in rows)
    made = {name: torch.zeros((len(rows), tokens), dtype=torch.long) for name in ("ids", "types", "mask")}
    made |= {name: torch.zeros((len(rows), tokens)) for name in ("text", "starts", "ends")}
    made["gold"] = torch.zeros((len(rows), most))
    made["sentence_tokens"] = torch.zeros((len(rows), most, tokens))
    for place, row in enumerate(rows):
        length = len(row.pair.ids)
        made["ids"][place, :length] = torch.tensor(row.pair.ids)
        made["types"][place, :length] = torch.tensor(row.pair.types)
        made["mask"][place, :length] = 1
        made["text"][place, row.pair.text_at : row.pair.text_at + len(row.pair.offsets)] = 1
        made["text"][place, 0] = 1  # the place that stands for "nothing answers"
        made["starts"][place, list(row.starts)] = 1
        made["ends"][place, list(row.ends)] = 1
        made["gold"][place, list(row.gold)] = 1
        for number, span in enumerate(row.pair.sentences):
            if span is not None:
                made["sentence_tokens"][place, number, span[0] : span[1]] = 1 / (span[1] - span[0])
    made["answered"] = torch.tensor([row.answered for row in rows])
    return made
