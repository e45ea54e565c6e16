"""Files to articles: exact text, metadata with where it was read, and clear errors."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading.formats.record import LARGEST_ARTICLE_BYTES, bytes_blob
from index.reading.formats.text import decode
from index.types import Article
from tests.articles import read


def load(text: str | bytes, name: str = "a.txt") -> Article:
    return read(name, text)[0]


def marked(article: Article) -> list[str]:
    return [article.text[span.start : span.end] for span in article.boilerplate]


def test_the_first_seed_article(seeds: Path) -> None:
    path = seeds / "000_3ab0e8836c8fea17.txt"
    article = load(path.read_bytes(), path.name)
    assert article.text == path.read_text(encoding="utf-8")
    assert (article.published, article.published_from) == (dt.date(2024, 3, 26), "label")
    assert (article.outlet, article.author) == (None, None)
    assert article.title == "President Kassym-Jomart Tokayev of Kazakhstan and United States Senator Steve Daines…"
    assert article.title_from == "derived"
    assert marked(article) == [" date 2024-03-26"]


def test_the_second_seed_article(seeds: Path) -> None:
    path = seeds / "001_c506a585635f9987.txt"
    article = load(path.read_bytes(), path.name)
    assert (article.published, article.published_from) == (dt.date(2023, 5, 1), "dateline")
    assert (article.outlet, article.outlet_from) == ("TDI", "dateline")
    assert article.title == "Kairat Umarov, First Deputy Foreign Minister of Kazakhstan, and senior U.S. government…"
    assert marked(article) == ["Also Read:\u00a0Pakistan and Russia Celebrate 75 Years of Diplomatic Ties"]


@pytest.mark.parametrize(
    ("opening", "published", "published_from", "outlet"),
    [
        ("ASTANA, March 26, 2024 (Reuters) - The talks began.", dt.date(2024, 3, 26), "dateline", "Reuters"),
        ("PARIS (AP) — The talks began.", None, None, "AP"),
        ("LONDON, 3 Mar 2024 — The talks began.", dt.date(2024, 3, 3), "dateline", None),
        ("Published: 2024-03-26\nSource: The Daily\n\nThe talks began.", dt.date(2024, 3, 26), "label", "The Daily"),
        ("The talks began on 26 March 2024.", dt.date(2024, 3, 26), "text", None),
        ("The talks began in March 2024.", None, None, None),
        ("The talks began. Next: more.", None, None, None),
    ],
)
def test_dates_and_outlets_say_where_they_were_read(
    opening: str, published: dt.date | None, published_from: str | None, outlet: str | None
) -> None:
    article = load(opening + " It rained.")
    assert (article.published, article.published_from, article.outlet) == (published, published_from, outlet)


def test_a_date_in_the_file_name_is_better_evidence_than_one_in_the_text() -> None:
    article = load("The talks began on 3 May 2011. It rained.", "2024-03-26-talks.txt")
    assert (article.published, article.published_from) == (dt.date(2024, 3, 26), "file name")
    article = load("PARIS, 3 May 2011 (AP) — The talks began.", "2024-03-26-talks.txt")
    assert (article.published, article.published_from) == (dt.date(2011, 5, 3), "dateline")
    article = load("The talks began on 3 May 2011. It rained.", "20241399_talks.txt")
    assert (article.published, article.published_from) == (dt.date(2011, 5, 3), "text")
    assert load("The talks began. It rained.", "20241399_talks.txt").published is None


def test_labelled_lines_are_read_and_not_cited() -> None:
    article = load("Title: Talks resume\nBy: Jane Doe\nURL: https://example.org/a\nLanguage: en\n\nThe talks began.")
    assert (article.title, article.title_from, article.author) == ("Talks resume", "label", "Jane Doe")
    assert (article.url, article.language) == ("https://example.org/a", "en")
    assert marked(article)[0].startswith("Title: Talks resume")


def test_a_heading_on_top_is_the_title() -> None:
    article = load("Trade Talks Resume\n\nThe ministers met. They agreed.")
    assert (article.title, article.title_from) == ("Trade Talks Resume", "heading")


def test_markdown_front_matter_gives_metadata_and_is_not_cited() -> None:
    text = "---\ntitle: 'Talks: a start'\ndate: 2024-03-26\nsource: The Daily\nauthor: Jane Doe\n---\n\n# Heading\n\nThe talks began.\n"
    article = load(text, "a.md")
    assert article.text == text
    assert (article.title, article.title_from, article.author) == ("Talks: a start", "front matter", "Jane Doe")
    assert (article.published, article.published_from) == (dt.date(2024, 3, 26), "front matter")
    assert (article.outlet, article.outlet_from) == ("The Daily", "front matter")
    assert marked(article) == [text[: text.index("\n# Heading")]]


def test_a_markdown_heading_is_the_title_without_its_marks() -> None:
    assert load("# Trade Talks #\n\nThe ministers met.", "a.md").title == "Trade Talks"


@pytest.mark.parametrize(
    ("content", "fault", "remedy"),
    [
        (b"", "the file is empty", "remove it"),
        (b" \n\t\n", "only white space", "remove it"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is a PNG image", "name it for what it is"),
        (b"\x00\x01\x02\x03" * 50, "control characters", "binary"),
        ("caf\xe9 news".encode("latin-1"), "is not UTF-8", "save it as UTF-8"),
        (b"Also read: nothing else\n", "no sentence is left", "Remove the file"),
    ],
    ids=["empty", "blank", "png", "binary", "latin-1", "furniture only"],
)
def test_what_is_no_article_is_refused_with_its_name_and_a_remedy(content: bytes, fault: str, remedy: str) -> None:
    with pytest.raises(ArticleError) as raised:
        load(content, "folder/odd.txt")
    assert "folder/odd.txt" in str(raised.value)
    assert fault in str(raised.value)
    assert remedy in str(raised.value)


def test_broken_front_matter_is_named() -> None:
    with pytest.raises(ArticleError, match="front matter is not valid YAML"):
        load("---\ntitle: [unclosed\n---\nText is here.", "a.md")


@pytest.mark.parametrize(
    "yaml",
    ["a: " + "[" * 5000, "date: 2024-13-45", "draft: !!bool x", "# note\ntitle: [a"],
    ids=["deep", "day", "tag", "note"],
)
def test_whatever_yaml_stumbles_over_is_named(yaml: str) -> None:
    with pytest.raises(ArticleError, match=r"a\.md: the front matter is not valid YAML"):
        load(f"---\n{yaml}\n---\nText is here.", "a.md")


@pytest.mark.parametrize(
    "prose",
    [
        "The president visited Astana on Monday.",
        "Astana: the talks began.",
        "He said: the deal: it is dead.",
        "- a\n- b",
    ],
)
def test_text_between_two_rules_is_no_front_matter(prose: str) -> None:
    article = load(f"---\n{prose}\n---\nMore text.", "a.md")
    assert marked(article) == ["---", "---"]


def test_one_known_key_makes_front_matter() -> None:
    assert marked(load("---\nlayout: post\nmood: good\n---\nText is here.", "a.md")) == [
        "---\nlayout: post\nmood: good\n---\n"
    ]


def test_a_lone_surrogate_from_yaml_is_replaced() -> None:
    article = load('---\ntitle: "\\ud800 x"\nauthor: "\\udfff"\nsource: "\\ud800 y"\n---\nText is here.', "a.md")
    assert (article.title, article.author, article.outlet) == ("? x", "?", "? y")


def test_a_file_over_the_limit_is_refused_with_both_sizes() -> None:
    with pytest.raises(ArticleError, match=r"a\.txt: the file has 20,000,001 bytes, the limit .* 20,000,000; split it"):
        bytes_blob("a.txt", b"x" * (LARGEST_ARTICLE_BYTES + 1)).content()
    assert len(bytes_blob("a.txt", b"x" * LARGEST_ARTICLE_BYTES).content()) == LARGEST_ARTICLE_BYTES


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"One.\r\nTwo.\r\n", "One.\nTwo.\n"),
        (b"One.\rTwo.", "One.\nTwo."),
        (b"\xef\xbb\xbfOne.", "One."),
        ("One. Жé😀".encode("utf-16"), "One. Жé😀"),
        (b"One\x00. Two.", "One\x00. Two."),
    ],
    ids=["CRLF", "CR", "byte order mark", "UTF-16", "NUL"],
)
def test_newlines_become_one_kind_and_nothing_else_changes(content: bytes, text: str) -> None:
    assert decode(content, "a.txt") == text


@given(st.text(min_size=1))
def test_the_text_is_the_file_as_python_reads_it(text: str) -> None:
    """Offsets into `Article.text` hold in `open(path).read()`."""
    try:
        article = load(text)
    except ArticleError:
        return
    assert article.text == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
