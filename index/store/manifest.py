"""What a generation says about itself, and the check that its files agree.

Knows the manifest's fields; knows nothing of what is in the files it lists.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from index.embedding.packaged import file_sha256
from index.errors import IndexCorrupt, IndexMismatch

FORMAT_VERSION = 1
"""Raised when files of older generations can no longer be read as they are."""

READING_VERSION = 1
"""Raised when loaders, sentences, metadata or chunks come out differently for the same file."""

FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What must be equal for the vectors and chunks of one generation to serve in the next."""

    embedder: str
    weights_sha256: str
    dim: int
    chunk_tokens: int
    overlap_sentences: int
    reading_version: int = READING_VERSION


@dataclass(frozen=True, slots=True)
class Manifest:
    """Facts of one generation. `files` maps a relative path to (bytes, sha256)."""

    settings: Settings
    engine: str
    created: str
    sources: tuple[str, ...]
    articles: int
    chunks: int
    fingerprint: str
    files: dict[str, tuple[int, str]]
    format_version: int = FORMAT_VERSION

    def write(self, generation: Path) -> None:
        """Write manifest.json into the folder of the generation."""
        content = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        (generation / FILE_NAME).write_text(content, encoding="utf-8")


def read_manifest(generation: Path) -> Manifest:
    """Read a manifest. Raises IndexCorrupt when it is unreadable, IndexMismatch for another format."""
    path = generation / FILE_NAME
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        version = values["format_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{path} cannot be read ({error!r}); rebuild the index with `rag sync FOLDER`") from error
    if version != FORMAT_VERSION:
        raise IndexMismatch(
            f"{generation} has index format {version!r}, this version reads {FORMAT_VERSION}; "
            "rebuild it with `rag sync FOLDER`, or use the version that wrote it"
        )
    try:
        return Manifest(
            settings=Settings(**values.pop("settings")),
            sources=tuple(values.pop("sources")),
            files={name: (size, digest) for name, (size, digest) in values.pop("files").items()},
            **values,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IndexCorrupt(f"{path} is incomplete ({error!r}); rebuild the index with `rag sync FOLDER`") from error


def describe_files(generation: Path) -> dict[str, tuple[int, str]]:
    """Size and hash of every file of a generation, the manifest left out."""
    paths = sorted(path for path in generation.rglob("*") if path.is_file() and path.name != FILE_NAME)
    return {path.relative_to(generation).as_posix(): (path.stat().st_size, file_sha256(path)) for path in paths}


def check_files(generation: Path, manifest: Manifest, *, hashes: bool) -> None:
    """Raise IndexCorrupt when a listed file is missing, of another size, or (`hashes`) of other content."""
    for name, (size, digest) in manifest.files.items():
        path = generation / name
        found: int | str | None = path.stat().st_size if path.is_file() else None
        if found != size:
            raise IndexCorrupt(f"{path} has {found} bytes, the manifest says {size}; rebuild it with `rag sync FOLDER`")
        if hashes and (found := file_sha256(path)) != digest:
            raise IndexCorrupt(f"{path} has sha256 {found}, the manifest says {digest}; rebuild with `rag sync FOLDER`")


def fingerprint(settings: Settings, articles: Iterable[tuple[str, str]]) -> str:
    """A name for what an index holds: equal for equal settings and equal (id, sha256) pairs."""
    digest = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode())
    for article_id, sha256 in sorted(articles):
        digest.update(f"{article_id}\0{sha256}\n".encode())
    return digest.hexdigest()
