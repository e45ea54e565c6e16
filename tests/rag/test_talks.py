"""Questions for what talks were about, over invented news: what is found, and what is missed still, by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import open_pipeline, sync
from rag.evaluation import Outcome, evaluate, read_questions

TALKS = Path(__file__).parents[1] / "golden" / "talks"


def outcomes_of(half: str, folder: Path) -> list[Outcome]:
    sync(TALKS / half / "articles", folder / "index")
    return list(evaluate(open_pipeline(folder / "index"), read_questions(TALKS / half / "questions.jsonl")))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("half", "refused", "beside", "claimed"),
    [
        ("tuning", set(), {"t21"}, {"t42", "t49", "t52"}),
        ("held_out", {"v04", "v05", "v06", "v09", "v11", "v13", "v17", "v18", "v23"}, {"v15"}, set()),
        (
            "held_out_second",
            {"u02", "u03", "u08", "u09", "u12", "u13", "u16", "u19", "u23", "u25", "u27", "u28"},
            {"u24"},
            {"u43", "u45", "u48", "u56", "u58", "u60"},
        ),
    ],
)
def test_what_is_missed_of_talks_is_listed_by_name(
    half: str, refused: set[str], beside: set[str], claimed: set[str], tmp_path: Path
) -> None:
    outcomes = outcomes_of(half, tmp_path)
    missed = [outcome for outcome in outcomes if outcome.fault]
    answerable = [outcome for outcome in missed if outcome.known.answers]
    assert {one.known.id for one in missed if not one.known.answers} == claimed
    assert {one.known.id for one in answerable if one.answer.status == "not_found"} == refused
    assert {one.known.id for one in answerable if one.answer.status != "not_found"} == beside
    for citation in (cite for outcome in outcomes for cite in outcome.answer.citations):
        assert citation.article.text[citation.start : citation.end] == citation.quote
