"""WARC: what a crawler fetched, a page an article.

Knows what in a crawl may be an article, and how HTTP packs it; warcio knows the file. Pages, PDF documents and plain
text that a server delivered are read. The date of a WARC record is the day of the crawl, and so says nothing about
the day of publication. Captures of one address with the same bytes are one article.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from index.errors import ArticleError
from index.reading.facts.metadata import stated
from index.reading.formats.containers.records.naming import Found, failing, named
from index.reading.formats.record import LARGEST_ARTICLE_BYTES, Blob, Draft, Record, bytes_blob
from index.reading.formats.text import decode

WARC_SUFFIXES = frozenset({".warc"})

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_DOCUMENTS = _PAGES | {"application/pdf", "text/plain"}
_TYPES = frozenset({"response", "resource", "conversion"})
"""Record types that hold content; "conversion" is the text that Common Crawl's WET files hold."""

_OK = "200"
_NO_ARTICLE = ("/robots.txt", "/ads.txt", "/humans.txt", "/llms.txt")
"""Plain text that every crawl fetches."""

_FAULTS = (ValueError, LookupError, AttributeError, TypeError, EOFError, OSError, OverflowError)
"""What warcio was seen to raise for damaged files besides its own errors (tests/index/formats/test_archives.py)."""

_LONGEST_HEADER = 10_000
"""Bytes of an HTTP header that are looked at; cookies aside, headers have some hundred."""


@dataclass(frozen=True, slots=True)
class _Capture:
    """What a server delivered for an address."""

    uri: str
    media_type: str
    charset: str | None
    encoding: str
    payload: bytes = field(repr=False)


def warc_records(blob: Blob) -> Iterator[Record]:
    """The pages of a web archive, read as they are asked for. Raises ArticleError when it cannot be read (on)."""
    read = False
    for record in named(_found(blob)):
        read = True
        yield record
    if not read:
        raise ArticleError(
            f"{blob.name}: the web archive holds no page, PDF or text that a server delivered; remove it"
        )


def _found(blob: Blob) -> Iterator[Found]:
    for number, capture in _captures(blob):
        place = f"record {number}"
        name = f"{blob.name}: {capture.uri}"
        sha256 = hashlib.sha256(
            repr((capture.media_type, capture.charset, capture.encoding)).encode() + capture.payload
        )
        if len(capture.payload) > LARGEST_ARTICLE_BYTES:
            read = failing(f"{name}: the page has more than {LARGEST_ARTICLE_BYTES:,} bytes, the limit for one article")
        else:
            read = _reading(capture, name)
        yield Found(capture.uri, place, sha256.hexdigest(), read)


def _captures(blob: Blob) -> Iterator[tuple[int, _Capture]]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    number = 0
    with blob.open() as file:
        try:
            for number, record in enumerate(ArchiveIterator(file), 1):
                capture = _capture(record)
                if capture is not None:
                    yield number, capture
        except (ArchiveLoadFailed, StatusAndHeadersParserException, *_FAULTS) as error:
            raise ArticleError(
                f"{blob.name}: the web archive cannot be read on after record {number} "
                f"({' '.join(str(error).split())[:200] or type(error).__name__}); it is cut or damaged"
            ) from error


def _capture(record: Any) -> _Capture | None:
    """The content of a record, or None when it is no article: a request, a failure, an image."""
    from warcio.bufferedreaders import ChunkedDataReader

    uri = record.rec_headers.get_header("WARC-Target-URI")
    http = record.http_headers
    if record.rec_type not in _TYPES or not uri or (http is not None and http.get_statuscode() != _OK):
        return None

    def header(name: str) -> str:
        value = (http or record.rec_headers).get_header(name) or ""
        return str(value)[:_LONGEST_HEADER].strip().lower()

    media_type, _, parameters = header("Content-Type").partition(";")
    if media_type.strip() not in _DOCUMENTS or uri.lower().split("?")[0].endswith(_NO_ARTICLE):
        return None
    chunked = http is not None and header("Transfer-Encoding") == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    encoding = header("Content-Encoding") if http is not None else ""
    payload = stream.read(LARGEST_ARTICLE_BYTES + 1)
    return _Capture(uri, media_type.strip(), _charset(parameters), encoding, payload)


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "charset":
            return value.strip(" \t\"'") or None
    return None


def _reading(capture: _Capture, name: str) -> Any:
    def read() -> Draft:
        content = _unpacked(capture, name)
        if not content:
            raise ArticleError(f"{name}: the page is empty; remove the record or fetch it again")
        draft = _draft(capture, content, name)
        return replace(draft, found=draft.found.over(stated("page metadata", url=capture.uri)))

    return read


def _draft(capture: _Capture, content: bytes, name: str) -> Draft:
    if capture.media_type in _PAGES:
        from index.reading.formats.html import html_draft

        return html_draft(content, name, encoding=capture.charset, url=capture.uri)
    if capture.media_type == "application/pdf":
        from index.reading.formats.pdf import pdf_records

        return next(iter(pdf_records(bytes_blob(name, content)))).read()
    return Draft(decode(content, name))


def _unpacked(capture: _Capture, name: str) -> bytes:
    """The payload without its content encodings, which stand in the order in which they were applied."""
    content = capture.payload
    for encoding in reversed([part.strip() for part in capture.encoding.split(",")]):
        if encoding in ("", "identity", "none", "utf-8"):
            continue
        content = _inflated(content, encoding, name)
        if len(content) > LARGEST_ARTICLE_BYTES:
            raise ArticleError(
                f"{name}: the page unpacks to more than {LARGEST_ARTICLE_BYTES:,} bytes, the limit for one article"
            )
    return content


def _inflated(content: bytes, encoding: str, name: str) -> bytes:
    """Up to one byte more than an article may have. Crawlers often store pages unpacked and keep the header."""
    if encoding in ("gzip", "x-gzip"):
        if not content.startswith(b"\x1f\x8b"):
            return content
        return _zlib(content, 16 + zlib.MAX_WBITS, name)
    if encoding == "deflate":
        # Servers send it with the zlib header and without (RFC 9110, 8.4.1.2).
        has_header = len(content) > 1 and content[0] & 0x0F == 8 and int.from_bytes(content[:2], "big") % 31 == 0
        return _zlib(content, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS, name)
    if encoding == "br":
        return _brotli(content, name)
    raise ArticleError(f"{name}: the content encoding {encoding!r} is not read; store the page unpacked")


def _zlib(content: bytes, window_bits: int, name: str) -> bytes:
    decompressor = zlib.decompressobj(window_bits)
    try:
        unpacked = decompressor.decompress(content, LARGEST_ARTICLE_BYTES + 1)
    except zlib.error as error:
        raise _broken(name, str(error)) from error
    if not decompressor.eof and len(unpacked) <= LARGEST_ARTICLE_BYTES:
        raise _broken(name, "its end is missing")
    return unpacked


def _brotli(content: bytes, name: str) -> bytes:
    try:
        import brotli
    except ImportError as error:
        raise ArticleError(
            f"{name}: the page is packed with brotli, which needs the package 'brotli': install it"
        ) from error
    decompressor = brotli.Decompressor()
    try:
        unpacked = bytes(decompressor.process(content, output_buffer_limit=LARGEST_ARTICLE_BYTES + 1))
    except (brotli.error, TypeError) as error:
        raise _broken(name, str(error)) from error
    if not decompressor.is_finished() and len(unpacked) <= LARGEST_ARTICLE_BYTES:
        raise _broken(name, "its end is missing")
    return unpacked


def _broken(name: str, fault: str) -> ArticleError:
    return ArticleError(f"{name}: the page cannot be unpacked ({fault}); fetch it again")
