"""What may be wrong with the file of conversations: locked, full, of a later version, of something else, not to be made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag import ConfigError, RagError
from rag.conversations.rows import Row
from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import ConversationStore
from tests.rag.conversations.kept import Clock, owned, row


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(ConversationsConfig(str(tmp_path / "deep" / "talks.sqlite")), Clock())


@pytest.fixture
def locked(store: ConversationStore) -> Iterator[sqlite3.Connection]:
    """Another program that holds the file."""
    store.begin(owned(1), [row(1)])
    with closing(sqlite3.connect(store.path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield holder


def test_a_locked_file_is_told_and_nothing_is_half_kept(
    store: ConversationStore, locked: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.conversations.schema.LOCK_SECONDS", 0.05)
    for call in (
        lambda: store.begin(owned(1), [row(2), row(3)]),
        lambda: store.listed(owned(1).owner),
        lambda: store.load(owned(1)),
    ):
        with pytest.raises(
            RagError, match=r"talks\.sqlite' cannot be read or written: database is locked; .*conversations\.path"
        ):
            call()
    locked.rollback()
    assert store.load(owned(1)).rows == (row(1),)  # type: ignore[union-attr]


def test_a_full_disk_is_told_and_what_was_kept_stays(store: ConversationStore) -> None:
    store.begin(owned(1), [row(1)])
    with closing(sqlite3.connect(store.path)) as database:
        pages = database.execute("PRAGMA page_count").fetchone()[0]
    real = sqlite3.connect

    def full(*arguments: object, **options: object) -> sqlite3.Connection:
        """A disk with room for no page more: SQLite itself says so."""
        database = real(*arguments, **options)  # type: ignore[call-overload]
        database.execute(f"PRAGMA max_page_count = {pages}")
        return database  # type: ignore[no-any-return]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", full)
        with pytest.raises(RagError, match="database or disk is full; free the disk"):
            store.begin(owned(1), [Row("big", 2, "Big?", b"x" * 100_000, finished=True)])
        assert store.load(owned(1)).rows == (row(1),)  # type: ignore[union-attr]
    store.begin(owned(1), [row(2)])
    assert store.load(owned(1)).rows == (row(1), row(2))  # type: ignore[union-attr]


def test_a_file_of_a_later_version_or_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    later, other, notes = tmp_path / "later.sqlite", tmp_path / "other.sqlite", tmp_path / "notes.txt"
    with closing(sqlite3.connect(later)) as database:
        database.execute("PRAGMA user_version = 9")
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE recipes (name)")
    notes.write_text("my notes, no database " * 90, encoding="utf-8")
    for path, told in (
        (later, "have the layout 9 of a later version, this one knows 1; update"),
        (other, "is a database of something else; name another file as conversations.path"),
        (notes, "file is not a database"),
    ):
        before = path.read_bytes()
        store = ConversationStore(ConversationsConfig(str(path)))
        for call in (lambda: store.begin(owned(1), [row(1)]), lambda: store.listed(owned(1).owner)):  # noqa: B023
            with pytest.raises(RagError, match=told):
                call()
        assert path.read_bytes() == before


def test_reading_makes_no_file_and_the_file_is_of_this_user_alone(store: ConversationStore) -> None:
    assert store.listed(owned(1).owner) == ()
    assert store.load(owned(1)) is None
    assert store.finish(owned(1), row(1)) == 0
    assert not store.rename(owned(1), "x")
    assert not store.path.parent.exists()
    store.begin(owned(1), [row(1)])
    assert store.path.stat().st_mode & 0o777 == 0o600
    (store.path.parent.parent / "file").write_text("", encoding="utf-8")
    nowhere = ConversationStore(ConversationsConfig(str(store.path.parent.parent / "file" / "talks.sqlite")))
    with pytest.raises(RagError, match="cannot be read or written"):
        nowhere.begin(owned(1), [row(1)])


def test_the_file_is_in_the_users_data_folder_and_limits_are_at_least_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert ConversationsConfig().file == tmp_path / "article-rag" / "conversations.sqlite"
    assert ConversationsConfig("~/c.sqlite").file == Path("~/c.sqlite").expanduser()
    for name in ("per_browser", "days"):
        with pytest.raises(ConfigError, match=f"{name} of conversations is 0; .*conversations.keep = false"):
            ConversationsConfig(**{name: 0})  # type: ignore[arg-type]
