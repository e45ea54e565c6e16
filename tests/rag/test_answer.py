"""Citations that cannot be wrong, and answers that print themselves safely."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article, Chunk
from rag.answer import NOT_FOUND, Answer
from rag.printing import escape_markdown, one_line, visible
from rag.types import Citation, Claim, Passage, Query, Timings, Why

HOSTILE = "<script>alert(1)</script> [x](javascript:1) *b* `c` # d \x1b[31mred\x1b[0m \u202ereversed"


def article(text: str = "The bridge opened. It was Monday.", title: str = "Bridge opens") -> Article:
    return Article(
        id="a.txt",
        path="/articles/a.txt",
        text=text,
        sha256="0" * 64,
        title=title,
        title_from="heading",
        outlet="Daily",
        outlet_from="label",
        published=dt.date(2024, 3, 26),
        published_from="text",
    )


def answer(*quotes: tuple[int, int], of: Article | None = None) -> Answer:
    source = of or article()
    claims = []
    for number, (start, end) in enumerate(quotes, 1):
        quote = source.text[start:end]
        claims.append(Claim(quote, (Citation(number, source, start, end, quote),)))
    return Answer(
        query=Query("When did the bridge open?", "When did the bridge open?"),
        status="answered" if quotes else "not_found",
        claims=tuple(claims),
        citations=tuple(claim.cites[0] for claim in claims),
        passages=(Passage(source, Chunk("a.txt", 0, 0, len(source.text), 8), 0.5, Why(dense_rank=1)),),
        confidence=0.875,
        notes=("A note.",),
        index_fingerprint="f" * 64,
        timings=Timings(1.0, 2.0, 3.0),
    )


@given(st.text(min_size=1), st.integers(-3, 40), st.integers(-3, 40), st.text(max_size=5))
def test_a_citation_that_is_not_its_span_cannot_be_made(text: str, start: int, end: int, quote: str) -> None:
    """Either the quote is the text at its offsets, or there is no citation."""
    source = article(text)
    if 0 <= start < end <= len(text) and text[start:end] == quote:
        assert Citation(1, source, start, end, quote).quote == source.text[start:end]
        return
    with pytest.raises(ValueError, match="is not the text"):
        Citation(1, source, start, end, quote)


@given(st.text(min_size=1), st.data())
def test_every_span_of_every_text_can_be_cited(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Citation(1, article(text), start, end, text[start:end]).quote == text[start:end]


@pytest.mark.parametrize(("start", "end"), [(0, 17), (1, 18), (0, 999)])
def test_a_shifted_quote_is_refused_with_both_values(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"'The bridge opened\.' is not the text"):
        Citation(1, article(), start, end, "The bridge opened.")


def test_a_negative_offset_is_refused() -> None:
    """Python would count it from the end; a citation never does."""
    source = article("abc abc")
    with pytest.raises(ValueError, match="offsets"):
        Citation(1, source, -3, 7, "abc")


def test_a_claim_without_a_citation_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="a claim needs a citation"):
        Claim("It was Monday.", ())


def test_an_answer_prints_its_claims_with_marks_and_its_sources() -> None:
    assert str(answer((0, 18), (19, 33))) == (
        "The bridge opened. [1] It was Monday. [2]\n"
        "\n"
        "[1] Bridge opens · Daily · 2024-03-26 (date guessed) · a.txt\n"
        "[2] Bridge opens · Daily · 2024-03-26 (date guessed) · a.txt\n"
        "\nNote: A note."
    )
    assert answer((0, 18), (19, 33)).text == "The bridge opened. It was Monday."


def test_not_found_says_so_and_names_the_nearest_articles() -> None:
    nothing = answer()
    assert (nothing.found, nothing.text) == (False, NOT_FOUND)
    assert str(nothing).startswith(f"{NOT_FOUND}\n\nNearest articles:\n  - Bridge opens · Daily")


def test_a_notebook_shows_marks_quotes_and_sources() -> None:
    shown = answer((0, 18))._repr_markdown_()
    assert shown.startswith("The bridge opened\\. \\[1\\]")
    assert "\\[1\\] **Bridge opens** · Daily · 2024\\-03\\-26" in shown
    assert "> The bridge opened\\." in shown


def test_json_holds_what_is_needed_to_replay_and_nothing_that_varies() -> None:
    content = json.loads(answer((0, 18)).to_json())
    assert content["status"] == "answered"
    assert content["citations"][0] == {
        "number": 1,
        "article": {
            "id": "a.txt",
            "path": "/articles/a.txt",
            "title": "Bridge opens",
            "title_from": "heading",
            "outlet": "Daily",
            "author": None,
            "url": None,
            "language": None,
            "published": "2024-03-26",
            "published_from": "text",
        },
        "start": 0,
        "end": 18,
        "quote": "The bridge opened.",
    }
    claim = {"text": "The bridge opened.", "support": "quoted", "citations": [1], "short": None, "why": ""}
    assert content["claims"] == [claim]
    assert content["passages"][0]["why"]["dense_rank"] == 1
    assert (content["index_fingerprint"], content["confidence"]) == ("f" * 64, 0.875)
    assert "timings" not in content
    assert json.loads(answer((0, 18)).to_json(timings=True))["timings"]["retrieve_ms"] == 2.0


def test_what_is_not_covered_stands_between_claims_and_sources_and_once() -> None:
    partial = replace(answer((0, 18)), status="partial", missing=("Who *paid*.",))
    assert str(partial).startswith("The bridge opened. [1]\n\nNot covered: Who *paid*.\n\n[1] Bridge opens")
    markdown = partial._repr_markdown_()
    assert markdown.index("**Not covered:** Who \\*paid\\*\\.") < markdown.index("**Bridge opens**")
    assert str(partial).count("Who *paid*") == markdown.count("Who \\*paid") == 1
    assert (partial.to_dict()["missing"], partial.to_dict()["notes"]) == (["Who *paid*."], ["A note."])


def test_the_nearest_articles_tell_what_they_are_about() -> None:
    nothing = replace(answer(), about=("It [1] is about a bridge.",))
    assert "a.txt\n    It (1) is about a bridge." in str(nothing)
    assert nothing._repr_markdown_().splitlines()[2].endswith("a\\.txt: It \\(1\\) is about a bridge\\.")
    assert [about for _, about in answer().hints] == [""]


def test_an_articles_own_marks_do_not_look_like_ours() -> None:
    source = article("He met nobody [1][2, 99].", title="Marks [2]")
    shown = answer((0, 25), of=source)
    assert str(shown).startswith("He met nobody (1)(2, 99). [1]\n\n[1] Marks (2) · Daily")
    assert shown.claims[0].text == "He met nobody [1][2, 99]."
    assert "> He met nobody \\[1\\]\\[2, 99\\]\\." in shown._repr_markdown_()


def test_json_text_acts_on_nothing_and_says_the_same() -> None:
    source = article("a\x9b31m\x7f\u202eb\u2028c\ud83d\U000e0041 é 😀.")
    text = answer((0, len(source.text)), of=source).to_json()
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert "é 😀" in text
    assert json.loads(text)["claims"][0]["text"] == source.text


def test_hostile_text_neither_drives_a_terminal_nor_forges_markup() -> None:
    source = article(HOSTILE + " Ends.", title=HOSTILE)
    shown = answer((0, len(source.text)), of=source)
    for printed in (str(shown), shown._repr_markdown_()):
        assert "\x1b" not in printed
        assert "\u202e" not in printed
    markdown = shown._repr_markdown_()
    assert "<script>" not in markdown
    assert "](javascript" not in markdown


@given(st.text())
def test_visible_text_keeps_its_length_and_every_harmless_character(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert all(
        a == b or not a.isprintable() or a in "\ufff9\ufffa\ufffb\ufeff" for a, b in zip(text, shown, strict=True)
    )


@given(st.text())
def test_one_line_is_one_line_and_escaped_markdown_has_no_markup(text: str) -> None:
    assert "\n" not in one_line(text)
    assert "<" not in escape_markdown(text)
