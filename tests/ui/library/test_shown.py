"""The articles tab as HTML: what is told, and that no name and no text becomes markup."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from rag import (
    Coverage,
    Failure,
    Found,
    IndexCorrupt,
    IndexLocked,
    IndexMissing,
    ModelUnavailable,
    Progress,
    QuestionError,
    RagError,
    ReaderUnavailable,
)
from rag.library.removing import Removal, Removed
from tests.fakes_ui import FakeIndex
from tests.ui.html import ATTRIBUTES, TAGS, Page
from tests.ui.test_render import DAY, HOSTILE, hostile_article
from ui.discretion import told_of, without_places
from ui.excerpt import excerpt
from ui.library.rights import Rights
from ui.library.work import Outcome, Row, RowState, Standing
from ui.render.library.about import about, about_none, moment, no_answers, standing, standing_line
from ui.render.library.adding import adding_form, refused, work_line
from ui.render.library.browsing import article, found
from ui.render.library.removing import question, removed_list

NOW = dt.datetime(2026, 5, 4, 14, 0, tzinfo=dt.UTC)
COVERAGE = Coverage(DAY, DAY, 1, 1, (), 1, 1)


def hostile_pieces() -> dict[str, str]:
    """Every piece of the tab that holds words of an article, a file name, a path or an error."""
    one = hostile_article()
    index = FakeIndex((one,))
    info = replace(
        index.info(), failures=(Failure(HOSTILE, HOSTILE),), sources=(HOSTILE,), path=HOSTILE, created=HOSTILE
    )
    removal = Removal(one.id, HOSTILE, HOSTILE, "#1", one.sha256, None, 2)
    removed = removed_list((Removed(HOSTILE, HOSTILE, HOSTILE, None),), changes=True)
    rows = tuple(Row(HOSTILE, state, HOSTILE) for state in get_args(RowState))
    outcome = Outcome(HOSTILE, details=(HOSTILE,), rows=rows, undo=HOSTILE, batch=HOSTILE)
    return {
        "list": found(Found(60, 25, index.articles()), 25, (HOSTILE,), fault=HOSTILE),
        "read": article(excerpt(one), others=(one,), removable=True, place=True),
        "removal": question(removal),
        "removal of an added file": question(replace(removal, suffix="", moves_to=Path(HOSTILE))),
        "no removal": question(None, HOSTILE),
        "facts": about(
            info, COVERAGE, waiting=(HOSTILE,), added_folder=HOSTILE, removed=removed, changes=True, places=True
        ),
        "no facts": about_none(RagError(HOSTILE), waiting=(HOSTILE,), changes=True),
        "standing": standing(standing_line(RagError(HOSTILE), writer=True, created=HOSTILE, now=NOW), HOSTILE),
        "brought up to date": standing_line(None, writer=True, created=HOSTILE, now=NOW),
        "no answers": no_answers(RagError(HOSTILE), changes=True),
        "work": work_line(Standing(1, HOSTILE, running=True)),
        "outcome": work_line(Standing(1, outcome=outcome)),
        "not begun": refused(HOSTILE),
    }


@pytest.mark.parametrize("piece", hostile_pieces().values(), ids=hostile_pieces().keys())
def test_words_never_become_markup(piece: str) -> None:
    page = Page(piece)
    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    assert "<script>alert(1)</script>" in page.text
    assert not set("\u202e\x00\x1b${}`\\") & set(piece)


def test_files_that_went_wrong_come_first() -> None:
    states = ("indexed", "already there", "failed", "refused")
    rows = tuple(Row(f"{state}.txt", state) for state in states)  # type: ignore[arg-type]
    told = Page(work_line(Standing(1, outcome=Outcome("4 files", rows=rows))))
    assert told.by_class["file"] == ["failed.txt", "refused.txt", "already there.txt", "indexed.txt"]


def test_how_far_a_change_is() -> None:
    running = Standing(1, "Adding 2 files", running=True)
    assert Page(work_line(running)).text == "Adding 2 files: looking through the folders"
    told = Page(work_line(replace(running, progress=Progress("reading", 5, 10, 3, 40))))
    assert told.text == "Adding 2 files: 3 articles read, 40 passages"
    assert (told.values("max"), told.values("value")) == (["10"], ["5"])
    assert work_line(Standing()) == ""


def test_the_standing_line_says_from_when_answers_are() -> None:
    told = Page(standing_line(None, writer=True, created="2026-05-04T12:05:00+00:00", now=NOW)).text
    assert told == "The articles are being brought up to date; answers come from those of 12:05."
    assert moment("2026-05-03T12:05:00+00:00", NOW) == "3 May 2026, 12:05"
    assert standing_line(None, writer=False, created="", now=NOW) == ""


def test_each_state_without_answers_has_its_own_next_step() -> None:
    missing = Page(no_answers(IndexMissing("there is no index at 'x'"), changes=True))
    assert "There is no index yet" in missing.text
    assert missing.values("data-part") == ["adding"]
    assert Page(no_answers(IndexMissing("there is none"), changes=False)).values("data-part") == []
    damaged = Page(no_answers(IndexCorrupt("articles.sqlite is cut short"), changes=True))
    assert "The index is damaged" in damaged.text
    assert "articles.sqlite is cut short" in damaged.text
    assert "rag doctor" in damaged.text
    assert damaged.values("data-part") == ["about"]
    assert Page(no_answers(IndexCorrupt("it is cut short"), changes=False)).values("data-part") == []


def test_without_the_right_there_is_no_place_to_drop_files() -> None:
    told = adding_form(Rights(), file_bytes=1, total_bytes=1, files=1, kinds=(".txt",))
    assert 'id="drop"' not in told
    assert 'uploads = "on"' in Page(told).text
    assert 'id="from-folder"' not in adding_form(
        Rights(changes=True), file_bytes=1, total_bytes=1, files=1, kinds=(".txt",)
    )


def test_a_page_for_others_tells_no_places_of_the_machine() -> None:
    one = hostile_article()
    failures = (
        Failure("sub/old.pdf", "/home/me/articles/sub/old.pdf: the document is damaged"),
        Failure("a.txt", "/home/me/articles/a.txt.meta.json: the metadata file is not valid JSON"),
        Failure("added/b.txt", "/home/me/added/b.txt: the file is empty"),
    )
    info = replace(FakeIndex((one,)).info(), sources=("/home/me/articles",), path="/home/me/index", failures=failures)
    told = about(info, COVERAGE, waiting=(), added_folder="/home/me/added", removed="", changes=False, places=False)
    assert "/home/me" not in told
    assert "articles" in Page(told).by_class["about"][0]
    assert Page(told).by_class["hint"][:3] == [
        "the document is damaged", "a.txt.meta.json: the metadata file is not valid JSON", "the file is empty",
    ]  # fmt: skip
    assert (
        one.path
        not in Page(article(excerpt(one), others=(), removable=False, place=False)).by_class.get("beneath", [""])[0]
    )
    removed = removed_list(
        (Removed("file:1", "A title", "/home/me/articles/a.txt", None),), changes=False, places=False
    )
    assert "/home/me" not in removed
    assert "a.txt" in removed
    for moves_to in (None, Path("/home/me/removed")):
        asked = question(Removal("a", "A title", "/home/me/a.txt", "", "", moves_to, 0), places=False)
        assert "/home/me" not in asked
        assert ("removed" if moves_to else "a.txt") in Page(asked).text


@pytest.mark.parametrize("kind", [IndexCorrupt, IndexMissing, RagError])
def test_an_error_for_others_keeps_its_kind_and_tells_no_places(kind: type[RagError]) -> None:
    shown = without_places(kind("the index at '/home/me/index' is cut short"))
    assert type(shown) is kind
    assert "/home/me" not in str(shown)
    assert "rag doctor" in str(shown)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (QuestionError("“Published from” is ~/x: no day"), "“Published from” is ~/x: no day"),
        (
            RagError("that is not among the removed articles any more"),
            "that is not among the removed articles any more",
        ),
        (
            ReaderUnavailable("the model 'm' at 'http://10.0.0.5:8080' wrote no sentence"),
            "the model gave no answer; whoever runs the server learns why from its terminal",
        ),
        (IndexLocked("'index' is being written by 12"), "the index is being written by another program; wait for it"),
        (
            ModelUnavailable("~/models/m has sha256 0"),
            "what it needs cannot be used at the moment; whoever runs the server learns why from its terminal or `rag doctor`",
        ),
    ],
)
def test_what_is_told_to_others_instead_goes_to_whoever_runs_the_server(
    error: RagError, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert told_of(error, places=True) == str(error)
    assert caplog.messages == []
    assert told_of(error, places=False) == told
    assert caplog.messages == ([] if told == str(error) else [str(error)])
