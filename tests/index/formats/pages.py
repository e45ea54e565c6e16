"""Pages and documents for the readers' tests, written in code: nothing here comes from a real outlet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping

from index.errors import ArticleError
from index.reading.formats.record import Blob, Draft, Record, bytes_blob

LEAD = "The council voted on Tuesday to rebuild the old harbour bridge before winter, officials said after the meeting."
COST = "Work begins in April and costs 40 million euros, the mayor told residents, and it will last for two years."
QUOTE = (
    "“We have waited for ten years,” said Lena Orth, who runs a bakery beside the bridge and opposes a longer detour."
)
STORY = f"<p>{LEAD}</p>\n<p>{COST}</p>\n<p>{QUOTE}</p>"


def page(head: str = "", body: str = "", *, story: str = STORY, attributes: str = "") -> bytes:
    """A whole web page around a story."""
    return (
        f"<!doctype html><html {attributes}><head><meta charset=utf-8>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article>{story}</article>{body}</main><footer><p>© 2011 The Quay Courier</p></footer></body></html>"
    ).encode()


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def book(documents: Mapping[str, str], *, metadata: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """An EPUB of these documents, in order, under OPS/."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(documents)
    )
    order = "".join(f'<itemref idref="i{n}"/>' for n in range(len(documents)))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f'<manifest>{items}<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
        f"<spine>{order}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    )
    pages = {f"OPS/{name}": document for name, document in documents.items()}
    return zipped({"META-INF/container.xml": container, "OPS/book.opf": package, **pages, **(more or {})})


def printed(pages: Iterable[Iterable[str]], *, title: str = "", author: str = "", password: str | None = None) -> bytes:
    """A PDF of these lines a page, 14 points apart; an empty line leaves a gap."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    encryption = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(file, invariant=1, encrypt=encryption, pageCompression=0)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(72, 780 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def only_article_errors(reader: Callable[[Blob], Iterable[Record]], name: str, content: bytes) -> list[Draft]:
    """The drafts of all records that can be read; anything but an ArticleError that names the file is a failure."""
    drafts = []
    try:
        for record in reader(bytes_blob(name, content)):
            drafts.append(record.read())
    except ArticleError as error:
        assert name in str(error)  # noqa: PT017
    for draft in drafts:
        assert draft.text.strip()
        assert all(span.end <= len(draft.text) for span in draft.boilerplate)
    return drafts
