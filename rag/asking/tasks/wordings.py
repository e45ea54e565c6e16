"""How people ask for a count of articles, a list of them or the first and last: patterns, English.

A group of a pattern holds what must stand in the articles: `mention` strictly, `deal`, `there` and `bare` as what they
are about, `all` nothing. Knows nothing of how what it holds is read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.types import Task

_KIND = r"(?:news(?:paper)?|press|different|separate|distinct|individual|single|of the|of these|of your)"
_ONE = rf"(?:{_KIND}\s+)*(?:article|report|story|piece|news item)"
_MANY = rf"(?:{_KIND}\s+)*(?:articles|reports|stories|pieces|news items)"
_OUTLET = (
    r"(?P<outlet>(?:(?:news|media|press|different|of the|of your)\s+)*(?:outlets?|newspapers?|papers?|publications?|broadcasters?"
    r"|news sources?|news agenc(?:y|ies)))\s+"
)
HERE = (
    r"(?:in|of|within|among|across|from)\s+(?:all\s+)?(?:the|your|this|these|those|our)?\s*(?:whole "
    r"|entire )?(?:index|articles|reports|stories|corpus|archive|collection|folder|database|data ?set|news"
    r"|press|coverage|files)"
)
THERE = (
    r"(?:(?:are|were|is|was) there|there (?:are|were)|do (?:you|we) (?:have|know|hold)|have (?:you"
    r"|we)(?: got)?|exist(?:ed)?|can you find|(?:are|were|was|have been|has been) (?:published|written|printed"
    r"|available)|(?:did|has|have) (?:it |they |you )?(?:publish|write|run|print|carr)(?:ed|y|ied|ten)?)"
)
_PUBLISHED = r"(?:(?:was|were|is|are|been)\s+)?(?:published|written|printed|released|from|by)"

_MENTION = (
    r"(?:(?:that|which)\s+)?(?:(?:do|did|does|actually|explicitly|ever|also|even)\s+)*(?:mention(?:s|ed|ing)?"
    r"|nam(?:e|es|ed|ing)|refer(?:s|red|ring)? to|(?:contain(?:s|ed|ing)?|us(?:e|es|ed|ing)|include[sd]?"
    r"|including)(?=\s+(?:[\"“„«]|(?:the )(?:word|phrase|name|term|expression)s?\b)))"
)
_DEAL = (
    r"(?:(?:that|which)\s+)?(?:(?:do|did|does|also|mainly|mostly)\s+)*(?:(?:are|were|is"
    r"|was)\s+(?:\w+ly\s+)?(?:about|on|concerned with)|cover(?:s|ed|ing)?|deal(?:s|t|ing)? with|concern(?:s|ed"
    r"|ing)?|discuss(?:es|ed|ing)?|(?:talk|report|writ|focus|centr|center)(?:s|e|es|ed|ing)? (?:about|on)"
    r"|(?:wrote|written) (?:about|on))"
)
_REPORT = r"(?:report(?:s|ed)?(?: (?:about|on))?|cover(?:s|ed)?|(?:writes?|wrote) (?:about|on))"
_ABOUT = (
    r"(?:(?:written|published|reporting|focus(?:s?ed|s?ing))\s+)?(?:about|on|concerning|regarding|(?:related"
    r"|relating) to|dealing with|covering|discussing)"
)

_SUBJECTS = {
    "mention": rf"(?:(?:{THERE}|{HERE}|{_PUBLISHED})\s+)?{_MENTION}\s+(?P<mention>.+)",
    "deal": rf"(?:(?:{HERE}|{_PUBLISHED})\s+)?{_DEAL}\s+(?P<deal>.+)",
    "there": rf"{THERE}\s+{_ABOUT}\s+(?P<there>.+)",
    "bare": rf"{_ABOUT}\s+(?P<bare>.+)",
    "all": rf"(?:{THERE}|{_PUBLISHED}|{HERE}|\s)*(?P<all>)",
}


def _links(*kinds: str) -> str:
    return rf"\s*(?:{'|'.join(_SUBJECTS[kind] for kind in kinds)})\s*$"


_ASKED = (
    r"^(?:(?:please|hello|hi|hey|so|and|ok|okay|now|then|well)[,\s]+)*(?:(?:can|could|would"
    r"|will) you(?: please)?\s+|(?:i|we) (?:want|need|would like|'d like)(?: you)? to (?:know|see)?\s*"
    r"|tell (?:me|us)\s+|let me know\s+|do you know\s+)*(?:please\s+)?"
)
_GIVE = (
    r"(?:(?:list|show|give|find|get|name|enumerate|display|fetch|return|print|bring up|pull up|look up"
    r"|search for|see)\s+(?:me\s+|us\s+)?(?:up\s+|out\s+)?)"
)
_FIRST = r"(?:very )?(?:first|earliest|oldest)"
_LAST = r"(?:very )?(?:last|latest|newest|most recent)"
_END = (
    rf"(?:(?P<first>{_FIRST})(?:\s*(?:and|or|,|/|&)\s*(?:the )?(?P<then_last>{_LAST}))?"
    rf"|(?P<last>{_LAST})(?:\s*(?:and|or|,|/|&)\s*(?:the )?(?P<then_first>{_FIRST}))?)"
)
_SAID = r"(?:mentioned|named|referred to|written about|reported on|covered)"
_TURNS_UP = rf"(?:appear|occur|come up|turn up|show up|get mentioned)(?:s|ed)?(?=\s+{HERE})"

_RULES: tuple[tuple[Task, str], ...] = (
    ("count", rf"how many {_MANY}\b{_links('mention', 'deal', 'there', 'bare', 'all')}"),
    (
        "count",
        (
            rf"(?:(?:what(?:'s|’s| is| was)|give me|count|find) )?(?:the )?(?:total |exact )?number of {_MANY}\b"
            rf"{_links('mention', 'deal', 'there', 'bare', 'all')}"
        ),
    ),
    ("count", rf"count (?:up )?(?:all |every |each |the |of )*(?:{_MANY}|{_ONE})\b{_links('mention', 'deal', 'bare', 'all')}"),
    (
        "count",
        (
            rf"how (?:often|frequently|many times) (?:(?:is|was|are|were|has|have|gets?|got)\s+)(?P<mention>.+?)\s+"
            rf"(?:been\s+|being\s+)?{_SAID}(?P<rest>.*)$"
        ),
    ),
    ("count", rf"how (?:often|frequently|many times) (?:do|does|did) (?:the |these |your )?{_MANY} {_MENTION}\s+(?P<mention>.+)$"),
    ("count", rf"how (?:often|frequently|many times) (?:do|does|did)\s+(?P<mention>.+?)\s+{_TURNS_UP}(?P<rest>.*)$"),
    (
        "count",
        (
            rf"in how many {_MANY} (?:is|was|are|were|has|have|do|does|did)\s+(?P<mention>.+?)\s+(?:been\s+)?(?:"
            rf"{_SAID}|appear|occur|come up|turn up|show up)(?P<rest>.*)$"
        ),
    ),
    ("count", rf"how many {_OUTLET}(?:have\s+|had\s+)?{_links('mention', 'deal')}"),
    ("count", rf"how many {_OUTLET}(?:have\s+|had\s+)?{_REPORT}\s+(?P<deal>.+)$"),
    ("first and last", rf"(?:which|what) {_OUTLET}(?:was (?:the )?)?{_END} (?:to )?(?:{_REPORT}\s+(?P<deal>.+)|{_MENTION}\s+(?P<mention>.+))$"),
    ("first and last", rf"(?:which|what) {_OUTLET}(?:{_REPORT}\s+(?P<deal>.+)|{_MENTION}\s+(?P<mention>.+))\s+{_END}$"),
    ("list", rf"(?:which|what) {_OUTLET}(?:ha(?:ve|s|d)\s+)?{_links('mention', 'deal')}"),
    ("list", rf"(?:which|what) {_OUTLET}(?:ha(?:ve|s|d)\s+)?{_REPORT}\s+(?P<deal>.+)$"),
    ("count", rf"how many mentions of\s+(?P<mention>.+?)(?:\s+{THERE})?$"),
    (
        "list",
        (
            rf"{_GIVE}(?:(?:a |the )?(?:full |complete )?list of\s+)?(?:(?:all|any|the|of|these|those|your|other|relevant)\s+)*"
            rf"{_MANY}\b{_links('mention', 'deal', 'bare', 'there', 'all')}"
        ),
    ),
    ("list", rf"{_GIVE}(?:(?:me )?(?:every|each|any)\s+)(?:single\s+)?{_ONE}\b{_links('mention', 'deal', 'bare', 'there', 'all')}"),
    ("list", rf"(?:which|what) {_MANY}\b{_links('mention', 'deal', 'there')}"),
    ("list", rf"(?:which|what) {_ONE}\b{_links('mention')}"),
    ("list", rf"(?:all|every|any)?\s*(?:the\s+)?(?:{_MANY})\b{_links('mention', 'bare')}"),
    ("list", rf"{_GIVE}(?:(?:all|every|each|any|the|of)\s+)*mentions? of\s+(?P<mention>.+)$"),
    (
        "list",
        (
            rf"in which (?:{_MANY}|{_ONE}) (?:is|was|are|were|has|have|do|does|did)\s+(?P<mention>.+?)"
            rf"\s+(?:been\s+)?(?:{_SAID}|appear|occur|come up|turn up|show up)(?P<rest>.*)$"
        ),
    ),
    ("list", rf"every {_ONE}\b{_links('mention', 'bare', 'deal')}"),
    ("list", rf"(?:are|were|is|was) there (?:any |some )?(?:{_MANY}|{_ONE})\b{_links('mention', 'deal', 'bare')}"),
    ("list", rf"(?:do|did) (?:you|we) have (?:any |some |an? )?(?:{_MANY}|{_ONE})\b{_links('mention', 'deal', 'bare')}"),
    ("list", rf"(?:(?:what|which) (?:are|were)\s+|{_GIVE})(?:the )?(?:{_LAST}) {_MANY}\b{_links('mention', 'deal', 'bare', 'all')}"),
    (
        "first and last",
        (
            rf"(?:(?:what|which)(?:'s|’s| is| was| are| were)\s+|{_GIVE})?(?:the |an? )?{_END} (?:{_ONE}|{_MANY})\b"
            rf"{_links('mention', 'deal', 'bare', 'all')}"
        ),
    ),
    ("first and last", rf"which {_ONE} (?:was|is) the {_END}(?: one)?(?: to {_MENTION}\s+(?P<mention>.+)| (?:about|on)\s+(?P<bare>.+))$"),
    ("first and last", rf"which {_ONE} (?:about|on)\s+(?P<bare>.+?) (?:is|was) the {_END}(?: one)?$"),
    (
        "first and last",
        rf"(?:(?:what|which|when|where)(?:'s|’s| is| was| are| were)\s+|{_GIVE})?(?:the )?{_END} mentions? of\s+(?P<mention>.+)$",
    ),
    ("first and last", rf"which {_ONE} (?P<first>first){_links('mention')}"),
    (
        "first and last",
        (
            rf"(?:when|on (?:which|what) (?:day|date)) (?:was|were|is|are) the {_END} (?:{_ONE}|{_MANY})\b"
            rf"{_links('mention', 'deal', 'bare', 'all')}"
        ),
    ),
    ("first and last", rf"when (?:was|were|is|are|has|have)\s+(?P<mention>.+?)\s+(?:been\s+)?(?:{_END})\s+{_SAID}(?P<rest>.*)$"),
    ("first and last", rf"when (?:was|were|is|are|has|have)\s+(?P<deal>.+?)\s+(?:been\s+)?(?:{_END})\s+reported(?P<rest>.*)$"),
    ("first and last", rf"when (?:do|does|did)\s+(?P<mention>.+?)\s+(?:{_END})\s+{_TURNS_UP}(?P<rest>.*)$"),
    (
        "first and last",
        (
            rf"when (?:do|does|did)\s+(?:(?:the |these |your |any )?(?:{_MANY}|news|press|papers|media|outlets)\s+)?(?:{_END})\s+"
            rf"(?:mention|name|refer to|report(?: on)?|write about|cover)\s+(?P<mention>.+)$"
        ),
    ),
)  # fmt: skip
SIGN = re.compile(
    r"\b(?:articles?|reports?|stor(?:y|ies)|pieces?|news items?|mention(?:s|ed)?|how (?:often|frequently|many times)"
    r"|outlets?|(?:news)?papers?|publications?|broadcasters?|news (?:sources?|agenc(?:y|ies))"
    r"|when\b.*\b(?:first|earliest|oldest|last|latest|newest))\b",
    re.I,
)
"""What every task says. Other questions need none of the patterns, which take a while to compile."""


@lru_cache(maxsize=1)
def patterns() -> tuple[tuple[Task, re.Pattern[str]], ...]:
    """Each wording with its task, to be tried in order; compiled when first asked for."""
    return tuple((task, re.compile(_ASKED + rule, re.IGNORECASE)) for task, rule in _RULES)
