"""Whatever moment a sync is killed at and wherever a file is damaged: the old index, the new one, or a clear error."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from index.errors import RagError
from index.sync import sync
from tests.crashes import Folder, damage, damage_files, served
from tests.fakes import FakeEmbedder


@pytest.mark.slow
def test_a_killed_sync_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    # In a process of its own: it forks, which one with threads of other tests may not.
    program = f"from tests.crashes import *; print(json.dumps(kill_syncs(Path({str(tmp_path)!r}), rounds=12, seed=1)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=250)
    assert done.returncode == 0, done.stderr
    found = Counter(json.loads(done.stdout))
    assert found["killed"] == 12
    assert found["old"] + found["new"] == found["killed"] + found["ended before the kill"]
    assert [
        found[name] for name in ("lost", "wrong", "wrong after the next sync", "not sound after the next sync")
    ] == [
        0,
        0,
        0,
        0,
    ]
    assert found["left-over folders"] == 0


@pytest.mark.slow
def test_a_damaged_file_is_refused_or_harmless_and_mended_by_a_sync(tmp_path: Path) -> None:
    found = dict(damage_files(tmp_path, places=2, seed=2))
    assert {name.rpartition("/")[2] for name in found} >= {
        "articles.sqlite",
        "vectors.faiss",
        "manifest.json",
        "CURRENT",
    }
    for name, counts in found.items():
        assert counts["refused"] + counts["as before"] == 2, name
        assert counts["not mended by a sync"] == 0, name


@pytest.mark.slow
def test_a_bit_that_flips_in_an_index_too_large_to_hash_never_reaches_a_text(tmp_path: Path) -> None:
    """The time stamps are forged, so only the checksums of texts and of the manifest are left."""
    for name, counts in damage_files(tmp_path, places=1, seed=3, large=True):
        assert counts["wrong text"] == 0, name
        assert counts["not mended by a sync"] == 0, name


@pytest.mark.parametrize("lost", ["articles.sqlite", "vectors.faiss", "columns.bin"])
def test_blocks_that_never_reached_the_disk_are_refused_and_mended_from_the_generation_before(
    tmp_path: Path, lost: str
) -> None:
    """A lost fsync: the new generation is named, but one of its files is empty."""
    folder, index_path = Folder(tmp_path / "articles", random.Random(1)), tmp_path / "index"
    folder.fill(5)
    sync([folder.root], index_path, embedder=FakeEmbedder())
    (folder.root / "last.txt").write_text("The bridge opened.")
    sync([folder.root], index_path, embedder=FakeEmbedder())
    right = served(index_path)
    generation = index_path / "generations" / (index_path / "CURRENT").read_text().strip()
    (generation / lost).write_bytes(b"")
    with pytest.raises(RagError, match=lost):
        served(index_path)
    report = sync([folder.root], index_path, embedder=FakeEmbedder())
    assert (report.added, report.embedded) == (1, 1), "the generation before was built upon"
    assert served(index_path)["texts"] == right["texts"]


def test_damaged_caches_beside_the_generations_cost_time_only(tmp_path: Path) -> None:
    folder, index_path = Folder(tmp_path / "articles", random.Random(1)), tmp_path / "index"
    folder.fill(5)
    sync([folder.root], index_path, embedder=FakeEmbedder())
    right = served(index_path)
    for name in ("seen.sqlite", "embedded.vectors", "LOCK.holder"):
        for fault in ("flip", "zero", "cut", "grow"):
            (index_path / name).write_bytes(b"article-rag vectors 1 and then anything at all" * 9)
            damage(index_path / name, fault, random.Random(fault))
            sync([folder.root], index_path, embedder=FakeEmbedder())
            assert served(index_path) == right
