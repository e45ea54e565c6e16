"""What counts as a mention of a phrase: its words in order, found in a text. Pure; knows no index.

A phrase stands in a text when its words stand there one after the other, whole, whatever their case, with white space,
a hyphen or one line break between them. The last word may have a plural or possessive ending; no other word is
inflected. Letters are compared as Unicode's NFC and case folding make them equal ("Straße" is "STRASSE"). A word of
two to six capitals is also found with periods ("US", "U.S."); one of up to three is found in capitals only, or "US"
would be found in "us". Scripts written without spaces have no word ends, so none are asked for there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from index.errors import QuestionError
from index.types import Span

_SPACE = r"[^\S\n\x0b\x0c\u2029]|[-‐‑\u00ad]"
_BETWEEN = rf"(?:(?:{_SPACE})+(?:\n(?:{_SPACE})*)?|\n(?:{_SPACE})*)"
"""White space, hyphens and at most one line break: a blank line ends a paragraph, and every phrase."""
_SPLITS = re.compile(rf"(?:{_SPACE}|\s)+")
_AROUND = ".,;:!?…\"'“”„‘’«»()[]"
"""What is written around a word and is no part of it; the "+" of "C++" and the "$" of "$5" are."""
_SHORT_FORM = re.compile(r"(?:mrs?|ms|dr|st|sen|rep|gov|gen|lt|col|jr|sr|no|\w)\.?", re.IGNORECASE)
"""Words that some write with a period and others without; single letters are initials."""
_CAPITALS = re.compile(r"(?=.{2})[A-Z](?:\.?[A-Z]){1,5}")
_ONLY_IN_CAPITALS = 3
"""Letters. US, IT, WHO and AIM are words as well; longer ones hardly are, and NATO is "Nato" to half of the press."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
"""Thai, Lao, Burmese, Khmer, kana and Han."""
_ENCLOSED_LETTERS = re.compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Symbols to Python, letters to Unicode's Alphabetic, by which the word index ends its words."""
_SAME_FOLDED = {"s": "ſ", "ss": "ß", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "ffi": "ﬃ", "ffl": "ﬄ", "st": "ﬅﬆ"}
"""Every character outside ASCII whose folding is ASCII and whose lower case is not; a test goes through Unicode."""
_MOST_SPELLINGS = 200
"""A word of more is not looked up. "Possessions" has 22."""
_LONGEST_LOOKED_UP = 60
"""Letters; of a longer word every article is read. The longest word of English dictionaries has 45."""


class Phrase:
    """A phrase, ready to be found in texts. Raises QuestionError for one without a letter or digit."""

    def __init__(self, words: str) -> None:
        self._tokens = [_Token(word) for word in _SPLITS.split(unicodedata.normalize("NFC", words)) if _bare(word)]
        if not any(character.isalnum() for token in self._tokens for character in token.folded):
            raise QuestionError(f"{words!r} has no word in it that an article could mention; name one")
        parts = [token.pattern for token in self._tokens[:-1]] + [self._tokens[-1].inflected]
        for place, token in enumerate(self._tokens[:-1]):
            parts[place] += rf"(?:\.{_BETWEEN}?|{_BETWEEN})" if token.takes_period else _BETWEEN
        opens, closes = self._tokens[0].folded[0], self._tokens[-1].folded[-1]
        self._ends = (_has_ends(opens), _has_ends(closes))
        # What comes before is looked at afterwards: a pattern that opens with letters is searched many times faster.
        self._pattern = re.compile("".join(parts) + ("(?:['’]s?)?(?![^\\W_])" if self._ends[1] else ""))

    def spans(self, text: str, boilerplate: Sequence[Span] = ()) -> Iterator[Span]:
        """Where the phrase stands in `text`, in order, without overlap, and nowhere in the marked spans."""
        folded, places = folded_with_places(text)
        position = 0
        while found := self._pattern.search(folded, position):
            position = found.start() + 1
            if self._is_whole(folded, *found.span()) and _is_cased(text, found, places):
                position = found.end()
                place = _place(places, *found.span())
                if not any(span.start < place.end and place.start < span.end for span in boilerplate):
                    yield place

    def lookups(self) -> list[tuple[str, ...]]:
        """For each word that can be looked up: spellings, one of which every text with the phrase has as a word.

        A word is a longest run of letters and digits, as the word index takes it. Only ASCII is looked up: how else
        a letter is written (composed or not, "σ" or "ς") is no matter for a text, and is one for the word index.
        """
        last = len(self._tokens) - 1
        found = (token.lookup(inflected=place == last) for place, token in enumerate(self._tokens))
        return [spellings for spellings in found if spellings]

    def _is_whole(self, folded: str, start: int, end: int) -> bool:
        """False when the match begins within a word, or a character that no pattern names continues its last one."""
        before, after = self._ends
        continues = before and start > 0 and not ends_word(folded[start - 1])
        return not continues and not (after and end < len(folded) and not ends_word(folded[end]))


@dataclass(frozen=True, slots=True)
class _Token:
    """One word of a phrase. A group in its pattern is what must be in capitals."""

    word: str
    folded: str = field(init=False)
    capitals: str = field(init=False)
    takes_period: bool = field(init=False)

    def __post_init__(self) -> None:
        bare = _bare(self.word)
        is_acronym = _CAPITALS.fullmatch(bare) is not None
        object.__setattr__(self, "folded", bare.casefold())
        object.__setattr__(self, "capitals", bare.replace(".", "") if is_acronym else "")
        periods = is_acronym or self.word.endswith(".") or _SHORT_FORM.fullmatch(bare) is not None
        object.__setattr__(self, "takes_period", periods)

    @property
    def pattern(self) -> str:
        if self.capitals:
            letters = r"\.?".join(self.capitals.lower())
            return f"({letters})" if len(self.capitals) <= _ONLY_IN_CAPITALS else f"(?:{letters})"
        return _escaped(self.folded)

    @property
    def inflected(self) -> str:
        if 0 < len(self.capitals) <= _ONLY_IN_CAPITALS:
            return f"{self.pattern}s?"
        if not self.capitals:
            kept = self.folded.removesuffix("y")
            endings = "|".join(form.removeprefix(kept) for form in [*_plurals(self.folded), self.folded])
            return f"{_escaped(kept)}(?:{endings})"
        return f"(?:{'|'.join([*map(_escaped, _plurals(self.folded)), self.pattern])})"

    def lookup(self, *, inflected: bool) -> tuple[str, ...]:
        """Spellings of one run of letters and digits of the word; none when it cannot be looked up."""
        if not self.folded.isascii():
            return ()
        if self.capitals:
            whole = self.capitals.lower()
            forms = [f"{whole}s", *_plurals(whole)]
            forms += [whole[:length] for length in range(1, len(whole) + 1)]  # "U.S." is two words to the word index
        else:
            longest = max(re.findall(r"[a-z0-9]+", self.folded), key=len, default="")
            forms = [longest, *_plurals(longest)] if inflected and self.folded.endswith(longest) else [longest]
        if len(max(forms, key=len)) > _LONGEST_LOOKED_UP:
            return ()
        spelled = [spelling for form in forms for spelling in islice(_spellings(form), _MOST_SPELLINGS + 1)]
        return tuple(dict.fromkeys(spelled)) if forms[0] and len(spelled) <= _MOST_SPELLINGS else ()


def only_in_capitals(word: str) -> bool:
    """True for a word that is found in capitals only, with periods or without: "US"."""
    token = _Token(word)
    return 0 < len(token.capitals) <= _ONLY_IN_CAPITALS


def folded_with_places(text: str) -> tuple[str, Sequence[Span] | None]:
    """`text` as letters are compared, and for each of its characters where it stands in `text`; None: at its offset."""
    folded = text.casefold()
    if text.isascii() or (len(folded) == len(text) and unicodedata.is_normalized("NFC", text)):
        return folded, None
    pieces: list[str] = []
    places: list[Span] = []
    # What may join the character before never opens a piece, so the pieces are normalised as the whole would be.
    opens = [offset for offset, character in enumerate(text) if offset == 0 or not may_join(character)]
    for start, end in pairwise([*opens, len(text)]):
        pieces.append(unicodedata.normalize("NFC", text[start:end]).casefold())
        places += [Span(start, end)] * len(pieces[-1])
    return "".join(pieces), places


def may_join(character: str) -> bool:
    """True for what NFC may compose with the character before: marks, and the later letters of a Korean syllable."""
    return unicodedata.category(character).startswith("M") or "\u1160" <= character <= "\u11ff"


def ends_word(character: str) -> bool:
    """False for what continues a word: letters, digits, marks, and characters that Python does not know yet."""
    category = unicodedata.category(character)
    return category[0] not in "LNM" and category != "Cn" and not _ENCLOSED_LETTERS.match(character)


def _is_cased(text: str, found: re.Match[str], places: Sequence[Span] | None) -> bool:
    """True when every word that must be in capitals is."""
    written = [_place(places, *found.span(group)) for group in range(1, found.re.groups + 1)]
    return not any(text[place.start : place.end] != text[place.start : place.end].upper() for place in written)


def _place(places: Sequence[Span] | None, start: int, end: int) -> Span:
    return Span(start, end) if places is None else Span(places[start].start, places[end - 1].end)


def _escaped(word: str) -> str:
    return re.escape(word).replace("'", "['’]")


def _bare(word: str) -> str:
    return word.strip(_AROUND).replace("’", "'")


def _has_ends(character: str) -> bool:
    """True for a letter or digit of a script that puts spaces between its words."""
    return character.isalnum() and not _UNSPACED.match(character)


def _plurals(word: str) -> list[str]:
    """The regular plurals that a word can have; none of what does not end in a letter or digit."""
    if not word[-1:].isalnum():
        return []
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return [f"{word}es"]
    if word.endswith("y"):
        return [f"{word[:-1]}ies", f"{word}s"]  # parties, Kennedys
    return [f"{word}s", f"{word}es"] if word.endswith("o") else [f"{word}s"]


def _spellings(word: str) -> Iterator[str]:
    """Every lower-case spelling that folds to `word`, itself first: "strasse" and "straße"."""
    if not word:
        yield ""
        return
    for length in range(1, 4):
        written = (word[:1] if length == 1 else "") + _SAME_FOLDED.get(word[:length], "")
        if len(word) >= length:
            yield from (character + rest for character in written for rest in _spellings(word[length:]))
