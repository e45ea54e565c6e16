"""Where a question is answered: by a running `rag chat` of the same index, settings and program, else here.

The answer is the same either way: what the running one does not give, or what does not hold up against the index, is
answered here. Knows who can be asked; knows nothing of how an answer is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag import Article, Event, RagConfig, Scope, TokenEvent, Turn
from rag.loading.indexes import looked_at
from rag.loading.models import begin_loading
from rag.types import Asked
from ui.running.note import Note, notes_of

if TYPE_CHECKING:
    from rag import LivePipeline
    from rag.loading.indexes import LookedAt

HERE = "this command"


class Articles(Protocol):
    """What an answer that is shown asks of an index."""

    def article(self, article_id: str) -> Article:
        """One article; raises `RagError` for an id that is not there."""


class Asking:
    """Answers questions of one index. Opens it when first asked; raises what `rag.follow_index` raises.

    `alone`: nobody else is asked. `told` says who gave the last answer, and why nobody else did.
    """

    def __init__(self, index_path: Path, config: RagConfig, *, alone: bool = False, folder: Path | None = None) -> None:
        self._path = index_path
        self._config = config
        self._alone = alone
        self._folder = folder
        self._here: LivePipeline | None = None
        self._looked_at: LookedAt | None = None
        self.told = HERE

    @property
    def articles(self) -> Articles:
        """The index that the last answer came from."""
        if self._here is None and self._looked_at is not None:
            return self._looked_at
        return self._own().search_index

    def open(self) -> None:
        """Open what will be asked, so that what is wrong with it is told now. Raises as `rag.follow_index`."""
        if self._alone or self._note() is None:
            self._own()
        else:
            self._articles()

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Iterator[Event]:
        """The events of one answer, as `rag.Pipeline.stream`; of a running process those of an LLM's writing and the last."""
        self.told = HERE
        if self._here is None:  # who answered once alone has the models at hand
            asked = Asked(question, tuple(turns), as_of, scope or Scope(), dt.date.today())  # noqa: DTZ011 - the person's day
            if (yield from self._elsewhere(asked)):
                return
        yield from self._own().stream(question, turns, as_of=as_of, scope=scope)

    def _own(self) -> LivePipeline:
        if self._here is None:
            looked_at(self._path, self._config)  # what is wrong with the index is told before anything is loaded
            begin_loading(self._config.index)
            from rag import follow_index

            self._here = follow_index(self._path, config=self._config)
        return self._here

    def _elsewhere(self, asked: Asked) -> Generator[Event, None, bool]:
        """The events of a running process; returns whether it gave the answer."""
        note = None if self._alone else self._note()
        if note is None:
            return False
        from ui.running.client import answered_by
        from ui.running.wire import NoAnswer

        who = f"the running rag chat, process {note.pid}"
        writing = False
        try:
            articles = self._articles()
            given = answered_by(note, asked, index_fingerprint=articles.fingerprint, article_of=articles.article)
            for event in given:
                writing = writing or isinstance(event, TokenEvent)
                self.told = who
                yield event
        except NoAnswer as error:
            self.told = f"{HERE}; {who}, did not: {error}"
            if writing:
                yield TokenEvent("", anew=True)
            return False
        return True

    def _note(self) -> Note | None:
        """Of the running processes of this index one that answers as this one would; why none can be asked is told."""
        notes = list(notes_of(self._path, self._folder))
        if not notes:
            return None
        from ui.running.identity import identity

        for note in notes:
            if note.identity == identity(self._config, note.secret):
                return note
        self.told = f"{HERE}; the running rag chat has other settings or another version"
        return None

    def _articles(self) -> LookedAt:
        if self._looked_at is None or not self._looked_at.is_current():
            self._looked_at = looked_at(self._path, self._config)
        return self._looked_at
