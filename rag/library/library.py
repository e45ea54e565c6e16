"""The articles of one index, as whoever may change them sees them: add, remove, put back, sync, and how all of it stands.

Knows which folders belong to the index and what waits in the folder of added articles; how files are kept, moved and read,
the modules beside it and the floor below know. Every change is one of files or exclusions first and a sync afterwards:
killed in between, the next sync carries it out, and `waiting` tells.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexLocked, IndexMissing, RagError
from index.objects.address import Folder
from index.reading.folder import is_of_added, scan_folders, sources_of
from index.search import LocalIndex
from index.syncing.report import Progress, SyncReport
from index.syncing.standing import Standing, standing
from index.types import Diagnosis
from rag.api import examine_index, sync
from rag.config import RagConfig
from rag.library.added import AddedFolder, Limits
from rag.library.config import PageConfig
from rag.library.removing import Removal, Removed, carry_out, put_back, removal_of, removed_articles
from rag.library.sources import known_folders
from rag.loading.indexes import OpenedIndex, opened_index, published_version
from rag.settings.found import read_settings

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """Names of added files that the index neither has nor could not read: the next sync looks at them."""

    names: tuple[str, ...]


class OnlyAsked(RagError):
    """Articles cannot be changed from here."""


class Library:
    """The articles of the index at `index_path`, which need not be there yet. Safe for many threads."""

    def __init__(self, index_path: Path, config: RagConfig | None = None, page: PageConfig | None = None) -> None:
        self.index_path = index_path
        self._config = config
        self._page = page or PageConfig()
        self._lock = threading.Lock()
        self._opened: LocalIndex | None = None
        self._asked: OpenedIndex | None = None
        limits = Limits(self._page.upload_file_mb * _MEGABYTE, self._page.upload_total_mb * _MEGABYTE)
        self.added = AddedFolder(self._base(), limits, self._held)

    def index(self) -> LocalIndex:
        """The index as it is now. Raises as `open_pipeline`."""
        with self._lock:
            if self._opened is None or not self._opened.is_current():
                self._opened = LocalIndex(self.index_path)
            return self._opened

    def shown(self) -> OpenedIndex:
        """The index to look at: the local one, or the one in Milvus on a machine that only asks it. Raises as `open_pipeline`."""
        try:
            return self.index()
        except IndexMissing:
            config = self._config or read_settings().config()
            if config.index.store == "local":
                raise
        with self._lock:
            if self._asked is None or not self._asked.is_current():
                self._asked = opened_index(self.index_path, config)
            return self._asked

    def standing(self) -> Standing:
        """Which generation is in use and who writes, without opening anything."""
        return standing(self.index_path)

    def folders(self) -> tuple[Folder, ...]:
        """The folders, and addresses of object stores, that the next sync takes."""
        known = known_folders(self.index_path)
        articles = self.added.articles
        if not is_of_added(articles) or articles.resolve() in known:
            return known
        return (*known, articles)

    def waiting(self) -> Waiting:
        """What lies in the folder of added articles and is neither in the index nor told as unreadable."""
        articles = self.added.articles
        if not is_of_added(articles):
            return Waiting(())
        sources = sources_of([articles])
        try:
            index = self.index()
            known = index.file_ids(sources[0].prefix) | {failure.path for failure in index.info().failures}
        except IndexMissing:
            known = frozenset()
        scan = scan_folders(sources, skip=self.index_path)
        return Waiting(tuple(file.relative for file in scan.files if file.id not in known))

    def sync(self, progress: Callable[[Progress], None] | None = None, *, also: Path | None = None) -> SyncReport:
        """Bring the index up to date with its folders, and with `also`, which becomes one of them. Raises as `rag.sync`."""
        self.refuse_where_only_asked()
        folders = [*self.folders(), *([also] if also else [])]
        if not folders:
            raise IndexMissing(f"there is no index at {str(self.index_path)!r} yet, and no folder to make one of")
        report = sync(list(dict.fromkeys(folders)), self.index_path, config=self._config, progress=progress)
        self.added.recount()
        return report

    def refuse_where_only_asked(self) -> None:
        """Raise OnlyAsked where the index in Milvus was published by another machine: a sync here would know none of its folders."""
        config = self._config or read_settings().config()
        if config.index.store == "milvus" and not self.standing().generation and published_version(config):
            raise OnlyAsked(
                "this machine only asks the index in Milvus: add and remove articles on the machine that syncs it, or put its "
                "folders and its local index here, too"
            )

    def removal_of(self, article_id: str) -> Removal:
        """What removing an article would do. Raises RagError for one that is not in the index, OnlyAsked where nothing may be removed."""
        self.refuse_where_only_asked()
        return removal_of(self.index(), self.added, article_id)

    def remove(self, article_id: str, progress: Callable[[Progress], None] | None = None) -> str:
        """Take an article out of the index; the key by which it is put back. Raises RagError, and then it is as it was."""
        self._refuse_while_written()
        key = carry_out(self.removal_of(article_id), self.index_path, self.added)
        try:
            self.sync(progress)
        except RagError:
            put_back(key, self.index_path, self.added)
            raise
        return key

    def removed(self) -> tuple[Removed, ...]:
        """What can be put back, what was removed last first."""
        return removed_articles(self.index_path, self.added)

    def put_back(self, key: str, progress: Callable[[Progress], None] | None = None) -> Removed:
        """Undo a removal, and sync. Raises RagError."""
        self._refuse_while_written()
        one = put_back(key, self.index_path, self.added)
        self.sync(progress)
        return one

    def added_prefix(self) -> str:
        """What the ids of added files begin with."""
        found = [source.prefix for source in sources_of(self.folders()) if source.added]
        return next(iter(found), "")

    def examine(self) -> Diagnosis:
        """What the doctor says of the index. Raises IndexMissing."""
        return examine_index(self.index_path, config=self._config)

    def _refuse_while_written(self) -> None:
        """Raise IndexLocked before anything is moved."""
        if writer := self.standing().writer:
            raise IndexLocked(
                f"{str(self.index_path)!r} is being written by {writer}; wait for it, or end that process"
            )

    def _held(self, sha256: str) -> list[str]:
        try:
            names = self.index().files_of(sha256)
        except RagError:
            return []  # without an index none is held, and a damaged one is told where it is opened
        # An added file may be gone again, as where Milvus failed after the local index was written: it is no second copy.
        prefix = self.added_prefix()
        return [name for name in names if not prefix or not name.startswith(prefix) or self._is_there(name, prefix)]

    def _is_there(self, name: str, prefix: str) -> bool:
        return (self.added.articles / name.removeprefix(prefix)).is_file()

    def _base(self) -> Path:
        """Where added articles are: where the index has had them, else where the settings say, else the user's data folder."""
        for folder in known_folders(self.index_path):
            if isinstance(folder, Path) and is_of_added(folder):
                return folder.parent
        place = self.index_path.resolve()
        name = f"{place.name.lstrip('.') or 'index'}-{hashlib.sha256(str(place).encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
        if self._page.uploads_folder:
            return Path(self._page.uploads_folder).expanduser() / name
        from platformdirs import user_data_path

        return user_data_path("article-rag", appauthor=False) / "articles" / name
