"""A folder of articles: which files it holds, what an article of it is called, its bytes.

Knows the file system; knows nothing of what is in the files or what becomes of them.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArticleError, SourceError
from index.reading.formats.kinds import SUFFIXES
from index.types import Failure


def checked_folder(folder: Path) -> Path:
    """The folder's absolute path. Raises SourceError when it is missing or no folder."""
    if not folder.exists():
        raise SourceError(f"the folder {str(folder)!r} does not exist; check its name, or that its disk is mounted")
    if not folder.is_dir():
        raise SourceError(f"{str(folder)!r} is not a folder; name the folder that holds the article")
    return folder.resolve()


@dataclass(frozen=True, slots=True)
class FolderScan:
    """What lies below a folder: article files in order of name, files of other kinds, folders that cannot be read."""

    files: tuple[Path, ...]
    skipped: tuple[str, ...]
    """Relative paths of other kinds of files, of links to folders and of links to nothing."""
    unreadable: tuple[Failure, ...]


def scan_folder(root: Path) -> FolderScan:
    """Look through `root`. Hidden files and folders are left out; links to folders are not followed.

    Raises SourceError when there is no article file.
    """
    files, skipped, unreadable = list[Path](), list[str](), list[Failure]()

    def refused(error: OSError) -> None:
        name = Path(error.filename).relative_to(root).as_posix()
        unreadable.append(
            Failure(printable_path(name), f"the folder cannot be read ({error.strerror}); check its permissions")
        )

    for folder, folders, names in os.walk(root, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted([*names, *folders]):
            path = Path(folder, name)
            if name.startswith(".") or (name in folders and not path.is_symlink()):
                continue
            # A file of an unsearchable folder is listed all the same: reading it then says what is wrong.
            if path.suffix.lower() in SUFFIXES and name not in folders and not _is_special(path):
                files.append(path)
            else:
                skipped.append(printable_path(path.relative_to(root).as_posix()))
    if not files:
        kinds = f"; it holds {len(skipped)} files of other kinds" if skipped else ""
        closed = f"; {unreadable[0].path!r}: {unreadable[0].reason}" if unreadable else ""
        raise SourceError(
            f"the folder {str(root)!r} has no articles ({', '.join(sorted(SUFFIXES))}){kinds}{closed}; "
            "the index was left as it was"
        )
    return FolderScan(tuple(sorted(files)), tuple(skipped), tuple(unreadable))


def _is_special(path: Path) -> bool:
    """True for a link to nothing or to a folder, a pipe, a device: nothing that can be read to its end."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def file_content(path: Path) -> bytes:
    """The bytes of a file. Raises ArticleError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error


def printable_path(relative: str) -> str:
    """A file name that can be stored and shown: bytes that are no UTF-8 become escapes."""
    return relative.encode("utf-8", "backslashreplace").decode()


def article_id_of(relative: str) -> str:
    """The path below the folder: the same for the same content and place, on every machine."""
    try:
        relative.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(f"{relative!r}: the file name is not valid UTF-8; rename the file") from error
    return relative
