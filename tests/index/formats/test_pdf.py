"""PDF documents: paragraphs put together again, page furniture marked, what has no text refused."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading.formats.pdf import pdf_records
from index.reading.formats.record import Draft, bytes_blob
from tests.index.formats.pages import only_article_errors, printed

BRIDGE = ("The council voted on Tuesday to rebuild the old", "harbour bridge before winter, officials said.")
COST = ("Work begins in April and costs 40 million euros,", "the mayor told residents of the northern bank.")


def read(content: bytes, name: str = "paper.pdf") -> Draft:
    (record,) = pdf_records(bytes_blob(name, content))
    return record.read()


def marked(draft: Draft) -> list[str]:
    return [draft.text[span.start : span.end] for span in draft.boilerplate]


def test_lines_become_paragraphs_parted_by_the_gaps_of_the_page() -> None:
    draft = read(printed([["Bridge to be rebuilt", "", *BRIDGE, "", *COST]]))
    assert draft.text == "\n\n".join(["Bridge to be rebuilt", " ".join(BRIDGE), " ".join(COST)])
    assert draft.boilerplate == ()


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("They voted to re-", "build the bridge."), "They voted to rebuild the bridge."),
        (("A well-", "known man, well-known in town."), "A well-known man, well-known in town."),
        (("The EU-", "Commission spoke."), "The EU-Commission spoke."),
        (("It closed in 2019-", "2020 for repairs."), "It closed in 2019-2020 for repairs."),
    ],
    ids=["parted by the line", "its own hyphen", "capital after it", "numbers"],
)
def test_a_word_parted_at_the_end_of_a_line_is_made_whole(lines: tuple[str, ...], text: str) -> None:
    assert read(printed([lines])).text == text


def test_a_sentence_runs_over_the_page_and_furniture_stands_after_its_paragraph() -> None:
    head = "The Quay Courier, 3 March"
    pages = [
        [head, "", *BRIDGE, *BRIDGE, "", COST[0], "", "1"],
        [head, "", COST[1], "", "Rain fell on Monday.", "", "2"],
        [head, "", "The ferry runs again.", "", "Schools open on Friday.", "", "3"],
    ]
    draft = read(printed(pages))
    paragraphs = [" ".join((*BRIDGE, *BRIDGE)), " ".join(COST), "1", head, "Rain fell on Monday.", "2", head]
    assert draft.text.split("\n\n")[1:8] == paragraphs
    assert marked(draft) == [head, "1", head, "2", head, "3"]


def test_a_line_on_two_pages_only_is_no_furniture() -> None:
    assert marked(read(printed([["Bridge news", "", *BRIDGE], ["Bridge news", "", *COST]]))) == []


def test_properties_state_title_and_author_but_never_the_day() -> None:
    found = read(printed([BRIDGE], title="Bridge to be rebuilt", author="Ada Finch")).found
    assert (found.title, found.title_from) == ("Bridge to be rebuilt", "document properties")
    assert (found.author, found.published, found.updated) == ("Ada Finch", None, None)


@pytest.mark.parametrize(
    "title", ["untitled", "Microsoft Word - bridge_v3.doc", "bridge.indd", "paper", "", "Document1"]
)
def test_a_title_that_a_program_filled_in_states_nothing(title: str) -> None:
    found = read(printed([BRIDGE], title=title, author="anonymous")).found
    assert (found.title, found.author) == (None, None)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (printed([BRIDGE], password="secret"), "needs a password"),  # noqa: S106 - the password of a test file
        (printed([[], []]), "no text layer on its 2 page"),
        (b"<html>no</html>", "no PDF"),
        (b"%PDF-1.7\n" + bytes(100), "damaged or cut short"),
    ],
    ids=["encrypted", "scan", "not a PDF", "garbage"],
)
def test_a_document_without_readable_text_is_refused_and_says_why(content: bytes, fault: str) -> None:
    with pytest.raises(ArticleError, match=r"^paper\.pdf: ") as caught:
        read(content)
    assert fault in str(caught.value)


def test_a_document_cut_or_changed_anywhere_gives_an_article_or_an_article_error() -> None:
    content = printed([BRIDGE, COST])
    chance = random.Random(5)
    for end in range(1, len(content), 37):
        only_article_errors(pdf_records, "paper.pdf", content[:end])
        changed = bytearray(content)
        for _ in range(8):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        only_article_errors(pdf_records, "paper.pdf", bytes(changed))
    (draft,) = only_article_errors(pdf_records, "paper.pdf", content)
    assert draft.text == " ".join((*BRIDGE, *COST))


@given(st.binary(min_size=1, max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_an_article_or_an_article_error(content: bytes) -> None:
    only_article_errors(pdf_records, "paper.pdf", b"%PDF-1.4\n" + content)
