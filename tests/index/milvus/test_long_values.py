"""Values that grow with the years: a word of every day, a story of thousands of reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import IndexCorrupt
from index.milvus import facts
from index.milvus.database import TEXTS, WORDS, MilvusDatabase
from index.milvus.facts import read_facts
from index.milvus.reading.cards import MilvusArticles
from index.milvus.rows import LONGEST_BYTES, held_at, key_of, pack, unpack, unpacked, versions_of, with_value
from index.milvus.versions import Versions, text_row
from index.milvus.words import packed_days, read_days
from index.milvus.writing import source
from tests.index.milvus.databases import Place, everything

FORTY_YEARS = {
    day: 1 + day * day % 97 for day in range(dt.date(1985, 1, 1).toordinal(), dt.date(2025, 1, 1).toordinal())
}


def test_a_word_of_forty_years_is_told_in_a_byte_or_two_a_day() -> None:
    assert len(FORTY_YEARS) == 14_610
    assert read_days(unpack(packed_days(FORTY_YEARS))) == FORTY_YEARS
    assert len(packed_days(FORTY_YEARS)) < 2 * len(FORTY_YEARS)
    assert read_days(unpack(packed_days({0: 3, 700_000: 2, 700_001: 0}))) == {0: 3, 700_000: 2}
    assert read_days(unpack(packed_days({}))) == {}


def test_days_as_they_were_told_before_are_read() -> None:
    assert read_days(unpack(pack(sorted(FORTY_YEARS.items())))) == FORTY_YEARS


def test_a_row_holds_several_versions_of_values_of_any_length() -> None:
    """One that was written whole when rows held long values, too."""
    kept: dict[str, str] = {}

    def read_pieces(_: Sequence[str]) -> dict[str, str]:
        return kept

    values = {number: [f"{number}-{n * n * 7919 % 100_003}" for n in range(30_000)] for number in (1, 2, 3, 4)}
    body = f'[[1,"{pack(["short"])}"]]'
    for number, value in values.items():
        change = with_value("key", versions_of(body), number + 1, pack(value), kept_from=number, dead=())
        assert len(pack(value)) > LONGEST_BYTES > len(change.body)
        assert max(map(len, change.pieces.values())) <= LONGEST_BYTES
        kept |= change.pieces
        body = change.body
        for piece in change.outdated:
            del kept[piece]
        for version in (number, number + 1):
            seen = unpacked({"key": str(held_at(versions_of(body), version, ()))}, read_pieces)
            assert seen == {"key": values.get(version - 1, ["short"])}
    assert len(kept) == sum(-(-len(pack(values[number])) // 60_000) for number in (3, 4))
    whole = f'[[1,"{pack(values[1])}"]]'
    assert max(map(len, with_value("key", versions_of(whole), 2, "x", kept_from=1, dead=()).pieces.values())) == 60_000
    with pytest.raises(IndexCorrupt, match=r"lacks \d of \d pieces of long values"):
        unpacked({"key": str(held_at(versions_of(body), 5, ()))}, lambda _: {})


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path, str(tmp_path / "articles.db"))
    made.write("river.txt", "Published: 2021-05-04\n\nThe river rose again, and the bridge was closed.")
    made.write("bread.txt", "A recipe for bread needs water from a river.")
    return made


def test_a_word_used_every_day_for_forty_years_is_counted_sync_after_sync(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From what an older program wrote on: (day, count) pairs in one row."""
    monkeypatch.setattr(facts, "GRACE_SECONDS", 0.0)
    place.sync()
    [river] = place.open().terms("river")
    day = dt.date(2021, 5, 4).toordinal()
    counts = FORTY_YEARS | {0: 1, day: 1}
    body = f'[[1,"{pack(sorted(counts.items()))}"]]'
    assert LONGEST_BYTES / 2 < len(body) < LONGEST_BYTES
    place.database().put(WORDS, [text_row(key_of(river), 1, body)])
    assert place.open().document_frequency(river) == sum(counts.values())
    for number in range(2):
        place.write(f"more-{number}.txt", "Published: 2021-05-04\n\nOne more river, and one more.")
        place.sync()
        assert place.open().document_frequency(river) == sum(counts.values()) + number + 1


def test_a_story_of_three_thousand_reports_is_published_grows_and_is_removed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "GRACE_SECONDS", 0.0)
    reports = ["river.txt", *(f"agencies/{key_of(str(number))}.txt" for number in range(3_000))]
    wanted = source.wanted_articles

    def with_story(*given: object, **named: object) -> dict[str, source.Wanted]:
        found = wanted(*given, **named)  # type: ignore[arg-type]
        if key_of("river.txt") in found:
            found[key_of("river.txt")].card.update(story=reports, reports=len(reports), copies=reports[1:])
        return found

    monkeypatch.setattr("index.milvus.writing.publishing.wanted_articles", with_story)
    place.sync()
    assert list(story(place)) == reports
    reports = reports[:-1]
    place.write("more.txt", "One more river.")
    place.sync()
    assert list(story(place)) == reports
    assert pieces(place.database()) == 2 * 3
    (place.folder / "river.txt").unlink()
    for number in range(2):
        place.write("more.txt", f"One more river, number {number}.")
        place.sync()
    assert pieces(place.database()) == 0
    assert everything(place.open()) == everything(place.local())


def story(place: Place) -> Sequence[str]:
    database = place.database()
    articles = MilvusArticles(database, read_facts(database, Versions(database).current()))
    assert articles.cards_of(["river.txt"])["river.txt"]["copies"] == list(articles.story("river.txt"))[1:]
    assert len(articles.cards()) == articles._facts.articles
    return articles.story("river.txt")


def pieces(database: MilvusDatabase) -> int:
    """How many rows hold pieces of long values."""
    rows = database.each(TEXTS, "since >= 0", [])
    return sum(row["pk"].startswith(key_of("river.txt")) and row["pk"].count("-") == 3 for row in rows)
