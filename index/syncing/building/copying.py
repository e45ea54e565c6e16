"""A generation's files copied and checked in one reading.

Copies, not links: a fault of one generation's file never reaches the other's.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.errors import IndexCorrupt
from index.store.manifest import Manifest, check_hash

_BLOCK_BYTES = 4 << 20


def copy_generation(source: Path, target: Path, manifest: Manifest) -> None:
    """Copy every listed file. Raises IndexCorrupt when one is not what the manifest says."""
    for name, facts in manifest.files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            check_hash(source / name, facts, _copied(source / name, path))
        except FileNotFoundError as error:
            raise IndexCorrupt(f"{source / name} is missing; rebuild the index with `rag sync FOLDER`") from error


def _copied(source: Path, target: Path) -> str:
    """Copy a file; returns the sha256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(_BLOCK_BYTES):
            digest.update(block)
            writing.write(block)
    return digest.hexdigest()
