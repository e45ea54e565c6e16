"""The data that the index floor hands upwards: articles, their spans, chunks and hits.

Knows the shapes and their invariants; knows nothing of files, models or databases.
Every offset counts Python characters (code points) of `Article.text`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:  # who only looks at articles is spared numpy
    import numpy as np
    from numpy.typing import NDArray

Vector: TypeAlias = "NDArray[np.float32]"
"""One embedding, shape (dim,), unit length."""

Matrix: TypeAlias = "NDArray[np.float32]"
"""Embeddings, shape (texts, dim), rows of unit length."""

Provenance: TypeAlias = Literal[
    "sidecar",
    "column",
    "page metadata",
    "front matter",
    "document properties",
    "feed",
    "label",
    "heading",
    "dateline",
    "byline",
    "text",
    "file name",
    "detected",
    "derived",
]
"""Where a fact of an article was read: a metadata file beside it, a column or key of its record, its page's own
metadata, its front matter, its document's properties, its feed's entry, a labelled line ("Source: ..."), a
heading, its dateline, its byline, its running text, its file's name, by a language detector, or nowhere (a headline
derived from the opening words)."""

GUESSED: frozenset[Provenance] = frozenset({"text", "file name", "detected", "derived"})
"""Provenances that state nothing: the fact is a guess, and shown as one."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range `text[start:end]`, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, got {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article. Headings are kept apart: they are read, but never cited as claims."""

    start: int
    end: int
    kind: Literal["sentence", "heading"] = "sentence"


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is never changed after loading, so every offset into it holds for good.

    For plain text and Markdown `text` is the file's decoded text with newlines as ``\\n``.
    For other kinds it is the extracted text. `boilerplate` marks spans that are neither indexed nor
    cited (labels, "Also read" lines). `published` and `updated` are what the article says of itself,
    `language` an ISO 639-1 code, `indexed` when this version of it came into the index (UTC).
    """

    id: str
    path: str
    text: str = field(repr=False)
    sha256: str = field(repr=False)
    title: str
    title_from: Provenance
    outlet: str | None = None
    outlet_from: Provenance | None = None
    author: str | None = None
    author_from: Provenance | None = None
    url: str | None = None
    url_from: Provenance | None = None
    language: str | None = None
    language_from: Provenance | None = None
    published: dt.date | None = None
    published_from: Provenance | None = None
    updated: dt.date | None = None
    updated_from: Provenance | None = None
    indexed: dt.datetime | None = None
    boilerplate: tuple[Span, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        for span in self.boilerplate:
            if span.end > len(self.text):
                raise ValueError(f"{self.id!r}: boilerplate {span} ends after the text ({len(self.text)})")

    @property
    def published_is_guessed(self) -> bool:
        """True when nothing states the date: it was taken from the running text or the file's name."""
        return self.is_guessed("published")

    def is_guessed(self, fact: str) -> bool:
        """True for a fact ("title", "outlet", ...) that nothing states."""
        return getattr(self, f"{fact}_from") in GUESSED


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one article, small enough for the embedder's window.

    `tokens` counts the embedder's own tokens of the indexed words, special tokens left out.
    """

    article_id: str
    ordinal: int
    start: int
    end: int
    tokens: int

    @property
    def id(self) -> str:
        return f"{self.article_id}#{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search found. A higher score is better, in every search."""

    chunk_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that holds what was looked for. `count` and `first` are of its text; None: only the headline holds it.

    Of phrases every place counts, of a topic every sentence; see `index.mentions`.
    """

    article_id: str
    count: int
    first: Span | None
    in_headline: bool


@dataclass(frozen=True, slots=True)
class Mentions:
    """Of `scanned` articles all that hold what was looked for, newest first, undated last."""

    scanned: int
    found: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search may return. Applied inside the search, before ranking; None means no limit.

    `since` and `until` are inclusive publication dates. With `undated` an article without a
    date passes an interval. `stories` are the ids of articles whose stories' every report may be returned.
    `as_of`: no article published later passes, so `until` is never later, and statistics of words and stories count
    only what was published by then, with `undated` what has no date too.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    outlets: tuple[str, ...] | None = None
    article_ids: tuple[str, ...] | None = None
    stories: tuple[str, ...] | None = None
    undated: bool = False
    as_of: dt.date | None = None

    def __post_init__(self) -> None:
        if self.as_of is not None:  # whoever honours `until` cannot let a later article through
            object.__setattr__(self, "until", min(self.until or self.as_of, self.as_of))

    @property
    def empty(self) -> bool:
        """True when nothing is restricted."""
        limits = (self.since, self.until, self.outlets, self.article_ids, self.stories)
        return all(limit is None for limit in limits)


@dataclass(frozen=True, slots=True)
class WordStatistics:
    """Of `chunks` chunks, in how many each word stands, the word as `terms` gives it."""

    chunks: int
    frequencies: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """What lists and menus show of an article: everything but its text."""

    id: str
    path: str
    title: str
    title_from: Provenance
    outlet: str | None
    published: dt.date | None
    published_from: Provenance | None
    chunks: int
    updated: dt.date | None = None
    language: str | None = None
    reports: int = 1
    """Articles of its story, itself included."""

    @property
    def published_is_guessed(self) -> bool:
        """As `Article.published_is_guessed`."""
        return self.published_from in GUESSED


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a record of one, that could not be read as an article, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Facts about the open generation."""

    path: str
    generation: str
    articles: int
    chunks: int
    stories: int
    """Stories with more than one report."""
    embedder: str
    weights_sha256: str
    engine: str
    chunk_tokens: int
    created: str
    fingerprint: str
    sources: tuple[str, ...]
    failures: tuple[Failure, ...]
    columns: tuple[tuple[str, str], ...] = ()
    """Which column of a table holds a fact, as the user settled it."""
    size_bytes: int = 0
    """Of this generation's files on disk."""
    approximate: bool = False
    """True when the index is so large that vectors are searched approximately."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the articles of an index cover. Counts are of articles; languages come most frequent first."""

    first: dt.date | None
    last: dt.date | None
    undated: int
    guessed: int
    """Articles whose date is a guess."""
    languages: tuple[tuple[str | None, int], ...]
    outlets: int
    without_outlet: int


@dataclass(frozen=True, slots=True)
class Examination:
    """What a doctor found of one generation. `fault` is None when every file is as it was written."""

    generation: str
    in_use: bool
    created: str | None
    articles: int | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Every generation of an index, oldest first, and what to do."""

    path: str
    examinations: tuple[Examination, ...]
    fault: str | None
    """What is wrong with the index as it is used now; None when it is sound."""
    remedy: str | None
    remarks: tuple[str, ...] = ()
    """What is worth knowing and makes no answer wrong: remnants, damaged caches, permissions, a disk nearly full."""

    @property
    def sound(self) -> bool:
        return self.fault is None
