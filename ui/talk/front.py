"""What the chat shows before a question is asked: the welcome, questions to start with, and the articles that the empty panel lists.

Knows the index as it is now, also when there is none yet; knows nothing of Gradio or of conversations.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from rag import ArticleCard, IndexInfo, RagError
from ui import render
from ui.asks import Asks, info_of
from ui.discretion import without_places
from ui.render.library.about import no_answers

SHELF_ARTICLES = 8
# Listing every article of a large index to show eight of them would slow the start.
SHELF_INDEX_ARTICLES = 2_000


class Front:
    """Makes all of it anew whenever it is shown. `examples` are asked for once for each index that is in use: they cost a
    second, and of another index they may be of articles that are gone.
    """

    def __init__(
        self, pipeline: Asks, examples: Callable[[], Sequence[str]], *, changes: bool, places: bool = True
    ) -> None:
        self._pipeline = pipeline
        self._examples = examples
        self._changes, self._places = changes, places
        self._lock = threading.Lock()
        self._offering = threading.Lock()
        self._offered: tuple[str, tuple[str, ...]] | None = None
        """The generation of the index, and the questions that it answers."""
        self._shelf: tuple[ArticleCard, ...] = ()

    def welcome(self) -> str:
        """What to expect; without an index why, and what to do."""
        try:
            return render.welcome(self._pipeline.search_index.info(), writes=self._pipeline.writes)
        except RagError as error:
            return no_answers(error if self._places else without_places(error), changes=self._changes)

    def starts(self) -> str:
        """Questions to start with, each answered from the index in use; whoever comes first waits until they were tried."""
        info = info_of(self._pipeline)
        if isinstance(info, RagError):
            return ""
        with self._offering:
            if self._offered is None or self._offered[0] != info.generation:
                try:
                    self._offered = info.generation, tuple(self._examples()) if info.articles else ()
                except RagError:  # the index changed meanwhile; the next page tries them again
                    return ""
            return render.start_with(self._offered[1])

    def shelf(self) -> tuple[ArticleCard, ...]:
        """A few articles to read. They stay the same, for a click refers to one by its place; one that left the index is told so."""
        with self._lock:
            info = info_of(self._pipeline)
            if not self._shelf and isinstance(info, IndexInfo) and info.articles <= SHELF_INDEX_ARTICLES:
                self._shelf = self._pipeline.search_index.articles()[:SHELF_ARTICLES]
            return self._shelf

    def empty_panel(self) -> str:
        """The panel before anything was opened."""
        info = info_of(self._pipeline)
        shelf = self.shelf()
        return render.empty_panel(shelf, len(shelf) if isinstance(info, RagError) else info.articles)
