"""What the page does when something is used: a question put, asked again, taken back; a source opened; a verdict given.

What a browser sends is read with care: it may be anything. Knows conversations and the pipeline; knows nothing of Gradio.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rag import ArticleCard, QuestionError, RagError
from rag.feedback.store import VERDICTS, FeedbackStore
from ui import render
from ui.asks import Asks
from ui.discretion import told_of
from ui.excerpt import excerpt
from ui.scope.asked import Asked, Change
from ui.scope.fields import Fields
from ui.talk.answering import converse, refuse
from ui.talk.conversation import Conversation, Source, Target
from ui.words import LONGEST_SENT, sendable, too_fast

_TAKEN_BACK, _KEPT = "Your verdict was taken back.", "Kept: "
KEPT = (_TAKEN_BACK, _KEPT)
"""How it begins to be told that a verdict is as it was pressed."""


def sent_with(event: Any) -> dict[str, object]:
    """What the browser sent with an event: its own words, to be read with care."""
    return event._data if isinstance(event._data, dict) else {}  # noqa: SLF001 - Gradio has no other way to all of it


def asked(
    pipeline: Asks,
    talk: Conversation,
    question: str,
    fields: Fields,
    *,
    sent: dict[str, object],
    wait: float,
    places: bool = True,
) -> Iterator[Conversation]:
    """Put a question, or one of the conversation again; whoever has to `wait` so many seconds is told to.

    Here as below, without `places` no error names anything of the machine that serves.
    """
    if wait > 0:
        yield refuse(talk, Asked(question), too_fast(wait))
    elif "again" in sent:
        yield from again(pipeline, talk, sent, places=places)
    else:
        yield from put(pipeline, talk, question, fields, places=places)


def put(
    pipeline: Asks, talk: Conversation, question: str, fields: Fields, *, places: bool = True
) -> Iterator[Conversation]:
    """Ask within the scope as it is filled in; one that cannot be read is told instead of left out."""
    try:
        as_of, scope = fields.read()
    except QuestionError as error:
        yield refuse(talk, Asked(question), f"{error}. It is in the scope above the question.")
        return
    try:
        for article_id in scope.article_ids or ():
            pipeline.search_index.article(article_id)
    except RagError as error:
        gone = f"there is no article {article_id!r} in the index" if type(error) is RagError and not places else ""
        told = gone or told_of(error, places=places)
        yield refuse(talk, Asked(question), f"{told}. It is named in the scope above the question.")
        return
    yield from converse(pipeline, talk, Asked(question, as_of, scope), places=places)


def again(
    pipeline: Asks, talk: Conversation, sent: dict[str, object], *, places: bool = True
) -> Iterator[Conversation]:
    """Ask a question of the conversation again, changed by a press on one of its chips or by another wording."""
    change = Change.parse(sent)
    asked = talk.again(change) if change else None
    if asked:
        yield from converse(pipeline, talk, asked, places=places)


def opened(pipeline: Asks, shelf: tuple[ArticleCard, ...], talk: Conversation, words: str, at: str) -> str:
    """The panel for what was clicked: an article of the shelf, or a source of an answer."""
    target = Target.parse(words)
    if target is None:
        return render.empty_panel(shelf, len(shelf))
    start = int(at) if at.isdecimal() and len(at) < 12 else None
    if target.exchange == 0:
        card = shelf[target.item] if target.item < len(shelf) else None
        return _article(pipeline, Source(card.id, None, card.title), (), target, start) if card else render.lost_panel()
    found = talk.find(target)
    return _article(pipeline, *found, target, start) if found else render.lost_panel()


def _article(pipeline: Asks, source: Source, all_sources: tuple[Source, ...], target: Target, at: int | None) -> str:
    """The article of `source` with its quote marked, and the answer's other quotes in it lighter."""
    try:
        article = pipeline.search_index.article(source.article_id)
    except RagError:
        return render.changed_panel(source.title, source.quote)
    if source.sha256 is not None and article.sha256 != source.sha256:
        return render.changed_panel(source.title, source.quote)
    also = [s.span for s in all_sources if s.span and s.article_id == source.article_id]
    sentences = pipeline.search_index.sentences(source.article_id)
    headings = [(sentence.start, sentence.end) for sentence in sentences if sentence.kind == "heading"]
    shown = excerpt(article, quote=source.span, also=also, headings=headings, at=at)
    numbers = [s.number for s in all_sources if s.number is not None]
    return render.article_panel(shown, target=target, quote_number=source.number, short=source.short, quotes=numbers)


def judged(store: FeedbackStore, talk: Conversation, sent: dict[str, object], *, places: bool = True) -> str:
    """Keep the verdict that was pressed, or take it back; what came of it, in words."""
    number, words, remark = sent.get("of"), sent.get("verdict"), sent.get("remark")
    exchange = (
        talk.exchange(int(number)) if isinstance(number, str) and number.isdecimal() and len(number) < 7 else None
    )
    verdict = next((one for one in VERDICTS if one == words), None)
    if exchange is None or not exchange.packed or (verdict is None and words != ""):
        return "This answer is no longer kept, so nothing can be said of it."
    try:
        if verdict is None:
            store.take_back(exchange.key)
            return _TAKEN_BACK
        store.add(
            exchange.key, exchange.document, verdict, sendable(remark, LONGEST_SENT) if isinstance(remark, str) else ""
        )
    except RagError as error:
        return f"Your verdict could not be kept: {told_of(error, places=places)}"
    return f"{_KEPT}{verdict}. Whoever runs this page can read it with `rag feedback list`."
