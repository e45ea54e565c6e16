"""What must be equal for another process to give the answer that this one would give. Knows no process and no note.

Which index is asked, its path and its fingerprint tell; the day of asking goes with the question.
"""

from __future__ import annotations

import hmac
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from rag import IndexConfig, RagConfig

_PACKAGES = ("index", "rag", "ui")
_OF_THE_PROGRAM = (".py", ".json", ".safetensors")
_OF_THE_WIRE = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir")
"""Variables that decide how an LLM's endpoint is reached."""
_WITHOUT_FILES = ("none", "evidence")


def identity(
    config: RagConfig, secret: str, *, environ: Mapping[str, str] | None = None, folder: Path | None = None
) -> str:
    """A digest of settings, program and surroundings; without `secret` nobody can guess a key of it.

    `folder` is the one that relative names of models count from, by default the current one.
    """
    environ = os.environ if environ is None else environ
    told = [*_program(), sys.prefix, config.fingerprint]
    if config.index.embedder != IndexConfig().embedder or config.reranker not in _WITHOUT_FILES:
        told.append(str(folder or Path.cwd()))
    if config.reader == "llm":
        told.append(environ.get(config.llm.key_variable, ""))
        told += [f"{name}={value}" for name, value in sorted(environ.items()) if name.lower() in _OF_THE_WIRE]
    return hmac.digest(secret.encode(), "\0".join(told).encode("utf-8", "surrogateescape"), "sha256").hex()


def _program() -> Iterator[str]:
    """Where the program lies, when its newest file was written, and when a package beside it was last installed.

    More than a version number: one that is being written keeps its number from change to change.
    """
    root = Path(__file__).parents[2]
    yield str(root)
    yield str(max(_written(root / package) for package in _PACKAGES))
    places = (Path(place) for place in sys.path if place.endswith("-packages"))
    yield from (str(place.stat().st_mtime_ns) for place in places if place.is_dir())


def _written(folder: Path) -> int:
    newest = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                newest = max(newest, _written(Path(entry.path)) if entry.name != "__pycache__" else 0)
            elif entry.name.endswith(_OF_THE_PROGRAM):
                newest = max(newest, entry.stat().st_mtime_ns)
    return newest
