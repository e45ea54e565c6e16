"""Word documents (.docx): paragraphs, headings and table rows in the order of the document.

Knows how Word writes text, tracked insertions and text boxes included, deletions left out. The days in a document's
properties say when the file was made or saved, not when the article was published, so they state nothing.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.reading.boilerplate import has_words
from index.reading.facts.metadata import Metadata, stated
from index.reading.formats.properties import stated_properties
from index.reading.formats.record import Blob, Draft, Record

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

WORD_SUFFIXES = frozenset({".docx"})

LARGEST_UNPACKED_BYTES = 200_000_000
"""Ten times the limit of a packed file (LARGEST_ARTICLE_BYTES): text packs to a fifth, a bomb to a thousandth."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an OLE file begins: a Word document of before 2007, or one behind a password."""

_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def word_records(blob: Blob) -> Iterator[Record]:
    """The one article of a Word document."""
    content = blob.content()
    yield Record("", hashlib.sha256(content).hexdigest(), lambda: _draft(content, blob.name))


def checked_archive(content: bytes, name: str, *, kind: str) -> zipfile.ZipFile:
    """The ZIP that a document is. Raises ArticleError when it is none, or holds too much."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError, EOFError) as error:
        raise ArticleError(
            f"{name}: damaged, cut short or no {kind} ({error}); get it again, or give it its true ending"
        ) from error
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise ArticleError(
            f"{name}: the {kind} unpacks to {unpacked:,} bytes, the limit is {LARGEST_UNPACKED_BYTES:,}; split it"
        )
    return archive


def _draft(content: bytes, name: str) -> Draft:
    if content.startswith(_OLE):
        locked = _ENCRYPTED_STREAM in content
        fault = (
            "is protected by a password; save it without one" if locked else "is of the old .doc kind; save it as .docx"
        )
        raise ArticleError(f"{name}: the document {fault}")
    checked_archive(content, name, kind="Word document").close()
    document, properties = _opened(content, name)
    if getattr(document.element, "body", None) is None:
        raise ArticleError(f"{name}: the document has no body; it is damaged: open it in Word and save it again")
    styles = _style_names(document, name)
    blocks = [(text, style) for text, style in _blocks(document.element.body, styles) if has_words(text)]
    if not blocks:
        raise ArticleError(f"{name}: the document has no text; if it holds pictures of pages, run OCR on it first")
    title = next((text for text, style in blocks if style == "Title"), None)
    return Draft("\n\n".join(text for text, _ in blocks), stated("heading", title=title).over(properties))


def _opened(content: bytes, name: str) -> tuple[Document, Metadata]:
    """The document, and what its properties state."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    # What python-docx and the libraries under it raise for damaged parts, found by changing parts at random.
    faults = (
        *(OpcError, LxmlError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError),
        *(KeyError, IndexError, ValueError, AttributeError, TypeError, RuntimeError, AssertionError, ImportError),
    )
    try:
        document = docx.Document(BytesIO(content))
        stored = document.core_properties
        return document, stated_properties(stored.title, stored.author, name)
    except faults as error:
        raise ArticleError(
            f"{name}: this is no Word document, or it is damaged ({type(error).__name__}: {error}); open and save it in Word"
        ) from error


def _style_names(document: Document, name: str) -> Mapping[str, str]:
    """Names of paragraph styles by id: the ids are in the writer's language, the names of Word's own are not."""
    try:
        return {style.style_id: style.name or "" for style in document.styles}
    except (KeyError, AttributeError, ValueError) as error:
        raise ArticleError(f"{name}: the document's styles are damaged ({error}); open and save it in Word") from error


def _blocks(body: _Element, styles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Text and style name of every paragraph, and of every table row that holds one paragraph a cell."""
    rows_taken: set[_Element] = set()
    for element in body.iter(f"{_WORD}p", f"{_WORD}tr"):
        above = list(element.iterancestors())
        # A text box is written twice, for new and for old programs.
        if any(parent in rows_taken or parent.tag == _FALLBACK for parent in above):
            continue
        if element.tag == f"{_WORD}p":
            yield _text(element), styles.get(_style_id(element), "")
            continue
        cells = [[text for p in cell.iter(f"{_WORD}p") if (text := _text(p))] for cell in element.iter(f"{_WORD}tc")]
        if all(len(cell) <= 1 for cell in cells):
            rows_taken.add(element)
            yield " | ".join(text for cell in cells for text in cell), ""


def _style_id(paragraph: _Element) -> str:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    return style.get(f"{_WORD}val", "") if style is not None else ""


def _text(paragraph: _Element) -> str:
    """The words of a paragraph, those of text boxes inside it left to their own."""
    parts: list[str] = []
    for element in paragraph.iter():
        if not isinstance(element.tag, str) or not element.tag.startswith(_WORD):
            continue
        tag = element.tag.removeprefix(_WORD)
        if tag not in _CHARACTERS and tag != "t":
            continue
        if next(element.iterancestors(f"{_WORD}p"), None) is paragraph and element.getparent().tag == f"{_WORD}r":
            parts.append((element.text or "") if tag == "t" else _CHARACTERS[tag])
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
