"""The store beside a dictionary: whatever is done to both in whatever order, they hold the same."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rag.conversations.owners import Owned, owner_of
from rag.conversations.rows import Row
from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import ConversationStore

PLACES = st.builds(
    lambda key, number: Owned.sent(key * 32, f"{number:032x}"), st.sampled_from(["a1", "b2"]), st.integers(1, 3)
)
WORDS = st.text(alphabet="aAäÄ %_'\"\n\u202eßẞ", max_size=8)


class Beside(RuleBasedStateMachine):
    """Exchanges by conversation, those deleted apart, as plain dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.time = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        self.store = ConversationStore(ConversationsConfig(str(Path(self.folder.name) / "talks.sqlite")), self.now)
        self.rows: dict[Owned, dict[str, Row]] = {}
        self.deleted: set[Owned] = set()
        self.made = 0

    def now(self) -> dt.datetime:
        self.time += dt.timedelta(milliseconds=1)
        return self.time

    @rule(owned=PLACES, question=WORDS, finished=st.booleans())
    def put(self, owned: Owned, question: str, finished: bool) -> None:
        held = self.rows.setdefault(owned, {})
        self.made += 1
        number = max((row.number for row in held.values()), default=0) + 1
        row = Row(f"k{self.made}", number, question, str(self.made).encode(), finished=finished)
        self.store.begin(owned, [row])
        held[row.key] = row
        self.deleted.discard(owned)

    @rule(owned=PLACES, which=st.integers(0, 5))
    def finish(self, owned: Owned, which: int) -> None:
        held = list(self.rows.get(owned, {}).values())
        row = held[which % len(held)] if held else Row("none", 1, "?", b"", finished=False)
        done = Row(row.key, row.number, row.question, b"done", finished=True)
        self.store.finish(owned, done)
        if held and not row.finished:
            self.rows[owned][row.key] = done

    @rule(owned=PLACES)
    def take_back(self, owned: Owned) -> None:
        held = self.rows.get(owned, {})
        key = next(reversed(held), "none")
        self.store.take_back(owned, key)
        held.pop(key, None)
        if not held:
            self.rows.pop(owned, None)
            self.deleted.discard(owned)

    @rule(owned=PLACES)
    def delete(self, owned: Owned) -> None:
        assert self.store.delete(owned) == (owned in self.rows)
        self.deleted |= {owned} & self.rows.keys()

    @rule(owned=PLACES)
    def restore(self, owned: Owned) -> None:
        assert self.store.restore(owned) == (owned in self.rows)
        self.deleted.discard(owned)

    @rule(owned=PLACES, name=WORDS)
    def rename(self, owned: Owned, name: str) -> None:
        assert self.store.rename(owned, name) == (owned in self.rows)

    @invariant()
    def holds_the_same(self) -> None:
        for key in ("a1", "b2"):
            owner = owner_of(key * 32)
            assert owner
            for number in (1, 2, 3):
                owned = Owned(owner, f"{number:032x}")
                held = self.store.load(owned)
                kept = self.rows.get(owned) if owned not in self.deleted else None
                assert (held.rows if held else None) == (tuple(kept.values()) if kept else None)
            listed = {one.id for one in self.store.listed(owner)}
            assert listed == {owned.conversation for owned in self.rows.keys() - self.deleted if owned.owner == owner}

    def teardown(self) -> None:
        self.folder.cleanup()


TestBeside = Beside.TestCase
TestBeside.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
