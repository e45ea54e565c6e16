"""Answers, sources and articles as HTML. The only place that makes HTML, and the one that escapes.

Knows which words and marks the page shows; knows nothing of Gradio, of sessions or of style
(`ui/page/style.css`). Every word of an article, a question or an error goes through `escape`.
What can be clicked carries `data-` attributes that `ui/page/page.js` reads: `data-open` names a
citation or a near article ("answer 3, citation 1"), `data-ask` a question to put.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Sequence

from rag import Answer, Article, ArticleCard, Citation, Claim, IndexInfo, Query
from rag.printing import one_line, visible
from ui.excerpt import Excerpt, Stretch
from ui.words import counted, day, interval, language

QUESTION_CHARACTERS_SHOWN = 2_000
NEAREST_SHOWN = 3

# Gradio hands HTML through a JavaScript template string and Handlebars: their signs are written
# as entities, so that text stays text whatever that template does with it.
_TEMPLATE_SIGNS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;", "\\": "&#92;"})
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_GUESSED = {
    "text": "found in the text",
    "file name": "taken from the file name",
    "detected": "told from the words of the text",
    "derived": "from the opening words of the text",
}
"""Why a fact is a guess: a word for each provenance that `index.types` calls guessed."""


def escape(text: str) -> str:
    """`text` as inert HTML: shows the same characters, one for one, wherever it is put."""
    shown = _LONE_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", visible(text))
    return html.escape(shown).translate(_TEMPLATE_SIGNS)


def header(info: IndexInfo) -> str:
    """Name of the page and what is indexed, in one line; files that could not be read unfold."""
    engine = f"{one_line(info.embedder)} on {one_line(info.engine)}"
    facts = [counted(info.articles, "article"), counted(info.chunks, "passage"), engine]
    facts += [f"indexed {info.created[:16].replace('T', ' ')}"] if info.created else []
    line = f'<h1>Article RAG</h1><p class="facts">{escape(" · ".join(facts))}</p>'
    if info.failures:
        rows = "".join(f"<li><b>{escape(f.path)}</b>: {escape(one_line(f.reason))}</li>" for f in info.failures[:20])
        more = f"<li>and {len(info.failures) - 20} more</li>" if len(info.failures) > 20 else ""
        unread = counted(len(info.failures), "file") + " could not be read"
        line += f'<details class="unread"><summary>{unread}</summary><ul>{rows}{more}</ul></details>'
    return f'<header class="top">{line}</header>'


def welcome(info: IndexInfo, examples: Sequence[str]) -> str:
    """What the chat shows before the first question: what to expect, and questions to start with."""
    chips = "".join(
        f'<button type="button" class="example" data-ask="{escape(question)}">{escape(one_line(question))}</button>'
        for question in examples
    )
    start = f'<p class="hint">Questions these articles answer:</p><div class="examples">{chips}</div>' if chips else ""
    return (
        f'<section class="welcome"><h2>Ask {counted(info.articles, "article")} a question</h2>'
        f"<p>Every sentence of an answer is a quote. Click its number to read it in its article.</p>{start}</section>"
    )


def running(number: int, question: str, stage: str, query: Query | None, claims: Sequence[Claim]) -> str:
    """An answer while it arrives: the claims so far and what is being done now."""
    body = _understood(query) if query else ""
    body += _claims(number, claims) if claims else ""
    words = f'<span class="words">{escape(one_line(stage))}</span>'
    body += f'<p class="stage" role="status"><span class="pulse" aria-hidden="true"></span>{words}</p>'
    return _exchange(number, question, "running", body)


def answered(number: int, question: str, answer: Answer) -> str:
    """A finished answer with its marks, source cards and notes; or the not-found state with hints."""
    body = _understood(answer.query)
    if answer.status == "partial":
        body += '<p class="verdict">Partial answer: the articles cover only a part of this question.</p>'
    if answer.found:
        body += _claims(number, answer.claims) + _cards(number, answer.citations)
    else:
        body += f'<p class="verdict">{escape(answer.text)}</p>' + _nearest(number, answer.nearest[:NEAREST_SHOWN])
    body += "".join(f'<p class="note">{escape(one_line(note))}</p>' for note in answer.notes)
    return _exchange(number, question, answer.status.replace("_", "-"), body)


def failed(number: int, question: str, message: str) -> str:
    """A question that got no answer, and why."""
    return _exchange(number, question, "failed", f'<p class="verdict" role="alert">{escape(message)}</p>')


def let_go(count: int) -> str:
    """The line above a conversation whose oldest exchanges are no longer kept."""
    return f'<p class="hint">{counted(count, "earlier exchange")} of this conversation let go to save memory.</p>'


def empty_panel(shelf: Sequence[ArticleCard], total: int) -> str:
    """The panel before anything is opened: what it is for, and some articles to read."""
    rows = "".join(_listed(f"0.{position}", card.title, _facts(card)) for position, card in enumerate(shelf))
    more = f'<p class="hint">and {total - len(shelf):,} more</p>' if shelf and total > len(shelf) else ""
    listed = f'<p class="hint">In this index:</p><ul class="shelf">{rows}</ul>{more}' if rows else ""
    return _panel(
        '<h2 class="headline">Article</h2>',
        f'<div class="reader empty"><p>Click a number such as <span class="mark shown">[1]</span> in an answer: '
        f"the article opens here with the quote marked.</p>{listed}</div>",
    )


def article_panel(shown: Excerpt, *, target: str, quote_number: int | None = None) -> str:
    """An article with its quote marked; for a very long one the part around the quote, and says so."""
    article = shown.article
    quoted = f'<span class="badge">Quote {quote_number}</span>' if quote_number else ""
    parts = [_facts(article), *_further_facts(article), f"<code>{escape(one_line(article.id))}</code>"]
    facts = " · ".join(part for part in parts if part)
    head = f'<h2 class="headline">{escape(one_line(article.title))}</h2><p class="facts">{quoted}{facts}</p>'
    text = "".join(_stretch(stretch) for stretch in shown.stretches)
    reader = (
        f'<div class="reader" tabindex="0" role="region" aria-label="Text of the article" dir="auto" '
        f'data-shown="{escape(target)}" data-start="{shown.start}">{text}</div>'
    )
    return _panel(head, _window_note(shown, target) + reader)


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


def _panel(head: str, body: str) -> str:
    back = '<button type="button" class="back" data-back="answer">← Back to the answer</button>'
    return f'<section class="panel" aria-label="Article">{back}{head}{body}</section>'


def _exchange(number: int, question: str, state: str, body: str) -> str:
    asked = question.strip()[:QUESTION_CHARACTERS_SHOWN]
    cut = (
        f' <span class="tag">shown in part: {len(question):,} characters</span>'
        if len(asked) < len(question.strip())
        else ""
    )
    bubble = f'<p class="asked" dir="auto">{escape(asked)}{cut}</p>' if asked else ""
    return (
        f'<article class="exchange" id="exchange-{number}" aria-label="Question {number}">{bubble}'
        f'<div class="answer {state}">{body}</div></article>'
    )


def _understood(query: Query) -> str:
    """The standalone wording of a follow-up, and the limits that the question itself set."""
    chips = [f"Published {interval(query.interval.since, query.interval.until)}"] if query.interval else []
    chips += [f"Outlet: {one_line(outlet)}" for outlet in query.outlets]
    line = "".join(f'<span class="chip">{escape(chip)}</span>' for chip in chips)
    worded = f'<span class="wording">Understood as: {escape(one_line(query.standalone))}</span>'
    line += worded if query.history_used else ""
    return f'<p class="understood">{line}</p>' if line else ""


def _claims(number: int, claims: Iterable[Claim]) -> str:
    parts = []
    for claim in claims:
        marks = "".join(_mark(number, cite) for cite in claim.cites)
        parts.append(f'<span class="claim">{_with_marks(one_line(claim.text), marks)}</span>')
    return f'<p class="claims" dir="auto">{" ".join(parts)}</p>'


def _with_marks(text: str, marks: str) -> str:
    """The claim and its marks; the last word keeps them from starting a line of their own."""
    head, space, last = text.rpartition(" ")
    if len(last) > 30:
        return escape(text) + marks
    return f'{escape(head + space)}<span class="together">{escape(last)}{marks}</span>'


def _mark(number: int, cite: Citation) -> str:
    label = escape(f"Quote {cite.number}: {one_line(cite.article.title)}")
    return (
        f'<button type="button" class="mark" data-open="{number}.{cite.number}" aria-label="{label}" '
        f'title="{label}">[{cite.number}]</button>'
    )


def _cards(number: int, citations: Iterable[Citation]) -> str:
    cards = "".join(
        f'<li><button type="button" class="card" data-open="{number}.{cite.number}">'
        f'<span class="mark shown" aria-hidden="true">[{cite.number}]</span>'
        f'<span class="body"><span class="headline">{escape(one_line(cite.article.title))}</span>'
        f'<span class="facts">{_facts(cite.article)}</span>'
        f'<span class="quote" dir="auto">{escape(one_line(cite.quote))}</span></span></button></li>'
        for cite in citations
    )
    return f'<ol class="cards" aria-label="Sources">{cards}</ol>'


def _nearest(number: int, articles: Sequence[Article]) -> str:
    """Near articles are hints, not sources: no marks, no quotes."""
    rows = "".join(_listed(f"{number}.near{at}", a.title, _facts(a)) for at, a in enumerate(articles))
    return f'<p class="hint">Nearest articles, which may touch on it:</p><ul class="shelf">{rows}</ul>' if rows else ""


def _listed(target: str, title: str, facts: str) -> str:
    return (
        f'<li><button type="button" class="listed" data-open="{target}">'
        f'<span class="headline">{escape(one_line(title))}</span> <span class="facts">{facts}</span></button></li>'
    )


def _facts(article: Article | ArticleCard) -> str:
    """Outlet and date; what was guessed or derived is marked as such."""
    facts = [f"<bdi>{escape(one_line(article.outlet))}</bdi>"] if article.outlet else []
    if article.published:
        facts.append(_time(article.published) + _guess("date guessed", article.published_from))
    if article.title_from == "derived":
        facts.append(_guess("headline derived", "derived").strip())
    return " · ".join(facts)


def _further_facts(article: Article) -> list[str]:
    """What only the panel has room for: author, date of the last change, language."""
    facts = [f"by <bdi>{escape(one_line(article.author))}</bdi>"] if article.author else []
    if article.updated:
        facts.append(f"updated {_time(article.updated)}" + _guess("date guessed", article.updated_from))
    if article.language:
        facts.append(escape(language(article.language)) + _guess("language guessed", article.language_from))
    return facts


def _time(date: dt.date) -> str:
    return f'<time datetime="{date.isoformat()}">{day(date)}</time>'


def _guess(words: str, came: str | None) -> str:
    """A tag with the reason, for a fact that nothing states; nothing for one that is stated."""
    why = _GUESSED.get(came or "")
    return f' <span class="tag" title="{why}">{words}</span>' if why else ""


def _stretch(stretch: Stretch) -> str:
    text = escape(stretch.text)
    match stretch.role:
        case "text":
            return text
        case "quote":
            return f'<mark class="quoted">{text}</mark>'
        case "also":
            return f'<mark class="also">{text}</mark>'
        case role:
            return f'<span class="{role}">{text}</span>'


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
