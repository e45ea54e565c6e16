"""The words around an outlet's name that say what naming it does: patterns, English. Pure.

Knows how people speak of a source ("according to", "the ... article on", "did ... report"), of what an outlet does or suffers
itself, and of what they want left out. Knows no outlets.
"""

from __future__ import annotations

import calendar
import re

_THE = r"(?:the\s+)?['\"‘“]?(?:the\s+)?"
_KIND = (
    r"(?:articles?|reports?|stor(?:y|ies)|coverage|pieces?|columns?|editorials?|op-eds?|posts?|headlines?|take(?=\s+on\b)"
    r"|publications?|reporting|reviews?|analys[ie]s|write-?ups?|blogs?|dispatch(?:es)?|accounts?|investigations?|exposés?"
    r"|features?(?!\s+in\b)|explainers?|profiles?|portrayals?|depictions?|descriptions?|claims?|assertions?|suggestions?|assessments?|narratives?|explanations?|guides?|focus(?=\s+on\b)|news(?!\s+(?:agency|service|organi[sz]ation|site|channel|conference)))"
)
_MONTHS = "|".join(name for name in [*calendar.month_name, *calendar.day_name] if name)
_OF_TIME = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTHS})(?:\s+\d{{1,2}}\b)?(?:,?\s+\d{{4}})?\s+"
_OF_KIND = (
    rf"(?:(?:own|latest|first|last|recent|earlier|later|subsequent|initial|previous|original|exclusive|main|new|special|ongoing|online"
    rf"|detailed|full|front-page|live)\s+|{_OF_TIME})?"
)
"""Not any adjective: an annual report, and one on earnings or on pay, is about the outlet."""
_PUBLISHER = r"(?:magazine|newspaper|website|web\s?site|news\s+(?:agency|service|organi[sz]ation|site|channel))"
_MEDIUM = re.compile(rf"(?:\s+{_PUBLISHER}\b)?['\"’”]?", re.IGNORECASE)
_MADE_BY = (
    r"(?:reported|published|covered|written|mentioned|cited|quoted|featured|discussed|described|highlighted|noted|stated"
    r"|suggested|claimed|said|detailed|posted|printed|reviewed|recommended|portrayed|labell?ed|characteri[sz]ed|presented"
    r"|depicted|recogni[sz]ed|identified|credited|considered|deemed|viewed|seen|profiled|named|revealed|explained|alleged|implicated|rumou?red|hailed|likened|reports?)"
)
_LEAVING = r"(?:resign|depart|dismiss|exit|take-?over|acqui|purchas|firing|leak|theft|sale|quit|left|money|fund|su(?:es|it|ing))\w*"
"""What is done by or taken from an outlet, and is no report of it."""
_BEFORE = re.compile(
    rf"(?:\b(?:according to|as per|per|in the words of|read in|(?:say|write|wrote|argue[sd]?) in)"
    rf"|\bonly\s+(?:from|in|by|use|using|search|via|what)|\b(?:use|using|search|searching|read)\s+only(?:\s+(?:from|in))?"
    rf"|\b(?:anything|something|everything)\s+(?:by|from|in)|^(?:from|in|by)"
    rf"|\b{_MADE_BY}(?:\s+(?!(?:and|or|but|to|for)\b)\w+)?\s+(?:by|in|on)"
    rf"|\b(?:claims?|sources|information|figures|excerpts|concerns) (?:by|from|in)"
    rf"|\b{_KIND}['\"’”]?\s+(?:by|from|in|at)"
    rf"|\b{_MADE_BY} as [^,;?]{{3,80}} (?:by|in|on)"
    rf"|\b(?:sources|outlets|publications|papers|sites) (?:such as|like|including)"
    rf"|\b{_KIND}(?:\s+(?!(?:and|or|but|{_LEAVING})\b)[\w'’-]+){{1,8}}?(?<!ed)\s+(?:by|from|in)"
    rf"|\b(?:one|ones|those)\s+(?:by|from|in))"
    rf"\s+(?:both\s+|either\s+)?(?:(?:sources|outlets|publications|papers|sites)\s+(?:such as|like|including)\s+)?"
    rf"(?:an?\s+)?(?:{_KIND}\s+(?:by|from|in|on)\s+)?{_THE}$",
    re.IGNORECASE,
)
_VERB = (
    r"(?:report|say|said|write|wrote|written|claim|suggest|mention|discuss|publish|note|describe|cover|state|argue|quote|attribute|highlight"
    r"|emphasi[sz]e|indicate|portray|focus|explain|detail|reveal|characteri[sz]e|depict|recommend|print|predict|imply|implie|cite"
    r"|credit|identif(?:y|ie)|present|review|speculate|assert|point|list|analy[sz]e|frame|interpret|summari[sz]e|outline)(?:s|es|ed|d|ing)?"
)
_ADVERB = r"(?:(?:\w+ly|both|also|each|all|ever|even|first|later|then|not|itself)\s+)"
_VERB_AFTER = re.compile(
    rf"\s+{_ADVERB}?(?:fail(?:s|ed)? to\s+)?(?:(?:journalists?|reporters?|correspondents?|columnists?|critics?|editors)\s+)?(?:{_VERB}\b"
    r"|name[sd]?\b|gives?\b(?=\s*(?:for|as|in|[?,;]|$)))(?!\s+(?:that\s+)?(?:it|they)\s+(?:will|would|ha[sd]|is|was|were|plans?|expects?|intends?)\b|\s+(?:its|their)\b"
    r"|\s+(?:about|on|over|regarding|of)\s+(?:its|their)\b|\s+(?:an?|the)\s+(?:new|loss|profit)\b)",
    re.IGNORECASE,
)
"""What it says of itself ("said it would appeal") is told by others, too."""
KIND_AFTER = re.compile(rf"\s+{_OF_KIND}{_KIND}\b(?!\s+card)", re.IGNORECASE)
NOUN_OR_VERB_AFTER = re.compile(r"\s+(?:reports?|posts?|features?|claims?|reviews?|profiles?|focus)\b", re.IGNORECASE)
AGREES_AFTER = re.compile(
    r"\s+(?:dis)?agree(?:s|d)?\b(?!\s+(?:to|with)\b)|\s+(?:contradict|differ|diverge)s?\b", re.IGNORECASE
)
ASKED_BEFORE = re.compile(rf"\b(?:do|does|did)\s+{_THE}$", re.IGNORECASE)
_OF_ITS_OWN = re.compile(
    rf"['\"’”]?['’]?s?\s+(?:changed?|maintain(?:ed)?|kept?|alter(?:ed)?|correct(?:ed)?|update[sd]?|retract(?:ed)?|contradict(?:ed)?)\b[^?;]{{0,40}}?\s(?:its|their)\s+"
    rf"(?:approach to\s+)?{_OF_KIND}{_KIND}\b|['\"’”]?\s+(?:provided?|offer(?:ed)?)\s+an?\s+(?:\w+\s+){{0,3}}(?:account|report|explanation)\b",
    re.IGNORECASE,
)
COMPARED_BEFORE = re.compile(rf"\bcompar(?:e|es|ing)\s+(?:how\s+)?{_THE}$", re.IGNORECASE)
OBJECT = re.compile(
    rf"\b(?:of|at|for|with|about|against|on|over|by|to|in|from|like|into|outside|inside|behind|near)\s+(?:both\s+)?(?P<the>{_THE})$",
    re.IGNORECASE,
)
"""Behind these a name is not who says."""
LEFT_OUT = re.compile(
    r"(?:(?<!did )(?<!does )(?<!do )(?<!has )(?<!have )\bnot|\bother than|\bexcept(?:ing)?|\bbesides|\b(?:apart|aside) from|\bwithout"
    r"|\bexclud(?:e|es|ing)|\brather than|\binstead of|\bignor(?:e|ing)|\bleav(?:e|ing) out)"
    rf"(?:\s+(?:for|any|all|those|ones?|the|that|from|by|in|of|on|are|were|using|relying|reading|according to|{_KIND}))*\s+{_THE}$",
    re.IGNORECASE,
)
LINK = re.compile(
    r"(?:['’]s?)?['\"’”]?(?:\s*,)?\s*"
    r"(?:(?:and|or|nor|&|vs\.?|versus|as well as|compared (?:to|with)|not|but not|rather than|instead of)\s+)?"
    rf"(?:both\s+|also\s+|by\s+|from\s+|in\s+|that of\s+)?{_THE}$",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{3,200})[\"”“»]|(?<!\w)['‘]([^'‘’]{3,200}(?:['’]\w[^'‘’]*)*)['’](?!\w)")
NEXT_WORD = re.compile(r"[ -](?P<word>\w[\w'’-]*)")
LAST_WORD = re.compile(r"(?P<word>[\w.'’&-]*[\w'’&])[ -]$")
IS_PUBLISHER = re.compile(rf"\s+{_PUBLISHER}\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:['’]s?|s)(?=\s)")
NO_NAME = re.compile(rf"{_KIND}|{_VERB}|{_MONTHS}|magazine|newspaper|website|news", re.IGNORECASE)
CUE = re.compile(rf"per|via|compare|summari[sz]e|{_MADE_BY}", re.IGNORECASE)
SENTENCE_ENDS = frozenset(".?!:;\"“'‘(")
PARALLEL_BEFORE = re.compile(
    rf"(?:[,;:]|\b(?:and|or|but|yet|by|from|in|on|while|whereas|than|that|whom|how|way|unlike|contrast to))\s+(?:both\s+|also\s+)?{_THE}$",
    re.IGNORECASE,
)
QUOTE_BEFORE = re.compile(r"['\"‘“](?:the\s+)?$", re.IGNORECASE)
OWNS = re.compile(r"['’]s?\s+\w")
_LOOK_BACK = 200
"""Characters before a name that are looked at: no sign is longer, and a long list of names stays quick."""
CLAUSE_ENDS = re.compile(r"\s*[?,;.]|\s*$")
_STUDY_BEFORE = re.compile(
    rf"\b(?:study|studies|papers?|research|findings|trials?|letter)\b[^,;?]{{0,40}}\b{_MADE_BY}\s+(?:\w+\s+)?(?:in|by)\s+{_THE}$",
    re.IGNORECASE,
)
"""Others tell of what a journal published."""
_STORY_BEFORE = re.compile(
    rf"\b(?:complain\w*|react\w*|respond\w*|responses?|objections?|lawsuits?|sue[sd]?|suing|criticism|furious|angry|apologi\w+)"
    rf"\s+(?:about|to|over|of|at|by|for)\s+{_THE}$",
    re.IGNORECASE,
)
_STORY_AFTER = re.compile(
    rf"\s+{_OF_KIND}{_KIND}\b[^,;?]{{0,30}}\b(?:retract|withdraw|delet|correct|pull|taken down|libel)", re.IGNORECASE
)
"""Here the article itself is what others tell of."""
_LABELS = re.compile(r"\s*:")
"""Reuters: what happened?"""


def before(pattern: re.Pattern[str], question: str, place: int) -> re.Match[str] | None:
    """The words that end at `place`."""
    return pattern.search(question, max(0, place - _LOOK_BACK), place)


def is_source(question: str, start: int, end: int) -> bool:
    """True when the words before `start` or after `end` say that what stands between is the source."""
    medium = _MEDIUM.match(question, end)
    end = medium.end() if medium else end
    if (
        before(_STUDY_BEFORE, question, start)
        or before(_STORY_BEFORE, question, start)
        or _STORY_AFTER.match(question, end)
    ):
        return False
    if before(_BEFORE, question, start) or (
        not question[:start].strip("the ").strip() and _LABELS.match(question, end)
    ):
        return True
    possessive = _POSSESSIVE.match(question, end)
    owned = possessive.end() if possessive else end
    is_object = before(OBJECT, question, start)
    if is_object and not possessive and NOUN_OR_VERB_AFTER.match(question, end) and not is_object["the"]:
        return False
    if KIND_AFTER.match(question, owned) or _OF_ITS_OWN.match(question, end):
        return True
    return bool(_VERB_AFTER.match(question, end) and not is_object)
