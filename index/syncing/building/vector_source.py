"""Vectors of texts: those that were computed before, and the embedder for the rest.

Looked for in the generation in use, then in what a stopped sync left or this one has computed already. Knows text
hashes; knows nothing of chunks, rows or files.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embedding.protocol import Embedder
from index.store.opened import OpenGeneration
from index.syncing.building.journal import Journal
from index.types import Matrix


class VectorSource:
    """Where a sync takes its vectors from. `embedded` counts those that had to be computed."""

    def __init__(self, embedder: Embedder, journal: Journal, previous: OpenGeneration | None) -> None:
        """`previous` must hold vectors of the same embedder."""
        self._embedder = embedder
        self._journal = journal
        self._previous = previous
        self.embedded = 0

    def vectors(self, texts: Sequence[str], text_hashes: Sequence[bytes]) -> Matrix:
        """Shape (len(texts), dim), in the order of `texts`."""
        unique = dict(zip(text_hashes, texts, strict=True))
        found: dict[bytes, int] = {}
        blocks: list[Matrix] = []
        for known, vectors in (self._stored(list(unique)), self._left_over(list(unique))):
            fresh = [place for place, text_hash in enumerate(known) if text_hash not in found]
            start = sum(map(len, blocks))
            found |= {known[place]: start + offset for offset, place in enumerate(fresh)}
            blocks.append(vectors[fresh])
        missing = [text_hash for text_hash in unique if text_hash not in found]
        if missing:
            start = sum(map(len, blocks))
            computed = self._embedder.embed_passages([unique[text_hash] for text_hash in missing])
            self._journal.add(missing, computed)
            self.embedded += len(missing)
            found |= {text_hash: start + offset for offset, text_hash in enumerate(missing)}
            blocks.append(computed)
        gathered: Matrix = np.concatenate(blocks)[[found[text_hash] for text_hash in text_hashes]]
        return gathered

    def known_hashes(self) -> list[bytes]:
        """Of the texts whose vectors need not be computed, in order."""
        stored = self._previous.articles.text_hashes() if self._previous else []
        return sorted({*stored, *self._journal})

    def take(self, text_hashes: Sequence[bytes], vectors: Matrix) -> None:
        """Keep vectors that were computed elsewhere; what is at hand already is passed over."""
        at_hand = set(self._journal.known(text_hashes))
        fresh = [place for place, text_hash in enumerate(text_hashes) if text_hash not in at_hand]
        if fresh:
            self._journal.add([text_hashes[place] for place in fresh], vectors[fresh])
            self.embedded += len(fresh)

    def _stored(self, text_hashes: list[bytes]) -> tuple[list[bytes], Matrix]:
        if self._previous is None:
            return [], np.empty((0, self._embedder.dim), np.float32)
        rows = self._previous.articles.rows_with_text(text_hashes)
        return list(rows), self._previous.vectors.rows_at(np.array(list(rows.values()), np.int64))

    def _left_over(self, text_hashes: list[bytes]) -> tuple[list[bytes], Matrix]:
        known = self._journal.known(text_hashes)
        return known, self._journal.vectors(known)
