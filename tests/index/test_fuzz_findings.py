"""What fuzzing found, kept with its bytes and the behaviour that is right; and that fuzzing begins with files we read.

`tests/fuzz` finds; pytest keeps. A case is the input of a target, cut down by hand to what matters.
"""

from __future__ import annotations

import pytest

from index.reading.sentences import split_sentences
from tests.articles import read
from tests.fuzz.seeds import files
from tests.fuzz.targets import KINDS, PIECES, TARGETS, articles_of, text_of


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("\0He paid $3. ? . ’ ?!\n", ["He paid $3. ? . ’ ?!"]),
        ("\0He left in mid-Jan. ’ ! ! ;\n", ["He left in mid-Jan. ’ ! ! ;"]),
        ("\0He went … ! - ? .\nThe end.", ["He went … ! - ? .", "The end."]),
        ("\0? ! ; She came. 🎉 — !", ["? ! ; She came. 🎉 — !"]),
        ("\0वह गया। । [ । उसने कहा।", ["वह गया। । [ ।", "उसने कहा।"]),
    ],
)
def test_marks_without_words_are_no_sentence_of_their_own(data: str, expected: list[str]) -> None:
    text = text_of(data.encode())
    assert [text[s.start : s.end] for s in split_sentences(text)] == expected
    TARGETS["sentences"].run(data.encode())


def test_a_derived_headline_ends_without_its_period_and_the_space_before() -> None:
    assert read("a.txt", "He .")[0].title == "He"


def test_an_input_is_a_text_or_a_row_of_pieces() -> None:
    assert text_of(b"\0caf\xc3\xa9 \xff") == "café \ufffd"
    assert text_of(bytes([1, 0, 1, len(PIECES)])) == "word He word "
    assert text_of(b"") == ""


@pytest.mark.parametrize("suffix", KINDS)
def test_fuzzing_of_each_kind_begins_with_a_file_that_is_read(suffix: str) -> None:
    """A seed that is refused would leave a reader unfuzzed."""
    tables = (".csv", ".tsv", ".tab")
    articles = 2 if suffix == ".zip" or suffix.removesuffix(".gz") in tables else 1
    [content, *_] = files(suffix)
    assert len(articles_of(bytes([KINDS.index(suffix), 1]) + content)) == articles


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_holds_the_invariants(name: str) -> None:
    target = TARGETS[name]
    for seed in target.seeds:
        target.run(seed)
    assert len(set(target.seeds)) == len(target.seeds)
