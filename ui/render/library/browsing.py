"""The list of articles and the one that is read, as HTML. Knows cards, articles and excerpts; nothing of indexes."""

from __future__ import annotations

from collections.abc import Sequence

from rag import Article, ArticleCard, Found
from rag.printing import one_line
from ui.excerpt import Excerpt
from ui.library.references import reference
from ui.render.facts import facts, tag
from ui.render.markup import DOT, escape
from ui.render.panel import article_panel
from ui.words import counted, language

OUTLETS_OFFERED = 500
"""A browser shows a list of more slowly; any other outlet can be typed."""


class Shelved:
    """An article that is read by itself; its text is a reference to it, by which the page asks for another part of it."""

    exchange = 0

    def __init__(self, article_id: str) -> None:
        self._article_id = article_id

    def __str__(self) -> str:
        return reference(self._article_id)


def search_form() -> str:
    """The fields that the list is narrowed with. They are read by the page's script; nothing is sent by the form itself."""
    day = 'type="date" autocomplete="off" min="0001-01-01" max="9999-12-31"'
    return (
        '<form id="find" class="find" role="search" aria-label="Articles" onsubmit="return false">'
        '<label class="wide">Search<input type="search" name="words" maxlength="200" autocomplete="off" '
        'placeholder="Words of headline, outlet or id"></label>'
        '<label>Outlet<input type="text" name="outlet" list="outlets" maxlength="200" autocomplete="off"></label>'
        f'<label>From<input name="since" {day}></label><label>To<input name="until" {day}></label>'
        '<button type="reset" class="move">Clear</button></form>'
    )


def found(part: Found, page_articles: int, outlets: Sequence[str], *, fault: str = "", all_articles: int = 0) -> str:
    """One page of the list, with the way to the next and the one before, and the names of outlets for their field."""
    rows = "".join(_row(card) for card in part.cards)
    last = part.first + len(part.cards)
    told = f"{part.first + 1:,} to {last:,} of {counted(part.total, 'article')}" if part.total else _none(all_articles)
    wrong = f'<p class="wrong" role="alert">{escape(fault)}</p>' if fault else ""
    names = "".join(f'<option value="{escape(one_line(outlet))}"></option>' for outlet in outlets[:OUTLETS_OFFERED])
    return (
        f'{wrong}<p class="hint" role="status">{told}</p><ul class="shelf">{rows}</ul>{_pages(part, page_articles)}'
        f'<datalist id="outlets">{names}</datalist>'
    )


def article(shown: Excerpt, *, others: Sequence[Article], removable: bool, place: bool) -> str:
    """The panel with an article: its facts, its text, the other reports of its story, and the way to remove it; with `place` its path."""
    one = shown.article
    reports = "".join(_report(other) for other in others)
    story = (
        f'<details class="copies"><summary>{counted(len(others), "other report")} of this story</summary>'
        f'<ul class="shelf">{reports}</ul></details>'
        if others
        else ""
    )
    remove = (
        f'<button type="button" class="move" data-remove="{reference(one.id)}">Remove from the index</button>'
        if removable
        else ""
    )
    came = f'<p class="hint"><code class="path">{escape(one_line(one.path))}</code></p>' if place else ""
    beneath = f'<div class="beneath">{story}{came}{remove}</div>' if story or came or remove else ""
    return article_panel(shown, target=Shelved(one.id), back="← Back to the list", beneath=beneath)


def nothing_read() -> str:
    """The panel before an article was pressed."""
    return _panel("<p>Press an article to read it here, with what is known of it.</p>")


def gone() -> str:
    """The panel for an article that the index does not have (any more)."""
    return _panel('<p class="verdict">This article is no longer in the index. Search again for what is there now.</p>')


def _panel(body: str) -> str:
    head = '<h2 class="headline">Article</h2>'
    return f'<section class="panel" aria-label="Article">{head}<div class="reader empty">{body}</div></section>'


def _row(card: ArticleCard) -> str:
    told = [" ".join(filter(None, (facts(card), "" if card.published else tag("no date"))))]
    told += [escape(language(card.language))] if card.language else []
    told += [counted(card.reports, "report") + " of the story"] if card.reports > 1 else []
    return (
        f'<li><button type="button" class="listed" data-read="{reference(card.id)}">'
        f'<span class="headline" dir="auto">{escape(one_line(card.title))}</span> '
        f'<span class="facts">{DOT.join(part for part in told if part)}</span></button></li>'
    )


def _report(one: Article) -> str:
    return (
        f'<li><button type="button" class="listed" data-read="{reference(one.id)}">'
        f'<span class="headline" dir="auto">{escape(one_line(one.title))}</span> <span class="facts">{facts(one)}</span></button></li>'
    )


def _none(all_articles: int) -> str:
    return (
        "No article passes. Try fewer words, or clear the search." if all_articles else "The index holds no articles."
    )


def _pages(part: Found, page_articles: int) -> str:
    page, pages = part.first // page_articles, -(-part.total // page_articles)
    if pages < 2:
        return ""
    before = f'<button type="button" class="move" data-page="{page - 1}">← Newer</button>' if page else ""
    after = f'<button type="button" class="move" data-page="{page + 1}">Older →</button>' if page + 1 < pages else ""
    return f'<nav class="pages" aria-label="Pages of the list">{before}<span class="hint">Page {page + 1:,} of {pages:,}</span>{after}</nav>'
