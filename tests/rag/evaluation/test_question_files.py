"""Question files of our own layout: what each key means, and how a wrong line is told."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import ConfigError
from rag import Turn
from rag.evaluation import GoldQuote, KnownQuestion, judgeable, read_questions, spread


def written(tmp_path: Path, *lines: dict[str, Any] | str | bytes) -> Path:
    path = tmp_path / "known.jsonl"
    encoded = [
        line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    ]
    path.write_bytes(b"\n".join(encoded))
    return path


def test_every_key_has_its_place(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "id": "k1",
            "note": "The price stands in two articles.",
            "question": "And what did it cost?",
            "answers": ["four million", 4000000],
            "articles": ["2021/bridge.txt"],
            "turns": ["Which bridge is new?", {"question": "Where?", "answer": "In Oslo."}],
            "as_of": "2021-05-04",
            "evidence": ["It cost four million.", {"quote": "Four million.", "article": "owls.txt"}],
        },
    )
    assert read_questions(path) == [
        KnownQuestion(
            id="k1",
            question="And what did it cost?",
            answers=("four million", "4000000"),
            articles=("2021/bridge.txt",),
            turns=(Turn("Which bridge is new?"), Turn("Where?", "In Oslo.")),
            as_of=dt.date(2021, 5, 4),
            evidence=(GoldQuote("It cost four million."), GoldQuote("Four million.", "owls.txt")),
        )
    ]


def test_no_answers_are_a_refusal_owed_and_none_known_are_retrieval_only(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"question": "a?", "answers": []},
        {"question": "b?", "answers": ["said so"], "answerable": False},
        {"question": "c?", "articles": ["x.txt"]},
        {"question": "d?", "answers": None},
    )
    known = read_questions(path)
    assert [one.answers for one in known] == [(), (), None, None]
    assert [one.unanswerable for one in known] == [True, True, False, False]
    assert [one.judgeable for one in known] == [True, True, True, False]


def test_lines_are_numbered_where_they_have_no_id_and_blank_ones_count(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + b'{"question": "a?"}', "", {"question": "b?"})
    assert [known.id for known in read_questions(path)] == ["1", "3"]


def test_articles_are_those_of_the_evidence_where_none_are_named(tmp_path: Path) -> None:
    quotes = [{"quote": "q", "article": "a.txt"}, {"quote": "r", "article": "a.txt"}, "s"]
    [known] = read_questions(written(tmp_path, {"question": "a?", "evidence": quotes}))
    assert known.articles == ("a.txt",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"question": ', "it is no JSON"),
        ('["a?"]', "each line is one object in {}"),
        ({"answers": []}, "it has no 'question'; each line needs one, and what is known of its answer"),
        ({"question": " ", "answers": []}, "'question' is ' '; each line needs one"),
        ({"question": 5, "answers": ["x"]}, "'question' is 5; it must be a text"),
        ({"question": "a?", "as_of": 20210504}, "'as_of' is 20210504; it must be a text"),
        ({"question": "a?", "answer": "x"}, r"'answer' is no key that is known here; did you mean 'answers'\?"),
        ({"questions": "a?", "answers": ["x"]}, r"'questions' is no key .* did you mean 'question'\?"),
        ({"question": "a?", "level": 3}, "'level' is no key that is known here; these are: 'question', 'answers', "),
        ({"question": "a?", "turns": [{"question": "b?", "answers": "c"}]}, r"'answers' .* did you mean 'answer'\?"),
        ({"question": "a?", "evidence": [{"quotes": "b"}]}, r"'quotes' .* did you mean 'quote'\?"),
        ({"question": ["a?"]}, r"'question' is \['a\?'\]; it must be a text"),
        ({"question": "a?", "answers": "Oslo"}, r"'answers' is 'Oslo'; it must be a list, as in \[\"Oslo\"\]"),
        ({"question": "a?", "answers": ["Oslo", " "]}, "'answers' holds ' '; .* none of them empty"),
        ({"question": "a?", "answerable": "no"}, "'answerable' is 'no'; it must be true or false"),
        ({"question": "a?", "as_of": "4.5.2021"}, "'as_of' is '4.5.2021'; write YYYY-MM-DD"),
        ({"question": "a?", "turns": [{"answer": "b"}]}, "'turns' holds .*; write a question"),
        ({"question": "a?", "turns": [["b?"]]}, r"\['b\?'\] is no object"),
        ({"question": "a?", "evidence": [{"article": "b"}]}, "'evidence' holds .*; write a quote"),
        ({"id": "1", "question": "a?"}, "the id '1' stands in line 1 too; give each question its own"),
        (b'{"question": "caf\xe9?"}', "it is not UTF-8"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_what_to_do(
    tmp_path: Path, line: dict[str, Any] | str | bytes, message: str
) -> None:
    path = written(tmp_path, {"question": "first?"}, line)
    with pytest.raises(ConfigError, match=rf"known\.jsonl, line 2: .*{message}"):
        read_questions(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.jsonl' cannot be read \(No such file or directory\)"):
        read_questions(tmp_path / "none.jsonl")


def test_questions_of_which_nothing_is_known_are_left_out_and_only_such_are_refused(tmp_path: Path) -> None:
    known = read_questions(written(tmp_path, {"question": "a?"}, {"question": "b?", "answers": []}))
    assert [one.question for one in judgeable(known, tmp_path)] == ["b?"]
    with pytest.raises(ConfigError, match="has no question of which 'answers', 'articles' or 'evidence' are known"):
        judgeable(known[:1], tmp_path)


@pytest.mark.parametrize(("limit", "ids"), [(None, "0123456789"), (3, "036"), (10, "0123456789"), (99, "0123456789")])
def test_fewer_questions_are_spread_over_the_file(limit: int | None, ids: str) -> None:
    known = [KnownQuestion(str(number), "a?", ()) for number in range(10)]
    assert "".join(one.id for one in spread(known, limit)) == ids
