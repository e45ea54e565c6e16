"""What the network says of a row's tokens, as evidence of the row's sentences. Pure.

The network's three scores a token are: a short answer starts here, ends here, and how much the token speaks for its
sentence. The first token stands for "nothing answers".
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rag.evidence.pairs import Pair
from rag.evidence.protocol import ShortSpan, TextEvidence

Scores: TypeAlias = NDArray[np.float64]

CUT_OFF = -20.0
"""Score of a sentence that did not fit into the row."""

SHORT_TOKENS = 24
"""A short answer is at most so long; SQuAD's longest 1 % are longer."""


def evidence_of(pair: Pair, tokens: Scores, answers: float) -> TextEvidence:
    """The evidence in one row: `tokens` has shape (tokens of the row or more, 3), `answers` is the passage's score."""
    means = np.full(len(pair.sentences), CUT_OFF, np.float64)
    for place, span in enumerate(pair.sentences):
        if span is not None:
            means[place] = float(tokens[span[0] : span[1], 2].mean())
    none = float(tokens[0, 0] + tokens[0, 1])
    shorts = tuple(None if span is None else _short(pair, span, tokens, none) for span in pair.sentences)
    return TextEvidence(answers, tuple(map(float, _log_shares(means))), shorts)


def _log_shares(scores: Scores) -> Scores:
    if not len(scores):
        return scores
    highest = scores.max()
    shares: Scores = scores - highest - np.log(np.exp(scores - highest).sum())
    cut: Scores = np.maximum(shares, CUT_OFF)
    return cut


def _short(pair: Pair, span: tuple[int, int], tokens: Scores, none: float) -> ShortSpan:
    """The best start and end within the sentence, in order and not too far apart."""
    first, last = span
    starts, ends = tokens[first:last, 0], tokens[first:last, 1]
    together = starts[:, None] + ends[None, :]  # (start, end)
    allowed = np.triu(np.ones_like(together, bool)) & ~np.triu(np.ones_like(together, bool), SHORT_TOKENS)
    best = int(np.where(allowed, together, -np.inf).argmax())
    start, end = divmod(best, together.shape[1])
    at = first - pair.text_at
    return ShortSpan(pair.offsets[at + start][0], pair.offsets[at + end][1], float(together[start, end]) - none)
