"""Which sentences state something: no question does, no pile of words, and no line that an article says over and over.

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


def is_question(text: str) -> bool:
    """True for a sentence that asks: it asserts nothing. One that quotes a question does."""
    return text.rstrip().endswith(("?", "？", "؟", "?!"))


def is_pile(text: str) -> bool:
    """True for words in a row that nothing ties to each other: "senator Astana president meeting ...". A list has commas."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    if len(words) < _LEAST_WORDS or not text.isascii() or any(word in _TIES for word in words):
        return False
    return any(len(_WORD.findall(run)) >= _LEAST_WORDS for run in _APART.split(text))


def refrains(sentences: Iterable[str]) -> frozenset[str]:
    """Those of an article's sentences, folded, that it says over and over."""
    told = Counter(map(folded, sentences))
    least = max(_TIMES, sum(told.values()) / _SHARE)
    return frozenset(one for one, times in told.items() if times >= least)


def folded(sentence: str) -> str:
    """A sentence as it is compared with `refrains`."""
    return " ".join(sentence.casefold().split())
