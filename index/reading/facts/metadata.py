"""The facts of an article and where each was read. Pure data; knows nothing of how any is found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields, replace

from index.types import Provenance, Span

FIRST_YEAR = 1605
"""The year of the first newspaper (Relation, Strasbourg); an earlier "date" is a placeholder such as 0001-01-01."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found. A fact and its `_from` are both None, or both set."""

    title: str | None = None
    title_from: Provenance | None = None
    outlet: str | None = None
    outlet_from: Provenance | None = None
    author: str | None = None
    author_from: Provenance | None = None
    url: str | None = None
    url_from: Provenance | None = None
    language: str | None = None
    language_from: Provenance | None = None
    published: dt.date | None = None
    published_from: Provenance | None = None
    updated: dt.date | None = None
    updated_from: Provenance | None = None
    labels: tuple[Span, ...] = field(default=())
    """Spans of the text that state these facts and are no part of the story."""

    def __post_init__(self) -> None:
        for name in FACTS:
            if (getattr(self, name) is None) != (getattr(self, f"{name}_from") is None):
                raise ValueError(f"{name} is {getattr(self, name)!r} from {getattr(self, f'{name}_from')!r}")

    def over(self, other: Metadata) -> Metadata:
        """Every fact of `self`, and of `other` what `self` lacks; the labels of both."""
        taken: dict[str, object] = {}
        for name in FACTS:
            if getattr(self, name) is None:
                taken |= {name: getattr(other, name), f"{name}_from": getattr(other, f"{name}_from")}
        return replace(self, labels=(*self.labels, *other.labels), **taken)  # type: ignore[arg-type]


FACTS = tuple(f.name for f in fields(Metadata) if f.name != "labels" and not f.name.endswith("_from"))
"""Names of the facts: title, outlet, author, url, language, published, updated."""


def stated(source: Provenance, **facts: str | dt.date | None) -> Metadata:
    """Facts that all come from `source`.

    Blank text, and a date before `FIRST_YEAR`, state nothing; white space runs become one space, and a lone
    surrogate, which no file can hold, becomes "?".
    """
    values: dict[str, object] = {}
    for name, value in facts.items():
        kept = _words(value) if isinstance(value, str) else value
        if isinstance(kept, dt.datetime):
            kept = kept.date()
        if kept and not (isinstance(kept, dt.date) and kept.year < FIRST_YEAR):
            values |= {name: kept, f"{name}_from": source}
    return Metadata(**values)  # type: ignore[arg-type]


def _words(value: str) -> str:
    return " ".join(value.encode("utf-8", "replace").decode("utf-8").split())
