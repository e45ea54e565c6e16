"""Lines for a terminal: safe whatever an article holds, plain without a terminal, wrapped in one."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from dataclasses import replace

import pytest

from rag import (
    Answer,
    Article,
    Chunk,
    Citation,
    Claim,
    Interval,
    Passage,
    Query,
    Timings,
    Understood,
    Why,
)
from rag.answering.listing import Tally
from ui.terminal import answer_lines, show, show_json

SENTENCE = "The minister signed the treaty on Monday."
ATTACK = "[bold]It[/bold] \x1b[31mran\x1b]0;owned\x07 \u202ebackwards\r\n:smile: [link=http://x]here[/link]."
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def make_answer(sentence: str = SENTENCE, *, status: str = "answered", title: str = "A treaty") -> Answer:
    article = Article(
        id="007_treaty.txt",
        path="world/007_treaty.txt",
        text=sentence,
        sha256="0" * 64,
        title=title,
        title_from="derived",
        outlet="TDI",
        published=dt.date(2023, 5, 1),
        published_from="dateline",
    )
    citation = Citation(1, article, 0, len(sentence), sentence)
    chunk = Chunk(article.id, 0, 0, len(sentence), tokens=9)
    found = status != "not_found"
    return Answer(
        query=Query("Who signed?", "Who signed?"),
        status=status,  # type: ignore[arg-type]  # the callers write literals
        claims=(Claim(sentence, (citation,)),) if found else (),
        citations=(citation,) if found else (),
        passages=(Passage(article, chunk, 0.5, Why(dense_rank=1, dense_score=0.75)),),
        confidence=0.8,
        notes=(),
        index_fingerprint="f00d",
        timings=Timings(1.0, 2.0, 3.0),
    )


def plain(answer: Answer, *, explain: bool = False) -> list[str]:
    return [line.plain for line in answer_lines(answer, explain=explain)]


def test_an_answer_shows_its_marks_and_under_them_headline_outlet_date_file_and_quote() -> None:
    assert plain(make_answer()) == [
        f"{SENTENCE} [1]",
        "",
        "[1] A treaty",
        "    TDI · 2023-05-01 · world/007_treaty.txt",
        f"    “{SENTENCE}”",
    ]


@pytest.mark.parametrize(
    ("copies", "line"),
    [
        (("b.txt",), "    2 reports of this story: also b.txt"),
        (tuple("bcdefgh"), "    8 reports of this story: also b; c; d; e; f and 2 more"),
    ],
)
def test_a_source_names_the_other_reports_of_its_story(copies: tuple[str, ...], line: str) -> None:
    answer = make_answer()
    passage = replace(answer.passages[0], why=Why(copies=copies))
    assert plain(replace(answer, passages=(passage,)))[-1] == line


@pytest.mark.parametrize("status", ["answered", "not_found"])
def test_a_count_begins_with_its_number(status: str) -> None:
    numbers = Tally(
        "count", "treaty", about=False, articles=1, stories=1, mentions=1, scanned=9, undated=0, first=None, last=None
    )
    answer = replace(make_answer(status=status), tally=numbers, notes=("1 article mentions it.", "All are listed."))
    lines = plain(answer)
    assert lines[:2] == ["1 article mentions it.", ""]
    assert (lines[-1], len(lines)) == ("Note: All are listed.", 8 if status == "answered" else 3)


def test_not_found_says_so_and_names_the_nearest_articles_without_marks() -> None:
    lines = plain(make_answer(status="not_found"))
    assert lines == [
        "The articles do not hold an answer to this question.",
        "",
        "Nearest articles",
        "    A treaty · TDI · 2023-05-01 · 007_treaty.txt",
    ]


def test_not_found_in_an_index_without_a_near_article_is_one_line() -> None:
    answer = replace(make_answer(status="not_found"), passages=())
    assert plain(answer) == ["The articles do not hold an answer to this question."]


def test_a_partial_answer_says_that_it_is_partial() -> None:
    assert plain(make_answer(status="partial"))[-1] == "Note: the articles answer only a part of the question."


def test_what_is_not_covered_is_said_once_apart_from_the_notes() -> None:
    partial = replace(make_answer(status="partial"), missing=("Who [1] paid.",), notes=("an older report differs",))
    assert plain(partial)[:4] == [f"{SENTENCE} [1]", "", "Not covered: Who (1) paid.", ""]
    assert plain(partial)[-1] == "Note: an older report differs"
    assert "only a part" not in "\n".join(plain(partial))


def test_a_short_answer_stands_first_in_bold() -> None:
    (claim,) = make_answer().claims
    short = Citation(1, claim.cites[0].article, 4, 12, "minister")
    first = next(answer_lines(replace(make_answer(), claims=(replace(claim, short=short),))))
    assert first.plain == f"minister. {SENTENCE} [1]"
    assert ("minister. ", "bold") in first.pieces


def test_the_nearest_articles_tell_what_they_are_about() -> None:
    lines = plain(replace(make_answer(status="not_found"), about=("It is about\x1b a treaty.",)))
    assert lines[-2:] == ["    A treaty · TDI · 2023-05-01 · 007_treaty.txt", "        It is about␛ a treaty."]


def test_notes_are_shown() -> None:
    assert plain(replace(make_answer(), notes=("an older report differs",)))[-1] == "Note: an older report differs"


def test_explain_adds_what_was_searched_for_and_why_each_passage_was_read() -> None:
    interval = Interval(dt.date(2023, 1, 1), dt.date(2023, 12, 31), "in 2023")
    told = (
        Understood("interval", "in 2023", "published from 1 January 2023 until 31 December 2023", "restricts"),
        Understood("as-of", "", "published by 1 February 2024", "restricts", told_by="person"),
        Understood("outlets", "TDI", "published by TDI", "restricts", switched_off=True),
    )
    query = Query("When?", "When signed?", interval=interval, as_of=dt.date(2024, 2, 1), understood=told)
    text = "\n".join(plain(replace(make_answer(), query=query), explain=True))
    for fact in (
        "When signed?",
        "Interval      “in 2023”: published from 1 January 2023 until 31 December 2023 (restricts)",
        "As-of         published by 1 February 2024 (restricts, told by the person)",
        "Outlets       “TDI”: published by TDI (switched off)",
        "0.80, answered",
        "6.0 ms",
        "007_treaty.txt#0 · score 0.500 · meaning #1 (0.750)",
    ):
        assert fact in text


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
@pytest.mark.parametrize("status", ["answered", "not_found"])
def test_an_article_cannot_drive_the_terminal(monkeypatch: pytest.MonkeyPatch, status: str, *, terminal: bool) -> None:
    """No control character and no markup of an article takes effect, in its text or its headline."""
    stream = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "400")
    show(answer_lines(make_answer(ATTACK, status=status, title=ATTACK), explain=True))
    printed = stream.getvalue()
    without_our_colours = ANSI.sub("", printed)
    assert "[bold]It[/bold] ␛[31mran␛]0;owned␇ �backwards :smile: [link=http://x]here[/link]." in without_our_colours
    assert not set(without_our_colours) & set("\x1b\x07\r\u202e")
    assert "\x1b[31m" not in printed


def test_without_a_terminal_there_is_no_colour_and_no_wrapping(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", "40")
    long = "word " * 100 + "end."
    show(answer_lines(make_answer(long)))
    assert stream.getvalue().splitlines()[0] == f"{long} [1]"
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_gets_colour_and_lines_that_fit_with_their_indent(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    show(answer_lines(make_answer("word " * 30 + "end.")))
    assert "\x1b[1;36m [1]\x1b[0m" in stream.getvalue()
    rows = ANSI.sub("", stream.getvalue()).splitlines()
    assert max(len(row) for row in rows) <= 40
    under_the_headline = rows[rows.index("[1] A treaty") + 1 :]
    assert len(under_the_headline) > 3
    assert all(row.startswith("    ") for row in under_the_headline)


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    """https://no-color.org: headlines may be bold, but nothing is coloured."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    show(answer_lines(make_answer()))
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", stream.getvalue())


def test_an_output_that_cannot_hold_a_character_gets_an_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    show(answer_lines(make_answer("Zürich.")))
    sys.stdout.flush()
    assert raw.getvalue().startswith(rb"Z\xfcrich. [1]")


def test_json_is_utf_8_whatever_the_locale_says(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1"))
    show_json('{"text": "Қазақстан"}')
    sys.stdout.flush()
    assert raw.getvalue().decode("utf-8") == '{"text": "Қазақстан"}\n'
