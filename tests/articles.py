"""Articles from bytes, for the tests that need one without a folder."""

from __future__ import annotations

from pathlib import Path

from index.reading.article import read_blob
from index.reading.formats.record import bytes_blob
from index.types import Article, Sentence


def read(name: str, content: str | bytes) -> tuple[Article, tuple[Sentence, ...]]:
    """The one article of a file with that name and content; its id is the name."""
    blob = bytes_blob(name, content.encode() if isinstance(content, str) else content)
    [found] = read_blob(blob, name, path=name)
    return found


def read_path(path: Path, article_id: str | None = None) -> tuple[Article, tuple[Sentence, ...]]:
    """The one article of a file on disk."""
    content = path.read_bytes()
    [found] = read_blob(bytes_blob(path.name, content), article_id or path.name, path=str(path))
    return found
