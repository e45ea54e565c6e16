"""The corpus that fuzzing begins with, made in code: texts in many scripts, and one small file of each kind.

Knows the least that each kind of file must hold; all words are our own.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile

STORY = (
    "Trade Talks Resume\n\nASTANA, 26 March 2024 (Reuters) - Mr. Olaf Brandt met U.S. envoys on Monday. “Really?” she"
    " asked. No. 10 did not comment. Exports rose by 3.5 percent in 2023.[1]\n\nAlso read: Ten things\n\nThey left."
)
TEXTS = (
    STORY,
    "Source: The Daily\nBy Jane Doe, Staff Writer\nPublished: March 26, 2024 10:15 GMT\n\nIt rained. It stopped.",
    "- one item\n- another item\n\n---\n\n# Heading\n1. First. IV. Second (see [2]).\n" + "word " * 90 + "ends.",
    "मंत्री ने कहा।[1] वे गए॥ १ ॥ क्या?\n部长到了。“好！”他说。「行く。」と言った。\nهل وصل؟ نعم۔ Ποιος ήρθε; Εδώ.",
    "Եկան։ ሄዱ። ရောက်သည်။ 😀👩‍👩‍👧 e\u0301\u200b\ufeff\u2028\u2029\x85\x0b\0 café…? !!! . . . a.[1]a.[1]",
    "He met Mr.\nOlaf Brandt in the U.S.\nand they wanted to\nread more: books about\nthe sea, 3/4/2024 or 31 June 2020 T10:00.",
)
HTML = (
    '<!doctype html><html lang="en"><head><title>Talks - The Daily</title><meta charset="utf-8">'
    '<meta property="article:published_time" content="2024-03-26T10:00:00Z"><script type="application/ld+json">'
    '{"@type":"NewsArticle","headline":"Talks","author":{"name":"Jane Doe"}}</script></head><body><article><h1>Talks</h1>'
    "<p>The ministers of both countries met on Monday in the old town hall of the capital.</p><p>They agreed on trade, and"
    " said that they would meet again in the spring.</p></article></body></html>"
)
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>The Daily</title><item><title>Talks</title><guid>1</guid>'
    "<pubDate>Tue, 26 Mar 2024 10:00:00 GMT</pubDate><description>The ministers met on Monday. They agreed.</description>"
    "</item></channel></rss>"
)
RECORD = {"id": "a1", "title": "Talks", "text": "The ministers met. They agreed.", "published": "2024-03-26"}
CSV = (
    'id,title,text,published\na1,Talks,"The ministers met. They agreed.",2024-03-26\na2,Rain,"It rained.",2024-03-27\n'
)
DOCUMENT_XML = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>The ministers met on Monday. They agreed.</w:t></w:r></w:p></w:body></w:document>"
)
_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_BOOK = (
    '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="u"><metadata'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="u">1</dc:identifier><dc:title>Talks</dc:title>'
    '<dc:language>en</dc:language></metadata><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
    '</manifest><spine><itemref idref="c"/></spine></package>'
)
CHAPTER = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Talks</title></head><body><h1>Talks</h1>'
    "<p>The ministers met on Monday. They agreed.</p></body></html>"
)


def wrapped(suffix: str, part: bytes) -> bytes:
    """A well-formed file of a compressed kind around `part`, so that mutations reach what lies inside."""
    if suffix == ".docx":
        package: dict[str, str | bytes] = {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONSHIPS}
        return _zip(package | {"word/document.xml": part})
    if suffix == ".epub":
        book: dict[str, str | bytes] = {"META-INF/container.xml": _CONTAINER, "book.opf": _BOOK, "c.xhtml": part}
        return _zip({"mimetype": "application/epub+zip", **book})
    if suffix == ".zip":
        return _zip({"inner/story.txt": part, "inner/page.html": part})
    if suffix == ".tar":
        return _tar(part)
    if suffix == ".tgz":
        return gzip.compress(_tar(part), mtime=0)
    if suffix.endswith(".gz"):
        return gzip.compress(wrapped(suffix.removesuffix(".gz"), part), mtime=0)
    return part


def files(suffix: str) -> list[bytes]:
    """Small files of a kind, by its ending."""
    plain = suffix.removesuffix(".gz")
    if plain in (".html", ".htm", ".xhtml"):
        return [HTML.encode()]
    if plain in (".rss", ".atom", ".rdf", ".xml"):
        return [FEED.encode()]
    if plain in (".json", ".jsonl", ".ndjson"):
        return [json.dumps(RECORD).encode(), json.dumps([RECORD, RECORD], indent=1).encode()]
    if plain in (".csv", ".tsv", ".tab"):
        return [CSV.replace(",", "," if plain == ".csv" else "\t").encode()]
    made = {".docx": DOCUMENT_XML.encode(), ".epub": CHAPTER.encode(), ".pdf": _pdf(), ".warc": _warc()}
    return [made[plain]] if plain in made else [text.encode() for text in TEXTS]


def _zip(members: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in members.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return content.getvalue()


def _tar(part: bytes) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        member = tarfile.TarInfo("inner/story.txt")
        member.size = len(part)
        archive.addfile(member, io.BytesIO(part))
    return content.getvalue()


def _pdf() -> bytes:
    """One page with two sentences. Its cross-reference table is left out: readers rebuild it."""
    drawn = b"BT /F1 12 Tf 72 720 Td (The ministers met on Monday.) Tj 0 -14 Td (They agreed on trade.) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF\n"


def _warc() -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + HTML.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://daily.example/talks\r\n"
        "WARC-Date: 2024-03-26T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"
