"""The labelled questions about dates: what becomes of each, counted, and by name what still comes out wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.dates_in_questions import FILES, cases, counts, outcome

TUNING, HELD_OUT = FILES
TUNING_COUNTS = {"restrictions right": 62, "subjects kept": 46, "no time kept": 26, "order right": 134}
HELD_OUT_COUNTS = {
    "restrictions right": 58,
    "missed": 5,
    "subjects kept": 45,
    "turned into a filter": 1,
    "no time kept": 27,
    "order right": 136,
}
RIGHT = {"restrictions right", "subjects kept", "no time kept"}


def test_of_the_questions_that_the_rules_were_written_by_none_goes_wrong() -> None:
    assert [case.id for case in cases(TUNING) if not set(outcome(case)) <= {*RIGHT, "order right"}] == []
    assert counts(TUNING) == TUNING_COUNTS


def test_of_the_questions_held_out_as_many_go_wrong_as_when_they_were_first_asked() -> None:
    """Known by their counts alone: who changes a rule states the new counts, and never looks at the questions."""
    assert counts(HELD_OUT) == HELD_OUT_COUNTS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_the_labels_are_well_formed(path: Path) -> None:
    """A restriction has a day, in order; nothing else has one; ids are unique."""
    labelled = cases(path)
    assert len({case.id for case in labelled}) == len(labelled)
    for case in labelled:
        since, until = case.interval
        assert (since or until) is not None if case.effect == "restricts" else (since, until) == (None, None)
        assert since is None or until is None or since <= until
