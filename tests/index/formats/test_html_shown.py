"""What a page shows under its headline, and how its stamps, names and classes are told from another story's."""

from __future__ import annotations

import datetime as dt

import pytest

from index.reading.facts.metadata import Metadata
from index.reading.formats.html import html_draft
from tests.index.formats.pages import COST, LEAD, QUOTE, STORY, page


def found(head: str = "", under: str = "", *, before: str = "", after: str = "", attributes: str = "") -> Metadata:
    content = page(head, after, story=f"{before}<h1>Bridge to be rebuilt</h1>{under}{STORY}", attributes=attributes)
    return html_draft(content, "story.html").found


@pytest.mark.parametrize(
    ("under", "author"),
    [
        ("<p>By Ada Finch</p>", "Ada Finch"),
        ("<p>By Toby Lynn <span>5th Mar 2024</span></p>", "Toby Lynn"),
        ("<div class=byline>Ada Finch</div>", "Ada Finch"),
        ("<div class=StoryByline>Ada Finch and Lena Orth</div>", "Ada Finch, Lena Orth"),
        ("<p>5 March 2024 par <a href=/author/ada>Ada Finch</a></p>", "Ada Finch"),
        ("<p>Von Ada Finch (Hafenstadt)</p>", "Ada Finch"),
        ("<p>Posted by Ada Finch</p>", "Ada Finch"),
        ("<p>Автор: Анна Зяблик</p>", "Анна Зяблик"),
        ("<li>박서연 기자</li>", "박서연"),
        ("<div class=byline>By Staff</div>", None),
        ("<div class=byline>The Quay Newsroom</div>", None),
        ("<p>By the old harbour</p>", None),
        ("<div class=comments><p>By Ada Finch</p></div>", None),
        ("<aside><span class=author>Ada Finch</span></aside>", None),
    ],
)
def test_the_author_is_read_from_the_line_under_the_headline(under: str, author: str | None) -> None:
    assert found(under=under).author == author


@pytest.mark.parametrize(
    ("under", "published", "updated"),
    [
        ("<p>5 March 2024</p>", dt.date(2024, 3, 5), None),
        ("<p>14.10.2010</p>", dt.date(2010, 10, 14), None),
        ("<p>2013年06月21日09:15</p>", dt.date(2013, 6, 21), None),
        ("<p>Created 03/15/2024 - 10:41am</p>", dt.date(2024, 3, 15), None),
        ("<ul><li>입력 2019.05.22 14:31<li>수정 2019.05.23 09:10</ul>", dt.date(2019, 5, 22), dt.date(2019, 5, 23)),
        (
            "<p>Posted <time datetime=2024-03-05>a</time> | Last updated: <time datetime=2024-03-06>b</time></p>",
            dt.date(2024, 3, 5),
            dt.date(2024, 3, 6),
        ),
        (
            "<p><time datetime=2024-03-05>a</time> <span>Päivitetty <time datetime=2024-03-06>b</time></span></p>",
            dt.date(2024, 3, 5),
            dt.date(2024, 3, 6),
        ),
        ("<p>The bridge was opened on 5 March 1924 by the queen</p>", None, None),
    ],
)
def test_days_are_read_from_the_lines_under_the_headline(
    under: str, published: dt.date | None, updated: dt.date | None
) -> None:
    facts = found(under=under)
    assert (facts.published, facts.updated) == (published, updated)


def test_a_line_before_the_headline_or_after_the_opening_states_nothing() -> None:
    facts = found(before="<p>By Lena Orth</p><p>1 May 2001</p>", after="<p>By Lena Orth</p><p>2 May 2001</p>")
    assert (facts.author, facts.published) == (None, None)


def test_a_line_under_the_headline_marks_nothing_of_the_story() -> None:
    """The line's own place is not one in the text."""
    draft = html_draft(page(story=f"<h1>Bridge</h1><p>5 March 2024</p>{STORY}"), "story.html")
    assert draft.text.endswith(f"{LEAD}\n\n{COST}\n\n{QUOTE}")
    assert draft.found.labels == ()


@pytest.mark.parametrize(
    ("author", "read"),
    [
        ("Toby Lynn", "Toby Lynn"),
        ("By Ada Finch", "Ada Finch"),
        ("Ada Finch (Hafenstadt)", "Ada Finch"),
        ("Staff", None),
        ("By Staff", None),
        ("Quay", None),
    ],
)
def test_an_author_in_metadata_is_a_name_and_not_the_desk_or_the_outlet(author: str, read: str | None) -> None:
    head = f'<meta property="og:site_name" content="Quay"><meta name="author" content="{author}">'
    assert found(head).author == read


def test_a_stamp_in_utc_is_read_in_the_zone_of_the_same_moment() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2022-06-13T18:40:00Z",'
        '"dateModified":"2022-06-13T21:05:00Z"}</script>'
    )
    local = '<meta property="article:published_time" content="2022-06-14T06:40:00+12:00">'
    other = '<meta property="article:published_time" content="2022-06-15T06:40:00+12:00">'
    assert (found(head + local).published, found(head + local).updated) == (dt.date(2022, 6, 14), dt.date(2022, 6, 14))
    assert found(head + other).published == dt.date(2022, 6, 13)


def test_a_page_without_an_article_in_its_json_ld_is_dated_by_its_metadata_first() -> None:
    head = '<script type="application/ld+json">{"@type":"WebPage","datePublished":"2023-02-11"}</script>'
    assert found(head).published == dt.date(2023, 2, 11)
    stated = '<meta property="article:published_time" content="2014-10-02">'
    assert found(head + stated).published == dt.date(2014, 10, 2)


def test_quotes_that_break_json_ld_are_escaped() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Mayor: "no" to "gulls"",'
        '"description":"She said: "go"","author":{"name":""},"datePublished":"2021-08-24"}</script>'
    )
    facts = found(head)
    assert (facts.title, facts.published) == ('Mayor: "no" to "gulls"', dt.date(2021, 8, 24))


@pytest.mark.parametrize(
    ("window", "outlet"),
    [
        ("Bridge to be rebuilt | Quay", "Quay"),
        ("Bridge to be rebuilt - News - The Quay", "The Quay"),
        ("Bridge to be rebuilt - by Ada Finch", None),
        ("Bridge to be rebuilt at last", None),
        ("Opinion: Bridge to be rebuilt", None),
        ("Bridge", None),
    ],
)
def test_the_windows_title_names_the_outlet_after_the_headline(window: str, outlet: str | None) -> None:
    assert found(f"<title>{window}</title>").outlet == outlet


def test_before_the_headline_the_windows_title_names_an_outlet_only_if_the_page_shows_it() -> None:
    assert found("<title>Quay: Bridge to be rebuilt</title>", before="<a href=/>Quay</a>").outlet == "Quay"


def test_the_sites_own_name_is_taken_before_its_companys() -> None:
    head = (
        '<meta property="og:site_name" content="Quay"><script type="application/ld+json">'
        '{"@type":"NewsArticle","publisher":{"name":"Quay Media Ltd"}}</script>'
    )
    assert found(head).outlet == "Quay"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Opinion | Bridge to be rebuilt", "Bridge to be rebuilt"),
        ("Bridge to be rebuilt: a decade of waiting", "Bridge to be rebuilt"),
        ("Bridge to be rebuilt soon", "Bridge to be rebuilt soon"),
    ],
)
def test_a_stated_headline_that_adds_to_the_pages_heading_yields_to_it(stated: str, title: str) -> None:
    assert found(f'<meta property="og:title" content="{stated}">').title == title


@pytest.mark.parametrize("stated", ["Quay: New ferry", "New ferry line opens at last | Quay"])
def test_a_heading_that_is_the_masthead_or_a_kicker_is_no_headline(stated: str) -> None:
    head = f'<meta property="og:title" content="{stated}"><meta property="og:site_name" content="{{}}">'
    content = page(head.format("Quay"), story=f"<h1>Quay</h1>{STORY}")
    assert html_draft(content, "a").found.title == stated.removeprefix("Quay: ").removesuffix(" | Quay")
    assert html_draft(page(head.format("The Courier"), story=f"<h1>Quay</h1>{STORY}"), "a").found.title == stated


def test_a_masthead_in_the_heading_does_not_make_the_headline_the_outlet() -> None:
    content = page("<title>Quay: New ferry line opens at last</title>", story=f"<h1>Quay</h1>{STORY}")
    assert html_draft(content, "a").found.outlet is None


def test_where_a_pages_statements_of_its_language_differ_none_is_taken() -> None:
    locale = '<meta property="og:locale" content="fr_FR">'
    assert found(locale, attributes="lang=en-US").language is None
    assert found(locale, attributes="lang=fr").language == "fr"


def test_a_microdata_comment_is_no_author_and_an_item_is_named_by_its_name() -> None:
    facts = found(
        after='<div itemscope itemtype="https://schema.org/NewsArticle"><link itemprop=mainEntityOfPage href="https://q.example/b">'
        '<b itemprop=author itemscope itemtype="https://schema.org/Person"><i itemprop=name>Ada Finch</i>, editor</b>'
        '<p itemprop=comment itemscope itemtype="https://schema.org/Comment"><b itemprop=author>wader</b></p></div>'
    )
    assert (facts.author, facts.url) == ("Ada Finch", "https://q.example/b")


def test_the_older_parsely_tag_is_read_and_a_broken_one_is_not() -> None:
    words = "{&quot;authors&quot;:[&quot;Ada Finch&quot;],&quot;pub_date&quot;:&quot;2016-03-31T21:00:00Z&quot;}"
    facts = found(f'<meta name="parsely-page" content="{words}">')
    assert (facts.author, facts.published) == ("Ada Finch", dt.date(2016, 3, 31))
    assert found('<meta name="parsely-page" content="[{">').author is None


@pytest.mark.parametrize(
    "name", ["RelatedStories", "imageCaption", "signup-box", "kg-signup-card", "artAppPromo", "cookiewall"]
)
def test_furniture_is_known_by_its_class_however_that_is_spelt(name: str) -> None:
    other = "Space heaters sold in four states can overheat, the maker warns."
    draft = html_draft(
        page(story=f"<p>{LEAD}</p><div class='{name}'><p>{other}</p></div><p>{COST}</p><p>{QUOTE}</p>"), "a"
    )
    marked = [draft.text[span.start : span.end] for span in draft.boilerplate]
    assert marked == ([other] if other in draft.text else [])
    assert all(text in draft.text for text in (LEAD, COST, QUOTE))


def test_a_template_element_is_no_text() -> None:
    content = page(story=f"{STORY}<template><p>The {{{{title}}}} is trending now across the city.</p></template>")
    assert html_draft(content, "a").text == f"{LEAD}\n\n{COST}\n\n{QUOTE}"
