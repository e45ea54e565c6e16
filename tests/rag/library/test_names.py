"""Names from somewhere else: whatever they are, they stay below their folder and are seen as they are."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.library.names import numbered, safe_name

CASES = {
    "story.txt": "story.txt",
    "2024/May/story (1).txt": "2024/May/story (1).txt",
    "Überschrift – Straße.md": "Überschrift – Straße.md",
    "../../etc/x.txt": "etc/x.txt",
    "..\\..\\x.txt": "x.txt",
    "C:\\Users\\me\\x.txt": "C_/Users/me/x.txt",
    "/abs/x.txt": "abs/x.txt",
    "a\x00b\x1b[31m.txt": "ab[31m.txt",
    "invoice\u202etxt.exe.txt": "invoicetxt.exe.txt",
    "a\u200b\ufeffb.txt": "ab.txt",
    "half\ud800.txt": "half.txt",
    ".hidden.txt": "hidden.txt",
    ".article-rag-added": "article-rag-added",
    "con.txt": "_con.txt",
    "COM1": "_COM1",
    "aux.tar.gz": "_aux.tar.gz",
    "name. .txt": "name. .txt",
    "ends.txt. .": "ends.txt",
    'a<b>c:"d"|e?.txt': "a_b_c__d__e_.txt",
    "": "article",
    "../..": "article",
    "e\u0301.txt": "é.txt",
    "a/b/c/d/e/f/g/h.txt": "c/d/e/f/g/h.txt",
}


@pytest.mark.parametrize(("told", "name"), CASES.items(), ids=ascii)
def test_a_name_that_does_no_harm_is_kept_and_another_is_made_harmless(told: str, name: str) -> None:
    assert safe_name(told) == name


def test_a_long_name_keeps_its_endings() -> None:
    assert safe_name("é" * 300 + ".jsonl.gz") == "é" * 70 + ".jsonl.gz"


@given(st.text(max_size=400))
@example("..")
@example("a/../../b")
def test_no_name_leaves_its_folder_or_hides_in_it(told: str) -> None:
    name = safe_name(told)
    assert not PurePosixPath(name).is_absolute()
    assert not PureWindowsPath(name).drive
    for part in name.split("/"):
        assert part not in ("", ".", "..")
        assert not part.startswith(".")
        assert len(part.encode()) <= 160
        assert part.isprintable()


@given(st.text(max_size=60))
@example(". 0")
@example("e\u200d\u0301.txt")
@example("<\u200d\u0338.txt")
def test_a_safe_name_is_safe_already(told: str) -> None:
    assert safe_name(safe_name(told)) == safe_name(told)


@pytest.mark.parametrize(
    ("name", "second"),
    [("story.txt", "story (2).txt"), ("a.b/c.jsonl.gz", "a.b/c (2).jsonl.gz"), ("plain", "plain (2)")],
)
def test_a_number_goes_before_the_endings(name: str, second: str) -> None:
    assert numbered(name, 2) == second
