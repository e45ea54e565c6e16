"""An answer's words against the answers that are known.

Knows two measures: whether one stands in the text as whole words, and the token F1 of SQuAD (Rajpurkar et al. 2016)
of the claim that is nearest to one. Knows nothing of citations.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese put no space between words, so no edge of a word can be asked for."""

_LETTER = f"[^\\W{_UNSPACED}]"
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_WITHOUT_PUNCTUATION = str.maketrans("", "", string.punctuation)


def contains(text: str, expected: str) -> bool:
    """True when `expected` stands in `text` as whole words ("no" is not in "know"), whatever the case and spacing."""
    words = " ".join(expected.casefold().split())
    before = f"(?<!{_LETTER})" if re.match(_LETTER, words) else ""
    after = f"(?!{_LETTER})" if re.match(_LETTER, words[-1:]) else ""
    return bool(words) and re.search(before + re.escape(words) + after, " ".join(text.casefold().split())) is not None


def answer_values(text: str, claims: Sequence[str], answers: Sequence[str] | None) -> dict[str, float]:
    """Answer match and answer F1; {} when no answer is known. Without claims both are 0."""
    if not answers:
        return {}
    return {
        "answer match": float(bool(claims) and any(contains(text, expected) for expected in answers)),
        "answer F1": max((token_f1(claim, expected) for claim in claims for expected in answers), default=0.0),
    }


def token_f1(text: str, expected: str) -> float:
    """The harmonic mean of the shares of common tokens in either text, after SQuAD's normalisation."""
    ours, theirs = _tokens(text), _tokens(expected)
    common = (Counter(ours) & Counter(theirs)).total()
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * common / (len(ours) + len(theirs))


def _tokens(text: str) -> list[str]:
    """Words in lower case, without ASCII punctuation and English articles."""
    return _ARTICLES.sub(" ", text.lower().translate(_WITHOUT_PUNCTUATION)).split()
