"""The data of one question: turns, query, passages, claims, citations, answer, events.

Knows what must always hold (a citation's quote is its span) and checks it where the object
is made. Knows nothing of how passages are found or claims are read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from index.types import Article, Chunk

Status: TypeAlias = Literal["answered", "partial", "not_found"]
Order: TypeAlias = Literal["newest", "oldest"]
Task: TypeAlias = Literal["answer", "count", "list", "first and last"]
Aspect: TypeAlias = Literal[
    "interval", "as-of", "outlets", "order", "names", "titles", "dates", "task", "parts", "articles"
]
IGNORABLE: tuple[Aspect, ...] = ("interval", "outlets", "order", "titles", "task", "parts")
"""What a question says of itself and a person may switch off."""

Effect: TypeAlias = Literal["restricts", "prefers", "notes"]
Teller: TypeAlias = Literal["question", "conversation", "person"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """Publication dates from `since` to `until`, both included; None is open. The `words` of the question said so."""

    since: dt.date | None
    until: dt.date | None
    words: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What the person set, beside the question. It goes before what the question itself implies.

    `ignore` names what the question implies and the person switched off; `undated` says whether articles without a
    date may be used (None: with an as-of date yes, with an interval no); `standalone` is the person's own wording of
    a follow-up.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    outlets: tuple[str, ...] | None = None
    article_ids: tuple[str, ...] | None = None
    undated: bool | None = None
    ignore: tuple[Aspect, ...] = ()
    standalone: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that was asked: with the same index and settings it gives the same answer. `today` is the day of asking."""

    question: str
    turns: tuple[Turn, ...]
    as_of: dt.date | None
    scope: Scope
    today: dt.date


@dataclass(frozen=True, slots=True)
class Understood:
    """One thing that was read in a question, in its `words`, and what it does to the search."""

    aspect: Aspect
    words: str
    meaning: str
    effect: Effect
    told_by: Teller = "question"
    switched_off: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One of several questions in a question, searched by itself; read and answered by itself if `alone`.

    No outlets, no interval: those of the question. `words` are the person's where `text` was completed.
    """

    text: str
    outlets: tuple[str, ...] = ()
    interval: Interval | None = None
    alone: bool = False
    words: str = ""

    @property
    def told(self) -> str:
        """In the person's words."""
        return self.words or self.text


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood.

    `standalone` is the wording that is searched for; for a follow-up it carries names over from
    the earlier turns; `context` holds those names alone. `outlets`, `interval`, `as_of`, `article_ids` and `undated`
    restrict; `preferred_outlets`, `names`, `titles` (in quotation marks), `order` only prefer. `understood` says all of it to the person.
    """

    question: str
    standalone: str
    outlets: tuple[str, ...] = ()
    interval: Interval | None = None
    as_of: dt.date | None = None
    history_used: bool = False
    context: str = ""
    appended: str = ""
    """The question with those names behind it."""
    earlier: tuple[str, ...] = ()
    """The questions before it, each as it stands alone, oldest first."""
    leaning: float = 0.0
    """How much the search leans on those questions, also where no word is taken from them."""
    article_ids: tuple[str, ...] | None = None
    undated: bool | None = None
    preferred_outlets: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    order: Order | None = None
    task: Task = "answer"
    parts: tuple[Part, ...] = ()
    """Two or more, or none."""
    understood: tuple[Understood, ...] = ()
    left_out: tuple[str, ...] = ()
    """Words that say when or by whom, and no topic: also where the person set that otherwise or switched it off."""
    counted_from: dt.date | None = None
    """The day that relative words count from."""
    unknown_outlets: tuple[str, ...] = ()
    """The words that name sources which the index does not hold."""


@dataclass(frozen=True, slots=True)
class Why:
    """How a passage came to its place. Ranks count from 1; None: not found by that search."""

    dense_rank: int | None = None
    dense_score: float | None = None
    lexical_rank: int | None = None
    lexical_score: float | None = None
    phrases: float = 0.0
    """Share of the question's pairs of words that stand in the chunk; and so for names and numbers."""
    names: float = 0.0
    numbers: float = 0.0
    preferred: tuple[Aspect, ...] = ()
    """What the question prefers and the article has: an outlet, a headline."""
    part: int | None = None
    """For which part of the question it was found, from 1."""
    retrieved_rank: int | None = None
    """Its place before it was reranked."""
    rerank_score: float | None = None
    copies: tuple[str, ...] = ()
    """Ids of the other articles that report the same story."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk with its article, in the retriever's order. A higher score is better.

    `joined` are the chunks that stand right before or after it and were found as well, in order, itself included; none
    when it stands alone.
    """

    article: Article
    chunk: Chunk
    score: float
    why: Why
    joined: tuple[Chunk, ...] = ()

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All its chunks, in the order of the text."""
        return self.joined or (self.chunk,)

    @property
    def text(self) -> str:
        """All of its chunks, with what stands between them."""
        chunks = self.chunks
        return self.article.text[chunks[0].start : chunks[-1].end]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A chunk that was found and not read, and why. `by` is the article that took its place."""

    chunk_id: str
    reason: Literal[
        "copy",
        "names no day of the time asked for",
        "its article has enough places",
        "beyond the last place",
        "reranked below",
    ]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages for a query, best first, why the next ones are not among them, and what reranked them."""

    passages: tuple[Passage, ...]
    dropped: tuple[Dropped, ...] = ()
    reranker: str = "none"
    rerank_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that can be checked to the character: `article.text[start:end] == quote`."""

    number: int
    article: Article = field(repr=False)
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(
                f"citation {self.number} of {self.article.id!r}: the offsets {self.start}..{self.end} "
                f"do not lie in its {len(self.article.text)} characters, so {self.quote[:80]!r} is not the text"
            )
        found = self.article.text[self.start : self.end]
        if not self.quote or found != self.quote:
            raise ValueError(
                f"citation {self.number} of {self.article.id!r} at {self.start}..{self.end}: "
                f"quote {self.quote[:80]!r} is not the text {found[:80]!r}"
            )


Support: TypeAlias = Literal["quoted", "supported", "unsupported"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer and the quotes it rests on.

    "quoted": the text is its first citation's quote. "supported": somebody else's words (an LLM's), checked against the
    quotes. "unsupported": such words that the check refused, for the reason in `why`; never shown as fact, and without
    citations. `short` are the words of the first quote that answer by themselves ("Steve Daines").
    """

    text: str
    cites: tuple[Citation, ...]
    support: Support = "quoted"
    short: Citation | None = None
    why: str = ""

    def __post_init__(self) -> None:
        if not self.cites and self.support != "unsupported":
            raise ValueError(f"a claim needs a citation: {self.text[:80]!r}")
        if self.cites and self.support == "unsupported":
            raise ValueError(f"an unsupported claim cites nothing: {self.text[:80]!r}")
        if self.support == "quoted" and self.text != self.cites[0].quote:
            raise ValueError(f"a quoted claim is its quote: {self.text[:80]!r} is not {self.cites[0].quote[:80]!r}")
        if self.short and not (
            self.cites
            and self.short.article.id == self.cites[0].article.id
            and self.cites[0].start <= self.short.start
            and self.short.end <= self.cites[0].end
        ):
            raise ValueError(f"the short answer {self.short.quote[:80]!r} is no part of its claim's first quote")


@dataclass(frozen=True, slots=True)
class Usage:
    """What an LLM was asked and took: its name, tokens where the endpoint told them, and the time of its writing."""

    model: str
    prompt_tokens: int | None
    completion_tokens: int | None
    milliseconds: float = field(compare=False)


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent in each step of one question, and the parts that were left out."""

    understand_ms: float
    retrieve_ms: float
    read_ms: float
    rerank_ms: float = 0.0
    reranker: str = "none"

    @property
    def total_ms(self) -> float:
        return self.understand_ms + self.retrieve_ms + self.rerank_ms + self.read_ms
