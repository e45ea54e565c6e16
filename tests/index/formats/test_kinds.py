"""Which kind a file is: by its ending, unless its first bytes say otherwise."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from index.errors import ArticleError
from index.reading.formats.kinds import SUFFIXES
from index.reading.formats.raw.signatures import root_of, signature_of
from tests.index.formats.reading import STORY, drafts, records

PAGE = f"<!DOCTYPE html><html><head><title>A bridge</title></head><body><article><p>{STORY}</p></article></body></html>"
FEED = f"<rss version='2.0'><channel><title>T</title><item><guid>1</guid><description>{STORY}</description></item></channel></rss>"
WARC_HEADER = "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://e.org/\r\nContent-Type: text/html\r\n"
WARC = f"{WARC_HEADER}Content-Length: {len(PAGE)}\r\n\r\n{PAGE}\r\n\r\n"


def a_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", STORY)
    return file.getvalue()


@pytest.mark.parametrize(
    "suffix",
    [
        *[
            ".txt",
            ".md",
            ".html",
            ".htm",
            ".pdf",
            ".docx",
            ".epub",
            ".json",
            ".jsonl",
            ".ndjson",
            ".csv",
            ".tsv",
            ".rss",
        ],
        *[
            ".atom",
            ".rdf",
            ".xml",
            ".zip",
            ".gz",
            ".tar",
            ".tgz",
            ".warc",
            ".jsonl.gz",
            ".html.gz",
            ".warc.gz",
            ".tar.gz",
        ],
    ],
)
def test_every_kind_is_listed(suffix: str) -> None:
    assert suffix in SUFFIXES


def test_the_endings_are_those_that_the_readers_name() -> None:
    from index.reading.formats.containers.archives import GZIP_SUFFIXES, TAR_SUFFIXES, ZIP_SUFFIXES
    from index.reading.formats.containers.delimited import DELIMITED_SUFFIXES
    from index.reading.formats.containers.feed import FEED_SUFFIXES
    from index.reading.formats.containers.tables import JSON_LINES_SUFFIXES, JSON_SUFFIXES
    from index.reading.formats.containers.web_archives import WARC_SUFFIXES
    from index.reading.formats.epub import EPUB_SUFFIXES
    from index.reading.formats.html import HTML_SUFFIXES
    from index.reading.formats.pdf import PDF_SUFFIXES
    from index.reading.formats.text import MARKDOWN_SUFFIXES, TEXT_SUFFIXES
    from index.reading.formats.word import WORD_SUFFIXES

    named = GZIP_SUFFIXES | TAR_SUFFIXES | ZIP_SUFFIXES | DELIMITED_SUFFIXES | FEED_SUFFIXES | JSON_LINES_SUFFIXES
    named |= (
        JSON_SUFFIXES | WARC_SUFFIXES | EPUB_SUFFIXES | HTML_SUFFIXES | PDF_SUFFIXES | TEXT_SUFFIXES | WORD_SUFFIXES
    )
    assert named | MARKDOWN_SUFFIXES == {suffix for suffix in SUFFIXES if suffix.count(".") == 1}


def test_a_page_under_another_name_is_read_as_a_page_and_says_so() -> None:
    for name in ("a.txt", "a.md", "a.pdf", "a.json", "a.csv", "a.xml", "a.gz"):
        [record] = records(name, PAGE)
        assert record.read().text == STORY
        suffix = name[1:]
        assert record.note == f"the file is named {suffix}, but is an HTML page; it is read as that"


def test_a_feed_and_a_web_archive_under_another_name_are_read_as_what_they_are() -> None:
    assert drafts("a.html", FEED)["#1"].text == STORY
    assert drafts("a.warc.gz", WARC)["#https://e.org/"].text == STORY


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", a_zip(), "named .json, but is a ZIP archive"),
        ("a.txt", gzip.compress(STORY.encode(), mtime=0), "named .txt, but is gzip-compressed data"),
        ("a.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "named .md, but is a PNG image"),
        ("a.html", b"\xff\xd8\xff\xe0\x00\x10JFIF", "named .html, but is a JPEG image"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
            "named .docx, but is an old Microsoft Office document",
        ),
        ("a.txt", b"{\\rtf1\\ansi Words.}", "named .txt, but is a rich text"),
        ("a.jsonl", b"<?xml version='1.0'?><doc/>", "named .jsonl, but is an XML document"),
    ],
)
def test_what_is_neither_its_name_nor_a_document_is_refused_with_both(name: str, content: bytes, words: str) -> None:
    with pytest.raises(ArticleError) as raised:
        records(name, content)
    assert f"{name}: the file is {words}" in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "GIFs are back, says a study. They were gone.",
        "BZhR is an abbreviation. Nobody knows it.",
        "ID3 tags are old. They last.",
        "PAR1S is no city. Paris is.",
        "PK is a call sign. It is Indonesia's.",
        "WARC/ is no word. It is a mark.",
        "<b>Bold</b> words open this. They end.",
        "<3 is a heart. It is two signs.",
        "An HTML page begins with <html>. This does not.",
    ],
)
def test_articles_that_open_like_something_else_are_text(text: str) -> None:
    assert signature_of(text.encode()) is None
    assert drafts("a.txt", text)[""].text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_markup_is_seen_in_every_encoding(encoding: str) -> None:
    found = signature_of(("<!-- saved -->\n" + PAGE).encode(encoding))
    assert found == ("HTML", "an HTML page")


def test_the_root_is_found_past_declarations_and_comments() -> None:
    head = b'<?xml version="1.0"?>\n<!-- <b> -->\n<!DOCTYPE a:nitf [<!ENTITY x "y">]>\n<a:nitf x="1">'
    assert root_of(head) == "a:nitf"
    assert root_of(b"no markup") is None


def test_an_unknown_ending_names_the_kinds_there_are() -> None:
    with pytest.raises(ArticleError, match=r"a\.xyz: files of this kind are not read; kinds: \.atom, "):
        records("a.xyz", STORY)
