"""What stands in the files and in the manifest: the bytes that FAISS writes, nothing at all, and plain settings."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from index.store.vectors import APPROXIMATE, ApproximateSettings, VectorIndex, update_approximate, write_vectors

DIM = 16


@pytest.mark.parametrize("dim", [1, 3, 255, 256, 384])
@pytest.mark.parametrize("rows", [0, 1, 2, 300])
def test_our_file_is_the_one_that_faiss_writes(tmp_path: Path, dim: int, rows: int) -> None:
    import faiss

    vectors = np.random.default_rng(1).normal(size=(rows, dim)).astype(np.float32)
    write_vectors(tmp_path / "ours.faiss", vectors)
    flat = faiss.IndexFlatIP(dim)
    flat.add(vectors)
    faiss.write_index(flat, str(tmp_path / "theirs.faiss"))
    assert (tmp_path / "ours.faiss").read_bytes() == (tmp_path / "theirs.faiss").read_bytes()


def test_an_index_without_rows_finds_nothing(tmp_path: Path) -> None:
    write_vectors(tmp_path / "vectors.faiss", np.empty((0, DIM), np.float32))
    assert VectorIndex(tmp_path).rows == 0
    assert VectorIndex(tmp_path).nearest(np.ones(DIM, np.float32), 5) == []


def test_settings_are_plain_values_and_impossible_ones_are_refused(tmp_path: Path) -> None:
    write_vectors(tmp_path / "vectors.faiss", np.eye(50, DIM, dtype=np.float32))
    exact, changed = tmp_path / "vectors.faiss", np.array([], np.int64)
    trained = update_approximate(
        None, tmp_path / APPROXIMATE, exact=exact, changed=changed, settings=None, exact_rows=1
    )
    assert trained is not None
    assert ApproximateSettings(**asdict(trained)) == trained
    assert {type(value) for value in asdict(trained).values()} == {int, str}
    with pytest.raises(ValueError, match="cannot be settings"):
        replace(trained, probes=trained.lists + 1)
