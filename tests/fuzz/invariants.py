"""What must hold of any text and any article. Knows the data; knows nothing of fuzzers or of how inputs are made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.reading.boilerplate import boilerplate_lines, kept_spans, merge
from index.reading.chunking import chunk_article, indexed_text
from index.reading.facts.dates import FoundDate, find_dates, leading_day
from index.reading.facts.metadata import FACTS, FIRST_YEAR, Metadata
from index.reading.facts.opening import headline, read_metadata
from index.reading.sentences import split_sentences
from index.types import Article, Sentence, Span
from tests.fakes import FakeEmbedder

WINDOW = FakeEmbedder.max_tokens - FakeEmbedder.special_tokens


def check_text(text: str) -> None:
    """Boilerplate, sentences and chunks of a text that nobody has looked at."""
    boilerplate = merge(boilerplate_lines(text))
    check_spans(text, boilerplate)
    sentences = split_sentences(text, boilerplate)
    check_sentences(text, boilerplate, sentences)
    article = Article("fuzzed", "fuzzed.txt", text, "0" * 64, "Title", "derived", boilerplate=boilerplate)
    check_chunks(article, sentences)


def check_sentences(text: str, boilerplate: Sequence[Span], sentences: Sequence[Sentence]) -> None:
    """Ordered, disjoint, trimmed; every kept letter or digit is in one, and each holds at least one."""
    assert all(left.end <= right.start for left, right in pairwise(sentences))
    for sentence in sentences:
        assert 0 <= sentence.start < sentence.end <= len(text), sentence
        words = text[sentence.start : sentence.end]
        assert words == words.strip(), (sentence, words)
        assert _letters(words), (sentence, words)
    kept = _letters("".join(text[span.start : span.end] for span in kept_spans(0, len(text), boilerplate)))
    assert kept == "".join(_letters(text[s.start : s.end]) for s in sentences)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def check_chunks(article: Article, sentences: Sequence[Sentence]) -> None:
    """No chunk overflows the window, and their order and their ends cover all sentences."""
    embedder = FakeEmbedder()
    chunks = chunk_article(article, sentences, embedder.token_starts, window=WINDOW)
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
    assert bool(chunks) == bool(sentences)
    covered = 0
    for chunk in chunks:
        assert 0 <= chunk.start < chunk.end <= len(article.text), chunk
        words = indexed_text(article, chunk.start, chunk.end)
        assert chunk.tokens <= WINDOW, (chunk, words)
        assert len(embedder.token_starts(words)) <= WINDOW, (chunk, words)
        assert not _missed(article.text, sentences, covered, chunk.start), chunk
        assert chunk.end > covered, chunk
        covered = chunk.end
    assert not _missed(article.text, sentences, covered, len(article.text))


def _missed(text: str, sentences: Sequence[Sentence], start: int, end: int) -> str:
    """What of the sentences stands in a range that no chunk covers; white space parts the pieces of a long one."""
    return "".join(text[max(s.start, start) : min(s.end, end)].strip() for s in sentences)


def check_spans(text: str, spans: Sequence[Span]) -> None:
    """Ordered, disjoint and inside the text."""
    assert all(left.end < right.start or left.end == right.start for left, right in pairwise(spans)), spans
    assert all(span.end <= len(text) for span in spans), spans


def check_article(article: Article, sentences: Sequence[Sentence]) -> None:
    """What `finished` promises: valid text, marked spans, sentences to cite, facts with where they were read."""
    article.text.encode("utf-8")
    check_spans(article.text, article.boilerplate)
    check_sentences(article.text, article.boilerplate, sentences)
    assert any(sentence.kind == "sentence" for sentence in sentences)
    assert article.title.strip(), article.title
    for name in FACTS:
        value = getattr(article, name)
        assert (value is None) == (getattr(article, f"{name}_from") is None), name
        if isinstance(value, str):
            value.encode("utf-8")
            assert len(value.split()) > 0, (name, value)
            assert "\n" not in value, (name, value)
    for day in (article.published, article.updated):
        assert day is None or day.year >= FIRST_YEAR, day
    check_chunks(article, sentences)


def check_facts(text: str, file_name: str) -> Metadata:
    """Dates, the opening, the headline of a text; what was found stands inside it."""
    for found in find_dates(text):
        check_date(text, found)
    if (day := leading_day(text)) is not None:
        assert 0 < day[1] <= len(text), day
    metadata = read_metadata(text, file_name)
    for span in metadata.labels:
        assert span.end <= len(text), span
    title, _ = headline(text, split_sentences(text, merge(metadata.labels)))
    assert "\n" not in title
    return metadata


def check_date(text: str, found: FoundDate) -> None:
    """The days are in order, and the words that name them in the text."""
    assert found.first <= found.last, found
    assert 0 <= found.start < found.end <= len(text), found
    assert any(character.isdigit() for character in text[found.start : found.end]), found
