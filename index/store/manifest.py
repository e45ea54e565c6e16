"""What a generation says about itself, and the check that its files agree.

Knows the manifest's fields; knows nothing of what is in the files it lists.

How much is checked: the size of every file always. All bytes of a small index each time it is opened; of a large one
(reading a gigabyte takes half a second) only the files whose time stamp is not the one they were written with: that
finds whatever came through the file system. `rag doctor` reads everything. Texts carry checksums of their own, so
that a bit that flipped on the disk is never quoted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embedding.exported import file_sha256
from index.errors import IndexCorrupt, IndexMismatch

if TYPE_CHECKING:
    from index.store.vectors import ApproximateSettings

FORMAT_VERSION = 3
"""Raised when files of older generations can no longer be read as they are."""

READING_VERSION = 4
"""Raised when loaders, sentences, metadata or chunks come out differently for the same file."""

FILE_NAME = "manifest.json"

SMALL_INDEX_BYTES = 256_000_000
"""An index up to this size is hashed whenever it is opened: 0.15 s at the 1.8 GB/s measured for SHA-256 here."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What must be equal for the chunks of one generation to serve in the next."""

    embedder: str
    weights_sha256: str
    dim: int
    chunk_tokens: int
    overlap_sentences: int
    columns: tuple[tuple[str, str], ...] = ()
    signatures: str = ""
    """The scheme of the signatures that near-duplicates are found by."""
    reading_version: int = READING_VERSION


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of a generation as it was when written."""

    size: int
    sha256: str
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Facts of one generation. `files` maps a relative path to what the file was."""

    settings: Settings
    engine: str
    created: str
    sources: tuple[str, ...]
    articles: int
    chunks: int
    stories: int
    fingerprint: str
    files: dict[str, FileFacts]
    approximate: ApproximateSettings | None = None
    """How the approximate search was built; None while exact search is fast enough."""
    words_removed: int = 0
    """Removed chunks that the word index still counts in its statistics."""
    format_version: int = field(default=FORMAT_VERSION)

    def write(self, generation: Path) -> None:
        """Write manifest.json into the folder of the generation."""
        values = json.loads(json.dumps(asdict(self)))
        content = json.dumps(values | {"checksum": _checksum(values)}, indent=2, ensure_ascii=False)
        (generation / FILE_NAME).write_text(content, encoding="utf-8")


def read_manifest(generation: Path) -> Manifest:
    """Read a manifest. Raises IndexCorrupt when it is unreadable, IndexMismatch for another format."""
    path = generation / FILE_NAME
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        version = values["format_version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexCorrupt(f"{path} cannot be read ({error!r}); rebuild the index with `rag sync FOLDER`") from error
    if version != FORMAT_VERSION:
        raise IndexMismatch(
            f"{generation} has index format {version!r}, this version reads {FORMAT_VERSION}; "
            "rebuild it with `rag sync FOLDER`, or use the version that wrote it"
        )
    checksum = values.pop("checksum", None)
    if checksum != _checksum(values):
        raise IndexCorrupt(
            f"{path} is damaged (its checksum is {checksum!r}, its content's {_checksum(values)!r}); go back to the "
            "generation before with `rag rollback`, or rebuild the index with `rag sync FOLDER`"
        )
    try:
        settings, approximate = values.pop("settings"), values.pop("approximate")
        columns = tuple((fact, column) for fact, column in settings.pop("columns"))
        return Manifest(
            settings=Settings(columns=columns, **settings),
            sources=tuple(values.pop("sources")),
            files={name: FileFacts(**facts) for name, facts in values.pop("files").items()},
            approximate=_approximate(approximate) if approximate else None,
            **values,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IndexCorrupt(f"{path} is incomplete ({error!r}); rebuild the index with `rag sync FOLDER`") from error


def _approximate(told: dict[str, Any]) -> ApproximateSettings:
    from index.store.vectors import ApproximateSettings  # numpy, which looking at articles does not need

    return ApproximateSettings(**told)


def describe_files(generation: Path) -> dict[str, FileFacts]:
    """Size, hash and time stamp of every file of a generation, the manifest left out."""
    paths = sorted(path for path in generation.rglob("*") if path.is_file() and path.name != FILE_NAME)
    return {path.relative_to(generation).as_posix(): _facts(path) for path in paths}


def check_files(generation: Path, manifest: Manifest, *, thoroughly: bool = False) -> None:
    """Raise IndexCorrupt when a listed file is missing, of another size, or of other content.

    Content is read as the module's docstring says; `thoroughly` reads all of it.
    """
    try:
        _check_files(generation, manifest, thoroughly=thoroughly)
    except OSError as error:  # a sync may remove the generation meanwhile
        raise IndexCorrupt(
            f"{generation} cannot be read ({error}); rebuild the index with `rag sync FOLDER`"
        ) from error


def _check_files(generation: Path, manifest: Manifest, *, thoroughly: bool) -> None:
    thoroughly = thoroughly or sum(facts.size for facts in manifest.files.values()) <= SMALL_INDEX_BYTES
    for name, facts in manifest.files.items():
        path = generation / name
        status = path.stat() if path.is_file() else None
        found = status.st_size if status else None
        if status is None or found != facts.size:
            raise IndexCorrupt(
                f"{path} has {found} bytes, the manifest says {facts.size}; go back to the generation before with "
                "`rag rollback`, or rebuild it with `rag sync FOLDER`"
            )
        if thoroughly or status.st_mtime_ns != facts.modified_ns:
            check_hash(path, facts, file_sha256(path))


def check_hash(path: Path, facts: FileFacts, found: str) -> None:
    """Raise IndexCorrupt when `found` is not the hash that the file had when it was written."""
    if found != facts.sha256:
        raise IndexCorrupt(
            f"{path} has sha256 {found}, the manifest says {facts.sha256}; go back to the generation before with "
            "`rag rollback`, or rebuild it with `rag sync FOLDER`"
        )


def fingerprint(settings: Settings, articles: Iterable[tuple[str, str]]) -> str:
    """A name for what an index holds: equal for equal settings and equal (id, sha256) pairs."""
    digest = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode())
    for article_id, sha256 in sorted(articles):
        digest.update(f"{article_id}\0{sha256}\n".encode())
    return digest.hexdigest()


def _checksum(values: dict[str, Any]) -> str:
    """sha256 of the manifest's values, whatever their order and layout."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _facts(path: Path) -> FileFacts:
    status = path.stat()
    return FileFacts(status.st_size, file_sha256(path), status.st_mtime_ns)
