"""Printed lines to running text: paragraphs joined, words parted at a line's end made whole, page furniture marked.

Knows lines and their places on the page; knows nothing of PDF. A new paragraph begins where the gap between lines is
wider than the page's usual one, where the size of type changes, or where a line stands apart by its indent; a page's
or column's end alone begins none, since sentences run over it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, zip_longest
from statistics import median

from index.reading.boilerplate import has_ended, has_words
from index.types import Span

_EDGE_LINES = 3
"""Lines at the top and bottom of a page among which furniture is looked for."""

_LEAST_REPEATS = 3
"""Pages on which a line must recur to be furniture: two pages may open alike by chance."""

_WIDE_GAP = 1.2
"""Times the usual pitch of lines. Word's default puts 8 points between paragraphs of 11 on 13: 1.6; TeX's manuals have
1.22; the lines of a paragraph stand equally far but for one whose sample is a subscript."""

_TELLING_LINES = 8
"""Lines below which a page's own pitch says less than the document's: half of its steps may be gaps."""

_OTHER_SIZE = 1.1
"""Times the type size of the line before: headings are set a fifth larger at least."""

_INDENT = 1.0
"""Ems by which the first line of a paragraph is moved in; one is the printers' rule, less is uneven setting."""

_SHORT = 0.75
"""Share of the column's width below which a line that closes a sentence closes its paragraph too."""

_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:p(?:age|\.)?|seite|página|pagina)?\s*\d{1,4}(?:\s*(?:/|of|von|de|di|sur)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_LAST_PART = re.compile(r"(\w+)$")
_FIRST_PART = re.compile(r"(\w+)")
_HYPHENATED = re.compile(r"\w+-\w+")

_PARTED = "\x00"
"""Stands, while lines are joined, for the hyphen at a line's end; no text of a page holds it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its text, its place in points (y grows upwards), and the size of its type.

    `bottom` is the line on which letters stand, whatever of them reaches below it; `parted` when it ended in a hyphen,
    which `text` leaves out.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    parted: bool = False


def laid_out(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[Span, ...]]:
    """The text of all pages, a blank line between paragraphs, and the spans of what recurs at their edges."""
    furniture = _furniture(pages)
    compounds, words = _vocabulary(pages)
    blocks: list[tuple[str, bool]] = []
    paragraph: list[Line] = []
    held: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append((_joined(paragraph, compounds, words), False))
            paragraph.clear()
        blocks.extend((line, True) for line in held)
        held.clear()

    usual = _pitch([line for page in pages for line in page])
    width = max((line.right - line.left for page in pages for line in page), default=0.0)
    for number, page in enumerate(pages):
        story = [line for position, line in enumerate(page) if (number, position) not in furniture]
        begins = _beginnings(story, usual=usual, width=width)
        for position, line in enumerate(page):
            if (number, position) in furniture:
                held.append(_plain(line.text))
                if not paragraph:
                    close()
            else:
                if paragraph and next(begins)(paragraph):
                    close()
                elif not paragraph:
                    next(begins)
                paragraph.append(line)
    close()
    return _text_of([(text, marked) for text, marked in blocks if has_words(text)])


def _beginnings(story: Sequence[Line], *, usual: float, width: float) -> Iterator[Callable[[Sequence[Line]], bool]]:
    """For each line of a page, whether it begins a new paragraph after the lines of the one that is open.

    `usual` is the document's pitch of lines, `width` that of its widest.
    """
    pitch = _pitch(story) if len(story) >= _TELLING_LINES else usual
    type_size = median(line.size for line in story) if story else 0.0
    for line, following in zip_longest(story, story[1:]):
        # Lines of larger type stand further apart.
        step = pitch * max(1.0, line.size / type_size) if type_size > 0 else pitch
        yield partial(_begins, line, following=following, pitch=step, width=width)


def _text_of(blocks: Sequence[tuple[str, bool]]) -> tuple[str, tuple[Span, ...]]:
    spans, start = [], 0
    for text, marked in blocks:
        if marked:
            spans.append(Span(start, start + len(text)))
        start += len(text) + 2
    return "\n\n".join(text for text, _ in blocks), tuple(spans)


def _furniture(pages: Sequence[Sequence[Line]]) -> set[tuple[int, int]]:
    """Page and position of each line that recurs at the edge of pages, digits aside, and of page numbers."""
    edges = [(number, position) for number, page in enumerate(pages) for position in _edges(page)]
    keys = {place: _DIGITS.sub("#", pages[place[0]][place[1]].text.casefold()) for place in edges}
    repeats = Counter(key for key, _ in {(key, number) for (number, _), key in keys.items()})
    return {
        (number, position)
        for (number, position), key in keys.items()
        if repeats[key] >= _LEAST_REPEATS
        or (_PAGE_NUMBER.fullmatch(pages[number][position].text) and _is_outermost(pages[number], position))
    }


def _edges(page: Sequence[Line]) -> set[int]:
    """Positions of the lines nearest to the top and bottom of the page, wherever the document writes them."""
    by_height = sorted(range(len(page)), key=lambda position: page[position].top)
    return {*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]}


def _is_outermost(page: Sequence[Line], position: int) -> bool:
    """True when nothing of the page stands above the line, or nothing below."""
    line = page[position]
    others = [other for other in page if other is not line]
    return all(other.bottom >= line.top for other in others) or all(other.top <= line.bottom for other in others)


def _pitch(lines: Sequence[Line]) -> float:
    """Points from one line of running text to the next, as most lines of the page have it; 0 when there is none."""
    steps = [above.bottom - below.bottom for above, below in pairwise(lines)]
    steps = [step for step in steps if step > 0]
    common = Counter(round(step) for step in steps).most_common()
    if not common:
        return 0.0
    # Of frequent steps the narrowest: in short paragraphs there are more gaps than lines without one.
    usual = min(step for step, count in common if count * 4 >= common[0][1])
    return median(step for step in steps if round(step) == usual)


def _begins(line: Line, paragraph: Sequence[Line], *, following: Line | None, pitch: float, width: float) -> bool:
    """True when `line` begins a new paragraph after the lines of the one before it."""
    above = paragraph[-1]
    if above.parted:
        return False
    if max(line.size, above.size) > min(line.size, above.size) * _OTHER_SIZE:
        return True
    step = above.bottom - line.bottom
    ended = has_ended(above.text)
    if step <= 0 or step > pitch * 10:
        # The next column, or the next page: the sentence that is open goes on there.
        is_indented = following is not None and _is_moved_in(line, following.left)
        return ended and (is_indented or above.right - above.left < width * _SHORT)
    if step > pitch * _WIDE_GAP:
        return True
    if ended and above.right - above.left < (paragraph[0].right - paragraph[0].left) * _SHORT:
        return True
    return ended and len(paragraph) > 1 and _is_moved_in(line, min(other.left for other in paragraph))


def _is_moved_in(line: Line, margin: float) -> bool:
    """True when the line begins an indent to the right of `margin`; columns stand further apart."""
    return line.size > 0 and _INDENT * 0.8 <= (line.left - margin) / line.size <= 4


def _vocabulary(pages: Sequence[Sequence[Line]]) -> tuple[set[str], set[str]]:
    """Hyphenated and other words of the document that no line's end parts, in lower case."""
    text = " ".join(f"{line.text}\n" for page in pages for line in page).casefold()
    return set(_HYPHENATED.findall(text)), set(re.findall(r"\w+", text))


def _joined(lines: Sequence[Line], compounds: set[str], words: set[str]) -> str:
    """The lines of a paragraph as one, words parted at their ends made whole."""
    text = ""
    for line in lines:
        if text and not text.endswith(_PARTED):
            text += " "
        elif text:
            text = text[: -len(_PARTED)]
            text += _hyphen(text, line.text, compounds, words)
        text += line.text + (_PARTED if line.parted else "")
    return _plain(text.replace(_PARTED, "-"))


def _hyphen(before: str, after: str, compounds: set[str], words: set[str]) -> str:
    """ "-" where the word has its hyphen anywhere ("well-known", "EU-27"), "" where the line's end gave it one."""
    first, second = _LAST_PART.search(before), _FIRST_PART.match(after)
    if first is None or second is None or not after[0].islower() or not first[1][-1].isalpha():
        return "-"
    whole, parts = f"{first[1]}{second[1]}".casefold(), f"{first[1]}-{second[1]}".casefold()
    return "-" if parts in compounds and whole not in words else ""


def _plain(text: str) -> str:
    """The text with ligatures written out and white space in order."""
    spelled = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return " ".join(spelled.split())
