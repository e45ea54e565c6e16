"""The version that a publication starts from: what it says of itself, what it holds, and what Milvus has lost of it.

The local generation has everything, so whatever is lost can be written anew.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from index.errors import IndexCorrupt, IndexMissing
from index.milvus.database import ARTICLES, CHUNKS, LATEST, MilvusDatabase
from index.milvus.facts import Facts, dead_of, each_value, read_facts, values_at
from index.milvus.losses import lost_of
from index.milvus.rows import versions_of
from index.milvus.versions import Versions
from index.milvus.writing.writer import Live, Place, Staged

_AGAIN_SECONDS = 5.0
"""A Milvus that has just started may show less than it has: what seems lost is looked for once more."""


@dataclass(frozen=True, slots=True)
class Base:
    """The version in use, 0 for none, and the cards of its articles by key. `lost` says in words that Milvus no longer has it
    as it was published, "" that it has; then `facts` may be None, and cards are those that can be read."""

    version: int
    facts: Facts | None = None
    cards: Live = field(default_factory=dict)
    lost: str = ""


def base_of(database: MilvusDatabase, version: int, versions: Versions) -> Base:
    """The version in use, looked at."""
    if not version:
        return Base(0)
    found = _looked_at(database, version, versions)
    if found.lost:
        time.sleep(_AGAIN_SECONDS)
        found = _looked_at(database, version, versions)
    return found


def _looked_at(database: MilvusDatabase, version: int, versions: Versions) -> Base:
    guarantee, dead = versions.published_at(version), versions.abandoned()
    try:
        facts = read_facts(database, version, guarantee)
    except (IndexMissing, IndexCorrupt):
        return Base(version, lost="what it says of itself is missing")
    try:
        rows = database.each(ARTICLES, "since >= 0", ["body"])
        cards = dict(each_value(database, rows, version, dead_of(dead, facts), guarantee=guarantee))
    except IndexCorrupt:
        return Base(version, facts, lost="not all cards of its articles can be read")
    missing = f"{len(cards):,} articles instead of {facts.articles:,}" if len(cards) != facts.articles else ""
    return Base(version, facts, cards, missing or lost_of(database, facts))


def staged_of(database: MilvusDatabase, version: int) -> Staged:
    """Cards that a stopped writer of `version` has written, by key; None for removed ones, and for what cannot be read."""
    written = database.each(ARTICLES, f"since == {version}", ["body"])
    begun: dict[str, dict[str, Any]] = {row["pk"]: row for row in written if versions_of(row["body"])[0][0] == version}
    try:
        staged = values_at(database, begun, version, (), guarantee=LATEST)
    except IndexCorrupt:
        staged = {}
    return {key: staged.get(key) for key in begun}


def seen_chunks(database: MilvusDatabase, base: Base) -> dict[str, Place]:
    """The chunks that readers of the version find, by key, those that no card tells of among them."""
    seen = base.facts.seen if base.facts else f"since <= {base.version} and until > {base.version}"
    rows = database.each(CHUNKS, seen, ["article", "since", "ordinal"])
    return {row["pk"]: (row["article"], int(row["since"]), int(row["ordinal"])) for row in rows}
