"""Exports of a conversation, read back by a Markdown parser, a JSON parser and an HTML parser: every quote is where it says."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag import Answer, Scope, open_pipeline
from rag.printing import one_line
from tests.fakes_ui import answer, article, citation, passage, shortened
from tests.ui.html import Page
from ui.exported.files import FORMATS, exported_file, file_name
from ui.exported.record import Entry, Record, answered_entry, failed_entry, scope_told

NOW = dt.datetime(2026, 3, 26, 14, 5, 30, tzinfo=dt.UTC)
BRIDGE = article(
    "The bridge cost 312 million crowns. Mayor Ines Fabricius cut the ribbon.",
    path="news/bridge.txt",
    title="Harbour bridge opens",
    outlet="The Harbour Herald",
    published=dt.date(2024, 5, 4),
    published_from="text",
    url="https://herald.example/bridge?a=1&copy=2",
)
EVIL = article(
    'Zebra </style><script>x()</script> ![i](http://evil.example/p.png) [click](javascript:x) [1] "quoted" <b>bold</b>\n'
    "\u202etxt.exe\u202c مرحبا بالعالم `code` *stars* # no heading",
    path='evil"><img src=x>.txt',
    title="# Head [line](http://evil.example) <img src=x onerror=x()>\n\n- item",
    outlet="<script>outlet()</script> *o*",
    url="https://evil.example/<script>'\"\\)>*_&amp;&lt; x",
)


def entry(given: Answer, question: str = "What did it cost?", scope: tuple[str, ...] = ()) -> Entry:
    return answered_entry(question, NOW, scope, given.to_json(timings=True))


def record(*entries: Entry, name: str = "What did it cost?") -> Record:
    return Record(name, NOW, entries)


KNOWN = record(
    entry(
        replace(
            shortened(
                answer(citation(BRIDGE, "The bridge cost 312 million crowns."), citation(BRIDGE, "Mayor Ines Fabricius cut the ribbon.", 2)),
                "312 million crowns",
            ),
            status="partial", missing=("Nothing is said of the tunnel.",), notes=("Two outlets differ.",), passages=(passage(BRIDGE),),
        ),
        scope=scope_told(dt.date(2024, 6, 1), Scope(since=dt.date(2024, 1, 1), outlets=("The Harbour Herald",), undated=False, ignore=("order",))),
    ),
    entry(replace(answer(question="And the tunnel?"), passages=(passage(BRIDGE),), about=("The bridge opened.",)), "And the tunnel?"),
    failed_entry("Why?", NOW, (), "Stopped before the answer was finished."),
    entry(answer(citation(BRIDGE, "Mayor Ines Fabricius cut the ribbon.")), "Who cut the ribbon?"),
)  # fmt: skip


def test_what_was_set_beside_a_question_is_told_whole() -> None:
    assert scope_told(None, Scope(article_ids=("a.txt", "b.txt")), quoting=True) == (
        "only in a.txt, b.txt",
        "in quotes alone",
    )
    many = tuple(f"{number}.txt" for number in range(12))
    assert scope_told(None, Scope(article_ids=many)) == (f"only in {', '.join(many[:10])} and 2 more",)


def test_the_markdown_of_a_known_conversation() -> None:
    told = exported_file(KNOWN, "md")
    assert (told.name, told.media_type) == ("What-did-it-cost.md", "text/markdown;charset=utf-8")
    expected = Path(__file__).with_name("known.md").read_text("utf-8")
    assert told.text == expected


def test_the_page_of_a_known_conversation_stands_alone_and_its_marks_lead_to_their_own_quotes() -> None:
    text = exported_file(KNOWN, "html").text
    page = Page(text.removeprefix("<!doctype html>\n").replace("<meta ", "<input "))
    assert not {"script", "img", "link", "iframe", "form"} & set(page.tags)
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert "url(" not in text
    assert "@import" not in text
    assert page.values("href") == [
        "#answer-1-quote-1", "#answer-1-quote-2", BRIDGE.url, BRIDGE.url, BRIDGE.url, "#answer-4-quote-1", BRIDGE.url,
    ]  # fmt: skip
    identities = page.values("id")
    assert identities == ["answer-1", "answer-1-quote-1", "answer-1-quote-2", "answer-2", "answer-3", "answer-4", "answer-4-quote-1"]  # fmt: skip
    assert quotes_of(text, 1) == ["The bridge cost 312 million crowns.", "Mayor Ines Fabricius cut the ribbon."]
    assert quotes_of(text, 4) == ["Mayor Ines Fabricius cut the ribbon."]
    for told in (
        "26 March 2026, 14:05 UTC", "as of 1 June 2024", "only of The Harbour Herald", "only articles with a date",
        "published since 1 January 2024", "not restricted by its order", "Partial answer",
        "Not covered: Nothing is said of the tunnel.", "Two outlets differ.", "characters 0 to 35", "news/bridge.txt",
        "4 May 2024 (date guessed)", "The articles do not hold an answer to this question.", "The bridge opened.",
        "Stopped before the answer was finished.", "0000000000000000",
    ):  # fmt: skip
        assert told in page.text, told


def test_the_json_has_the_whole_of_each_answer_and_no_path_of_the_server() -> None:
    told = json.loads(exported_file(KNOWN, "json").text)
    assert told["format"] == "article-rag conversation 1"
    assert [one["status"] for one in told["exchanges"]] == ["partial", "not_found", "failed", "answered"]
    first = told["exchanges"][0]["answer"]
    assert [(one["number"], one["start"], one["end"], one["quote"]) for one in first["citations"]] == [
        (1, 0, 35, "The bridge cost 312 million crowns."),
        (2, 36, 72, "Mayor Ines Fabricius cut the ribbon."),
    ]
    assert first["index_fingerprint"] == "0" * 16
    assert "path" not in first["citations"][0]["article"].keys() | first["passages"][0]["article"].keys()
    assert told["exchanges"][2] == {
        "number": 3, "question": "Why?", "asked": "2026-03-26T14:05:30+00:00", "scope": [], "status": "failed",
        "told": "Stopped before the answer was finished.", "answer": None,
    }  # fmt: skip


def test_a_real_answer_keeps_every_quote_to_the_character(seed_index: Path) -> None:
    pipeline = open_pipeline(seed_index)
    senator = "Which U.S. senator met the president of Kazakhstan in 2024?"
    questions = (senator, "How many articles mention Tokayev?", "How do I boil an egg?")
    asked = [pipeline.answer(question) for question in questions]
    real = record(*(entry(one, one.query.question) for one in asked))
    page, markdown = exported_file(real, "html").text, exported_file(real, "md").text
    for number, given in enumerate(asked, 1):
        wanted = [one_line(cite.quote) for cite in given.citations]
        assert quotes_of(page, number) == wanted
        assert markdown_quotes(markdown)[number - 1] == wanted
        for cite in given.citations:
            assert f"characters {cite.start:,} to {cite.end:,}" in page
    assert "“in 2024”: published from 1 January 2024 until 31 December 2024" in page
    assert "mentions “Tokayev”, 5 times in its text. Counted over all 2 articles" in page


@pytest.mark.parametrize("question", ["<script>q()</script> [a](http://b) # x\n\n## y", "\u202eevil", "", "مرحبا؟"])
def test_hostile_words_stay_words(question: str) -> None:
    quote = EVIL.text
    given = replace(answer(citation(EVIL, quote)), notes=("<b>note</b> [n](http://evil.example)",), missing=("# m",))
    evil = record(entry(given, question), failed_entry(question, NOW, (question,), question), name=question)
    text = exported_file(evil, "html").text
    page = Page(text.removeprefix("<!doctype html>\n").replace("<meta ", "<input "))
    assert set(page.tags) <= {
        "html", "head", "input", "title", "style", "body", "main", "header", "h1", "h2", "p", "article", "span", "bdi", "time",
        "ol", "ul", "li", "div", "blockquote", "code", "a", "strong",
    }  # fmt: skip
    assert {name for name, _ in page.attributes if name.startswith("on")} == set()
    assert page.values("href") == ["#answer-1-quote-1", EVIL.url]
    assert quotes_of(text, 1) == [one_line(quote)]
    markdown = exported_file(evil, "md").text
    assert "\u202e" not in markdown + text
    tokens = MarkdownIt().parse(markdown)
    inline = [one for token in tokens for one in token.children or ()]
    assert {token.type for token in tokens if token.type.startswith(("html", "code", "fence", "hr"))} == set()
    assert [one.content for one in inline if one.type == "html_inline"] == ['<a id="answer-1-quote-1">', "</a>"]
    assert [one.type for one in inline if one.type in ("image", "code_inline")] == []
    links = [str(one.attrs["href"]) for one in inline if one.type == "link_open"]
    assert links[0] == "#answer-1-quote-1"
    assert len(links) == 2
    assert links[1].startswith("https://evil.example/%3Cscript%3E")
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h2"]
    assert markdown_quotes(markdown)[0] == [one_line(quote)]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("What did it cost?", "What-did-it-cost"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "conversation"),
        ("", "conversation"),
        ("CON", "conversation-CON"),
        ("nul.txt", "nul-txt"),
        ('a<b>:"c|d*e\x00\u202ef', "a-b-c-d-e-f"),
        ("Which senators met…", "Which-senators-met"),
        ("Où est Zürich, 東京 и Москва", "Où-est-Zürich,-東京-и-Москва"),
        ("x" * 500, "x" * 120),
        ("ж" * 500, "ж" * 60),
    ],
)
def test_a_file_name_is_safe_wherever_it_is_put(name: str, wanted: str) -> None:
    assert file_name(name) == wanted
    assert {exported_file(record(name=name), ending).name for ending in FORMATS} == {
        f"{wanted}.{ending}" for ending in ("md", "json", "html")
    }


def quotes_of(text: str, number: int) -> list[str]:
    """The quotes of one answer of the page, in order, as a browser shows them."""
    part = re.search(rf'<article class="[a-z-]+" id="answer-{number}">.*?</article>', text, re.DOTALL)
    assert part
    return Page(part[0].replace("<blockquote ", '<blockquote class="found" ')).by_class.get("found", [])


def markdown_quotes(text: str) -> list[list[str]]:
    """The quotes of each answer, as CommonMark reads them."""
    found: list[list[str]] = []
    within = False
    for token in MarkdownIt().parse(text):
        if token.type == "heading_open" and token.tag == "h2":
            found.append([])
        within = (within or token.type == "blockquote_open") and token.type != "blockquote_close"
        if within and token.type == "inline":
            found[-1].append(shown(token))
    return found


def shown(token: Token) -> str:
    assert {one.type for one in token.children or ()} <= {"text", "text_special"}
    return "".join(one.content for one in token.children or ())
