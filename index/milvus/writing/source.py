"""A local generation as its publication sees it: for each article a card, and what tells whether its texts changed.

Reads the generation's database and nothing of Milvus.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.milvus.rows import digest_of, key_of
from index.objects.address import path_below
from index.store.generations import ARTICLES
from index.store.opened import OpenGeneration
from index.store.schema import FACT_COLUMNS

Card = dict[str, Any]
"""What is known of an article but its texts, as JSON."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article as it is to be: `content` is equal for equal texts, chunks and facts, whoever indexed them and when."""

    card: Card
    content: str
    chunk_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What other tables say of articles: stories and copies by id, chunks by row."""

    stories: dict[str, tuple[str, list[str]]]
    copies: dict[str, list[str]]
    chunks: dict[int, list[tuple[int, list[Any]]]]


def wanted_articles(opened: OpenGeneration, *, baked: str) -> dict[str, Wanted]:
    """Every article of a generation by its key. `baked` tells what else its rows in Milvus are made of."""
    settings = digest_of([asdict(opened.manifest.settings), baked])
    with closing(_connected(opened.folder)) as database:
        beside = _Beside(_stories(database), _copies(database), _chunks(database))
        rows = database.execute(
            "SELECT a.*, f.source AS folder, f.relative FROM articles a JOIN files f ON f.row = a.file ORDER BY a.row"
        )
        return {key_of(row["id"]): _wanted(row, opened, settings, beside) for row in rows}


def same_for_all(card: Card) -> Card:
    """A card without what depends on who wrote it, and when."""
    return {name: value for name, value in card.items() if name not in ("indexed", "since", "pieces")}


def _wanted(
    row: sqlite3.Row,
    opened: OpenGeneration,
    settings: str,
    beside: _Beside,
) -> Wanted:
    article_id, held = row["id"], beside.chunks.get(row["row"], [])
    facts = [row[column] for column in FACT_COLUMNS]
    places = [place for _, place in held]
    content = digest_of([settings, article_id, row["sha256"], facts, places])
    original, reports = beside.stories.get(article_id, (article_id, [article_id]))
    sources, folder = opened.manifest.sources, row["folder"]
    card: Card = {
        "id": article_id,
        "path": path_below(sources[folder], row["relative"]) if folder < len(sources) else row["relative"],
        "sha256": row["sha256"],
        "indexed": row["indexed"],
        "facts": facts,
        "chunks": len(held),
        "cut": any(one[1] == other[0] for one, other in itertools.pairwise(places)),
        "original": original,
        "reports": len(reports),
        "story": reports if original == article_id and len(reports) > 1 else [],
        "copies": sorted(set(beside.copies.get(article_id, ()))),
        "content": content,
    }
    return Wanted(card, content, tuple(chunk_row for chunk_row, _ in held))


def _connected(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{(folder / ARTICLES).absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    database.row_factory = sqlite3.Row
    return database


def _stories(database: sqlite3.Connection) -> dict[str, tuple[str, list[str]]]:
    """Article id to its story's original and all reports, the original first."""
    members: dict[str, list[str]] = defaultdict(list)
    for original, article_id in database.execute(
        "SELECT o.id, a.id FROM stories s JOIN articles o ON o.row = s.original JOIN articles a ON a.row = s.article "
        "ORDER BY o.id, a.row <> o.row, a.id"
    ):
        members[original].append(article_id)
    return {member: (original, reports) for original, reports in members.items() for member in reports}


def _copies(database: sqlite3.Connection) -> dict[str, list[str]]:
    copies: dict[str, list[str]] = defaultdict(list)
    for one, other in _pairs(database):
        copies[one].append(other)
        copies[other].append(one)
    return copies


def _pairs(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    return iter(
        database.execute(
            "SELECT a.id, b.id FROM copies c JOIN articles a ON a.row = c.article JOIN articles b ON b.row = c.other"
        )
    )


def _chunks(database: sqlite3.Connection) -> dict[int, list[tuple[int, list[Any]]]]:
    """Article row to its chunks: (row, [start, end, tokens, hash of the text])."""
    chunks: dict[int, list[tuple[int, list[Any]]]] = defaultdict(list)
    for article, row, start, end, tokens, text_hash in database.execute(
        'SELECT article, row, start, "end", tokens, text_hash FROM chunks ORDER BY article, ordinal'
    ):
        chunks[article].append((row, [start, end, tokens, bytes(text_hash).hex()]))
    return chunks
