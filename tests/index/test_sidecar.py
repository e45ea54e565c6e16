"""Metadata files beside articles: their names, what they state, and what is refused."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading.facts.metadata import FACTS, Metadata
from index.reading.facts.sidecar import is_sidecar, read_sidecar, sidecar_names

DAY = dt.date(2024, 3, 26)


@pytest.mark.parametrize("name", ["story.pdf.meta.json", "a/b/story.meta.yaml", "STORY.META.YML"])
def test_a_metadata_file_is_known_by_its_ending(name: str) -> None:
    assert is_sidecar(name)


@pytest.mark.parametrize("name", ["story.json", "meta.json", ".meta.json", "a.meta.json/story.txt", "story.meta.txt"])
def test_other_files_are_articles(name: str) -> None:
    assert not is_sidecar(name)


def test_the_whole_name_counts_before_the_short_one() -> None:
    assert sidecar_names("a.b/story.pdf") == (
        *("a.b/story.pdf.meta.json", "a.b/story.pdf.meta.yaml", "a.b/story.pdf.meta.yml"),
        *("a.b/story.meta.json", "a.b/story.meta.yaml", "a.b/story.meta.yml"),
    )


def test_the_short_name_counts_only_for_an_article_that_is_alone() -> None:
    assert sidecar_names("story.pdf", alone=False) == (
        *("story.pdf.meta.json", "story.pdf.meta.yaml", "story.pdf.meta.yml"),
    )
    assert sidecar_names("story") == ("story.meta.json", "story.meta.yaml", "story.meta.yml")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.meta.json",
            (
                '{"Title": "Talks  resume", "source": "The Daily", "authors": ["Jane Doe", "John Roe"], "lang": "en",'
                ' "URL": "https://example.org/a", "date": "2024-03-26T10:00:00Z", "updated": "March 27, 2024", "tags": [1]}'
            ),
        ),
        (
            "a.meta.yaml",
            (
                "title: Talks resume\npublisher: The Daily\nauthor: Jane Doe, John Roe\nlanguage: en\n"
                "link: https://example.org/a\npublished: 2024-03-26\nmodified: 2024-03-27T09:00:00Z\nid: 7\n"
            ),
        ),
    ],
)
def test_every_fact_is_stated_by_the_sidecar(name: str, content: str) -> None:
    found = read_sidecar(content.encode(), name)
    assert {fact: getattr(found, fact) for fact in FACTS} == {
        "title": "Talks resume",
        "outlet": "The Daily",
        "author": "Jane Doe, John Roe",
        "url": "https://example.org/a",
        "language": "en",
        "published": DAY,
        "updated": dt.date(2024, 3, 27),
    }
    assert {getattr(found, f"{fact}_from") for fact in FACTS} == {"sidecar"}


def test_unknown_keys_null_and_blank_values_state_nothing() -> None:
    content = (
        b'\xef\xbb\xbf{"titel": "x", "title": " ", "headline": "Talks", "author": null, "date": "", "authors": []}'
    )
    found = read_sidecar(content, "a.meta.json")
    assert (found.title, found.author, found.published) == ("Talks", None, None)


@pytest.mark.parametrize(
    "written", ["2024-03-26", "26 March 2024", "26. März 2024", "26.03.2024", "20240326", 20240326]
)
def test_a_day_may_be_written_as_a_day_is_written(written: object) -> None:
    assert read_sidecar(json.dumps({"published": written}).encode(), "a.meta.json").published == DAY


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.meta.json", b'{"published": "tomorrow"}', "'published' is 'tomorrow', which is no day"),
        ("a.meta.json", b'{"date": "03/04/2024"}', "'date' is '03/04/2024', which is no day"),
        ("a.meta.json", b'{"date": "2024-03"}', "'date' is '2024-03', which is no day"),
        ("a.meta.json", b'{"date": "26 March 2024 or so"}', "'date' is '26 March 2024 or so', which is no day"),
        ("a.meta.json", b'{"updated": "0001-01-01"}', "'updated' is '0001-01-01', which is no day"),
        ("a.meta.json", b'{"date": true}', "'date' is True, which is no day"),
        ("a.meta.json", b'{"title": 7}', "'title' is a number; write text"),
        ("a.meta.json", b'{"title": ["a"]}', "'title' is a list; write text"),
        ("a.meta.json", b'{"authors": [{"name": "A"}]}', "'authors' is a list; write text, or a list of names"),
        ("a.meta.json", b"[1]", "holds a list, not keys and values"),
        ("a.meta.json", b"", "is not valid JSON"),
        ("a.meta.json", b'{"title": ' + b"[" * 100_000, "is not valid JSON"),
        ("a.meta.yml", b"title: [a", "is not valid YAML"),
        ("a.meta.yml", b"published: 2024-13-45", "is not valid YAML"),
        ("a.meta.yml", b"", "holds nothing, not keys and values"),
        ("a.meta.yml", b"? [a]\n: b", "is not valid YAML"),
        ("a.meta.json", b'{"title": "\xff"}', "byte 11 is not UTF-8"),
        ("a.meta.json", b" " * 1_000_001, "has 1,000,001 bytes, the limit is 1,000,000"),
    ],
)
def test_what_cannot_be_believed_is_refused_by_name(name: str, content: bytes, fault: str) -> None:
    with pytest.raises(ArticleError) as raised:
        read_sidecar(content, name)
    assert str(raised.value).startswith(f"{name}: ")
    assert fault in str(raised.value)


def test_a_sidecar_overrides_what_the_article_says() -> None:
    sidecar = read_sidecar(b'{"outlet": "The Daily"}', "a.meta.json")
    article = Metadata(outlet="TDI", outlet_from="dateline", author="Jane Doe", author_from="byline")
    assert (sidecar.over(article).outlet, sidecar.over(article).author_from) == ("The Daily", "byline")


def refusal(content: bytes, name: str) -> str:
    """Why the content is refused; empty when it is read."""
    try:
        read_sidecar(content, name)
    except ArticleError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", ["a.meta.json", "a.meta.yaml"])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    refused = refusal(content, name)
    assert refused == "" or refused.startswith(f"{name}: ")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "date", "authors"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    refused = refusal(json.dumps(value).encode(), "a.meta.json")
    assert refused.startswith("a.meta.json: ") or isinstance(value, dict)
