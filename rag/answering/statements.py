"""Which sentences state something: no question does, no pile of words, no heading, and no line that an article says over and over.

No answer rests on those, whatever words of the question they hold. Signs of form alone, pure, English in the first place: of the
115,397 sentences of four public sets they take 8 as piles, 4 of them prose ("Women's top seed Lindsay Davenport drew Spanish veteran
Conchita Martinez."), and none as a refrain (RESULTS.md, "Hostile piles of words"). No judge of truth: a lie told as news is news.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rag.asking.words import STOP_WORDS

_LEAST_WORDS = 10
"""Headlines, captions and short sentences that nothing ties have fewer."""

_TIES = STOP_WORDS | frozenset(
    """
    across without among amid despite toward towards around via behind near except yet though although however whereas
    der die das und den dem von zu zum mit ist auf für des ein eine nicht sich le la les et du un une est dans que qui pour par sur
    avec ne pas au aux el los las y en es una con por del se su il lo gli di e che per della dei sono o os em um uma do da no na com
    ao het een van te dat op met niet att det och som med av og til på ja on että ei ve bir bu ile da de yang dan di itu dengan ya na
    wa kwa i w z że się nie jest je si to ne
    """.split()  # noqa: SIM905
)
"""Words that tie others to a sentence; of other languages the commonest, so that theirs are no piles."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_APART = re.compile(r"[^\w\s'’-]+|\s-\s")

_TIMES = 3
_SHARE = 3
"""A refrain is said three times, and is a third of its article: "Where to play: ..." is none in a long list of games."""

_HEADLINE_WORDS = 16
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|do|does|did|will|would|can|could|may|might|must|shall|should|says?|said|tells?|told|gets?"
    r"|got|makes?|made|goes|went|comes?|came|takes?|took|gives?|gave|keeps?|kept|knows?|knew|thinks?|thought|sees?|saw|seen|finds?|found|wins?|won"
    r"|loses?|lost|leads?|led|leaves?|left|holds?|held|runs?|ran|stands?|stood|falls?|fell|rises?|rose|grows?|grew|begins?|began|brings?|brought"
    r"|buys?|bought|sells?|sold|pays?|paid|meets?|met|sends?|sent|spends?|spent|builds?|built|becomes?|became|writes?|wrote|speaks?|spoke|wants?"
    r"|needs?|uses?|works?|asks?|plays?|lives?|means?|shows?|(?!red\b)\w{2,}ed|\w+n['’]t)\b|\w['’](?:s|re|ve|ll|d|m)\s+\w+(?:ing|ed|en)\b"
    r"|\b(?:I|he|she|they|we|you|it|there)['’](?:s|re|ve|ll|d|m)\b",
    re.IGNORECASE,
)
"""Signs of a verb. What lacks them all and does not end like a sentence says nothing of anything."""
_ASKS_WHAT = re.compile(r"(?:what|why|how|who|when|where|which)\b", re.IGNORECASE)


def is_question(text: str) -> bool:
    """True for a sentence that asks: it asserts nothing. One that quotes a question does."""
    return text.rstrip().endswith(("?", "？", "؟", "?!"))


def is_pile(text: str) -> bool:
    """True for words in a row that nothing ties to each other: "senator Astana president meeting ...". A list has commas."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    if len(words) < _LEAST_WORDS or not text.isascii() or any(word in _TIES for word in words):
        return False
    return any(len(_WORD.findall(run)) >= _LEAST_WORDS for run in _APART.split(text))


def is_headline(text: str) -> bool:
    """True for a few words without a verb and without a sign that ends them: a heading that stands among sentences.

    So is "What the owners say". A line with a figure or a mark in front may be an entry of a list, which answers.
    """
    is_entry = not text[:1].isalpha() and text[:1] not in "\"“‘'"
    if is_entry or len(text.split()) > _HEADLINE_WORDS or not text[-1:].isalnum() or any(map(str.isdigit, text)):
        return False
    return _VERB.search(text) is None or _ASKS_WHAT.match(text) is not None


def refrains(sentences: Iterable[str]) -> frozenset[str]:
    """Those of an article's sentences, folded, that it says over and over."""
    told = Counter(map(folded, sentences))
    least = max(_TIMES, sum(told.values()) / _SHARE)
    return frozenset(one for one, times in told.items() if times >= least)


def folded(sentence: str) -> str:
    """A sentence as it is compared with `refrains`."""
    return " ".join(sentence.casefold().split())
