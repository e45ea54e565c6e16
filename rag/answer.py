"""The answer to one question, and the events in which it arrives.

An `Answer` is plain data that prints itself: as text with `[1]` marks and a source list, as
Markdown in a notebook, as JSON for machines. It knows nothing of pages or terminals (`ui`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from index.types import Article
from rag.answering.contrasts import Contrast
from rag.printing import escape_markdown, inert_json, one_line, unmarked
from rag.types import Asked, Citation, Claim, Dropped, Passage, Query, Status, Timings, Usage

if TYPE_CHECKING:
    from rag.answering.listing import Tally

NOT_FOUND = "The articles do not hold an answer to this question."
NOT_COVERED = "Not covered: "
"""Stands before each part of the question that the articles leave open."""
NEAREST_NAMED = 3
UNSUPPORTED = " [not in the articles]"
"""Stands where an LLM's sentence that the articles do not support would have its marks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question.

    `status` is "answered", "partial" or "not_found"; only the first two have claims.
    `citations` lists each citation once, by number. `passages` are what was read, best first.
    `confidence` is between 0 and 1: the estimated chance that the articles answer the question.
    """

    query: Query
    status: Status
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...] = field(repr=False)
    confidence: float
    notes: tuple[str, ...]
    index_fingerprint: str
    timings: Timings = field(compare=False)
    dropped: tuple[Dropped, ...] = field(default=(), repr=False)
    """What was found next and not read, and why."""
    tally: Tally | None = None
    """The numbers of a question that counts articles."""
    missing: tuple[str, ...] = ()
    """What of the question the articles do not cover, a sentence each; of a partial answer at least one."""
    about: tuple[str, ...] = ()
    """Of an answer that is not found: a sentence of each of the nearest articles, or "". A hint, not a source."""
    reader: str = "extractive"
    """What wrote the claims: "extractive", or "llm" with its model in `usage`."""
    usage: Usage | None = None
    asked: Asked | None = field(default=None, repr=False)
    """What `rag.replaying` asks again."""
    settings: str = ""
    """Fingerprint of the settings and models that answered."""
    contrasts: tuple[Contrast, ...] = ()
    """Reports among those read that disagree, or of which one is newer; the note of each is in `notes`, too."""

    @property
    def found(self) -> bool:
        """True when the articles answer at least a part of the question."""
        return self.status != "not_found"

    @property
    def short(self) -> str | None:
        """The first claim's short answer, when the reader was sure of it: words of the article."""
        first = self.claims[0].short if self.claims else None
        return first.quote if first else None

    @property
    def text(self) -> str:
        """The claims as running text, without marks; a count first; for `not_found` a sentence that says so."""
        counted = [unmarked(self.tally.sentence)] if self.tally else []
        return (
            " ".join([*counted, *(_said(claim) for claim in self.claims if claim.support != "unsupported")])
            or NOT_FOUND
        )

    @property
    def _counted(self) -> tuple[str, ...]:
        """Of a count its sentence and over what was counted: its first note, which stands before the claims."""
        return self.notes[:1] if self.tally else ()

    @property
    def _told(self) -> tuple[str, ...]:
        """The other notes."""
        return self.notes[1:] if self.tally else self.notes

    @property
    def nearest(self) -> tuple[Article, ...]:
        """The articles of the passages that were read, nearest first, each once."""
        return tuple({passage.article.id: passage.article for passage in self.passages}.values())

    @property
    def hints(self) -> tuple[tuple[Article, str], ...]:
        """The nearest articles that are named when nothing is found, each with what it is about, as far as is known."""
        return tuple(zip(self.nearest[:NEAREST_NAMED], (*self.about, *[""] * NEAREST_NAMED), strict=False))

    def __str__(self) -> str:
        claims = " ".join(_said(claim) + (_marks(claim) or UNSUPPORTED) for claim in self.claims)
        lines = ["\n\n".join(filter(None, [*map(unmarked, self._counted), claims])) or NOT_FOUND]
        lines += [f"\n{NOT_COVERED}{unmarked(what)}" for what in self.missing]
        if self.citations:
            lines += ["", *(f"[{cite.number}] {source_line(cite.article)}" for cite in self.citations)]
        elif self.nearest:
            lines += ["", "Nearest articles:", *(_hint(*hint) for hint in self.hints)]
        return "\n".join([*lines, *(f"\nNote: {unmarked(note)}" for note in self._told)])

    def _repr_markdown_(self) -> str:
        """Markdown for notebooks; every word of an article is escaped."""
        claims = " ".join(
            (f"**{escape_markdown(with_full_stop(claim.short.quote))}** " if claim.short else "")
            + _escaped(claim.text)
            + (_marks(claim, r" \[{}\]") or f" {escape_markdown(UNSUPPORTED)}")
            for claim in self.claims
        )
        lines = ["\n\n".join(filter(None, [*map(_escaped, self._counted), claims])) or NOT_FOUND]
        lines += [f"**{NOT_COVERED.strip()}** {_escaped(what)}" for what in self.missing]
        for cite in self.citations:
            lines.append(f"\\[{cite.number}\\] **{_escaped(cite.article.title)}** · {_facts(cite.article)}")
            lines.append(f"> {escape_markdown(cite.quote)}")
        if not self.citations:
            lines += [
                f"- {_escaped(article.title)} · {_facts(article)}{': ' if about else ''}{_escaped(about)}"
                for article, about in self.hints
            ]
        return "\n\n".join([*lines, *(f"*{_escaped(note)}*" for note in self._told)])

    def to_dict(self, *, timings: bool = False) -> dict[str, Any]:
        """Everything needed to see how the answer came about, as JSON types; article texts left out."""
        from rag.documents.answers import answer_document

        return answer_document(self, timings=timings)

    def to_json(self, *, indent: int | None = 2, timings: bool = False) -> str:
        """`to_dict` as JSON text. Without `timings` the same index and question give the same bytes."""
        return inert_json(json.dumps(self.to_dict(timings=timings), indent=indent, ensure_ascii=False, default=str))

    @classmethod
    def from_json(cls, document: str, article_of: Callable[[str], Article]) -> Answer:
        """The answer whose `to_json()` is `document`; every quote is compared with the text that `article_of` gives.

        Raises QuestionError for a text that is no answer's, IndexMismatch when the articles do not say what it quotes.
        """
        from rag.documents.answers import read_answer

        return read_answer(document, article_of)


def source_line(article: Article) -> str:
    """Headline, outlet, date and file of an article, in one line of plain text."""
    return " · ".join(filter(None, [unmarked(article.title), *article_facts(article), one_line(article.id)]))


def article_facts(article: Article) -> list[str]:
    """Outlet and publication date, as far as they are known; a guessed date is marked as such."""
    facts = [unmarked(article.outlet)] if article.outlet else []
    if article.published:
        guessed = " (date guessed)" if article.published_is_guessed else ""
        facts.append(article.published.isoformat() + guessed)
    return facts


def _facts(article: Article) -> str:
    return " · ".join(escape_markdown(fact) for fact in [*article_facts(article), article.id])


def _escaped(words: str) -> str:
    return escape_markdown(unmarked(words))


def with_full_stop(words: str) -> str:
    """A short answer as a sentence of its own."""
    said = unmarked(words)
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _said(claim: Claim) -> str:
    return " ".join([*([with_full_stop(claim.short.quote)] if claim.short else []), unmarked(claim.text)])


def _hint(article: Article, about: str) -> str:
    return "\n    ".join(filter(None, [f"  - {source_line(article)}", unmarked(about)]))


def _marks(claim: Claim, mark: str = " [{}]") -> str:
    return "".join(mark.format(cite.number) for cite in claim.cites)


@dataclass(frozen=True, slots=True)
class StageEvent:
    """What the pipeline is doing now, in words that are true: "searching 412 articles"."""

    message: str
    kind: Literal["stage"] = "stage"


@dataclass(frozen=True, slots=True)
class PassagesEvent:
    """The passages that will be read."""

    query: Query
    passages: tuple[Passage, ...]
    kind: Literal["passages"] = "passages"


@dataclass(frozen=True, slots=True)
class TokenEvent:
    """A piece of a sentence that an LLM is writing. Not checked yet: the claim that follows is.

    `anew`: it takes the place of all that was being written before. It may be empty, while nothing comes.
    """

    text: str
    anew: bool = False
    kind: Literal["token"] = "token"


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """One finished claim with its verified citations."""

    claim: Claim
    kind: Literal["claim"] = "claim"


@dataclass(frozen=True, slots=True)
class DoneEvent:
    """The whole answer; always the last event."""

    answer: Answer
    kind: Literal["done"] = "done"


Event: TypeAlias = StageEvent | PassagesEvent | TokenEvent | ClaimEvent | DoneEvent
