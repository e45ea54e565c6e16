"""The passages found for a question -> how well they were found.

Knows ranks of articles (recall, nDCG, reciprocal rank: `ir_measures` over trec_eval computes them) and whether
passages hold gold quotes. Knows nothing of answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rag.evaluation.gold import FoundQuote, squeezed
from rag.types import Passage

HIT_DEPTHS = (4, 10)
"""The depths at which MultiHop-RAG (Tang and Yang 2024) counts hits."""


def places(passages: Sequence[Passage], gold: Collection[str] = ()) -> tuple[str, ...]:
    """The ids of the articles found, each once, at its best passage's place.

    A story has one place: a passage that stands for a gold article, as its copy, counts as that article.
    """
    return tuple(dict.fromkeys(_told(passage, gold) for passage in passages))


def _told(passage: Passage, gold: Collection[str]) -> str:
    copies = () if passage.article.id in gold else passage.why.copies
    return next((copy for copy in copies if copy in gold), passage.article.id)


def rank_values(ranked: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    """Figures of a ranking of articles against the relevant ones; {} when none is known.

    Recall@k is the share of the relevant articles among the first k. nDCG has the grade as gain, as trec_eval has.
    """
    if not grades:
        return {}
    import ir_measures
    from ir_measures import RR, R, nDCG

    measures = {
        "recall@1": R @ 1,
        "recall@5": R @ 5,
        "recall@10": R @ 10,
        "nDCG@10": nDCG @ 10,
        "MRR@10": RR @ 10,
    }
    run = {"question": {article: -float(place) for place, article in enumerate(ranked)}}
    judged = {"question": dict(grades)}
    found = {row.measure: row.value for row in ir_measures.iter_calc(list(measures.values()), judged, run)}
    return {name: float(found[measure]) for name, measure in measures.items()}


def passage_values(passages: Sequence[Passage], quotes: Sequence[FoundQuote]) -> dict[str, float]:
    """Whether passages hold gold quotes, white space ignored; {} when no quote is known.

    Hit@k: one of the first k passages holds one. Evidence recall@10: the share of the quotes that the first 10 hold.
    """
    if not quotes:
        return {}
    held = [_held(passage, quotes) for passage in passages[: max(HIT_DEPTHS)]]
    values = {f"hit@{depth}": float(any(held[:depth])) for depth in HIT_DEPTHS}
    return values | {"evidence recall@10": len(set[int]().union(*held)) / len(quotes)}


def _held(passage: Passage, quotes: Sequence[FoundQuote]) -> set[int]:
    text = squeezed(passage.text)
    return {
        place
        for place, quote in enumerate(quotes)
        if (quote.articles is None or passage.article.id in quote.articles) and quote.squeezed in text
    }
