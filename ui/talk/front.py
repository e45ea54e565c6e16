"""What the chat shows before a question is asked: the welcome, and the articles that the empty panel lists.

Knows the index as it is now, also when there is none yet; knows nothing of Gradio or of conversations.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from rag import ArticleCard, IndexInfo, RagError
from ui import render
from ui.asks import Asks, info_of
from ui.library.rights import without_places
from ui.render.library.about import no_answers

SHELF_ARTICLES = 8
# Listing every article of a large index to show eight of them would slow the start.
SHELF_INDEX_ARTICLES = 2_000


class Front:
    """Makes both anew whenever they are shown. `examples` are asked for once, when there is an index to ask."""

    def __init__(
        self, pipeline: Asks, examples: Callable[[], Sequence[str]], *, changes: bool, places: bool = True
    ) -> None:
        self._pipeline = pipeline
        self._examples = examples
        self._changes, self._places = changes, places
        self._lock = threading.Lock()
        self._offered: Sequence[str] | None = None
        self._shelf: tuple[ArticleCard, ...] = ()

    def welcome(self) -> str:
        """What to expect and what to ask; without an index why, and what to do."""
        info = info_of(self._pipeline)
        if isinstance(info, RagError):
            return no_answers(info if self._places else without_places(info), changes=self._changes)
        with self._lock:
            if self._offered is None:
                self._offered = tuple(self._examples()) if info.articles else ()
        return render.welcome(info, self._offered)

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
