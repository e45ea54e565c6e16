"""Words on disk and the BM25 search over them: the one folder that knows tantivy (MIT).

`fields` says what is kept of a chunk, `writing` keeps it, `searching` searches; `as_of` searches as an index of older
articles would, with `bm25`'s arithmetic; `files` opens what may be damaged or not be written to.
"""

from __future__ import annotations

from index.store.words.searching import WordIndex
from index.store.words.writing import WordWriter

__all__ = ["WordIndex", "WordWriter"]
