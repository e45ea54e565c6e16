"""The document of an answer, which is its JSON: written, and read back with every quote compared to the article's text.

Knows the keys; knows nothing of how answers come about or are shown. A document holds ids, offsets and quotes and no
article's text: whoever reads it has the articles, and a quote that is not what the article says there is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeAlias, get_args

from index.errors import IndexMismatch, QuestionError, RagError
from index.types import Article, Chunk
from rag.answer import Answer
from rag.documents.values import read_as
from rag.types import Asked, Citation, Claim, Dropped, Passage, Query, Status, Support, Timings, Usage, Why

ArticleOf: TypeAlias = Callable[[str], Article]
"""An article by its id; raises RagError for an id that is not there."""

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
        "claims": [_claim(claim) for claim in answer.claims],
        "citations": [
            {"number": c.number, "article": _article(c.article), "start": c.start, "end": c.end, "quote": c.quote}
            for c in answer.citations
        ],
        "passages": [_passage(passage, rounded=rounded) for passage in answer.passages],
        "dropped": [asdict(one) for one in answer.dropped],
        "tally": asdict(answer.tally) if answer.tally else None,
        "missing": list(answer.missing),
        "about": list(answer.about),
        "notes": list(answer.notes),
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
        return _answer(told, _Articles(article_of))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise QuestionError(
            f"this JSON is no answer ({error!r:.200}); give the text that Answer.to_json() wrote"
        ) from error


class _Articles:
    """Articles as documents tell of them, each looked up once."""

    def __init__(self, article_of: ArticleOf) -> None:
        self._article_of = article_of
        self._known: dict[str, Article] = {}

    def told(self, facts: Mapping[str, Any]) -> Article:
        """The article of which these are the facts. Raises IndexMismatch."""
        id_ = read_as(str, facts["id"], "article.id")
        if id_ not in self._known:
            try:
                self._known[id_] = self._article_of(id_)
            except RagError as error:
                raise IndexMismatch(
                    f"the answer names the article {id_!r}, and {error}; open the index that answered"
                ) from error
        article = self._known[id_]
        if facts != _article(article):
            differing = [name for name, value in _article(article).items() if facts.get(name) != value]
            raise IndexMismatch(
                f"the answer tells of the article {id_!r} otherwise than the index ({', '.join(differing) or 'more'}); "
                "open the index that answered, or ask anew"
            )
        return article


def _answer(told: Mapping[str, Any], articles: _Articles) -> Answer:
    citations = {number: cite for cite in told["citations"] for number, cite in [_cited(cite, articles)]}
    tally = None
    if told["tally"] is not None:
        from rag.answering.listing import Tally  # 30 ms that only a count needs

        tally = read_as(Tally, told["tally"], "tally")
    usage, asked = told.get("usage"), told["asked"]
    texts: dict[str, tuple[str, ...]] = {name: _texts(told, name) for name in ("missing", "about", "notes")}
    return Answer(
        query=read_as(Query, told["query"], "query"),
        status=_one_of(Status, told["status"]),
        claims=tuple(_claimed(claim, citations) for claim in told["claims"]),
        citations=tuple(citations.values()),
        passages=tuple(_read_passage(passage, articles) for passage in told["passages"]),
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
    )


def _cited(told: Mapping[str, Any], articles: _Articles) -> tuple[int, Citation]:
    number = read_as(int, told["number"], "citation")
    return number, _quoted(number, articles.told(told["article"]), told)


def _quoted(number: int, article: Article, told: Mapping[str, Any]) -> Citation:
    start, end = (read_as(int, told[name], name) for name in ("start", "end"))
    quote = read_as(str, told["quote"], "quote")
    try:
        return Citation(number, article, start, end, quote)
    except ValueError as error:
        raise IndexMismatch(f"{error}; open the index that answered, or ask anew") from error


def _claimed(told: Mapping[str, Any], citations: Mapping[int, Citation]) -> Claim:
    cites = tuple(citations[number] for number in told["citations"])
    short = told["short"]
    return Claim(
        read_as(str, told["text"], "text"),
        cites,
        support=_one_of(Support, told["support"]),
        short=_quoted(cites[0].number, cites[0].article, short) if short is not None else None,
        why=read_as(str, told["why"], "why"),
    )


def _read_passage(told: Mapping[str, Any], articles: _Articles) -> Passage:
    article = articles.told(told["article"])
    ids, spans = told["joined"], told["joined_spans"]
    joined = tuple(_chunk(article, id_, *span) for id_, span in zip(ids, spans, strict=True))
    chunk = _chunk(article, told["chunk"], told["start"], told["end"], told["tokens"])
    return Passage(
        article, chunk, read_as(float, told["score"], "score"), read_as(Why, told["why"], "why"), joined=joined
    )


def _chunk(article: Article, id_: str, start: int, end: int, tokens: int) -> Chunk:
    article_id, _, ordinal = id_.rpartition("#")
    length = len(article.text)
    if article_id != article.id or not 0 <= read_as(int, start, "start") < read_as(int, end, "end") <= length:
        raise IndexMismatch(
            f"the chunk {id_!r} at {start}..{end} is none of the article {article.id!r} of {length} characters; "
            "open the index that answered, or ask anew"
        )
    return Chunk(article_id, int(ordinal), start, end, read_as(int, tokens, "tokens"))


def _texts(told: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(read_as(str, text, name) for text in told[name])


def _one_of(kind: Any, value: object) -> Any:
    if value not in get_args(kind):
        raise ValueError(f"{value!r} is none of {', '.join(get_args(kind))}")
    return value


def _claim(claim: Claim) -> dict[str, Any]:
    short = claim.short
    return {
        "text": claim.text,
        "support": claim.support,
        "citations": [cite.number for cite in claim.cites],
        "short": {"start": short.start, "end": short.end, "quote": short.quote} if short else None,
        "why": claim.why,
    }


def _passage(passage: Passage, *, rounded: bool) -> dict[str, Any]:
    chunk = passage.chunk
    return {
        "article": _article(passage.article),
        "chunk": chunk.id,
        "start": chunk.start,
        "end": chunk.end,
        "tokens": chunk.tokens,
        "joined": [one.id for one in passage.joined],
        "joined_spans": [[one.start, one.end, one.tokens] for one in passage.joined],
        "score": round(passage.score, 6) if rounded else passage.score,
        "why": asdict(passage.why),
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "path": article.path,
        "title": article.title,
        "title_from": article.title_from,
        "outlet": article.outlet,
        "author": article.author,
        "url": article.url,
        "language": article.language,
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from,
    }
