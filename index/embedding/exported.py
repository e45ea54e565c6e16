"""Exported models in the user's cache: written once, whole or absent, and verified whenever they are opened.

Knows files and hashes; knows no model.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from index.errors import ModelUnavailable


def exported(folder: Path, write: Callable[[Path], None]) -> Path:
    """`folder`'s model.xml, as it was written; `write` is given the path to write it to, where it is absent or damaged.

    Raises ModelUnavailable when the folder cannot be written, and whatever `write` raises.
    """
    if not _is_intact(folder):
        try:
            _make(folder, write)
        except OSError as error:
            raise ModelUnavailable(
                f"the encoder cannot be written to {folder} ({error}); "
                "free the space, or name another folder: IndexConfig(cache_folder='FOLDER') or XDG_CACHE_HOME"
            ) from error
    return folder / "model.xml"


def file_sha256(path: Path) -> str:
    """Hex digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_intact(folder: Path) -> bool:
    try:
        hashes = json.loads((folder / "sha256.json").read_text(encoding="utf-8"))
        return all(file_sha256(folder / name) == expected for name, expected in hashes.items())
    except (OSError, ValueError, AttributeError):
        return False


def _make(folder: Path, write: Callable[[Path], None]) -> None:
    """Write beside the place and move it there, so that it is whole or absent."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".exporting-", dir=folder.parent))
    try:
        # `mkdtemp` makes it private; a cache that others may read, as in an image, is for them as well.
        building.chmod(stat.S_IMODE(folder.parent.stat().st_mode))
        write(building / "model.xml")
        hashes = {name: file_sha256(building / name) for name in ("model.xml", "model.bin")}
        (building / "sha256.json").write_text(json.dumps(hashes), encoding="utf-8")
        if folder.exists() and not _is_intact(folder):
            shutil.rmtree(folder)
        try:
            building.rename(folder)
        except OSError:
            if not _is_intact(folder):  # another process was faster only if its export is whole
                raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
