"""JSON and JSON Lines: one object an article.

`shapes` knows where the articles lie in JSON, `columns` what is in one. JSON Lines are read line by line, so
a file of any size will do; a JSON file is parsed whole, and so has a limit. A line that is no JSON, or no article,
costs that line only.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping

from index.errors import ArticleError
from index.reading.formats.containers.feed import json_feed_facts
from index.reading.formats.containers.records.columns import Columns
from index.reading.formats.containers.records.lines import Line, lines_of, too_long
from index.reading.formats.containers.records.naming import Found, failing, named
from index.reading.formats.containers.records.shapes import articles_in, is_columns
from index.reading.formats.containers.records.values import listed
from index.reading.formats.raw.encodings import UnreadableText, is_broken_utf8, old_encoding, text_of
from index.reading.formats.record import Blob, Draft, ReadingOptions, Record

JSON_LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
JSON_SUFFIXES = frozenset({".json"})

LARGEST_JSON_BYTES = 100_000_000
"""A JSON file is parsed at once and needs five to eight times its size in memory (measured: 0.66 GB for 97 MB of
news); JSON Lines have no such limit."""

_FIRST_LINE_BYTES = 1_000_000
"""Within which the first of several objects must end for the file to be seen as JSON Lines: 200 articles' worth."""

_LIST_OPENS = re.compile(rb"\s*\[\s*\{")
_LIST_HEAD_BYTES = 100

_NOT_BLANK = re.compile(r"\S")

_FAULTS = (ValueError, RecursionError)
"""What `json` raises: JSONDecodeError, a number of over 4,300 digits (both ValueError), deep nesting."""


def json_lines_records(blob: Blob, options: ReadingOptions) -> Iterator[Record]:
    """The articles of a JSON Lines file, read as they are asked for; of a JSON list that is named so, too."""
    if _LIST_OPENS.match(blob.head(_LIST_HEAD_BYTES).removeprefix(BOM_UTF8)):
        yield from _of_whole(blob, options)
        return
    columns = Columns(options)
    yield from named(_of_lines(blob, columns))
    columns.check_mapped(blob.name)


def json_records(blob: Blob, options: ReadingOptions) -> Iterator[Record]:
    """The articles of a JSON file: one object, a list, or an object that holds a list.

    A file of several objects, one a line, is JSON Lines, whatever its name.
    """
    if _is_lines(blob):
        return json_lines_records(blob, options)
    return _of_whole(blob, options)


def parsed_json(content: bytes, name: str) -> object:
    """The value of a JSON document; several, one after the other, are a list. Raises ArticleError with the fault."""
    try:
        text = text_of(content)
    except UnreadableText as error:
        raise ArticleError(f"{name}: {error}") from error
    try:
        values = list(_values(text))
        return values[0] if len(values) == 1 else values
    except _FAULTS as error:
        raise ArticleError(f"{name}: this is not valid JSON ({_fault(error)}); mend or remove the file") from error


def _values(text: str) -> Iterator[object]:
    """The values of a text, at least one: `jq` and mongoexport write objects over many lines, one after the other."""
    decoder = json.JSONDecoder()
    position = len(text) - len(text.lstrip())
    while True:
        value, end = decoder.raw_decode(text, position)
        yield value
        following = _NOT_BLANK.search(text, end)
        if following is None:
            return
        position = following.start()
        if text[position] != "{":
            raise json.JSONDecodeError("Extra data", text, position)


def canonical(record: object) -> bytes:
    """The bytes of a record that are the same however its file was written."""
    return json.dumps(record, sort_keys=True, separators=(",", ":")).encode()


def _of_whole(blob: Blob, options: ReadingOptions) -> Iterator[Record]:
    if blob.size > LARGEST_JSON_BYTES:
        raise ArticleError(
            f"{blob.name}: the file has {blob.size:,} bytes, the limit for JSON that is parsed whole is "
            f"{LARGEST_JSON_BYTES:,}; save it as JSON Lines (one object a line), which has no limit"
        )
    value = parsed_json(blob.content(LARGEST_JSON_BYTES), blob.name)
    feed = json_feed_facts(value)
    columns = Columns(options) if feed is None else Columns(options, "feed", shared=feed)
    if isinstance(value, Mapping) and not is_columns(value) and columns.is_article(value, row=False):
        columns.seen(value)
        columns.check_mapped(blob.name)
        yield Record("", columns.sha256(canonical(value)), lambda: columns.draft(value, blob.name, row=False))
        return
    articles = articles_in(value, columns)
    if articles is None:
        held = f"an object with the keys {listed(value)}" if isinstance(value, Mapping) else f"a {type(value).__name__}"
        raise ArticleError(
            f"{blob.name}: no article found; the file holds {held}: map its keys (columns: text), or remove the file"
        )
    for record in articles:
        if isinstance(record, Mapping):
            columns.seen(record)
    columns.check_mapped(blob.name)
    yield from named(_of_list(articles, blob.name, columns))


def _of_list(articles: list[object], name: str, columns: Columns) -> Iterator[Found]:
    for number, record in enumerate(articles, 1):
        place = f"record {number}"
        yield _found(record, f"{name}: {place}", place=place, sha256=columns.sha256(canonical(record)), columns=columns)


def _of_lines(blob: Blob, columns: Columns) -> Iterator[Found]:
    decoder = _LineDecoder()
    for line in lines_of(blob):
        place = f"line {line.number}"
        if line.too_long:
            yield Found(None, place, line.sha256, failing(too_long(line, blob.name)))
            continue
        sha256 = columns.sha256(line.content)
        try:
            record = json.loads(decoder.text(line))
        except UnreadableText as error:
            yield Found(None, place, sha256, failing(f"{blob.name}: {place}: {error}"))
        except _FAULTS as error:
            message = f"{blob.name}: {place} is not valid JSON ({_fault(error)}); mend or remove the line"
            yield Found(None, place, sha256, failing(message))
        else:
            yield _found(record, f"{blob.name}: {place}", place=place, sha256=sha256, columns=columns)


def _found(record: object, name: str, *, place: str, sha256: str, columns: Columns) -> Found:
    if not isinstance(record, Mapping):
        held = type(record).__name__
        return Found(None, place, sha256, failing(f"{name} is no article but a {held}; remove it"))
    columns.seen(record)
    articles = record

    def read() -> Draft:
        return columns.draft(articles, name)

    return Found(columns.identity(record), place, sha256, read)


class _LineDecoder:
    """Lines to text. Once a line was UTF-8 beyond ASCII the file is, and a line that is not is damaged."""

    def __init__(self) -> None:
        self._is_utf8 = False
        self._old: str | None = None

    def text(self, line: Line) -> str:
        """The text of a line. Raises UnreadableText."""
        try:
            text = line.content.decode("utf-8")
        except UnicodeDecodeError as error:
            return self._in_old_encoding(line.content, error)
        self._is_utf8 |= not line.content.isascii()
        return text

    def _in_old_encoding(self, content: bytes, error: UnicodeDecodeError) -> str:
        if not self._is_utf8 and not is_broken_utf8(content):
            self._old = self._old or old_encoding(content)
            if self._old is not None:
                try:
                    return content.decode(self._old)
                except UnicodeDecodeError as other:
                    error = other
        raise UnreadableText(
            f"byte {error.start} of the line ({content[error.start : error.start + 1]!r}) is not "
            f"{error.encoding.upper()}; mend the line or save the file as UTF-8"
        ) from error


def _is_lines(blob: Blob) -> bool:
    """True when the first line is an object, and the next that is not blank begins one."""
    first, _, rest = blob.head(_FIRST_LINE_BYTES).removeprefix(BOM_UTF8).lstrip().partition(b"\n")
    try:
        return first.startswith(b"{") and rest.lstrip().startswith(b"{") and isinstance(json.loads(first), Mapping)
    except _FAULTS:
        # What is wrong with the file is said when it is read as a whole.
        return False


def _fault(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
