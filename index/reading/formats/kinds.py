"""Which kind of file a blob is, and so which records it holds.

Knows every kind; the modules beside it know one each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath

from index.errors import ArticleError
from index.reading.formats.record import Blob, ReadingOptions, Record
from index.reading.formats.text import MARKDOWN_SUFFIXES, TEXT_SUFFIXES, markdown_records, text_records

_READERS: dict[frozenset[str], Callable[[Blob], Iterator[Record]]] = {
    TEXT_SUFFIXES: text_records,
    MARKDOWN_SUFFIXES: markdown_records,
}
SUFFIXES: frozenset[str] = frozenset().union(*_READERS)
"""Endings, in lower case, of the files that are read."""


def records_of(blob: Blob, options: ReadingOptions) -> Iterator[Record]:  # noqa: ARG001
    """The records of a file, in order. Raises ArticleError when it cannot be read (on), naming it."""
    suffix = PurePath(blob.name).suffix.lower()
    for suffixes, reader in _READERS.items():
        if suffix in suffixes:
            return reader(blob)
    raise ArticleError(f"{blob.name}: files of this kind are not read; kinds: {', '.join(sorted(SUFFIXES))}")
