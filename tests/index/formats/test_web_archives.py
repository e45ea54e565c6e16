"""WARC: pages of a crawl read as articles, unpacked within limits."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from index.errors import ArticleError
from tests.index.formats.reading import STORY, drafts, outcome, records
from tests.index.formats.warc_files import HTML, PAGE, A, chunked, record_of, warc


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_a_web_archive_are_articles_without_a_date_of_their_crawl(packed: bool) -> None:
    content = warc(
        (A, "200 OK", PAGE.encode(), HTML),
        ("https://example.org/b", "404 Not Found", PAGE.encode(), HTML),
        ("https://example.org/c.png", "200 OK", b"\x89PNG", {"Content-Type": "image/png"}),
        ("https://example.org/robots.txt", "200 OK", b"User-agent: *", {"Content-Type": "text/plain"}),
        ("https://example.org/d.txt", "200 OK", b"Plain text.", {"Content-Type": "text/plain"}),
        packed=packed,
    )
    found = drafts("a.warc.gz" if packed else "a.warc", content)
    assert {suffix: draft.text for suffix, draft in found.items()} == {
        f"#{A}": STORY,
        "#https://example.org/d.txt": "Plain text.",
    }
    facts = found[f"#{A}"].found
    assert (facts.title, facts.url, facts.published) == ("A bridge", A, None)


def test_a_web_archive_that_was_compressed_as_one_file_is_read() -> None:
    assert list(drafts("a.warc.gz", gzip.compress(warc((A, "200 OK", PAGE.encode(), HTML))))) == [f"#{A}"]


RAW_DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("payload", "headers"),
    [
        (gzip.compress(PAGE.encode()), {"Content-Encoding": "gzip"}),
        (chunked(gzip.compress(PAGE.encode())), {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}),
        (chunked(PAGE.encode()), {"Transfer-Encoding": "chunked"}),
        (zlib.compress(PAGE.encode()), {"Content-Encoding": "deflate"}),
        (RAW_DEFLATE.compress(PAGE.encode()) + RAW_DEFLATE.flush(), {"Content-Encoding": "deflate"}),
        (brotli.compress(PAGE.encode()), {"Content-Encoding": "br"}),
        (PAGE.encode(), {"Content-Encoding": "gzip"}),
    ],
    ids=["gzip", "gzip chunked", "chunked", "deflate", "raw deflate", "brotli", "stored unpacked"],
)
def test_content_encodings_are_undone(payload: bytes, headers: dict[str, str]) -> None:
    assert drafts("a.warc", warc((A, "200 OK", payload, HTML | headers)))[f"#{A}"].text == STORY


@pytest.mark.parametrize(
    ("payload", "encoding", "fault"),
    [
        (gzip.compress(b"a" * 30_000_000), "gzip", "unpacks to more than 20,000,000 bytes"),
        (brotli.compress(b"a" * 30_000_000), "br", "unpacks to more than 20,000,000 bytes"),
        (b"\x1f\x8b broken", "gzip", "cannot be unpacked"),
        (b"broken", "br", "cannot be unpacked"),
        (PAGE.encode(), "zstd", "the content encoding 'zstd' is not read"),
        (b"", "", "the page is empty"),
    ],
)
def test_a_page_that_cannot_be_unpacked_costs_itself_only(payload: bytes, encoding: str, fault: str) -> None:
    found = outcome(
        "a.warc",
        warc((A, "200 OK", payload, HTML | {"Content-Encoding": encoding}), (f"{A}b", "200 OK", PAGE.encode(), HTML)),
    )
    assert found.texts == {f"#{A}b": STORY}
    assert found.errors[f"#{A}"].startswith(f"a.warc: {A}: ")
    assert fault in found.errors[f"#{A}"]


def test_captures_of_one_address_with_other_content_are_kept_and_the_same_left_out() -> None:
    other = PAGE.replace("six", "nine")
    found = records("a.warc", warc(*[(A, "200 OK", page.encode(), HTML) for page in (PAGE, other, PAGE)]))
    assert [record.suffix for record in found] == [f"#{A}", f"#{A}~2"]
    assert found[1].note is not None
    assert found[1].note.startswith("record 5 has the id of record 3 and other content")


def test_resources_and_converted_texts_are_read() -> None:
    content = record_of("resource", A, "text/html", PAGE.encode()) + record_of(
        "conversion", f"{A}b", "text/plain", b"Text."
    )
    assert outcome("a.warc", content).texts == {f"#{A}": STORY, f"#{A}b": "Text."}


def test_a_file_that_is_no_web_archive_is_refused() -> None:
    with pytest.raises(ArticleError, match="the web archive"):
        records("a.warc", b"nothing of the kind\r\n\r\n")
