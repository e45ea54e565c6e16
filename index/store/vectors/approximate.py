"""A smaller index beside the exact vectors once there are many: which rows are likely nearest, found without a full scan.

Knows when one is worth having, how it is trained and how a sync changes it; the scores it ranks by are rounded, so
its rows are candidates only. It can always be made again from the exact vectors.

Why inverted lists over 8-bit values (IVF-SQ8): with the nearest candidates scored again it finds what a full scan finds,
is a quarter of the vectors' size, takes rows in and out in place and is the same for the same input. A graph (HNSW)
answers as fast, but cannot remove a row, takes four times as long to build (10.7 s against 2.4 for 35,000 rows) and, with
several threads, never comes out the same twice. Cost: a minute and a half to train and fill it with a million rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt, RagError
from index.store.vectors.exact import open_exact, selector_of, stored_vectors
from index.types import Matrix

Rows: TypeAlias = NDArray[np.int64]

APPROXIMATE = "approximate.faiss"

EXACT_ROWS = 50_000
"""A full scan takes as long as embedding the question up to here (3 ms); at 100,000 rows of 384 it takes 5.9 ms, the
approximate search 0.6 with recall@10 of .985 (`tests/bench/growth.py`). Beyond 150,000 its p95 would pass 20 ms."""

LISTS_PER_ROOT = 4
"""Lists for each square root of the rows: of 2 and 4, equally quick to ask, 4 found more (.987 against .980 at 300,000)."""

PROBED_SHARE = 1 / 8
"""Of the lists. Real questions lie far from all chunks: recall@10 at 300,000 rows is .957 for 1/32, .978 for 1/16,
.987 for 1/8 (1.8 ms) and .993 for 1/4 (4.3 ms)."""

RERANKED = 2
"""Exact scores for each row wanted: .982 with one, .987 with two, no more with four or ten."""

TRAINING_ROWS_PER_LIST = 32
"""With 64 the training takes twice as long and recall at 100,000 rows rises by less than .005."""

CHANGED_SHARE = 0.5
"""Of the rows trained on: written since then, by vectors of other topics, they cost .015 of recall at a half, .02 at three
quarters, .05 at all of 60,000. To embed as many takes a hundred times as long as to train."""

_SEED = 20261122

_ADDED_AT_ONCE = 50_000
"""77 MB of vectors of 384: small beside the index that they go into, and large enough to fill both cores."""

_ID_BYTES = 8
"""Beside its values, one byte each, a list holds each row's number."""


@dataclass(frozen=True, slots=True)
class ApproximateSettings:
    """What searching and updating the index must know; plain values, kept in the manifest.

    `lists` cells, of which a search looks into `probes`; `reranked` exact scores for each row wanted; up to `exact_rows`
    rows are scanned exactly instead. `changed_rows` were written since the training over `trained_rows`. The file holds
    `rows` in `file_bytes`; `structure_sha256` is of all before the first list's values.
    """

    kind: Literal["ivf-sq8"]
    lists: int
    probes: int
    reranked: int
    exact_rows: int
    trained_rows: int
    changed_rows: int
    rows: int
    file_bytes: int
    structure_sha256: str

    def __post_init__(self) -> None:
        if self.kind != "ivf-sq8" or not 0 < self.probes <= self.lists <= self.trained_rows or self.reranked < 1:
            raise ValueError(f"these cannot be settings of an approximate index: {self}")


def update_approximate(
    previous: Path | None,
    target: Path,
    *,
    exact: Path,
    changed: Rows,
    settings: ApproximateSettings | None,
    exact_rows: int = EXACT_ROWS,
) -> ApproximateSettings | None:
    """Write `target` for the finished vectors in `exact`, or nothing when up to `exact_rows` rows need none.

    `previous` (it may be `target` itself) and `settings` are those of the generation before, `changed` the rows whose vectors differ from it. Rows
    beyond the previous end count as changed, rows beyond the new end are dropped. A previous file that is damaged
    or outgrown is not updated: the index is trained anew. Equal input gives equal bytes.
    """
    flat = open_exact(exact)
    rows = int(flat.ntotal)
    if rows <= exact_rows:
        target.unlink(missing_ok=True)
        return None
    if previous is None or settings is None:
        return _trained(flat, target, exact_rows)
    fresh = np.union1d(changed[changed < rows], np.arange(settings.rows, rows)).astype(np.int64)
    rewritten = settings.changed_rows + len(fresh) > CHANGED_SHARE * settings.trained_rows
    if rewritten or rows < CHANGED_SHARE * settings.trained_rows:
        return _trained(flat, target, exact_rows)
    try:
        index = open_approximate(previous, settings, dim=int(flat.d), mapped=False)
    except IndexCorrupt:  # nothing is lost with it: the exact vectors are at hand
        return _trained(flat, target, exact_rows)
    return _updated(index, flat, target, fresh=fresh, settings=replace(settings, exact_rows=exact_rows))


def open_approximate(path: Path, settings: ApproximateSettings, *, dim: int, mapped: bool) -> Any:
    """The FAISS index in `path`, memory-mapped to search in it or read whole to change it. Raises IndexCorrupt.

    FAISS trusts every length in a file that it maps, and crashes on a wrong one: so the file's size and all that is
    not a row's are compared with what was written. What a garbled row can do is name a row that is not there.
    """
    import faiss

    try:
        written = (settings.file_bytes, settings.structure_sha256)
        if (found := _described(path, settings.rows, dim)) != written:
            raise IndexCorrupt(
                f"{path}: size and hash are {found}, written were {written}; rebuild with `rag sync FOLDER`"
            )
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)
    except (OSError, RuntimeError) as error:  # FAISS raises RuntimeError for every fault of a file
        raise IndexCorrupt(f"{path} cannot be read ({error}); rebuild it with `rag sync FOLDER`") from error


def _described(path: Path, rows: int, dim: int) -> tuple[int, str]:
    """Size of the file, and hash of all that stands before the rows: centroids, ranges of values, lengths of lists."""
    size = path.stat().st_size
    structure = size - rows * (dim + _ID_BYTES)
    with path.open("rb") as file:
        return size, hashlib.sha256(file.read(max(0, structure))).hexdigest()


def _trained(flat: Any, target: Path, exact_rows: int) -> ApproximateSettings:
    import faiss

    rows, dim = int(flat.ntotal), int(flat.d)
    lists = min(rows, round(LISTS_PER_ROOT * rows**0.5))
    quantizer = faiss.IndexFlatIP(dim)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dim, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.seed = _SEED
    index.cp.max_points_per_centroid = TRAINING_ROWS_PER_LIST
    index.cp.min_points_per_centroid = 1  # FAISS would print a warning for a small index
    sampled = np.random.default_rng(_SEED).choice(rows, min(rows, lists * TRAINING_ROWS_PER_LIST), replace=False)
    index.train(stored_vectors(flat, np.sort(sampled).astype(np.int64)))
    _add(index, flat, np.arange(rows, dtype=np.int64))
    size, structure = _written(index, target)
    return ApproximateSettings(
        kind="ivf-sq8",
        lists=lists,
        probes=max(1, round(lists * PROBED_SHARE)),
        reranked=RERANKED,
        exact_rows=exact_rows,
        trained_rows=rows,
        changed_rows=0,
        rows=rows,
        file_bytes=size,
        structure_sha256=structure,
    )


def _updated(index: Any, flat: Any, target: Path, *, fresh: Rows, settings: ApproximateSettings) -> ApproximateSettings:
    rows = int(flat.ntotal)
    gone = np.concatenate([fresh, np.arange(rows, settings.rows)])
    index.remove_ids(selector_of(gone, max(settings.rows, rows)))
    _add(index, flat, fresh)
    if index.ntotal != rows:  # a row's number was garbled in the previous file: no rows of it can be trusted
        return _trained(flat, target, settings.exact_rows)
    size, structure = _written(index, target)
    changed_rows = settings.changed_rows + len(fresh)
    return replace(settings, changed_rows=changed_rows, rows=rows, file_bytes=size, structure_sha256=structure)


def _written(index: Any, target: Path) -> tuple[int, str]:
    """Write the file and describe it. One of that name goes first: it may be mapped, or be another generation's too."""
    import faiss

    target.unlink(missing_ok=True)
    try:
        faiss.write_index(index, str(target))
    except RuntimeError as error:  # faiss raises RuntimeError whatever the disk said
        raise RagError(
            f"{target} cannot be written ({error}); free some space or mend the disk, and sync again: the index in use is "
            "as it was"
        ) from error
    return _described(target, int(index.ntotal), int(index.d))


def _add(index: Any, flat: Any, rows: Rows) -> None:
    for block, vectors in _blocks(flat, rows):
        index.add_with_ids(vectors, block)


def _blocks(flat: Any, rows: Rows) -> Iterator[tuple[Rows, Matrix]]:
    """Vectors a block at a time, so that memory does not grow with the index."""
    for first in range(0, len(rows), _ADDED_AT_ONCE):
        block = rows[first : first + _ADDED_AT_ONCE]
        yield block, stored_vectors(flat, block)
