"""The rows of one article in Milvus: pieces of its text, and its chunks with their vectors and words. Writes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from index.milvus.rows import FOREVER, in_pieces, key_of
from index.milvus.versions import text_row
from index.milvus.words import sparse, told
from index.reading.chunking import indexed_text
from index.store.articles import sentence_json, text_checksum
from index.store.words.writing import words_above
from index.types import Article, Chunk, Matrix, Sentence

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChunkWords:
    """The words of one chunk: how often each stands, and how many there are in all."""

    frequencies: dict[str, int]
    length: int


def words_of(article: Article, chunks: Sequence[Chunk], analyze: Callable[[str], list[str]]) -> list[ChunkWords]:
    """The words that each chunk is found by, as the local word index counts them."""
    header = words_above(article)
    found = [analyze(f"{header}\n{indexed_text(article, chunk.start, chunk.end)}") for chunk in chunks]
    return [ChunkWords(dict(Counter(words)), len(words)) for words in found]


def chunk_rows(
    article: Article,
    chunks: Sequence[Chunk],
    vectors: Matrix,
    words: Sequence[ChunkWords],
    *,
    since: int,
    average: float | None,
) -> list[Row]:
    """A row for each chunk. `average` is the length that weights are computed with; None: no weights are wanted."""
    key = key_of(article.id)
    rows: list[Row] = []
    for chunk, vector, held in zip(chunks, vectors, words, strict=True):
        row: Row = {
            "pk": chunk_key(key, since, chunk.ordinal),
            "article": key,
            "article_id": article.id,
            "outlet": outlet_key(article.outlet),
            "words": told(held.frequencies),
            "ordinal": chunk.ordinal,
            "start": chunk.start,
            "end": chunk.end,
            "tokens": chunk.tokens,
            "day": day_of(article),
            "length": held.length,
            "since": since,
            "until": FOREVER,
            "dense": vector,
        }
        if average is not None:
            row["sparse"] = sparse(held.frequencies, held.length, average)
        rows.append(row)
    return rows


def text_rows(article: Article, sentences: Sequence[Sentence], *, since: int) -> list[Row]:
    """The pieces of an article's text, with its boilerplate, sentences and their checksum."""
    boilerplate = json.dumps([(span.start, span.end) for span in article.boilerplate], separators=(",", ":"))
    spans = sentence_json(sentences)
    checksum = text_checksum(article.text, boilerplate, spans).hex()
    value = [article.text, boilerplate, spans, checksum]
    whole = json.dumps(value, ensure_ascii=not _is_utf8(article.text))
    key = key_of(article.id)
    return [text_row(text_key(key, since, n), since, piece) for n, piece in enumerate(in_pieces(whole))]


def chunk_key(article: str, since: int, ordinal: int) -> str:
    """The key of a chunk's row."""
    return f"{article}-{since}-{ordinal}"


def text_key(article: str, since: int, number: int) -> str:
    """The key of a piece of an article's text."""
    return f"{article}-{since}-{number}"


def outlet_key(outlet: str | None) -> str:
    """What an outlet is compared by; "" for none."""
    return key_of(outlet) if outlet is not None else ""


def day_of(article: Article) -> int:
    """The day of publication as a number; 0 for none."""
    return article.published.toordinal() if article.published else 0


def _is_utf8(text: str) -> bool:
    """False for half a surrogate pair, which only an escape can write."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
