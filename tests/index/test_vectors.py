"""The nearest vectors, exact and approximate, filtered and after updates in place, against numpy over the same rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.store.vectors import (
    APPROXIMATE,
    ApproximateSettings,
    VectorIndex,
    update_approximate,
    write_vectors,
)
from index.types import Matrix, Vector

Rows = NDArray[np.int64]
NOTHING = np.array([], np.int64)
DIM = 32


def unit_rows(rows: int, *, seed: int = 1, dim: int = DIM) -> Matrix:
    """Unit vectors in 40 loose clusters, as texts form them; no two alike."""
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(size=(40, dim))
    vectors = centres[chance.integers(0, 40, rows)] + 0.7 * chance.normal(size=(rows, dim))
    unit: Matrix = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def brute_force(vectors: Matrix, query: Vector, limit: int, allowed: Rows | None = None) -> list[int]:
    """Rows of the largest inner products, the earlier row first among equals."""
    rows = np.arange(len(vectors)) if allowed is None else np.sort(allowed)
    scores = np.sum(vectors[rows] * query, axis=1, dtype=np.float64)
    return [int(row) for row in rows[np.argsort(-scores, kind="stable")][:limit]]


def found_rows(index: VectorIndex, query: Vector, limit: int = 10, allowed: Rows | None = None) -> list[int]:
    return [row for row, _ in index.nearest(query, limit, allowed)]


def recall(index: VectorIndex, vectors: Matrix, queries: Matrix, allowed: Rows | None = None) -> float:
    shares = [
        len({*found_rows(index, query, 10, allowed)} & {*brute_force(vectors, query, 10, allowed)}) / 10
        for query in queries
    ]
    return float(np.mean(shares))


@pytest.fixture(scope="module")
def vectors() -> Matrix:
    return unit_rows(3000)


@pytest.fixture(scope="module")
def exact_folder(vectors: Matrix, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exact")
    write_vectors(folder / "vectors.faiss", vectors)
    return folder


@pytest.fixture(scope="module")
def trained(exact_folder: Path) -> ApproximateSettings:
    """An approximate index beside the exact vectors, for all but the 200 rows that would be scanned anyway."""
    made = update_approximate(
        None,
        exact_folder / APPROXIMATE,
        exact=exact_folder / "vectors.faiss",
        changed=NOTHING,
        settings=None,
        exact_rows=200,
    )
    assert made is not None
    return made


def test_the_nearest_are_those_of_the_largest_inner_products(tmp_path: Path) -> None:
    """Four vectors in a plane, by hand."""
    write_vectors(tmp_path / "vectors.faiss", np.array([[1, 0], [0, 1], [-1, 0], [0.6, 0.8]], np.float32))
    index = VectorIndex(tmp_path)
    assert (index.rows, index.dim) == (4, 2)
    query = np.array([1, 0], np.float32)
    assert index.nearest(query, 9) == [(0, 1.0), (3, pytest.approx(0.6)), (1, 0.0), (2, -1.0)]
    assert index.nearest(query, 2, np.array([2, 1])) == [(1, 0.0), (2, -1.0)]
    assert index.nearest(query, 0) == []
    assert index.nearest(query, 5, NOTHING) == []


@pytest.mark.parametrize("share", [None, 0.5, 0.1, 0.01])
def test_the_exact_search_equals_brute_force(exact_folder: Path, vectors: Matrix, share: float | None) -> None:
    index = VectorIndex(exact_folder)
    chance = np.random.default_rng(3)
    for query in unit_rows(30, seed=2):
        allowed = None if share is None else chance.choice(3000, int(3000 * share), replace=False)
        assert found_rows(index, query, 10, allowed) == brute_force(vectors, query, 10, allowed)


def test_equal_vectors_come_in_the_order_of_their_rows(tmp_path: Path) -> None:
    """Ten vectors, each 60 times and in mixed order: the limit falls among equals."""
    copies = np.random.default_rng(5).permutation(np.tile(np.arange(10), 60))
    vectors = unit_rows(10)[copies]
    write_vectors(tmp_path / "vectors.faiss", vectors)
    index = VectorIndex(tmp_path)
    few = np.flatnonzero(copies == 3)[:9]
    for query in unit_rows(10):
        for limit in (25, 200, 350):
            assert found_rows(index, query, limit) == brute_force(vectors, query, limit)
        assert found_rows(index, query, 200, np.arange(0, 600, 2)) == brute_force(
            vectors, query, 200, np.arange(0, 600, 2)
        )
    assert found_rows(index, vectors[few[0]], 5, few[::-1]) == list(few[:5])


@pytest.mark.parametrize("row", [-1, 3000, 2**40])
def test_a_row_that_is_not_there_is_refused(exact_folder: Path, row: int) -> None:
    index = VectorIndex(exact_folder)
    with pytest.raises(IndexError, match=f"no row {row} among 3000"):
        index.rows_at(np.array([1, row]))
    with pytest.raises(IndexError, match=f"no row {row} among 3000"):
        index.nearest(unit_rows(1)[0], 5, np.array([1, row]))


@pytest.mark.parametrize("allowed", [None, np.arange(5)], ids=["all", "few"])
def test_a_vector_of_other_dimensions_is_refused(exact_folder: Path, allowed: Rows | None) -> None:
    with pytest.raises(ValueError, match=r"shape \(31,\) cannot be compared with those of 32"):
        VectorIndex(exact_folder).nearest(unit_rows(1, dim=DIM)[0][:31], 5, allowed)


@pytest.mark.parametrize("share", [None, 0.5, 0.2])
def test_the_approximate_search_finds_nearly_all_and_scores_exactly(
    exact_folder: Path, trained: ApproximateSettings, vectors: Matrix, share: float | None
) -> None:
    index = VectorIndex(exact_folder, replace(trained, probes=trained.lists // 8))
    allowed = None if share is None else np.random.default_rng(4).choice(3000, int(3000 * share), replace=False)
    queries = unit_rows(100, seed=6)
    assert recall(index, vectors, queries, allowed) > 0.95
    for row, score in index.nearest(queries[0], 10, allowed):
        assert score == pytest.approx(float(vectors[row] @ queries[0]), abs=1e-6)


def test_the_approximate_search_with_every_list_equals_brute_force(
    exact_folder: Path, trained: ApproximateSettings, vectors: Matrix
) -> None:
    index = VectorIndex(exact_folder, replace(trained, probes=trained.lists))
    for query in unit_rows(30, seed=7):
        assert found_rows(index, query) == brute_force(vectors, query, 10)


def test_a_filter_loses_nothing_that_a_search_of_all_finds(
    exact_folder: Path, trained: ApproximateSettings, vectors: Matrix
) -> None:
    """A twelfth of the rows lies thinly over the lists: with as few lists as for all rows, half of them is missed."""
    index = VectorIndex(exact_folder, replace(trained, probes=trained.lists // 16))
    allowed = np.arange(0, 3000, 12)
    queries = unit_rows(100, seed=6)
    of_all, of_allowed = recall(index, vectors, queries), recall(index, vectors, queries, allowed)
    assert of_allowed >= of_all


def test_what_is_allowed_is_found_however_far_it_lies(
    exact_folder: Path, trained: ApproximateSettings, vectors: Matrix
) -> None:
    """The 300 rows least like the question stand in no list that a search would look into."""
    index = VectorIndex(exact_folder, replace(trained, probes=1))
    for query in unit_rows(10, seed=8):
        farthest = np.argsort(vectors @ query)[:300]
        assert len(found_rows(index, query, 10, farthest)) == 10
        few = farthest[:200]
        assert found_rows(index, query, 10, few) == brute_force(vectors, query, 10, few)


def test_few_rows_need_no_approximate_index_and_an_old_one_goes(tmp_path: Path) -> None:
    write_vectors(tmp_path / "vectors.faiss", unit_rows(50))
    (tmp_path / APPROXIMATE).write_bytes(b"of a larger generation")
    assert (
        update_approximate(
            None, tmp_path / APPROXIMATE, exact=tmp_path / "vectors.faiss", changed=NOTHING, settings=None
        )
        is None
    )
    assert not (tmp_path / APPROXIMATE).exists()


def build(folder: Path, vectors: Matrix, *, changed: Rows = NOTHING, before: Path | None = None,
          known: ApproximateSettings | None = None) -> ApproximateSettings:  # fmt: skip
    """A generation of `vectors`, its approximate index updated from the one in `before`."""
    folder.mkdir()
    write_vectors(folder / "vectors.faiss", vectors)
    made = update_approximate(
        before / APPROXIMATE if before else None,
        folder / APPROXIMATE,
        exact=folder / "vectors.faiss",
        changed=changed,
        settings=known,
        exact_rows=200,
    )
    assert made is not None
    return made


@pytest.mark.parametrize("sizes", [(3000, 0), (3300, 300), (2500, 0)], ids=["same", "grown", "shrunk"])
def test_an_update_in_place_holds_the_rows_of_a_fresh_build(
    tmp_path: Path, exact_folder: Path, trained: ApproximateSettings, vectors: Matrix, sizes: tuple[int, int]
) -> None:
    """40 rows overwritten, others appended or the tail dropped: nothing old is found, everything new is."""
    rows, appended = sizes
    changed = np.arange(0, 2000, 50)
    after = np.concatenate([vectors, unit_rows(appended, seed=9)])[:rows]
    after[changed] = unit_rows(len(changed), seed=10)
    made = build(tmp_path / "updated", after, changed=changed, before=exact_folder, known=trained)
    assert (made.rows, made.trained_rows, made.changed_rows, made.lists) == (rows, 3000, 40 + appended, trained.lists)
    fresh = build(tmp_path / "fresh", after)
    assert (fresh.trained_rows, fresh.changed_rows) == (rows, 0)
    updated = VectorIndex(tmp_path / "updated", replace(made, probes=made.lists))
    for query in [*after[changed][:10], *vectors[changed][:10], *after[-10:]]:
        assert found_rows(updated, query) == brute_force(after, query, 10)
    queries = unit_rows(100, seed=11)
    of_updated = recall(VectorIndex(tmp_path / "updated", replace(made, probes=made.lists // 8)), after, queries)
    of_fresh = recall(VectorIndex(tmp_path / "fresh", replace(fresh, probes=fresh.lists // 8)), after, queries)
    assert of_updated >= of_fresh - 0.03


@pytest.mark.parametrize("rows", [4501, 1499])
def test_an_index_of_one_and_a_half_times_or_half_the_size_is_trained_anew(
    tmp_path: Path, exact_folder: Path, trained: ApproximateSettings, rows: int
) -> None:
    made = build(tmp_path / "next", unit_rows(rows, seed=12), before=exact_folder, known=trained)
    assert (made.trained_rows, made.changed_rows) == (rows, 0)
    assert made.lists != trained.lists


def test_an_index_rewritten_since_its_training_is_trained_anew(
    tmp_path: Path, exact_folder: Path, trained: ApproximateSettings, vectors: Matrix
) -> None:
    known = replace(trained, changed_rows=1499)
    made = build(tmp_path / "one", vectors, changed=np.array([5]), before=exact_folder, known=known)
    assert made.changed_rows == 1500
    made = build(tmp_path / "two", vectors, changed=np.array([5, 6]), before=exact_folder, known=known)
    assert made == trained


def test_a_damaged_approximate_index_is_made_again_by_the_next_sync(
    tmp_path: Path, exact_folder: Path, trained: ApproximateSettings, vectors: Matrix
) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / APPROXIMATE).write_bytes((exact_folder / APPROXIMATE).read_bytes()[:-100])
    made = build(tmp_path / "next", vectors, changed=np.array([5]), before=tmp_path / "before", known=trained)
    assert made == trained
    assert (tmp_path / "next" / APPROXIMATE).read_bytes() == (exact_folder / APPROXIMATE).read_bytes()


def test_a_file_is_updated_in_its_own_place_without_touching_who_shares_or_reads_it(
    tmp_path: Path, exact_folder: Path, trained: ApproximateSettings, vectors: Matrix
) -> None:
    """Linked from the generation before, and open: that generation's bytes and answers stay."""
    changed = np.arange(50)
    expected = build(tmp_path / "elsewhere", vectors, changed=changed, before=exact_folder, known=trained)
    before = (exact_folder / APPROXIMATE).read_bytes()
    reader = VectorIndex(exact_folder, trained)
    target = tmp_path / APPROXIMATE
    target.hardlink_to(exact_folder / APPROXIMATE)
    exact = exact_folder / "vectors.faiss"
    assert (
        update_approximate(target, target, exact=exact, changed=changed, settings=trained, exact_rows=200) == expected
    )
    assert target.read_bytes() == (tmp_path / "elsewhere" / APPROXIMATE).read_bytes()
    assert (exact_folder / APPROXIMATE).read_bytes() == before
    assert found_rows(reader, vectors[7], 1) == [7]


def test_an_index_that_lost_the_number_of_a_row_is_made_again(
    tmp_path: Path, exact_folder: Path, trained: ApproximateSettings, vectors: Matrix
) -> None:
    """The last eight bytes are a row's number: with another there, the row cannot be taken out to be changed."""
    content = (exact_folder / APPROXIMATE).read_bytes()
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / APPROXIMATE).write_bytes(content[:-8] + (2**40).to_bytes(8, "little"))
    row = np.frombuffer(content[-8:], np.int64)
    assert build(tmp_path / "next", vectors, changed=row, before=tmp_path / "before", known=trained) == trained
    assert (tmp_path / "next" / APPROXIMATE).read_bytes() == content


def test_equal_input_gives_equal_bytes(
    tmp_path: Path, exact_folder: Path, trained: ApproximateSettings, vectors: Matrix
) -> None:
    changed = np.arange(100)
    for name in ("one", "two"):
        build(tmp_path / name, vectors, changed=changed, before=exact_folder, known=trained)
        build(tmp_path / f"fresh {name}", vectors)
    for one, two in (("one", "two"), ("fresh one", "fresh two")):
        for file in (APPROXIMATE, "vectors.faiss"):
            assert (tmp_path / one / file).read_bytes() == (tmp_path / two / file).read_bytes()
