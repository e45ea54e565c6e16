"""What the page asks of a pipeline and of its index: the seam under the page. Knows methods and what they promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Protocol

from rag import Article, ArticleCard, Event, IndexInfo, RagError, Scope, Sentence, Turn


class Articles(Protocol):
    """What the page asks of an index."""

    def info(self) -> IndexInfo:
        """Facts about the open generation."""

    def articles(self) -> tuple[ArticleCard, ...]:
        """Every article without its text."""

    def outlets(self) -> tuple[str, ...]:
        """The outlets of all articles."""

    def article(self, article_id: str) -> Article:
        """One article; raises `RagError` for an id that is not there."""

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """Its sentences and headings, in order."""


class Asks(Protocol):
    """What the page asks of a pipeline; `rag.Pipeline` is one."""

    @property
    def search_index(self) -> Articles:
        """The index that answers come from."""

    @property
    def writes(self) -> bool:
        """True where a model writes the answers, False where they are quotes alone. Raises `RagError`."""

    def stream(
        self,
        question: str,
        turns: tuple[Turn, ...] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Iterator[Event]:
        """Events of one answer; the last is a `DoneEvent`. Raises `RagError`."""

    def quoting(self) -> Asks:
        """The same, answering with quotes alone: where a model writes, it is asked nothing. Raises `RagError`."""


def info_of(pipeline: Asks) -> IndexInfo | RagError:
    """The facts of the index; why there are none where it is missing, damaged, or of another make."""
    try:
        return pipeline.search_index.info()
    except RagError as error:
        return error
