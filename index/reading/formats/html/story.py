"""A web page to a draft: its story found, the furniture within it marked.

trafilatura (Apache-2.0; Barbaresi, ACL 2021 demo) finds the story, set to precision: what it drops is lost as
evidence, what it keeps may be cited as the outlet's words, and a citation of a teaser is the worse fault. Where it
finds next to nothing, it is asked without that setting; then the page's own blocks are taken.
Knows pages; knows nothing of folders, feeds or archives, which call it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.reading.formats.html.blocks import Block, blocks_of
from index.reading.formats.html.facts import page_facts
from index.reading.formats.html.page import decoded, parsed, saved_from
from index.reading.formats.record import Blob, Draft, Record
from index.types import Span

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})

_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_OPENING = 4096
"""Characters within which a page says that it is one; comments of the site's builders may come first."""

_LEAST_STORY = 250
"""Characters below which trafilatura itself takes what it found for a miss (MIN_EXTRACTED_SIZE)."""

_MOST_ELEMENTS = 50_000
"""A news page has some 1,000 to 5,000 elements; this many take 4 to 22 s, by their kind (measured)."""


def html_records(blob: Blob) -> Iterator[Record]:
    """The one article of a page."""
    content = blob.content()
    yield Record("", hashlib.sha256(content).hexdigest(), lambda: html_draft(content, blob.name))


def html_draft(content: bytes, name: str, *, encoding: str | None = None, url: str | None = None) -> Draft:
    """The article of a page, or of a fragment of one, such as a feed's entry: there all the text is the article.

    `encoding` is what the page's server said, `url` where it was fetched. Raises ArticleError, naming `name`.
    """
    page = decoded(content, name, encoding=encoding)
    if not page.strip():
        raise ArticleError(f"{name}: the page holds only white space; remove it or save it again")
    tree = parsed(page, name)
    whole = _WHOLE_PAGE.search(page, 0, _OPENING) is not None
    elements = sum(1 for _ in tree.iter())
    if elements > _MOST_ELEMENTS:
        raise ArticleError(f"{name}: the page has {elements:,} elements, the limit is {_MOST_ELEMENTS:,}; split it")
    for template in [*tree.iter("template")]:
        template.drop_tree()
    body = tree.find(".//body")
    on_page = [] if whole and body is None else list(blocks_of(tree if body is None else body))
    blocks = _story(tree, on_page) if whole else on_page
    if not blocks:
        raise ArticleError(
            f"{name}: the page has no text; it may be drawn by scripts: save it from a browser, or remove it"
        )
    facts = page_facts(tree, url=url or saved_from(page))
    return drafted(_marked(blocks, on_page) if whole else blocks, Draft("", facts))


def drafted(blocks: Sequence[Block], draft: Draft) -> Draft:
    """`draft` with the text of the blocks, a blank line between them, and their furniture marked."""
    spans, start = [], 0
    for block in blocks:
        if block.furniture:
            spans.append(Span(start, start + len(block.text)))
        start += len(block.text) + 2
    return Draft("\n\n".join(block.text for block in blocks), draft.found, tuple(spans))


def _story(tree: HtmlElement, on_page: list[Block]) -> list[Block]:
    """The blocks of the story, as trafilatura finds them, or of the whole page when it finds none."""
    found: list[Block] = []
    for precise in (True, False):
        blocks = _extracted(tree, precise=precise)
        if _length(blocks) > _length(found):
            found = blocks
        if _length(found) >= _LEAST_STORY:
            return found
    return found or on_page


def _extracted(tree: HtmlElement, *, precise: bool) -> list[Block]:
    import trafilatura

    try:
        document = trafilatura.bare_extraction(tree, include_comments=False, favor_precision=precise)
    except RecursionError:
        # It calls itself for every list in a list; a page nested a thousand deep is read by its blocks instead.
        return []
    if document is None or isinstance(document, dict) or document.body is None:
        return []
    return list(blocks_of(document.body))


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _marked(blocks: list[Block], on_page: list[Block]) -> list[Block]:
    """The blocks with that marked which the page's structure calls furniture, and which stands nowhere else in it.

    A pull quote in an aside repeats the story; and where most of the story would be marked, the structure misleads.
    """
    story = {block.key for block in on_page if not block.furniture}
    furniture = {block.key for block in on_page if block.furniture} - story
    marked = [Block(block.text, block.key in furniture, block.heading) for block in blocks]
    lost = _length([block for block in marked if block.furniture])
    return [Block(block.text) for block in blocks] if lost * 2 > _length(marked) else marked
