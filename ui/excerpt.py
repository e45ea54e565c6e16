"""Which part of an article is shown, and what each stretch of it is: quote, heading, aside.

Knows text and offsets; knows no HTML (`ui.render` draws what is cut here). The stretches of an
excerpt, put together again, are exactly `article.text[start:end]`: nothing is added or dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rag import Article

Role: TypeAlias = Literal["text", "aside", "heading", "also", "quote"]
Range: TypeAlias = tuple[int, int]
"""Half-open offsets into `Article.text`."""

# A browser lays out 60,000 characters without a pause that a person notices; 1 MB it does not.
WHOLE_CHARACTERS = 60_000
WINDOW_CHARACTERS = 30_000
# Room above a quote, so that it is read in its place.
LEAD_CHARACTERS = 8_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of characters that plays one role."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What the panel shows of one article: `article.text[start:end]`, cut into stretches."""

    article: Article
    start: int
    end: int
    stretches: tuple[Stretch, ...]

    @property
    def whole(self) -> bool:
        """True when nothing of the article is left out."""
        return self.start == 0 and self.end == len(self.article.text)


def excerpt(
    article: Article,
    *,
    quote: Range | None = None,
    also: Iterable[Range] = (),
    headings: Iterable[Range] = (),
    at: int | None = None,
) -> Excerpt:
    """Cut what is shown of `article`: all of it, or for a very long one a window.

    `quote` is the citation that was asked for, `also` the other ones of the same answer, and
    `headings` the lines between paragraphs; `at` asks for the window that starts there instead
    of the one around the quote.
    """
    start, end = _window(len(article.text), quote, at)
    layers: list[tuple[Role, Iterable[Range]]] = [
        ("aside", ((span.start, span.end) for span in article.boilerplate)),
        ("heading", headings),
        ("also", also),
        ("quote", [quote] if quote else []),
    ]
    return Excerpt(article, start, end, tuple(_cut(article.text, start, end, layers)))


def _window(length: int, quote: Range | None, at: int | None) -> Range:
    if length <= WHOLE_CHARACTERS:
        return 0, length
    wanted = at if at is not None else max(0, quote[0] - LEAD_CHARACTERS) if quote else 0
    start = min(max(0, wanted), length - WINDOW_CHARACTERS)
    return start, start + WINDOW_CHARACTERS


def _cut(text: str, start: int, end: int, layers: list[tuple[Role, Iterable[Range]]]) -> Iterator[Stretch]:
    """Walk the text once; where layers overlap, the last one named is what a character is."""
    changes: list[tuple[int, int, int]] = []
    for depth, (_, ranges) in enumerate(layers, start=1):
        for first, last in ranges:
            if (low := max(first, start)) < (high := min(last, end)):
                changes += [(low, depth, 1), (high, depth, -1)]
    open_layers = [1] + [0] * len(layers)
    roles: list[Role] = ["text", *(role for role, _ in layers)]
    run_start, run_depth = start, 0
    for offset, depth, step in [*sorted(changes), (end, 0, 0)]:
        open_layers[depth] += step
        top = max(level for level, count in enumerate(open_layers) if count)
        if (top != run_depth or offset == end) and run_start < offset:
            yield Stretch(text[run_start:offset], roles[run_depth])
            run_start = offset
        run_depth = top
