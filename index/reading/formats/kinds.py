"""Which kind of file a blob is, and so which records it holds.

Knows every kind; the modules beside it know one each, and are imported when a file of theirs is read. The name's
ending decides, and the first bytes are looked at: a document under another document's ending (a PDF or a page named
.txt) is read as what it is, with a note; anything else that contradicts its ending (an image, an archive) is refused,
since to unpack or convert what was not meant to be is worse than to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from index.errors import ArticleError
from index.reading.formats.raw.signatures import HEAD_BYTES, Signature, signature_of
from index.reading.formats.record import Blob, ReadingOptions, Record
from index.reading.formats.text import MARKDOWN_SUFFIXES, TEXT_SUFFIXES, markdown_records, text_records

if TYPE_CHECKING:
    from index.reading.formats.containers.unpacking import Unpacking

_Reader: TypeAlias = "Callable[[Blob, ReadingOptions, Unpacking | None], Iterator[Record]]"


def _html(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:  # noqa: ARG001
    from index.reading.formats.html import html_records

    return html_records(blob)


def _pdf(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:  # noqa: ARG001
    from index.reading.formats.pdf import pdf_records

    return pdf_records(blob)


def _word(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:  # noqa: ARG001
    from index.reading.formats.word import word_records

    return word_records(blob)


def _epub(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:  # noqa: ARG001
    from index.reading.formats.epub import epub_records

    return epub_records(blob)


def _json_lines(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:  # noqa: ARG001
    from index.reading.formats.containers.tables import json_lines_records

    return json_lines_records(blob, options)


def _json(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:  # noqa: ARG001
    from index.reading.formats.containers.tables import json_records

    return json_records(blob, options)


def _delimited(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:  # noqa: ARG001
    from index.reading.formats.containers.delimited import delimited_records

    return delimited_records(blob, options)


def _feed(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:  # noqa: ARG001
    from index.reading.formats.containers.feed import feed_records

    return feed_records(blob, options)


def _zip(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:
    from index.reading.formats.containers.archives import zip_records

    return zip_records(blob, options, outer)


def _tar(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:
    from index.reading.formats.containers.archives import tar_records

    return tar_records(blob, options, outer)


def _gzip(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:
    from index.reading.formats.containers.archives import gzip_records

    return gzip_records(blob, options, outer)


def _warc(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:  # noqa: ARG001
    from index.reading.formats.containers.web_archives import warc_records

    return warc_records(blob)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Endings of a kind of file, what such a file may begin with (besides nothing special), and its reader."""

    suffixes: frozenset[str]
    reader: _Reader
    signatures: frozenset[Signature] = frozenset()


_HTML = _Kind(frozenset({".html", ".htm", ".xhtml"}), _html, frozenset({"HTML", "XML"}))
_PDF = _Kind(frozenset({".pdf"}), _pdf, frozenset({"PDF"}))
_FEED = _Kind(frozenset({".rss", ".atom", ".rdf", ".xml"}), _feed, frozenset({"feed", "XML"}))
_WARC = _Kind(frozenset({".warc"}), _warc, frozenset({"WARC"}))
_KINDS = (
    _Kind(TEXT_SUFFIXES, lambda blob, _options, _outer: text_records(blob)),
    _Kind(MARKDOWN_SUFFIXES, lambda blob, _options, _outer: markdown_records(blob)),
    _HTML,
    _PDF,
    _Kind(frozenset({".docx"}), _word, frozenset({"ZIP"})),
    _Kind(frozenset({".epub"}), _epub, frozenset({"ZIP"})),
    _Kind(frozenset({".jsonl", ".ndjson"}), _json_lines),
    _Kind(frozenset({".json"}), _json),
    _Kind(frozenset({".csv", ".tsv", ".tab"}), _delimited),
    _FEED,
    _Kind(frozenset({".zip"}), _zip, frozenset({"ZIP"})),
    _Kind(frozenset({".tar"}), _tar, frozenset({"tar"})),
    _Kind(frozenset({".gz", ".tgz"}), _gzip, frozenset({"gzip"})),
    _WARC,
)
_BY_SUFFIX = {suffix: kind for kind in _KINDS for suffix in kind.suffixes}
_DOCUMENTS: dict[Signature, _Kind] = {"HTML": _HTML, "PDF": _PDF, "feed": _FEED, "WARC": _WARC}
"""Kinds that are read whatever the ending says."""

SUFFIXES: frozenset[str] = frozenset(_BY_SUFFIX) | {f"{suffix}.gz" for suffix in _BY_SUFFIX if suffix != ".gz"} - {
    ".tgz.gz",
    ".zip.gz",
}
"""Endings, in lower case, of the files that are read; double ones (".jsonl.gz") as well as their last part (".gz")."""


def records_of(blob: Blob, options: ReadingOptions, *, unpacking: Unpacking | None = None) -> Iterator[Record]:
    """The records of a file, in order. Raises ArticleError when it cannot be read (on), naming it.

    `unpacking` is the account of the archive that the blob lies in.
    """
    suffix = PurePath(blob.name).suffix.lower()
    kind = _BY_SUFFIX.get(suffix)
    if kind is None:
        raise ArticleError(f"{blob.name}: files of this kind are not read; kinds: {', '.join(sorted(SUFFIXES))}")
    found = signature_of(blob.head(HEAD_BYTES))
    if found is None or found[0] in kind.signatures:
        return kind.reader(blob, options, unpacking)
    signature, words = found
    if signature not in _DOCUMENTS:
        raise ArticleError(
            f"{blob.name}: the file is named {suffix}, but is {words}; name it for what it is, or remove it"
        )
    note = f"the file is named {suffix}, but is {words}; it is read as that"
    return _noted(_DOCUMENTS[signature].reader(blob, options, unpacking), note)


def _noted(records: Iterator[Record], note: str) -> Iterator[Record]:
    """The records, the first with `note`."""
    for ordinal, record in enumerate(records):
        yield replace(record, note="; ".join(filter(None, (note, record.note)))) if ordinal == 0 else record
