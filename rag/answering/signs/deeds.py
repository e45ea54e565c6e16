"""Deeds that a sentence must tell of when a question asks for them: "promise" is not answered where nobody promises anything.

Only deeds that news tell in few words, each with all of those; other verbs are left to the evidence model. Pure, English.
"""

from __future__ import annotations

import re

_DEEDS = (
    (r"promis\w+ pledg\w+ vow(?:ed|s)?", "promis pledg vow guarant commit assur swor undertak undertook"),
    (
        r"succeeds? succeeded replaces replaced",
        "succe replac follow took_over take_over takes_over taking_over step(?:s|ped)?_in heir new next after place_of",
    ),
    (
        r"visit visit(?:ed|s) travel(?:led|ed|s)?_to",
        r"visit trip travel tour arriv came_to went_to go(?:es|ing)?_to flew fly flight journey stay landed guest",
    ),
    (r"claim(?:ed|s)?_responsib\w+ (?:took|takes?)_responsib\w+", "responsib claim behind admit"),
    (
        r"won wins did_.*_win\b",
        (
            "w[io]n victor beat defeat champion title triumph gold medal elected top gain seiz first prize award claim earn secur took "
            "take prevail lead"
        ),
    ),
    (r"resign(?:ed|s)? quit stepped_down", "resign quit step stood_down left leav depart retir oust exit fired sack"),
    (r"signed did_.*_(?<!the_)sign\b", "sign agree deal contract treaty ink pact accord enact ratif seal"),
    (r"sue[ds]?", r"sued? suing lawsuit court legal claim filed complain litig plaintiff"),
    (r"marr(?:y|ied|ies)", "marr wed wife husband spouse bride couple wives"),
    (r"apologi[sz]e[ds]?", "apolog sorry regret"),
    (r"arrest(?:ed|s)? detained", "arrest detain custody jail captur caught seiz held imprison charge"),
    (
        r"does_.*_represent\b do_.*_represent\b",
        (
            "represent behalf delegat senator_(?:for|from|of) member_(?:for|of) [RD]-[A-Z] district constituen symbol stand_for "
            "stands_for mean denot attorney lawyer counsel embod"
        ),
    ),
    (
        r"who_(?:paid|pays|funded|financed)",
        "paid pay fund financ sponsor donat bill afford expense money_from foot(?:ed|s)? grant",
    ),
    (r"threaten(?:ed|s)?", "threat warn menac ultimatum risk"),
)
"""How a question asks for a deed, and the beginnings of the words that tell of it; "_" stands for a space."""


def _any(words: str) -> str:
    return "|".join(word.replace("_", r"\s") for word in words.split())


_COMPILED = tuple(
    (re.compile(rf"\b(?:{_any(asked)})\b", re.IGNORECASE), re.compile(rf"\b(?:{_any(told)})", re.IGNORECASE))
    for asked, told in _DEEDS
)


def deed_missing(text: str, question: str) -> bool:
    """True when the question asks for such a deed, and no word of `text` tells of it."""
    return any(asked.search(question) and not told.search(text) for asked, told in _COMPILED)
