"""The words by which a question tells what it wants: patterns, English. Data only; `shapes` asks them in turn."""

from __future__ import annotations

import re


def _any(words: str) -> str:
    """One of these words; "_" stands for a space within one."""
    return "(?:" + "|".join(words.split()).replace("_", " ") + ")"


def _compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


AUXILIARY = (
    _any("is are was were am do does did has have had can could will would shall should may might must")
    + r"(?:n['’]t)?|won['’]t|can['’]t|ain['’]t"
)
WH = _any("who(?:m|se)? what which when where why how")
_IF = rf"(?:{WH}|whether|if)\b"
_REQUESTS = _any("list name compare give summari[sz]e define explain describe tell show contrast timeline chronology")
REQUEST = _compiled(rf"^{_REQUESTS}\b", r"^whatever\b")
WRAPPINGS = tuple(
    _compiled(pattern)
    for pattern in (
        r"^(?:do|does|did|would|have) (?:you|anyone|anybody|we|they|the articles?|the news) (?:happen to |ever )?"
        + _any("know say tell remember recall heard learn mention have_any_idea")
        + rf"(?: us| me| of| about)?,? (?={_IF})",
        r"^(?:can|could|would|will) (?:you|we|anyone|someone|the articles?)(?: please)? "
        + _any("tell say explain find_out describe give show let")
        + rf"(?: (?:me|us))?(?: know)?,? (?=(?:{WH}|whether|if|the|a|all)\b)",
        rf"^(?:can|could|would|will) you(?: please)? (?={_REQUESTS}\b)",
        rf"^(?:please )?(?:tell|explain to|show|inform) (?:me|us)(?: about)?,? (?={_IF})",
        rf"^(?:please )?(?:explain|describe|find out) (?={_IF})",
        (
            r"^(?:i(?:['’]d| would) like to know|i want to know|i(?:['’]m| am) (?:wondering|curious)|i wonder|any idea|remind me"
            rf"|is it (?:known|clear)) (?={_IF})"
        ),
        (
            rf"^{_any('and but so also then well ok(?:ay)? please now hey hi hello thanks')},? "
            rf"(?=(?:{WH}|{AUXILIARY}|{_REQUESTS}|in|on|at|to|by)\b)"
        ),
    )
)
TRUE_THAT = _compiled(
    r"^(?:is|was) it (?:really |actually |still )?(?:true|correct|right|the case|a fact|so)(?: to say)? that\s+|^(?:whether|if)\s+",
    r"^(?:do|does|did) (?:the articles?|the reports?|the news|any(?:one| article)) (?:say|report|mention|confirm|state) that\s+",
)
TAG = _compiled(rf",\s*(?:right|correct|yes|no|or not|(?:{AUXILIARY})\s+(?:he|she|it|they|we|you|there))\s*\?*\s*$")
LEADING_CLAUSE = _compiled(
    "^"
    + _any(
        "when after before while since as if although though once until because given_that according_to in on at during for with by "
        "following of among"
    )
    + rf"\b[^?]*?,\s+(?=(?:(?:to|in|on|at|by|for|from|with|of) )?(?:{WH}|{AUXILIARY})\b)"
)
LATER_CLAUSE = re.compile(
    rf"(?<!^)[\s,]+{_any('when while where who(?:m|se)? which because after before since although if that')}\b.*$",
    re.IGNORECASE | re.DOTALL,
)
LEAD = _compiled(
    "^(?:"
    + _any(
        "to in on at by for from with of about against under until since into near among through during according_to"
    )
    + rf"\s+)?(?P<word>{WH})\b"
)
POLAR = _compiled(rf"^(?:{AUXILIARY})\b")
ALTERNATIVE = _compiled(rf"\bor\b(?! {_any('not no any other so more less otherwise even later earlier both')}\b)")
"""Was it Oslo or Bergen? But "or not" and "or any other" ask for yes or no all the same."""

WHY = _compiled(
    r"^why\b|^how come\b|^(?:for|on) what (?:reasons?|grounds?)\b",
    r"^what (?:was |were |is |are |has )?(?:the |some of the |a )?(?:(?:main|official|real|stated|key|likely|given|major) )?"
    + _any("reasons? causes? motives? motivation rationale grounds justification")
    + r"\b",
    "^what "
    + _any(
        "caused causes led_to prompted made makes triggered sparked drove drives motivated explains is_behind was_behind "
        "lies_behind"
    )
    + r"\b",
    r"^what\b.*\b(?<!stand )(?<!stands )for\?*$|^what does it mean that\b",
)
HOW = _compiled(
    rf"^(?!how {_any('many much old long far often big large tall high deep wide heavy fast likely soon late early about')}\b)how\b",
    r"^(?:in what way|by what means|in which ways?|through what)\b",
)
SEQUENCE = _compiled(
    r"^what(?:['’]s| is| was| has| had| have)?(?: been)?(?: all)?(?: really| actually| exactly)? "
    + _any("happen(?:ed|ing|s)? going_on went_on gone_on became become transpired occurred unfolded")
    + r"\b",
    r"^whatever (?:happened|became)\b|\b(?:timeline|chronology|(?:sequence|course|order|chain) of events|step by step)\b",
    r"^how (?:did|has|have|had|does|do)\b.*\b"
    + _any("develop unfold evolve escalate progress play_out come_about change_over proceed go_down")
    + r"(?:ed|d|n)?\b",
    r"^how has\b.*\bchanged\b",
    r"^what (?:were|are) the (?:(?:key|main|major|latest|recent) )?(?:events|stages|steps|developments|milestones)\b",
    r"^(?:what (?:is|was) )?(?:the )?(?:history|story|course) of\b|^what did .{3,60} do next\b",
)
_NO_PLURAL = _any(
    "is was does has this its his us news series species politics economics status crisis basis bus campus process access "
    "business congress princess virus gas class loss boss address less always perhaps across as whose causes makes happens "
    "gives keeps means"
)
_PLURAL = rf"(?:people|men|women|children|police|media|(?!{_NO_PLURAL}\b)[\w'’-]*[a-rt-z]s)"
_OWNS = _any("the an? this his her its their")
_TO = r"(?:(?:in|to|from|with|for|on|at|by|of) )?"
LIST = _compiled(
    r"^(?:list|name|enumerate|give (?:me |us )?(?:a list|the names|some examples|examples|all)|what (?:are|were) (?:some|the names))\b",
    rf"^{_TO}which (?:of the (?:following )?)?(?:(?!{_OWNS}\b)[\w'’-]+ ){{0,3}}?{_PLURAL}\b(?! {_OWNS}\b)",
    rf"^{_TO}what (?:(?!(?:are|were|is|was)\b)[\w'’-]+ ){{0,3}}?{_PLURAL} "
    + _any("are were did do have had will would can could should might may must \\w+ed")
    + r"\b",
    rf"^what (?:are|were) (?:the|his|her|its|their|your|[\w-]+['’]s?) (?:[\w'’-]+ ){{0,4}}?{_PLURAL}\b",
    r"^who (?:else )?(?:are|were)\b|^who (?:else|all)\b",
    r"^who (?:attended|took part|participated|signed|were among|spoke at)\b",
    r"^(?:the )?names of\b|^what (?:kinds?|types?|sorts) of\b",
)
_NO_COMPARATIVE = _any(
    "number other member leader minister under over after ever never her their owner former whether either center winner mayor "
    "player teacher order power prime"
)
_AMOUNT = r"(?:\d|(?:an? )?(?:half|third|dozen|hundred|thousand|million|one|two|three|ten|twenty)\b)"
COMPARES = _compiled(
    r"\b"
    + _any(
        "compar(?:e[ds]?|ing|isons?) contrast(?:s|ed|ing)? differ(?:s|ed|ences?|ently)? versus vs\\.? as_opposed_to "
        "similarit(?:y|ies) in_common unlike"
    )
    + r"\b",
    r"^(?:which|who|what|where)(?: (?:one|of (?:the two|these|those|them)))?(?: [\w'’-]+)? "
    + _any("is was are were has had have did does do scored got won came came_out costs? earns?")
    + rf" (?:the )?(?:more|less|fewer|(?!{_NO_COMPARATIVE}\b)[a-z]+er)\b",
    r"\b"
    + _any(
        "higher lower larger smaller bigger older younger faster better worse cheaper stronger longer fewer richer taller earlier "
        "later more_\\w+ less_\\w+"
    )
    + rf" than (?!{_AMOUNT})",
    r"\bthe same (?:\w+ )?(?:as|\w+ as)\b|\b(?:do|does|did)\b.*\b(?:agree|disagree|contradict|align)\b",
)
_NAME = r"(?:(?:the|a|an) )?[^\W\d_a-z][\w'’.&-]*(?:(?: (?:of|the|for|and|de|von|van|al|bin|on|in))* [^\W\d_a-z][\w'’.&-]*)*"
INVERTED = re.compile(rf"^(?P<word>(?i:who|what)) (?P<name>{_NAME}) (?P<verb>is|was|are|were)\s*\??$")
""" "Do you know who Ingrid Vale is": who is Ingrid Vale."""
_NOTHING_DEFINED = _any(
    "the this that these those it there they wrong new next different known true possible left happening missing happened his her "
    "its their our your my"
)
_ADDS_NO_NOUN = _any("of in for at on doing being about like going worth to")
DEFINES = re.compile(
    rf"^(?i:who|what)(?:['’](?i:s|re)| (?i:is|are|was|were)) (?:{_NAME}|he|she|(?i:an?) [\w'’-]+(?: [\w'’-]+){{0,3}})\s*\W*$"
    rf"|^(?i:what (?:is|are) (?!{_NOTHING_DEFINED}\b)(?!\w+(?:ing|ed)\W*$)[a-z][\w-]*(?: (?!{_ADDS_NO_NOUN}\b)[a-z][\w-]*)?)\s*\W*$"
    r"|^(?i:what does (?!it mean that)(?:the (?:term|word|acronym|abbreviation) )?.{1,60} (?:mean|stand for))\W*$"
    r"|^(?i:define|what is meant by|what is the (?:meaning|definition) of)\b"
    rf"|^(?i:who (?:exactly )?(?:is|was) (?:this |the (?:man|woman|person) called )?){_NAME}\W*$"
)
WHICH_NOUN = _compiled(
    r"^what(?:['’]s| is| was| are| were) the (?:(?:exact|new|current|total|latest|official|final|average|next|first|last) )*(?P<noun>"
    + _any(
        "date day year month time city country town region location capital venue percentage share amount size price cost number "
        "population"
    )
    + r")\b(?!['’])"
)
FIGURE = _compiled(
    r"^what(?:['’]s| is| was| are| were)(?: the)?(?: [\w'’-]+){0,3}? "
    + _any(
        "turnout inflation unemployment (?:death_)?toll rate salary budget revenues? profits? turnover fee height weight temperature "
        "distance speed total average rainfall deficit circulation"
    )
    + r"\b(?!['’]| of (?:the|an?) (?:problem|debate))"
)
"""What was the turnout? Asks for a number, though no word says so."""
NAMED_WHO = _compiled(
    r"^what(?:['’]s| is| was| are| were) the (?:names?|identity|identities) of (?:the |an? )?(?P<noun>(?:[\w-]+ ){0,2}?[\w-]+)\b"
    r"(?=\s+(?:who|that|of|in|killed|at|for|from)\b|\W*$)"
)
DURATION = _compiled(
    r"\bhow long(?! ago)\b|\bhow many (?:more )?(?:seconds|minutes|hours|days|weeks|months|years|decades)\b",
    r"\bwhat (?:is|was) the (?:duration|length)\b",
)
PERCENT = _compiled(
    r"\b(?:percentage|per ?cent|proportion|inflation|turnout|unemployment|(?:what|which) share)\b",
    r"\b(?:unemployment|inflation|interest|growth|turnout|approval|vacancy|literacy|jobless) rate\b",
)
_PAYS = _any(
    "costs? pays? paid spen[dt] worth charge[ds]? fined? raised? earn(?:ed|s)? lost lose owed? invest(?:ed)? bid donated? sell sold "
    "buy bought money dollars euros pounds fund\\w* offer(?:ed)?"
)
MONEY = _compiled(
    rf"\bhow much\b(?! (?!more\b|money\b)[a-z]+ (?:was|were|is|are|did)\b).*\b{_PAYS}\b",
    r"\b(?:what|which)\b.{0,30}\b"
    + _any("price cost salary fee budget revenues? profit turnover bill fine sum")
    + r"\b",
)
"""How much was lost? But not: How much water was lost?"""
LENGTH = _compiled(r"\bhow (?:far|tall|high|wide|deep)\b")
COUNTED = _compiled(r"\bhow many\b|\b(?:number|population|toll) of\b|\bhow often\b")
NOW = _compiled(
    r"\b"
    + _any(
        "now current(?:ly)? today latest at_present so_far still these_days at_the_moment to_date right_now presently incumbent"
    )
    + r"\b"
)
PRESENT = _compiled(
    r"\b" + _any("is are has have stands? leads? owns? runs? holds? heads? costs? trades? remains? chairs?") + r"\b"
)
SETTLED = _compiled(
    r"\b"
    + _any(
        "was were did had born died founded invented discovered won originally ever history historic\\w* ancient century happened "
        "took_place"
    )
    + r"\b",
    r"\b(?:1[5-9]|20)\d\d\b",
    r"\b(?:has|have)\b.*\b(?:said|told|reacted|happened|announced|accused|criticised|criticized)\b",
)
