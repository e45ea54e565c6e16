"""Statements as an LLM would write them from real sentences, true ones and the same with one fact changed.

Made by rule, from seeds. What is a fact here is found by patterns of its own, none of them the checker's: a fact that the
checker cannot see must be able to slip through. Knows articles; knows nothing of how statements are checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

from index.types import Article, Sentence

Kind: TypeAlias = Literal["number", "name", "date"]
KINDS: tuple[Kind, ...] = ("number", "name", "date")
WINDOW = 3
"""Sentences before and after the real one that are cited with it: a passage."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
PATTERNS: dict[Kind, re.Pattern[str]] = {
    "number": re.compile(
        r"(?<![\w.,$£€/-])(?!(?:1[5-9]|20)\d\d\b(?!,))[$£€]?\d[\d,]*(?:\.\d+)?(?:(?:bn|m|%)(?!\w)|\s(?:per cent|percent|million|billion)\b)?"
        rf"(?![\w/%:-]|\.\d|,\d|\s(?:{_MONTHS}|a\.m|p\.m|am|pm))"
        r"|(?<![\w-])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty)(?![\w-])"
    ),
    "name": re.compile(
        r"(?<=[a-z,] )(?!(?:" + _MONTHS + "|" + _DAYS + r"|Mr|Mrs|Ms|Dr|I|The|A|In|On|It|He|She)\b)"
        r"[A-Z][a-z]{2,}(?:[A-Z][a-z]+)?(?: [A-Z][a-z]+(?:[A-Z][a-z]+)?){0,2}(?![\w-])"
    ),
    "date": re.compile(
        rf"(?:\b(?:{_MONTHS}) \d{{1,2}}(?:, (?:19|20)\d\d)?(?!\d)|\b\d{{1,2}} (?:{_MONTHS})(?: (?:19|20)\d\d)?\b"
        rf"|\b(?:{_DAYS})\b|(?<=[Ii]n )(?:(?:{_MONTHS})(?: (?:19|20)\d\d)?|(?:1[6-9]|20)\d\d)\b)"
    ),
}
SHAPES: dict[Kind, Callable[[str], str]] = {
    "number": lambda words: re.sub(r"\d[\d,.]*", "0", words) if re.search(r"\d", words) else "word",
    "name": lambda words: str(len(words.split())),
    "date": lambda words: re.sub(r"[A-Z]\w+", "M" if not re.search(_DAYS, words) else "D", re.sub(r"\d+", "0", words)),
}
"""Only facts of one shape take each other's place: a sum of money that of a sum of money."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` made from a sentence of an article. `changed` tells what was put in place of what; None: true."""

    text: str
    article: Article
    made_from: tuple[int, int]
    cited: tuple[tuple[int, int], ...]
    made_by: tuple[str, ...]
    kind: Kind | None = None
    changed: tuple[str, str] | None = None
    from_where: str = ""


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a statement is made: a sentence of an article, among others."""

    article: Article
    spans: Sequence[tuple[int, int]]
    place: int
    kind: Kind
    others: Sequence[_Read]

    def text(self, place: int) -> str:
        start, end = self.spans[place]
        return " ".join(self.article.text[start:end].split())

    def near(self) -> range:
        """The passage: the sentence and its neighbours."""
        return range(max(0, self.place - WINDOW), min(len(self.spans), self.place + WINDOW + 1))


_Read: TypeAlias = tuple[Article, tuple[Sentence, ...]]


def statements(articles: Sequence[_Read], chance: Random, *, each: int) -> Iterator[Statement]:
    """`each` changed statements of a kind, and for each the same statement unchanged."""
    for kind in KINDS:
        made = 0
        for article, sentences in chance.sample(list(articles), len(articles)):
            spans = [(one.start, one.end) for one in sentences if one.kind == "sentence"]
            if made == each:
                break
            places = [at for at, (start, end) in enumerate(spans) if 50 <= end - start <= 260]
            sites = (_Site(article, spans, at, kind, articles) for at in chance.sample(places, len(places)))
            pair = next(filter(None, (_pair(site, chance) for site in sites)), None)
            if pair:
                yield from pair
                made += 1


def _pair(site: _Site, chance: Random) -> tuple[Statement, Statement] | None:
    sentence = site.text(site.place)
    found = [match.group() for match in PATTERNS[site.kind].finditer(sentence)]
    if not found or not sentence.endswith((".", ".”", '."')):
        return None
    fact = chance.choice(found)
    whole_fact = re.compile(rf"(?<!\w){re.escape(fact)}(?!\w)")
    other = _replacement(site, fact, chance)
    words, made_by = _reworded(site, fact, chance)
    if other is None or not whole_fact.search(words):
        return None
    replacement, where = other
    finish = _finishing(chance)
    cited = tuple(site.spans[place] for place in site.near())
    own = site.spans[site.place]
    true = Statement(finish(words), site.article, own, cited, made_by, site.kind)
    lie = finish(whole_fact.sub(lambda _: replacement, words))
    return true, Statement(lie, site.article, own, cited, made_by, site.kind, (fact, replacement), where)


def _replacement(site: _Site, fact: str, chance: Random) -> tuple[str, str] | None:
    """A fact of the same shape that the sentence lacks: of the passage, the article, another one; or made up."""
    sentence = site.text(site.place)
    shelves = (
        ("passage", " \n ".join(site.text(place) for place in site.near() if place != site.place)),
        ("article", site.article.text),
        ("another article", chance.choice(site.others)[0].text[:6000]),
    )
    shape = SHAPES[site.kind]
    for where, text in shelves:
        found = sorted({match.group() for match in PATTERNS[site.kind].finditer(text)})
        fit = [one for one in found if shape(one) == shape(fact) and not _shares(one, fact, sentence, site.kind)]
        if fit:
            return chance.choice(fit), where
    digits = re.search(r"\d+", fact)
    if site.kind != "number" or not digits:
        return None
    made = fact[: digits.start()] + str(int(digits.group()) + chance.choice((1, 2, 3, 7))) + fact[digits.end() :]
    return None if made in sentence else (made, "made up")


def _shares(words: str, fact: str, sentence: str, kind: Kind) -> bool:
    """True when the words, or for names one of them, stand in the sentence: then nothing untrue would be said."""
    parts = re.findall(r"\w+", words) if kind == "name" else [words]
    if kind == "name":  # "Britain" for "British" is no change
        near = [word[:4].casefold() for word in re.findall(r"\w+", sentence)]
        return any(part[:4].casefold() in near for part in parts)
    if kind == "date":  # "June" of "12 June"
        parts += re.findall(rf"{_MONTHS}|{_DAYS}|(?:19|20)\d\d", words)[:1]
    value = re.sub(r"[,\s]", "", words)
    same = any(value == re.sub(r"[,\s]", "", match.group()) for match in PATTERNS[kind].finditer(sentence))
    return same or words == fact or any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", sentence) for part in parts)


def _reworded(site: _Site, fact: str, chance: Random) -> tuple[str, tuple[str, ...]]:
    """The sentence as an LLM might retell it; the fact stays in it as it is."""
    ways: list[str] = []
    words = site.text(site.place)
    named = _named(words, site.text(site.place - 1)) if site.place else None
    if named:
        words, ways = named, ["pronoun resolved"]
    for name, rule in (("clause dropped", _dropped), ("synonyms", _synonyms), ("quotes off", _unquoted)):
        changed = rule(words) if chance.random() < 0.85 else words
        if changed != words and fact in changed and len(changed) > 40:
            words, ways = changed, [*ways, name]
    follower = site.text(site.place + 1) if site.place + 1 < len(site.spans) else ""
    if chance.random() < 0.25 and follower[:1].isupper() and len(follower) <= 160 and not re.search('[“"]', follower):
        words, ways = f"{words.rstrip('.')}, and {_lowered(follower)}", [*ways, "merged"]
    if chance.random() < 0.4 and site.article.outlet:
        opening = chance.choice((f"According to {site.article.outlet},", f"{site.article.outlet} reported that"))
        words, ways = f"{opening} {_lowered(words)}", [*ways, "outlet"]
    return words, tuple(ways) or ("copied",)


def _named(sentence: str, before: str) -> str | None:
    """The sentence with the name for its opening "he" or "she", when one person alone is named before it."""
    persons = set(
        re.findall(r"(?<=[.a-z,] )[A-Z][a-z]+ [A-Z][a-z]+(?=,? (?:said|was|is|has|had|who|told|will|and)\b)", before)
    )
    opening = re.match(r"(?:He|She) (?=\w)", sentence)
    return f"{persons.pop()} {sentence[opening.end() :]}" if opening and len(persons) == 1 else None


def _dropped(words: str) -> str:
    without = re.sub(r" \([^()]*\)", "", words)
    without = re.sub(r"^(?:But|And|However|Meanwhile|Also|Still),? (\w)", lambda m: m.group(1).upper(), without)
    match = re.search(r",? (?:which|who|while|although|but|after|before|where|as well as)\b[^.]*\.$", without)
    return without[: match.start()] + "." if match and match.start() > 45 else without


_SAME = {
    "said": "stated", "says": "states", "about": "around", "more than": "over", "bought": "purchased",
    "has been": "was", "including": "such as", "also": "additionally", "because": "since", "began": "started",
    "didn't": "did not", "isn't": "is not", "wasn't": "was not", "can't": "cannot", "won't": "will not",
    "will": "is going to", "would like": "wants", "against": "versus", "used": "employed",
    "help": "assist", "need": "require", "made": "created",
    "want": "wish", "many": "numerous", "across": "throughout", "such": "this kind of", "got": "received",
    "however": "though", "but": "yet", "large": "big", "show": "reveal", "nearly": "almost", "told": "informed",
}  # fmt: skip


def _synonyms(words: str) -> str:
    return re.sub(r"[A-Za-z']+(?: (?:than|been)\b)?", lambda m: _SAME.get(m.group(), m.group()), words)


def _unquoted(words: str) -> str:
    return re.sub(r"[“”\"]", "", words)


def _lowered(words: str) -> str:
    first = words.split(maxsplit=1)[0].strip(",")
    small = first in {"The", "A", "An", "In", "It", "He", "She", "They", "This", "At", "On", "For", "His", "Her", "Its"}
    return words[0].lower() + words[1:] if small else words


def _finishing(chance: Random) -> Callable[[str], str]:
    """Rewritings that may touch the fact itself, alike in the true statement and in the changed one."""
    per_cent, money, day, short = (chance.random() < 0.5 for _ in range(4))

    def finish(words: str) -> str:
        pattern, form = (r"(\d)%", r"\1 per cent") if per_cent else (r"(\d) ?(?:per cent|percent)\b", r"\1%")
        words = re.sub(pattern, form, words)
        if money:
            words = re.sub(r"(\d)bn\b", r"\1 billion", re.sub(r"([$£€][\d.,]+)m\b", r"\1 million", words))
        if day:
            words = re.sub(rf"\b(\d{{1,2}}) ({_MONTHS})( \d{{4}})?\b", _american, words)
        else:
            words = re.sub(rf"\b({_MONTHS}) (\d{{1,2}})(?:, (\d{{4}}))?(?!\d)", r"\2 \1 \3", words)
        if short:
            words = re.sub(
                r"(?<=[a-z,] )[A-Z][a-z]+ ([A-Z][a-z]+)(?= (?:said|stated|told|was|is|has|added)\b)", r"\1", words
            )
        return re.sub(r"\s+([.,])", r"\1", re.sub(r" {2,}", " ", words))

    return finish


def _american(match: re.Match[str]) -> str:
    return f"{match[2]} {match[1]}" + (f",{match[3]}" if match[3] else "")
