"""A folder of articles: which files it holds, what an article of it is called, its bytes.

Knows the file system; knows nothing of what is in the files or what becomes of them.
"""

from __future__ import annotations

from pathlib import Path

from index.errors import ArticleError, SourceError
from index.reading.loaders import SUFFIXES


def checked_folder(folder: Path) -> Path:
    """The folder's absolute path. Raises SourceError when it is missing or no folder."""
    if not folder.exists():
        raise SourceError(f"the folder {str(folder)!r} does not exist; check its name, or that its disk is mounted")
    if not folder.is_dir():
        raise SourceError(f"{str(folder)!r} is not a folder; name the folder that holds the article")
    return folder.resolve()


def article_files(root: Path) -> tuple[list[Path], list[str]]:
    """Article files below `root` in order of name, and the files of other kinds. Hidden ones are left out.

    Raises SourceError when there is no article file.
    """
    files, skipped = [], []
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if any(part.startswith(".") for part in relative.parts) or not path.is_file():
            continue
        if path.suffix.lower() in SUFFIXES:
            files.append(path)
        else:
            skipped.append(printable_path(relative.as_posix()))
    if not files:
        kinds = f"; it holds {len(skipped)} files of other kinds" if skipped else ""
        raise SourceError(
            f"the folder {str(root)!r} has no articles ({', '.join(sorted(SUFFIXES))}){kinds}; the index was left as it was"
        )
    return files, skipped


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
