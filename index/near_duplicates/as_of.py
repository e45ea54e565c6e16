"""Stories as of a day: what an index of only the reports published by then would call one story.

Knows pairs of copies, whatever article they are of, and reads the reports it needs; `stories` knows what a story is. A pair
is noted for what stands in both texts, so that of older reports the pairs are the same with and without newer ones. (Of
an article with more than 50 likely copies only the 50 likeliest are compared: beyond that, newer ones can hide a pair.)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial

from index.near_duplicates.stories import OPENING_CHARACTERS, Report, story_of
from index.reading.boilerplate import kept_text
from index.types import Article


class StoriesAsOf:
    """Stories of any day, of one generation. `copies` gives pairs of article ids, `read` an article. Safe for many threads."""

    def __init__(self, copies: Callable[[], Iterable[tuple[str, str]]], read: Callable[[str], Article]) -> None:
        self._copies, self._read = copies, read
        self._loaded: tuple[dict[str, int], list[str], dict[int, set[int]]] | None = None

    def story(self, article_id: str, day: dt.date, undated: bool) -> tuple[str, ...]:  # noqa: FBT001 - a cache's key
        """Ids of the story's reports published by `day`, and if `undated` of those without a date, the original first.

        Only its own id for an article that has no copies by then, or was itself published later.
        """
        numbers, ids, neighbours = self._pairs()
        if article_id not in numbers:
            return (article_id,)
        report = partial(self._report, ids, day, undated)
        return story_of(numbers[article_id], neighbours, report) or (article_id,)

    def _pairs(self) -> tuple[dict[str, int], list[str], dict[int, set[int]]]:
        """Numbers of the articles that have copies, their ids by number, and the copies of each."""
        if self._loaded is None:
            pairs = list(self._copies())
            ids = sorted({article_id for pair in pairs for article_id in pair})
            numbers = {article_id: number for number, article_id in enumerate(ids)}
            neighbours: dict[int, set[int]] = {number: set() for number in range(len(ids))}
            for one, other in pairs:
                neighbours[numbers[one]].add(numbers[other])
                neighbours[numbers[other]].add(numbers[one])
            self._loaded = numbers, ids, neighbours
        return self._loaded

    def _report(self, ids: list[str], day: dt.date, undated: bool, number: int) -> Report | None:  # noqa: FBT001
        article = self._read(ids[number])
        if not undated if article.published is None else article.published > day:
            return None
        text = kept_text(article.text, 0, len(article.text), article.boilerplate)
        return Report(
            row=number,
            id=article.id,
            published=article.published,
            guessed=article.published_is_guessed,
            outlet=article.outlet,
            words=len(text.split()),
            credits=text[:OPENING_CHARACTERS],
        )
