"""After any row of changes, synced one by one, an index serves what one built from nothing serves."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import pytest

from index.search import LocalIndex
from index.store.generations import current_generation
from index.store.manifest import read_manifest
from index.store.vectors import update_approximate
from index.sync import sync
from index.syncing.building import builder
from index.types import Filter
from tests.crashes import QUESTIONS, Folder, served
from tests.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder()


def everything(index_path: Path) -> dict[str, object]:
    """Texts, facts, chunks and stories, and all hits of both searches under every kind of filter."""
    index = LocalIndex(index_path)
    ids = [card.id for card in index.articles()]
    filters = (None, Filter(article_ids=tuple(ids[::2])), Filter(stories=tuple(ids[:3])), Filter(outlets=("none",)))
    vectors = [EMBEDDER.embed_query(question) for question in QUESTIONS]
    dense = [{(h.chunk_id, round(h.score, 5)) for h in index.dense(v, 10_000, f)} for v in vectors for f in filters]
    lexical = [{h.chunk_id for h in index.lexical(q, 10_000, f)} for q in QUESTIONS for f in filters]
    kept = {key: value for key, value in served(index_path).items() if key in ("texts", "facts")}
    spans = {chunk.id: chunk for chunk in index.get([h.chunk_id for h in index.dense(vectors[0], 10_000)])}
    stories = {article_id: index.story(article_id) for article_id in ids}
    info = index.info()
    counts = (info.articles, info.chunks, info.stories, info.failures)
    return kept | {
        "spans": spans,
        "dense": dense,
        "lexical": lexical,
        "stories": stories,
        "counts": counts,
        "name": index.fingerprint,
    }


@pytest.mark.slow
@pytest.mark.parametrize("exact_rows", [150_000, 20], ids=["exact", "approximate"])
@pytest.mark.parametrize("seed", [1, 2])
def test_changes_one_by_one_lead_where_all_at_once_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, exact_rows: int
) -> None:
    update = functools.partial(update_approximate, exact_rows=exact_rows)
    monkeypatch.setattr(builder, "update_approximate", update)
    monkeypatch.setattr(builder, "_BLOCK_CHUNKS", 16)
    folder, index_path = Folder(tmp_path / "articles", random.Random(seed)), tmp_path / "index"
    folder.fill(25)
    for step in range(10):
        report = sync([folder.root], index_path, embedder=EMBEDDER, config=folder.config)
        assert report.notes == ()
        fresh = tmp_path / f"fresh{step}"
        sync([folder.root], fresh, embedder=EMBEDDER, config=folder.config)
        assert everything(index_path) == everything(fresh)
        approximate = read_manifest(current_generation(index_path)).approximate
        assert (approximate is not None) == (report.chunks > exact_rows)
        assert not sync([folder.root], index_path, embedder=EMBEDDER, config=folder.config).published
        folder.change()


def test_an_approximate_search_finds_what_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that a sync overwrote are found by their new vectors, and no longer by their old ones."""
    monkeypatch.setattr(builder, "update_approximate", functools.partial(update_approximate, exact_rows=20))
    folder, index_path = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    for number in range(60):
        (folder / f"n{number:02}.txt").write_text(f"Number {number} is here with {number * 37} friends.")
    sync([folder], index_path, embedder=EMBEDDER)
    (folder / "n07.txt").write_text("Cherries grow beside the harbour.")
    report = sync([folder], index_path, embedder=EMBEDDER)
    assert (report.notes, report.changed, report.embedded) == ((), 1, 1)
    index = LocalIndex(index_path)
    words = "Cherries grow beside the harbour"  # its headline, too, which is embedded before it
    [hit] = index.dense(EMBEDDER.embed_query(f"{words}\n{words}."), 1)
    assert (hit.chunk_id, round(hit.score, 4)) == ("n07.txt#0", 1.0)
    [hit] = index.dense(
        EMBEDDER.embed_query("Number 7 is here with 259 friends\nNumber 7 is here with 259 friends."), 1
    )
    assert hit.chunk_id != "n07.txt#0"
