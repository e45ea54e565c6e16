"""What lies below an address: which objects are articles, which sidecar belongs to which, which folders are left out.

Knows listings and names, and goes around what the library cannot list; knows nothing of what becomes of the articles. The
rules are those of folders (`index.reading.folder`), with a key's slashes for folders.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath

from index.errors import SourceError
from index.objects.address import ObjectPrefix, StoredObject
from index.objects.patience import interruptible
from index.objects.store import StoreFault, level, listed
from index.reading.facts.sidecar import is_sidecar, sidecar_names
from index.reading.formats.containers.saved_pages import pages_beside


@dataclass(slots=True)
class Listing:
    """What was found, each by its place below the address."""

    articles: list[tuple[StoredObject, StoredObject | None]] = field(default_factory=list)
    """With their sidecars."""
    skipped: list[str] = field(default_factory=list)
    """Other kinds of objects, and saved pages' folders."""
    closed: list[tuple[str, str]] = field(default_factory=list)
    """Levels that cannot be listed, and why; "" is the first one."""
    twice: list[str] = field(default_factory=list)
    """Places that two keys have ("/a.txt" and "a.txt")."""


def look_through(below: ObjectPrefix, is_article: Callable[[str], bool]) -> Listing:
    """List what lies below an address. Raises SourceError when the listing fails, ConfigError without the package."""
    listing = Listing()
    folders: defaultdict[str, dict[str, StoredObject]] = defaultdict(dict)
    for one in _objects(below, listing):
        place = PurePosixPath(one.relative)
        if any(part.startswith(".") for part in place.parts) or (one.size == 0 and not place.suffix):
            continue  # hidden, or what consoles make for an empty folder
        folder, _, name = one.relative.rpartition("/")
        if name in folders[folder]:
            listing.twice.append(one.relative)
        folders[folder][name] = one
    for folder in _without_saved(folders, listing):
        _sort(folders[folder], listing, is_article)
    return listing


def _objects(below: ObjectPrefix, listing: Listing) -> Iterable[StoredObject]:
    """All objects in one go; where a key of them cannot be listed, level by level, so that only its level is closed."""
    try:
        return interruptible(lambda: list(listed(below)))
    except StoreFault as fault:
        if not fault.invalid:
            raise _failed(below, fault) from fault
    return _level_by_level(below, listing)


def _level_by_level(below: ObjectPrefix, listing: Listing) -> Iterator[StoredObject]:
    waiting = [""]
    while waiting:
        place = waiting.pop()
        try:
            objects, deeper = interruptible(partial(level, below, place))
        except StoreFault as fault:
            if not fault.invalid:
                raise _failed(below, fault) from fault
            listing.closed.append((place, f"the folder cannot be listed: {fault}"))
            continue
        yield from objects
        waiting += deeper


def _failed(below: ObjectPrefix, fault: StoreFault) -> SourceError:
    return SourceError(f"{str(below)!r} cannot be listed: {fault}; the index was left as it was")


def _without_saved(folders: dict[str, dict[str, StoredObject]], listing: Listing) -> Iterator[str]:
    """The folders, less those that a browser saved beside a page."""
    saved = set[str]()
    for folder in folders:
        parts = folder.split("/")
        for depth, name in enumerate(parts):
            outer = "/".join(parts[:depth])
            if any(page in folders.get(outer, ()) for page in pages_beside(name)):
                saved.add("/".join(parts[: depth + 1]) + "/")
                break
        else:
            yield folder
    listing.skipped += sorted(saved)


def _sort(found: dict[str, StoredObject], listing: Listing, is_article: Callable[[str], bool]) -> None:
    """The objects of one folder, by name."""
    articles = {name for name in found if is_article(name) and not is_sidecar(name)}
    stems = Counter(PurePosixPath(name).stem for name in articles)
    for name, one in found.items():
        if name in articles:
            beside = sidecar_names(name, alone=stems[PurePosixPath(name).stem] == 1)
            listing.articles.append((one, next((found[other] for other in beside if other in found), None)))
        elif not is_sidecar(name):
            listing.skipped.append(one.relative)
