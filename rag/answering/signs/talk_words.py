"""How news and questions speak of talks: patterns, English. Data only; `talks` asks them in turn."""

from __future__ import annotations

import re


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()).replace("_", r"\s+") + ")"


_TALKS = _any(
    "talks? meetings? conversations? discussions? negotiations? consultations? dialogues? sessions? sittings? summits? briefings? (?:phone_)?calls? "
    "debates? hearings? exchanges? encounters? visits? audience deliberations? rounds? dinner lunch breakfast coffee gathering roundtable agenda "
    "interview correspondence tête-à-tête"
)
_SUBJECTS = _any("topics? subjects? issues? matters? questions? themes? points? items? agendas?")
_SAID = _any(
    r"discuss\w* debat\w+ negotiat\w+ deliberat\w+ argu(?:e|ed|es|ing) (?:bring|brought)_up broach\w* (?:talk|talked|talking|speak|spoke"
    r"|spoken|speaking|confer|conferred|bargain)_(?:\w+_){0,6}?(?:about|of|over|on) touch(?:ed)?_(?:up)?on (?:go|went|going)_(?:over|through) "
    r"rais(?:e|ed|ing)_(?:\S+_){0,6}?with (?:take|took)_(?:\S+_){0,3}?up_with (?:thrash|sort|hammer)(?:ed)?_out talk_over"
)
_DID = _any("did do does have has had will would might could")
ASKS = re.compile(
    rf"^\W*(?:and |so |but )?(?:what|about what|on what|over what) (?:{_DID}\b.*|(?:was|were|is|are) (?:\w+ ){{0,3}}?)\b{_SAID}"
    r"\b(?! by (?!video|phone|telephone|radio|letter))"
    rf"|^\W*(?:and )?(?:what|which) {_SUBJECTS}\b(?!.*\bnot\b).*\b(?:{_SAID}|raised?|cover(?:ed)?|address(?:ed)?|review(?:ed)?|c[oa]me up)\b"
    rf"|^\W*(?:and )?what did .* review\W*$"
    r"|^\W*(?:and )?what (?:was|were) (?:\w+ ){0,3}?(?:on the (?:agenda|table)"
    rf"|{_SUBJECTS} (?:of|for|at|in|between) (?:[\w’'-]+ ){{0,4}}?{_TALKS})\b"
    rf"|^\W*(?:and )?what (?:was|were|did|do|are|is) (?:[\w’'-]+ ){{0,6}}?{_TALKS}\b.*"
    r"\b(?:about|focus(?:ed)? on|cent(?:re|er|red|ered) (?:on|around)|cover(?:ed)?|address(?:ed)?|deal(?:t)? with|concern|revolve around|turn on"
    r"|cent(?:re|er))\W*$"
    rf"|^\W*(?!wh|how)(?:[\w’'-]+ ){{1,6}}{_any('topics? agenda subjects? themes?')}\W*$",
    re.IGNORECASE,
)

_ABOUT = (
    r"(?:about|over|on(?!\s+(?:the\s+)?(?:(?:first|second|last|same|opening|next|following|margins|sidelines|fringes|phone|telephone|shores?|eve|day|\d+\w*)\b"
    r"|\w+day\b|(?-i:[A-Z])\w+\s+\d)))"
)
_SPEAKING = _any(
    r"spoke spoken speaking talk(?:s|ed|ing)? conferr?\w* argu\w+ clash\w* complain\w* quarrel\w* consult\w* disagree\w* quiz\w* "
    r"question(?:ed|s|ing) press(?:ed|es|ing)? ask(?:ed|s|ing)? grill\w* brief(?:ed|s|ing) updat(?:ed|es|ing) inform(?:ed|s|ing) told warn\w* "
    r"remind\w* lobb(?:y|ied|ying) haggl\w+ deliberat\w+ negotiat\w+ (?:agree|agreed|agreement|disagreement|assurances?|concerns?|views)"
)
_DOING = _any(
    r"discuss(?:ed|es|ing)? debat(?:ed|es|ing) negotiat(?:ed|es|ing) review(?:ed|s|ing)? rais(?:ed|es|ing) broach(?:ed|es|ing)? examin(?:ed|es|ing) "
    r"consider(?:ed|s|ing) explor(?:ed|es|ing) address(?:ed|es|ing)? tackl(?:ed|es|ing) studied (?:went|going)_(?:over|through) (?:took|take)_up "
    r"(?:worked|talked|went|combed)_through touch(?:ed|es|ing)?_(?:up)?on sought demand(?:ed|s|ing) urg(?:ed|es|ing) call(?:ed|s|ing)_for "
    r"propos(?:ed|es|ing) advocat(?:ed|es|ing) agreed brought_up thrashed_out looked_at"
)
_DEALING = _any(
    r"(?:centred|centered|centring|centering|focus+ed|focus+es|focus+ing|concentrat\w+|turn(?:ed|s)|revolv\w+|dwelt|dwelled|ranged)_(?:\w+ly_)?"
    r"(?:on|around|upon|from|over|about|to) cover(?:ed|s|ing)? span(?:ned|s)? includ(?:ed|es|ing) concern(?:ed|s) (?:dealt|deals|dealing)_with "
    r"(?:devoted|given_over|dedicated)_to dominated_by (?:was|were)_(?:mainly_|largely_|chiefly_|mostly_|all_)?about took_in addressed examined"
)
_STANDING = _any(
    rf"at_(?:issue|stake) (?:on|atop|topped|dominated|headed)_the_(?:table|agenda|talks|meeting|discussions|list) high_on_the_(?:list|agenda) "
    rf"at_the_(?:heart|cent(?:re|er))_of among_the_{_SUBJECTS} "
    rf"(?:was|were|is|are)_(?:the|a|his|her|their)_(?:main_|only_|chief_|central_|first_)?{_SUBJECTS} "
    rf"{_SUBJECTS}_(?:\S+_){{0,5}}?(?:was|were|is|are|included|ranged)"
)
_DEALING_ALONE = _DEALING.replace("addressed|", "")
TELLS = re.compile(
    rf"\b{_SPEAKING}\b[^.;!?]{{0,60}}?\b{_ABOUT}\s+\w|\b{_TALKS}\s+{_ABOUT}\s+\w|\b{_DOING}\s+\w"
    rf"|\b{_TALKS}\b[^.;!?]{{0,200}}?\b{_DEALING}\s+\w|\b{_DEALING_ALONE}\s+\w.{{0,200}}?\b{_TALKS}\b|\b{_STANDING}\b",
    re.IGNORECASE,
)
LEANS = re.compile(
    r"\W*(?:(?:he|she|they|it|his|her|their|its|this|that|these|those|both|the (?:two|pair|former|latter))\b"
    rf"|(?:the )?{_TALKS} (?!with|between|of|at|in)\w"
    rf"|the (?:\w+ )?{_SUBJECTS} (?:of the {_TALKS} )?(?:was|were|ranged)|{_SUBJECTS} |{_STANDING})",
    re.IGNORECASE,
)
PARTNER = (
    r"\b(?:with|between|and|to|told|hosted|met|received|by|joined|saw|guests? of|counterpart,?|opposite)\b"
    rf"(?:,?\s+(?!{_any('when that which who as while after before said was is had has were where on')}\b)[\w.’'-]+){{0,12}}?,?\s+NAME\b"
)
REFERS = re.compile(rf"\b(?:that|this|the same) {_TALKS}\b|\bthe {_TALKS} {_DEALING}\b", re.IGNORECASE)
WILL = re.compile(r"^\W*(?:what|which \w+) will\b", re.IGNORECASE)
_SHORT = r"\b(?:Dr|Mr|Ms|St)\."
PAIR = re.compile(rf"(?<=[.!?])(?<!{_SHORT})[\"”]?\s+(?=[\"“]?[A-Z])")
"""Between two sentences."""
ORDINAL = re.compile(
    rf"\b{_any('first second third fourth fifth sixth seventh eighth ninth tenth final')}\b(?=\s+{_TALKS}|\s+day)",
    re.IGNORECASE,
)
ALIKE = (
    ("lawmak", "parlia", "congre", "senato", "assemb", "deputie", "legisl"),
    ("busine", "compan", "firm", "execut"),
    ("union", "worker", "staff"),
    ("premie", "prime"),
)
COMING = re.compile(
    r"\b(?:will|would|plan(?:s|ned)?|expect(?:s|ed)?|due|scheduled|is to|are to|set to|intends?|hopes?|upcoming|next)\b",
    re.IGNORECASE,
)
ANYBODY = frozenset(
    """
    officials leaders sides parties delegation delegations representatives they both countries governments nations members people
    envoys counterparts colleagues pair first second third round talks meeting
    """.split()  # noqa: SIM905 - a word list reads better as words
)
WHO = re.compile(
    rf"^\W*(?:and )?(?:what|which) (?:{_SUBJECTS} )?{_DID}\s+(?P<whom>.*?)\s+(?:{_SAID}|raise|cover|address|review|discuss)\b",
    re.IGNORECASE,
)
WITH = re.compile(
    rf"\b(?:with|between|and|to)\s+(?P<whom>[^?]*?)(?:\s+(?:about|in|at|on|during|last|this|focus|cent(?:re|er)|cover|deal|revolve|concern|turn|raise|review|{_SAID})\b.*)?\W*$",
    re.IGNORECASE,
)
