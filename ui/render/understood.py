"""What a question was understood to mean, drawn: chips, and the wording of a follow-up with a field to change it.

Knows which chips have a button: those that restrict, whoever said it. What is only preferred has none, and names are not
shown, for every question has some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag import IGNORABLE, Aspect, Interval, Query, Understood
from rag.asking.checks import LONGEST_QUESTION
from rag.asking.telling import listed, published
from rag.printing import one_line
from ui.render.markup import DOT, escape
from ui.scope.asked import Asked, Setting
from ui.words import day

_WITHOUT_WORDS: dict[Aspect, str] = {
    "interval": "The time that the question names",
    "outlets": "The outlets that the question names",
}
"""For what is switched off and not even read any more."""


def understood(number: int, asked: Asked, query: Query) -> str:
    """The chips of a query, and its standalone wording where that is not the question itself."""
    told = [one for one in query.understood if one.aspect != "names"]
    chips = [*_restrictions(number, asked, query, told), *_set(number, asked), *_preferences(query, told)]
    rows = _row(chips)
    reworded = query.history_used or asked.scope.standalone is not None
    line = _wording(number, asked, query) if reworded else ""
    return f'<div class="understood">{rows}{line}</div>' if rows or line else ""


def set_beside(number: int, asked: Asked) -> str:
    """The chips of what the person set, for a question that was not understood at all; each can be taken away."""
    rows = _row([*_set(number, asked)])
    return f'<div class="understood">{rows}</div>' if rows else ""


def _row(chips: Sequence[str]) -> str:
    return f'<ul class="chips" aria-label="How the question was understood">{"".join(chips)}</ul>' if chips else ""


def _restrictions(number: int, asked: Asked, query: Query, told: Sequence[Understood]) -> Iterator[str]:
    """What the question itself restricts, a chip for each aspect: one button switches off all of it."""
    for aspect in IGNORABLE:
        own = [o for o in told if o.aspect == aspect and o.effect == "restricts" and o.told_by != "person"]
        if aspect in asked.scope.ignore:
            if own or aspect in _WITHOUT_WORDS:
                yield _switched_off(number, aspect, own)
        elif own and aspect == "interval" and query.interval is None and not any(p.interval for p in query.parts):
            yield _chip("quiet", f"{_meanings(own)}: nothing was, so passages that speak of that time are quoted")
        elif own:
            yield _switch(number, aspect, _meanings(own), _words(own))


def _switch(number: int, aspect: Aspect, meaning: str, words: str) -> str:
    instead = "Answer from the texts instead of" if aspect == "task" else "Do not restrict to"
    label = escape(f"{instead}: {_lowered(meaning)}")
    behind = f'<span class="by">{DOT}{escape(words)}</span>' if words else ""
    return (
        f'<li class="chip restricts" data-aspect="{aspect}"><span class="says">{escape(meaning)}{behind}</span>'
        f'<button type="button" class="off" data-again="{number}" data-ignore="{aspect}" aria-label="{label}" '
        f'title="{label}">×</button></li>'
    )


def _switched_off(number: int, aspect: Aspect, own: Sequence[Understood]) -> str:
    meaning = _meanings(own) if own else _WITHOUT_WORDS[aspect]
    label = escape(f"{'Back' if aspect == 'task' else 'Restrict again'} to: {_lowered(meaning)}")
    return (
        f'<li class="chip ignored" data-aspect="{aspect}"><s class="says">{escape(meaning)}</s>'
        f'<button type="button" class="on" data-again="{number}" data-allow="{aspect}" aria-label="{label}" '
        f'title="{label}">switch on</button></li>'
    )


def _set(number: int, asked: Asked) -> Iterator[str]:
    """What the person set beside the question, or a step under an answer did: asked again without it by a press."""
    scope = asked.scope
    if scope.since or scope.until:
        yield _removable(number, "set-days", _sentence(published(Interval(scope.since, scope.until, ""))))
    if scope.outlets is not None:
        yield _removable(number, "set-outlets", _sentence(f"published by {listed(scope.outlets)}"))
    if asked.as_of:
        yield _removable(number, "set-as-of", f"As of {day(asked.as_of)}, nothing later")
    if scope.article_ids is not None:
        yield _removable(number, "set-articles", f"Only in {one_line(listed(asked.named))}")
    if scope.undated is False:
        yield _removable(number, "set-dated", "No articles without a date")
    if asked.quoting:
        yield _removable(number, "quotes-alone", "Quotes alone")


def _removable(number: int, setting: Setting, says: str) -> str:
    label = escape(f"Ask again without: {_lowered(says)}")
    return (
        f'<li class="chip set" data-aspect="{setting}"><span class="says">{escape(says)}<span class="by">{DOT}set by you</span></span>'
        f'<button type="button" class="off" data-again="{number}" data-ignore="{setting}" aria-label="{label}" '
        f'title="{label}">×</button></li>'
    )


def _preferences(query: Query, told: Iterable[Understood]) -> Iterator[str]:
    for one in told:
        if one.effect == "restricts" or one.told_by == "person":
            continue
        if one.switched_off:
            yield f'<li class="chip quiet"><s class="says">{escape(_preferred(one))}</s></li>'
        else:
            yield _chip("quiet", _preferred(one))
    if query.order and not any(one.aspect == "order" for one in query.understood):
        yield _chip("quiet", f"The {query.order} first")


def _preferred(one: Understood) -> str:
    match one.aspect:
        case "outlets" if one.effect == "notes":
            return f"“{one_line(one.words)}”: {one_line(one.meaning)}"
        case "outlets":
            return f"Preferably {one_line(one.meaning)}"
        case "titles":
            return f"The headline “{one_line(one.words)}”"
        case "dates":
            return f"About “{one_line(one.words)}”, whenever published"
        case _:
            return _sentence(one.meaning)


def _chip(kind: str, says: str) -> str:
    return f'<li class="chip {kind}"><span class="says">{escape(says)}</span></li>'


def _meanings(own: Sequence[Understood]) -> str:
    return _sentence("; ".join(dict.fromkeys(one_line(one.meaning) for one in own)))


def _words(own: Sequence[Understood]) -> str:
    """The words that said it, where they say it otherwise, and who said them, where it was not the question."""
    said = [one for one in own if one.words and one.aspect != "task"]
    otherwise = [f"“{one_line(o.words)}”" for o in said if o.words.casefold() not in o.meaning.casefold()]
    told = ["from the conversation"] if any(one.told_by == "conversation" for one in own) else []
    return ", ".join([*otherwise, *told])


def _wording(number: int, asked: Asked, query: Query) -> str:
    """The wording that is searched for, and a field for another one that stays folded until it is asked for."""
    yours = asked.scope.standalone is not None
    words = escape(one_line(query.standalone))
    return (
        f'<div class="rewording"><span class="wording">{"Your wording" if yours else "Understood as"}: '
        f'<span class="words" dir="auto">{words}</span></span> '
        f'<button type="button" class="edit" data-edit="{number}" aria-expanded="false" '
        f'aria-label="Edit the wording that is searched for">edit</button>'
        f'<span class="editor" hidden><input type="text" data-reword="{number}" value="{words}" dir="auto" '
        f'maxlength="{LONGEST_QUESTION}" enterkeyhint="go" autocomplete="off" '
        f'aria-label="The question as it stands alone. Enter asks, Escape closes, empty leaves it to the program">'
        f'<span class="hint" aria-hidden="true">Enter asks, Escape closes</span></span></div>'
    )


def _sentence(words: str) -> str:
    words = one_line(words)
    return words[:1].upper() + words[1:]


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
