"""Words that news use for one another: who asks about "ties" is answered by "connections".

Stems in base form, as `content_terms` gives them. Only words of verbs and common nouns that reports change for the sake of change; what
they mean beyond that is the evidence model's to tell. Pure, English.
"""

from __future__ import annotations

from collections.abc import Mapping

LIKE = 0.8
"""Of a word's weight counts where one like it stands instead."""

_ROOT = 5
"""Letters that two stems share at the beginning where one is made of the other."""

_GROUPS = """
discuss talk deliber debat negoti convers topic subject / relat tie link connect relationship / agre deal agreement accord
buy acquir purchas takeov acquisit / sell sale / die death dead kill / fire oust sack dismiss / resign quit / hire recruit appoint
employe worker staff / compani firm busi / owner own / earn revenu incom / pay spend / price cost / worth valu
rise increas grow climb jump surg growth / fall drop declin decreas plung slump / begin start launch / end finish conclud
releas launch debut / reveal disclos unveil / build construct / found establish creat / help aid assist / ban prohibit outlaw
attack strike assault / war conflict / injur hurt wound / arrest detain custodi / lawsuit sue suit / law legisl / judg court
suspect accus / vote ballot elect / protest demonstr / visit trip / countri nation / win victori / lose loss defeat / match game
player footbal / coach manag / team club side / stadium arena / film movi / song track singl / singer musician artist / author writer
scientist research / car vehicl / marri marriag wed / physician doctor / school colleg / larg big huge / boss ceo chief execut
"""


def _like() -> dict[str, frozenset[str]]:
    groups = [group.split() for line in _GROUPS.splitlines() for group in line.split("/")]
    found: dict[str, set[str]] = {}
    for group in groups:
        for word in group:
            found.setdefault(word, set()).update(other for other in group if other != word)
    return {word: frozenset(others) for word, others in found.items()}


_LIKE = _like()


def share_of(weights: Mapping[str, float], present: frozenset[str]) -> float:
    """Share of the weight of asked words that stand in `present`, by themselves or by one like them; 1 when nothing was asked."""
    total = sum(weights.values())
    return sum(weight * _held(term, present) for term, weight in weights.items()) / total if total else 1.0


def is_told(term: str, present: frozenset[str]) -> bool:
    """True where `present` holds the word, one like it, or one made of it or of which it is made ("apply", "applications")."""
    if _held(term, present):
        return True
    return any(
        len(min(term, other, key=len)) >= _ROOT and (other.startswith(term) or term.startswith(other))
        for other in present
    )


def _held(term: str, present: frozenset[str]) -> float:
    if term in present:
        return 1.0
    return 0.0 if _LIKE.get(term, frozenset()).isdisjoint(present) else LIKE
