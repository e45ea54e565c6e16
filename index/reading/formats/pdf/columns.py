"""Columns of running text that a document writes row by row: put one after the other, as they are read.

Knows printed lines and the gaps within them; knows nothing of PDF, nor of paragraphs. A gutter is a band that no line
of a block crosses; what crosses it (a headline, a line of full width) parts blocks. Both sides of a gutter must read
as running text, else it lies in a table, a list or a form, and the rows stay as they are: a table read by its columns
is as wrong as two columns read by their rows. Columns written one after the other have no rows, so they stay too, and
so do lines written from right to left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from math import ceil, floor
from statistics import median
from typing import TypeAlias

from index.reading.boilerplate import has_ended
from index.reading.formats.pdf.layout import Line

WIDE_SPACE = 0.8
"""Ems between words that may be a gutter; printers set one of 1 em (a pica) and more, words of a full line stand
0.2 to 0.5 em apart."""

_FEWEST_ROWS = 5
"""Rows with text on both sides of a gutter: spaces of fewer may stand below each other by chance."""

_NARROWEST_COLUMN = 8.0
"""Ems of a column's usual line: some 18 letters, what a ragged column of five on A4 has."""

_FILLED = 0.7
"""Share of the widest line that the usual line of a column has; cells of a table vary more."""

_MOST_ENDED = 0.4
"""Share of lines that close a sentence; of lists and of tables of sentences it is nearer to 1."""

_FEWEST_RUNNING = 1 / 3
"""Share of lines that open with a small letter (or one of a script without capitals): German, with its capital nouns,
has about half; cells of tables open with capitals and figures."""

_APART = 2.2
"""Times the usual pitch of rows from which on a block ends; one line left blank makes 2."""

_NEXT_LINE = 1.2
"""Times the usual pitch within which a line left over below its column goes on with it (`layout` has the same)."""

_OTHER_SIZE = 1.1
"""Times the type size: a heading, not the column's next line (`layout` has the same)."""


_WIDEST_SPACE = 2_000
"""Points between two pieces of a row; a broadsheet page is some 1,100 wide."""

_MOST_LINES = 2_000
"""Of a page whose columns are looked for; a broadsheet of small print has some 1,200."""

_MOST_GUTTERS = 12
"""Places tried at once, the likeliest first; what they part is searched again, so a page may have more columns."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as the document writes it, and its pieces between wide spaces, from left to right."""

    whole: Line
    pieces: tuple[Line, ...]


_Row: TypeAlias = tuple[Printed, ...]


def in_reading_order(printed: Sequence[Printed]) -> list[Line]:
    """The lines of a page, those of columns that stand in rows parted and put one column after the other."""
    if len(printed) > _MOST_LINES:
        return [line.whole for line in printed]
    return [line.whole for row in _ordered(_rows(printed)) for line in row]


def _rows(printed: Sequence[Printed]) -> list[_Row]:
    """Lines that follow each other from left to right at one height, together."""
    rows: list[list[Printed]] = []
    for line in printed:
        before = rows[-1][-1].whole if rows else None
        if before and line.whole.left >= before.right and abs(line.whole.bottom - before.bottom) < before.size * 0.9:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [tuple(row) for row in rows]


def _ordered(rows: Sequence[_Row]) -> list[_Row]:
    """The rows, a block of columns first by its widest-reaching gutter, then each side by its own."""
    found = _block(rows)
    if found is None:
        return list(rows)
    first, end, gutter = found
    left, right = _sides(rows[first:end], gutter)
    return [*chain.from_iterable(_ordered(part) for part in (rows[:first], left, right, rows[end:]))]


def _block(rows: Sequence[_Row]) -> tuple[int, int, int] | None:
    """The longest run of rows that stand in columns: its first row, the row after its last, and its gutter."""
    found = [
        (end - first, -gutter, first)
        for gutter in _gutters(rows)
        for first, end in _runs(rows, gutter)
        if _is_in_columns(rows[first:end], gutter)
    ]
    if not found:
        return None
    count, gutter, first = max(found)
    return first, first + count, -gutter


def _gutters(rows: Sequence[_Row]) -> list[int]:
    """Places, in points from the left, that lie in the wide spaces of more rows than those beside them."""
    support: Counter[int] = Counter()
    for row in rows:
        for before, after in pairwise(_pieces(row)):
            # A damaged document has places beyond all measure, and such that are no number.
            if after.left - before.right <= _WIDEST_SPACE:
                support.update(range(ceil(before.right), floor(after.left) + 1))
    places = sorted(place for place, count in support.items() if count >= _FEWEST_ROWS)
    found: list[tuple[int, int]] = []
    for _, band in groupby(enumerate(places), key=lambda one: (one[1] - one[0], support[one[1]])):
        members = [place for _, place in band]
        count = support[members[0]]
        if count >= support[members[0] - 1] and count >= support[members[-1] + 1]:
            found.append((-count, members[len(members) // 2]))
    return [place for _, place in sorted(found)[:_MOST_GUTTERS]]


def _runs(rows: Sequence[_Row], gutter: int) -> list[tuple[int, int]]:
    """The runs of rows that do not cross the gutter and follow each other closely: first row, row after the last."""
    free = [all(piece.right <= gutter or piece.left >= gutter for piece in _pieces(row)) for row in rows]
    pitch = _pitch([row for row, is_free in zip(rows, free, strict=True) if is_free])
    runs, first = [], 0
    for position in range(len(rows) + 1):
        goes_on = (
            position < len(rows)
            and free[position]
            and (position == first or 0 < _step(rows[position - 1], rows[position]) <= pitch * _APART)
        )
        if not goes_on:
            if position - first >= _FEWEST_ROWS:
                runs.append((first, _without_rest(rows, first, position, gutter, pitch)))
            first = position if position < len(rows) and free[position] else position + 1
    return runs


def _without_rest(rows: Sequence[_Row], first: int, end: int, gutter: int, pitch: float) -> int:
    """The end of a run without the lines below it that only stand on its left: the next heading, a footer."""
    size = median(piece.size for row in rows[first:end] for piece in _pieces(row))
    while end - first > 1 and _pieces(rows[end - 1])[-1].right <= gutter:
        line = rows[end - 1][0].whole
        is_near = _step(rows[end - 2], rows[end - 1]) <= pitch * _NEXT_LINE
        if is_near and line.size <= size * _OTHER_SIZE:
            break
        end -= 1
    return end


def _is_in_columns(rows: Sequence[_Row], gutter: int) -> bool:
    both = sum(pieces[0].right <= gutter <= pieces[-1].left for pieces in map(_pieces, rows))
    return both >= _FEWEST_ROWS and both * 2 >= len(rows) and all(map(_is_running_text, _sides(rows, gutter)))


def _is_running_text(rows: Sequence[_Row]) -> bool:
    """True for lines that fill a column and break off within sentences."""
    lines = [_merged(_pieces(row)) for row in rows]
    widths = [line.right - line.left for line in lines]
    usual = median(widths)
    if usual < _NARROWEST_COLUMN * median(_em(line) for line in lines) or usual < _FILLED * max(widths):
        return False
    ended = sum(has_ended(line.text) for line in lines)
    running = sum(line.text[:1].isalpha() and not line.text[:1].isupper() for line in lines)
    return ended <= _MOST_ENDED * len(lines) and running >= _FEWEST_RUNNING * len(lines)


def _sides(rows: Sequence[_Row], gutter: int) -> tuple[list[_Row], list[_Row]]:
    """What stands left and right of the gutter; a row that has nothing on a side is not there."""
    left, right = [], []
    for row in rows:
        if before := tuple(chain.from_iterable(_part(line, gutter, left=True) for line in row)):
            left.append(before)
        if after := tuple(chain.from_iterable(_part(line, gutter, left=False) for line in row)):
            right.append(after)
    return left, right


def _part(line: Printed, gutter: int, *, left: bool) -> list[Printed]:
    pieces = tuple(piece for piece in line.pieces if (piece.right <= gutter) == left)
    if len(pieces) == len(line.pieces):
        return [line]
    return [Printed(_merged(pieces), pieces)] if pieces else []


def _merged(pieces: Sequence[Line]) -> Line:
    return Line(
        " ".join(piece.text for piece in pieces),
        left=pieces[0].left,
        right=pieces[-1].right,
        bottom=min(piece.bottom for piece in pieces),
        top=max(piece.top for piece in pieces),
        size=pieces[0].size,
        parted=pieces[-1].parted,
    )


def _pieces(row: _Row) -> list[Line]:
    return [piece for line in row for piece in line.pieces]


def _em(line: Line) -> float:
    return max(line.size, line.top - line.bottom)


def _pitch(rows: Sequence[_Row]) -> float:
    """Points from one row to the next, as most have it; 0 when there is none."""
    return median([step for step in map(_step, rows, rows[1:]) if step > 0] or [0.0])


def _step(above: _Row, below: _Row) -> float:
    return above[0].whole.bottom - below[0].whole.bottom
