"""A fragment that repeats the earlier question with a change -> that question, changed.

Pure and English: "And in 2023?", "And in Texas?", "What about Serbia?", "According to Reuters?", "Who else?", "Why?". Knows
nothing of pronouns that point back, nor of turns before the last; fragments about articles are read by `about_articles`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.asking.conversation.about_articles import about_articles, is_about_articles
from rag.asking.conversation.antecedents import PRONOUNS
from rag.asking.conversation.mentions import is_body, is_person_like, mentions
from rag.asking.sources.names import Named, names_in
from rag.asking.words import names

_AUXILIARY = "(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might)"
_ASKING = rf"(?:who|whom|whose|what|which|when|where|why|how|{_AUXILIARY})"
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = rf"(?:(?:\d{{1,2}}\s+)?{_MONTH}\.?(?:\s+\d{{1,2}})?,?\s+\d{{4}}|(?:19|20)\d\d)"
_PERIOD = (
    rf"(?:(?:the\s+)?(?:last|this|previous|past|next)\s+(?:week|month|year|spring|summer|autumn|winter|season|{_MONTH})"
    r"|yesterday|today)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_ALONE = rf"(?:(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}|{_MONTH}(?:\s+{_DAY})?)"
_WEEKDAY = r"(?:(?:last|this)\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TIME = (
    rf"(?:(?:in|on|during|since|before|after|by|until|from)\s+(?:(?:early|late|mid)[ -])?(?:{_DATE}|{_MONTH_ALONE}|{_WEEKDAY})"
    rf"|{_DATE}|(?:in\s+|during\s+)?{_PERIOD})"
)
_SPAN = rf"(?:between|from)\s+(?:{_DATE}|{_MONTH_ALONE})\s+(?:and|to|until)\s+(?:{_DATE}|{_MONTH_ALONE})"
_TIME_IN = re.compile(rf"\b(?:{_SPAN}|{_TIME})\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:in|on|during|since|before|after|by|until|from)\s+", re.IGNORECASE)
_LEAD_IN = r"\W*(?:(?:and|but|so|or|then|also)\s+)*(?:(?:what|how)\s+about\s+|about\s+)?"
_TIME_ASKED = re.compile(rf"{_LEAD_IN}(?P<time>{_TIME})\W*", re.IGNORECASE)
_MONTH_ASKED = re.compile(rf"{_LEAD_IN}(?P<time>{_MONTH_ALONE})\W*", re.IGNORECASE)
"""A time where the earlier question has one: "And April?"; elsewhere a name: "And June?", "And May?"."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ENDS_IN_MONTH = re.compile(rf".*\b{_MONTH_ALONE}", re.IGNORECASE)
_PLACE_ASKED = re.compile(
    rf"{_LEAD_IN}(?P<words>(?P<preposition>in|at|from|for|with|by|to|against|on|about|according\s+to)\s+(?P<what>\w[\w'’ .-]*?))\W*",
    re.IGNORECASE,
)
_SOURCE_ASKED = re.compile(
    r"\W*(?=(?:and|but|or|so|what|how|in|at|by|from|to|according)\b)(?:(?:and|but|or|so)\s+)?(?:(?:what|how)\s+about\s+)?"
    r"(?:(?:in|at|by|from|to|according\s+to)\s+)?(?P<what>\w[\w'’ .&-]*?)\W*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
_ACCORDING = re.compile(r"\baccording\s+to\s+", re.IGNORECASE)
_OTHER_ASKED = re.compile(
    rf"\W*(?:(?:and|but|or)\s+(?:(?:what|how)\s+about\s+)?|(?:what|how)\s+about\s+)(?P<what>(?!{_ASKING}\b)\w[\w'’ .&-]*?)\W*",
    re.IGNORECASE,
)
_ELSE_ASKED = re.compile(
    r"\W*(?:and\s+)?(?P<words>(?P<asked>who|what|where|any(?:one|body|thing)?|which|what)\s+(?:else|others?))\W*",
    re.IGNORECASE,
)
_WHY_ASKED = re.compile(
    r"\W*(?:(?:and|but|so)\s+)*(?P<word>(?:why|when|where|how)(?:\s+(?:and|or)\s+(?:why|when|where|how))?)"
    r"(?:\s+(?:so|exactly|come|(?:is|was|did)\s+(?:that|this|it)(?:\s+happen)?))?\W*",
    re.IGNORECASE,
)
_OPENS_WITH_WHEN = re.compile(rf"(?:why|when|where|how)\s+(?={_AUXILIARY}\b)", re.IGNORECASE)
_YES_OR_NO = re.compile(rf"{_AUXILIARY}\b", re.IGNORECASE)
_ADDED = re.compile(rf",\s+and\s+(?:{_ASKING}|any\w*|by|for|with|to)\b[^,]*$", re.IGNORECASE)
"""What an earlier fragment added: of "Who won, and why?" the next repeats "Who won"."""
_LONGEST_REPEATED = 25
"""Words. A longer question is no frame for another: most of it was said about the first."""
_LONGEST_PART = 4
"""Words. What takes the place of a part of the earlier question is short."""


def repeated(question: str, earlier: str, outlets: Sequence[str] = ()) -> str | None:
    """The question `earlier` with what the fragment `question` changes in it; None when it is no such fragment.

    `outlets` are those the index knows: of "And the BBC?" they tell whether it asks for another source.
    """
    body = _ADDED.sub("", earlier.strip().rstrip("?.! "))
    if not 0 < len(body.split()) <= _LONGEST_REPEATED:
        return None
    if whole := about_articles(question, body):
        return whole
    is_dated = _TIME_IN.search(body)
    if match := _TIME_ASKED.fullmatch(question) or (_MONTH_ASKED.fullmatch(question) if is_dated else None):
        return _with_time(body, match["time"])
    if match := _ELSE_ASKED.fullmatch(question):
        return _with_else(body, match["asked"].lower(), match["words"].lower())
    if match := _WHY_ASKED.fullmatch(question):
        return _with_why(body, match["word"].lower())
    return _with_part(body, question, outlets)


def _with_part(body: str, question: str, outlets: Sequence[str]) -> str | None:
    """`body` with another source, place or subject; None when `question` names none."""
    if (match := _SOURCE_ASKED.fullmatch(question)) and _is_outlet(match["what"], outlets):
        return _with_source(body, match["what"], outlets)
    if (match := _PLACE_ASKED.fullmatch(question)) and _is_part(match["what"]):
        return _with_place(body, match["preposition"], match["words"])
    if (match := _OTHER_ASKED.fullmatch(question)) and _is_part(match["what"]):
        return _with_other(body, match["what"])
    return None


def _is_part(words: str) -> bool:
    """True when `words` are one short mention and nothing else."""
    spoken = words.lower().split()
    parts = re.split(r"\s+and\s+", words.strip())
    whole = all(any(one.text == part for one in mentions(part)) for part in parts)
    return len(spoken) <= _LONGEST_PART and not set(spoken) & set(PRONOUNS) and whole


def _with_time(body: str, time: str) -> str:
    """`body` with another time: "in 2022" gives way to "in 2023", "the 2022 cup" to "the 2023 cup", "in March 2024" to "in April 2024"."""
    if _PREPOSITION.match(time) or re.match(_PERIOD, time, re.IGNORECASE):
        time = time[0].lower() + time[1:]
    old = _TIME_IN.search(body)
    if old is None:
        return f"{body} {time}?"
    if (year := _YEAR.search(old.group())) and _ENDS_IN_MONTH.fullmatch(time):
        # "April 3 2024" could be read as hours: a comma parts two figures.
        time += f", {year.group()}" if time[-1].isdigit() else f" {year.group()}"
    before, after = _PREPOSITION.match(old.group()), _PREPOSITION.match(time)
    if before is None and after is not None and _YEAR.fullmatch(old.group()):
        if not re.fullmatch(r"\d{4}", time[after.end() :]):
            return f"{body} {time}?"
        time = time[after.end() :]
    elif before is not None and after is None and not re.fullmatch(_PERIOD, time, re.IGNORECASE):
        time = before.group() + time
    return f"{body[: old.start()]}{time}{body[old.end() :]}?"


def _with_place(body: str, preposition: str, words: str) -> str:
    """`body` with `words` ("in Texas") for its last part with that preposition, or at its end."""
    words = words[0].lower() + words[1:]
    before = re.compile(rf"\b{preposition}\s+$", re.IGNORECASE)
    parts = [(match, one) for one in mentions(body) if (match := before.search(body[: one.start]))]
    if not parts:
        return f"{body} {words}?"
    match, old = parts[-1]
    return f"{body[: match.start()]}{words}{body[old.end :]}?"


def _is_outlet(words: str, outlets: Sequence[str]) -> bool:
    """True when `words` are the name of an outlet and nothing else."""
    name = _ARTICLE.sub("", words, count=1) if _ARTICLE.match(words) else words
    small = words == words.lower()
    return any(
        (one.start, one.end) == (0, len(name)) and _is_meant(one, small=small) for one in names_in(name, tuple(outlets))
    )


def _is_meant(name: Named, *, small: bool) -> bool:
    """True for a name in its own spelling, and where all is `small` for one that is no word: "and the bbc"."""
    return name.is_spelled or (small and not name.is_word and not name.is_plain_word)


def _with_source(body: str, outlet: str, outlets: Sequence[str]) -> str:
    """`body` with `outlet` in the place of the outlet that it names, or as its source."""
    named = names(body)
    small = body == body.lower()
    found = [(body[one.start : one.end], _is_meant(one, small=small)) for one in names_in(body, tuple(outlets))]
    old = [name for name, meant in found if meant and (small or name in named)]
    return _replaced(body, old[-1], outlet) if old else f"{body} according to {outlet}?"


def _replaced(body: str, old: str, new: str) -> str:
    """`body` with the name `new` for `old`, whose "the" goes with it; a party or a council keeps it."""
    article = "" if not _ARTICLE.match(new) and is_body(new) else r"(?:\b[Tt]he\s+)?"
    pattern = rf"{article}(?<!\w){re.escape(old)}(?!\w)(?P<owns>['’](?!\w))?"
    return re.sub(pattern, lambda match: new + ("'s" if match["owns"] else ""), body, count=1) + "?"


def _with_else(body: str, asked: str, words: str) -> str:
    asked = {"anyone": "who", "anybody": "who", "anything": "what"}.get(asked, asked)
    if words.endswith("else") and re.match(rf"{asked}\b(?!\s+else)", body, re.IGNORECASE):
        return f"{body[: len(asked)]} else{body[len(asked) :]}?"
    return f"{body}, and {words}?"


def _with_why(body: str, word: str) -> str:
    if match := _OPENS_WITH_WHEN.match(body):
        return f"{word.capitalize()} {body[match.end() :]}?"
    if _YES_OR_NO.match(body):
        return f"{word.capitalize()} {body[0].lower()}{body[1:]}?"
    return f"{body}, and {word}?"


def _with_other(body: str, what: str) -> str:
    """`body` with `what` in the place of the name or noun most like it, or asked beside."""
    name = _ARTICLE.sub("", what, count=1) if _ARTICLE.match(what) else what
    if not name[0].isupper():
        noun = mentions(what)[-1].noun
        like = [one.text for one in mentions(body) if not one.named and one.noun == noun]
        return body.replace(like[-1], what, 1) + "?" if like else _beside(body, what)
    # No person is called "the BBC" or "CNN": that is another source.
    source = _ACCORDING.search(body) if name != what or name.isupper() else None
    if source and (found := names(body[source.end() :])):
        return body[: source.end()] + _replaced(body[source.end() :], found[0], what)
    like = [one for one in names(body) if _class(one) == _class(name)]
    subjects = [one.bare for one in mentions(body) if one.subject]
    like.sort(key=lambda one: one in subjects)
    return _replaced(body, like[-1], what) if like else _beside(body, what)


def _beside(body: str, what: str) -> str:
    """`body` asked of `what` too; where it counts or lists articles, asked of `what` instead of its topic."""
    named = what.removeprefix("the ")[0].isupper()
    topics = sorted(mentions(body), key=lambda one: one.named != named) if is_about_articles(body) else []
    return f"{body.replace(topics[0].text, what, 1)}?" if topics else f"{body}, and what about {what}?"


def _class(name: str) -> str:
    return "body" if is_body(name) else "person" if is_person_like(name) else "unknown"
