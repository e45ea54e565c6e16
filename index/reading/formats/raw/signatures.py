"""What kind of file the first bytes begin, whatever its name says.

Knows the marks that formats open with; knows nothing of names, and reads nothing but the head it is given. Only what
cannot be the opening of an article in plain text is recognised, so that no text is taken for anything else.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Signature: TypeAlias = Literal["PDF", "ZIP", "gzip", "tar", "HTML", "feed", "XML", "WARC", "RTF", "other"]

HEAD_BYTES = 4096
"""Enough for a doctype, a comment and a declaration before the root element of a page or a feed."""

_MARKS: tuple[tuple[bytes, Signature, str], ...] = (
    (b"%PDF-", "PDF", "a PDF document"),
    (b"PK\x03\x04", "ZIP", "a ZIP archive"),
    (b"PK\x05\x06", "ZIP", "an empty ZIP archive"),
    (b"\x1f\x8b\x08", "gzip", "gzip-compressed data"),
    (b"WARC/0.", "WARC", "a web archive (WARC)"),
    (b"WARC/1.", "WARC", "a web archive (WARC)"),
    (b"{\\rtf", "RTF", "a rich text (RTF) document"),
    (b"\x89PNG\r\n\x1a\n", "other", "a PNG image"),
    (b"\xff\xd8\xff", "other", "a JPEG image"),
    (b"GIF87a", "other", "a GIF image"),
    (b"GIF89a", "other", "a GIF image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "other", "an old Microsoft Office document (.doc, .xls)"),
    (b"7z\xbc\xaf\x27\x1c", "other", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "other", "a RAR archive"),
    (b"BZh", "other", "bzip2-compressed data"),
    (b"\xfd7zXZ\x00", "other", "xz-compressed data"),
    (b"\x28\xb5\x2f\xfd", "other", "Zstandard-compressed data"),
    (b"\x7fELF", "other", "a program"),
    (b"SQLite format 3\x00", "other", "an SQLite database"),
    (b"PAR1", "other", "a Parquet table"),
    (b"OggS", "other", "an Ogg recording"),
    (b"ID3", "other", "an MP3 recording"),
)
_BZIP2 = re.compile(rb"BZh[1-9]1AY&SY")
_MP3 = re.compile(rb"ID3[\x02-\x04]\x00")
_TAR_MARK = slice(257, 262)

_BEFORE_ROOT = re.compile(r"(?:\s+|<\?[^>]*\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype\s+(?P<name>[\w:-]+)[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(r"<(?P<name>[A-Za-z_][\w.:-]*)(?=[\s/>])(?P<rest>[^>]{0,300})")
_PAGE_ROOTS = frozenset({"html", "head", "body"})
_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "rdf:rdf"})
_DECLARATION = re.compile(r"\s*<\?xml\s")


def signature_of(head: bytes) -> tuple[Signature, str] | None:
    """The kind of file that begins with `head`, and its name in words; None when it may be text of any kind."""
    for mark, signature, words in _MARKS:
        if head.startswith(mark) and _is_meant(mark, head):
            return signature, words
    if head[_TAR_MARK] == b"ustar":
        return "tar", "a tar archive"
    return _of_markup(_readable(head))


def root_of(head: bytes) -> str | None:
    """The name of the root element of a document in markup, as written; None when there is none."""
    text = _readable(head)
    root = _ROOT.match(text, _root_start(text))
    return root["name"] if root else None


def _is_meant(mark: bytes, head: bytes) -> bool:
    """An article may open with "BZh" or "ID3"; more is asked of these."""
    if mark == b"BZh":
        return _BZIP2.match(head) is not None
    if mark == b"ID3":
        return _MP3.match(head) is not None
    return mark != b"PAR1" or b"\0" in head


def _of_markup(text: str) -> tuple[Signature, str] | None:
    doctype = _DOCTYPE.match(text, _blank_end(text))
    if doctype and doctype["name"].lower() == "html":
        return "HTML", "an HTML page"
    root = _ROOT.match(text, _root_start(text))
    name = root["name"].lower() if root else ""
    if name in _PAGE_ROOTS:
        return "HTML", "an HTML page"
    if name in _FEED_ROOTS:
        return "feed", "a news feed"
    if root and _DECLARATION.match(text):
        return "XML", f"an XML document (<{root['name']}>)"
    return None


def _readable(head: bytes) -> str:
    """The head as text, good enough for its markup, which is ASCII in every encoding."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore")
    return head.decode("latin-1")


def _blank_end(text: str) -> int:
    blank = _BEFORE_ROOT.match(text)
    return blank.end() if blank else 0


def _root_start(text: str) -> int:
    """Where the root element begins, past declarations, comments and the document type."""
    start = _blank_end(text)
    doctype = _DOCTYPE.match(text, start)
    if doctype is None:
        return start
    blank = _BEFORE_ROOT.match(text, doctype.end())
    return blank.end() if blank else start
