"""Passages in a new order, by a model that reads question and passage together.

Knows two kinds of model: the evidence model, and any sentence-transformers `CrossEncoder`, by hub name or folder. Without
one passages stay as they are, and every answer says so in its timings.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from index.errors import ModelUnavailable
from index.types import Chunk
from rag.evidence.pairs import header_of
from rag.evidence.protocol import EvidenceModel, EvidenceText
from rag.types import Passage

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class Reranker(Protocol):
    """Tells how well each passage fits the question; a higher score is better. Safe for many threads."""

    @property
    def name(self) -> str: ...
    def scores(self, question: str, passages: Sequence[Passage]) -> list[float]: ...


class EvidenceReranker:
    """The evidence model: a passage is as good as its best chunk answers."""

    def __init__(self, model: EvidenceModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def scores(self, question: str, passages: Sequence[Passage]) -> list[float]:
        """One score a passage, the log-odds that it answers. Raises ModelUnavailable."""
        places = [(at, passage, chunk) for at, passage in enumerate(passages) for chunk in passage.chunks]
        texts = [_evidence_text(passage, chunk) for _, passage, chunk in places]
        best = [float("-inf")] * len(passages)
        for (at, _, _), found in zip(places, self._model.read(question, texts), strict=True):
            best[at] = max(best[at], found.answers)
        return best


def _evidence_text(passage: Passage, chunk: Chunk) -> EvidenceText:
    article = passage.article
    text = article.text[chunk.start : chunk.end]
    return EvidenceText(header_of(article.title, article.published), text, ((0, len(text)),))


class CrossEncoderReranker:
    """Any cross-encoder that sentence-transformers loads. It loads at first use, which takes seconds."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: CrossEncoder | None = None
        self._lock = threading.Lock()

    def scores(self, question: str, passages: Sequence[Passage]) -> list[float]:
        """One score a passage, read with its headline and date before it. Raises ModelUnavailable."""
        if not passages:
            return []
        pairs = [(question, _read_as(passage)) for passage in passages]
        with self._lock:
            scores = self._loaded().predict(pairs, show_progress_bar=False)
        return [float(score) for score in scores]

    def _loaded(self) -> CrossEncoder:
        if self._model is None:
            from safetensors import SafetensorError
            from sentence_transformers import CrossEncoder

            try:
                model = CrossEncoder(self.name)
            except (
                OSError,
                ValueError,
                SafetensorError,
            ) as error:  # a name not resolved, a file not read, a damaged one
                raise ModelUnavailable(
                    f"reranker is {self.name!r}, which cannot be loaded ({error}); name a folder that holds a "
                    "cross-encoder, or a hub name on a machine with network, or set reranker to 'none'"
                ) from error
            if model.num_labels != 1:
                raise ModelUnavailable(
                    f"reranker is {self.name!r}, which gives {model.num_labels} scores a pair; a reranker gives one"
                )
            if _lacks_head(model):
                raise ModelUnavailable(
                    f"reranker is {self.name!r}, which was never trained to score pairs (it is a "
                    f"{model.config.architectures[0]}); name a cross-encoder, or set reranker to 'none'"
                )
            self._model = model
        return self._model


def _lacks_head(model: CrossEncoder) -> bool:
    """True for an encoder of single texts: the library gives it a head of random weights, with no more than a log line."""
    kind, stored = type(model.model).__name__, model.config.architectures or []
    return bool(stored) and kind.endswith("ForSequenceClassification") and kind not in stored


def _read_as(passage: Passage) -> str:
    published = passage.article.published
    head = " · ".join(filter(None, [passage.article.title, published.isoformat() if published else ""]))
    return f"{head}\n{passage.text}"
