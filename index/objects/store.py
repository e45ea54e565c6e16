"""Object stores: listed, and one object fetched to a file. Whatever goes wrong is told in words that hold no secret.

Knows the library (imported when an address is named); knows nothing of articles.

Decision: obstore (MIT, Development Seed) over the Rust crate object_store (Apache-2.0, of Apache Arrow; what DataFusion, Polars
and InfluxDB read with). One wheel of 5.6 MB without dependencies for all three kinds of stores; it streams listings and bodies,
tries again with growing pauses by itself, and reads credentials and the endpoint from the environment under the names of each
store. s3fs, gcsfs and adlfs would be three packages with forty below them, and hold a whole listing in memory; pyarrow is 45 MB
and has no Azure that is as well kept. The cost: it refuses keys with `..`, control characters or nothing between two slashes, even
in a listing; `index.objects.listing` goes around them.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ConfigError
from index.objects.address import ObjectPrefix, StoredObject

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import AzureStore, GCSStore, S3Store

RETRIES: dict[str, Any] = {"max_retries": 10, "retry_timeout": timedelta(minutes=3)}
"""Of one request, with pauses from 0.1 to 15 s: the library's own numbers. A store that restarts is back by then."""

_LISTED_AT_ONCE = 1000
"""As many as S3 tells in one response."""

_PIECE_BYTES = 1 << 20

_FAILED_IN_A_ROW, _PAUSE_SECONDS = 3, 30.0
"""After so many objects in a row that a store did not give, though each was tried for minutes, the next ones are not asked for
until some time has passed: a million objects of a store that is gone would take years."""

_ENVIRONMENT = {
    "s3": "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL, and AWS_ALLOW_HTTP=true for http://",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_SERVICE_ACCOUNT",
    "az": "AZURE_STORAGE_ACCOUNT_NAME, AZURE_STORAGE_ACCOUNT_KEY",
}
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_CAUSE = re.compile(
    r"\b(Connection refused|Connection reset|dns error|TimedOut|BadScheme|UnknownIssuer|Missing[A-Z]\w+)\b"
)
_STATUS = re.compile(r"status code: (\d{3})")


class StoreFault(Exception):
    """A store did not give what it was asked for; the message says why, and what to do. `invalid` when a key is one that cannot
    be asked for."""

    def __init__(self, message: str, *, invalid: bool = False) -> None:
        super().__init__(message)
        self.invalid = invalid


def listed(below: ObjectPrefix) -> Iterator[StoredObject]:
    """All objects below a prefix, as they come. Raises StoreFault, also in the middle."""
    with _told(below):
        for some in _library().list(_opened(below), below.prefix or None, chunk_size=_LISTED_AT_ONCE):
            yield from (_object(below, one) for one in some)


def level(below: ObjectPrefix, relative: str) -> tuple[list[StoredObject], list[str]]:
    """The objects of one level, and the names of the levels below it, each with its whole place. Raises StoreFault."""
    with _told(below):
        found = _library().list_with_delimiter(_opened(below), below.key(relative).rstrip("/") or None)
        objects = [_object(below, one) for one in found["objects"]]
        return objects, [_relative(below, prefix) for prefix in found["common_prefixes"]]


def check(one: StoredObject) -> str:
    """Why this process cannot read an object; "" when it can. Raises ConfigError without the package."""
    try:
        with _told(one.below):
            _library().head(_opened(one.below), one.key)
    except StoreFault as fault:
        return str(fault)
    return ""


def fetch(one: StoredObject, goal: Path) -> StoredObject:
    """Write an object's bytes to the file `goal`; the object as it was meanwhile. Raises StoreFault."""
    _outage.refuse(one.below)
    if shutil.disk_usage(goal.parent).free < one.size:
        raise StoreFault(f"it has {one.size:,} bytes, {_no_room()}")
    try:
        with _told(one.below):
            got = _library().get(_opened(one.below), one.key)
            size = _written(got.stream(min_chunk_size=_PIECE_BYTES), goal)
    except StoreFault as fault:
        _outage.note(fault)
        raise
    _outage.note(None)
    if size != got.meta["size"]:
        raise StoreFault(f"the store sent {size:,} of {got.meta['size']:,} bytes; sync again")
    now = _object(one.below, got.meta)
    # A listing tells milliseconds, the head of a response seconds.
    same = now.size == one.size and now.version == one.version
    if same and (one.version or now.modified_ns // 10**9 == one.modified_ns // 10**9):
        return one
    return replace(now, relative=one.relative)


def _written(pieces: Any, goal: Path) -> int:
    """The number of bytes written. Raises StoreFault when this machine has no room for them."""
    size = 0
    with goal.open("wb", buffering=0) as file:
        for piece in pieces:
            rest = memoryview(piece)
            size += len(rest)
            try:
                while rest:
                    rest = rest[file.write(rest) :]
            except OSError as error:
                raise StoreFault(f"it cannot be kept while it is read ({error.strerror}), {_no_room()}") from error
    return size


def _no_room() -> str:
    return f"and {tempfile.gettempdir()!r} has no room for it; free some there, or set TMPDIR"


class _Outage:
    """Whether the store that was asked last is gone. Known to all threads of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._last = 0.0

    def note(self, fault: StoreFault | None) -> None:
        """Remember what became of a request."""
        gone = isinstance(fault, _Gone)
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if gone else 0
            self._last = time.monotonic()

    def refuse(self, below: ObjectPrefix) -> None:
        """Raise StoreFault while there is no use in asking."""
        with self._lock:
            if self._in_a_row >= _FAILED_IN_A_ROW and time.monotonic() - self._last < _PAUSE_SECONDS:
                raise StoreFault(
                    f"the {_kind(below)} {below.bucket!r} did not answer for the objects before it either; sync again"
                )


class _Gone(StoreFault):
    """The store does not answer, or only with errors of its own."""


_outage = _Outage()


@contextmanager
def _told(below: ObjectPrefix) -> Iterator[None]:
    """Faults of the library become StoreFault. Its own words are left out: they may hold a signed address, or what a server
    makes of the credentials."""
    exceptions = _library().exceptions
    try:
        yield
    except exceptions.InvalidPathError as error:
        raise StoreFault(
            "a key with '.', '..', nothing between two slashes or a control character is there, which cannot be asked for; "
            "rename that object",
            invalid=True,
        ) from error
    except (exceptions.BaseError, OSError, ValueError) as error:
        raise _fault(below, error) from error


def _fault(below: ObjectPrefix, error: Exception) -> StoreFault:
    """What happened, by the status that the store gave; the library has errors of their own for some only."""
    status = match[1] if (match := _STATUS.search(str(error))) else ""
    where, details = f"the {_kind(below)} {below.bucket!r}", _details(error)
    if isinstance(error, FileNotFoundError) or status == "404":
        missing = "NoSuchBucket" in details or "ContainerNotFound" in details
        what = f"there is no {_kind(below)} {below.bucket!r}" if missing else "it is not there (any more)"
        return StoreFault(f"{what}{details}; check the address, and sync again")
    environment = _ENVIRONMENT[below.scheme]
    if isinstance(error, PermissionError) or status in ("401", "403"):
        return StoreFault(f"{where} denies access{details}; check the credentials in the environment ({environment})")
    return _Gone(
        f"{where} does not answer as it should{details}; check the network and what the environment says of it "
        f"({environment}), and sync again"
    )


def _details(error: BaseException) -> str:
    """What of an error is safe to repeat: a status, a code, a cause."""
    words = str(error)
    found = [match[1] for pattern in (_STATUS, _CODE, _CAUSE) if (match := pattern.search(words))]
    return f" ({' '.join(found)})" if found else ""


def _kind(below: ObjectPrefix) -> str:
    return "container" if below.scheme == "az" else "bucket"


def _object(below: ObjectPrefix, found: ObjectMeta) -> StoredObject:
    modified = int(found["last_modified"].timestamp() * 1000) * 10**6
    return StoredObject(below, _relative(below, found["path"]), found["size"], modified, found["e_tag"] or "")


def _relative(below: ObjectPrefix, key: str) -> str:
    return key[len(below.prefix) + 1 :] if below.prefix else key


def _library() -> Any:
    try:
        import obstore
        import obstore.exceptions
    except ModuleNotFoundError as error:
        raise ConfigError(
            "articles in an object store need the package obstore; install it, as in: pip install 'article-rag[objects]'"
        ) from error
    return obstore


@lru_cache(maxsize=16)
def _opened(below: ObjectPrefix) -> S3Store | GCSStore | AzureStore:
    from obstore import store

    options: dict[str, Any] = {"retry_config": RETRIES}
    if below.scheme == "s3":
        return store.S3Store(below.bucket, **options)
    return (
        store.GCSStore(below.bucket, **options) if below.scheme == "gs" else store.AzureStore(below.bucket, **options)
    )
