"""Versions of an index in Milvus: which one is in use, who writes the next, and how it becomes visible at once.

Milvus has no transaction over rows and no compare-and-set. What it does guarantee is that of several collections of one
name only the first is made. So a version is two names that only one can take:

    <index>_w000007   "I write version 7": taken by the writer, and by nobody else ever after
    <index>_v000007   "version 7 is decided": marked published, or abandoned

Every row says since which version it is seen, and until which not. Rows of a version are written before its `v` is
taken; taking it is the publication, one step that is done or not done. Readers look for the highest published `v`. A
writer that was stopped leaves a `w` without a `v`; the next writer goes on where it stopped if it works for the same
index folder, else it marks the version abandoned, so that the first, should it live after all, can no longer publish:
its rows are never seen. Whether a writer lives is told by its heartbeat, and only spares waiting: nothing depends on
clocks. A folder is known by a random number that is kept in it, for two machines may have one name and the same paths.
Should two processes go on with one version nevertheless, as with a copied folder, the first finds the mark of the
second in its heartbeat's place and ends, and of two marks only one is published. What is left: a writer halted for more
than two minutes within one write may overwrite rows that another has written since; what was written is read back
before it is published.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexLocked, RagError
from index.milvus.database import LATEST, TEXTS, MilvusDatabase, Taken

_FOLDER = "writer"
"""The file of an index folder that holds its number."""

_PUBLISHED, _ABANDONED = "published", "abandoned"

HEARTBEAT_SECONDS = 120.0
"""A writer not heard of for so long is taken for dead; between two heartbeats it writes one batch."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to write `version`, by the one process that has this `mark`.

    `resumed`: an earlier writer of the same folder has begun with it.
    """

    version: int
    mark: str
    resumed: bool


@dataclass(frozen=True, slots=True)
class _Holder:
    owner: str
    folder: str
    mark: str
    seen: float


class Versions:
    """The versions in one database. Safe for many threads."""

    def __init__(self, database: MilvusDatabase) -> None:
        self._database = database
        self._decided: dict[int, Taken] = {}
        """What was found of decided versions; a decision never changes."""

    def current(self) -> int:
        """The version in use; 0 when none was published yet."""
        decided = sorted(_numbers(self._database.names(), "v"), reverse=True)
        return next((number for number in decided if self._is_published(number)), 0)

    def published_at(self, version: int) -> int:
        """When a version was published: a guarantee for those who read it, for all its rows were written before."""
        return self._decision(version).at

    def claim(self, index_path: Path) -> Claim:
        """The right to write the next version, for the writer of this index folder. Raises IndexLocked naming who has it."""
        names = self._database.names()
        decided, claimed = _numbers(names, "v"), _numbers(names, "w")
        last = max(claimed, default=0)
        if last and last not in decided:
            holder = self._holder(last)
            if holder.folder == folder_number(index_path):
                return self._begun(Claim(last, f"by_{secrets.token_hex(8)}", resumed=True), index_path)
            if (ago := time.time() - holder.seen) < HEARTBEAT_SECONDS:
                raise IndexLocked(
                    f"{self._database.config.shown} is being written by {holder.owner}, last heard of {ago:.0f} s "
                    "ago; wait for it, or end that process and sync again in two minutes"
                )
            self._database.take(f"v{last:06d}", f"{_ABANDONED}_{secrets.token_hex(8)}")
            decided.append(last)
        version = max(last, *decided, 0) + 1
        mark = f"by_{secrets.token_hex(8)}"
        if not self._database.take(f"w{version:06d}", mark):
            raise IndexLocked(f"another process has just begun to write {self._database.config.shown}; wait for it")
        return self._begun(Claim(version, mark, resumed=False), index_path)

    def beat(self, claim: Claim, index_path: Path) -> None:
        """Say that the writer lives. Raises IndexLocked when another has taken its place."""
        self._refuse_overtaken(claim)
        self._say(claim, index_path)

    def publish(self, claim: Claim) -> None:
        """Make the version the one in use. Raises IndexLocked when another has taken the writer's place."""
        self._refuse_overtaken(claim)
        if not self._database.take(f"v{claim.version:06d}", f"{_PUBLISHED}_{claim.mark.removeprefix('by_')}"):
            raise self._overtaken(claim)
        self._database.remove(TEXTS, [_lease(claim.version)])

    def abandoned(self) -> list[int]:
        """Versions that were begun and will never be published."""
        return [number for number in _numbers(self._database.names(), "v") if not self._is_published(number)]

    def forget(self, before: int) -> None:
        """Remove the names of versions that nobody needs any more; the last of each kind stay."""
        names = self._database.names()
        for kind in ("v", "w"):
            numbers = sorted(_numbers(names, kind))[:-1]
            self._database.drop([f"{kind}{number:06d}" for number in numbers if number < before])

    def _refuse_overtaken(self, claim: Claim) -> None:
        if f"v{claim.version:06d}" in self._database.names() or self._holder(claim.version).mark != claim.mark:
            raise self._overtaken(claim)

    def _begun(self, claim: Claim, index_path: Path) -> Claim:
        """The claim, once it is told whose it is."""
        self._say(claim, index_path)
        return claim

    def _say(self, claim: Claim, index_path: Path) -> None:
        told = {"owner": owner_of(index_path), "folder": folder_number(index_path), "mark": claim.mark}
        body = json.dumps(told | {"seen": time.time()})
        self._database.put(TEXTS, [text_row(_lease(claim.version), claim.version, body)])

    def _is_published(self, number: int) -> bool:
        return self._decision(number).mark.startswith(_PUBLISHED)

    def _decision(self, number: int) -> Taken:
        """By whom and when a version was decided; by nobody when its name was removed meanwhile: a later one is in use."""
        if number in self._decided:
            return self._decided[number]
        taken = self._database.taken(f"v{number:06d}")
        if taken.mark:
            self._decided[number] = taken
        return taken

    def _holder(self, version: int) -> _Holder:
        """Who writes a version, and when it was last heard of."""
        row = self._database.get(TEXTS, [_lease(version)], ["body"], guarantee=LATEST).get(_lease(version))
        if row is None:
            return _Holder("a process that has just begun", "", "", 0.0)
        told = json.loads(row["body"])
        return _Holder(str(told["owner"]), str(told.get("folder", "")), str(told["mark"]), float(told["seen"]))

    def _overtaken(self, claim: Claim) -> IndexLocked:
        return IndexLocked(
            f"another process took over the writing of {self._database.config.shown} while this one stood still (version "
            f"{claim.version}); nothing of this sync is seen: sync again"
        )


def owner_of(index_path: Path) -> str:
    """The writer of an index folder, in words."""
    return f"{socket.gethostname()}:{os.path.realpath(index_path)}"


def folder_number(index_path: Path) -> str:
    """The number of an index folder, drawn when it is first asked for. Only one process at a time writes for a folder: it
    holds the folder's lock. Raises RagError when it cannot be kept."""
    kept = index_path / _FOLDER
    try:
        if kept.exists() and re.fullmatch("[0-9a-f]{32}", number := kept.read_text("ascii", errors="replace").strip()):
            return number
        number = secrets.token_hex(16)
        pending = kept.with_suffix(".new")
        pending.write_text(number + "\n", encoding="ascii")
        pending.replace(kept)
    except OSError as error:
        raise RagError(f"{str(kept)!r}, which tells index folders apart, cannot be kept: {error}") from error
    return number


def text_row(key: str, version: int, body: str) -> dict[str, object]:
    """A row of the collections that hold texts."""
    return {"pk": key, "since": version, "body": body, "none": [0.0, 0.0]}


def _lease(version: int) -> str:
    return f"lease-{version}"


def _numbers(names: list[str], kind: str) -> list[int]:
    return [int(name[1:]) for name in names if name[:1] == kind and name[1:].isdecimal()]
