"""Which chunk is which: ids of chunks, their places (article row, ordinal) and their rows.

Every hit of a search is named by an id, so an article's id is asked of the database once and then kept in memory, some
200 bytes each. Knows no texts.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import IndexCorrupt, RagError
from index.store.articles import ArticleStore
from index.store.columns import Columns


class ChunkIds:
    """Ids to rows and back, of one generation. Safe for many threads."""

    def __init__(self, articles: ArticleStore, columns: Columns) -> None:
        self._articles, self._columns = articles, columns
        self._ids: dict[int, str] = {}
        self._rows: dict[str, int] = {}

    def article_ids(self, article_rows: Sequence[int]) -> list[str]:
        """Ids of the articles in these rows, in their order. Raises IndexCorrupt for a row that holds none."""
        if missing := {row for row in article_rows if row not in self._ids}:
            self._ids |= self._articles.ids_at(missing)
        try:
            return [self._ids[row] for row in article_rows]
        except KeyError as error:
            raise IndexCorrupt(
                f"a search names the article row {error}, which is not there; rebuild the index with `rag sync FOLDER`"
            ) from error

    def places(self, chunk_rows: Sequence[int]) -> list[tuple[int, int]]:
        """(article row, ordinal) of the chunks in these rows, in their order."""
        return self._columns.places(chunk_rows)

    def rows(self, chunk_ids: Sequence[str]) -> list[int]:
        """Rows of the chunks with these ids, in their order. Raises RagError for one that is not in this index."""
        named = [chunk_id.rpartition("#") for chunk_id in chunk_ids]
        if missing := {article_id for article_id, _, _ in named if article_id not in self._rows}:
            self._rows |= self._articles.rows_of(missing)
        # A place is written in one way only: "#07" and "# 7" name no chunk.
        places = [
            (self._rows.get(article_id, -1), int(ordinal) if str(ordinal).isdecimal() else -1)
            for article_id, _, ordinal in named
        ]
        rows = []
        for chunk_id, (article_id, _, _), (_, ordinal), row in zip(
            chunk_ids, named, places, self._columns.rows_of(places), strict=True
        ):
            if row is None or chunk_id != f"{article_id}#{ordinal}":
                raise RagError(f"there is no chunk {chunk_id!r} in this index")
            rows.append(row)
        return rows
