"""Folders of articles: which files they hold, what each is called, which sidecar belongs to which.

Knows the file system, and asks `index.objects` for what lies in an object store; knows nothing of what is in the files or what becomes of them.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from index.errors import SourceError
from index.exclusions import Exclusion
from index.objects.address import Folder, ObjectPrefix, StoredObject
from index.objects.listing import look_through
from index.reading.facts.sidecar import is_sidecar, sidecar_names
from index.reading.formats.containers.saved_pages import pages_beside
from index.reading.formats.kinds import SUFFIXES
from index.types import Failure

ADDED_MARKER = ".article-rag-added"
"""A file of this name makes a folder one of added articles: it may be empty, and its ids are told apart by themselves."""


@dataclass(frozen=True, slots=True)
class Source:
    """A folder to index, or an address of an object store. `prefix` opens the ids of its files: "" for a single folder,
    "name/" among several, ".name/" for one of added articles: no scan gives such an id, so that the ids of the others stay as
    they are when it comes and goes."""

    root: Folder
    prefix: str
    added: bool = False


@dataclass(frozen=True, slots=True)
class FoundFile:
    """An article file, or such an object. `id` is its place below its folder, the same on every machine; `source` its
    folder's number."""

    id: str
    source: int
    path: Path | StoredObject
    relative: str
    sidecar: Path | StoredObject | None
    excluded: tuple[Exclusion, ...] = ()
    """Records of it that are left out."""

    @property
    def paths(self) -> tuple[Path | StoredObject, ...]:
        """The file, and its sidecar if it has one."""
        return (self.path, self.sidecar) if self.sidecar else (self.path,)


@dataclass(frozen=True, slots=True)
class FolderScan:
    """What lies below the folders, in order of id."""

    files: tuple[FoundFile, ...]
    skipped: tuple[str, ...]
    """Ids of other kinds of files, of links to folders and of links to nothing; folders of saved pages."""
    closed: tuple[Failure, ...]
    """Folders that cannot be read."""
    misnamed: tuple[Failure, ...]
    """Files that cannot have an id."""
    excluded: int = 0
    """Files and records that are left out."""

    def without(self, exclusions: Iterable[Exclusion]) -> FolderScan:
        """The same without files that are excluded; those of which records are, know which."""
        of_file: dict[str, list[Exclusion]] = {}
        for one in exclusions:
            of_file.setdefault(one.path, []).append(one)
        here = {file.id: tuple(of_file[str(file.path)]) for file in self.files if str(file.path) in of_file}
        whole = {file_id for file_id, ones in here.items() if any(one.suffix == "" for one in ones)}
        files = tuple(replace(f, excluded=here[f.id]) if f.id in here else f for f in self.files if f.id not in whole)
        excluded = sum(1 if file_id in whole else len(ones) for file_id, ones in here.items())
        return replace(self, files=files, excluded=excluded)


def sources_of(folders: Sequence[Folder]) -> tuple[Source, ...]:
    """The folders, checked, and the addresses, which are only compared. Raises SourceError for one that is missing, no folder,
    or named or held twice."""
    roots = [folder if isinstance(folder, ObjectPrefix) else _checked_folder(folder) for folder in folders]
    for position, root in enumerate(roots):
        for other in roots[:position]:
            if _scanned_below(root, other) or _scanned_below(other, root):
                raise SourceError(f"{str(root)!r} and {str(other)!r} overlap; name the outer folder only")
    added = [root for root in roots if is_of_added(root)]
    own = [root for root in roots if root not in added]
    prefixes = (
        {own[0]: ""} if len(own) == 1 else dict(zip(own, (f"{name}/" for name in _distinct_names(own)), strict=True))
    )
    prefixes |= {root: f".{name}/" for root, name in zip(added, _distinct_names(added), strict=True)}
    return tuple(Source(root, prefixes[root], root in added) for root in roots)


def is_of_added(folder: Folder) -> bool:
    """True for a folder of added articles, which its marker makes it."""
    if isinstance(folder, ObjectPrefix):
        return False
    try:
        return (folder / ADDED_MARKER).is_file()
    except PermissionError:
        return False  # the scan says what is wrong with it


def scan_folders(sources: Sequence[Source], *, skip: Path) -> FolderScan:
    """Look through the folders, but not into `skip` nor any other index. Raises SourceError for a store that cannot be listed.

    Hidden files and folders are left out; links to folders are not followed, so a circle of links ends.
    """
    scan = _Scan(skip.resolve())
    for number, source in enumerate(sources):
        if isinstance(source.root, ObjectPrefix):
            scan.list_objects(number, source, source.root)
        else:
            scan.look_through(number, source, source.root)
    return FolderScan(
        tuple(sorted(scan.files, key=lambda file: file.id)),
        tuple(sorted(scan.skipped)),
        tuple(sorted(scan.closed, key=lambda failure: failure.path)),
        tuple(sorted(scan.misnamed, key=lambda failure: failure.path)),
    )


def printable_path(relative: str) -> str:
    """A file name that can be stored and shown: bytes that are no UTF-8 become escapes."""
    return relative.encode("utf-8", "backslashreplace").decode()


def is_utf8(name: str) -> bool:
    """False for a file name with bytes that are no UTF-8, which Python keeps as lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Scan:
    """What was found so far. Folders wait in a list: a tree may be deeper than Python's stack."""

    def __init__(self, skip: Path) -> None:
        self._skip = skip
        self.files: list[FoundFile] = []
        self.skipped: list[str] = []
        self.closed: list[Failure] = []
        self.misnamed: list[Failure] = []

    def list_objects(self, number: int, source: Source, below: ObjectPrefix) -> None:
        """What lies in an object store."""
        found = look_through(below, _is_article)
        self.files += [
            FoundFile(source.prefix + one.relative, number, one, one.relative, beside) for one, beside in found.articles
        ]
        self.skipped += [source.prefix + place for place in found.skipped]
        self.closed += [Failure(source.prefix + (place or "."), reason) for place, reason in found.closed]
        for place in (source.prefix + place for place in found.twice):
            self.misnamed.append(
                Failure(place, f"{place}: two keys differ by a slash alone; rename one of the objects")
            )

    def look_through(self, number: int, source: Source, root: Path) -> None:
        """What lies in a folder."""
        waiting = [""]
        while waiting:
            below = waiting.pop()
            folder = root / below
            try:
                with os.scandir(folder) as found:
                    entries = {entry.name: entry for entry in found if not entry.name.startswith(".")}
            except OSError as error:
                place = printable_path(source.prefix + (below.rstrip("/") or "."))
                self.closed.append(
                    Failure(place, f"the folder cannot be read ({error.strerror}); check its permissions")
                )
                continue
            if folder == self._skip or ("CURRENT" in entries and "generations" in entries):
                continue  # an index
            for name, entry in entries.items():
                if not entry.is_dir(follow_symlinks=False):
                    continue
                if any(page in entries for page in pages_beside(name)):
                    self.skipped.append(printable_path(f"{source.prefix}{below}{name}/"))
                else:
                    waiting.append(f"{below}{name}/")
            self._files(number, source, below, entries)

    def _files(self, number: int, source: Source, below: str, entries: dict[str, os.DirEntry[str]]) -> None:
        """The files of one folder. `below` is its path below the root, with a slash at the end."""
        names = [name for name, entry in entries.items() if not entry.is_dir(follow_symlinks=False)]
        articles = {name for name in names if _is_article(name) and not is_sidecar(name)}
        stems = Counter(PurePath(name).stem for name in articles)
        for name in names:
            relative = f"{below}{name}"
            place = source.prefix + relative
            if name not in articles:
                if not is_sidecar(name):
                    self.skipped.append(printable_path(place))
            elif _is_special(entries[name]):
                self.skipped.append(printable_path(place))
            elif not is_utf8(relative):
                place = printable_path(place)
                self.misnamed.append(Failure(place, f"{place}: the file name is not valid UTF-8; rename the file"))
            else:
                path = Path(entries[name].path)
                beside = (
                    other for other in sidecar_names(name, alone=stems[PurePath(name).stem] == 1) if other in entries
                )
                sidecar = next(beside, None)
                self.files.append(
                    FoundFile(place, number, path, relative, path.with_name(sidecar) if sidecar else None)
                )


def _checked_folder(folder: Path) -> Path:
    if not folder.exists():
        raise SourceError(f"the folder {str(folder)!r} does not exist; check its name, or that its disk is mounted")
    if not folder.is_dir():
        raise SourceError(f"{str(folder)!r} is not a folder; name the folder that holds the article")
    return folder.resolve()


def _scanned_below(outer_root: Folder, inner_root: Folder) -> bool:
    """True when what lies in `inner` is found through `outer` too: hidden folders are left out of a scan."""
    outer, inner = _place(outer_root), _place(inner_root)
    if not inner.is_relative_to(outer):
        return False
    return not any(part.startswith(".") for part in inner.relative_to(outer).parts)


def _place(root: Folder) -> PurePath:
    return root.place if isinstance(root, ObjectPrefix) else root


def _distinct_names(roots: Sequence[Folder]) -> list[str]:
    """The folders' names; of equal ones as many parents as tell them apart."""
    if not roots:
        return []
    parts = 1
    while True:
        places = map(_place, roots)
        names = ["/".join(part for part in place.parts[-parts:] if part != place.anchor) for place in places]
        if max(Counter(names).values()) == 1:
            return names
        parts += 1


def _is_article(name: str) -> bool:
    return name.lower().endswith(tuple(SUFFIXES))


def _is_special(entry: os.DirEntry[str]) -> bool:
    """True for a link to nothing or to a folder, a pipe, a device: nothing that can be read to its end."""
    if entry.is_file(follow_symlinks=False):
        return False
    try:
        return not stat.S_ISREG(entry.stat().st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        # A file of an unsearchable folder is listed all the same: reading it then says what is wrong.
        return False
