"""No fault on the way loses anything: other settings, cut files, dead writers, failed builds."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import IndexCorrupt, IndexLocked, IndexMismatch, IndexMissing
from index.search import LocalIndex
from index.store.generations import current_generation
from tests.fakes import FakeEmbedder
from tests.index.folders import OtherEmbedder, as_nobody, opened, sync


def test_an_index_of_another_embedder_is_refused_with_both_values(folder: Path) -> None:
    sync(folder)
    with pytest.raises(IndexMismatch, match=r"weights 000000000000.*weights 111111111111.*rag sync"):
        opened(folder).check_embedder(OtherEmbedder())
    sync(folder, OtherEmbedder())
    opened(folder).check_embedder(OtherEmbedder())


def test_an_index_of_another_format_is_refused_with_both_versions_and_rebuilt_by_a_sync(folder: Path) -> None:
    sync(folder)
    manifest = current_generation(folder.parent / "index") / "manifest.json"
    values = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(values | {"format_version": 99}), encoding="utf-8")
    with pytest.raises(IndexMismatch, match=r"index format 99, this version reads 3.*rag sync"):
        opened(folder)
    assert "built without it" in sync(folder).notes[0]
    assert opened(folder).info().articles == 2


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(IndexMissing, match="rag sync FOLDER"):
            LocalIndex(path)


@pytest.mark.parametrize("name", ["articles.sqlite", "vectors.faiss", "manifest.json"])
def test_a_cut_file_is_refused_and_mended_by_a_sync(folder: Path, name: str) -> None:
    sync(folder)
    path = current_generation(folder.parent / "index") / name
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(IndexCorrupt, match=name):
        opened(folder)
    report = sync(folder)
    assert report.published
    assert name in report.notes[0]
    assert opened(folder).info().articles == 2


def test_a_flipped_bit_is_found_by_the_next_sync(folder: Path) -> None:
    sync(folder)
    path = current_generation(folder.parent / "index") / "vectors.faiss"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    assert "sha256" in sync(folder).notes[0]


def test_an_open_index_keeps_its_view_while_a_new_one_is_published(folder: Path) -> None:
    sync(folder)
    old = opened(folder)
    (folder / "a.txt").unlink()
    sync(folder)
    assert not old.is_current()
    assert [card.id for card in old.articles()] == ["a.txt", "deep/b.md"]
    assert [card.id for card in opened(folder).articles()] == ["deep/b.md"]


def test_an_open_index_answers_new_threads_after_any_number_of_syncs(folder: Path) -> None:
    """Its generation is removed from the folder, but its files stay open."""
    sync(folder)
    old = opened(folder)
    for number in range(3):
        (folder / "n.txt").write_text(f"Number {number} is here.", encoding="utf-8")
        sync(folder)
    with ThreadPoolExecutor(2) as pool:
        [chunk] = pool.submit(old.get, ["a.txt#0"]).result()
        [hit] = pool.submit(old.lexical, "apples", 5).result()
        assert pool.submit(old.article, "a.txt").result().text == "Apples are red. Pears are green."
    assert (chunk.start, hit.chunk_id) == (0, "a.txt#0")
    assert len(old.dense(FakeEmbedder().embed_query("plums"), 5)) == 2


def test_a_damaged_pointer_is_named_and_mended_by_a_sync(folder: Path) -> None:
    sync(folder)
    current = folder.parent / "index" / "CURRENT"
    for content, error, message in (
        (b"\xff\xfe\xfd", IndexCorrupt, "CURRENT is damaged"),
        (b"", IndexMissing, "names the generation ''"),
        (b"../../etc\n", IndexMissing, "names the generation '../../etc'"),
    ):
        current.write_bytes(content)
        with pytest.raises(error, match=message):
            opened(folder)
        assert sync(folder).published
        assert opened(folder).info().articles == 2


def test_two_generations_are_kept(folder: Path) -> None:
    for number in range(4):
        (folder / "n.txt").write_text(f"Number {number} is here.", encoding="utf-8")
        sync(folder)
    names = sorted(path.name[:6] for path in (folder.parent / "index" / "generations").iterdir())
    assert names == ["000003", "000004"]


def test_a_second_writer_is_told_who_holds_the_lock(folder: Path) -> None:
    index_path = folder.parent / "index"
    program = (
        "import sys, time, pathlib\n"
        "from index.store.generations import writing\n"
        f"with writing(pathlib.Path({str(index_path)!r})):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexLocked, match=f"process {holder.pid} since"):
            sync(folder)
    finally:
        holder.kill()
        holder.communicate()
    assert sync(folder).published  # a dead holder's lock is free


def test_a_build_that_fails_midway_leaves_the_old_index_in_use(folder: Path) -> None:
    class FailingEmbedder(FakeEmbedder):
        engine = property(lambda _: (_ for _ in ()).throw(RuntimeError("power cut")))

    sync(folder)
    before = opened(folder).fingerprint
    (folder / "n.txt").write_text("Something new.", encoding="utf-8")
    with pytest.raises(RuntimeError, match="power cut"):
        sync(folder, FailingEmbedder())
    assert opened(folder).fingerprint == before
    assert [p.name for p in (folder.parent / "index" / "generations").iterdir() if p.name.startswith(".")] == []
    assert sync(folder).published


def test_an_index_that_may_only_be_read_is_read(folder: Path) -> None:
    """Another user's index, or one on a disk that is mounted read-only."""
    sync(folder)
    index_path = folder.parent / "index"
    places = [index_path, *index_path.rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else place.stat().st_mode & 0o444)
    try:
        with as_nobody(folder):
            index = opened(folder)
            assert [hit.chunk_id for hit in index.lexical("apples", 5)] == ["a.txt#0"]
            assert index.article("a.txt").text.startswith("Apples are red.")
    finally:
        for place in places:
            place.chmod(0o755 if place.is_dir() else 0o644)
