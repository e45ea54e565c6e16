"""Feedback kept in a file of its own, and made into questions that `rag eval` judges."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Answer, Claim, ConfigError, Pipeline, RagError, Scope, Turn, open_pipeline
from rag.evaluation import evaluate, read_questions
from rag.feedback.export import evaluation_line, is_known
from rag.feedback.store import REMARK_CHARACTERS, VERDICTS, FeedbackConfig, FeedbackStore

SENATOR = "Which U.S. senator met the president of Kazakhstan?"
EGG = "How long do you boil an egg?"


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> Pipeline:
    return open_pipeline(seed_index)


@pytest.fixture(scope="module")
def answered(pipeline: Pipeline) -> Answer:
    return pipeline.answer(SENATOR)


@pytest.fixture(scope="module")
def refused(pipeline: Pipeline) -> Answer:
    return pipeline.answer(EGG)


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path / "deep" / "feedback.sqlite")


def test_a_verdict_is_kept_with_the_whole_answer(store: FeedbackStore, answered: Answer) -> None:
    store.add("k1", answered.to_json(timings=True), "wrong evidence", "  it is\nanother senator  ")
    [kept] = store.all()
    assert (kept.verdict, kept.remark, kept.question) == ("wrong evidence", "it is\nanother senator", SENATOR)
    assert kept.answer == json.loads(answered.to_json(timings=True))
    assert kept.answer["index_fingerprint"] == answered.index_fingerprint


def test_a_later_verdict_takes_the_place_of_the_first_and_can_be_taken_back(
    store: FeedbackStore, answered: Answer, refused: Answer
) -> None:
    store.take_back("k1")
    store.add("k1", answered.to_json(timings=True), "right")
    store.add("k2", refused.to_json(timings=True), "right")
    store.add("k1", answered.to_json(timings=True), "outdated")
    assert sorted(one.verdict for one in store.all()) == ["outdated", "right"]
    store.take_back("k1")
    assert [one.question for one in store.all()] == [EGG]


def test_a_remark_is_cut_and_an_unknown_verdict_refused(store: FeedbackStore, answered: Answer) -> None:
    store.add("k", answered.to_json(timings=True), "wrong", "x" * 5000)
    assert [len(one.remark) for one in store.all()] == [REMARK_CHARACTERS]
    with pytest.raises(ConfigError, match="verdict is 'bad'; choose 'right', 'wrong'"):
        store.add("k", answered.to_json(timings=True), "bad")  # type: ignore[arg-type]


def test_the_file_and_its_journals_are_of_this_user_alone_and_one_that_was_open_to_others_is_narrowed(
    tmp_path: Path, answered: Answer
) -> None:
    path = tmp_path / "feedback.sqlite"
    FeedbackStore(path).add("k1", answered.to_json(), "right")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert len(list(FeedbackStore(path).all())) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    for mode, journal in (("delete", "-journal"), ("wal", "-wal")):
        with closing(sqlite3.connect(path)) as database:
            database.execute(f"PRAGMA journal_mode = {mode}")
            database.execute("DELETE FROM feedback")
            assert path.with_name(path.name + journal).stat().st_mode & 0o777 == 0o600


def test_many_threads_add_and_none_is_lost(store: FeedbackStore, answered: Answer) -> None:
    threads = [
        threading.Thread(target=store.add, args=(f"k{n}", answered.to_json(), VERDICTS[n % 6])) for n in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.all())) == 24


def test_a_file_that_is_no_database_or_of_a_later_version_is_told_and_left(tmp_path: Path, answered: Answer) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes, not a database " * 50, encoding="utf-8")
    with pytest.raises(RagError, match=r"notes\.txt' cannot be read or written: .*name another file as feedback\.path"):
        FeedbackStore(path).add("k", answered.to_json(), "right")
    assert path.read_text(encoding="utf-8").startswith("my notes")
    later = tmp_path / "later.sqlite"
    with closing(sqlite3.connect(later)) as database:
        database.execute("PRAGMA user_version = 9")
    with pytest.raises(RagError, match="has the layout 9 of a later version"):
        list(FeedbackStore(later).all())


def test_feedback_becomes_questions_that_are_judged(
    store: FeedbackStore, pipeline: Pipeline, answered: Answer, refused: Answer, tmp_path: Path
) -> None:
    follow_up = pipeline.answer("Where did they meet?", [Turn(SENATOR, answered.text)])
    for key, (answer, verdict) in enumerate(
        [
            (answered, "right"),
            (refused, "right"),
            (follow_up, "right"),
            (answered, "should have refused"),
            (refused, "wrong"),
        ]
    ):
        store.add(str(key), answer.to_json(timings=True), verdict)  # type: ignore[arg-type]
    lines = [evaluation_line(one) for one in store.all()]
    assert [is_known(line) for line in lines] == [True, True, True, True, False]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    known = read_questions(path)
    assert [one.answers for one in known[1::2]] == [(), ()]
    assert known[2].turns == (Turn(SENATOR, answered.text),)
    faults = [outcome.fault for outcome in evaluate(pipeline, known[:4])]
    assert faults[:3] == [None, None, None]
    assert faults[3] is not None


def test_a_verdict_within_a_scope_is_no_verdict_on_all_articles(
    store: FeedbackStore, pipeline: Pipeline, refused: Answer
) -> None:
    scope = Scope(until=dt.date(2001, 5, 4), outlets=("TDI",), undated=False)
    scoped = pipeline.answer(SENATOR, scope=scope)
    store.add("1", scoped.to_json(timings=True), "should have refused", "not there")
    store.add("2", refused.to_json(timings=True), "right")
    first, second = map(evaluation_line, store.all())
    assert first == {
        "question": SENATOR,
        "note": "should have refused: asked within a scope (until 2001-05-04; outlets TDI; undated False), "
        "of all articles the outcome is not known: not there",
    }
    assert (is_known(first), second) == (False, {"question": EGG, "answers": [], "note": "right"})


def test_the_answer_is_the_first_sentence_that_a_quote_supports(store: FeedbackStore, answered: Answer) -> None:
    alone = Claim("Nobody wrote this.", (), support="unsupported")
    store.add("1", replace(answered, claims=(alone, *answered.claims)).to_json(), "right")
    store.add("2", replace(answered, claims=(alone,)).to_json(), "right")
    first, second = map(evaluation_line, store.all())
    assert first["answers"] == [answered.claims[0].text]
    assert second == {"question": SENATOR, "note": "right"}


def test_the_file_is_in_the_users_data_folder_unless_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert FeedbackConfig().file == tmp_path / "article-rag" / "feedback.sqlite"
    assert FeedbackConfig("~/f.sqlite").file == Path("~/f.sqlite").expanduser()
