"""How an answer reads in a terminal: the claims with their marks, the sources, the notes, and on demand the passages.

Knows nothing of how an answer came about, nor of how lines are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rag import Answer, Article, Citation, Claim, Passage, Query
from rag.answer import NOT_FOUND, article_facts, source_line
from rag.printing import one_line
from ui.terminal.lines import FAINT, MARK, QUOTE, TITLE, WARNING, Line, Piece

SNIPPET_CHARACTERS = 100


def answer_lines(answer: Answer, *, explain: bool = False) -> Iterator[Line]:
    """The answer with `[1]` marks and its sources; for "not found" the nearest articles instead."""
    if answer.found:
        yield Line(tuple(_claim_pieces(answer.claims)))
        yield Line()
        for citation in answer.citations:
            yield from _source_lines(citation)
    else:
        yield Line(((NOT_FOUND, WARNING),))
        yield from _nearest_lines(answer.nearest[:3])
    for note in _notes(answer):
        yield Line((("Note: ", WARNING), (one_line(note), "")))
    if explain:
        yield Line()
        yield from _query_lines(answer.query)
        yield from _passage_lines(answer)


def _claim_pieces(claims: Iterable[Claim]) -> Iterator[Piece]:
    for position, claim in enumerate(claims):
        yield (" " if position else "") + one_line(claim.text), ""
        for citation in claim.cites:
            yield f" [{citation.number}]", MARK


def _source_lines(citation: Citation) -> Iterator[Line]:
    article = citation.article
    yield Line(((f"[{citation.number}] ", MARK), (one_line(article.title), TITLE)))
    yield Line(((" · ".join([*article_facts(article), one_line(article.path)]), FAINT),), indent=4)
    yield Line(((f"“{one_line(citation.quote)}”", QUOTE),), indent=4)


def _nearest_lines(articles: Iterable[Article]) -> Iterator[Line]:
    for position, article in enumerate(articles):
        if not position:
            yield Line()
            yield Line((("Nearest articles", TITLE),))
        yield Line(((source_line(article), ""),), indent=4)


def _notes(answer: Answer) -> Iterator[str]:
    if answer.status == "partial":
        yield "the articles answer only a part of the question."
    yield from answer.notes


def _query_lines(query: Query) -> Iterator[Line]:
    yield Line((("Searched for  ", TITLE), (one_line(query.standalone), "")))
    if query.interval:
        since, until = query.interval.since or "any date", query.interval.until or "today"
        yield Line((("Published     ", TITLE), (f"{since} to {until}, for “{one_line(query.interval.words)}”", "")))
    if query.as_of:
        yield Line((("Asked as of   ", TITLE), (query.as_of.isoformat(), "")))
    if query.outlets:
        yield Line((("Outlets       ", TITLE), (one_line(", ".join(query.outlets)), "")))


def _passage_lines(answer: Answer) -> Iterator[Line]:
    timings = answer.timings
    steps = (
        f"{timings.total_ms:.1f} ms: understand {timings.understand_ms:.1f}, "
        f"retrieve {timings.retrieve_ms:.1f}, read {timings.read_ms:.1f}; reranker: {timings.reranker}"
    )
    yield Line((("Confidence    ", TITLE), (f"{answer.confidence:.2f}, {answer.status.replace('_', ' ')}", "")))
    yield Line((("Time          ", TITLE), (steps, "")))
    yield Line((("Passages read ", TITLE), (str(len(answer.passages)), "")))
    for rank, passage in enumerate(answer.passages, start=1):
        yield Line(((f"{rank:>2}. ", TITLE), (f"{one_line(passage.chunk.id)} · {_why(passage)}", FAINT)))
        yield Line(((_snippet(passage.text), ""),), indent=4)


def _why(passage: Passage) -> str:
    """The passage's score and its place in each search that found it."""
    why = passage.why
    places = [f"score {passage.score:.4f}"]
    if why.dense_rank is not None:
        places.append(f"meaning #{why.dense_rank} ({why.dense_score or 0.0:.3f})")
    if why.lexical_rank is not None:
        places.append(f"words #{why.lexical_rank} ({why.lexical_score or 0.0:.2f})")
    return " · ".join(places)


def _snippet(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SNIPPET_CHARACTERS else line[: SNIPPET_CHARACTERS - 1] + "…"
