"""What `rag doctor` and `rag rollback` do: name the fault and the remedy, and go back."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from index.doctor import examine, roll_back
from index.errors import IndexMissing
from index.store.generations import current_generation
from tests.index.folders import opened, sync


def two_generations(folder: Path) -> Path:
    sync(folder)
    (folder / "n.txt").write_text("Something new is here.", encoding="utf-8")
    sync(folder)
    return folder.parent / "index"


def flip_a_bit(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


def test_a_whole_index_is_sound(folder: Path) -> None:
    diagnosis = examine(two_generations(folder))
    assert diagnosis.sound
    assert [(e.generation[:6], e.in_use, e.articles, e.fault) for e in diagnosis.examinations] == [
        ("000001", False, 2, None),
        ("000002", True, 3, None),
    ]


def test_a_flipped_bit_anywhere_in_any_file_is_found(folder: Path) -> None:
    index_path = two_generations(folder)
    chance = random.Random(7)
    files = (path for path in current_generation(index_path).rglob("*") if path.is_file() and path.stat().st_size)
    for path in sorted(path for path in files if path.name != "manifest.json"):
        for place in {0, path.stat().st_size - 1, *(chance.randrange(path.stat().st_size) for _ in range(5))}:
            flip_a_bit(path, place)
            diagnosis = examine(index_path)
            assert diagnosis.fault is not None
            assert str(path) in diagnosis.fault
            assert diagnosis.remedy is not None
            assert "rag rollback" in diagnosis.remedy
            flip_a_bit(path, place)
    assert examine(index_path).sound


def test_a_rollback_goes_back_to_the_articles_of_before_and_a_sync_forward_again(folder: Path) -> None:
    index_path = two_generations(folder)
    flip_a_bit(current_generation(index_path) / "vectors.faiss", 60)
    assert roll_back(index_path).generation.startswith("000001")
    assert [card.id for card in opened(folder).articles()] == ["a.txt", "deep/b.md"]
    assert examine(index_path).sound
    with pytest.raises(IndexMissing, match="no whole generation before '000001"):
        roll_back(index_path)
    report = sync(folder)
    assert (report.added, report.published, opened(folder).info().articles) == (1, True, 3)
    assert [e.generation[:6] for e in examine(index_path).examinations] == ["000001", "000003"]


@pytest.mark.parametrize("pointer", [b"", b"gone", b"\xff\xff"])
def test_a_lost_pointer_is_named_and_a_rollback_finds_the_newest_whole_generation(folder: Path, pointer: bytes) -> None:
    index_path = two_generations(folder)
    (index_path / "CURRENT").write_bytes(pointer)
    diagnosis = examine(index_path)
    assert diagnosis.fault is not None
    assert "CURRENT" in diagnosis.fault
    assert roll_back(index_path).generation.startswith("000002")
    assert opened(folder).info().articles == 3


def test_a_damaged_manifest_is_a_fault_of_its_generation(folder: Path) -> None:
    index_path = two_generations(folder)
    manifest = current_generation(index_path) / "manifest.json"
    manifest.write_text(json.dumps({"format_version": 3}), encoding="utf-8")
    diagnosis = examine(index_path)
    assert diagnosis.fault is not None
    assert "manifest.json is damaged" in diagnosis.fault


def test_no_index_has_nothing_to_examine(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="rag sync FOLDER"):
        examine(tmp_path)
