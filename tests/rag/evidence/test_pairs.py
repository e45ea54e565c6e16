"""Rows of tokens: where the text stands in them, and where its sentences do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evidence.pairs import HEADER_TOKENS, QUESTION_TOKENS, PairEncoder, header_of

TEXT = "Kassym-Jomart Tokayev met Steve Daines. They talked in Astana 😀."
SENTENCES = ((0, 39), (40, 64))


@pytest.fixture(scope="module")
def encoder() -> PairEncoder:
    return PairEncoder()


def test_a_row_is_question_header_and_text_between_their_marks(encoder: PairEncoder) -> None:
    pair = encoder.pair("Who met?", "Talks", TEXT, SENTENCES)
    assert pair.ids[0] == 101
    assert [place for place, token in enumerate(pair.ids) if token == 102] == [4, 6, len(pair.ids) - 1]
    assert pair.types[:5] == (0, 0, 0, 0, 0)
    assert set(pair.types[5:]) == {1}
    assert pair.text_at == 7
    assert pair.text_at + len(pair.offsets) == len(pair.ids) - 1


def test_each_sentence_has_the_tokens_of_its_characters(encoder: PairEncoder) -> None:
    pair = encoder.pair("Who met?", "", TEXT, SENTENCES)
    for (start, end), tokens in zip(SENTENCES, pair.sentences, strict=True):
        assert tokens is not None
        first, last = (place - pair.text_at for place in tokens)
        assert (pair.offsets[first][0], pair.offsets[last - 1][1]) == (start, end)


def test_what_is_too_long_is_cut_and_its_sentences_are_none(encoder: PairEncoder) -> None:
    text = "One two three. " * 200
    sentences = [(at, at + 14) for at in range(0, len(text), 15)]
    pair = encoder.pair("what? " * 200, "headline " * 200, text, sentences)
    assert len(pair.ids) == 448
    assert pair.text_at == 1 + QUESTION_TOKENS + 1 + HEADER_TOKENS + 1
    assert pair.sentences[0] == (pair.text_at, pair.text_at + 4)
    assert pair.sentences[-1] is None


def test_the_header_is_the_headline_and_the_day_in_words() -> None:
    assert header_of("Talks", dt.date(2024, 3, 6)) == "Talks · 6 March 2024"
    assert (header_of("Talks", None), header_of("", None)) == ("Talks", "")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80), st.data())
def test_any_text_keeps_its_offsets(question: str, header: str, data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=1, max_size=300))
    cut = data.draw(st.integers(0, len(text)))
    pair = PairEncoder().pair(question, header, text, [(0, cut), (cut, len(text))])
    assert len(pair.ids) == len(pair.types) <= 448
    for start, end in pair.offsets:
        assert 0 <= start <= end <= len(text)
    for span in filter(None, pair.sentences):
        assert pair.text_at <= span[0] < span[1] <= pair.text_at + len(pair.offsets)
