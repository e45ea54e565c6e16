"""The shape of a question: what form its answer has, and what kind of thing it asks for. Pure, English.

Looks at the question itself, without what it is wrapped in ("Do you know who ...") and without the clauses around it ("Who
won when the strike ended?" asks for a person). Stands on `kinds` for the kind; knows nothing of answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rag.answering.kinds import Kind, expected_kind
from rag.answering.news import wordings
from rag.asking.words import names

Form: TypeAlias = Literal["yes or no", "why", "how", "list", "comparison", "sequence", "definition", "fact"]
Measure: TypeAlias = Literal["money", "percent", "duration", "length", "count", "amount"]

_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("why", wordings.WHY),
    ("sequence", wordings.SEQUENCE),
    ("how", wordings.HOW),
    ("definition", wordings.DEFINES),
    ("list", wordings.LIST),
)
_MEASURES: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    ("duration", wordings.DURATION),
    ("percent", wordings.PERCENT),
    ("money", wordings.MONEY),
    ("length", wordings.LENGTH),
    ("count", wordings.COUNTED),
)


@dataclass(frozen=True, slots=True)
class QuestionShape:
    """What a question asks for. `polar`: it can be answered by yes or no, also where it compares.

    `core` is the question without its wrapping; `measure` what a number must be of; `changing` is true when the answer
    may be another one tomorrow (a price, an office, "is", "now").
    """

    form: Form
    kind: Kind
    measure: Measure | None
    polar: bool
    changing: bool
    core: str


def shape_of(question: str, outlets: Sequence[str] = ()) -> QuestionShape:
    """The shape of `question`; `outlets` are those that it names, and two of them are compared."""
    core = _unwrapped(question)
    polar = _is_polar(core)
    core = wordings.TRUE_THAT.sub("", core)
    main = wordings.LEADING_CLAUSE.sub("", core)
    compares = len(set(outlets)) > 1 or wordings.COMPARES.search(core) is not None
    form = _form(main, polar=polar, compares=compares)
    kind: Kind = "other" if form in ("why", "how", "sequence") or polar else _kind(main)
    return QuestionShape(form, kind, _measure(main, kind), polar, _is_changing(main, form), core)


def _unwrapped(question: str) -> str:
    core, before = " ".join(question.split()), None
    while core != before:
        before = core
        for wrapping in wordings.WRAPPINGS:
            core = wrapping.sub("", core, count=1)
    inverted = wordings.INVERTED.match(core)
    return f"{inverted['word']} {inverted['verb']} {inverted['name']}?" if inverted else core


def _is_polar(core: str) -> bool:
    main = wordings.LEADING_CLAUSE.sub("", core)
    if wordings.TRUE_THAT.match(core) or wordings.TAG.search(core):
        return True
    if wordings.POLAR.match(main):
        return wordings.ALTERNATIVE.search(main) is None
    asks = any(wordings.LEAD.match(main[at:]) for at in _word_starts(main)) or wordings.REQUEST.match(main)
    return main.rstrip().endswith("?") and not asks and len(names(main)) < len(main.split())


def _word_starts(text: str) -> list[int]:
    return [at for at in range(len(text)) if at == 0 or text[at - 1] == " "]


def _form(main: str, *, polar: bool, compares: bool) -> Form:
    if compares and not wordings.WHY.search(main):
        return "comparison"
    if polar:
        return "yes or no"
    return next((form for form, sign in _FORMS if sign.search(main)), "fact")


def _kind(main: str) -> Kind:
    """The kind that the leading words ask for, whatever clauses follow."""
    lead = wordings.LEAD.match(main)
    asked = main if lead is None else main[: lead.end()] + wordings.LATER_CLAUSE.sub("", main[lead.end() :])
    if lead and lead["word"].lower() in ("who", "whom", "whose"):
        return "role" if expected_kind(asked) == "role" else "person"
    if lead and lead["word"].lower() == "where":
        return "place"
    named = wordings.NAMED_WHO.match(main) or wordings.WHICH_NOUN.match(main)
    if not named and wordings.FIGURE.match(main):
        return "number"
    return expected_kind(f"which {named['noun']}" if named else asked)


def _measure(main: str, kind: Kind) -> Measure | None:
    if kind != "number":
        return None
    return next((measure for measure, sign in _MEASURES if sign.search(main)), "amount")


def _is_changing(main: str, form: Form) -> bool:
    if form in ("why", "how", "sequence") or (form == "definition" and main[:3].lower() != "who"):
        return False
    present = wordings.NOW.search(main) is not None or wordings.PRESENT.search(main) is not None
    return present and wordings.SETTLED.search(main) is None
