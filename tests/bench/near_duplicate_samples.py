"""Copies and kin of news articles, made by a seeded generator. Knows what outlets do to texts; measures nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Change = Callable[[str, str], str]
"""An article's text, and another article's of its kind, to a third text."""


@dataclass(frozen=True, slots=True)
class News:
    """An article, and what kind of article it is."""

    id: str
    title: str
    text: str
    kind: str


_SYNONYMS = """said/stated big/large begin/start began/started help/aid show/reveal showed/revealed many/numerous \
also/additionally but/however about/around while/whereas because/since company/firm firm/company \
government/administration buy/purchase bought/purchased make/produce made/produced need/require rise/increase \
rose/increased fall/decline fell/declined plan/scheme plans/schemes talks/negotiations chief/head job/post \
jobs/posts country/nation world/globe win/triumph won/triumphed hit/struck get/receive got/received new/fresh \
next/following before/previously after/following likely/probable use/employ important/significant want/wish \
wants/wishes told/informed think/believe called/named good/fine bad/poor high/elevated low/small major/leading \
under/beneath over/above used/employed"""
SYNONYMS = dict(pair.split("/") for pair in _SYNONYMS.split())

FORMS = {
    "weather of one town": """The weather in Harwick on {day} will be mostly {sky} in the morning, with temperatures \
of around {1-12} degrees at dawn. It will turn {sky} by the early afternoon, when the highest temperature of the day, \
{9-29} degrees, is expected. Winds will come from the {wind} at {5-40} kilometres an hour and will ease towards the \
evening. The chance of rain is {0-100} per cent, and up to {0-20} millimetres may fall on higher ground. Overnight the \
temperature will drop to {0-9} degrees under {sky} skies. Drivers are advised to take care on rural roads and to check \
the forecast before they set out. Sunrise is at 6.{10-59} and sunset at 7.{10-59}. The outlook for {day} is {sky}.""",
    "shares at the close": """Shares in London {moved} on {day} as investors weighed the latest figures on jobs and \
prices. The main index of leading shares closed {0-4}.{10-99} per cent away at {5000-8000}.{1-9} points. {firm} {moved} \
{0-4}.{10-99} per cent to {100-900} pence after a note from analysts, while {firm} {moved} {0-4}.{10-99} per cent. \
Among smaller companies {firm} {moved} {0-4}.{10-99} per cent. In New York the Dow Jones {moved} {5-300} points by the \
close of trading in London. The pound {moved} against the dollar to 1.{1000-1999} and against the euro to \
1.{1000-1999}. Brent crude oil {moved} to {40-99}.{10-99} dollars a barrel, and gold {moved} to {900-1999} dollars an \
ounce. Traders said that volumes were thin and that most investors were waiting for the central bank.""",
    "betting odds": """{city} {team} host {city} {team} on {day}, and we have everything you need to know about the \
match, from the latest odds to our best bets and predictions. The home side are priced at {1-9}/{1-9} to win, the \
visitors are {1-9}/{1-9} and the draw is available at {1-9}/{1-9}. The hosts have won {0-5} of their last five games in \
the league, while the guests have lost {0-5} of their last six away from home. Our prediction is {0-4}-{0-4}, with both \
teams to score. New customers can claim a bonus of {10-99} pounds in free bets when they sign up and place a first bet \
of at least ten pounds. All odds are correct at the time of writing and are subject to change. Please gamble \
responsibly, and only bet what you can afford to lose.""",
    "match preview": """{city} {team} take on {city} {team} in the league on {day}, and here is how to watch the match \
live. Kick-off is at {1-8}.{10-55} at the {city} Stadium, which holds {8-60},{100-999} people. The match will be shown \
live on television, and coverage starts half an hour before kick-off. Subscribers can also watch it on a computer, a \
telephone or a tablet. The hosts are in position {1-20} after {5-38} games, and the guests are in position {1-20}. The \
home side will be without their captain, who is suspended, and the visitors have several injuries in defence. The last \
time the two sides met the game ended {0-4}-{0-4}. Follow the match with our live text commentary, where you will find \
every goal, every card and every talking point as it happens.""",
}
CHOICES = {
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "sky": "sunny cloudy wet windy foggy bright showery frosty",
    "wind": "north south east west",
    "moved": "rose fell",
    "firm": "Astral Norcom Belvane Kestrel Tandem Orvik Pellucid Quorn",
    "city": "Harwick Denmoor Castleby Northferry Ashcombe Brightwater Kelso Marlow Penrith Whitby",
    "team": "Rovers United Athletic Wanderers Albion Rangers Villa Orient Harriers Thistle",
}
SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+[\"'”’)]*\s*|$)")


def filled(form: str, chance: random.Random) -> str:
    """A form with every `{name}` chosen and every `{low-high}` drawn."""

    def value(found: re.Match[str]) -> str:
        low, _, high = found[1].partition("-")
        return str(chance.randint(int(low), int(high))) if high else chance.choice(CHOICES[low].split())

    return re.sub(r"\{([\w-]+)\}", value, form)


def sentences(text: str) -> list[str]:
    return [f"{found.strip()} " for found in SENTENCE.findall(text) if found.strip()]


def start(text: str, count: int) -> str:
    return "".join(sentences(text)[:count])


def cut(text: str, share: float) -> str:
    """Whole sentences from the start, at least one, to `share` of the text."""
    kept = ""
    for sentence in sentences(text):
        if kept and len(kept) + len(sentence) > share * len(text) + 30:
            break
        kept += sentence
    return kept


class Newsroom:
    """Makes copies and kin of articles."""

    def __init__(self, news: Sequence[News], seed: int) -> None:
        self.chance = random.Random(seed)
        self.vocabulary = [word for one in news[:300] for word in re.findall(r"\b[a-z]+\b", one.text)]

    def copies(self) -> dict[str, Change]:
        return {
            "headline, outlet and credit in front": lambda text, other: (
                f"{cut(other, 0)}\nX\nLONDON (Reuters) - {text}"
            ),
            "three sentences of another report in front": lambda text, other: f"{start(other, 3)}\n\n{text}",
            "paragraphs in another order": lambda text, _: self.reordered(text),
            "first half only": lambda text, _: cut(text, 0.5),
            "first third only": lambda text, _: cut(text, 0.33),
            "first fifth only": lambda text, _: cut(text, 0.2),
            "10% of words replaced": lambda text, _: self.rewritten(text, 0.1),
            "20% of words replaced": lambda text, _: self.rewritten(text, 0.2),
            "30% of words replaced": lambda text, _: self.rewritten(text, 0.3),
            "first half, 10% replaced": lambda text, _: self.rewritten(cut(text, 0.5), 0.1),
            "first half, 20% replaced": lambda text, _: self.rewritten(cut(text, 0.5), 0.2),
            "10% replaced, reordered, credit in front": lambda text, _: (
                f"LONDON (Reuters) - {self.reordered(self.rewritten(text, 0.1))}"
            ),
            "two other sentences, then 60%, 10% replaced": lambda text, other: (
                start(other, 2) + self.rewritten(cut(text, 0.6), 0.1)
            ),
        }

    def kin(self) -> dict[str, Change]:
        return {
            f"follow-up, its last {share:.0%} taken from the first report": self._follow_up(share)
            for share in (0.3, 0.4, 0.5)
        } | {"another article of its kind": lambda _, other: other}

    def rewritten(self, text: str, share: float) -> str:
        """Plain words replaced, by a synonym where one is known: names and numbers are what a rewrite keeps."""
        parts = re.split(r"(\W+)", text)
        plain = [at for at in range(0, len(parts), 2) if parts[at].islower()]
        count = round(share * sum(map(bool, parts[::2])))
        for at in self.chance.sample(plain, min(count, len(plain))):
            parts[at] = SYNONYMS.get(parts[at]) or self.chance.choice(self.vocabulary)
        return "".join(parts)

    def reordered(self, text: str) -> str:
        told = sentences(text)
        paragraphs = ["".join(told[at : at + 3]) for at in range(0, len(told), 3)]
        return "\n\n".join(self.chance.sample(paragraphs, len(paragraphs)))

    @staticmethod
    def _follow_up(share: float) -> Change:
        def changed(text: str, other: str) -> str:
            told = sentences(text)
            own = int(len(told) * (1 - share))
            return start(other, max(3, own)) + "".join(told[own:])

        return changed
