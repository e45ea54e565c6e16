"""Articles taken out and put back: no file is ever destroyed, and none of a person's own is touched.

A file that was added moves to the folder of removed ones. Any other article, and a record of a file that holds several, is
excluded (`index.exclusions`): its file stays as it is. Knows files and exclusions; a sync, which brings the index up to
date with them, is somebody else's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import RagError
from index.exclusions import Exclusion, exclude, exclusions, include_again
from index.reading.facts.sidecar import is_sidecar, sidecar_names
from index.search import LocalIndex
from rag.library.added import AddedFolder, put_in_place

_FILE, _ARTICLE = "file:", "article:"


@dataclass(frozen=True, slots=True)
class Removal:
    """What removing an article would do. `moves_to` is where its file goes; None when the file stays and the article is excluded."""

    article_id: str
    title: str
    path: str
    suffix: str
    sha256: str
    moves_to: Path | None
    others: int
    """Articles that the same file holds besides."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Something that can be put back by its `key`. `path` is where its file lies now."""

    key: str
    title: str
    path: str
    removed: dt.datetime | None


def removal_of(index: LocalIndex, added: AddedFolder, article_id: str) -> Removal:
    """What removing the article would do. Raises RagError for one that is not in the index."""
    article = index.article(article_id)
    found = index.file_of(article_id)
    if found is None:
        raise RagError(f"there is no article {article_id!r} in the index any more")
    file_id, path, articles = found
    suffix = article_id.removeprefix(file_id)
    moves = suffix == "" and Path(path).is_relative_to(added.articles.resolve()) and Path(path).is_file()
    return Removal(
        article_id, article.title, path, suffix, article.sha256, added.removed if moves else None, articles - 1
    )


def carry_out(removal: Removal, index_path: Path, added: AddedFolder) -> str:
    """Move or exclude; the key by which it is put back. Raises RagError, and then nothing was changed."""
    if removal.moves_to is None:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        one = Exclusion(removal.path, removal.suffix, removal.sha256, removal.title, now)
        exclude(index_path, one)
        return _ARTICLE + one.key
    path = Path(removal.path)
    relative = path.relative_to(added.articles.resolve())
    try:
        stamp = _new_folder(added.removed)
        goal = added.removed / stamp / relative
        _move({one: goal.with_name(one.name) for one in (path, *_sidecars(path))})
    except OSError as error:
        raise RagError(
            f"{str(path)!r} cannot be moved to {str(added.removed)!r} ({error}), so it was not removed"
        ) from error
    added.recount()
    return f"{_FILE}{stamp}/{relative.as_posix()}"


def removed_articles(index_path: Path, added: AddedFolder) -> tuple[Removed, ...]:
    """Everything that can be put back, what was removed last first. Raises RagError as `exclusions` does."""
    found = [
        Removed(_ARTICLE + one.key, one.title, one.path + one.suffix, _time(one.removed))
        for one in exclusions(index_path)
    ]
    for path in added.removed.rglob("*"):
        if path.is_file() and not is_sidecar(path.name):
            place = path.relative_to(added.removed).as_posix()
            found.append(Removed(_FILE + place, path.name, str(path), _stamped(place)))
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return tuple(sorted(found, key=lambda one: (one.removed or oldest, one.key), reverse=True))


def put_back(key: str, index_path: Path, added: AddedFolder) -> Removed:
    """Undo a removal. Raises RagError when it cannot be, or is not known (any more)."""
    one = next((found for found in removed_articles(index_path, added) if found.key == key), None)
    if one is None:
        raise RagError("that is not among the removed articles any more; it may have been put back already")
    if key.startswith(_ARTICLE):
        include_again(index_path, key.removeprefix(_ARTICLE))
        return one
    path = Path(one.path)
    relative = Path(*path.relative_to(added.removed).parts[1:])
    try:
        added.prepare()
        goal = added.articles / relative
        _move({file: goal.with_name(file.name) for file in (path, *_sidecars(path))})
    except FileExistsError as error:
        raise RagError(
            f"there is another file {str(added.articles / relative)!r} by now; this one stays at {one.path!r}: rename it there, "
            "or add it again under another name"
        ) from error
    except OSError as error:
        raise RagError(f"{one.path!r} cannot be moved back to {str(added.articles)!r} ({error})") from error
    added.recount()
    return one


def _move(places: Mapping[Path, Path]) -> None:
    """All files to their places, or none. Raises OSError."""
    moved = list[tuple[Path, Path]]()
    try:
        for path, place in places.items():
            put_in_place(path, place)
            moved.append((path, place))
    except OSError:
        for path, place in moved:
            put_in_place(place, path)
        raise


def _sidecars(path: Path) -> list[Path]:
    """Files that say something of this file alone."""
    return [path.with_name(name) for name in sidecar_names(path.name, alone=False) if path.with_name(name).is_file()]


def _new_folder(removed: Path) -> str:
    """The name of a new folder below `removed`, which is the time."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")
    for number in range(1, 10_000):
        name = stamp if number == 1 else f"{stamp}-{number}"
        try:
            (removed / name).mkdir(parents=True)
        except FileExistsError:
            continue
        return name
    raise FileExistsError(str(removed / stamp))


def _stamped(place: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(place[:18], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        return None  # put there by hand


def _time(words: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(words)
    except ValueError:
        return None
