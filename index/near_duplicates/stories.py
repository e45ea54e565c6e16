"""Pairs of copies to stories: which reports are one story, and which of them is its original. Pure; reads no text.

Copying does not chain. A round-up holds two briefs that have nothing in common, and an update of an update may keep
nothing of the first report. So a story is a star: the original, and reports that are each a copy of it. Within each
group of reports that pairs connect, the likeliest original takes every report paired with it, then the likeliest
of those left does, until none is left. It costs a copy whose pair with the original was not found its place: it
then stands as a story of its own, which is shown once too often; a chained report would be hidden wrongly.

What comes of a group depends on the group alone, so a sync hands in the groups that it touched, whole, and gets
what it would have got for all. The order of pairs, and which row comes first in one, change nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from index.near_duplicates.credits import is_credited, outlet_name

_Neighbours: TypeAlias = Mapping[int, set[int]]

OPENING_CHARACTERS = 300
"""Where agencies are credited."""


@dataclass(frozen=True, slots=True)
class Report:
    """What decides which of several copies is the original.

    `guessed` says that nothing states `published`; `words` counts the kept text; `credits` is its opening of
    `OPENING_CHARACTERS`.
    """

    row: int
    id: str
    published: dt.date | None
    guessed: bool
    outlet: str | None
    words: int
    credits: str


def stories(pairs: Iterable[tuple[int, int]], reports: Mapping[int, Report]) -> dict[int, int]:
    """The row of its story's original for every row in `pairs`; a row that stands alone is its own original.

    `pairs` are copies of each other and hold every pair of the groups they are of. Raises KeyError for a row
    without a report.
    """
    neighbours = _neighbours(pairs)
    likeliest_first = sorted(neighbours, key=lambda row: _unlikelihood(reports[row], neighbours, reports))
    originals: dict[int, int] = {}
    for row in likeliest_first:
        if row not in originals:
            originals |= {row: row} | {copy: row for copy in neighbours[row] if copy not in originals}
    return originals


def story_of(
    row: int, neighbours: Mapping[int, Collection[int]], report: Callable[[int], Report | None]
) -> tuple[str, ...]:
    """Ids of the reports of one row's story, the original first, among those that `report` gives; None: to be left out.

    `neighbours` are the copies of each row. What comes of it is what `stories` makes of the pairs of the others left out.
    """
    reports: dict[int, Report] = {}
    pairs: list[tuple[int, int]] = []
    waiting, seen = [row], {row}
    while waiting:
        one = waiting.pop()
        if (found := report(one)) is not None:
            reports[one] = found
            pairs += [(one, other) for other in neighbours.get(one, ())]
            waiting += [other for other in neighbours.get(one, ()) if other not in seen]
            seen.update(neighbours.get(one, ()))
    if row not in reports:
        return ()
    originals = stories([(row, row), *(pair for pair in pairs if pair[1] in reports)], reports)
    members = [member for member, original in originals.items() if original == originals[row]]
    return tuple(reports[m].id for m in sorted(members, key=lambda m: (m != originals[row], reports[m].id)))


def _neighbours(pairs: Iterable[tuple[int, int]]) -> _Neighbours:
    neighbours: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        neighbours[one].add(other)
        neighbours[other].add(one)
    for row, others in neighbours.items():
        others.discard(row)
    return neighbours


def _unlikelihood(
    report: Report, neighbours: _Neighbours, reports: Mapping[int, Report]
) -> tuple[bool, bool, bool, dt.date, int, str, int]:
    """Sorts the likeliest original first: credited by a copy, then earliest by a stated date, then by a guessed
    one, then longest; ids are compared last, so that no two reports are equal."""
    return (
        not any(_credits(reports[row], report) for row in neighbours[report.row]),
        report.published is None,
        report.guessed,
        report.published or dt.date.max,
        -report.words,
        report.id,
        report.row,
    )


def _credits(copy: Report, original: Report) -> bool:
    """True when `copy` names the outlet of `original`, which is not its own, as its source."""
    if original.outlet is None:
        return False
    if copy.outlet is not None and outlet_name(copy.outlet) == outlet_name(original.outlet):
        return False
    return is_credited(original.outlet, copy.credits)
