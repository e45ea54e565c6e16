"""Questions made of news: what somebody said of something, whom they met, what the talks were about, who somebody is.

News report in turns of phrase that question sets over encyclopedias hardly hold ("They reviewed energy issues"), and are
asked about in other words than theirs. Each question is made of one sentence by a pattern over its verb, names and key
phrases (runs of words between function words: Rose et al. 2010, doi:10.1002/9780470689646.ch1); verbs are asked for by
others of like meaning. Knows texts; knows no tokens.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.training.examples import Example, Text, answered_by
from rag.training.made import names_in, without_the_sentence
from rag.training.news_words import CARRIED_ON, DOINGS, FUNCTION_WORDS, NO_SUBJECTS, ROLES, TALKS, TOPIC_WORDS, Doing

_DOING = {told: doing for doing in DOINGS for told in doing.told}
_TOLD = "|".join(sorted(_DOING, key=len, reverse=True))
_NAME = r"(?:[A-Z][\w’'.-]+ ){0,3}[A-Z][\w’'-]+"
_SUBJECT = re.compile(
    rf"(?P<subject>{_NAME})(?:, [^,;]{{3,70}},)? (?:(?:has|have|had|also|later|then|recently|repeatedly) ){{0,2}}"
    rf"(?P<verb>{_TOLD})\b(?P<rest>.*)",
    re.DOTALL,
)
_PRONOUN = re.compile(
    rf"(?:He|She|They) (?:(?:has|have|had|also|then|later) ){{0,2}}"
    rf"(?P<verb>{_TOLD})\b(?P<rest>.*)",
    re.DOTALL,
)
_ROLE = rf"(?:[\w’'-]+ ){{0,4}}\b(?:{'|'.join(ROLES)})(?: (?:of|for|at) (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)?"
_ROLE_AFTER = re.compile(
    rf"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{1,2}}), (?:who (?:is|was) )?(?P<role>(?:the |a |an )?{_ROLE})\b"
)
_ROLE_BEFORE = re.compile(rf"(?P<role>{_ROLE}),? (?P<name>[A-Z][\w’'-]+ [A-Z][\w’'-]+)\b")
_LOOSE = re.compile(r"(?:ly|ed)$")
"""Words that end so open no key phrase, nor end one: they say how something is done."""

_BEFORE_ROLE = re.compile(
    rf"^.*\b(?:the|a|an|and|said|says|told|met|by|with|as|to|but|from|in|on|for) (?=.*\b(?:{'|'.join(ROLES)})\b)"
)

_SWAPPED_NAME, _SWAPPED_TOPIC, _SWAPPED_VERB, _CUT = 0.2, 0.11, 0.07, 0.06
"""Shares of the questions that are changed so that nothing answers them."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's pieces, the sentences that answer it, and its short answer where it has one."""

    form: str
    gold: tuple[int, ...]
    who: str = ""
    topic: str = ""
    verb: str = ""
    other_verbs: tuple[str, ...] = ()
    span: tuple[int, int] | None = None

    @property
    def question(self) -> str:
        return self.form.format(who=self.who, topic=self.topic, verb=self.verb)


def reported(text: Text, chance: random.Random, elsewhere: Callable[[], Text]) -> Example | None:
    """A question made of one sentence of the text, answered or not; None when no sentence serves.

    `elsewhere` gives any other text, for names and topics that this one lacks.
    """
    makers = [_doings, _doings, _doings, _carried_on, _topics, _roles]
    chance.shuffle(makers)
    for maker in makers[:3]:
        made = list(maker(text, chance))
        if made:
            return _example(chance.choice(made), text, chance, elsewhere)
    return None


def key_phrases(words: str) -> list[str]:
    """Runs of one to four words between function words and punctuation, those of one short word left out."""
    found: dict[str, None] = {}
    for run in re.split(r"(?<!\d)[.,]|[.,](?!\d)|[^\w’'.,  %$£€-]+|--|^\S+ly ", words):
        kept: list[str] = []
        for word in [*run.split(), "the"]:
            if (
                word.lower() in FUNCTION_WORDS
                or not re.search(r"\w", word)
                or re.search(r"\w[’'](?!s$)\w*$|^(?:[Ii]t|[Tt]hat|[Hh]e)[’']s$", word)
            ):
                while kept and _LOOSE.search(kept[0]):
                    del kept[0]
                if 1 <= len(kept) <= 4 and sum(map(len, kept)) > 5 and not _LOOSE.search(kept[-1]):
                    found[" ".join(kept)] = None
                kept = []
            else:
                kept.append(word)
    return list(found)


def _example(asked: _Asked, text: Text, chance: random.Random, elsewhere: Callable[[], Text]) -> Example | None:
    changed = _changed(asked, text, chance, elsewhere)
    if changed is not None:
        return Example(_cased(changed.question, chance), text, (), (), f"reported/{text.id}/changed")
    question = _cased(asked.question, chance)
    if asked.span:
        return replace(answered_by(question, text, [asked.span], origin=f"reported/{text.id}"), gold=asked.gold)
    example = Example(question, text, asked.gold, (), f"reported/{text.id}")
    return without_the_sentence(example) if chance.random() < _CUT else example


def _changed(asked: _Asked, text: Text, chance: random.Random, elsewhere: Callable[[], Text]) -> _Asked | None:
    """The question about somebody or something else, or by another verb; None when it is to stay as it is."""
    share = chance.random()
    if share < _SWAPPED_NAME and asked.who:
        near = " ".join(
            text.text[slice(*text.sentences[at])] for at in {*asked.gold, *(max(0, g - 1) for g in asked.gold)}
        )
        here = [name for name in names_in(text.text) if " " in name and not set(name.split()) & set(near.split())]
        names = here if here and chance.random() < 0.6 else names_in(elsewhere().text)
        names = [name for name in names if name not in near]
        return replace(asked, who=chance.choice(names)) if names else None
    share -= _SWAPPED_NAME
    if share < _SWAPPED_TOPIC and asked.topic:
        topics = [topic for topic in key_phrases(elsewhere().text) if topic.casefold() not in text.text.casefold()]
        return replace(asked, topic=chance.choice(topics)) if topics else None
    share -= _SWAPPED_TOPIC
    if 0 <= share < _SWAPPED_VERB and asked.other_verbs:
        return replace(asked, verb=chance.choice(asked.other_verbs))
    return None


def _sentences(text: Text) -> Iterator[tuple[int, str]]:
    for place, (start, end) in enumerate(text.sentences):
        if 40 <= end - start <= 400 and not text.text[start:end].rstrip().endswith("?"):
            yield place, text.text[start:end]


def _doings(text: Text, chance: random.Random) -> Iterator[_Asked]:
    """Who did something: asked by another verb, for the doer, or for what was done; also where "he" did it."""
    before = ""
    for place, sentence in _sentences(text):
        found = _SUBJECT.search(sentence)
        subject = found["subject"] if found else before
        found = found or (_PRONOUN.match(sentence) if before else None)
        before = subject if found or re.match(r"(?:He|She|They) ", sentence) else ""
        if not found or not subject or subject.split()[0].split("’")[0].split("'")[0] in NO_SUBJECTS:
            continue
        doing, rest = _DOING[found["verb"]], found["rest"]
        topics = key_phrases(rest)
        if topics:
            yield replace(_of_doing(doing, subject, rest, chance.choice(topics), chance), gold=(place,))


def _of_doing(doing: Doing, who: str, rest: str, topic: str, chance: random.Random) -> _Asked:
    base, past = chance.choice(doing.base), chance.choice(doing.past)
    short = chance.choice([*who.split()[-1:], who, who])
    told = " ".join(re.split(r"[,;:]", rest)[0].split()[:10]).rstrip(".!")
    if doing.about:
        forms = [
            "What did {who} {verb} about {topic}?", "What did {who} {verb} about {topic}?", "{who} on {topic}",
            "What is {who}'s view of {topic}?", "According to {who}, what about {topic}?", "Who talked about {topic}?",
            "Did {who} {verb} anything about {topic}?", "What were {who}'s words on {topic}?", "Who {past} something about {topic}?",
        ]  # fmt: skip
    else:
        forms = [
            "What did {who} {verb}?", "What did {who} {verb} concerning {topic}?", "Did {who} {verb} {told}?",
            "Who {past} {told}?", "Who {past} {topic}?", "What has {who} done about {topic}?", "{who} {topic}",
            "Which {topic} did {who} {verb}?", "Was it {who} who {past} {told}?", "When did {who} {verb} {topic}?",
        ]  # fmt: skip
        if "condemn" in doing.base or "support" in doing.base:
            forms += ["How did {who} react to {topic}?", "How did {who} respond to {topic}?"] * 2
        if "meet" in doing.base:
            forms += ["Whom did {who} {verb}?", "With whom did {who} speak?", "Who talked with {who}?"]
    form = chance.choice(forms).replace("{past}", past).replace("{told}", told.replace("{", "").replace("}", ""))
    asks_who = "{who}" in form
    return _Asked(form, (), short if asks_who else "", topic if "{topic}" in form else "", base,
                  doing.swapped if "{verb}" in form else ())  # fmt: skip


def _carried_on(text: Text, chance: random.Random) -> Iterator[_Asked]:
    """Talks of some people in one sentence, what they were about in the next, where "they" or "the talks" stand for them."""
    for (place, sentence), (after, following) in zip(_sentences(text), list(_sentences(text))[1:], strict=False):
        names = names_in(sentence)
        if after != place + 1 or not names or not TALKS.search(sentence) or not CARRIED_ON.match(following):
            continue
        topics = [topic for topic in key_phrases(following) if topic.casefold() not in sentence.casefold()]
        who = chance.choice(names)
        other = chance.choice(names)
        forms = [
            "What did {who} talk about?", "What was discussed with {who}?", "What subjects came up in the talks with {who}?",
            "What was on the agenda with {who}?", "What were the talks with {who} about?", "{who} " + chance.choice(TOPIC_WORDS),
        ]  # fmt: skip
        if other != who:
            forms += [
                f"What did {{who}} discuss with {other}?",
                f"What did {other} and {{who}} speak about?",
                f"{other} {{who}} topics",
            ]
        if topics:
            forms += ["Who discussed {topic}?", "With whom was {topic} discussed?", "Which talks concerned {topic}?"]
        form = chance.choice(forms)
        yield _Asked(form, (after,), who if "{who}" in form else "", chance.choice(topics) if "{topic}" in form else "")


def _topics(text: Text, chance: random.Random) -> Iterator[_Asked]:
    """What is told of a key phrase: every sentence that holds it answers."""
    for _, sentence in _sentences(text):
        topics = [topic for topic in key_phrases(sentence) if len(topic.split()) > 1]
        if not topics:
            continue
        topic = chance.choice(topics)
        gold = tuple(at for at, (start, end) in enumerate(text.sentences) if topic in text.text[start:end])
        names = [name for name in names_in(sentence) if name not in topic]
        forms = [
            "What was said about {topic}?", "What is reported about {topic}?", "What about {topic}?", "{topic}",
            "Which {topic} came up?", "What is known about {topic}?", "Is there any news of {topic}?", "Why does {topic} matter?",
        ]  # fmt: skip
        if names:
            forms += ["{who} {topic}", "What has {who} to do with {topic}?", "What role does {topic} play for {who}?"]
        form = chance.choice(forms)
        yield _Asked(form, gold, chance.choice(names) if "{who}" in form else "", topic)


def _roles(text: Text, chance: random.Random) -> Iterator[_Asked]:
    """Who somebody is, and who holds a role: the role stands before the name or behind it."""
    for place, (start, end) in enumerate(text.sentences):
        for pattern in (_ROLE_AFTER, _ROLE_BEFORE):
            for match in pattern.finditer(text.text, start, end):
                role = _BEFORE_ROLE.sub("", match["role"])
                first = match.end("role") - len(role)
                if chance.random() < 0.35:
                    form = chance.choice(["Who is the {topic}?", "Who is {topic}?", "Which {topic} is named?"])
                    yield _Asked(form, (place,), "", role, span=match.span("name"))
                else:
                    forms = ["Who is {who}?", "Who is {who}?", "What position does {who} hold?", "What does {who} do?",
                             "What is {who}'s job?", "What office does {who} hold?", "Which role has {who}?"]  # fmt: skip
                    yield _Asked(chance.choice(forms), (place,), match["name"], span=(first, match.end("role")))


def _cased(question: str, chance: random.Random) -> str:
    """As people type it: now and then without capitals or a question mark."""
    question = " ".join(question.split())
    question = question[:1].upper() + question[1:]
    if chance.random() < 0.15:
        question = question.lower()
    return question.rstrip("?") if chance.random() < 0.15 else question


def news_texts(texts: Sequence[Text], characters: int) -> list[Text]:
    """Whole articles cut between sentences into passages of about so many characters."""
    found = []
    for text in texts:
        begun: list[tuple[int, int]] = []
        for start, end in [*text.sentences, (len(text.text) * 2, 0)]:
            if begun and (not end or end - begun[0][0] > characters):
                if len(begun) > 1:
                    at = begun[0][0]
                    kept = tuple((left - at, right - at) for left, right in begun)
                    found.append(Text(text.id, text.header, text.text[at : begun[-1][1]], kept))
                begun = []
            begun.append((start, end))
    return found
