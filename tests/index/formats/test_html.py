"""Web pages: what is taken for the story, what the page is believed to say of it, and what may go wrong."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading.formats.html import html_draft, html_records
from index.reading.formats.html.days import day_of
from index.reading.sentences import split_sentences
from tests.index.formats.pages import COST, LEAD, QUOTE, STORY, only_article_errors, page


def linked(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(values)}</script>'


def marked(content: bytes) -> list[str]:
    draft = html_draft(content, "story.html")
    return [draft.text[span.start : span.end] for span in draft.boilerplate]


def test_the_story_is_its_paragraphs_and_nothing_around_them() -> None:
    assert html_draft(page(), "story.html").text == f"{LEAD}\n\n{COST}\n\n{QUOTE}"


def test_a_subheading_is_a_block_that_the_sentence_splitter_knows_for_a_heading() -> None:
    text = html_draft(page(story=f"<p>{LEAD}</p><h2>What residents say</h2><p>{QUOTE} {COST}</p>"), "story.html").text
    assert [text[s.start : s.end] for s in split_sentences(text) if s.kind == "heading"] == ["What residents say"]


def test_list_items_table_rows_and_line_breaks_stay_apart() -> None:
    story = f"{STORY}<ul><li>Two lanes stay open.</li><li>The ferry runs.</li></ul><table><tr><td>2024</td><td>10 million</td></tr></table>"
    text = html_draft(page(story=story), "story.html").text
    assert text.endswith("\n\nTwo lanes stay open.\n\nThe ferry runs.\n\n2024 | 10 million")


def test_words_of_inline_elements_are_not_parted_and_entities_are_read() -> None:
    story = f"<p>The <b>har</b>bour &amp; the&nbsp;<a href=/x>bridge</a>\n were closed all day.</p>{STORY}"
    assert html_draft(page(story=story), "story.html").text.startswith(
        "The harbour & the bridge were closed all day.\n\n"
    )


def test_a_teaser_inside_the_story_is_marked_or_left_out() -> None:
    story = f"<p>{LEAD}</p><p><a href=/r>Ferry fares rise again in the far north</a></p><p>{COST}</p><p>{QUOTE}</p>"
    content = page(story=story)
    draft = html_draft(content, "story.html")
    assert (
        marked(content) == []
        if "Ferry" not in draft.text
        else marked(content) == ["Ferry fares rise again in the far north"]
    )


def test_a_caption_in_a_fragment_is_marked_and_not_cut() -> None:
    fragment = (
        f"<p>{LEAD}</p><figure><img src=a.jpg><figcaption>The bridge. Photo: R. Lim</figcaption></figure><p>{COST}</p>"
    )
    assert html_draft(fragment.encode(), "entry").text == f"{LEAD}\n\nThe bridge. Photo: R. Lim\n\n{COST}"
    assert marked(fragment.encode()) == ["The bridge. Photo: R. Lim"]


def test_a_pull_quote_does_not_mark_the_sentence_it_repeats() -> None:
    assert marked(page(story=f"{STORY}<aside><p>{COST}</p></aside>")) == []


def test_a_short_fragment_is_kept_whole() -> None:
    assert html_draft(b"Rain fell.<br><br>It <i>stopped</i>.", "entry").text == "Rain fell.\n\nIt stopped."


def test_json_ld_is_believed_before_other_metadata() -> None:
    head = linked(
        **{"@type": "ReportageNewsArticle", "headline": "Bridge to be rebuilt &amp; widened", "inLanguage": "en-GB"},
        author=[{"name": "Ada Finch"}, {"name": "Ben Okri"}],
        publisher={"name": "The Quay Courier"},
        datePublished="2023-12-18T22:29:26-08:00",
        dateModified="2023-12-20",
        url="https://quay.example/bridge",
    )
    found = html_draft(page(head + '<meta property="og:title" content="Other">'), "x.html").found
    assert (found.title, found.outlet, found.author) == (
        "Bridge to be rebuilt & widened",
        "The Quay Courier",
        "Ada Finch, Ben Okri",
    )
    assert (found.published, found.updated) == (dt.date(2023, 12, 18), dt.date(2023, 12, 20))
    assert (found.url, found.language, found.published_from) == ("https://quay.example/bridge", "en", "page metadata")


def test_names_by_reference_in_a_graph_are_followed() -> None:
    graph = [
        {"@type": "WebPage", "@id": "#page", "datePublished": "2020-01-01"},
        {"@type": ["Article"], "headline": "Bridge", "author": {"@id": "#ada"}, "publisher": {"@id": "#quay"}},
        {"@type": "Person", "@id": "#ada", "name": "Ada Finch"},
        {"@type": "Organization", "@id": "#quay", "name": "The Quay Courier"},
    ]
    found = html_draft(page(linked(**{"@graph": graph})), "x.html").found
    assert (found.title, found.author, found.outlet, found.published) == (
        "Bridge",
        "Ada Finch",
        "The Quay Courier",
        None,
    )


def test_of_several_articles_that_with_the_pages_address_speaks_for_it() -> None:
    related = {
        "@type": "NewsArticle",
        "headline": "Market",
        "url": "https://q.example/market",
        "datePublished": "2001-01-01",
    }
    own = {
        "@type": "NewsArticle",
        "headline": "Bridge",
        "url": "https://q.example/bridge",
        "datePublished": "2024-03-05",
    }
    head = f'<link rel=canonical href="https://q.example/bridge"><script type="application/ld+json">{json.dumps([related, own])}</script>'
    found = html_draft(page(head), "x.html").found
    assert (found.title, found.published) == ("Bridge", dt.date(2024, 3, 5))


@pytest.mark.parametrize(
    "block",
    [
        '{"@type":"NewsArticle","headline":"Bridge",}',
        '<!-- {"@type":"NewsArticle","headline":"Bridge"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Bridge"}\n//]]>',
        '{"@type":"Person","name":"A\tB"} {"@type":"NewsArticle","headline":"Bridge"};',
        '[[{"@type":"http://schema.org/NewsArticle","headline":["Bridge"]}]]',
    ],
    ids=["trailing comma", "HTML comment", "CDATA", "control character, two objects", "nested arrays"],
)
def test_slips_in_json_ld_are_tolerated(block: str) -> None:
    assert html_draft(page(f'<script type="application/ld+json">{block}</script>'), "x.html").found.title == "Bridge"


@pytest.mark.parametrize("block", ["{", '{"@type": {}}', "[" * 99_999, '{"a":' * 99_999, "null", '"x', "{}," * 99_999])
def test_json_ld_beyond_reading_states_nothing(block: str) -> None:
    found = html_draft(page(f'<script type="application/ld+json">{block}</script>'), "x.html").found
    assert (found.title, found.published) == (None, None)


@pytest.mark.parametrize(
    ("head", "fact", "value"),
    [
        (
            '<meta property="og:title" content="Bridge | Quay"><meta property="og:site_name" content="Quay">',
            "title",
            "Bridge",
        ),
        ('<title>Quay - Bridge</title><meta property="og:site_name" content="Quay">', "title", "Bridge"),
        ("<title>Bridge - a history | Quay</title>", "title", "Bridge - a history | Quay"),
        ('<meta name="author" content="By Ada Finch">', "author", "Ada Finch"),
        ('<meta property="article:author" content="https://facebook.example/ada">', "author", None),
        (
            '<meta name="citation_author" content="Finch"><meta name="citation_author" content="Lim">',
            "author",
            "Finch, Lim",
        ),
        (
            '<meta property="article:published_time" content="2024-03-05T23:59:00-11:00">',
            "published",
            dt.date(2024, 3, 5),
        ),
        ('<meta name="DC.date.issued" content="20240305">', "published", dt.date(2024, 3, 5)),
        ('<meta name="parsely-pub-date" content="Tue, 05 Mar 2024 08:00:00 GMT">', "published", dt.date(2024, 3, 5)),
        ('<meta property="article:modified_time" content="2024-03-06">', "updated", dt.date(2024, 3, 6)),
        ('<meta property="article:modified_time" content="2024-03-06">', "published", None),
        ('<meta property="og:url" content="/bridge">', "url", "https://quay.example/bridge"),
        (
            '<link rel="canonical" href="/"><meta property="og:url" content="/bridge">',
            "url",
            "https://quay.example/bridge",
        ),
        ("", "url", "https://quay.example/fetched"),
        ('<meta property="og:locale" content="de_DE">', "language", "de"),
    ],
)
def test_each_vocabulary_is_read(head: str, fact: str, value: object) -> None:
    found = html_draft(page(head), "x.html", url="https://quay.example/fetched").found
    assert getattr(found, fact) == value


def test_the_headline_is_the_heading_where_no_metadata_names_it() -> None:
    found = html_draft(page("<title>Quay</title>", story=f"<h1>Bridge to\n be rebuilt</h1>{STORY}"), "x.html").found
    assert (found.title, found.title_from) == ("Bridge to be rebuilt", "heading")


def test_a_time_under_the_headline_is_the_day_and_one_of_a_related_story_is_not() -> None:
    body = "<section class=related><article><h3>Old</h3><time datetime=2001-01-01>1 January</time></article></section>"
    dated = page(body=body, story=f"<h1>Bridge</h1><time datetime='2024-03-05T09:00+01:00'>today</time>{STORY}")
    undated = page(
        body=body + "<div class=comments><time datetime=2002-02-02></time></div>", story=f"<h1>Bridge</h1>{STORY}"
    )
    assert html_draft(dated, "x.html").found.published == dt.date(2024, 3, 5)
    assert html_draft(undated, "x.html").found.published is None


def test_an_update_before_the_publication_states_nothing() -> None:
    found = html_draft(
        page(linked(**{"@type": "Article"}, datePublished="2024-03-05", dateModified="2020-01-01")), "x"
    ).found
    assert (found.published, found.updated) == (dt.date(2024, 3, 5), None)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-02-30", None),
        ("1970-01-01T00:00:00Z", None),
        ("1709600000", dt.date(2024, 3, 5)),
        ("1709600000000", dt.date(2024, 3, 5)),
        ("March 5, 2024 9:00 am", dt.date(2024, 3, 5)),
        ("March 2024", None),
        ("2024", None),
    ],
)
def test_a_day_is_read_only_where_one_is_written(written: str, day: dt.date | None) -> None:
    assert day_of(written) == day


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("<meta charset=iso-8859-1><p>Café “open” — 10 €</p>".encode("cp1252"), None),
        ("<p>Café “open” — 10 €</p>".encode("cp1252"), "windows-1252"),
        ("<meta charset=iso-8859-1><p>Café “open” — 10 €</p>".encode(), None),
        ("<p>Café “open” — 10 €</p>".encode("utf-16"), None),
        ("\ufeff<meta charset=latin-1><p>Café “open” — 10 €</p>".encode(), None),
        ("<meta charset=rot13><p>Café “open” — 10 €</p>".encode("cp1252"), "cp1252"),
    ],
    ids=["declared", "said by the server", "declared wrongly", "UTF-16", "byte order mark", "declared absurdly"],
)
def test_the_encoding_is_found(content: bytes, encoding: str | None) -> None:
    assert html_draft(content, "x.html", encoding=encoding).text == "Café “open” — 10 €"


def test_a_page_without_a_declaration_is_read_in_the_encoding_it_looks_like() -> None:
    story = "Мост через гавань будет перестроен до зимы, сообщили городские власти во вторник. " * 5
    assert html_draft(f"<p>{story}</p>".encode("cp1251"), "x.html").text == story.strip()


def test_one_broken_character_of_a_utf8_page_is_shown_as_such() -> None:
    content = page(story=f"<p>Caf\u00e9 news.</p>{STORY * 10}").replace("\u00e9".encode(), b"\xc3")
    assert "Caf\ufffd news." in html_draft(content, "x.html").text


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<html><body><script>draw()</script></body></html>", "no text"),
        (b"<html><frameset><frame src=a.html></frameset></html>", "no text"),
        (b"<!-- nothing -->", "no markup"),
        (b" \n ", "only white space"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50, "x.html"),
        (b"\0" * 1000, "control characters"),
        (b"<html><body>" + b"<div>" * 100_000 + LEAD.encode(), "Excessive depth"),
        (b"<html><body>" + b"<i>a</i>" * 50_001, "50,0"),
    ],
    ids=["scripts only", "frames", "comment only", "blank", "picture", "nulls", "deep", "many elements"],
)
def test_a_page_without_an_article_is_refused_and_says_why(content: bytes, fault: str) -> None:
    with pytest.raises(ArticleError, match=r"^x\.html: ") as caught:
        html_draft(content, "x.html")
    assert fault in str(caught.value)


@pytest.mark.parametrize("tag", ["div", "ul><li", "blockquote", "span", "table><tr><td"])
def test_a_page_nested_a_thousand_deep_is_still_read(tag: str) -> None:
    content = f"<html><body><article>{f'<{tag}>' * 600}{LEAD} {COST} {QUOTE}".encode()
    assert html_draft(content, "x.html").text == f"{LEAD} {COST} {QUOTE}"


def test_a_huge_attribute_and_null_bytes_do_not_hide_the_story() -> None:
    content = page(story=f"<p class='{'x ' * 500_000}'>{LEAD}\0</p><p>{COST}</p><p>{QUOTE}</p>")
    assert html_draft(content, "x.html").text == f"{LEAD}\n\n{COST}\n\n{QUOTE}"


@given(st.binary(max_size=400) | st.text(alphabet="<>/=\"'-! abdhilmptyx&;#\n", max_size=300).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_an_article_or_an_article_error(content: bytes) -> None:
    only_article_errors(html_records, "x.html", content)
    only_article_errors(html_records, "x.html", b"<html><body>" + content)


def test_a_page_cut_anywhere_gives_an_article_or_an_article_error() -> None:
    content = page(linked(**{"@type": "Article", "headline": "Bridge"}))
    read = [only_article_errors(html_records, "x.html", content[:end]) for end in range(0, len(content), 29)]
    assert not read[0]
    assert read[-1][0].text == f"{LEAD}\n\n{COST}\n\n{QUOTE}"
