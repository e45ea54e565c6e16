"""Word documents: paragraphs, headings and tables in order; old, locked and damaged files refused."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading.formats.record import Draft, bytes_blob
from index.reading.formats.word import word_records
from tests.index.formats.pages import COST, LEAD, QUOTE, only_article_errors, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def document(*, title: str = "", author: str = "") -> bytes:
    file = io.BytesIO()
    written = docx.Document()
    written.core_properties.title, written.core_properties.author = title, author
    written.core_properties.created = dt.datetime(2001, 2, 3)  # noqa: DTZ001
    written.add_heading("Bridge to be rebuilt", 0)
    written.add_paragraph(LEAD)
    written.add_heading("What it costs", 1)
    table = written.add_table(2, 2)
    for cell, words in zip(table._cells, ["Year", "Cost", "2024", "10 million"], strict=True):
        cell.text = words
    written.add_paragraph().add_run(COST).add_break()
    written.paragraphs[-1].add_run("A second\tline.")
    written.save(file)
    return file.getvalue()


def edited(content: bytes, old: str, new: str) -> bytes:
    """The document with a piece of its XML replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    main = members["word/document.xml"]
    assert isinstance(main, bytes)
    assert old in main.decode()
    return zipped(members | {"word/document.xml": main.decode().replace(old, new, 1)})


def read(content: bytes) -> Draft:
    (record,) = word_records(bytes_blob("story.docx", content))
    return record.read()


def test_paragraphs_headings_and_rows_stand_in_the_order_of_the_document() -> None:
    blocks = [
        "Bridge to be rebuilt",
        LEAD,
        "What it costs",
        "Year | Cost",
        "2024 | 10 million",
        f"{COST}\nA second line.",
    ]
    assert read(document()).text.split("\n\n") == blocks


def test_a_cell_that_holds_a_story_is_read_as_paragraphs() -> None:
    file = io.BytesIO()
    written = docx.Document()
    cell = written.add_table(1, 1).cell(0, 0)
    cell.text = LEAD
    cell.add_paragraph(QUOTE)
    written.save(file)
    assert read(file.getvalue()).text == f"{LEAD}\n\n{QUOTE}"


def test_tracked_insertions_and_links_are_read_and_deletions_are_not() -> None:
    run = "<w:ins><w:r><w:t>Inserted. </w:t></w:r></w:ins><w:del><w:r><w:delText>Gone. </w:delText></w:r></w:del>"
    link = "<w:hyperlink><w:r><w:t>Linked. </w:t></w:r></w:hyperlink>"
    content = edited(document(), f"<w:r><w:t>{LEAD}", f"{run}{link}<w:r><w:t>{LEAD}")
    assert f"\n\nInserted. Linked. {LEAD}\n\n" in read(content).text


def test_the_title_paragraph_is_the_headline_and_properties_state_the_author_but_no_day() -> None:
    found = read(document(title="Draft of the bridge story", author="Ada Finch")).found
    assert (found.title, found.title_from) == ("Bridge to be rebuilt", "heading")
    assert (found.author, found.author_from) == ("Ada Finch", "document properties")
    assert (found.published, found.updated) == (None, None)


def test_the_property_is_the_headline_where_no_paragraph_is_a_title() -> None:
    content = edited(document(title="Bridge rebuilt"), '<w:pStyle w:val="Title"/>', "")
    assert (read(content).found.title, read(content).found.title_from) == ("Bridge rebuilt", "document properties")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (OLE + bytes(600), "old .doc kind"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (document()[:9000], "cut short"),
        (b"plain words", "no Word document"),
        (zipped({"a.txt": "words"}), "no Word document"),
        (zipped({f"word/media/{n}.png": bytes(19_999_999) for n in range(11)}), "unpacks to 219,999,989 bytes"),
        (edited(document(), "<w:body>", "<w:body><w:sectPr/></w:body><w:body>"), "no text"),
        (edited(document(), "/wordprocessingml/2006/main", "/other"), "no body"),
    ],
    ids=["old .doc", "locked", "cut", "no archive", "other archive", "bomb", "empty", "other namespace"],
)
def test_what_is_no_readable_document_is_refused_and_says_why(content: bytes, fault: str) -> None:
    with pytest.raises(ArticleError, match=r"^story\.docx: ") as caught:
        read(content)
    assert fault in str(caught.value)


def test_a_document_cut_or_changed_anywhere_gives_an_article_or_an_article_error() -> None:
    content = document()
    chance = random.Random(5)
    for end in range(1, len(content), 499):
        only_article_errors(word_records, "story.docx", content[:end])
        changed = bytearray(content)
        for _ in range(4):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        only_article_errors(word_records, "story.docx", bytes(changed))
    assert len(only_article_errors(word_records, "story.docx", content)) == 1


@given(
    st.binary(max_size=200),
    st.sampled_from(["word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/styles.xml"]),
)
@settings(max_examples=60, deadline=None)
def test_any_bytes_in_a_part_give_an_article_or_an_article_error(part: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(document())) as archive:
        members: dict[str, str | bytes] = {member: archive.read(member) for member in archive.namelist()}
    only_article_errors(word_records, "story.docx", zipped(members | {name: part}))
