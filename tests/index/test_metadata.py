"""How articles open: labels, bylines, date lines and datelines, and where the story begins."""

from __future__ import annotations

import datetime as dt

import pytest

from index.reading.facts.opening import read_metadata
from index.types import Article
from tests.articles import read

DAY = dt.date(2024, 3, 26)
STORY = "The talks began. It rained."


def load(text: str) -> Article:
    return read("a.txt", text)[0]


def story(article: Article) -> str:
    """The text after the last mark."""
    return article.text[max((span.end for span in article.boilerplate), default=0) :].strip()


@pytest.mark.parametrize(
    "label",
    [
        "date 2024-03-26",
        "Date: 2024-03-26T10:00:00Z",
        "Date: 26/03/2024",
        "Published: Tuesday, March 26, 2024",
        "Published: March 26, 2024 10:15 GMT",
        "Published on 26 March 2024 | Updated 27 March 2024",
        "Posted: March 26, 2024",
        "Publication date: 26 March 2024",
        "March 26, 2024",
        "Tuesday, 26 March 2024, 10:15",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_date_line_is_a_label_and_says_the_day(label: str, gap: str) -> None:
    article = load(f"{label}{gap}{STORY}")
    assert (article.published, article.published_from) == (DAY, "label")
    assert (article.title, article.title_from) == ("The talks began", "derived")
    assert story(article) == STORY


@pytest.mark.parametrize(
    "label",
    ["date 2024-03-26", "Date: 2024-03-26", "Published on March 26, 2024", "Published: March 26, 2024 10:15 GMT"],
)
def test_a_date_label_before_the_story_on_one_line_ends_with_its_date(label: str) -> None:
    article = load(f"{label} {STORY}")
    assert (article.published, article.published_from) == (DAY, "label")
    assert article.text[article.boilerplate[0].start : article.boilerplate[0].end] == label
    assert story(article) == STORY


@pytest.mark.parametrize(
    "text",
    [
        "Published on March 26, 2024, the report found gaps.",
        "March 26, 2024\nwas the day of the talks.",
        "March 26, 2024 was the day of the talks.",
        "Posted: soldiers from three countries were sent to the old town on the sea.",
        "By Friday\n\nThe talks began.",
        "By John Smith\nthe plan was praised.",
        "By every measure, the talks failed.",
        "By John Smith and others the plan was praised.",
        "The talks began.\nBy: Jane Doe\nSource: The Daily",
    ],
)
def test_what_only_looks_like_a_label_is_text(text: str) -> None:
    article = load(f"{text}\n\nIt rained.")
    assert article.boilerplate == ()
    assert (article.author, article.outlet) == (None, None)
    assert article.published_from in (None, "text")


@pytest.mark.parametrize("value", ["03/04/2024", "last Tuesday", "March 2024", ""])
def test_a_label_without_a_readable_day_is_a_label_and_the_next_are_read(value: str) -> None:
    article = load(f"Date: {value}\nSource: The Daily\nAuthor: Jane Doe\n{STORY}")
    assert (article.published, article.outlet, article.author) == (None, "The Daily", "Jane Doe")
    assert story(article) == STORY


def test_blank_lines_before_and_between_labels_are_skipped() -> None:
    article = load(f"\n \nTitle: Talks resume\n\n\nBy John Smith\n\nMarch 26, 2024\nUpdated: March 27, 2024\n\n{STORY}")
    assert (article.title, article.author, article.published) == ("Talks resume", "John Smith", DAY)
    assert story(article) == STORY


@pytest.mark.parametrize(
    ("byline", "author", "published"),
    [
        ("By John Smith", "John Smith", None),
        ("BY JANE DOE", "JANE DOE", None),
        ("By Ludwig van der Rohe and Anne-Marie Özil", "Ludwig van der Rohe and Anne-Marie Özil", None),
        ("By John F. Smith, Staff Writer", "John F. Smith", None),
        ("By John Smith | March 26, 2024", "John Smith", DAY),
    ],
)
def test_a_byline_is_a_label(byline: str, author: str, published: dt.date | None) -> None:
    article = load(f"{byline}\n{STORY}")
    assert (article.author, article.published) == (author, published)
    assert (article.title, story(article)) == ("The talks began", STORY)


@pytest.mark.parametrize(
    ("dateline", "published", "outlet"),
    [
        ("ASTANA, March 26 (Reuters) -", None, "Reuters"),
        ("ASTANA, 1 May (Reuters) -", None, "Reuters"),
        ("ASTANA, Tuesday (Reuters) -", None, "Reuters"),
        ("Geneva, March 26 (WHO) -", None, "WHO"),
        ("Paris (Reuters/AFP) —", None, "Reuters/AFP"),
        ("Berlin (dpa) –", None, "dpa"),
        ("ASTANA (TCA) —", None, "TCA"),
        ("ASTANA, March 26, 2024 (TCA) —", DAY, "TCA"),
    ],
)
def test_a_dateline_says_outlet_and_day_as_far_as_it_has_them(
    dateline: str, published: dt.date | None, outlet: str
) -> None:
    article = load(f"{dateline} {STORY}")
    assert (article.published, article.outlet, article.outlet_from) == (published, outlet, "dateline")
    assert article.title == "The talks began"


@pytest.mark.parametrize("name", ["World Health Organization (WHO)", "Bank of Asia (see below)", "Kazakhstan (south)"])
def test_a_name_with_its_abbreviation_is_no_dateline(name: str) -> None:
    found = read_metadata(f"{name} - {STORY}", "a.txt")
    assert (found.outlet, found.published) == (None, None)
    assert load(f"{name} - {STORY}").title.startswith(name.split(" ", maxsplit=1)[0])
