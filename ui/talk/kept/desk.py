"""One page's conversation and the store it is kept in: what is open, what is new there, what could not be kept.

Knows conversations and the store; knows no Gradio and no HTML.

The store is what is true, the session's memory holds what is open. So a page that is loaded again, a server that was ended
and started, a session that was let go of, all go on from the store, by what the page says it shows. When the store cannot be
written, that is told and the chat goes on; what is missing there is kept with the next question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from rag import RagError
from rag.conversations.owners import Owned
from rag.conversations.rows import Held, Listed, shortened
from rag.conversations.schema import NumberTaken
from rag.conversations.store import ConversationStore
from ui.discretion import told_of
from ui.talk.conversation import EXCHANGES_KEPT, Conversation, Exchange
from ui.talk.kept.records import exchange_of, row_of

DELETED = "This conversation was deleted on another page. Your question begins it anew."
NOT_KEPT = "This answer could not be kept and goes with this page: "
_CROSSED = "another page wrote in the place of “{}”; ask it again"
_STALE = -1
"""As a revision: another page has written since."""
_ATTEMPTS = 8
"""To put a question beside other pages that put theirs in the same moment."""

Put = Callable[[Conversation], Iterator[Conversation]]
"""Puts a question in a conversation: the conversation after every event."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What one page has open. `owned` is None where a browser keeps no key; `trouble` is what a person is to be told of the keeping."""

    talk: Conversation = field(default_factory=Conversation)
    owned: Owned | None = None
    revision: int = 0
    unkept: frozenset[str] = frozenset()
    """Keys of exchanges that the store does not have as they are here."""
    trouble: str = ""


def sent_by(words: object) -> Owned | None:
    """Which conversation of which browser a page says it shows; None for anything that is not such a thing."""
    try:
        told = json.loads(words) if isinstance(words, str) and len(words) < 500 else None
    except ValueError:
        return None
    return Owned.sent(told.get("key"), told.get("conversation")) if isinstance(told, dict) else None


@dataclass(frozen=True, slots=True)
class Desks:
    """What pages do with their conversations. Without a store each is kept by its page alone; without `places` no error
    names anything of the machine that serves.
    """

    store: ConversationStore | None = None
    places: bool = True

    def said(self, error: RagError) -> str:
        """What is told of an error."""
        return told_of(error, places=self.places)

    def of(self, desk: Desk, sent: object) -> Desk:
        """The desk of what the page says it shows: as it was, or from the store where that is another one."""
        owned = sent_by(sent)
        return desk if owned == desk.owned else self.opened(owned)

    def opened(self, owned: Owned | None) -> Desk:
        """A conversation of the store, or an empty one where it is not there."""
        empty = Desk(Conversation(kept=bool(self.store and owned)), owned)
        try:
            held = self.store.load(owned, newest=EXCHANGES_KEPT) if self.store and owned else None
        except RagError as error:
            return replace(empty, trouble=f"The conversation could not be opened: {self.said(error)}")
        return _loaded(empty, held) if held else empty

    def asking(self, desk: Desk, put: Put) -> Iterator[Desk]:
        """Put a question and yield the desk after every event; kept when it is put, and when it is finished."""
        if self.store is None or desk.owned is None:
            for talk in put(desk.talk):
                yield replace(desk, talk=talk)
            return
        desk, steps = self._begun(desk, put)
        if steps is None:
            return
        yield desk
        for talk in steps:
            desk = replace(desk, talk=talk)
            yield self._finished(desk) if talk.exchanges[-1].finished else desk

    def stopped(self, desk: Desk) -> Desk:
        """The desk with its newest exchange closed, where it was still running."""
        talk = desk.talk.stopped()
        return desk if talk is desk.talk else self._finished(replace(desk, talk=talk))

    def taken_back(self, desk: Desk) -> Desk:
        """The desk without its newest exchange."""
        if not desk.talk.exchanges:
            return desk
        key, rest = desk.talk.exchanges[-1].key, desk.talk.without_newest()
        left = replace(desk, talk=rest, unkept=desk.unkept - {key}, trouble="")
        if self.store is None or desk.owned is None:
            return left
        try:
            revision = self.store.take_back(desk.owned, key, seen=desk.revision)
        except RagError as error:
            return replace(left, revision=_STALE, trouble=f"It is taken back here alone: {self.said(error)}")
        return replace(left, revision=(revision or _STALE) if rest.exchanges else 0)

    def whole(self, desk: Desk) -> tuple[str, tuple[Exchange, ...]]:
        """The name and all exchanges, those too that are not open. Raises RagError where the store cannot be read."""
        held = self.store.load(desk.owned) if self.store and desk.owned else None
        kept = tuple(map(exchange_of, held.rows)) if held else ()
        exchanges = _merged(kept, desk, all_open=held is None)
        first = exchanges[0].asked.question if exchanges else ""
        return held.name if held else shortened(first), exchanges

    def listed(self, sent: object, words: str = "") -> tuple[Listed, ...]:
        """The conversations of the browser that sent this. Raises RagError where the store cannot be read."""
        owned = sent_by(sent)
        return self.store.listed(owned.owner, words) if self.store and owned else ()

    def _begun(self, desk: Desk, put: Put) -> tuple[Desk, Iterator[Conversation] | None]:
        """The desk after the first event, and the events to come; None where nothing was put."""
        desk = self._current(desk)
        for _ in range(_ATTEMPTS):
            steps = put(desk.talk)
            talk = next(steps, None)
            if talk is None:
                return desk, None
            asked = replace(desk, talk=talk, unkept=desk.unkept | {talk.exchanges[-1].key})
            if (
                desk.revision == _STALE and desk.trouble
            ):  # it could not be read a moment ago: do not keep a person waiting
                return asked, steps
            try:
                return self._kept(asked, trouble=desk.trouble), steps
            except NumberTaken:
                desk = self._current(replace(desk, revision=_STALE))
        return replace(asked, trouble=NOT_KEPT + "other pages ask too fast"), steps

    def _current(self, desk: Desk) -> Desk:
        """The desk with what other pages have written."""
        assert self.store
        assert desk.owned
        owned, desk = desk.owned, replace(desk, trouble="")
        try:
            standing = self.store.revision(owned)
            if standing == desk.revision:
                return desk
            gone = not standing and not self.store.restore(owned)
            held = None if gone else self.store.load(owned, newest=EXCHANGES_KEPT)
        except RagError as error:
            return replace(desk, revision=_STALE, trouble=f"{NOT_KEPT}{self.said(error)}")
        if held is None:
            left = _merged((), desk)
            return Desk(Conversation(left, kept=True), owned, 0, desk.unkept, DELETED)
        return _loaded(desk, held)

    def _kept(self, desk: Desk, *, trouble: str = "") -> Desk:
        """The desk with all that was unkept in the store. Raises NumberTaken."""
        assert self.store
        assert desk.owned
        rows = [row_of(one) for one in desk.talk.exchanges if one.key in desk.unkept]
        try:
            revision = self.store.begin(desk.owned, rows, seen=desk.revision)
        except NumberTaken:
            raise
        except RagError as error:
            return replace(desk, trouble=f"{NOT_KEPT}{self.said(error)}")
        return replace(desk, revision=revision or _STALE, unkept=frozenset(), trouble=trouble)

    def _finished(self, desk: Desk) -> Desk:
        if self.store is None or desk.owned is None:
            return desk
        newest = desk.talk.exchanges[-1]
        try:
            if newest.key in desk.unkept:
                return self._kept(desk)
            revision = self.store.finish(desk.owned, row_of(newest), seen=desk.revision)
        except RagError as error:
            return replace(desk, unkept=desk.unkept | {newest.key}, trouble=f"{NOT_KEPT}{self.said(error)}")
        return replace(desk, revision=revision or _STALE)


def _loaded(desk: Desk, held: Held) -> Desk:
    """The desk with the exchanges of the store, and its own that could not be kept."""
    kept = tuple(map(exchange_of, held.rows))
    places = {exchange.number: exchange.key for exchange in kept}
    merged = _merged(kept, desk)
    exchanges = merged[-EXCHANGES_KEPT:]
    talk = Conversation(exchanges, held.before + len(merged) - len(exchanges), kept=True)
    crossed = [
        one for one in desk.talk.exchanges if one.key in desk.unkept and places.get(one.number, one.key) != one.key
    ]
    trouble = NOT_KEPT + _CROSSED.format(shortened(crossed[0].asked.question)) if crossed else desk.trouble
    unkept = desk.unkept & {one.key for one in exchanges}
    return replace(desk, talk=talk, revision=held.revision, unkept=unkept, trouble=trouble)


def _merged(kept: tuple[Exchange, ...], desk: Desk, *, all_open: bool = False) -> tuple[Exchange, ...]:
    """The store's exchanges with those of the desk that it does not have, in order; a number that is taken stays the store's."""
    own = {one.number: one for one in desk.talk.exchanges if all_open or one.key in desk.unkept}
    stored = {one.number: one for one in kept}
    both = own | stored
    for number, one in own.items():
        if number in stored and stored[number].key == one.key:  # finished here, and not yet there
            both[number] = one
    return tuple(both[number] for number in sorted(both))
