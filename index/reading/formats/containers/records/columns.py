"""One record of a table, a parsed JSON object or a row, to the draft of an article.

Knows which column states which fact: the one that the user mapped, else one of the usual names, first in the record
itself, then in the objects that usually hold metadata. Knows nothing of files.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from index.errors import ArticleError, ConfigError
from index.reading.facts.metadata import Metadata, stated
from index.reading.formats.containers.records.column_names import NAMES, SUMMARIES
from index.reading.formats.containers.records.days import Order, day_of
from index.reading.formats.containers.records.values import (
    author_of,
    is_markup,
    listed,
    named_values,
    storable,
    unmarked,
    value_at,
    words_of,
)
from index.reading.formats.record import Draft, ReadingOptions
from index.reading.formats.text import checked_text
from index.reading.language import language_code
from index.types import Provenance, Span

_CUT = re.compile(r"\[\+\d{1,7} chars\]\s*\Z")
"""What NewsAPI puts where it cuts a text."""

_KNOWN_COLUMNS = 1_000
"""Columns that are remembered to be named in an error; records with a key for each id have no columns."""


@dataclass(slots=True)
class Columns:
    """How the facts of the records of one file are found: the user's mapping, the names, and what all share.

    `order` settles "03/04/2024"; `shared` is what the file says of all its records.
    """

    options: ReadingOptions
    source: Provenance = "column"
    order: Order | None = None
    shared: Metadata = field(default_factory=Metadata)
    _unmet: dict[str, str] = field(init=False)
    _known: dict[str, None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for fact in self.options.columns:
            if fact not in NAMES:
                raise ConfigError(f"columns maps {fact!r}, which is no fact; facts are {', '.join(NAMES)}")
        self._unmet = dict(self.options.columns)

    def sha256(self, content: bytes) -> str:
        """Hash of a record's bytes and all else that its draft depends on: mapping, order of dates, shared facts."""
        settled = (sorted(self.options.columns.items()), self.order, self.shared)
        key = b"" if settled == ([], None, Metadata()) else repr(settled).encode("utf-8", "backslashreplace")
        return hashlib.sha256(content + key).hexdigest()

    def seen(self, record: Mapping[str, object]) -> None:
        """Note which columns exist."""
        if len(self._known) < _KNOWN_COLUMNS:
            self._known.update(dict.fromkeys(record))
        for fact in [fact for fact, path in self._unmet.items() if value_at(record, path) is not None]:
            del self._unmet[fact]

    def check_mapped(self, name: str) -> None:
        """Raise ArticleError when a mapped column was in no record of the file."""
        if self._unmet:
            fact, column = next(iter(self._unmet.items()))
            raise ArticleError(
                f"{name}: columns maps {fact!r} to {column!r}, which no record has; there are: {listed(self._known)}"
            )

    def identity(self, record: Mapping[str, object]) -> str | None:
        """The record's own id, as text."""
        for value in self._values("id", record):
            if isinstance(value, int | float) and not isinstance(value, bool):
                return str(value)
            if words := words_of(value):
                return words
        return None

    def is_article(self, record: Mapping[str, object], *, row: bool) -> bool:
        """True when the record has a text. `row`: it is one of many, where a summary beside a title will do."""
        return self._text(record, row=row) is not None

    def draft(self, record: Mapping[str, object], name: str, *, row: bool = True) -> Draft:
        """The article of a record. Raises ArticleError, naming `name`, when it has no text."""
        text = self._text(record, row=row)
        if text is None:
            raise ArticleError(
                f"{name}: the record has no text; its keys are {listed(record)}: "
                "map the one that holds it (columns: text), or remove the record"
            )
        return text_draft(text, name, self._facts(record).over(self.shared))

    def _facts(self, record: Mapping[str, object]) -> Metadata:
        return stated(
            self.source,
            title=unmarked(self._words("title", record)),
            outlet=unmarked(self._words("outlet", record)),
            author=author_of(self._words("author", record, joint=", ")),
            url=self._words("url", record),
            language=language_code(self._words("language", record) or ""),
            published=self._day("published", record),
            updated=self._day("updated", record),
        )

    def _text(self, record: Mapping[str, object], *, row: bool) -> str | None:
        if text := self._words("text", record):
            return text
        if row and "text" not in self.options.columns and self._words("title", record):
            return next(filter(None, map(words_of, named_values(record, SUMMARIES))), None)
        return None

    def _words(self, fact: str, record: Mapping[str, object], joint: str = "\n\n") -> str | None:
        return next((words for value in self._values(fact, record) if (words := words_of(value, joint))), None)

    def _day(self, fact: str, record: Mapping[str, object]) -> dt.date | None:
        return next((day for value in self._values(fact, record) if (day := day_of(value, self.order))), None)

    def _values(self, fact: str, record: Mapping[str, object]) -> Iterator[object]:
        """The values that may state a fact, the likeliest first."""
        path = self.options.columns.get(fact)
        return named_values(record, NAMES[fact]) if path is None else iter([value_at(record, path)])


def text_draft(text: str, name: str, found: Metadata, *, markup: bool = False) -> Draft:
    """The draft of a text at hand. HTML in it, or said to be in it (`markup`), becomes text; else nothing changes."""
    if markup or is_markup(text):
        from index.reading.formats.html import html_draft

        page = html_draft(text.encode("utf-8", "replace"), name, encoding="utf-8")
        return Draft(page.text, found.over(page.found), page.boilerplate)
    text = checked_text(storable(text), name)
    cut = _CUT.search(text)
    return Draft(text, found, (Span(*cut.span()),) if cut else ())
