"""The citations of an answer against the gold articles and quotes.

Knows precision (terms: one a question that cites something) and recall (one a question that has gold: a refusal
cites nothing of it). Knows nothing of the answer's words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.evaluation.gold import FoundQuote, Gold, squeezed
from rag.evaluation.metrics.ratios import NOT_APPLICABLE, Term
from rag.types import Citation


def citation_terms(citations: Sequence[Citation], gold: Gold) -> dict[str, Term]:
    """Citation precision and recall over articles, and quote precision and recall over gold quotes.

    A citation's quote and a gold quote are one when either holds the other, white space ignored: where a sentence
    ends is a matter of taste, which words answer is not.
    """
    cited = [cite.article.id for cite in citations]
    held = [_held(cite, gold.quotes) for cite in citations]
    return {
        "citation precision": _share([article in gold.articles for article in cited], known=bool(gold.articles)),
        "citation recall": _found(len(gold.articles.keys() & set(cited)), gold.articles),
        "quote precision": _share([bool(quotes) for quotes in held], known=bool(gold.quotes)),
        "quote recall": _found(len(set[int]().union(*held)), gold.quotes),
    }


def _held(cite: Citation, quotes: Sequence[FoundQuote]) -> set[int]:
    text = squeezed(cite.quote)
    return {
        place
        for place, quote in enumerate(quotes)
        if (quote.articles is None or cite.article.id in quote.articles)
        and (quote.squeezed in text or text in quote.squeezed)
    }


def _share(right: Sequence[bool], *, known: bool) -> Term:
    return (sum(right) / len(right), 1.0) if known and right else NOT_APPLICABLE


def _found(found: int, gold: Collection[object]) -> Term:
    return (found / len(gold), 1.0) if gold else NOT_APPLICABLE
