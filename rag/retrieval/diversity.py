"""Ranked chunks -> places: one for a story, neighbours in one, none for an article that has enough. Pure.

Knows which articles are reports of one story only through the function it is given; knows nothing of scores but their
order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rag.types import Dropped

_LONGEST_RUN = 3
"""Chunks in one passage: some 750 words, what a person reads at once."""

_DROPPED_TOLD = 20
"""How many of the next ones are told why they were left out."""


@dataclass(slots=True)
class Place:
    """A chunk that is kept, the neighbours that joined it, and the other articles that report the same story.

    All its chunks have the ordinals from `first` to `last` in `article_id`.
    """

    chunk_id: str
    article_id: str
    first: int
    last: int
    joined: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, chunk_id: str) -> Place:
        article_id, _, ordinal = chunk_id.rpartition("#")
        return cls(chunk_id, article_id, int(ordinal), int(ordinal))

    def touches(self, other: Place) -> bool:
        """True when one stands right after the other and both together are short enough."""
        if self.article_id != other.article_id or (self.first != other.last + 1 and other.first != self.last + 1):
            return False
        return max(self.last, other.last) - min(self.first, other.first) < _LONGEST_RUN

    def join(self, other: Place) -> None:
        self.joined += [other.chunk_id, *other.joined]
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)


def places(
    ranked: Sequence[str],
    limit: int,
    *,
    story_of: Callable[[str], Sequence[str]],
    article_limit: int,
    join: bool = True,
) -> tuple[list[Place], list[Dropped]]:
    """Up to `limit` places for the chunks of `ranked` (ids, best first), and why the next ones have none, in their order.

    `story_of` gives the articles that report what an article reports, itself included. An article gets `article_limit`
    places before others have had theirs; what it is denied comes last, so that a short list is filled.
    """
    kept: list[Place] = []
    teller: dict[str, str] = {}
    denied: list[Place] = []
    dropped: dict[str, Dropped] = {}
    looked_at = 0
    for looked_at, chunk_id in enumerate(ranked, 1):  # noqa: B007 - what was not looked at follows
        place = Place.of(chunk_id)
        if teller.get(place.article_id, place.article_id) != place.article_id:
            dropped[chunk_id] = Dropped(chunk_id, "copy", teller[place.article_id])
        elif join and _joined(kept, place):
            continue
        elif len(kept) == limit:
            dropped[chunk_id] = Dropped(chunk_id, "beyond the last place")
            break
        elif sum(one.article_id == place.article_id for one in kept) >= article_limit:
            denied.append(place)
        else:
            if place.article_id not in teller:
                reports = story_of(place.article_id)
                teller |= dict.fromkeys((*reports, place.article_id), place.article_id)
                place.copies = [report for report in reports if report != place.article_id]
            kept.append(place)
    for place in denied:
        if join and _joined(kept, place):
            continue
        if len(kept) < limit:
            kept.append(place)
        else:
            dropped[place.chunk_id] = Dropped(place.chunk_id, "its article has enough places", place.article_id)
    told = [dropped[chunk_id] for chunk_id in ranked[:looked_at] if chunk_id in dropped]
    rest = ranked[looked_at : looked_at + _DROPPED_TOLD]
    return kept, [*told, *(Dropped(chunk_id, "beyond the last place") for chunk_id in rest)][:_DROPPED_TOLD]


def within_limits(articles: Sequence[str], limit: int, article_limit: int) -> tuple[list[int], list[int]]:
    """Which of a ranking's places are kept, and which of the others were denied for their article; both in order.

    `articles` has the article of each place. As `places` does: `article_limit` for each before others have had theirs.
    """
    taken: Counter[str] = Counter()
    kept: list[int] = []
    denied: list[int] = []
    for number, article_id in enumerate(articles):
        if taken[article_id] >= article_limit:
            denied.append(number)
        elif len(kept) < limit:
            taken[article_id] += 1
            kept.append(number)
    filling = max(0, limit - len(kept))
    return sorted([*kept, *denied[:filling]]), denied[filling:]


def _joined(kept: list[Place], place: Place) -> bool:
    """Join `place` to the first that it touches, and that to a second one when it closed the gap between them."""
    host = next((one for one in kept if one.touches(place)), None)
    if host is None:
        return False
    host.join(place)
    for number, other in enumerate(kept):
        if other is not host and host.touches(other):
            host.join(kept.pop(number))
            break
    return True
