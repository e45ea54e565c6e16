"""Columns of a PDF: read one after the other however the document writes them, and tables left as they are."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.formats.pdf import pdf_records
from index.reading.formats.pdf.columns import Printed, in_reading_order
from index.reading.formats.pdf.layout import Line
from index.reading.formats.record import Draft, bytes_blob

BRIDGE_COLUMN = (
    "The council voted on Tuesday to rebuild",
    "the old harbour bridge before winter and",
    "to close the road that leads to it for six",
    "months. Officials said that the work to re-",
    "pair it would begin in April. The mayor",
    "told residents of the northern bank that",
    "ferries would run twice an hour. A petition",
    "has been signed by four thousand people",
)
RIVER_COLUMN = (
    "since May. Rain fell for a third week in the",
    "hills above the town, and the river rose to",
    "within a metre of the flood wall. Farmers",
    "moved their cattle to higher ground on",
    "Monday night. The weather service expects",
    "two dry days before the next storm comes",
    "in from the west. Schools in the valley",
    "stay closed until Thursday, the county",
)
SCHOOL_COLUMN = (
    "said. Volunteers filled nine thousand bags",
    "with sand at the fire station and took them",
    "to the old mill, where the wall is lowest.",
    "Buses to the coast run from the market",
    "square for as long as the lower road is",
    "under water. The ferry company asks all",
    "passengers to come half an hour early and",
    "to leave their cars on the northern bank.",
)
BRIDGE_STORY = " ".join(BRIDGE_COLUMN).replace("re- pair", "repair")
RIVER_STORY, SCHOOL_STORY = " ".join(RIVER_COLUMN), " ".join(SCHOOL_COLUMN)


def placed(lines: Iterable[tuple[float, float, str]], *, sizes: dict[str, float] | None = None) -> bytes:
    """A PDF of one page with each line at its place (points from the left, lines of 12 points from the top)."""
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(842, 842), invariant=1)
    for left, row, line in lines:
        canvas.setFont("Helvetica", (sizes or {}).get(line, 10))
        canvas.drawString(left, 780 - 12 * row, line)
    canvas.save()
    return file.getvalue()


def by_row(*columns: tuple[str, ...], top: float = 0) -> list[tuple[float, float, str]]:
    """The columns, 230 points apart, the first line of each, then the second of each."""
    rows = range(max(map(len, columns)))
    return [
        (50 + 230 * n, top + row, lines[row]) for row in rows for n, lines in enumerate(columns) if row < len(lines)
    ]


def lowered(lines: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Columns set a third of a line lower each than the one on their left."""
    return [(left, row + (left - 50) / 230 / 3, line) for left, row, line in lines]


def read(content: bytes) -> Draft:
    (record,) = pdf_records(bytes_blob("paper.pdf", content))
    return record.read()


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (by_row(BRIDGE_COLUMN, RIVER_COLUMN), f"{BRIDGE_STORY} {RIVER_STORY}"),
        (by_row(BRIDGE_COLUMN, RIVER_COLUMN, SCHOOL_COLUMN), f"{BRIDGE_STORY} {RIVER_STORY} {SCHOOL_STORY}"),
        (by_row(BRIDGE_COLUMN, RIVER_COLUMN[:5]), f"{BRIDGE_STORY} {' '.join(RIVER_COLUMN[:5])}"),
        ([*by_row(BRIDGE_COLUMN), *by_row((), RIVER_COLUMN)], f"{BRIDGE_STORY} {RIVER_STORY}"),
        (lowered(by_row(BRIDGE_COLUMN, RIVER_COLUMN)), f"{BRIDGE_STORY} {RIVER_STORY}"),
    ],
    ids=["two", "three", "one shorter", "one after the other", "at unequal heights"],
)
def test_columns_are_read_one_after_the_other_however_they_are_written(
    lines: list[tuple[float, float, str]], text: str
) -> None:
    assert read(placed(lines)).text == text


def test_a_headline_and_a_page_header_stand_above_the_columns_that_they_cross() -> None:
    headline = "Bridge closed until spring while the river rises again"
    below = (
        "The map on the next page shows which roads are closed, and where the ferries of the company land on Sunday."
    )
    lines = [
        (50, 0, "The Quay Courier"),
        (400, 0, "3 March 2024"),
        (50, 3, headline),
        *by_row(BRIDGE_COLUMN, RIVER_COLUMN, top=5),
        (50, 15, below),
    ]
    assert read(placed(lines, sizes={headline: 18})).text.split("\n\n") == [
        "The Quay Courier 3 March 2024",
        headline,
        f"{BRIDGE_STORY} {RIVER_STORY}",
        below,
    ]


def test_columns_below_each_other_are_read_block_by_block() -> None:
    across = "Ferries leave the northern bank at the full hour and at half past until the last train has come in."
    lines = [
        *by_row(BRIDGE_COLUMN, RIVER_COLUMN),
        (50, 10, across),
        *by_row(SCHOOL_COLUMN, BRIDGE_COLUMN, top=12),
    ]
    assert read(placed(lines)).text.split("\n\n") == [
        f"{BRIDGE_STORY} {RIVER_STORY}",
        across,
        f"{SCHOOL_STORY}",
        BRIDGE_STORY,
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            (
                "Harbour bridge repair works",
                "Northern ferry landing stage",
                "School roof and new windows",
                "Flood wall at the old mill",
                "Road over the upper meadow",
                "Library reading room lamps",
            ),
            (
                "40 million euros",
                "2 million euros",
                "750,000 euros",
                "9 million euros",
                "1 million euros",
                "8,000 euros",
            ),
        ),
        (("Bridges", "Ferries", "Schools", "Roads", "Libraries", "Theatres"), RIVER_COLUMN[:6]),
        (
            (
                "The bridge is closed to all cars.",
                "The ferry runs every half hour.",
                "The school stays closed today.",
                "The road is open for buses only.",
                "The library opens again at nine.",
                "The theatre plays on Saturday.",
            ),
            (
                "It opens again in the spring.",
                "It lands at the old fish market.",
                "It opens again on Thursday.",
                "It is under water at the mill.",
                "It keeps its books upstairs now.",
                "It has lent its hall to guests.",
            ),
        ),
        (SCHOOL_COLUMN[:4], RIVER_COLUMN[:4]),
    ],
    ids=["table", "terms and what they mean", "list of sentences", "few rows"],
)
def test_rows_that_are_no_running_text_stay_rows(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    rows = " ".join(f"{before} {after}" for before, after in zip(left, right, strict=True))
    assert " ".join(read(placed(by_row(left, right))).text.split()) == rows


def test_lines_that_differ_in_their_descenders_stand_equally_far_and_a_small_gap_parts_paragraphs() -> None:
    lines = [
        "no one saw an ox or a seam on a",
        "gypsy jogging by; yet",
        "on a moor an ox ran on as men sang,",
        "gag by gag.",
    ]
    gap = [(50, row, line) for row, line in enumerate(lines)] + [(50, 4.3, "Rain came on Monday.")]
    assert read(placed(gap)).text == f"{' '.join(lines)}\n\nRain came on Monday."


_PLACE = st.floats(0, 600) | st.sampled_from([float("nan"), float("inf"), -1e30, 1e30])


@st.composite
def _printed_lines(draw: st.DrawFn) -> Printed:
    bottom, size = draw(_PLACE), draw(st.floats(0, 40))
    words = draw(st.lists(st.sampled_from(["the", "bridge", "Rain.", "7", "桥"]), min_size=1, max_size=4))
    lefts = sorted(draw(st.lists(_PLACE, min_size=len(words), max_size=len(words))))
    pieces = [Line(word, left, left + 40, bottom, bottom + size, size) for word, left in zip(words, lefts, strict=True)]
    return Printed(Line(" ".join(words), lefts[0], lefts[-1] + 40, bottom, bottom + size, size), tuple(pieces))


@given(st.lists(_printed_lines(), max_size=40))
def test_no_word_is_lost_or_doubled_whatever_the_places_of_lines(lines: list[Printed]) -> None:
    words = sorted(word for line in lines for word in line.whole.text.split())
    assert sorted(word for line in in_reading_order(lines) for word in line.text.split()) == words
