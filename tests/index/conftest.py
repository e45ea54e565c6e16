"""Fixtures of the index tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.folders import make_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two articles; its index goes beside it."""
    return make_folder(tmp_path)
