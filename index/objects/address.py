"""Addresses of an object store: of a place that holds articles, and of one object as a listing told of it.

Knows how they are written and compared; asks no store. A key is only ever a key: it is never made a path of this machine.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from index.errors import SourceError

SCHEMES = ("s3", "gs", "az")
"""Amazon's S3 and what speaks its protocol, Google Cloud Storage, Azure's blobs."""

_ADDRESS = re.compile(rf"({'|'.join(SCHEMES)})://(.*)", re.DOTALL)
_ANY_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_BUCKET = re.compile(r"[$A-Za-z0-9][A-Za-z0-9._-]{1,221}")
"""Google's longest name; whatever a user and a password would be written with is none."""


@dataclass(frozen=True, slots=True)
class ObjectPrefix:
    """A bucket (or container), or what lies below a prefix of its keys; written `s3://bucket/prefix`."""

    scheme: str
    bucket: str
    prefix: str

    def __str__(self) -> str:
        return "/".join(filter(None, (f"{self.scheme}://{self.bucket}", self.prefix)))

    @property
    def place(self) -> PurePosixPath:
        """What it is compared and named by: no path of this machine is below one."""
        return PurePosixPath(f"{self.scheme}:", self.bucket, self.prefix)

    def key(self, relative: str) -> str:
        """The key of what is called `relative` below it."""
        return f"{self.prefix}/{relative}" if self.prefix else relative


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as a listing told of it: what a path and its stat are for a file. `version` is what the store calls this
    content (its ETag); "" where it has no such name."""

    below: ObjectPrefix
    relative: str
    size: int
    modified_ns: int
    version: str

    def __str__(self) -> str:
        return f"{self.below}/{self.relative}"

    @property
    def key(self) -> str:
        """Its key in the bucket."""
        return self.below.key(self.relative)

    @property
    def version_number(self) -> int:
        """`version` in 63 bits."""
        return int.from_bytes(hashlib.sha256(self.version.encode("utf-8", "surrogatepass")).digest()[:8]) >> 1


Folder: TypeAlias = Path | ObjectPrefix
"""What holds articles."""


def folder_of(written: str | Path | ObjectPrefix) -> Folder:
    """A folder or an address, as written. Raises SourceError for an address that is none."""
    if not isinstance(written, str):
        return written
    found = _ADDRESS.fullmatch(written)
    if found is None:
        if other := _ANY_ADDRESS.match(written):
            known = ", ".join(f"{scheme}://" for scheme in SCHEMES)
            raise SourceError(f"{other[1]}:// is no address of a store that is read; those are {known}")
        return Path(written)
    bucket, _, prefix = found[2].partition("/")
    if not _BUCKET.fullmatch(bucket):
        # What is written there may be a password.
        raise SourceError(
            f"an address of an object store is {found[1]}://BUCKET or {found[1]}://BUCKET/PREFIX, with the name of the bucket "
            "alone; credentials and the endpoint are read from the environment"
        )
    prefix = prefix.rstrip("/")
    if prefix and not all(_can_be_asked_for(part) for part in prefix.split("/")):
        raise SourceError(
            f"{written!r}: a prefix with '.', '..', nothing between two slashes or a control character cannot be listed"
        )
    return ObjectPrefix(found[1], bucket, prefix)


def path_below(folder: str, relative: str) -> str:
    """The path, or the address, of what is called `relative` below a folder, or an address, as it is stored."""
    return f"{folder}/{relative}" if _ADDRESS.fullmatch(folder) else str(Path(folder, relative))


def _can_be_asked_for(part: str) -> bool:
    """False for a part of a key that the library refuses; see `index.objects.listing`."""
    control = any(ord(character) < 32 or ord(character) == 127 for character in part)
    return part not in ("", ".", "..") and not control and part.encode("utf-8", "replace").decode() == part
