"""ZIP, tar and gzip: members read as their own kinds, within limits, and nothing written anywhere."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reading.formats.containers import unpacking
from index.reading.formats.containers.unpacking import safe_name
from index.reading.formats.kinds import records_of
from index.reading.formats.record import Blob, ReadingOptions, bytes_blob
from tests.index.formats.reading import STORY, drafts, outcome, records
from tests.index.formats.warc_files import HTML, PAGE, A, chunked, warc


def zipped(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(members: dict[str, bytes | str], mode: str = "w") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


MEMBERS: dict[str, bytes | str] = {
    "a.txt": "One.",
    "deep/b.jsonl": '{"id": "x", "text": "Two."}\n{"text": "Three."}\n',
    "c.png": b"\x89PNG",
    "__MACOSX/a.txt": "junk",
    ".hidden/a.txt": "junk",
}
TEXTS = {"/a.txt": "One.", "/deep/b.jsonl#x": "Two.", "/deep/b.jsonl#2": "Three."}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped(MEMBERS)),
        ("a.zip", zipped(MEMBERS, zipfile.ZIP_LZMA)),
        ("a.tar", tarred(MEMBERS)),
        ("a.tar.gz", tarred(MEMBERS, "w:gz")),
        ("A.TGZ", tarred(MEMBERS, "w:gz")),
    ],
    ids=["zip", "zip lzma", "tar", "tar.gz", "tgz"],
)
def test_members_are_read_as_their_own_kinds(name: str, content: bytes) -> None:
    assert {suffix: draft.text for suffix, draft in drafts(name, content).items()} == TEXTS


def test_a_compressed_file_is_read_as_what_it_holds() -> None:
    found = drafts("a.jsonl.gz", gzip.compress(b'{"id": "x", "text": "One."}\n') + gzip.compress(b'{"text": "Two."}\n'))
    assert {suffix: draft.text for suffix, draft in found.items()} == {"#x": "One.", "#2": "Two."}
    assert drafts("a.html.gz", gzip.compress(PAGE.encode()))[""].text == STORY


def nested(levels: int) -> bytes:
    content, name = b"One.", "a.txt"
    for _ in range(levels):
        content, name = zipped({name: content}), "a.zip"
    return content


def test_archives_in_archives_are_read_three_deep() -> None:
    assert outcome("a.zip", nested(3)).texts == {"/a.zip/a.zip/a.txt": "One."}
    found = outcome("a.zip", nested(4))
    assert found.texts == {}
    assert "nested more than 3 deep" in "".join(found.errors.values())


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/a.txt", "etc/a.txt"),
        ("/etc/a.txt", "etc/a.txt"),
        ("C:\\news\\..\\a.txt", "news/a.txt"),
        ("a\nb\x00c.txt", "a b\ufffdc.txt"),
        ("./a.txt", "a.txt"),
        ("folder/", None),
        (".DS_Store", None),
        ("x/.git/a.txt", None),
        ("__MACOSX/a.txt", None),
        ("..", None),
    ],
)
def test_names_of_members_point_nowhere_else(name: str, safe: str | None) -> None:
    assert safe_name(name) == safe


def test_reading_writes_nothing_wherever_names_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    for name, content in (("a.zip", zipped({"../evil.txt": "One."})), ("a.tar", tarred({"../evil.txt": "One."}))):
        assert outcome(name, content).texts == {"/evil.txt": "One."}
    assert [path.name for path in tmp_path.rglob("*")] == ["work"]


def test_links_and_devices_in_a_tar_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in (
            ("link.txt", tarfile.SYMTYPE),
            ("hard.txt", tarfile.LNKTYPE),
            ("pipe.txt", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, str(secret)
            archive.addfile(info)
    assert outcome("a.tar", file.getvalue()).errors == {
        "file": "a.tar: the archive is empty; remove it, or add articles to it"
    }


def test_two_members_of_one_name_are_both_kept() -> None:
    found = records("a.tar", tarred({"x/a.txt": "One."})[:1024] + tarred({"x/a.txt": "Two."}))
    assert {record.suffix: record.read().text for record in found} == {"/x/a.txt": "One.", "/x/a.txt~2": "Two."}
    assert found[1].note == "member 2 has the name of member 1; it is kept as '/x/a.txt~2'"


def test_an_encrypted_member_costs_itself_only() -> None:
    content = bytearray(zipped({"a.txt": "One.", "b.txt": "Two."}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    found = outcome("a.zip", bytes(content))
    assert found.texts == {"/b.txt": "Two."}
    assert found.errors == {"/a.txt": "a.zip/a.txt: the file is encrypted; unpack the archive with its password"}


def test_a_member_with_a_wrong_checksum_costs_itself_only() -> None:
    content = zipped({"a.txt": "One.", "b.txt": "Two."}, zipfile.ZIP_STORED).replace(b"One.", b"Off.")
    found = outcome("a.zip", content)
    assert found.texts == {"/b.txt": "Two."}
    assert "a.zip/a.txt: cannot be unpacked after 0 bytes (Bad CRC-32" in found.errors["/a.txt"]


def test_a_cut_archive_gives_what_came_before_and_says_so() -> None:
    lines = b"".join(
        json.dumps({"id": str(n), "text": f"Story {random.Random(n).random()}."}).encode() + b"\n" for n in range(5000)
    )
    packed = gzip.compress(lines)
    found = outcome("a.jsonl.gz", packed[: len(packed) // 2])
    assert len(found.texts) > 1000
    assert "a.jsonl.gz: cannot be unpacked after" in found.errors["file"]
    found = outcome("a.tar", tarred({"a.txt": "One.", "b.txt": "word " * 5000})[:4000])
    assert found.texts == {"/a.txt": "One."}
    assert "the archive" in found.errors["file"]
    assert "cannot be read" in outcome("a.zip", zipped(MEMBERS)[:-30]).errors["file"]


@pytest.mark.parametrize("name", ["a.zip", "a.jsonl.gz", "a.tar.gz"])
def test_a_bomb_is_given_up_while_it_inflates(name: str) -> None:
    """150 MB of blanks in 150 KB, read in parts: the limit is 100 MB."""
    zeros = b" " * 149_000_000 + b"\n"
    content = {
        "a.zip": lambda: zipped({"a.jsonl": zeros}),
        "a.jsonl.gz": lambda: gzip.compress(zeros, 9),
        "a.tar.gz": lambda: tarred({"a.jsonl": zeros}, "w:gz"),
    }[name]()
    found = outcome(name, content)
    assert found.texts == {}
    assert "unpack to more than 100,000,000, the limit" in found.errors["file"]


def test_a_false_size_in_the_list_of_a_zip_changes_nothing() -> None:
    content = bytearray(zipped({"a.txt": b"a" * 30_000_000}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    found = outcome("a.zip", bytes(content))
    assert (found.texts, list(found.errors)) == ({}, ["/a.txt"])


def test_too_many_members_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 3)
    found = outcome("a.zip", zipped({f"{n}.txt": "One." for n in range(5)}))
    assert len(found.texts) == 3
    assert found.errors["file"] == "a.zip: the archive has more than 3 members; split it"


@pytest.mark.slow
def test_a_large_member_is_streamed_from_zip_and_tar() -> None:
    line = json.dumps({"text": "word " * 2000}).encode() + b"\n"
    lines = b"".join(
        json.dumps({"id": n}).encode()[:-1] + b', "text": "' + os.urandom(4000).hex().encode() + b'"}\n'
        for n in range(3000)
    )
    assert len(lines) > 20_000_000
    for name, content in (("a.zip", zipped({"a.jsonl": lines + line})), ("a.tar", tarred({"a.jsonl": lines + line}))):
        assert len(outcome(name, content).texts) == 3001


@pytest.mark.parametrize("members", [{}, {"a.png": b"x"}], ids=["empty", "images"])
def test_an_archive_without_articles_says_so(members: dict[str, bytes | str]) -> None:
    [error] = outcome("a.zip", zipped(members)).errors.values()
    assert error.startswith("a.zip: the archive ") or "empty ZIP" in error


VALID: dict[str, bytes] = {
    "a.zip": zipped(MEMBERS),
    "b.zip": zipped({"a.txt": "word " * 200}, zipfile.ZIP_LZMA),
    "a.tar": tarred(MEMBERS),
    "a.tar.gz": tarred(MEMBERS, "w:gz"),
    "a.jsonl.gz": gzip.compress(b'{"text": "One."}\n' * 50),
    "a.warc": warc(
        (A, "200 OK", PAGE.encode(), HTML),
        (A, "200 OK", chunked(PAGE.encode()), HTML | {"Transfer-Encoding": "chunked"}),
    ),
    "a.warc.gz": warc((A, "200 OK", PAGE.encode(), HTML), packed=True),
}


def damaged(name: str, draw: random.Random) -> Iterator[bytes]:
    content = VALID[name]
    for _ in range(60):
        copy = bytearray(content)
        for _ in range(draw.randint(1, 6)):
            copy[draw.randrange(len(copy))] = draw.randrange(256)
        yield bytes(copy)
        yield bytes(copy[: draw.randrange(len(copy))])


@pytest.mark.parametrize("name", VALID)
def test_any_damage_gives_records_or_a_refusal(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for content in damaged(name, random.Random(name)):
        outcome(name, content)
    capsys.readouterr()


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(VALID)), st.binary(max_size=200))
def test_any_bytes_are_records_or_refused(name: str, noise: bytes) -> None:
    outcome(name, noise)
    outcome(name, VALID[name][:20] + noise)


def test_the_hash_of_a_member_is_of_its_own_bytes() -> None:
    before = records("a.zip", zipped({"a.txt": "One.", "b.txt": "Two."}))
    after = records("a.zip", zipped({"a.txt": "One!", "b.txt": "Two."}))
    assert [a.sha256 == b.sha256 for a, b in zip(before, after, strict=True)] == [False, True]


def test_an_archive_is_read_lazily() -> None:
    blob = bytes_blob("a.zip", zipped(MEMBERS))
    opened = list[int]()

    def counted() -> io.BytesIO:
        opened.append(1)
        return io.BytesIO(blob.content())

    iterator = records_of(Blob("a.zip", blob.size, counted), ReadingOptions())
    assert next(iterator).suffix == "/a.txt"
