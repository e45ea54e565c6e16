"""EPUB books: every document of the reading order that holds sentences is an article of its own.

Made for news: a magazine's issue, or what Calibre's recipes write ("The Daily [Mon, 03 Jun 2024]"). Decisions:
an issue's outlet is its title without the day, its day that in the title, else dc:date; any other book's outlet is
its publisher, its day dc:date where that is not marked as the file's making or change. A document's headline is its
first heading, else its entry in the table of contents; the book's own title heads no article.
Knows OPF, NCX and navigation documents; the documents themselves are pages (`formats.html`), read as a whole.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from index.errors import ArticleError
from index.reading.boilerplate import boilerplate_lines, merge
from index.reading.facts.metadata import Metadata, stated
from index.reading.formats.html.blocks import blocks_of
from index.reading.formats.html.days import day_of
from index.reading.formats.html.page import decoded, parsed
from index.reading.formats.html.story import drafted
from index.reading.formats.properties import stated_properties
from index.reading.formats.record import LARGEST_ARTICLE_BYTES, Blob, Draft, Record
from index.reading.formats.word import checked_archive
from index.reading.sentences import split_sentences

if TYPE_CHECKING:
    from lxml.etree import _Element

EPUB_SUFFIXES = frozenset({".epub"})

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Encryption that the EPUB standard allows for fonts alone; the text stays readable."""

_ISSUE = re.compile(r"(?P<outlet>.*\S)\s*[\[(](?P<day>[^\])]*\d{4}[^\])]*)[\])]\s*$")
_REFERENCE = re.compile(r"&#(?:[xX]0{0,9}([0-9a-fA-F]{1,6})|0{0,9}(\d{1,7}));")
_UNPACKING_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for a damaged member, an unknown packing, or one behind a password."""


def epub_records(blob: Blob) -> Iterator[Record]:
    """The articles of a book, in reading order. Raises ArticleError when it has none, or is locked."""
    content = blob.content()
    with checked_archive(content, blob.name, kind="EPUB") as archive:
        package = _package_path(archive, blob.name)
        tree = _xml(archive, package, blob.name)
        _refuse_locked(archive, blob.name)
        book = _book_facts(tree, blob.name)
        labels = _labels(archive, tree, package, blob.name)
        found = 0
        for path in _reading_order(tree, package):
            record = _record(archive, path, blob.name, book=book, label=labels.get(path))
            if record is not None:
                found += 1
                yield record
    if not found:
        raise ArticleError(f"{blob.name}: no document of the book holds a sentence; if it is pictures, it needs OCR")


def _record(archive: zipfile.ZipFile, path: str, name: str, *, book: Metadata, label: str | None) -> Record | None:
    """The article of one document, or None when it holds no sentence (a cover, a table of contents)."""
    try:
        content = _member(archive, path, name)
        draft = _draft(content, f"{name}/{path}", book=book, label=label)
    except ArticleError as error:
        fault = error

        def failed() -> Draft:
            raise fault

        return Record(f"/{path}", hashlib.sha256(str(error).encode()).hexdigest(), failed)
    sentences = split_sentences(draft.text, merge([*draft.boilerplate, *boilerplate_lines(draft.text)]))
    if not any(sentence.kind == "sentence" for sentence in sentences):
        return None
    # The facts come from other members of the book, so they are part of what the draft depends on.
    sha256 = hashlib.sha256(repr((book, label)).encode() + content).hexdigest()
    return Record(f"/{path}", sha256, lambda: draft)


def _draft(content: bytes, name: str, *, book: Metadata, label: str | None) -> Draft:
    tree = parsed(decoded(content, name), name)
    body = tree.find(".//body")
    blocks = list(blocks_of(tree if body is None else body))
    heading = next((block.text for block in blocks if block.heading and not block.furniture), None)
    facts = stated("heading", title=heading).over(stated("document properties", title=label))
    return drafted(blocks, Draft("", facts.over(book)))


def _member(archive: zipfile.ZipFile, path: str, name: str) -> bytes:
    """The bytes of a member. Only names of the archive are looked up, so a path can lead nowhere else."""
    try:
        if archive.getinfo(path).file_size > LARGEST_ARTICLE_BYTES:
            raise ArticleError(f"{name}: {path} unpacks to more than {LARGEST_ARTICLE_BYTES:,} bytes; split it")
        return archive.read(path)
    except KeyError as error:
        raise ArticleError(f"{name}: {path!r} is named by the book but not in it; get the book again") from error
    except _UNPACKING_FAULTS as error:
        raise ArticleError(f"{name}: {path!r} cannot be unpacked ({error}); get the book again") from error


def _xml(archive: zipfile.ZipFile, path: str, name: str) -> _Element:
    from lxml import etree

    text = _REFERENCE.sub(_without_surrogate, decoded(_member(archive, path, name), f"{name}/{path}"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, encoding="utf-8")
    try:
        tree = etree.fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ArticleError(f"{name}: {path} is not valid XML ({error}); get the book again") from error
    if tree is None:
        raise ArticleError(f"{name}: {path} is not valid XML; get the book again")
    return tree


def _without_surrogate(reference: re.Match[str]) -> str:
    """A character reference, or U+FFFD for half a surrogate pair: lxml takes it in, and fails when it is read."""
    code = int(reference[1] or reference[2], 16 if reference[1] else 10)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else reference[0]


def _package_path(archive: zipfile.ZipFile, name: str) -> str:
    rootfile = _xml(archive, _CONTAINER, name).find(".//{*}rootfile")
    path = rootfile.get("full-path") if rootfile is not None else None
    if not path:
        raise ArticleError(f"{name}: {_CONTAINER} names no package, so this is no EPUB; get the book again")
    return str(path)


def _refuse_locked(archive: zipfile.ZipFile, name: str) -> None:
    """Raises ArticleError when anything but fonts is encrypted."""
    if _ENCRYPTION not in archive.namelist():
        return
    for method in _xml(archive, _ENCRYPTION, name).iterfind(".//{*}EncryptedData/{*}EncryptionMethod"):
        if method.get("Algorithm") not in _FONT_SCRAMBLING:
            raise ArticleError(f"{name}: the book is encrypted (DRM); only a book without copy protection can be read")


def _book_facts(package: _Element, name: str) -> Metadata:
    """What the book says of all its articles."""
    title = next(_told(package, "title"), "")
    issue = _ISSUE.match(title)
    day = day_of(issue["day"]) if issue else None
    dates = [
        element
        for element in package.iterfind(".//{*}metadata/{*}date")
        if next((value for key, value in element.attrib.items() if key.endswith("event")), "publication")
        == "publication"
    ]
    published = day or next((found for element in dates if (found := day_of(element.text or ""))), None)
    language = next(_told(package, "language"), "")[:2].lower()
    return stated(
        "document properties",
        outlet=issue["outlet"] if issue and day else next(_told(package, "publisher"), None),
        author=None if issue and day else stated_properties("", next(_told(package, "creator"), ""), name).author,
        language=language if re.fullmatch("[a-z]{2}", language) else None,
        published=published,
    )


def _told(package: _Element, element: str) -> Iterator[str]:
    """The texts of a Dublin Core element of the package that have words."""
    for found in package.iterfind(f".//{{*}}metadata/{{*}}{element}"):
        if found.text and found.text.strip():
            yield " ".join(found.text.split())


def _reading_order(package: _Element, path: str) -> list[str]:
    """Paths of the documents in reading order, each once; the table of contents is none of them."""
    manifest = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    order: dict[str, None] = {}
    for reference in package.iterfind(".//{*}spine/{*}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is not None and item.get("href") and "nav" not in item.get("properties", "").split():
            order[_inside(path, item.get("href"))] = None
    return list(order)


def _labels(archive: zipfile.ZipFile, package: _Element, path: str, name: str) -> Mapping[str, str]:
    """Headlines by document, from the book's navigation document or NCX; the first of a document is taken."""
    labels: dict[str, str] = {}
    for item in package.iterfind(".//{*}manifest/{*}item"):
        is_navigation = "nav" in item.get("properties", "").split()
        if not (is_navigation or item.get("media-type") == "application/x-dtbncx+xml"):
            continue
        contents = _inside(path, item.get("href", ""))
        if contents not in archive.namelist():
            continue
        entries = _xml(archive, contents, name).iter("{*}a" if is_navigation else "{*}navPoint")
        for entry in entries:
            target, label = (entry.get("href"), entry) if is_navigation else _ncx_entry(entry)
            words = " ".join("".join(label.itertext()).split()) if label is not None else ""
            if target and words:
                labels.setdefault(_inside(contents, target), words)
    return labels


def _ncx_entry(entry: _Element) -> tuple[str | None, _Element | None]:
    content = entry.find("{*}content")
    return (content.get("src") if content is not None else None), entry.find("{*}navLabel")


def _inside(base: str, href: str) -> str:
    """The archive's path of what `href` names in the document `base`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href.partition("#")[0])))
