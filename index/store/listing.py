"""Lists of articles: which pass, in which order, and what a list shows of each.

Knows the tables; a query is run by whoever has the database open.
"""

from __future__ import annotations

import datetime as dt
import json
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from index.types import ArticleCard

Query: TypeAlias = Callable[[str, Sequence[Any]], list[Any]]
FullPath: TypeAlias = Callable[[int, str], str]

HOLDS = "holds_words"
"""SQL function: does a text, folded, hold every one of a JSON list of words."""

_ORDER = "ORDER BY a.published IS NULL, a.published DESC, a.id"
_CARD = (
    "SELECT a.row, a.id, f.source, f.relative, a.title, a.title_from, a.outlet, a.published, a.published_from, "
    "(SELECT count(*) FROM chunks WHERE article = a.row), a.updated, a.language, "
    "(SELECT max(1, count(*)) FROM stories s JOIN stories m ON m.original = s.original WHERE s.article = a.row) "
    "FROM articles a JOIN files f ON f.row = a.file"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles a list is to have; with nothing set, all. Safe as a key.

    `words` all stand in headline, outlet or id, `outlets` are names, both whatever their case. `since` and `until` are
    inclusive days of publication; with either an article without a date does not pass.
    """

    words: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a list: `cards` of `total` articles, the first of them at place `first`, counted from 0."""

    total: int
    first: int
    cards: tuple[ArticleCard, ...]


def holds_words(text: str, words: str) -> bool:
    """What the SQL function of that name does; `words` are a JSON list, folded."""
    folded = text.casefold()
    return all(word in folded for word in _parsed(words))


@lru_cache(maxsize=16)
def _parsed(words: str) -> tuple[str, ...]:
    """Kept: it is the same for each of half a million articles."""
    return tuple(json.loads(words))


def wanted_rows(query: Query, wanted: Wanted) -> array[int]:
    """Rows of the articles that pass, newest first, undated last."""
    limits: list[tuple[str, Any]] = []
    if wanted.since:
        limits.append(("a.published >= ?", wanted.since.isoformat()))
    if wanted.until:
        limits.append(("a.published <= ?", wanted.until.isoformat()))
    if wanted.outlets:
        folded = {name.casefold() for name in wanted.outlets}
        known = query("SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL", ())
        named = [outlet for (outlet,) in known if outlet.casefold() in folded]
        limits.append(("a.outlet IN (SELECT value FROM json_each(?))", json.dumps(named)))
    if words := [word.casefold() for word in wanted.words]:
        text = "a.id || ' ' || a.title || ' ' || coalesce(a.outlet, '')"
        limits.append((f"{HOLDS}({text}, ?)", json.dumps(words)))
    where = f"WHERE {' AND '.join(limit for limit, _ in limits)} " if limits else ""
    found = query(f"SELECT a.row FROM articles a {where}{_ORDER}", [value for _, value in limits])
    return array("q", (row for (row,) in found))


def cards(query: Query, full_path: FullPath, rows: Sequence[int] | None = None) -> list[ArticleCard]:
    """What lists show of the articles in these rows, in their order; without rows of all, newest first, undated last."""
    if rows is None:
        return [_card(values, full_path) for _, *values in query(f"{_CARD} {_ORDER}", ())]
    found = query(f"{_CARD} WHERE a.row IN (SELECT value FROM json_each(?))", (json.dumps(list(rows)),))
    by_row = {row: values for row, *values in found}
    return [_card(by_row[row], full_path) for row in rows]


def _card(values: Sequence[Any], full_path: FullPath) -> ArticleCard:
    id_, source, relative, title, title_from, outlet, published, came, chunks, updated, language, reports = values
    return ArticleCard(
        id_,
        full_path(source, relative),
        title,
        title_from,
        outlet,
        _day(published),
        came,
        chunks,
        _day(updated),
        language,
        reports,
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
