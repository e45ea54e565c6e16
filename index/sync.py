"""Make an index equal to a folder of articles.

Knows the order of the work: scan, read, cut, embed, write, verify, publish. What is unchanged (same
name, same bytes, same settings) keeps its chunks and vectors. Until the last step the old generation
serves; one bad file never stops the others.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as changed_copy
from pathlib import Path

from index.building import Content, Progress, write_generation
from index.config import IndexConfig
from index.embedding.protocol import Embedder
from index.errors import ArticleError, ConfigError, IndexCorrupt, IndexMismatch, IndexMissing, SourceError
from index.reading.article import read_file
from index.reading.chunking import chunk_article
from index.reading.folder import FolderScan, article_id_of, checked_folder, file_content, printable_path, scan_folder
from index.store.articles import ArticleStore, StoredArticle
from index.store.generations import ARTICLES, VECTORS, current_generation, new_generation, writing
from index.store.manifest import Manifest, Settings, check_files, fingerprint, read_manifest
from index.store.opened import open_generation
from index.types import Failure


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `published` is False when the index already equalled the folder."""

    added: int
    changed: int
    removed: int
    unchanged: int
    failures: tuple[Failure, ...]
    skipped: tuple[str, ...]
    """Files of other kinds, by relative path."""
    notes: tuple[str, ...]
    generation: str
    published: bool
    articles: int
    chunks: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Previous:
    """The generation in use, as far as its parts can serve again."""

    folder: Path
    manifest: Manifest
    store: ArticleStore
    hashes: dict[str, str]
    failures: tuple[Failure, ...]


def sync(
    folder: Path,
    index_path: Path,
    *,
    embedder: Embedder,
    config: IndexConfig | None = None,
    replace: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> SyncReport:
    """Make the index at `index_path` equal to the text and Markdown files below `folder`.

    With `replace` an index of another folder may be overwritten.

    Raises SourceError (folder missing, empty, without one readable article, or not the one indexed so
    far), IndexLocked (another writer), ConfigError, ModelUnavailable.
    """
    started = time.perf_counter()
    report = progress or (lambda _: None)
    config = config or IndexConfig()
    root = checked_folder(folder)
    settings = _settings(config, embedder)
    found = scan_folder(root)
    with writing(index_path):
        previous, notes = _previous(index_path)
        _refuse_other_source(previous, root, index_path, replace=replace)
        reusable = previous if previous and previous.manifest.settings == settings else None
        scan = _read(root, found=found, settings=settings, embedder=embedder, reusable=reusable, report=report)
        name = fingerprint(settings, scan.hashes.items())
        same = (
            reusable is not None
            and name == reusable.manifest.fingerprint
            and tuple(scan.failures) == reusable.failures
            and reusable.manifest.sources == (str(root),)
        )
        if same:
            assert reusable is not None
            generation = reusable.folder.name
        else:
            with new_generation(index_path, name[:12]) as building:
                write_generation(
                    building,
                    scan,
                    source=root,
                    settings=settings,
                    fingerprint=name,
                    embedder=embedder,
                    previous_vectors=reusable.folder / VECTORS if reusable else None,
                    report=report,
                )
                open_generation(building).articles.close()  # raises before anything is published
            generation = current_generation(index_path).name
            report(Progress("writing", 1, 1))
    old = previous.hashes if previous else {}
    both = scan.hashes.keys() & old.keys()
    unchanged = sum(reusable is not None and scan.hashes[key] == old[key] for key in both)
    return SyncReport(
        added=len(scan.hashes.keys() - old.keys()),
        changed=len(both) - unchanged,
        removed=len(old.keys() - scan.hashes.keys()),
        unchanged=unchanged,
        failures=tuple(scan.failures),
        skipped=found.skipped,
        notes=tuple(notes),
        generation=generation,
        published=not same,
        articles=len(scan.articles),
        chunks=sum(len(chunks) for _, _, chunks in scan.articles),
        seconds=time.perf_counter() - started,
    )


def _settings(config: IndexConfig, embedder: Embedder) -> Settings:
    chunk_tokens = config.chunk_tokens or embedder.max_tokens
    if chunk_tokens > embedder.max_tokens:
        raise ConfigError(
            f"chunk_tokens is {chunk_tokens}, but {embedder.name!r} reads only {embedder.max_tokens}; lower it or leave it out"
        )
    return Settings(embedder.name, embedder.weights_sha256, embedder.dim, chunk_tokens, config.overlap_sentences)


def _previous(index_path: Path) -> tuple[_Previous | None, list[str]]:
    """The generation in use after a check of its files; None, with a note, when it cannot serve."""
    try:
        folder = current_generation(index_path)
        manifest = read_manifest(folder)
        check_files(folder, manifest, hashes=True)
        store = ArticleStore(folder / ARTICLES)
        return _Previous(folder, manifest, store, store.hashes(), store.failures()), []
    except IndexMissing:
        return None, []
    except (IndexCorrupt, IndexMismatch) as error:
        return None, [f"the index was built anew, its last generation could not be used: {error}"]


def _refuse_other_source(previous: _Previous | None, root: Path, index_path: Path, *, replace: bool) -> None:
    """An index of another folder is not emptied by mistake."""
    if previous is None or replace:
        return
    others = [source for source in previous.manifest.sources if source != str(root) and Path(source).is_dir()]
    if others:
        raise SourceError(
            f"{str(index_path)!r} is the index of {others[0]!r}, not of {str(root)!r}; "
            "give the other folder an index of its own (--index PATH), or overwrite this one with --replace"
        )


class _Stored:
    """Articles of the last generation, taken over with their chunks and vectors."""

    def __init__(self, previous: _Previous | None, root: Path) -> None:
        self._hashes = previous.hashes if previous else {}
        self._store = previous.store if previous else None
        self._root = root

    def has(self, article_id: str, sha256: str | None = None) -> bool:
        """True when the article was indexed, with this content if `sha256` is given."""
        return article_id in self._hashes and sha256 in (None, self._hashes[article_id])

    def below(self, folder: str) -> list[str]:
        """Ids of the articles in a folder, given by its path below the root."""
        return [article_id for article_id in self._hashes if article_id.startswith(f"{folder}/")]

    def take(self, article_id: str, scan: Content) -> None:
        """Put the stored article into `scan`."""
        assert self._store is not None
        article = self._store.article(article_id)
        assert article is not None
        rows = self._store.article_chunks(article_id)
        moved = changed_copy(article, path=str(self._root / article_id))
        scan.articles.append((moved, self._store.sentences(article_id), [chunk for _, chunk in rows]))
        scan.hashes[article_id] = self._hashes[article_id]
        scan.reused_rows[article_id] = [row for row, _ in rows]


def _read(
    root: Path,
    *,
    found: FolderScan,
    settings: Settings,
    embedder: Embedder,
    reusable: _Previous | None,
    report: Callable[[Progress], None],
) -> Content:
    scan, stored = Content(), _Stored(reusable, root)
    for done, path in enumerate(found.files):
        report(Progress("reading", done, len(found.files)))
        try:
            _read_file(path, scan, stored, root=root, settings=settings, embedder=embedder)
        except ArticleError as error:
            name = printable_path(path.relative_to(root).as_posix())
            scan.failures.append(Failure(name, printable_path(str(error))))
    for failure in found.unreadable:
        kept = stored.below(failure.path)
        for article_id in kept:
            stored.take(article_id, scan)
        scan.failures.append(Failure(failure.path, f"{failure.reason}{_kept_words(len(kept))}"))
    if not scan.articles:
        reasons = "; ".join(failure.reason for failure in scan.failures[:3])
        raise SourceError(f"none of the {len(found.files)} files in {str(root)!r} can be read as an article: {reasons}")
    scan.articles.sort(key=lambda entry: entry[0].id)
    scan.failures.sort(key=lambda failure: failure.path)
    report(Progress("reading", len(found.files), len(found.files)))
    return scan


def _read_file(
    path: Path, scan: Content, stored: _Stored, *, root: Path, settings: Settings, embedder: Embedder
) -> None:
    """Put one file into `scan`. A file that cannot be opened keeps the article it was at the last sync."""
    article_id = article_id_of(path.relative_to(root).as_posix())
    try:
        content = file_content(path)
    except ArticleError as error:
        if not stored.has(article_id):
            raise
        stored.take(article_id, scan)
        raise ArticleError(f"{error}{_kept_words(1)}") from error
    sha256 = hashlib.sha256(content).hexdigest()
    if stored.has(article_id, sha256):
        stored.take(article_id, scan)
        return
    scan.articles.append(_read_article(path, article_id, settings, embedder))
    scan.hashes[article_id] = sha256


def _kept_words(articles: int) -> str:
    if articles == 0:
        return ""
    return "; the article it held is kept" if articles == 1 else f"; the {articles} articles it held are kept"


def _read_article(path: Path, article_id: str, settings: Settings, embedder: Embedder) -> StoredArticle:
    [(article, sentences)] = read_file(path, article_id)
    chunks = chunk_article(
        article,
        sentences,
        embedder.token_starts,
        window=settings.chunk_tokens - embedder.special_tokens,
        overlap_sentences=settings.overlap_sentences,
    )
    return article, sentences, chunks
