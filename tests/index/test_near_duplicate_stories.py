"""Copies are gathered into stories, each with its original, whatever the order and however little is handed in."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.near_duplicates.credits import is_credited
from index.near_duplicates.stories import Report, stories


@pytest.mark.parametrize(
    ("outlet", "opening"),
    [
        ("Reuters", "SELMOUTH (Reuters) - The port"),
        ("Associated Press", "SELMOUTH, March 3 (AP) — The port"),
        ("AP", "By The Associated Press\nThe port"),
        ("The Associated Press", "By Jane Roe, Associated Press\nThe port"),
        ("Xinhua", "Port closes\nSource: Xinhua\n"),
        ("Agence France-Presse", "SELMOUTH, AFP – The port"),
        ("Kelby Courier", "Port closes\nKELBY COURIER\n"),
    ],
)
def test_a_credit_is_read(outlet: str, opening: str) -> None:
    assert is_credited(outlet, opening)


@pytest.mark.parametrize(
    ("outlet", "opening"),
    [
        ("Reuters", "The port closes, he told Reuters on Monday."),
        ("Reuters", "A Reuters-backed study of ports"),
        ("Reuters", "(Reporting by Jane Roe)"),
        ("PA", "A PA wished to remain unnamed - and did"),
        ("?!", "(?!) - By ?!"),
    ],
)
def test_a_mention_is_no_credit(outlet: str, opening: str) -> None:
    assert not is_credited(outlet, opening)


MAY = dt.date(2024, 5, 1)
PLAIN = Report(row=0, id="a", published=None, guessed=False, outlet=None, words=200, credits="")


def original(*reports: Report) -> str:
    """The id of the original of reports that are all copies of each other."""
    placed = {row: replace(report, row=row) for row, report in enumerate(reports)}
    pairs = [(one, other) for one in placed for other in placed if one < other]
    (row,) = set(stories(pairs, placed).values())
    return placed[row].id


DATED = replace(PLAIN, id="dated", published=MAY)
EARLIER = replace(PLAIN, id="earlier", published=dt.date(2024, 4, 30))
AGENCY = replace(DATED, id="agency", outlet="Reuters", published=dt.date(2024, 5, 9))
CREDITING = replace(EARLIER, id="crediting", outlet="Kelby Courier", credits="SELMOUTH (Reuters) - The port")


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ((DATED, EARLIER), "earlier"),
        ((DATED, replace(EARLIER, guessed=True)), "dated"),
        ((PLAIN, replace(DATED, guessed=True)), "dated"),
        ((AGENCY, CREDITING), "agency"),
        ((AGENCY, replace(CREDITING, outlet="The Reuters")), "crediting"),
        ((AGENCY, replace(CREDITING, credits="he told Reuters")), "crediting"),
        ((DATED, replace(DATED, id="long", words=300)), "long"),
        ((replace(PLAIN, id="b"), PLAIN), "a"),
    ],
    ids=["earliest", "stated beats guessed", "guessed beats none", "credited beats earlier", "not by its own outlet",
         "not by a mention", "longest", "id"],
)  # fmt: skip
def test_the_original_of_a_story(reports: tuple[Report, ...], expected: str) -> None:
    assert original(*reports) == original(*reversed(reports)) == expected


def test_two_briefs_joined_by_a_round_up_are_not_one_story() -> None:
    """1 and 3 have nothing in common but 2, which holds both; 2 goes with the earliest."""
    reports = {row: replace(PLAIN, row=row, published=MAY + dt.timedelta(row)) for row in (1, 2, 3)}
    assert stories([(1, 2), (3, 2)], reports) == {1: 1, 2: 1, 3: 3}


Pairs = list[tuple[int, int]]
ROWS = st.integers(0, 11)
PAIRS = st.lists(st.tuples(ROWS, ROWS), max_size=25)
REPORTS = st.lists(
    st.builds(
        Report,
        row=st.just(0),
        id=st.sampled_from("abc"),
        published=st.sampled_from([None, MAY, dt.date(2024, 6, 1)]),
        guessed=st.booleans(),
        outlet=st.sampled_from([None, "Reuters", "AFP"]),
        words=st.sampled_from([100, 200]),
        credits=st.sampled_from(["", "(Reuters)", "(AFP)"]),
    ),
    min_size=12,
    max_size=12,
).map(lambda made: {row: replace(report, row=row) for row, report in enumerate(made)})


def group(row: int, pairs: Iterable[tuple[int, int]]) -> set[int]:
    found = {row}
    while more := {row for pair in pairs if found & set(pair) for row in pair} - found:
        found |= more
    return found


@given(PAIRS, REPORTS, st.randoms(use_true_random=False))
def test_the_order_of_pairs_changes_nothing(pairs: Pairs, reports: dict[int, Report], order: random.Random) -> None:
    turned = [order.choice([pair, pair[::-1]]) for pair in order.sample(pairs, len(pairs))]
    assert stories(turned, reports) == stories(pairs, reports)


@given(PAIRS, REPORTS, ROWS)
def test_the_groups_touched_give_what_all_give(pairs: Pairs, reports: dict[int, Report], row: int) -> None:
    touched = group(row, pairs)
    part = stories([pair for pair in pairs if touched & set(pair)], {row: reports[row] for row in touched})
    assert part == {row: first for row, first in stories(pairs, reports).items() if row in touched}


@given(PAIRS, REPORTS)
def test_every_member_is_a_copy_of_its_original(pairs: Pairs, reports: dict[int, Report]) -> None:
    told = stories(pairs, reports)
    assert told.keys() == {row for pair in pairs for row in pair}
    for row, first in told.items():
        assert told[first] == first
        assert row == first or (row, first) in pairs or (first, row) in pairs
