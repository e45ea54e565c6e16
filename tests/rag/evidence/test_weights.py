"""The shipped weights: whole, small enough, and refused when they are others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.errors import ModelUnavailable
from rag.evidence import weights


def test_the_shipped_weights_are_those_of_the_hash_and_below_30_megabytes() -> None:
    path = weights.shipped_weights()
    assert path.stat().st_size < 30_000_000
    assert (path.parent / "MODEL_CARD.md").is_file()


def test_the_card_names_the_weights_hash() -> None:
    card = (weights.shipped_weights().parent / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert weights.SHA256 in card


def test_every_file_and_module_that_the_card_names_is_there() -> None:
    root = Path(weights.__file__).parents[2]
    card = (weights.shipped_weights().parent / "MODEL_CARD.md").read_text(encoding="utf-8")
    files = re.findall(r"`([\w./]+/[\w.]+\.\w+)`", card)
    modules = re.findall(r"python -m ([\w.]+)", card)
    assert (len(files), len(modules)) == (2, 1)
    places = [*files, *(f"{module.replace('.', '/')}.py" for module in modules)]
    assert [place for place in places if not (root / place).is_file()] == []


def test_other_weights_are_refused_with_both_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "SHA256", "f" * 64)
    with pytest.raises(ModelUnavailable, match=r"has sha256 [0-9a-f]{64}, expected f{64}; reinstall article-rag"):
        weights.shipped_weights()


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(ModelUnavailable, match=r"cannot be written to .*file.*free the space"):
        weights.exported_evidence_model(tmp_path / "file")
