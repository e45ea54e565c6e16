"""JSON and JSON Lines: a record an article, found by its columns' names."""

from __future__ import annotations

import datetime as dt
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleError, ConfigError
from index.reading.formats.containers.records.values import words_of
from index.reading.formats.kinds import records_of
from index.reading.formats.record import LARGEST_ARTICLE_BYTES, Blob, ReadingOptions, file_blob
from tests.index.formats.reading import STORY, drafts, outcome, records

MARCH_26 = dt.date(2024, 3, 26)


def lines(*values: Any) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def test_a_line_is_an_article_named_by_its_id() -> None:
    content = lines(
        {
            "_id": "mh0000",
            "title": "A bridge",
            "text": STORY,
            "metadata": {
                "author": "Jane Doe",
                "source": "The Daily",
                "published_at": "2024-03-26T23:30:00-05:00",
                "category": "local",
                "url": "https://example.org/a",
            },
        },
        {"text": "No id here."},
    )
    found = drafts("corpus.jsonl", content)
    assert list(found) == ["#mh0000", "#2"]
    facts = found["#mh0000"].found
    assert found["#mh0000"].text == STORY
    assert (facts.title, facts.title_from, facts.author, facts.outlet) == (
        "A bridge",
        "column",
        "Jane Doe",
        "The Daily",
    )
    assert (facts.published, facts.published_from, facts.url) == (MARCH_26, "column", "https://example.org/a")


@pytest.mark.parametrize(
    ("record", "fact", "value"),
    [
        ({"Date Published": "26 March 2024"}, "published", MARCH_26),
        ({"datePublished": "Tue, 26 Mar 2024 23:10:00 -0500"}, "published", MARCH_26),
        ({"pub_date": 1711447200}, "published", MARCH_26),
        ({"pub_date": "1711447200000"}, "published", MARCH_26),
        ({"published_at": {"$date": {"$numberLong": "1711447200000"}}}, "published", MARCH_26),
        ({"date": "03/04/2024"}, "published", None),
        ({"date_publish": None, "created_at": "Tue Mar 26 10:15:00 +0000 2024"}, "published", MARCH_26),
        ({"dateModified": "2024-03-26"}, "updated", MARCH_26),
        ({"source": {"id": "daily", "name": "The Daily"}}, "outlet", "The Daily"),
        ({"_source": {"publisher": "The Daily"}}, "outlet", "The Daily"),
        ({"attributes": {"site": "example.org"}}, "outlet", "example.org"),
        ({"authors": ["Jane Doe", {"name": "John Roe"}]}, "author", "Jane Doe, John Roe"),
        ({"byline": {"original": "By Jane Doe"}}, "author", "Jane Doe"),
        ({"headline": {"main": "A bridge"}}, "title", "A bridge"),
        ({"title": {"rendered": "A bridge"}}, "title", "A bridge"),
        ({"canonical-url": "https://example.org"}, "url", "https://example.org"),
        ({"language": "en-GB"}, "language", "en"),
        ({"lang": "Klingon"}, "language", None),
    ],
)
def test_facts_are_found_by_usual_names_and_shapes(record: dict[str, Any], fact: str, value: object) -> None:
    [draft] = drafts("a.jsonl", lines({"text": STORY} | record)).values()
    assert getattr(draft.found, fact) == value


@pytest.mark.parametrize("name", ["body", "Content", "article_text", "maintext", "fullText", "story", "article-body"])
def test_the_text_is_found_by_usual_names(name: str) -> None:
    assert drafts("a.jsonl", lines({name: STORY}))["#1"].text == STORY


@pytest.mark.parametrize(
    "value",
    [
        [{"text": STORY}],
        {"articles": [{"content": STORY, "source": {"id": "x", "name": "X"}}]},
        {"response": {"docs": [{"body": STORY}]}},
        {"hits": {"total": 1, "hits": [{"_source": {"text": STORY}}]}},
        {"status": "ok", "data": {"items": [{"text": STORY}]}},
    ],
    ids=["list", "articles", "response.docs", "hits.hits", "data.items"],
)
def test_lists_of_articles_are_found_in_json(value: Any) -> None:
    assert {suffix: draft.text for suffix, draft in drafts("a.json", json.dumps(value)).items()} == {"#1": STORY}


def test_one_object_is_one_article_and_bears_the_name_of_its_file() -> None:
    assert drafts("a.json", json.dumps({"id": 7, "text": STORY}))[""].text == STORY


def test_json_lines_under_the_name_of_json_are_read_as_lines() -> None:
    assert list(drafts("a.json", lines({"id": 1, "text": STORY}, {"id": 2, "text": STORY}))) == ["#1", "#2"]


def test_a_summary_beside_a_title_is_the_text_of_a_row_that_has_no_other() -> None:
    assert drafts("a.jsonl", lines({"title": "A bridge", "description": STORY}))["#1"].text == STORY


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('{"name": "page", "version": "1.0.0", "description": "A tool."}', "no article found; .*'name', 'version'"),
        ("[1, 2]", "no article found; the file holds a list"),
        ('{"text": "open', "not valid JSON"),
        ("[" * 100_000, "not valid JSON .it is nested too deeply"),
        ("", "the file is empty"),
        ("1" * 5000, "not valid JSON"),
    ],
    ids=["package.json", "numbers", "cut", "deep", "empty", "long number"],
)
def test_json_that_is_no_article_is_refused(content: str, fault: str) -> None:
    with pytest.raises(ArticleError, match=f"a.json: .*{fault}"):
        records("a.json", content)


def test_a_broken_line_costs_that_line_and_is_named() -> None:
    found = outcome(
        "a.jsonl", lines({"id": "a", "text": STORY}) + "{broken\n\n[1]\n" + lines({"id": "b", "text": "B."})
    )
    assert found.texts == {"#a": STORY, "#b": "B."}
    assert found.errors["#2"].startswith("a.jsonl: line 2 is not valid JSON")
    assert found.errors["#3"] == "a.jsonl: line 4 is no article but a list; remove it"


def test_a_record_without_text_names_its_line_and_its_keys() -> None:
    found = outcome("a.jsonl", lines({"id": "a", "headline": "A bridge"}))
    assert found.errors["#a"].startswith("a.jsonl: line 1: the record has no text; its keys are 'id', 'headline'")


def test_a_second_record_of_one_id_is_kept_under_a_name_of_its_own() -> None:
    first, second = records("a.jsonl", lines({"id": "a", "text": STORY}, {"id": "a", "text": "Other."}))
    assert (first.suffix, first.note, second.suffix) == ("#a", None, "#a~2")
    assert second.note == "line 2 has the id of line 1 and other content; it is kept as '#a~2'"
    assert second.read().text == "Other."


def test_a_repeated_record_is_left_out_and_the_one_before_says_so() -> None:
    same, other = {"id": "a", "text": STORY}, {"id": "b", "text": "Other."}
    first, second = records("a.jsonl", lines(same, other, same, same))
    assert (first.note, second.suffix) == (None, "#b")
    assert second.note == "line 3 repeats line 1; line 4 repeats line 1: left out, the content is the same"


def test_an_edit_of_one_line_changes_the_hash_of_one_record() -> None:
    before = records("a.jsonl", lines({"id": 1, "text": "One."}, {"id": 2, "text": "Two."}))
    after = records("a.jsonl", lines({"id": 1, "text": "One!"}, {"id": 2, "text": "Two."}))
    assert [a.sha256 == b.sha256 for a, b in zip(before, after, strict=True)] == [False, True]


def test_the_mapping_is_part_of_the_hash() -> None:
    content = lines({"text": "One.", "lead": "Two."})
    assert records("a.jsonl", content)[0].sha256 != records("a.jsonl", content, text="lead")[0].sha256


def test_mapped_columns_win_and_may_be_nested() -> None:
    content = lines({"text": "Not this.", "doc": {"words": STORY, "day": "2024-03-26"}, "key": "k"})
    found = drafts("a.jsonl", content, text="doc.words", published="doc.day", id="key")
    assert (found["#k"].text, found["#k"].found.published) == (STORY, MARCH_26)


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_a_mapped_column_that_no_record_has_is_named_with_those_there_are(name: str) -> None:
    content = {
        "a.json": json.dumps([{"text": STORY}]),
        "a.jsonl": lines({"text": STORY}),
        "a.csv": f'text\n"{STORY}"\n',
    }
    with pytest.raises(ArticleError, match="columns maps 'title' to 'kicker', which no record has; there are: 'text'"):
        records(name, content[name], title="kicker")


def test_a_mapped_fact_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ConfigError, match="'headline', which is no fact; facts are text, title"):
        records("a.jsonl", lines({"text": STORY}), headline="x")


def test_markup_in_a_text_becomes_text_and_prose_that_names_a_tag_stays() -> None:
    found = drafts(
        "a.jsonl",
        lines(
            {"id": 1, "text": f"<p>The first &amp; best.</p><p>{STORY}</p>"},
            {"id": 2, "text": "A <br> tag breaks a line, and 3 < 5 > 2; AT&amp;T stays."},
        ),
    )
    assert found["#1"].text == f"The first & best.\n\n{STORY}"
    assert found["#2"].text == "A <br> tag breaks a line, and 3 < 5 > 2; AT&amp;T stays."


def test_a_lone_surrogate_is_replaced_by_one_character() -> None:
    assert drafts("a.jsonl", '{"text": "a \\ud800 b."}')["#1"].text == "a \ufffd b."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_json_lines_in_other_encodings(encoding: str) -> None:
    text = "Le ministre a déclaré que la réunion était très utile pour l'économie européenne."
    content = "".join(json.dumps({"id": i, "text": text}, ensure_ascii=False) + "\r\n" for i in "ab").encode(encoding)
    assert {s: d.text for s, d in drafts("a.jsonl", content).items()} == {"#a": text, "#b": text}


def test_a_damaged_line_of_a_utf8_file_is_refused_not_guessed() -> None:
    good = json.dumps({"id": "a", "text": "Très utile."}, ensure_ascii=False).encode() + b"\n"
    found = outcome(
        "a.jsonl", good + '{"id": "b", "text": "Très utile pour la réunion européenne."}\n'.encode("cp1252")
    )
    assert found.texts == {"#a": "Très utile."}
    assert found.errors["#2"].startswith("a.jsonl: line 2: byte 23 of the line (b'\\xe8') is not UTF-8")


def test_a_line_over_the_limit_costs_that_line() -> None:
    content = (
        lines({"id": "a", "text": STORY}) + '{"text": "' + "x" * LARGEST_ARTICLE_BYTES + '"}\n' + lines({"text": "B."})
    )
    found = outcome("a.jsonl", content)
    assert (list(found.texts), list(found.errors)) == (["#a", "#3"], ["#2"])
    assert "line 2 has 20,000,013 bytes, the limit for one article is 20,000,000" in found.errors["#2"]


def test_a_json_file_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(ArticleError, match=r"200,000,000 bytes, .* 100,000,000; save it as JSON Lines"):
        list(records_of(Blob("a.json", 200_000_000, lambda: io.BytesIO(b'{"a": [')), ReadingOptions()))


@pytest.mark.parametrize("suffix", [".jsonl", ".csv"])
def test_a_large_file_is_read_in_the_memory_of_a_record(tmp_path: Path, suffix: str) -> None:
    """A file of 60 MB costs less than 4 MB."""
    path = tmp_path / f"large{suffix}"
    with path.open("w", encoding="utf-8") as file:
        if suffix == ".csv":
            file.write("id,text\n")
        for number in range(600):
            text = f"Story {number}. " + "word " * 20_000
            file.write(f"{number},{text}\n" if suffix == ".csv" else json.dumps({"id": number, "text": text}) + "\n")
    tracemalloc.start()
    count = sum(len(record.read().text) > 100_000 for record in records_of(file_blob(path), ReadingOptions()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, peak < 4_000_000) == (600, True)


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), min_size=1).filter(
    lambda text: words_of(text) is not None and "<" not in text
)


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_json_lines_come_back_exactly(texts: list[str]) -> None:
    for ascii_only in (True, False):
        content = "".join(json.dumps({"text": text}, ensure_ascii=ascii_only) + "\n" for text in texts)
        assert [draft.text for draft in drafts("a.jsonl", content.encode()).values()] == texts


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["text", "id", "date", "metadata"]), inner)
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_articles_or_refused(value: Any) -> None:
    for name in ("a.json", "a.jsonl"):
        outcome(name, json.dumps(value))


@given(st.binary(max_size=200), st.sampled_from([".json", ".jsonl", ".csv", ".tsv"]), st.integers(0, 60), st.booleans())
def test_any_bytes_are_records_or_refused(noise: bytes, suffix: str, place: int, insert: bool) -> None:
    valid = (
        b'id,text\n1,"One, two."\n2,Three.\n'
        if suffix in (".csv", ".tsv")
        else lines({"text": STORY}, {"id": 1}).encode()
    )
    outcome(f"a{suffix}", noise)
    outcome(f"a{suffix}", valid[:place] + (noise + valid[place:] if insert else b""))
