"""EPUB books: one article a document of the reading order, facts from the book, locked books refused."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ArticleError
from index.reading.formats.epub import epub_records
from index.reading.formats.record import Record, bytes_blob
from tests.index.formats.pages import COST, LEAD, QUOTE, book, only_article_errors, zipped

BRIDGE = f"<html><head><title>Issue</title></head><body><h2>Bridge to be rebuilt</h2><p>{LEAD}</p></body></html>"
FERRY = f"<html><body><p>{COST}</p><p>{QUOTE}</p></body></html>"
COVER = "<html><body><img src='cover.jpg'/></body></html>"
LABELS = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Ferry fares</text></navLabel>'
    '<content src="b%20b.xhtml#top"/></navPoint></navMap></ncx>'
)


def read(content: bytes) -> list[Record]:
    return list(epub_records(bytes_blob("issue.epub", content)))


def issue(metadata: str = "") -> bytes:
    documents = {"cover.xhtml": COVER, "a.xhtml": BRIDGE, "b%20b.xhtml": FERRY}
    return book(documents, metadata=metadata, more={"OPS/toc.ncx": LABELS, "OPS/b b.xhtml": FERRY})


def test_each_document_with_sentences_is_an_article_in_reading_order() -> None:
    records = read(issue())
    assert [record.suffix for record in records] == ["/OPS/a.xhtml", "/OPS/b b.xhtml"]
    assert [record.read().text for record in records] == [f"Bridge to be rebuilt\n\n{LEAD}", f"{COST}\n\n{QUOTE}"]


def test_the_headline_is_the_heading_else_the_entry_in_the_contents() -> None:
    found = [record.read().found for record in read(issue())]
    assert [(one.title, one.title_from) for one in found] == [
        ("Bridge to be rebuilt", "heading"),
        ("Ferry fares", "document properties"),
    ]


def test_a_news_issue_names_its_outlet_and_day_in_its_title() -> None:
    metadata = "<dc:title>The Quay Courier [Mon, 03 Jun 2024]</dc:title><dc:creator>calibre</dc:creator><dc:publisher>calibre</dc:publisher>"
    found = (
        read(issue(metadata + "<dc:date>2024-06-04T01:00:00Z</dc:date><dc:language>en-GB</dc:language>"))[0]
        .read()
        .found
    )
    assert (found.outlet, found.published, found.author, found.language) == (
        "The Quay Courier",
        dt.date(2024, 6, 3),
        None,
        "en",
    )
    assert (found.outlet_from, found.published_from) == ("document properties", "document properties")


def test_a_book_states_its_publisher_author_and_day_but_not_the_day_it_was_made() -> None:
    dates = '<dc:date opf:event="creation">1999-01-01</dc:date><dc:date opf:event="publication">2020-05-06</dc:date>'
    metadata = (
        f"<dc:title>Bridges</dc:title><dc:creator>Ada Finch</dc:creator><dc:publisher>Quay Press</dc:publisher>{dates}"
    )
    found = read(issue(metadata))[0].read().found
    assert (found.outlet, found.author, found.published) == ("Quay Press", "Ada Finch", dt.date(2020, 5, 6))


def test_a_record_changes_its_hash_with_the_books_facts() -> None:
    first, second = (read(issue(f"<dc:publisher>{name}</dc:publisher>"))[0] for name in ("Quay", "Pier"))
    assert first.sha256 != second.sha256
    assert first.sha256 == read(issue("<dc:publisher>Quay</dc:publisher>"))[0].sha256


def test_a_path_out_of_the_book_leads_nowhere() -> None:
    bad, good = read(book({"../../../etc/passwd": FERRY, "a.xhtml": BRIDGE}))
    assert good.read().found.title == "Bridge to be rebuilt"
    with pytest.raises(ArticleError, match=r"^issue\.epub: '\.\./\.\./etc/passwd' is named by the book but not in it"):
        bad.read()


def test_half_a_surrogate_pair_in_the_package_is_shown_as_lost() -> None:
    assert read(issue("<dc:publisher>Quay&#xD800;</dc:publisher>"))[0].read().found.outlet == "Quay\ufffd"


def encrypted(algorithm: str) -> bytes:
    entry = f'<EncryptedData><EncryptionMethod Algorithm="{algorithm}"/></EncryptedData>'
    return book({"a.xhtml": BRIDGE}, more={"META-INF/encryption.xml": f"<encryption>{entry}</encryption>"})


def test_scrambled_fonts_do_not_lock_a_book() -> None:
    assert len(read(encrypted("http://www.idpf.org/2008/embedding"))) == 1


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc"), "DRM"),
        (issue()[:400], "cut short"),
        (b"words", "no EPUB"),
        (zipped({"a.txt": "words"}), "'META-INF/container.xml' is named by the book but not in it"),
        (zipped({"META-INF/container.xml": "<container/>"}), "names no package"),
        (book({"cover.xhtml": COVER}), "no document of the book holds a sentence"),
    ],
    ids=["locked", "cut", "no archive", "other archive", "no package", "pictures only"],
)
def test_what_is_no_readable_book_is_refused_and_says_why(content: bytes, fault: str) -> None:
    with pytest.raises(ArticleError, match=r"^issue\.epub: ") as caught:
        read(content)
    assert fault in str(caught.value)


def test_a_book_cut_or_changed_anywhere_gives_articles_or_an_article_error() -> None:
    content = issue()
    chance = random.Random(5)
    for end in range(1, len(content), 23):
        only_article_errors(epub_records, "issue.epub", content[:end])
        changed = bytearray(content)
        for _ in range(3):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        only_article_errors(epub_records, "issue.epub", bytes(changed))
    assert len(only_article_errors(epub_records, "issue.epub", content)) == 2


@given(st.text(alphabet="<>/=\"' abcdefhilmnoprstuvx[]()0123456789&;:-", max_size=200))
@settings(max_examples=80, deadline=None)
def test_any_metadata_and_document_give_articles_or_an_article_error(text: str) -> None:
    only_article_errors(epub_records, "issue.epub", book({"a.xhtml": f"<p>{LEAD}</p>{text}"}, metadata=text))
