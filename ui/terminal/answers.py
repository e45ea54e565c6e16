"""How an answer reads in a terminal: the claims with their marks, the sources, the notes, and on demand the passages.

Knows nothing of how an answer came about, nor of how lines are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rag import Answer, Article, Citation, Claim, Query
from rag.answer import NOT_COVERED, NOT_FOUND, UNSUPPORTED, article_facts, source_line, with_full_stop
from rag.printing import one_line, unmarked
from ui.terminal.lines import FAINT, MARK, QUOTE, TITLE, WARNING, Line, Piece, linked
from ui.words import UNSUPPORTED_LEAD, used
from ui.words_of_ranks import DROPPED_SHOWN, chunks_of, more_dropped, time_taken, understood_as, why_read

SNIPPET_CHARACTERS = 100
_COPIES_NAMED = 5


def answer_lines(
    answer: Answer, *, article_of: Callable[[str], Article] | None = None, explain: bool = False
) -> Iterator[Line]:
    """The answer with `[1]` marks and its sources; for "not found" the nearest articles instead.

    `article_of` gives an article by its id, to name the other reports of a story by outlet and date.
    """
    notes = [*_notes(answer)]
    if answer.tally and notes:  # of a count the number comes first, and it is the answer
        yield Line(((unmarked(notes.pop(0)), TITLE),))
        yield Line()
    if answer.found:
        yield Line(tuple(_claim_pieces(answer.claims)))
        yield Line()
        yield from _missing_lines(answer)
        copies = {passage.article.id: passage.why.copies for passage in answer.passages}
        for citation in answer.citations:
            also = [_report(copy, article_of) for copy in copies.pop(citation.article.id, ())]
            yield from _source_lines(citation, also)
    elif not answer.tally:
        yield Line(((NOT_FOUND, WARNING),))
        if answer.claims:
            yield Line(((UNSUPPORTED_LEAD, FAINT),))
            yield Line(tuple(_claim_pieces(answer.claims)), indent=4)
        yield from _nearest_lines(answer)
    for note in notes:
        yield Line((("Note: ", WARNING), (unmarked(note), "")))
    if answer.usage:
        yield Line(((used(answer.usage), FAINT),))
    if explain:
        yield Line()
        yield from _query_lines(answer.query)
        yield from _passage_lines(answer)


def answered_lines(told: str) -> Iterator[Line]:
    """Which process answered, beneath what `explain` prints."""
    yield Line((("Answered by   ", TITLE), (one_line(told), "")))


def _claim_pieces(claims: Iterable[Claim]) -> Iterator[Piece]:
    for position, claim in enumerate(claims):
        yield " " if position else "", ""
        if claim.short:
            yield with_full_stop(claim.short.quote) + " ", TITLE
        yield unmarked(claim.text), FAINT if claim.support == "unsupported" else ""
        if claim.support == "unsupported":
            reason = f": {one_line(claim.why)}" if claim.why else ""
            yield f"{UNSUPPORTED[:-1]}{reason}]", WARNING
        for citation in claim.cites:
            yield f" [{citation.number}]", MARK


def _report(article_id: str, article_of: Callable[[str], Article] | None) -> str:
    """Another report of a story: its outlet and date where they are known, else its id."""
    facts = article_facts(article_of(article_id)) if article_of else []
    return ", ".join(facts) or one_line(article_id)


def _source_lines(citation: Citation, copies: Sequence[str]) -> Iterator[Line]:
    """A source and its quote, and where else its story is reported."""
    article = citation.article
    yield Line(((f"[{citation.number}] ", MARK), (unmarked(article.title), TITLE)))
    facts = " · ".join([*article_facts(article), ""])
    yield Line(((facts, FAINT), (one_line(article.path), linked(FAINT, article.url, article.path))), indent=4)
    yield Line(((f"“{one_line(citation.quote)}”", QUOTE),), indent=4)
    if copies:
        also = "; ".join(copies[:_COPIES_NAMED])
        more = f" and {len(copies) - _COPIES_NAMED:,} more" if len(copies) > _COPIES_NAMED else ""
        yield Line(((f"{len(copies) + 1:,} reports of this story: also {also}{more}", FAINT),), indent=4)


def _missing_lines(answer: Answer) -> Iterator[Line]:
    for what in answer.missing:
        yield Line(((NOT_COVERED, WARNING), (unmarked(what), "")))
    if answer.missing:
        yield Line()


def _nearest_lines(answer: Answer) -> Iterator[Line]:
    """Near articles are hints, not sources: what each is about stands under it, without a mark."""
    for position, (article, about) in enumerate(answer.hints):
        if not position:
            yield Line()
            yield Line((("Nearest articles", TITLE),))
        yield Line(((source_line(article), ""),), indent=4)
        if about:
            yield Line(((unmarked(about), FAINT),), indent=8)


def _notes(answer: Answer) -> Iterator[str]:
    if answer.status == "partial" and not answer.missing:
        yield "the articles answer only a part of the question."
    yield from answer.notes


def _query_lines(query: Query) -> Iterator[Line]:
    yield Line((("Searched for  ", TITLE), (one_line(query.standalone), "")))
    for one in query.understood:
        yield Line(((f"{one.aspect.capitalize():<14}", TITLE), (understood_as(one), "")))


def _passage_lines(answer: Answer) -> Iterator[Line]:
    yield Line((("Confidence    ", TITLE), (f"{answer.confidence:.2f}, {answer.status.replace('_', ' ')}", "")))
    yield Line((("Time          ", TITLE), (time_taken(answer.timings), "")))
    if answer.tally:
        yield Line((("Counted in    ", TITLE), (f"all {answer.tally.scanned:,} articles that pass", "")))
        return
    yield Line((("Passages read ", TITLE), (str(len(answer.passages)), "")))
    for rank, passage in enumerate(answer.passages, start=1):
        yield Line(((f"{rank:>2}. ", TITLE), (f"{one_line(chunks_of(passage))} · {why_read(passage)}", FAINT)))
        yield Line(((_snippet(passage.text), ""),), indent=4)
    if answer.dropped:
        yield Line((("Left out      ", TITLE), ("the next ones that were found", "")))
    for one in answer.dropped[:DROPPED_SHOWN]:
        of = f" of {one.by}" if one.reason == "copy" else ""
        yield Line(((one_line(f"{one.chunk_id} · {one.reason}{of}"), FAINT),), indent=4)
    if more := more_dropped(answer):
        yield Line(((more, FAINT),), indent=4)


def _snippet(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SNIPPET_CHARACTERS else line[: SNIPPET_CHARACTERS - 1] + "…"
