"""Chunks: whole sentences, exact offsets, exact token counts, never over the window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading.chunking import CHARACTERS_PER_TOKEN, chunk_article, indexed_text
from index.types import Article, Chunk, Sentence
from rag.api import embedder_for
from rag.config import RagConfig
from tests.articles import read, read_path

ODD_TEXT = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from(list("abc .!?,;\n\t\r\0\u2028\ufeff😀Жé—漢"))),
    min_size=1,
)


def words(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\w+|[^\w\s]", text)]


EMBEDDER = embedder_for(RagConfig().index)


def real_tokens(text: str) -> Sequence[int]:
    return EMBEDDER.token_starts(text)


def load(text: str) -> tuple[Article, tuple[Sentence, ...]]:
    return read("a.txt", text)


def quotes(article: Article, chunks: Sequence[Chunk]) -> list[str]:
    return [article.text[chunk.start : chunk.end] for chunk in chunks]


def test_chunks_hold_whole_sentences_and_neighbours_share_one() -> None:
    article, sentences = load("One two three. Four five six. Seven eight nine. Ten eleven.")
    chunks = chunk_article(article, sentences, words, window=8)
    assert quotes(article, chunks) == [
        "One two three. Four five six.",
        "Four five six. Seven eight nine.",
        "Seven eight nine. Ten eleven.",
    ]
    assert [chunk.tokens for chunk in chunks] == [8, 8, 7]
    assert [chunk.id for chunk in chunks] == ["a.txt#0", "a.txt#1", "a.txt#2"]


def test_without_overlap_no_sentence_stands_twice() -> None:
    article, sentences = load("One two three. Four five six. Seven eight nine. Ten eleven.")
    chunks = chunk_article(article, sentences, words, window=8, overlap_sentences=0)
    assert quotes(article, chunks) == ["One two three. Four five six.", "Seven eight nine. Ten eleven."]


def test_overlap_gives_way_where_the_next_sentence_would_not_fit() -> None:
    article, sentences = load("One two three four. Five six seven eight. Nine ten eleven twelve.")
    chunks = chunk_article(article, sentences, words, window=6)
    assert quotes(article, chunks) == ["One two three four.", "Five six seven eight.", "Nine ten eleven twelve."]


def test_a_sentence_over_the_window_is_cut_after_a_clause_or_else_a_word() -> None:
    article, sentences = load("One two three four, five six seven eight nine ten.")
    chunks = chunk_article(article, sentences, words, window=7, overlap_sentences=0)
    assert quotes(article, chunks) == ["One two three four,", "five six seven eight nine ten."]
    article, sentences = load("one two three four five six seven eight nine")
    chunks = chunk_article(article, sentences, words, window=4, overlap_sentences=0)
    assert quotes(article, chunks) == ["one two three four", "five six seven eight", "nine"]


def test_furniture_inside_a_chunk_is_neither_counted_nor_indexed() -> None:
    article, sentences = load("The story begins here.\n\nAlso Read: Something Else\n\nThe story goes on.")
    [chunk] = chunk_article(article, sentences, words, window=50)
    assert indexed_text(article, chunk.start, chunk.end) == "The story begins here.\nThe story goes on."
    assert chunk.tokens == 10


@pytest.mark.slow
def test_a_megabyte_on_one_line_is_cut_exactly() -> None:
    """Neither a line without a full stop nor one without a space breaks offsets, counts or bounds."""
    for text in ("word " * 200_000, "x" * 1_000_000, "слово, " * 150_000):
        article, sentences = load(text)
        chunks = chunk_article(article, sentences, real_tokens, window=254)
        assert_sound(article, sentences, chunks, window=254, sample=20)


def assert_sound(
    article: Article, sentences: Sequence[Sentence], chunks: Sequence[Chunk], *, window: int, sample: int = 10**9
) -> None:
    covered = 0
    for chunk, following in pairwise(chunks):
        assert chunk.start < following.start < following.end
        assert chunk.end < following.end or chunk.end <= following.start
    for chunk in chunks:
        assert 0 <= chunk.start < chunk.end <= len(article.text)
        assert chunk.end - chunk.start <= window * CHARACTERS_PER_TOKEN + sum(
            s.end - s.start for s in article.boilerplate
        )
        gap = article.text[covered : chunk.start] if chunk.start > covered else ""
        kept = indexed_text(article, covered, chunk.start) if gap else ""
        assert not kept.strip()
        covered = chunk.end
    assert covered == max(s.end for s in sentences)
    for chunk in [*chunks[:sample], *chunks[-2:]]:
        assert chunk.tokens == len(real_tokens(indexed_text(article, chunk.start, chunk.end))) <= window


@settings(max_examples=150, deadline=None)
@given(ODD_TEXT, st.sampled_from([16, 24, 254]))
def test_any_text_gives_sound_chunks_with_the_real_tokenizer(text: str, window: int) -> None:
    try:
        article, sentences = load(text)
    except ArticleError:
        return
    chunks = chunk_article(article, sentences, real_tokens, window=window)
    assert_sound(article, sentences, chunks, window=window)


def test_the_seed_articles_fill_their_chunks(seeds: Path) -> None:
    """Known answer: where the seed articles are cut."""
    spans = {}
    for path in sorted(seeds.iterdir()):
        article, sentences = read_path(path, path.name[:3])
        chunks = chunk_article(article, sentences, real_tokens, window=254)
        spans[path.name[:3]] = [(chunk.start, chunk.end, chunk.tokens) for chunk in chunks]
    assert spans == {
        "000": [(17, 1451, 230), (1288, 2639, 220)],
        "001": [(0, 1340, 239), (1150, 2787, 253), (2652, 2840, 33)],
    }


@pytest.mark.parametrize("overlap", [0, 1, 2, 5])
def test_every_sentence_is_in_a_chunk_whatever_the_overlap(overlap: int) -> None:
    article, sentences = load(" ".join(f"Sentence number {n} is here." for n in range(60)))
    chunks = chunk_article(article, sentences, words, window=20, overlap_sentences=overlap)
    for sentence in sentences:
        assert any(chunk.start <= sentence.start and sentence.end <= chunk.end for chunk in chunks)


def test_pieces_that_touch_count_as_the_words_they_make_together() -> None:
    """A sentence cut inside a run without spaces: the embedder sees the run whole, so it is counted whole."""

    def runs(text: str) -> list[int]:
        """A token for every four characters of a run without spaces."""
        return [start for run in re.finditer(r"\S+", text) for start in range(run.start(), run.end(), 4)]

    text = "Aaaaaa。Bbbbbb。Cccccc。Dddddd。"
    ends = [match.end() for match in re.finditer("。", text)]
    sentences = [Sentence(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    article, _ = load(text)
    chunks = chunk_article(article, sentences, runs, window=5, overlap_sentences=0)
    assert [(chunk.end - chunk.start, chunk.tokens) for chunk in chunks] == [(14, 4), (14, 4)]
    assert [len(runs(quote)) for quote in quotes(article, chunks)] == [4, 4]
