"""Articles that stay out of an index though their file lies in its folders: removed by a person, who may put them back.

    <index>/excluded/<key>.json    one each: path of the file, suffix and hash of the record, headline, when

Decision: one small file each, made by a rename and taken back by deleting it. Two people can remove at the same time without
a lock, nothing is rewritten, and a kill leaves the file or leaves none. A file of its own and not the index's database,
for a sync builds that anew. The cost: a folder listing per sync. Knows files; nothing of scans or articles.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from index.errors import RagError

FOLDER = "excluded"
_PLACE = re.compile(r"#\d+(~\d+)?$")
"""A record that is called by its place in the file: another may stand there when the file has changed."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What is left out: a whole file (`suffix` is ""), or one record of it. `removed` is a time in ISO 8601 (UTC)."""

    path: str
    suffix: str
    sha256: str
    title: str
    removed: str

    @property
    def key(self) -> str:
        """By which it is kept and taken back: equal for the same article of the same file."""
        place = self.sha256 if _PLACE.search(self.suffix) else ""
        return hashlib.sha256(f"{self.path}\0{self.suffix}\0{place}".encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def is_of(self, suffix: str, sha256: str) -> bool:
        """True for the record that was removed: the one of that name, or where the name is but a place, of that content."""
        if _PLACE.search(self.suffix):
            return sha256 == self.sha256
        return suffix == self.suffix


def exclusions(index_path: Path) -> tuple[Exclusion, ...]:
    """All of an index, in order of their time. Raises RagError for one that cannot be read: the article would come back unasked."""
    folder = index_path / FOLDER
    if not folder.is_dir():
        return ()
    found = [_read(path) for path in folder.glob("*.json")]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.removed, one.path, one.suffix)))


def exclude(index_path: Path, exclusion: Exclusion) -> None:
    """Leave an article out from the next sync on. Raises RagError when it cannot be written."""
    folder = index_path / FOLDER
    pending = folder / f".{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with pending.open("w", encoding="utf-8") as file:
            json.dump(asdict(exclusion), file)
            file.flush()
            os.fsync(file.fileno())
        pending.replace(folder / f"{exclusion.key}.json")
    except OSError as error:
        raise RagError(
            f"{str(folder)!r} cannot be written ({error}), so nothing was removed; mend that and try again"
        ) from error


def include_again(index_path: Path, key: str) -> None:
    """Take an exclusion back; nothing happens where there is none of that key. Raises RagError when it cannot be deleted."""
    if not re.fullmatch(r"[0-9a-f]{32}", key):
        return
    path = index_path / FOLDER / f"{key}.json"
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise RagError(f"{str(path)!r} cannot be deleted ({error}); mend that and try again") from error


def hash_without(sha256: str, excluded: Sequence[Exclusion]) -> str:
    """The hash of a file, another when other records of it are left out: it is read again when that changes."""
    if not excluded:
        return sha256
    keys = " ".join(sorted(one.key for one in excluded))
    return hashlib.sha256(f"{sha256} without {keys}".encode()).hexdigest()


def _read(path: Path) -> Exclusion | None:
    try:
        values = json.loads(path.read_text("utf-8"))
        return Exclusion(**{field.name: str(values[field.name]) for field in fields(Exclusion)})
    except FileNotFoundError:
        return None  # taken back since it was listed
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RagError(
            f"{str(path)!r}, which names a removed article, cannot be read ({error!r}); delete that file to let the article "
            "come back, and sync again"
        ) from error
