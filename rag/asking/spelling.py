"""Names spelled otherwise in the question than in the articles: "Tokaev", "Jackson-Vanik". Pure.

Only words that stand in no article are respelled, and only to a capitalised word that the found passages
hold; the change is told in the answer's notes. Likeness is difflib's ratio (Ratcliff and
Obershelp), whose default cutoff for "close" is 0.6; names need more.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable

_WORD = re.compile(r"[^\W\d_][\w'’]*(?:-[\w'’]+)*")
_LIKENESS = 0.8
_SHORTEST = 5
"""Characters; shorter names differ by a letter without being the same."""


def respellings(question: str, texts: Iterable[str], is_known: Callable[[str], bool]) -> dict[str, str]:
    """Word of the question -> its spelling in `texts`, for capitalised words that are not known."""
    asked = [word for word in _WORD.findall(question) if _is_name(word) and not is_known(word)]
    if not asked:
        return {}
    held = {_bare(word): _bare(word) for text in texts for word in _WORD.findall(text) if _is_name(word)}
    folded = {word.casefold(): word for word in held}
    found = {}
    for word in asked:
        near = difflib.get_close_matches(_bare(word).casefold(), folded, n=1, cutoff=_LIKENESS)
        if near and near[0][0] == word[0].casefold():
            found[_bare(word)] = folded[near[0]]
    return found


def respelled(text: str, changes: dict[str, str]) -> str:
    """`text` with the changed words put in."""
    for word, spelling in changes.items():
        text = re.sub(rf"\b{re.escape(word)}\b", spelling, text)
    return text


def _is_name(word: str) -> bool:
    return word[0].isupper() and len(_bare(word)) >= _SHORTEST


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")
