"""The evidence model through OpenVINO: one pass per passage, without torch.

Knows how rows are made, run and scored; knows no passages and no answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from index.embedding.runtime import Array, Runner, batches_of, padded
from rag.evidence.pairs import Pair, PairEncoder
from rag.evidence.protocol import EvidenceText, TextEvidence
from rag.evidence.scoring import evidence_of
from rag.evidence.weights import NAME, SHA256, exported_evidence_model


class OpenVinoEvidenceModel:
    """`EvidenceModel` over the exported weights. Light to make: the model loads at first use.

    `exported` gives the path of the exported graph; by default the shipped weights', in `cache_folder`.
    """

    name = NAME
    weights_sha256 = SHA256

    def __init__(self, cache_folder: Path, exported: Callable[[Path], Path] = exported_evidence_model) -> None:
        self._cache_folder = cache_folder
        self._exported = exported
        self._lock = threading.Lock()
        self._loaded: tuple[PairEncoder, Runner] | None = None

    def load(self) -> None:
        """Load the model now rather than at first use. Raises ModelUnavailable."""
        self._parts()

    def read(self, question: str, texts: Sequence[EvidenceText]) -> list[TextEvidence]:
        """See `EvidenceModel`. Raises ModelUnavailable when the model cannot be loaded."""
        if not texts:
            return []
        encoder, runner = self._parts()
        pairs = [encoder.pair(question, text.header, text.text, text.sentences) for text in texts]
        found: dict[int, TextEvidence] = {}
        batches = batches_of([len(pair.ids) for pair in pairs])
        inputs = (_inputs([pairs[place] for place in batch]) for batch in batches)
        for batch, outputs in zip(batches, runner.infer(inputs), strict=True):
            found.update(_scored(batch, [pairs[place] for place in batch], outputs))
        return [found[place] for place in range(len(texts))]

    def _parts(self) -> tuple[PairEncoder, Runner]:
        with self._lock:
            if self._loaded is None:
                self._loaded = PairEncoder(), Runner(self._exported(self._cache_folder), streams=1)
            return self._loaded


def _inputs(pairs: Sequence[Pair]) -> dict[str, Array]:
    ids, mask = padded([pair.ids for pair in pairs])
    types, _ = padded([pair.types for pair in pairs])
    return {"ids": ids, "types": types, "mask": mask}


def _scored(
    batch: Sequence[int], pairs: Sequence[Pair], outputs: tuple[Array, ...]
) -> Iterator[tuple[int, TextEvidence]]:
    tokens, answers = outputs  # (rows, tokens, 3), (rows,)
    for row, (place, pair) in enumerate(zip(batch, pairs, strict=True)):
        yield place, evidence_of(pair, tokens[row].astype(np.float64), float(answers[row]))
