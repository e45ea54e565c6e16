"""What a person sets beside a question: the fields of the scope row, and the changes that chips send."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag import QuestionError, Scope
from ui.scope.asked import Asked, Change
from ui.scope.fields import Fields

MAY, JUNE = dt.date(2024, 5, 1), dt.date(2024, 6, 30)


def test_empty_fields_restrict_nothing() -> None:
    fields = Fields.sent(None, None, None, None, None)
    assert fields.read() == (None, Scope())
    assert (fields.summary(), fields.fault()) == ("", "")


def test_filled_fields_become_a_scope_and_a_summary() -> None:
    fields = Fields.sent(" 2024-08-01 ", "2024-05-01", "2024-06-30", ["Coast Wire", "Evening Lamp"], True)  # noqa: FBT003
    assert fields.read() == (dt.date(2024, 8, 1), Scope(MAY, JUNE, ("Coast Wire", "Evening Lamp"), undated=False))
    assert fields.summary() == (
        "as of 1 August 2024 · published 1 May 2024 to 30 June 2024 · Coast Wire, Evening Lamp · only with a date"
    )


def test_chosen_articles_become_a_scope_and_are_counted() -> None:
    fields = Fields.sent(None, None, None, None, None, ["a.txt", "b\ud83d.txt"])
    assert fields.read() == (None, Scope(article_ids=("a.txt", "b?.txt")))
    assert fields.summary() == "2 articles"
    assert len(Fields.sent(None, None, None, None, None, ["x"] * 5_000).articles) == 100


def test_a_summary_names_three_outlets_and_counts_the_rest() -> None:
    assert Fields(outlets=("A", "B", "C", "D", "E")).summary() == "A, B, C and 2 more"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (Fields(as_of="yesterday"), "“As of” is 'yesterday', which is not a date; write YYYY-MM-DD, as in 2024-03-26"),
        (
            Fields(since="2024-5-01"),
            "“Published from” is '2024-5-01', which is not a date; write YYYY-MM-DD, as in 2024-03-26",
        ),
        (
            Fields(since="20240501"),
            "“Published from” is '20240501', which is not a date; write YYYY-MM-DD, as in 2024-03-26",
        ),
        (
            Fields(until="٢٠٢٤-٠٥-٠١"),
            "“Published until” is '٢٠٢٤-٠٥-٠١', which is not a date; write YYYY-MM-DD, as in 2024-03-26",
        ),
        (Fields(until="2023-02-29"), "“Published until” is '2023-02-29', a day that no calendar has; write another"),
        (
            Fields(until="x" * 5_000),
            f"“Published until” is '{'x' * 40}', which is not a date; write YYYY-MM-DD, as in 2024-03-26",
        ),
        (
            Fields(since="2024-05-02", until="2024-05-01"),
            "“Published from” is 2024-05-02 and “Published until” 2024-05-01: the first day comes after the last",
        ),
        (
            Fields(as_of="2024-05-01", since="2024-05-02"),
            "“Published from” is 2024-05-02 and “As of” 2024-05-01: nothing from that day on is used",
        ),
    ],
)
def test_a_wrong_field_is_named_with_its_value(fields: Fields, fault: str) -> None:
    assert fields.fault() == fault
    assert fields.summary() == "a date is wrong"
    with pytest.raises(QuestionError, match="“"):
        fields.read()


@pytest.mark.parametrize(
    ("sent", "change"),
    [
        ({"again": "3", "ignore": "interval"}, Change(3, ignore="interval")),
        ({"again": "3", "allow": "task"}, Change(3, allow="task")),
        ({"again": "3", "standalone": " Who is Anna? "}, Change(3, standalone="Who is Anna?")),
        ({"again": "3", "standalone": ""}, Change(3, standalone="")),
        ({"again": "3", "standalone": "a\ud800b"}, Change(3, standalone="a?b")),
        ({"again": "3", "only": "Coast Wire"}, Change(3, only="Coast Wire")),
        ({"again": "3", "only": " "}, None),
        ({"again": "3", "only": ["Coast Wire"]}, None),
        ({"again": "3", "since": "2024-05-01"}, Change(3, since=MAY)),
        ({"again": "3", "since": "2024-05-32"}, None),
        ({"again": "3", "since": "20240501"}, None),
        ({"again": "3", "everything": "1"}, Change(3, everything=True)),
        ({"again": "3", "everything": True}, None),
        ({"again": "3", "quoting": "1"}, Change(3, quoting=True)),
        ({"again": "3", "question": " Who paid? ", "only": "Coast Wire"}, Change(3, question="Who paid?")),
        ({"again": "3", "ignore": "as-of"}, None),
        ({"again": "3", "ignore": ["interval"]}, None),
        ({"again": "3"}, None),
        ({"again": 3, "ignore": "interval"}, None),
        ({"again": "٣", "ignore": "interval"}, None),
        ({"again": "9999999", "ignore": "interval"}, None),
        ({"ignore": "interval"}, None),
        ({}, None),
    ],
)
def test_changes_are_parsed_strictly(sent: dict[str, object], change: Change | None) -> None:
    assert Change.parse(sent) == change


def test_a_restriction_is_switched_off_and_on_again_and_the_rest_of_the_scope_stays() -> None:
    asked = Asked("Q?", dt.date(2024, 8, 1), Scope(since=MAY, ignore=("outlets",)))
    off = Change(2, ignore="interval").of(asked)
    assert (off.question, off.as_of) == ("Q?", dt.date(2024, 8, 1))
    assert off.scope == Scope(since=MAY, ignore=("interval", "outlets"))
    assert Change(3, allow="interval").of(off).scope == asked.scope


def test_another_wording_is_set_and_an_empty_one_taken_back() -> None:
    worded = Change(2, standalone="Who is Anna?").of(Asked("And she?"))
    assert worded.scope == Scope(standalone="Who is Anna?")
    assert Change(3, standalone="").of(worded).scope == Scope()


def test_a_question_asked_again_keeps_the_place_of_the_first() -> None:
    once = Change(2, ignore="interval").of(Asked("Q?"))
    assert once.place == 2
    assert Change(5, ignore="outlets").of(once).place == 2


def test_a_step_under_an_answer_narrows_or_widens_the_scope_and_leaves_the_rest() -> None:
    asked = Asked("Q?", dt.date(2024, 8, 1), Scope(undated=False, ignore=("order",), standalone="Who paid?"))
    assert Change(2, only="Coast Wire").of(asked).scope == replace(asked.scope, outlets=("Coast Wire",))
    since = Change(2, since=MAY).of(asked)
    assert (since.scope, since.as_of) == (replace(asked.scope, since=MAY), asked.as_of)
    wide = Change(2, everything=True).of(since)
    assert (wide.scope, wide.as_of) == (Scope(ignore=("order",), standalone="Who paid?"), None)
    assert (since.restricted, wide.restricted) == (True, False)


def test_quotes_alone_stay_so_when_they_are_asked_again() -> None:
    quoting = Change(2, quoting=True).of(Asked("Q?"))
    assert quoting == Asked("Q?", place=2, quoting=True)
    assert Change(3, question="And who?").of(quoting).quoting
    assert Change(3).of(quoting).quoting


DAYS = Scope(MAY, JUNE, ("Coast Wire",), article_ids=("a.txt",), undated=False)
ROW = Fields("2024-08-01", "2024-05-01", "2024-06-30", ("Coast Wire",), True, ("a.txt",))  # noqa: FBT003


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ({"ignore": "set-as-of"}, replace(ROW, as_of="")),
        ({"ignore": "set-days"}, replace(ROW, since="", until="")),
        ({"ignore": "set-outlets"}, replace(ROW, outlets=())),
        ({"ignore": "set-articles"}, replace(ROW, articles=())),
        ({"ignore": "set-dated"}, replace(ROW, leave_out_undated=False)),
        ({"ignore": "quotes-alone"}, ROW),
        ({"ignore": "interval"}, ROW),
        ({"everything": "1"}, Fields()),
    ],
    ids=str,
)
def test_what_is_taken_away_from_an_answer_is_taken_away_from_the_row(sent: dict[str, str], left: Fields) -> None:
    asked = Asked("Q?", dt.date(2024, 8, 1), DAYS)
    change = Change.parse({"again": "1", **sent})
    assert change is not None
    assert ROW.without(asked, change.of(asked)) == left
    other = Fields("2024-08-02", "2024-05-02", "2024-06-30", ("Evening Lamp",), False, ("b.txt",))  # noqa: FBT003
    assert other.without(asked, change.of(asked)) == other, "what was set since stays"
    wrong = replace(ROW, since="soon")
    assert wrong.without(asked, change.of(asked)) == wrong
