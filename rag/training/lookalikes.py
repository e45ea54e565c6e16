"""Texts that look as if they answered a question and do not: its nearest neighbours among all texts, by the packaged embedder.

Knows vectors and words; knows no network. A text that holds an answer, word for word, is none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embedding.protocol import Embedder
from index.types import Matrix
from rag.training.examples import Example, Text, word_spans

_LOOKED_AT = 40
_KEPT = 12
_EMBEDDED_TOKENS = 160
"""Of a text; enough to find it, and within the embedder's window."""


class LookAlikes:
    """Finds look-alikes of examples among `texts`."""

    def __init__(self, embedder: Embedder, texts: Sequence[Text]) -> None:
        self._embedder = embedder
        self._texts = texts
        self._vectors = self._embed([text.text for text in texts])

    def of(self, examples: Sequence[Example]) -> list[list[Text]]:
        """For each example its look-alikes, nearest first; those of an unanswered one are all its neighbours."""
        asked = self._embed([example.question for example in examples])
        found = []
        for example, vector in zip(examples, asked, strict=True):
            nearest = np.argpartition(-(self._vectors @ vector), _LOOKED_AT)[:_LOOKED_AT]
            nearest = nearest[np.argsort(-(self._vectors[nearest] @ vector), kind="stable")]
            found.append([text for text in (self._texts[at] for at in nearest) if not _answers(example, text)][:_KEPT])
        return found

    def _embed(self, texts: Sequence[str]) -> Matrix:
        return self._embedder.embed_passages([self._beginning(text) for text in texts])

    def _beginning(self, text: str) -> str:
        starts = self._embedder.token_starts(text)
        return text[: starts[_EMBEDDED_TOKENS]] if len(starts) > _EMBEDDED_TOKENS else text


def _answers(example: Example, text: Text) -> bool:
    if text.id == example.text.id or text.text == example.text.text:
        return True
    answers = {example.text.text[start:end] for start, end in example.spans}
    return any(word_spans(text.text, answer) for answer in answers)
