"""What an article is about, in a sentence of its own: a hint beside a headline, never a source.

Knows articles and their sentences; knows nothing of questions.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.types import Article, Sentence
from rag.printing import one_line

_LONGEST = 220
"""Characters: two lines of a page; a paragraph without a full stop is no hint."""


def opening(article: Article, sentences: Sequence[Sentence]) -> str:
    """The first sentence that tells more than the headline, in one line, cut where it is long; "" when there is none."""
    headline = one_line(article.title).rstrip("…. ")
    for sentence in sentences:
        words = one_line(article.text[sentence.start : sentence.end])
        repeats = words.startswith(headline) or headline.startswith(words)
        repeats = repeats or (article.title_from == "derived" and headline in words)
        if sentence.kind == "sentence" and not repeats:
            return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
    return ""
