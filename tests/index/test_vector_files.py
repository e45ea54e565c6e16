"""The files of vectors: written in any order of changes, refused when damaged, read on by threads and when removed."""

from __future__ import annotations

import os
import shutil
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexCorrupt, IndexMismatch
from index.store.vectors import (
    APPROXIMATE,
    ApproximateSettings,
    VectorFile,
    VectorIndex,
    update_approximate,
    write_vectors,
)
from index.types import Matrix

VECTORS = "vectors.faiss"
DIM = 16


def random_rows(rows: int, seed: int = 1) -> Matrix:
    vectors = np.random.default_rng(seed).normal(size=(rows, DIM))
    unit: Matrix = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """500 exact vectors."""
    write_vectors(tmp_path / VECTORS, random_rows(500))
    return tmp_path


def approximated(folder: Path) -> ApproximateSettings:
    made = update_approximate(
        None,
        folder / APPROXIMATE,
        exact=folder / VECTORS,
        changed=np.array([], np.int64),
        settings=None,
        exact_rows=100,
    )
    assert made is not None
    return made


_STEPS = st.one_of(
    st.tuples(st.just("set"), st.lists(st.integers(0, 40), max_size=12)),
    st.tuples(st.just("append"), st.integers(1, 9)),
    st.tuples(st.just("truncate"), st.integers(0, 40)),
    st.tuples(st.just("finish"), st.just(0)),
)


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(_STEPS, max_size=12), seed=st.integers(0, 2**32 - 1))
def test_any_sequence_of_changes_leaves_what_numpy_holds(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int | list[int]]], seed: int
) -> None:
    """Overwritten, appended, cut, finished and taken up again: the file holds the rows of an array changed alike."""
    path = tmp_path_factory.mktemp("changed") / "vectors.faiss"
    chance = np.random.default_rng(seed)
    model = np.empty((0, 3), np.float32)
    file = VectorFile(path, 3)
    for kind, value in steps:
        if kind == "finish":
            file.finish()
            file = VectorFile(path, 3)
            continue
        if kind == "truncate":
            assert isinstance(value, int)
            model = model[:value]
            file.truncate(min(value, file.rows))
            continue
        named = list(range(len(model), len(model) + value)) if isinstance(value, int) else value
        rows = chance.permutation(np.array([row for row in named if kind == "append" or row < len(model)], np.int64))
        new = chance.normal(size=(len(rows), 3)).astype(np.float32)
        if kind == "append":
            model = np.concatenate([model, np.empty((len(rows), 3), np.float32)])
        model[rows] = new
        file.set_rows(rows, new)
        assert file.rows == len(model)
        np.testing.assert_array_equal(file.rows_at(rows), model[rows])
    file.finish()
    np.testing.assert_array_equal(VectorIndex(path).rows_at(np.arange(len(model))), model)


@pytest.fixture(scope="module")
def approximated_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ApproximateSettings]:
    """500 exact vectors and their approximate index. Read only."""
    folder = tmp_path_factory.mktemp("approximated")
    write_vectors(folder / VECTORS, random_rows(500))
    return folder, approximated(folder)


def test_a_row_that_was_never_set_cannot_be_finished_or_read(tmp_path: Path) -> None:
    with VectorFile(tmp_path / VECTORS, DIM) as file:
        file.set_rows(np.array([0, 3, 1]), random_rows(3))
        with pytest.raises(ValueError, match="row 2 was not set"):
            file.rows_at(np.array([2]))
        with pytest.raises(ValueError, match="row 2 of 4 was never set"):
            file.finish()
        file.truncate(2)
        file.finish()
    np.testing.assert_array_equal(VectorIndex(tmp_path).rows_at(np.array([1, 0])), random_rows(3)[[2, 0]])


def test_rows_that_were_cut_do_not_come_back(folder: Path) -> None:
    """A tail cut off and grown over again must be set anew."""
    with VectorFile(folder / VECTORS, DIM) as file:
        file.truncate(10)
        file.set_rows(np.array([12]), random_rows(1))
        with pytest.raises(ValueError, match="row 10 of 13 was never set"):
            file.finish()


def test_what_cannot_be_a_vector_is_refused(folder: Path) -> None:
    spoilt = random_rows(2)
    spoilt[1, 3] = np.nan
    with VectorFile(folder / VECTORS, DIM) as file:
        with pytest.raises(ValueError, match="row 8 holds a value that is not a finite number"):
            file.set_rows(np.array([7, 8]), spoilt)
        with pytest.raises(ValueError, match="2 rows of 16 dimensions"):
            file.set_rows(np.array([7, 8]), random_rows(3))
        with pytest.raises(ValueError, match="row -1 is negative"):
            file.set_rows(np.array([-1]), random_rows(1))
        with pytest.raises(ValueError, match="cannot keep 501 of 500"):
            file.truncate(501)


def test_a_file_of_other_dimensions_or_shared_with_another_generation_is_not_continued(folder: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"of 16 dimensions, the embedder makes 17"):
        VectorFile(folder / VECTORS, 17)
    os.link(folder / VECTORS, folder / "other generation")
    with pytest.raises(ValueError, match="hard link"):
        VectorFile(folder / VECTORS, DIM)


@pytest.mark.parametrize("name", [VECTORS, APPROXIMATE])
@pytest.mark.parametrize("kept", [0, 1, 4, 30, 44, 45, 46, 0.3, 0.9, 0.999])
def test_a_file_cut_short_is_refused_by_name(folder: Path, name: str, kept: float) -> None:
    made = approximated(folder)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: int(kept if kept >= 1 else kept * len(content))])
    with pytest.raises(IndexCorrupt, match=name):
        VectorIndex(folder, made)


@pytest.mark.parametrize("name", [VECTORS, APPROXIMATE])
@pytest.mark.parametrize("content", [b"not an index", b"IxFI", bytes(5000), b"IxFI" + b"\xff" * 5000], ids=len)
def test_garbage_is_refused_by_name(folder: Path, name: str, content: bytes) -> None:
    made = approximated(folder)
    (folder / name).write_bytes(content)
    with pytest.raises(IndexCorrupt, match=name):
        VectorIndex(folder, made)


def test_files_that_disagree_are_refused(folder: Path) -> None:
    """The approximate index of other vectors, one file in place of the other, or one that is missing."""
    made = approximated(folder)
    write_vectors(folder / VECTORS, random_rows(499))
    with pytest.raises(IndexCorrupt, match=r"approximate\.faiss is of 500 rows, the exact vectors are 499"):
        VectorIndex(folder, made)
    shutil.copy(folder / APPROXIMATE, folder / VECTORS)
    with pytest.raises(IndexCorrupt, match=r"vectors\.faiss is not"):
        VectorIndex(folder)
    write_vectors(folder / VECTORS, random_rows(500))
    shutil.copy(folder / VECTORS, folder / APPROXIMATE)
    with pytest.raises(IndexCorrupt, match=r"approximate\.faiss: size and hash"):
        VectorIndex(folder, made)
    for name in (APPROXIMATE, VECTORS):
        (folder / name).unlink()
        with pytest.raises(IndexCorrupt, match=name):
            VectorIndex(folder, made)


@pytest.mark.parametrize("place", [0, 45, 2000, -500 * (DIM + 8) - 1])
def test_a_changed_byte_before_the_rows_is_refused(folder: Path, place: int) -> None:
    """A mapped file with a wrong length in it can crash FAISS; only rows may be garbled unseen."""
    made = approximated(folder)
    content = bytearray((folder / APPROXIMATE).read_bytes())
    content[place] ^= 1
    (folder / APPROXIMATE).write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"approximate\.faiss: size and hash"):
        VectorIndex(folder, made)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_garbled_byte_crashes_a_search(
    approximated_folder: tuple[Path, ApproximateSettings], data: st.DataObject
) -> None:
    """Refused when opened, refused by the search, or without effect on which rows there are."""
    name = data.draw(st.sampled_from([VECTORS, APPROXIMATE]))
    folder, made = approximated_folder
    content = bytearray((folder / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        early = st.integers(0, 200) | st.integers(0, len(content) - 1)
        content[data.draw(early)] = data.draw(st.integers(0, 255))
    (folder / "garbled").mkdir(exist_ok=True)
    shutil.copy(folder / VECTORS, folder / "garbled")
    shutil.copy(folder / APPROXIMATE, folder / "garbled")
    (folder / "garbled" / name).write_bytes(content)
    try:
        found = VectorIndex(folder / "garbled", made).nearest(random_rows(1, seed=2)[0], 20)
    except IndexCorrupt as error:
        assert name in str(error)  # noqa: PT017 - the other outcome is as good
    else:
        assert {row for row, _ in found} <= set(range(500))


@pytest.mark.parametrize("approximate", [False, True])
def test_an_open_index_goes_on_when_its_files_are_removed(folder: Path, approximate: bool) -> None:
    """Opened, not yet read, and then pruned by a later sync."""
    made = approximated(folder) if approximate else None
    expected = VectorIndex(folder, made).nearest(random_rows(1, seed=2)[0], 10)
    index = VectorIndex(folder, made)
    shutil.rmtree(folder)
    assert index.nearest(random_rows(1, seed=2)[0], 10) == expected
    np.testing.assert_array_equal(index.rows_at(np.array([499])), random_rows(500)[[499]])


@pytest.mark.parametrize("approximate", [False, True])
def test_many_threads_read_what_one_reads(folder: Path, approximate: bool) -> None:
    index = VectorIndex(folder, approximated(folder) if approximate else None)
    queries = random_rows(400, seed=3)
    allowed = [None, np.arange(0, 500, 2), np.arange(5)] * 200
    expected = [index.nearest(query, 10, rows) for query, rows in zip(queries, allowed, strict=False)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda pair: index.nearest(pair[0], 10, pair[1]), zip(queries, allowed, strict=False)))
    assert found == expected


def test_a_search_leaves_the_threads_of_faiss_as_they_were(folder: Path) -> None:
    """A search uses one; a training in the same thread afterwards may use all."""
    import faiss

    before = faiss.omp_get_max_threads()
    try:
        faiss.omp_set_num_threads(3)
        VectorIndex(folder).nearest(random_rows(1)[0], 5)
        assert faiss.omp_get_max_threads() == 3
    finally:
        faiss.omp_set_num_threads(before)


def test_writing_needs_the_memory_of_one_block(tmp_path: Path) -> None:
    """100 blocks of 1000 rows, 6.4 MB together; a block of 64 kB, and what writes it, is all that is held at once."""
    block = random_rows(1000)
    tracemalloc.start()
    with VectorFile(tmp_path / VECTORS, DIM) as file:
        for first in range(0, 100_000, 1000):
            file.set_rows(np.arange(first, first + 1000), block)
        file.finish()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / VECTORS).stat().st_size > 6_400_000
    assert peak < 1_000_000


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="reads the memory of the process from /proc")
def test_an_open_index_is_mapped_and_not_read(tmp_path: Path) -> None:
    """60 MB of vectors: opening touches next to nothing, a full scan touches pages of the file and no memory of its own."""
    write_vectors(tmp_path / VECTORS, np.tile(random_rows(1000), (1000, 1)))
    own, mapped = resident("RssAnon"), resident("RssFile")
    index = VectorIndex(tmp_path)
    assert resident("RssFile") - mapped < 5
    index.nearest(random_rows(1, seed=2)[0], 10, np.arange(0, 1_000_000, 50))
    assert resident("RssFile") - mapped > 50
    assert resident("RssAnon") - own < 10


def resident(name: str) -> int:
    """MB of this process: its own (RssAnon) or mapped from files and touched (RssFile)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(name + ":"))
