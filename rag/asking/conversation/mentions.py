"""What a text mentions: names, and phrases marked by an article, a preposition or their place in the question.

Pure and English, by rules instead of a parser: capitals and word lists tell persons, bodies and verbs. Knows nothing
of turns or pronouns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.asking.words import STOP_WORDS, base_form, names

_ROLES = frozenset(
    """
    president minister premier chancellor senator congressman congresswoman governor mayor king queen prince princess
    pope bishop judge lawyer prosecutor general colonel captain officer chief chairman chairwoman chair ceo director
    head leader founder owner boss manager coach player singer actor actress author writer poet artist painter composer
    musician rapper drummer guitarist scientist professor doctor teacher student driver pilot astronaut man woman boy
    girl husband wife son daughter father mother brother sister candidate winner suspect victim viceroy emperor
    ambassador spokesman spokeswoman secretary commissioner speaker champion striker goalkeeper envoy dissident
    """.split()  # noqa: SIM905 - a word list reads better as words
)
"""Nouns that mean a person."""

_BODIES = frozenset(
    """
    party bank court council commission committee company corporation inc ltd group union agency ministry department
    university college school institute association federation league club team city airport river lake bridge act
    treaty agreement deal law bill war battle election games cup festival award prize museum street road church empire
    republic kingdom states movement army navy force police times post news album song film show series season week
    month year island islands ocean sea mountains wall tower board bay valley airlines motors house office railway summit
    """.split()  # noqa: SIM905
)
"""Words of names that mean no person: "Labour Party", "Bank of England"."""

_VERBS = frozenset(
    """
    achieve agree air allow announce appear arrest ask attack ban begin block bring build buy call cancel cause change
    choose close come consider cost create criticise cut decide decline delay demand deny describe develop die discuss
    draw drive drop elect end enter fail fall feel fight fill find fire fly found gain give go grow happen hear help
    hold hurt invent invest join keep kill know land last launch lead learn leave leav lose marry mean meet move need
    oppose originate pay perform plan play produce propose protect publish raise react receive reject release remain
    replace report resign respond return rise run score see seek sell send serve shoot show sign sing sleep solve spend
    split stand start stay steal stop strike study sue suffer support take teach think throw trade train travel try turn
    understand seem visit vote want warn win work write
    """.split()  # noqa: SIM905
)
"""Frequent verbs that may follow a noun directly: "how does the game work", "where does the river start"."""

_NOUNS_IN_ING = frozenset(
    """
    meeting building shooting bombing hearing briefing funding ruling killing landing hacking wedding spending training
    warning beginning crossing festival feeling painting recording housing lending mining banking farming fishing
    """.split()  # noqa: SIM905
)
_STOPPED_VERBS = frozenset(
    ("get", "have", "like", "make", "say", "tell", "give", "speak", "mention", "do", "report", "let")
)
"""Verbs among the stop words, which end a phrase by themselves."""

_NO_MATTER = frozenset(
    """
    people person way ways time times reason reasons effect role name kind type part point thing things world case
    interesting aspects aspect details more else end beginning result day
    """.split()  # noqa: SIM905
)
"""Phrases of one such word are spoken of without being the matter: "How did people react?"."""

_TOKEN = re.compile(r"(?:[^\W\d_a-z]\.){2,}|[^\W_]+(?:[’'&.-][^\W_]+)*(?:(?<=s)['’])?")
_PHRASE = re.compile(r"D?C+(?:OD?C+)*")
_AUXILIARIES = frozenset("do does did is are was were has have had can could will would should may might".split())  # noqa: SIM905
_PREPOSITIONS = frozenset("in on at by for from to of with about into against between during near through".split())  # noqa: SIM905
_INSIDE = frozenset(("in", "at", "inside"))
_PLACING = frozenset(("in", "at", "to", "near", "from", "into", "through"))
_ASKED = frozenset(("which", "what", "whose", "many", "much"))
_ASKING = frozenset("who whom whose what which when where why how many much other another else".split())  # noqa: SIM905
_ARTICLES = frozenset(("the", "a", "an"))
_JOINT = r"\s+(?:and|&)\s+(?:the\s+)?"
_SHORT_ANSWER = 3
"""Words. "Ajax Amsterdam." names; of a sentence the first word has its capital anyhow."""
_ANSWER_NAMES = 6
"""Names looked at in an answer: a long quote names many, and those at its beginning are what it is about."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name someone or something.

    `subject`: after "did", "is" and the like, or at the beginning; `placed`: after "to", "near", "in" and the like;
    `inside`: after "in" or "at", where no person can be.
    """

    text: str
    start: int
    named: bool
    subject: bool = False
    placed: bool = False
    inside: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def bare(self) -> str:
        """Without its article."""
        return re.sub(r"^(?:the|an?)\s+", "", self.text, flags=re.IGNORECASE)

    @property
    def person(self) -> bool:
        # "the president of Kazakhstan" is a person; "the Cy Young", "Zappa's Mothers" and "at Brown Brothers" are none.
        looks = self.bare == self.text and not re.search("['’]", self.text) and is_person_like(self.text)
        return self.noun in _ROLES or (looks and not self.inside)

    @property
    def body(self) -> bool:
        """Surely no person: a party, a company, an event."""
        return is_body(self.bare)

    @property
    def thing(self) -> bool:
        return not self.person and (not self.named or self.placed or self.body)

    @property
    def noun(self) -> str:
        """The noun that carries the phrase: the last before "of"."""
        return _head(self.bare)

    @property
    def several(self) -> bool:
        return " and " in self.text or (not self.named and self.text.endswith("s") and not self.text.endswith("ss"))


@lru_cache(maxsize=256)
def mentions(question: str) -> tuple[Mention, ...]:
    """What a question speaks of, in order; an owner ("Tokayev's visit") is mentioned beside what is owned."""
    tokens = _tagged(question)
    found = []
    for match in _PHRASE.finditer("".join(tag for tag, _ in tokens)):
        before = tokens[match.start() - 1][1] if match.start() else None
        after = tokens[match.end()][1] if match.end() < len(tokens) else None
        words = [word for _, word in tokens[match.start() : match.end()] if word is not None]
        one = _mention(question, words, before.group().lower() if before else "", after)
        if one is not None:
            found.append(one)
            if owner := re.match(r"(.+?)['’](?:s\s|(?<=s['’])\s)", one.text):
                found.append(Mention(owner[1], one.start, one.named, one.subject))
    return tuple(found)


def _mention(question: str, words: list[re.Match[str]], before: str, after: re.Match[str] | None) -> Mention | None:
    """The mention in a run of `words`, which stands between the words `before` and `after`; None when it is none."""
    verb_due = before in ("do", "does", "did") and (after is None or after.group().lower() not in _STOPPED_VERBS)
    words = _without_verb(words, verb_due=verb_due)
    if not words or before in _ASKED or _is_verb(words[0].group()):
        return None
    first = words[0].start() == 0
    # The first word of a question has its capital anyhow; alone it is a name: "Mali?"
    named = any(word.group()[0].isupper() and (word.start() > 0 or after is None) for word in words)
    article = words[0].group().lower() in _ARTICLES
    # "Where is it popular?" and "Talking about soccer": one word without an article is no subject there.
    asked_about = before in _AUXILIARIES and (named or len(words) > 1 or after is not None)
    subject = asked_about or (first and (named or article or after is None))
    text = re.sub(r"['’]s?$", "", question[words[0].start() : words[-1].end()])
    if not (named or subject or article or before in _PREPOSITIONS) or text.lower() in _NO_MATTER:
        return None
    return Mention(text, words[0].start(), named, subject, before in _PLACING, before in _INSIDE)


def answered_names(answer: str) -> list[Mention]:
    """The names of an answer, in order; two that "and" joins are also one."""
    found = [name for name in names(answer) if not _opens_sentence(name, answer)][:_ANSWER_NAMES]
    joined = [
        Mention(pair.group(), pair.start(), named=True)
        for one, other in pairwise(found)
        if (pair := re.search(re.escape(one) + _JOINT + re.escape(other), answer))
    ]
    single = [
        Mention(name, place, named=True, placed=bool(re.search(r"\b(?:in|at|near)\s+(?:the\s+)?$", answer[:place])))
        for name in found
        for place in [answer.find(name)]
    ]
    return single + joined


def _opens_sentence(name: str, answer: str) -> bool:
    """True for one capitalised word that stands only where every word has a capital, unless it is all that is said."""
    if " " in name or len(answer.split()) <= _SHORT_ANSWER:
        return False
    inside = rf"[\w,;:)]\s+(?:[\"“‘'(]\s*)?{re.escape(name)}\b"
    acting = rf"\b{re.escape(name)}(?:['’]s|\s+(?:and|has|had|said|says|told|who|[a-z]+ed))\b"
    return not re.search(f"{inside}|{acting}", answer)


def is_person_like(name: str) -> bool:
    """True for two capitalised words or more ("Senator Daines"), but not "U.S. Senator" or "Bank of England"."""
    if " of " in name or is_body(name):
        return False
    return sum(word[0].isupper() and "." not in word for word in name.split()) > 1


def is_role(words: str) -> bool:
    """True for "U.S. senator" and "ministers"."""
    return any(word.lower().removesuffix("s") in _ROLES for word in words.split())


def is_body(name: str) -> bool:
    """True for "Labour Party" and "Bank of England"."""
    return any(word.lower() in _BODIES for word in name.split())


def _head(phrase: str) -> str:
    """The noun of a phrase that carries it: the last before "of"."""
    return re.split(r"\s+of\b", phrase)[0].split()[-1].lower()


def _tagged(text: str) -> list[tuple[str, re.Match[str] | None]]:
    """Each word with D (article), O ("of"), C (carries meaning) or X; an X without a word where punctuation parts."""
    tagged: list[tuple[str, re.Match[str] | None]] = []
    end = 0
    for word in _TOKEN.finditer(text):
        if text[end : word.start()].strip():
            tagged.append(("X", None))
        tagged.append((_tag(word.group()), word))
        end = word.end()
    return tagged


def _without_verb(words: list[re.Match[str]], *, verb_due: bool) -> list[re.Match[str]]:
    """A phrase without the verb that follows it. After "did" one must: the last word, unless that is a name."""
    while words and words[0].group().islower() and words[0].group().rstrip("s") in _VERBS:
        words = words[1:]
    kept = list(words)
    content = 0
    for place, word in enumerate(words):
        before = words[place - 1].group() if place else ""
        content += place > 0 and _tag(before) == "C"
        if not content or _tag(word.group()) != "C" or (content == 1 and before.endswith("ly")):
            continue
        name_ends = verb_due and before[0].isupper() and word.group().islower() and not _is_noun(word.group())
        if name_ends or _is_verb(word.group()):
            kept = words[:place]
            break
    else:
        if verb_due and len(kept) > 1 and kept[-1].group().islower() and _tag(kept[-2].group()) == "C":
            kept.pop()
    while kept and (_tag(kept[-1].group()) != "C" or (len(kept) > 1 and kept[-1].group().endswith("ly"))):
        kept.pop()
    return kept


def _is_noun(word: str) -> bool:
    return word in _BODIES or word in _ROLES


def _is_verb(word: str) -> bool:
    if not word.islower() or word in _NOUNS_IN_ING:
        return False
    stems = (word, word.removesuffix("s"), word.removesuffix("es"))
    return word.endswith(("ed", "ing")) or any(base_form(stem) in _VERBS for stem in stems)


def _tag(word: str) -> str:
    lower = word.lower()
    if lower in _ARTICLES:
        return "D"
    if lower == "of":
        return "O"
    function = lower in STOP_WORDS and not (len(word) > 1 and word.isupper())
    return "X" if not word or function or lower in _ASKING or lower.isdigit() else "C"
