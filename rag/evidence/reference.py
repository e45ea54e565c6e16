"""The evidence model through torch in float32: the reference for the exported one, and what serves without OpenVINO.

Knows how rows are run with torch; rows and scores are those of the other rooms.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.packaged import verified_model_folder
from rag.evidence.pairs import PairEncoder
from rag.evidence.protocol import EvidenceText, TextEvidence
from rag.evidence.scoring import evidence_of
from rag.evidence.weights import NAME, SHA256, shipped_weights

if TYPE_CHECKING:
    from rag.training.network import EvidenceNetwork


class ReferenceEvidenceModel:
    """`EvidenceModel` over torch, a row at a time. The model loads at first use. `weights`: another file than the shipped."""

    name = NAME
    weights_sha256 = SHA256

    def __init__(self, weights: Path | None = None) -> None:
        self._weights = weights
        self._lock = threading.Lock()

    def read(self, question: str, texts: Sequence[EvidenceText]) -> list[TextEvidence]:
        """See `EvidenceModel`. Raises ModelUnavailable when the weights are not the shipped ones."""
        import torch

        found = []
        for text in texts:
            pair = self._encoder.pair(question, text.header, text.text, text.sentences)
            ids, types = torch.tensor([pair.ids]), torch.tensor([pair.types])
            with self._lock, torch.no_grad():
                tokens, answers = self._network(ids, types, torch.ones_like(ids))
            found.append(evidence_of(pair, tokens[0].numpy().astype(np.float64), float(answers[0])))
        return found

    @cached_property
    def _encoder(self) -> PairEncoder:
        return PairEncoder()

    @cached_property
    def _network(self) -> EvidenceNetwork:
        from rag.training.network import loaded_network

        return loaded_network(verified_model_folder(), self._weights or shipped_weights())
