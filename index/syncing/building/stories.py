"""Near-duplicates kept up to date in the database of a generation that is being built.

Knows the tables of signatures, copies and stories; `index.near_duplicates` knows what a copy is.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from index.near_duplicates.resemblance import Wording, are_copies
from index.near_duplicates.signatures import all_band_keys, likeliest
from index.near_duplicates.stories import OPENING_CHARACTERS, Report, stories
from index.reading.boilerplate import kept_text
from index.types import GUESSED, Span

_WORDINGS_KEPT = 1000
"""Texts compared lately, some kilobytes each."""

_MOST_OF_A_KEY = 200
"""Of the articles that share one key only so many are candidates: a mass mailing would else be compared with itself
in every pair. `likeliest` keeps 50 of all candidates."""


def note_copies(database: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Compare new articles with those whose signatures share a key with theirs, and note which are copies."""
    if not rows:
        return
    signatures = dict(database.execute("SELECT article, signature FROM signatures"))
    candidates = _candidates(signatures, rows)
    wording = lru_cache(maxsize=_WORDINGS_KEPT)(lambda row: _wording(database, row))
    for row in sorted(candidates):
        near = likeliest(signatures[row], {other: signatures[other] for other in candidates[row]})
        copies = [other for other in near if are_copies(wording(row), wording(other))]
        pairs = [(min(row, other), max(row, other)) for other in copies]
        database.executemany("INSERT OR IGNORE INTO copies VALUES (?, ?)", pairs)


def _candidates(signatures: Mapping[int, bytes], rows: Sequence[int]) -> dict[int, set[int]]:
    """For each of `rows` the rows that share a key with it.

    All keys are compared at once: keeping them in a table cost more time and space than the articles' own rows.
    """
    owners = np.fromiter(signatures, np.int64, len(signatures))
    keys = all_band_keys(list(signatures.values()))  # (articles, keys of one)
    is_new = np.isin(owners, np.asarray(rows, np.int64))
    owner_of = np.repeat(owners, keys.shape[1])
    shared = np.isin(keys.ravel(), keys[is_new].ravel())
    flat, owner_of = keys.ravel()[shared], owner_of[shared]
    order = np.lexsort((owner_of, flat))
    flat, owner_of = flat[order], owner_of[order]
    new, found = set(rows), dict[int, set[int]]()
    starts = np.flatnonzero(np.diff(flat, prepend=~flat[:1]))
    ends = np.append(starts[1:], len(flat))
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        run = owner_of[start:end]
        members = run[:_MOST_OF_A_KEY].tolist()
        for row in run.tolist():
            if row in new:
                found.setdefault(row, set()).update(member for member in members if member != row)
    return found


def settle_stories(database: sqlite3.Connection) -> int:
    """Write each copied article's original. Returns the number of stories with more than one report."""
    pairs = database.execute("SELECT article, other FROM copies").fetchall()
    rows = sorted({row for pair in pairs for row in pair})
    reports = {row: _report(database, row) for row in rows}
    originals = stories(pairs, reports)
    shared = {original for row, original in originals.items() if row != original}
    database.execute("DELETE FROM stories")
    database.executemany(
        "INSERT INTO stories VALUES (?, ?)", sorted(pair for pair in originals.items() if pair[1] in shared)
    )
    return len(shared)


def _wording(database: sqlite3.Connection, row: int) -> Wording:
    return Wording.of(_kept_text(database, row))


def _kept_text(database: sqlite3.Connection, row: int) -> str:
    """An article's text without its boilerplate, as its signature was made of it."""
    text, marked = database.execute("SELECT text, boilerplate FROM texts WHERE article = ?", (row,)).fetchone()
    return kept_text(text, 0, len(text), [Span(*span) for span in json.loads(marked)])


def _report(database: sqlite3.Connection, row: int) -> Report:
    article_id, published, published_from, outlet = database.execute(
        "SELECT id, published, published_from, outlet FROM articles WHERE row = ?", (row,)
    ).fetchone()
    text = _kept_text(database, row)
    return Report(
        row=row,
        id=article_id,
        published=dt.date.fromisoformat(published) if published else None,
        guessed=published_from in GUESSED,
        outlet=outlet,
        words=len(text.split()),
        credits=text[:OPENING_CHARACTERS],
    )
