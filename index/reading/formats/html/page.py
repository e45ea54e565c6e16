"""A page's bytes to its parsed tree.

Knows encodings, and what a parser must be spared; knows nothing of articles. Every encoding is tried strictly: a
byte that does not fit sends the page to the next candidate, and what fits none is refused, never guessed into junk.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.reading.formats.raw.encodings import old_encoding

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]{0,100}?\bencoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_HEAD_BYTES = 8192
"""Where a declaration is looked for. The standard says 1,024; heads that open with scripts declare later."""

_SUPERSETS = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"} | {
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
"""What browsers read for a label (encoding.spec.whatwg.org); a declaration readable as ASCII is not UTF-16."""

_OF_THE_WEB = re.compile(
    r"utf-8|cp(?:125[0-8]|866|87[45]|932|949)|iso8859-(?:[2-8]|1[0-6])|koi8-[ru]|mac-(?:roman|cyrillic)|gb18030|big5"
    r"|big5hkscs|euc_jp|iso2022_jp"
)
"""Python's names of the encodings a page may declare; others ("rot13", "unicode_escape") would run a transform."""

_OUTSIDE_ASCII = re.compile(rb"[^<>]*[\x80-\xff][^<>]*")
_SAMPLE_BYTES = 50_000
"""Text that the detector sees, markup left out; it needs 0.05 s for it (measured, Cyrillic)."""

_SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d{1,5}\)\s*(https?://[\w.-]+(?::\d+)?(?:[/?#]\S*?)?)\s*-->", re.IGNORECASE
)
"""What Chrome and Internet Explorer write at the top of a page saved to disk: the length of its address, and that."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LARGEST_CONTROL_SHARE = 0.01
"""Text with more control characters than this is binary data, as in plain text (`formats.text`)."""

_LARGEST_LOST_SHARE = 0.001
"""Of a page that declares UTF-8: one character cut in half, a comment pasted in Latin-1; more is not UTF-8."""


def decoded(content: bytes, name: str, *, encoding: str | None = None) -> str:
    """The page as text; `encoding` is what its server said, and yields to the page's own declaration.

    Raises ArticleError. U+FFFD stands where a page that is UTF-8 but for a few bytes has one of those.
    """
    text = next(_readings(content, encoding), None)
    if text is None:
        raise ArticleError(
            f"{name}: the page is in no encoding that fits its bytes (declared: {_declared(content)!r}); "
            "it is damaged or no web page: save it as UTF-8"
        )
    controls = len(_CONTROL.findall(text))
    if controls > max(1, len(text) * _LARGEST_CONTROL_SHARE):
        raise ArticleError(
            f"{name}: {controls} of {len(text)} characters are control characters; this is binary data, not a page"
        )
    return _CONTROL.sub("", text)


def saved_from(page: str) -> str | None:
    """The address from which a browser saved the page, as it noted it at the page's top."""
    found = _SAVED_FROM.search(page, 0, _HEAD_BYTES)
    # Two hyphens would end the comment.
    return found[1].replace("%2D%2D", "--") if found else None


def parsed(page: str, name: str) -> HtmlElement:
    """The tree of a page. Raises ArticleError when there is none, or it is nested too deeply to be read whole."""
    from lxml import etree, html

    # Without `huge_tree` lxml drops, in silence, all that is nested deeper than 256 or longer than 10 MB.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, AssertionError, ValueError) as error:
        raise ArticleError(f"{name}: there is no markup to read ({error}); is this a web page?") from error
    for entry in parser.error_log:
        if entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise ArticleError(f"{name}: line {entry.line}: {entry.message}; no article is built like this, remove it")
    return tree


def _readings(content: bytes, encoding: str | None) -> Iterator[str]:
    """The page in each encoding that fits all its bytes, the likeliest first."""
    for mark, marked in _MARKS:
        if content.startswith(mark):
            yield from _decoded(content[len(mark) :], marked)
    declared = _declared(content)
    # Text outside ASCII that is valid UTF-8 is UTF-8: many servers and templates say Latin-1 for it.
    candidates = [declared, encoding] if content.isascii() else ["utf-8", declared, encoding]
    for label in candidates:
        yield from _decoded(content, _python_name(label)) if label else ()
    if not content.isascii() and "utf-8" in map(_python_name, filter(None, (declared, encoding))):
        text = content.decode("utf-8", "replace")
        if text.count("\ufffd") <= max(1, len(text) * _LARGEST_LOST_SHARE):
            yield text
    yield from _decoded(content, _detected(content))


def _decoded(content: bytes, encoding: str | None) -> Iterator[str]:
    if encoding is None:
        return
    try:
        yield content.decode(encoding)
    except UnicodeDecodeError:
        # The encoding was a candidate only; the next one is tried.
        return


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content, 0, _HEAD_BYTES)
    return (found[1] or found[2]).decode("ascii") if found else None


def _python_name(label: str) -> str | None:
    """Python's name of the encoding that browsers read for a label, or None when the web knows no such."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError, UnicodeError):
        return None
    name = _SUPERSETS.get(name, name)
    return name if _OF_THE_WEB.fullmatch(name) else None


def _detected(content: bytes) -> str | None:
    """The encoding that the text of the page looks like."""
    if content.isascii():
        return "ascii"
    return old_encoding(b" ".join(_OUTSIDE_ASCII.findall(content))[:_SAMPLE_BYTES])
