"""CSV and TSV: a row an article, under the names in the first row.

Knows delimiters, quoting and encodings of tables; `columns` knows what is in an article. Rows are read as they are
asked for, in the memory of one. Quoting is strict: a stray quote costs its row, which says so, and never joins or
splits articles.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.errors import ArticleError
from index.reading.formats.containers.records.column_names import is_known, is_text_column
from index.reading.formats.containers.records.columns import Columns
from index.reading.formats.containers.records.days import settled_order
from index.reading.formats.containers.records.lines import HEAD_BYTES
from index.reading.formats.containers.records.naming import Found, failing, named
from index.reading.formats.containers.records.values import listed
from index.reading.formats.raw.encodings import is_broken_utf8, marked_encoding, old_encoding
from index.reading.formats.record import LARGEST_ARTICLE_BYTES, Blob, Draft, ReadingOptions, Record

DELIMITED_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})

_DELIMITERS = ",\t;|"
"""Of spreadsheets in English, TSV, spreadsheets where the comma is the decimal mark, and databases."""

_EXCEL_LINE = re.compile(r"(?:sep=(?P<delimiter>.)\r?\n)", re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r'\\"(?![,;\t|\r\n])')
_DOUBLED_QUOTE = re.compile(r'[^,;\t|\n"]""[^,;\t|\n"]')
_SAMPLE_ROWS = 200
"""Rows of the head whose dates settle "03/04/2024"."""


@dataclass(frozen=True, slots=True)
class _Dialect:
    delimiter: str
    backslash: bool
    """Quotes in a field are written \\" (MySQL), not ""."""
    spaced: bool = False
    """A space follows every delimiter, before a quote too."""
    quoted: bool = True
    """False where a quote is a character like any other, as in tab-separated text that no spreadsheet wrote."""


def delimited_records(blob: Blob, options: ReadingOptions) -> Iterator[Record]:
    """The articles of a table, read as they are asked for. Raises ArticleError when it has no column of texts."""
    head = _head(blob)
    if not head.strip():
        raise ArticleError(f"{blob.name}: the file is empty or blank; remove it or add its rows")
    dialect = _dialect(head, tab=blob.name.lower().endswith((".tsv", ".tab")))
    header = _header(head, dialect, blob)
    columns = Columns(options)
    columns.seen(dict.fromkeys(header, ""))
    columns.check_mapped(blob.name)
    if "text" not in options.columns and not any(map(is_text_column, header)):
        raise ArticleError(
            f"{blob.name}: no column holds texts; the columns are {listed(header)}: "
            "map the one that does (columns: text), or name it 'text' in the first row"
        )
    columns.order = settled_order(value for row in _sample(head, dialect) for value in row)
    return named(_rows(blob, header, dialect, columns))


def _rows(blob: Blob, header: list[str], dialect: _Dialect, columns: Columns) -> Iterator[Found]:
    """Each row after the first that is not blank."""
    # The limit is the module's, of the whole process; it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), LARGEST_ARTICLE_BYTES))
    encoding = _OldEncoding(blob.head(HEAD_BYTES))
    lines = _Lines(blob)
    reader = _reader(lines, dialect)
    at_header = True
    while True:
        start = lines.number + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = (
                f"{blob.name}: the row from line {start} to {lines.number} cannot be read ({error}); mend its quotes"
            )
            yield Found(None, f"line {start}", columns.sha256(message.encode()), failing(message))
            continue
        if at_header and row:
            at_header = False
        elif any(value.strip() for value in row):
            yield _found(row, f"line {start}", name=blob.name, header=header, columns=columns, encoding=encoding)


def _found(
    row: list[str], place: str, *, name: str, header: list[str], columns: Columns, encoding: _OldEncoding
) -> Found:
    sha256 = columns.sha256(json.dumps([header, row]).encode())
    if len(row) > len(header) and any(value.strip() for value in row[len(header) :]):
        message = (
            f"{name}: {place}: the row has {len(row)} fields, the first row names {len(header)}; "
            "put fields that hold the delimiter into quotes"
        )
        return Found(None, place, sha256, failing(message))
    try:
        record = _record(header, [encoding.mended(value) for value in row])
    except UnicodeDecodeError as error:
        byte = error.object[error.start : error.start + 1]
        message = f"{name}: {place}: byte {byte!r} is not {error.encoding.upper()}; save the file as UTF-8"
        return Found(None, place, sha256, failing(message))

    def read() -> Draft:
        return columns.draft(record, f"{name}: {place}")

    return Found(columns.identity(record), place, sha256, read)


def _record(header: list[str], row: list[str]) -> dict[str, str]:
    """The values by column; of two columns of one name the first that is not blank."""
    record = dict[str, str]()
    for column, value in zip(header, row, strict=False):
        if not record.get(column, "").strip():
            record[column] = value
    return record


class _Lines:
    """The lines of a table, as text in which bytes that are no UTF-8 are escaped; counts them."""

    def __init__(self, blob: Blob) -> None:
        self.number = 0
        self._text = _text_of(blob)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._text)
        self.number += 1
        return line


def _text_of(blob: Blob) -> Iterator[str]:
    """The lines as text, newlines kept. Raises ArticleError when the file is no longer in its encoding."""
    head = blob.head(HEAD_BYTES)
    mark, encoding = marked_encoding(head)
    with blob.open() as file:
        file.read(mark)
        text = io.TextIOWrapper(
            file,
            encoding or "utf-8",
            errors="surrogateescape" if encoding in (None, "utf-8") else "strict",
            newline=_newline(head),
        )
        try:
            excel = True
            # A line is never more than a field's limit and its neighbours'.
            while line := text.readline(2 * LARGEST_ARTICLE_BYTES):
                if not (excel and _EXCEL_LINE.fullmatch(line)):
                    yield line.replace("\0", "\ufffd")
                excel = False
        except UnicodeDecodeError as error:
            raise ArticleError(
                f"{blob.name}: not all of the file is {str(encoding).upper()}, as its beginning is; it is damaged: "
                "save it as UTF-8"
            ) from error
        finally:
            text.detach()


def _newline(head: bytes) -> str:
    """A carriage return ends lines only in files without line feeds (old Macintosh)."""
    return "\r" if b"\r" in head and b"\n" not in head else "\n"


class _OldEncoding:
    """Escaped bytes to text: of an encoding before Unicode, told from the head or the first field that has them."""

    def __init__(self, head: bytes) -> None:
        self._is_utf8 = is_broken_utf8(head)
        self._encoding = None if self._is_utf8 or head.isascii() or _is_utf8(head) else old_encoding(head)

    def mended(self, value: str) -> str:
        """`value` with its escaped bytes decoded. Raises UnicodeDecodeError."""
        try:
            value.encode()
        except UnicodeEncodeError:
            content = value.encode("utf-8", "surrogateescape")
            if not self._is_utf8 and self._encoding is None:
                self._encoding = old_encoding(content)
            return content.decode(self._encoding or "utf-8")
        self._is_utf8 |= self._encoding is None and not value.isascii()
        return value


def _is_utf8(head: bytes) -> bool:
    """True when the head is UTF-8; its last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _head(blob: Blob) -> str:
    content = blob.head(HEAD_BYTES)
    mark, encoding = marked_encoding(content)
    text = content[mark:].decode(encoding or "utf-8", "ignore" if encoding else "surrogateescape")
    if len(content) == HEAD_BYTES:
        # The last line is cut, if it is not the only one.
        text = text[: text.rfind("\n") + 1] or text
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _dialect(head: str, *, tab: bool) -> _Dialect:
    """The delimiter that makes the first row name the most facts; of equals the one that makes the most columns."""
    excel = _EXCEL_LINE.match(head)
    backslash = _ESCAPED_QUOTE.search(head) is not None and _DOUBLED_QUOTE.search(head) is None
    if excel:
        return _Dialect(excel["delimiter"], backslash)
    candidates = [_Dialect(delimiter, backslash) for delimiter in _DELIMITERS]

    def worth(dialect: _Dialect) -> tuple[int, bool, int]:
        row = next(_sample(head, dialect), [])
        return sum(map(is_known, row)), tab and dialect.delimiter == "\t", len(row)

    best = max(candidates, key=worth)
    names = next(_sample(head, best), [])
    spaced = len(names) > 1 and all(name.startswith(" ") for name in names[1:])
    return replace(best, spaced=spaced, quoted=best.delimiter != "\t" or not _is_unquoted(head, best))


def _is_unquoted(head: str, dialect: _Dialect) -> bool:
    """True for tab-separated lines of as many fields each, whose quotes cannot be those of a table."""
    lines = [line for line in head.split("\n") if line]
    tabs = {line.count("\t") for line in lines}
    if len(tabs) != 1 or tabs == {0}:
        return False
    try:
        return not all(_reader(iter([f"{line}\n" for line in lines]), dialect))
    except csv.Error:
        return True


def _header(head: str, dialect: _Dialect, blob: Blob) -> list[str]:
    row = next(_sample(head, dialect), [])
    if not row:
        raise ArticleError(f"{blob.name}: the first row cannot be read as names of columns; is this a table?")
    encoding = _OldEncoding(blob.head(HEAD_BYTES))
    try:
        return [encoding.mended(column).strip() for column in row]
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{blob.name}: the names of columns in the first row are in no encoding that could be told; "
            "save the file as UTF-8"
        ) from error


def _sample(head: str, dialect: _Dialect) -> Iterator[list[str]]:
    """The rows of the head that can be read."""
    excel = _EXCEL_LINE.match(head)
    reader = _reader(io.StringIO(head[excel.end() if excel else 0 :]), dialect)
    for _ in range(_SAMPLE_ROWS):
        try:
            row = next(reader)
        except (StopIteration, csv.Error):
            return
        if row:
            yield row


def _reader(lines: Iterator[str], dialect: _Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        doublequote=not dialect.backslash,
        escapechar="\\" if dialect.backslash else None,
        skipinitialspace=dialect.spaced,
        quoting=csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE,
        strict=True,
    )
