"""ZIP, tar and gzip: files in a file, each read as its own kind, to any depth that `unpacking` allows.

Knows the archives' libraries and what they raise; `unpacking` knows limits and names. Members are read in memory, in
the order in which they lie; a large one is streamed.
"""

from __future__ import annotations

import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO, cast

from index.errors import ArticleError
from index.reading.formats.containers.saved_pages import without_saved_folders
from index.reading.formats.containers.unpacking import Member, Passing, Unpacking, member_records, metered, safe_name
from index.reading.formats.record import Blob, ReadingOptions, Record

ZIP_SUFFIXES = frozenset({".zip"})
TAR_SUFFIXES = frozenset({".tar"})
GZIP_SUFFIXES = frozenset({".gz", ".tgz"})

_FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
    TypeError,
    AttributeError,
    OverflowError,
)
"""What damaged archives raise in these libraries (tests/index/formats/test_archives.py mutates them): their own errors, the
decompressors', and slips of theirs on impossible values. RuntimeError covers NotImplementedError, for methods unknown."""

_LARGEST_NESTED_BYTES = 200_000_000
"""A ZIP within an archive is held in memory, since its list stands at its end."""

_ENCRYPTED = 0x1


def zip_records(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:
    """The records of every member that can be read. Raises ArticleError when the list of members cannot."""
    unpacking = Unpacking.of(blob, outer)
    with _opened(blob, nested=outer is not None) as file, _listed(file, blob.name) as archive:
        names = frozenset(filter(None, map(safe_name, archive.namelist())))
        yield from _records(_zip_members(archive, blob, unpacking), blob, options, unpacking, names=names)


def tar_records(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:
    """The records of every member. Raises ArticleError when the archive cannot be read (on)."""
    unpacking = Unpacking.of(blob, outer)
    with blob.open() as file:
        yield from _records(_tar_members(file, blob), blob, options, unpacking)


def gzip_records(blob: Blob, options: ReadingOptions, outer: Unpacking | None) -> Iterator[Record]:
    """The records of the one file that is compressed."""
    from index.reading.formats.kinds import records_of

    unpacking = Unpacking.of(blob, outer)
    path = PurePath(blob.name)
    inner = path.with_suffix(".tar" if path.suffix.lower() == ".tgz" else "").name

    def opened() -> BinaryIO:
        packed = blob.open()
        source = cast("BinaryIO", gzip.GzipFile(fileobj=packed))
        return cast("BinaryIO", metered(source, unpacking, blob.name, _FAULTS, also_closed=packed))

    # A tar in gzip is one archive to who packed it, and counts as one.
    is_tar = PurePath(inner).suffix.lower() in TAR_SUFFIXES
    within = replace(unpacking, depth=unpacking.depth - 1) if is_tar else unpacking
    return records_of(Blob(f"{blob.name}/{inner}", blob.size, opened), options, unpacking=within)


def _records(
    members: Iterator[Member],
    blob: Blob,
    options: ReadingOptions,
    unpacking: Unpacking,
    *,
    names: frozenset[str] | None = None,
) -> Iterator[Record]:
    """The records of the members; `names` are those of all, where the archive lists them."""
    from index.reading.formats.kinds import SUFFIXES, records_of

    read, skipped = 0, 0

    def readable() -> Iterator[Member]:
        nonlocal read, skipped
        for member in members:
            unpacking.member()
            if PurePath(member.name).suffix.lower() in SUFFIXES:
                read += 1
                yield member
            else:
                skipped += 1

    articles = without_saved_folders(readable(), names)
    yield from member_records(articles, lambda member: records_of(member, options, unpacking=unpacking))
    if read == 0:
        held = f"holds {skipped} files of other kinds" if skipped else "is empty"
        raise ArticleError(f"{blob.name}: the archive {held}; remove it, or add articles to it")


def _opened(blob: Blob, *, nested: bool) -> BinaryIO:
    if not nested:
        return blob.open()
    from io import BytesIO

    return BytesIO(blob.content(_LARGEST_NESTED_BYTES))


def _listed(file: BinaryIO, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except _FAULTS as error:
        raise ArticleError(
            f"{name}: the list of files in the archive cannot be read ({error}); it is cut or damaged: fetch it again"
        ) from error


def _zip_members(archive: zipfile.ZipFile, blob: Blob, unpacking: Unpacking) -> Iterator[Member]:
    for info in archive.infolist():
        name = safe_name(info.filename)
        if name is None:
            continue
        full = f"{blob.name}/{name}"

        def opened(info: zipfile.ZipInfo = info, full: str = full) -> BinaryIO:
            try:
                source = cast("BinaryIO", archive.open(info))
            except _FAULTS as error:
                raise ArticleError(f"{full}: cannot be unpacked ({error}); fetch or pack the archive again") from error
            return cast("BinaryIO", metered(source, unpacking, full, _FAULTS))

        fault = "the file is encrypted; unpack the archive with its password" if info.flag_bits & _ENCRYPTED else None
        yield Member(name, Blob(full, info.file_size, opened), fault)


def _tar_members(file: BinaryIO, blob: Blob) -> Iterator[Member]:
    """Regular files only: links, devices and pipes hold no text."""
    try:
        # A stream is read in order; `errors` keeps names that are no UTF-8 from failing the archive.
        with tarfile.open(fileobj=file, mode="r|", errors="replace") as archive:
            for info in archive:
                name = safe_name(info.name)
                source = archive.extractfile(info) if info.isreg() and name is not None else None
                if source is None or name is None:
                    continue
                full = f"{blob.name}/{name}"
                counted = cast("BinaryIO", metered(cast("BinaryIO", source), None, full, _FAULTS))
                yield Member(name, Passing(counted, full).blob())
    except _FAULTS as error:
        raise ArticleError(
            f"{blob.name}: the archive cannot be read on ({' '.join(str(error).split())}); it is cut or damaged: "
            "fetch it again"
        ) from error
