"""PDF: the text layer of a document, in reading order, its lines put back together into paragraphs.

pdfium (through pypdfium2) gives characters with their places; here they become lines, `columns` puts those of columns
one after the other, `layout` makes paragraphs of them; what recurs at the edge of pages (headers, footers, page
numbers) is marked and set after the paragraph that the page break cut, so that no sentence is torn. Words parted at a
line's end are joined: the text is extracted, so offsets hold in it.
Knows nothing of pictures: a scan without a text layer is refused. The days in a document's properties say when the
file was made, not when the article was published, so they state nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.reading.boilerplate import has_words
from index.reading.formats.pdf.columns import WIDE_SPACE, Printed, in_reading_order
from index.reading.formats.pdf.layout import Line, laid_out
from index.reading.formats.properties import stated_properties
from index.reading.formats.record import Blob, Draft, Record

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

PDF_SUFFIXES = frozenset({".pdf"})

_MOST_PAGES = 2_000
"""A newspaper's Sunday issue has some 200 pages; this many take 20 s, at the 10 ms measured for a page of two columns."""

_MOST_CHARACTERS = 5_000_000
"""Text of a document; a page of print has some 3,000 characters, so this is a shelf of books."""


_HYPHEN = 2
"""pdfium's mark for a hyphen at the end of a line; the line's end itself it then leaves out."""

_LAST_HYPHEN = re.compile(r"(?<=\w)[\x02\u00ad\u2010-]$")
"""A hyphen that ends a line; pdfium marks one between letters only ("2019-" stays as it is), a dash has space."""


def pdf_records(blob: Blob) -> Iterator[Record]:
    """The one article of a PDF file."""
    content = blob.content()

    def read() -> Draft:
        with _pdfium_lock():
            pages, title, author = _read(content, blob.name)
        lines = [line for page in pages for line in page]
        if not any(has_words(line.text) for line in lines):
            raise ArticleError(
                f"{blob.name}: no text layer on its {len(pages)} page(s); it is a scan: run OCR on it "
                "(for example ocrmypdf) and index the result"
            )
        text, boilerplate = laid_out(pages)
        return Draft(text, stated_properties(title, author, blob.name), boilerplate)

    yield Record("", hashlib.sha256(content).hexdigest(), read)


@lru_cache(maxsize=1)
def _pdfium_lock() -> Lock:
    """pdfium keeps global state and is not safe to call from two threads."""
    return Lock()


def _read(content: bytes, name: str) -> tuple[list[list[Line]], str | None, str | None]:
    """The lines of every page, and the document's title and author."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(content, name, error) from error
    try:
        if len(document) > _MOST_PAGES:
            raise ArticleError(
                f"{name}: the document has {len(document):,} pages, the limit is {_MOST_PAGES:,}; split it"
            )
        pages = _pages(document, name)
        found = document.get_metadata_dict()
    finally:
        document.close()
    return pages, found.get("Title"), found.get("Author")


def _unreadable(content: bytes, name: str, error: Exception) -> ArticleError:
    if "password" in str(error).lower():
        return ArticleError(f"{name}: the document is encrypted and needs a password; save it without one")
    if b"%PDF-" not in content[:1024]:
        return ArticleError(f"{name}: this is no PDF (it does not begin with %PDF-); give it its true ending")
    return ArticleError(f"{name}: the document is damaged or cut short ({error}); get it again from where it came")


def _pages(document: PdfDocument, name: str) -> list[list[Line]]:
    """The lines of every page. Raises ArticleError for a page that cannot be read, or too much text."""
    import pypdfium2

    pages: list[list[Line]] = []
    characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
            characters += text_page.count_chars()
            if characters > _MOST_CHARACTERS:
                raise ArticleError(f"{name}: more than {_MOST_CHARACTERS:,} characters by page {number + 1}; split it")
            pages.append(in_reading_order(list(_lines(text_page))))
        except pypdfium2.PdfiumError as error:
            raise ArticleError(f"{name}: page {number + 1} cannot be read ({error}); get the document again") from error
        text_page.close()
        page.close()
    return pages


def _lines(page: PdfTextPage) -> Iterator[Printed]:
    """The lines of a page as pdfium orders them: as the document writes them."""
    from pypdfium2 import raw

    start = 0
    codes: list[int] = []
    for position in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page.raw, position)
        if code in (10, 13):
            yield from _printed(page, start, codes)
            codes = []
        else:
            if not codes:
                start = position
            codes.append(code)
            if code == _HYPHEN:
                yield from _printed(page, start, codes)
                codes = []
    yield from _printed(page, start, codes)


def _printed(page: PdfTextPage, start: int, codes: list[int]) -> Iterator[Printed]:
    """The line of characters from `start` on and its pieces, or nothing when they are blank."""
    seen = [position for position, code in enumerate(codes) if code > 32 or code == _HYPHEN]
    if not seen:
        return
    whole = _line(page, start, codes, seen)
    least = WIDE_SPACE * max(whole.size, whole.top - whole.bottom)
    pieces, first = [], 0
    for place, (before, after) in enumerate(pairwise(seen), 1):
        if after - before > 1 and page.get_charbox(start + after)[0] - page.get_charbox(start + before)[2] >= least:
            pieces.append(_line(page, start, codes, seen[first:place]))
            first = place
    yield Printed(whole, (*pieces, _line(page, start, codes, seen[first:])) if pieces else (whole,))


def _line(page: PdfTextPage, start: int, codes: list[int], seen: list[int]) -> Line:
    """The line, or the piece of one, from the first to the last of the places in `seen`."""
    from pypdfium2 import raw

    sample = [start + position for position in (seen[0], seen[len(seen) // 2], seen[-1])]
    boxes = [page.get_charbox(position) for position in sample]
    written = codes[seen[0] : seen[-1] + 1]
    units = b"".join(chr(code).encode("utf-16-le", "surrogatepass") for code in written if 0 < code <= 0x10FFFF)
    text = units.decode("utf-16-le", "replace").strip()
    return Line(
        _LAST_HYPHEN.sub("", text).replace("\x02", "-").replace("\u00ad", "-"),
        parted=_LAST_HYPHEN.search(text) is not None,
        left=boxes[0][0],
        right=boxes[-1][2],
        bottom=min(_baseline(page, position, box[1]) for position, box in zip(sample, boxes, strict=True)),
        top=max(box[3] for box in boxes),
        size=raw.FPDFText_GetFontSize(page.raw, sample[1]),
    )


def _baseline(page: PdfTextPage, position: int, box_bottom: float) -> float:
    """The height on which a character stands: a "g" reaches below it, so that boxes make equal lines unequally far."""
    from ctypes import byref, c_double

    from pypdfium2 import raw

    across, height = c_double(), c_double()
    return height.value if raw.FPDFText_GetCharOrigin(page.raw, position, byref(across), byref(height)) else box_bottom
