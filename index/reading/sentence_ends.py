"""Where the sentences of one block of text end. Pure: knows no headings, no lines, no article.

Three parts decide. Marks that only end sentences ("।", "。", "؟") are ours: nupunkt does not know them, and after some
of them no space follows. A full stop after a plain word that is no abbreviation needs no model. The rest is nupunkt's
(MIT, pure Python, 25 KB model; Bommarito, Katz & Bommarito, "Precise Legal Sentence Boundary Detection for Retrieval
at Scale", arXiv:2504.04131), which kept every offset and the abbreviations of news ("U.S.", "Mr.", "No. 10"); it is
shown a window at a time, since it is quadratic in a word that has no end. What nupunkt alone would find in running
text, the three find together: the plain ends are those of which its rules leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from index.reading.boilerplate import has_ended, has_words

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

_Range: TypeAlias = tuple[int, int]
"""Where a part of a text starts and ends. Plain, since a `Span` costs as much to make as a sentence to find."""

_TRAILER = re.compile(r"(?<=\S)(?:\[\d{1,3}\])+(?=\s|$)|[\W_]+$")
"""What nupunkt parts from the sentence that it belongs to: a footnote mark, or marks and emoji alone."""

_CLOSERS = "\"')]}”’»*"
"""What nupunkt counts to the sentence when it follows the end mark."""

_OPENERS = '“‘"«([*'
_MARK = re.compile(
    rf"[.!?…](?:([{re.escape(_CLOSERS)}]*+)(\s++)(?=[“\"‘'«(\[$£€]?[^\W_])"
    r"(?!\(?(?:\d{1,3}|[A-Za-z]|[ivxlcIVXLC]{1,6})\)?\.(?!\w))|(?=[\s)\";}\]*:@({!?”»'’]))"
)
"""Where nupunkt looks for a sentence's end. The two groups are what closes after the mark and the white space there, if
a sentence may begin behind it; what follows must not look like a list's number ("1.", "IV."), which nupunkt reads
otherwise where a text begins."""

_LONGEST_PLAIN_WORD = 40
"""Characters; hardly a word of news is longer, and no more of a text without spaces is looked at."""

_TRAILING = ".!?… " + _CLOSERS
"""After the last word of a block no sentence begins."""

_WINDOW = 2_000
"""Characters that nupunkt sees at once. 500 KB of "a.[1]" without a space took it 54 s."""

_LONGEST_NUMBER = 12
"""Characters before a full stop in which nupunkt looks for a list's number at the start of a line."""

_SCRIPT_MARKS = "।॥。｡．！？؟۔։።፧။។៕᠃᠉෴\u037e"
"""Sentence ends of living scripts other than Latin (Unicode's property Sentence_Terminal), and the Greek question
mark. Tibetan's shad and Thai's space part clauses as well as sentences, and are left alone."""

_SCRIPT_END = re.compile(
    r"(?:(?<!\d)．|॥\s?\d{1,4}\s?॥|[" + _SCRIPT_MARKS.replace("．", "") + "]"
    r"|(?<=[\u0370-\u03ff\u1f00-\u1fff]);(?=[»”\"]?\s+[«“]?[ΆΈ-ΏΑ-Ϋ]))"
    rf"[{_SCRIPT_MARKS}.!?…]*+(?:\[\d{{1,3}}\])*+[{re.escape(_CLOSERS)}」』）】〉》›]*+"
    r"(?:(?<![」』）])|(?!\s*(?:[とをがにはのも]|って|など)))(\s*+)"
)
"""An end mark of another script, what closes after it, and the white space there. The Greek question mark is mostly
typed as ";": it is one when a capital follows. A Japanese quotation goes on when a particle follows ("「行く。」と言った")."""


def has_sentence_ended(line: str) -> bool:
    """True when `line` closes a sentence, by the mark of any script."""
    return has_ended(line) or line.rstrip(_CLOSERS)[-1:] in tuple(_SCRIPT_MARKS)


def ends_between(line: str, following: str) -> bool:
    """True when nupunkt ends a sentence where `line` ends, seen as one text with the line under it."""
    line, following = line[-_WINDOW // 2 :], following[: _WINDOW // 2]
    return any(end == len(line) for _, end in _nupunkt().span_tokenize(f"{line} {following}"))


def script_end_of(text: str) -> re.Pattern[str] | None:
    """The pattern of ends that nupunkt does not know, when `text` can hold one; most news holds none."""
    if text.isascii():
        return None
    is_greek = "α" in text and ";" in text
    return _SCRIPT_END if is_greek or any(mark in text for mark in _SCRIPT_MARKS) else None


def sentence_ranges(block: str, script_end: re.Pattern[str] | None) -> list[_Range]:
    """Sentences of one block, without surrounding white space; a part without words joins its neighbour.

    `block` is not blank, and has no white space around it.
    """
    # nupunkt ends sentences at newlines where it would not at spaces ("“Really?”\nshe asked").
    words = block.replace("\n", " ")
    parts: list[_Range] = []
    start = 0
    for mark in script_end.finditer(words) if script_end else ():
        parts += _parts(words, start, mark.start(1))
        start = mark.end()
    parts += _parts(words, start, len(words))
    return _joined(words, parts) if len(parts) > 1 else parts


def _parts(words: str, start: int, end: int) -> list[_Range]:
    """What stands between the ends that nupunkt knows in `words[start:end]`, white space between two left out."""
    parts: list[_Range] = []
    doubtful = False
    for mark in _MARK.finditer(words, start, end):
        if mark.lastindex and _is_plain(words, mark):
            space, following = mark.span(2)
            parts += _nupunkt_parts(words, start, space) if doubtful else ((start, space),)
            start = following
            doubtful = False
        else:
            doubtful = True
    if doubtful and _MARK.search(words[start:end].rstrip(_TRAILING)):
        parts += _nupunkt_parts(words, start, end)
    elif start < end:
        parts.append((start, end))
    return parts


def _nupunkt_parts(words: str, start: int, end: int) -> list[_Range]:
    cuts = [start, *(start + cut for cut in _nupunkt_cuts(words[start:end])), end]
    return [part for left, right in pairwise(cuts) for part in _trimmed(words, left, right)]


def _joined(words: str, parts: Sequence[_Range]) -> list[_Range]:
    """`parts` with each that holds no words, and each footnote mark, put to the sentence before it."""
    joined = [parts[0]]
    worded = has_words(words[slice(*parts[0])])
    for start, end in parts[1:]:
        if not worded:
            joined[0] = (joined[0][0], end)
            worded = has_words(words[start:end])
        elif words[start].isalnum():
            joined.append((start, end))
        else:
            left = start
            while left < end and (trailer := _TRAILER.match(words, left, end)):
                left = trailer.end()
            if left > start:
                joined[-1] = (joined[-1][0], left)
            joined += _trimmed(words, left, end)
    return joined


def _trimmed(words: str, start: int, end: int) -> list[_Range]:
    """The range without surrounding white space, or none when it holds nothing else."""
    part = words[start:end]
    return [(end - len(part.lstrip()), start + len(part.rstrip()))] if part and not part.isspace() else []


def _is_plain(words: str, mark: re.Match[str]) -> bool:
    """True when nupunkt's rules leave no doubt that a sentence ends at `mark`."""
    end = mark.start()
    if mark[1] and words[mark.end()].islower():
        return False
    if words[end] != ".":
        return words[end] != "…"
    if end <= _LONGEST_NUMBER:
        return False
    word = words[max(0, end - _LONGEST_PLAIN_WORD) : end].rpartition(" ")[2]
    if not word.isalpha():
        word = word.lstrip(_OPENERS)
        plain = word[:1].isalnum() and word[-1].isalpha() and "--" not in word and word.translate(_JOINING).isalnum()
        if not plain:
            return False
    return 1 < len(word) < _LONGEST_PLAIN_WORD - len(_OPENERS) and word.lower() not in _doubtful_words()


_JOINING = str.maketrans("", "", "-'’")
"""What may stand inside a plain word ("mid-size", "Google’s")."""


def _nupunkt_cuts(piece: str) -> Iterator[int]:
    """Where a sentence of `piece` begins, the first left out, as nupunkt parts them window by window."""
    start = decided = 0
    while len(piece) - start > _WINDOW:
        window = piece[start : start + _WINDOW]
        last = window.rsplit(None, 1)[-1:]
        # A mark in the last word is decided by the word after it; a longer "word" is cut where the window ends.
        until = len(window.rstrip()) - len(last[0]) if last else _WINDOW
        if until < _WINDOW // 2:
            until = _WINDOW
        yield from (start + cut for cut in _cuts(window) if decided < start + cut <= start + until)
        decided = start + until
        start = decided - _LONGEST_NUMBER
    yield from (start + cut for cut in _cuts(piece[start:]) if start + cut > decided)


def _cuts(window: str) -> Iterator[int]:
    return (start for start, _ in _nupunkt().span_tokenize(window) if start)


@lru_cache(maxsize=1)
def _nupunkt() -> PunktSentenceTokenizer:
    import nupunkt

    return nupunkt.load("default")


@lru_cache(maxsize=1)
def _doubtful_words() -> frozenset[str]:
    """Words after which a full stop may be no end: nupunkt's abbreviations, and first words of its collocations."""
    known = _nupunkt().parameters
    return frozenset(known.abbrev_types) | frozenset(first for first, _ in known.collocations)
