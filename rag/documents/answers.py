"""The document of an answer, which is its JSON: written, and read back with every quote compared to the article's text.

Knows the keys; knows nothing of how answers come about or are shown. A document holds ids, offsets and quotes and no
article's text: whoever reads it has the articles, and a quote that is not what the article says there is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from index.errors import IndexMismatch, QuestionError
from index.types import Article
from rag.answer import Answer
from rag.answering.contrasts import Contrast
from rag.documents.articles import ArticleOf, ToldArticles, article_facts
from rag.documents.passages import passage_document, read_passage
from rag.documents.values import read_as
from rag.types import Asked, Citation, Claim, Dropped, Query, Status, Support, Timings, Usage

_NO_TIME = Timings(0.0, 0.0, 0.0)


def answer_document(answer: Answer, *, timings: bool = False, rounded: bool = True) -> dict[str, Any]:
    """Everything needed to see how the answer came about, as JSON types; article texts left out.

    Scores are `rounded` for people; as they are, the document gives the same answer back.
    """
    content: dict[str, Any] = {
        "question": answer.query.question,
        "status": answer.status,
        "text": answer.text,
        "confidence": round(answer.confidence, 4) if rounded else answer.confidence,
        "query": asdict(answer.query),
        "claims": [claim_document(claim) for claim in answer.claims],
        "citations": [citation_document(cite) for cite in answer.citations],
        "passages": [passage_document(passage, rounded=rounded) for passage in answer.passages],
        "dropped": [asdict(one) for one in answer.dropped],
        "tally": asdict(answer.tally) if answer.tally else None,
        "missing": list(answer.missing),
        "about": list(answer.about),
        "notes": list(answer.notes),
        "contrasts": [asdict(one) for one in answer.contrasts],
        "reader": answer.reader,
        "index_fingerprint": answer.index_fingerprint,
        "settings": answer.settings,
        "asked": asdict(answer.asked) if answer.asked else None,
    }
    if timings:
        content |= {"timings": asdict(answer.timings), "usage": asdict(answer.usage) if answer.usage else None}
    return content


def read_answer(document: str, article_of: ArticleOf) -> Answer:
    """The answer whose `to_json()` is `document`; each quote is compared with the text that `article_of` gives.

    Raises QuestionError for a text that is no answer's, IndexMismatch for an article that is not there, that is told of
    otherwise, or that does not say what is quoted.
    """
    try:
        told = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"this is no JSON ({error}); give the text that Answer.to_json() wrote") from error
    try:
        return _answer(told, ToldArticles(article_of))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise QuestionError(
            f"this JSON is no answer ({error!r:.200}); give the text that Answer.to_json() wrote"
        ) from error


def _answer(told: Mapping[str, Any], articles: ToldArticles) -> Answer:
    citations = {number: cite for cite in told["citations"] for number, cite in [read_citation(cite, articles)]}
    tally = None
    if told["tally"] is not None:
        from rag.answering.listing import Tally  # 30 ms that only a count needs

        tally = read_as(Tally, told["tally"], "tally")
    usage, asked = told.get("usage"), told["asked"]
    texts: dict[str, tuple[str, ...]] = {name: _texts(told, name) for name in ("missing", "about", "notes")}
    return Answer(
        query=read_as(Query, told["query"], "query"),
        status=_one_of(Status, told["status"]),
        claims=tuple(read_claim(claim, citations) for claim in told["claims"]),
        citations=tuple(citations.values()),
        passages=tuple(read_passage(passage, articles) for passage in told["passages"]),
        confidence=read_as(float, told["confidence"], "confidence"),
        **texts,
        index_fingerprint=read_as(str, told["index_fingerprint"], "index_fingerprint"),
        timings=read_as(Timings, told["timings"], "timings") if "timings" in told else _NO_TIME,
        dropped=tuple(read_as(Dropped, one, "dropped") for one in told["dropped"]),
        tally=tally,
        reader=read_as(str, told["reader"], "reader"),
        usage=None if usage is None else read_as(Usage, usage, "usage"),
        asked=None if asked is None else read_as(Asked, asked, "asked"),
        settings=read_as(str, told["settings"], "settings"),
        # An answer that was kept by an earlier version has none.
        contrasts=tuple(read_as(Contrast, one, "contrasts") for one in told.get("contrasts", ())),
    )


def read_citation(told: Mapping[str, Any], articles: ToldArticles) -> tuple[int, Citation]:
    """A citation and its number. Raises IndexMismatch where the article says otherwise."""
    number = read_as(int, told["number"], "citation")
    return number, _quoted(number, articles.told(told["article"]), told)


def _quoted(number: int, article: Article, told: Mapping[str, Any]) -> Citation:
    start, end = (read_as(int, told[name], name) for name in ("start", "end"))
    quote = read_as(str, told["quote"], "quote")
    try:
        return Citation(number, article, start, end, quote)
    except ValueError as error:
        raise IndexMismatch(f"{error}; open the index that answered, or ask anew") from error


def read_claim(told: Mapping[str, Any], citations: Mapping[int, Citation]) -> Claim:
    """The claim whose document is `told`, its citations by their numbers."""
    cites = tuple(citations[number] for number in told["citations"])
    short = told["short"]
    return Claim(
        read_as(str, told["text"], "text"),
        cites,
        support=_one_of(Support, told["support"]),
        short=_quoted(cites[0].number, cites[0].article, short) if short is not None else None,
        why=read_as(str, told["why"], "why"),
    )


def _texts(told: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(read_as(str, text, name) for text in told[name])


def _one_of(kind: Any, value: object) -> Any:
    if value not in get_args(kind):
        raise ValueError(f"{value!r} is none of {', '.join(get_args(kind))}")
    return value


def citation_document(cite: Citation) -> dict[str, Any]:
    """A citation with the facts of its article."""
    facts = article_facts(cite.article)
    return {"number": cite.number, "article": facts, "start": cite.start, "end": cite.end, "quote": cite.quote}


def claim_document(claim: Claim) -> dict[str, Any]:
    """A claim, its citations by their numbers."""
    short = claim.short
    return {
        "text": claim.text,
        "support": claim.support,
        "citations": [cite.number for cite in claim.cites],
        "short": {"start": short.start, "end": short.end, "quote": short.quote} if short else None,
        "why": claim.why,
    }
