"""A question and its answer: while it arrives, finished, refused; with marks, source cards, copies and notes.

What can be clicked carries `data-` attributes that `ui/page/page.js` reads: `data-open` names a citation, a near article
or another report ("answer 3, citation 1"). Knows nothing of sessions, nor of how articles are looked up.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rag import Answer, Article, Citation, Claim, Query
from rag.answer import NEAREST_NAMED, with_full_stop
from rag.printing import one_line, unmarked
from ui.render.beneath.actions import actions
from ui.render.beneath.contrasts import contrasted
from ui.render.beneath.explained import explained
from ui.render.beneath.next_steps import look_at_index, next_steps, quotes_alone
from ui.render.beneath.timeline import timeline
from ui.render.facts import CountedFrom, facts, in_words, listed, outlet_and_date
from ui.render.markup import escape
from ui.render.understood import set_beside, understood
from ui.render.written import being_written, nothing_supported, unsupported
from ui.scope.asked import Asked
from ui.words import counted, used

QUESTION_CHARACTERS_SHOWN = 2_000
_SCROLLING_CHARACTERS = 100
"""A shorter question is whole on every screen."""
NEAREST_SHOWN = NEAREST_NAMED
COPIES_LISTED = 20
"""A story of an agency has hundreds of reports; the count goes on."""
_COPIES_NAMED = 3
_SNIPPET_CHARACTERS = 160
Cause: TypeAlias = Literal["", "model", "index"]
"""Why a question got no answer: the model that was to write it did not, or the index cannot be opened."""
_CAUSES = {
    "model": "The model that writes the answers did not answer.",
    "index": "The index cannot be asked.",
}
_COUNT = re.compile(r"[0-9][0-9,]* \w+")
"""The number that a note begins with, and what is counted."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The other reports of a quoted article's story. `first` is the place of the first among all those of the answer."""

    number: int
    listed: tuple[Article, ...]
    first: int


def running(
    number: int, asked: Asked, stage: str, query: Query | None, claims: Sequence[Claim], *, writing: str = ""
) -> str:
    """An answer while it arrives: the claims so far, what an LLM is writing, and what is being done now."""
    body = understood(number, asked, query) if query else ""
    # A count is shown with its number first, and the number is not there yet.
    body += _claims(number, claims) if claims and query and query.task == "answer" else ""
    body += being_written(writing)
    words = f'<span class="words">{escape(one_line(stage))}</span>'
    body += f'<p class="stage" role="status"><span class="pulse" aria-hidden="true"></span>{words}</p>'
    body += '<p class="halt"><button type="button" class="act" data-stop="1">Stop</button></p>'
    return _exchange(number, asked.question, "running", body)


def answered(number: int, asked: Asked, answer: Answer, copies: Mapping[str, Copies] | None = None) -> str:
    """A finished answer with its marks, source cards and notes; or the not-found state with hints.

    `copies` are the other reports of a story, by the id of the article that is quoted. Of a count the number comes
    first, and each article once, as its card.
    """
    body = understood(number, asked, answer.query)
    notes, boxes = answer.notes, contrasted(number, answer)
    if answer.tally and notes:
        body += _headcount(notes[0])
        notes = notes[1:]
    if answer.status == "partial":
        told = "" if answer.missing else ": the articles cover only a part of this question"
        body += f'<p class="verdict">Partial answer{told}.</p>'
    if answer.found:
        body += "" if answer.tally else _claims(number, answer.claims)
        body += _missing(answer.missing) + next_steps(number, asked, answer) + "".join(boxes.values())
        body += _cards(number, answer, copies or {}, _ages(asked)) + _also_read(number, answer, _ages(asked))
    elif not answer.tally:
        body += f'<p class="verdict">{escape(answer.text)}</p>'
        body += (
            nothing_supported(answer.claims)
            + _nearest(number, answer, _ages(asked))
            + next_steps(number, asked, answer)
        )
    body += "".join(f'<p class="note">{escape(one_line(note))}</p>' for note in notes if note not in boxes)
    body += f'<p class="hint usage">{escape(used(answer.usage))}</p>' if answer.usage else ""
    body += timeline(number, answer) + actions(number, asked.question, answer) + explained(answer)
    return _exchange(number, asked.question, answer.status.replace("_", "-"), body, heard=_heard(answer))


def failed(number: int, asked: Asked, message: str, *, cause: Cause = "", stopped: bool = False) -> str:
    """A question that got no answer, and why; `cause` names what has a next step of its own."""
    what = f'<p class="what">{_CAUSES[cause]}</p>' if cause else ""
    verdict = f'{what}<p class="verdict" role="alert">{escape(_sentence(message))}</p>'
    state = "failed unreachable" if cause == "model" else "failed"
    instead = {"model": quotes_alone(number), "index": look_at_index()}.get(cause, "")
    instead = f'<p class="steps-on">{instead}</p>' if instead else ""
    body = set_beside(number, asked) + verdict + instead + actions(number, asked.question)
    return _exchange(number, asked.question, state, body, heard="Stopped" if stopped else "No answer")


def let_go(count: int, *, kept: bool = False) -> str:
    """The line above a conversation whose oldest exchanges are not shown, or no longer `kept`."""
    told = "not shown here; a saved copy has them" if kept else "let go to save memory"
    return f'<p class="hint">{counted(count, "earlier exchange")} of this conversation {told}.</p>'


def _heard(answer: Answer) -> str:
    """What a screen reader is told once the answer is there, in a few words."""
    if not answer.found and not answer.tally:
        return "Not in the articles"
    count = counted(len(answer.citations), "article" if answer.tally else "quote")
    return f"{'Answered in part' if answer.status == 'partial' else 'Answered'} with {count}"


def _exchange(number: int, question: str, state: str, body: str, *, heard: str = "") -> str:
    whole = question.strip()
    shown = whole[:QUESTION_CHARACTERS_SHOWN]
    cut = f' <span class="tag">shown in part: {len(question):,} characters</span>' if len(shown) < len(whole) else ""
    # A long one scrolls, which the keyboard can do where it can be focused.
    scrolls = ' tabindex="0"' if len(shown) > _SCROLLING_CHARACTERS else ""
    bubble = f'<p class="asked" dir="auto"{scrolls}>{escape(shown)}{cut}</p>' if shown else ""
    told = f' data-heard="{heard}"' if heard else ""
    return (
        f'<article class="exchange" id="exchange-{number}" aria-label="Question {number}">{bubble}'
        f'<div class="answer {state}"{told}>{body}</div></article>'
    )


def _headcount(note: str) -> str:
    """The note that tells a count, its number apart from the rest."""
    told = one_line(note)
    number = _COUNT.match(told)
    if number is None:
        return f'<p class="headcount">{escape(told)}</p>'
    return f'<p class="headcount"><strong>{escape(number[0])}</strong>{escape(told[number.end() :])}</p>'


def _claims(number: int, claims: Iterable[Claim]) -> str:
    parts = []
    for claim in claims:
        if claim.support == "unsupported":
            parts.append(unsupported(claim))
            continue
        marks = "".join(_mark(number, cite) for cite in claim.cites)
        short = f'<strong class="short">{escape(with_full_stop(claim.short.quote))}</strong> ' if claim.short else ""
        parts.append(f'<span class="claim">{short}{_with_marks(unmarked(claim.text), marks)}</span>')
    return f'<p class="claims" dir="auto">{" ".join(parts)}</p>'


def _missing(missing: Sequence[str]) -> str:
    """What of the question the articles leave open, apart from the notes."""
    rows = "".join(f"<li>{escape(_sentence(one_line(what)))}</li>" for what in missing)
    return f'<div class="missing"><b>Not covered:</b><ul>{rows}</ul></div>' if rows else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _with_marks(text: str, marks: str) -> str:
    """The claim and its marks; the last word keeps them from starting a line of their own."""
    head, space, last = text.rpartition(" ")
    if len(last) > 30:
        return escape(text) + marks
    return f'{escape(head + space)}<span class="together">{escape(last)}{marks}</span>'


def _mark(number: int, cite: Citation) -> str:
    told = f" · {outlet_and_date(cite.article)}" if cite.article.outlet or cite.article.published else ""
    label = escape(f"Quote {cite.number}: {one_line(cite.article.title)}{told}")
    return (
        f'<button type="button" class="mark" data-open="{number}.{cite.number}" aria-label="{label}">'
        f"[{cite.number}]</button>"
    )


def _cards(number: int, answer: Answer, copies: Mapping[str, Copies], ages: CountedFrom) -> str:
    """A card for each citation; the other reports of a story stand under the first that quotes it."""
    left = dict(copies)
    shorts = {claim.cites[0].number: claim.short for claim in answer.claims if claim.short}
    cards = "".join(
        f'<li><button type="button" class="card" data-open="{number}.{cite.number}">'
        f'<span class="mark shown" aria-hidden="true">[{cite.number}]</span>'
        f'<span class="body"><span class="headline">{escape(one_line(cite.article.title))}</span>'
        f'<span class="facts">{facts(cite.article, time_matters=_time_matters(answer.query), ages=ages)}</span>'
        f'<span class="quote" dir="auto">{_quote(cite, shorts.get(cite.number))}</span></span></button>'
        f"{_reports(number, left.pop(cite.article.id, None), ages)}</li>"
        for cite in answer.citations
    )
    return f'<ol class="cards" aria-label="Sources">{cards}</ol>'


def _also_read(number: int, answer: Answer, ages: CountedFrom) -> str:
    """The articles that were read and not quoted, folded: they are no sources."""
    if answer.tally:
        return ""
    cited = {cite.article.id for cite in answer.citations}
    reports, best = _reports_of(answer), {passage.article.id: passage for passage in reversed(answer.passages)}
    rows = [
        listed(f"{number}.near{at}", a, ages=ages, reports=reports[a.id], about=_snippet(best[a.id].text))
        for at, a in enumerate(answer.nearest)
        if a.id not in cited
    ]
    if not rows:
        return ""
    told = f"{counted(len(rows), 'other article')} read, not quoted"
    return f'<details class="copies"><summary>{told}</summary><ul class="shelf">{"".join(rows)}</ul></details>'


def _quote(cite: Citation, short: Citation | None) -> str:
    """The quote in one line, the words that answer by themselves set off."""
    if short is None:
        return escape(one_line(cite.quote))
    before, after = cite.article.text[cite.start : short.start], cite.article.text[short.end : cite.end]
    return f"{_folded(before)}<b>{escape(one_line(short.quote))}</b>{_folded(after)}"


def _folded(words: str) -> str:
    """Words beside others: a space at their ends stays."""
    return escape(one_line(f"|{words}|")[1:-1])


def _reports(number: int, copies: Copies | None, ages: CountedFrom) -> str:
    """The other reports of one story: counted and named in a line, and unfolded listed to be opened."""
    if copies is None:
        return ""
    named = "; ".join(f"<bdi>{escape(in_words(article))}</bdi>" for article in copies.listed[:_COPIES_NAMED])
    more = copies.number - min(len(copies.listed), _COPIES_NAMED)
    rows = "".join(listed(f"{number}.copy{copies.first + at}", a, ages=ages) for at, a in enumerate(copies.listed))
    unlisted = copies.number - len(copies.listed)
    rest = f'<p class="hint">and {unlisted:,} more</p>' if unlisted else ""
    return (
        f'<details class="copies"><summary>{copies.number + 1:,} reports of this story: also {named}'
        f'{f" and {more:,} more" if more else ""}</summary><ul class="shelf">{rows}</ul>{rest}</details>'
    )


def _nearest(number: int, answer: Answer, ages: CountedFrom) -> str:
    """Near articles are hints, not sources: no marks, no quotes."""
    dated, reports = _time_matters(answer.query), _reports_of(answer)
    rows = "".join(
        listed(f"{number}.near{at}", article, time_matters=dated, ages=ages, reports=reports[article.id], about=about)
        for at, (article, about) in enumerate(answer.hints)
    )
    return f'<p class="hint">Nearest articles, which may touch on it:</p><ul class="shelf">{rows}</ul>' if rows else ""


def _ages(asked: Asked) -> CountedFrom:
    return CountedFrom(asked.asked_on) if asked.as_of is None else CountedFrom(asked.as_of, stays=True)


def _reports_of(answer: Answer) -> dict[str, int]:
    """How many reports of its story there are, by the article that was read."""
    return {passage.article.id: 1 + len(passage.why.copies) for passage in answer.passages}


def _snippet(text: str) -> str:
    """The beginning of what was read, in a line."""
    return textwrap.shorten(one_line(text), _SNIPPET_CHARACTERS, placeholder="…")


def _time_matters(query: Query) -> bool:
    return query.interval is not None or query.as_of is not None
