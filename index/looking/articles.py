"""The articles of an index, looked at without its search: what reads an answer that was made elsewhere needs no more.

Opens the manifest and the database; numpy, FAISS and tantivy are not even imported. Every text is checked against its
checksum when it is read; the other files are not looked at.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from index.errors import RagError
from index.store.articles import ArticleStore
from index.store.generations import ARTICLES, current_generation
from index.store.manifest import Manifest, read_manifest
from index.types import Article

_ARTICLES_IN_MEMORY = 64


class IndexArticles:
    """The articles of the generation in use when it was opened. Safe for many reading threads."""

    def __init__(self, index_path: Path) -> None:
        """Open the generation in use. Raises IndexMissing, IndexMismatch (format) or IndexCorrupt."""
        self._path = index_path
        self._folder, self._manifest, self._articles = _opened(index_path)
        self.article = lru_cache(maxsize=_ARTICLES_IN_MEMORY)(self._article)

    @property
    def fingerprint(self) -> str:
        """As `LocalIndex.fingerprint`: equal for equal articles and settings."""
        return self._manifest.fingerprint

    def is_current(self) -> bool:
        """False once a newer generation was published."""
        return current_generation(self._path) == self._folder

    def _article(self, article_id: str) -> Article:
        """One article with its text. Raises RagError when it is not in this index."""
        article = self._articles.article(article_id)
        if article is None:
            raise RagError(f"there is no article {article_id!r} in {str(self._path)!r}")
        return article


def _opened(index_path: Path) -> tuple[Path, Manifest, ArticleStore]:
    """The generation in use. A sync may remove it while it is being opened; then there is a newer one."""
    while True:
        folder = current_generation(index_path)
        try:
            manifest = read_manifest(folder)
            return folder, manifest, ArticleStore(folder / ARTICLES, manifest.sources)
        except RagError:
            if current_generation(index_path) == folder:
                raise
