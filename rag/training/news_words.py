"""Verbs and roles by which news tell who did what: data only, for the questions that `reported` makes."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doing:
    """Verbs of like meaning: as news tell them (past), and as people ask (base and past), a preposition kept with its verb.

    `about` is true where one asks for them with a topic ("say about"), `swapped` names what is not the same at all.
    """

    told: tuple[str, ...]
    base: tuple[str, ...]
    past: tuple[str, ...]
    about: bool = False
    swapped: tuple[str, ...] = ()


def _words(words: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in words.split())


def _doing(told: str, base: str, past: str, *, about: bool = False, swapped: str = "") -> Doing:
    return Doing(_words(told), _words(base), _words(past), about, _words(swapped))


DOINGS = (
    _doing(
        "said told stated noted added explained stressed emphasised emphasized underlined underscored insisted argued "
        "claimed commented highlighted articulated believes says thinks",
        "say state stress mention think point_out", "said stated stressed mentioned", about=True,
        swapped="promise deny buy win sell",
    ),
    _doing("condemned denounced criticised criticized slammed blasted attacked deplored", "condemn criticise denounce attack",
           "condemned criticised denounced attacked", swapped="praise welcome support visit buy"),
    _doing("announced unveiled revealed disclosed confirmed declared", "announce reveal make_public confirm",
           "announced revealed made_public confirmed", swapped="deny cancel reject"),
    _doing("launched introduced presented released published issued", "launch introduce bring_out release publish",
           "launched introduced brought_out released published", swapped="cancel withdraw ban delay"),
    _doing("discussed debated reviewed considered examined addressed", "discuss talk_about go_over address debate",
           "discussed talked_about went_over addressed debated", swapped="sign cancel win deny"),
    _doing("met hosted received welcomed greeted", "meet receive talk_to see", "met received talked_to saw",
           swapped="sue replace dismiss criticise"),
    _doing("promised pledged vowed committed guaranteed", "promise pledge vow", "promised pledged vowed",
           swapped="refuse deny condemn"),
    _doing("plans planned intends aims hopes wants expects", "plan intend want hope_for", "planned intended wanted hoped_for",
           swapped="refuse deny regret"),
    _doing("urged demanded requested sought called_for appealed_for advocated_for", "call_for demand ask_for urge want",
           "called_for demanded asked_for urged", swapped="reject oppose cancel"),
    _doing("bought acquired purchased", "buy acquire take_over purchase", "bought acquired took_over purchased",
           swapped="sell leave sue"),
    _doing("sold", "sell", "sold", swapped="buy keep found"),
    _doing("won claimed secured clinched", "win get", "won got", swapped="lose refuse give_up"),
    _doing("beat defeated thrashed overcame", "beat defeat", "beat defeated", swapped="lose_to join hire"),
    _doing("visited toured", "visit go_to travel_to tour", "visited went_to travelled_to toured",
           swapped="leave avoid invade criticise"),
    _doing("signed agreed approved passed adopted", "sign agree_on approve adopt", "signed agreed_on approved adopted",
           swapped="reject cancel veto block"),
    _doing("warned cautioned", "warn_of warn_about", "warned_of warned_about", swapped="praise promise"),
    _doing("denied rejected dismissed refused opposed blocked", "deny reject dismiss oppose",
           "denied rejected dismissed opposed", swapped="accept support admit"),
    _doing("supported backed endorsed praised hailed applauded", "support back praise welcome",
           "supported backed praised welcomed", swapped="oppose condemn criticise"),
    _doing("accused sued charged", "accuse sue charge", "accused sued charged", swapped="praise pardon hire"),
    _doing("appointed hired elected chose recruited", "appoint choose hire name", "appointed chose hired named",
           swapped="dismiss sue replace"),
    _doing("left quit resigned", "leave quit step_down_from", "left quit stepped_down_from", swapped="join found buy"),
    _doing("joined entered", "join enter", "joined entered", swapped="leave ban"),
    _doing("cut reduced lowered slashed", "cut reduce lower", "cut reduced lowered", swapped="raise double"),
    _doing("raised increased boosted lifted doubled", "raise increase boost", "raised increased boosted", swapped="cut halve"),
    _doing("opened built created founded established developed", "open build create set_up develop",
           "opened built created set_up developed", swapped="close destroy sell"),
    _doing("reported posted recorded registered", "report post record", "reported posted recorded", swapped="deny hide"),
)  # fmt: skip

TALKS = re.compile(
    r"\b(?:met|meeting|meetings|talks|talked|spoke|discussions?|discussed|conversations?|summit|visit|negotiations?|"
    r"consultations?|interview|phone call|call|conference|debate)\b"
)
NO_SUBJECTS = frozenset(
    _words("The He She They It But And That This These Those We You I There What Who Which If As In On At")
)
CARRIED_ON = re.compile(
    r"(?:They|Both|The two|The pair|The (?:talks|discussions?|meetings?|conversations?|sides|leaders|ministers|companies)) "
)

ROLES = _words(
    "president minister senator chancellor secretary ambassador spokesman spokeswoman governor mayor premier chairman "
    "chairwoman chief executive director boss head chief founder co-founder analyst economist professor scientist researcher "
    "coach manager captain striker midfielder defender goalkeeper winger champion singer actor actress author "
    "writer guitarist designer editor judge lawyer prosecutor commissioner leader deputy general officer president "
    "quarterback owner investor engineer consultant strategist expert critic presenter comedian filmmaker"
)

TOPIC_WORDS = ("topics", "issues", "talks", "statement", "details", "news", "position", "plans")

FUNCTION_WORDS = frozenset(
    _words(
        "a an the and or but nor so yet if then than that which who whom whose what when where why how as at by for from in into "
        "of off on onto out over to under up down with within without about after against along among around before behind between "
        "during through until upon is are was were be been being am do does did has have had having can could may might must "
        "shall should will would not no it its he she they them his her their him we us our you your i my me this these those "
        "there here also just only very more most much many some any all both each other another such own same too even still "
        "again already however said says told added because while since although though one two last next first new year years "
        "week day month time people way yesterday today tomorrow now monday tuesday wednesday thursday friday saturday sunday"
    )
)
