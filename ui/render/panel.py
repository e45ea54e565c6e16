"""The panel beside the chat: an article with its quote marked, or why there is none.

Knows how an article is drawn; which stretch of it is shown, `ui.excerpt` decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag import Article, ArticleCard
from rag.printing import one_line
from ui.excerpt import Excerpt, Range, Stretch
from ui.render.facts import facts, further_facts, listed
from ui.render.markup import DOT, escape
from ui.words import on_the_web

_BACK = "← Back to the answer"


class Opened(Protocol):
    """What was clicked; its text names it in the page."""

    @property
    def exchange(self) -> int: ...


def empty_panel(shelf: Sequence[ArticleCard], total: int) -> str:
    """The panel before anything is opened: what it is for, and some articles to read."""
    rows = "".join(listed(f"0.{position}", card) for position, card in enumerate(shelf))
    more = f'<p class="hint">and {total - len(shelf):,} more</p>' if shelf and total > len(shelf) else ""
    rest = f'<p class="hint">In this index:</p><ul class="shelf">{rows}</ul>{more}' if rows else ""
    return _panel(
        '<h2 class="headline">Article</h2>',
        f'<div class="reader empty"><p>Click a number such as <span class="mark shown">[1]</span> in an answer: '
        f"the article opens here with the quote marked.</p>{rest}</div>",
    )


def article_panel(
    shown: Excerpt,
    *,
    target: Opened,
    quote_number: int | None = None,
    short: Range | None = None,
    quotes: Sequence[int] = (),
    back: str = _BACK,
    beneath: str = "",
) -> str:
    """An article with its quote marked, and in it the words of the short answer; of a very long one the part around it.

    `quotes` are the numbers of the answer's quotes: the one before and the one after can be gone to. `back` is what the
    way back is called on a narrow page, `beneath` HTML to stand under the facts.
    """
    article = shown.article
    quoted = f'<span class="badge">Quote {quote_number}</span>' if quote_number else ""
    parts = [facts(article), *further_facts(article), f"<code>{escape(one_line(article.id))}</code>"]
    told = DOT.join(part for part in parts if part)
    head = f'<h2 class="headline">{escape(one_line(article.title))}</h2><p class="facts">{quoted}{told}{_original(article)}</p>'
    head += _steps(target.exchange, quote_number, quotes)
    text, at = "", shown.start
    for stretch in shown.stretches:
        text += _stretch(stretch, (short[0] - at, short[1] - at) if short else None)
        at += len(stretch.text)
    reader = (
        f'<div class="reader" tabindex="0" role="region" aria-label="Text of the article" dir="auto" '
        f'data-shown="{escape(str(target))}" data-start="{shown.start}">{text}</div>'
    )
    return _panel(head + beneath, _window_note(shown, str(target)) + reader, back)


def _original(article: Article) -> str:
    """A link to where the article was published, where that is an address on the web. It leaves this page only when pressed."""
    if not article.url or not on_the_web(article.url):
        return ""
    return f'{DOT}<a class="original" href="{escape(article.url)}" target="_blank" rel="noopener noreferrer nofollow">Open original</a>'


def _steps(exchange: int, number: int | None, quotes: Sequence[int]) -> str:
    """Buttons to the quote before and the one after."""
    if number not in quotes or len(quotes) < 2:
        return ""
    at = quotes.index(number)
    before = _step(exchange, quotes[at - 1], "← Quote") if at else ""
    after = _step(exchange, quotes[at + 1], "Quote", " →") if at + 1 < len(quotes) else ""
    return f'<p class="hint steps">{before}{after}</p>'


def _step(exchange: int, number: int, before: str, after: str = "") -> str:
    return f'<button type="button" class="move" data-open="{exchange}.{number}">{before} {number}{after}</button>'


def changed_panel(title: str, quote: str | None) -> str:
    """Stands in for an article that is no longer in the index as the answer quoted it."""
    was = f"<p>The quote was:</p><blockquote>{escape(one_line(quote))}</blockquote>" if quote else ""
    head = f'<h2 class="headline">{escape(one_line(title))}</h2>'
    return _panel(
        head,
        f'<div class="reader empty"><p class="verdict">This article changed or left the index after the answer '
        f"was given. Ask again for an answer from the index as it is now.</p>{was}</div>",
    )


def lost_panel() -> str:
    """Stands in for a source of an exchange that is no longer kept."""
    return _panel(
        '<h2 class="headline">Article</h2>',
        '<div class="reader empty"><p class="verdict">This answer is no longer kept, so its quotes cannot be '
        "opened. Ask again.</p></div>",
    )


def _panel(head: str, body: str, back: str = _BACK) -> str:
    button = f'<button type="button" class="back" data-back="1">{back}</button>'
    return f'<section class="panel" aria-label="Article">{button}{head}{body}</section>'


def _stretch(stretch: Stretch, short: Range | None) -> str:
    """One run of text as what it is; `short`, counted from its start, is set off where the run is the quote."""
    text = escape(stretch.text)
    match stretch.role:
        case "text":
            return text
        case "quote":
            return f'<mark class="quoted">{_set_off(stretch.text, short) if short else text}</mark>'
        case "also":
            return f'<mark class="also">{text}</mark>'
        case role:
            return f'<span class="{role}">{text}</span>'


def _set_off(quote: str, short: Range) -> str:
    start, end = (min(max(0, at), len(quote)) for at in short)
    words = f"<b>{escape(quote[start:end])}</b>" if start < end else ""
    return f"{escape(quote[:start])}{words}{escape(quote[end:])}"


def _window_note(shown: Excerpt, target: str) -> str:
    if shown.whole:
        return ""
    total, size = len(shown.article.text), shown.end - shown.start
    moves = [("Earlier", max(0, shown.start - size))] if shown.start else []
    moves += [("Later", shown.end)] if shown.end < total else []
    buttons = " ".join(
        f'<button type="button" class="move" data-open="{escape(target)}" data-at="{at}">{word}</button>'
        for word, at in moves
    )
    return (
        f'<p class="hint part">A long article: characters {shown.start + 1:,} to {shown.end:,} of {total:,} '
        f"are shown. {buttons}</p>"
    )
