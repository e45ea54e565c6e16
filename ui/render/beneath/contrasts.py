"""Where reports say otherwise: both sides with who says it and when, and what can be asked next.

Carries `data-` attributes that `ui/page/page.js` reads. Knows an answer; knows nothing of how its contrasts were found.
"""

from __future__ import annotations

from collections.abc import Iterator

from rag import Answer, Article
from rag.answering.contrasts import Contrast, Side
from rag.printing import one_line
from ui.render.beneath.next_steps import step
from ui.render.facts import facts, in_words
from ui.render.markup import escape
from ui.words import day

_TOLD = {
    "disagreement": "The articles disagree",
    "older report": "A newer report says otherwise",
}


def contrasted(number: int, answer: Answer) -> dict[str, str]:
    """A box for each contrast of an answer, by the note that tells of it; "" for one that another box tells as well."""
    held = {article.id: article for article in answer.nearest}
    shown: set[frozenset[str]] = set()
    boxes: dict[str, str] = {}
    for one in answer.contrasts:
        pair = frozenset({one.older.article_id, one.newer.article_id})
        if pair <= held.keys():
            boxes[one.note] = "" if pair in shown else _box(number, answer, one, held)
            shown.add(pair)
    return boxes


def _box(number: int, answer: Answer, contrast: Contrast, held: dict[str, Article]) -> str:
    older, newer = held[contrast.older.article_id], held[contrast.newer.article_id]
    sides = "".join(_side(number, answer, side, held[side.article_id]) for side in (contrast.older, contrast.newer))
    steps = "".join([*_since(number, older, newer), *_only(number, older, newer)])
    kind = contrast.kind.replace(" ", "-")
    told = _TOLD[contrast.kind]
    return (
        f'<section class="contrast {kind}" aria-label="{told}"><p class="what">{told}</p><ul class="sides">{sides}</ul>'
        f'{f"""<p class="steps-on">{steps}</p>""" if steps else ""}</section>'
    )


def _side(number: int, answer: Answer, side: Side, article: Article) -> str:
    """What one of them says; a press opens it, at its quote where it is quoted."""
    cites = [cite for cite in answer.citations if cite.article.id == article.id]
    saying = [cite for cite in cites if side.said.casefold() in cite.quote.casefold()]
    told = escape(one_line(side.said))
    if cites:
        at = (saying or cites)[0].number
        opens, quoted = f"{number}.{at}", f'<span class="mark shown" aria-hidden="true">[{at}]</span>'
    else:
        at = next(place for place, near in enumerate(answer.nearest) if near.id == article.id)
        opens, quoted = f"{number}.near{at}", '<span class="tag">read, not quoted</span>'
    who = facts(article) or f"“{escape(one_line(article.title))}”"
    return (
        f'<li><button type="button" class="side" data-open="{opens}"><b dir="auto">{told}</b> '
        f'<span class="facts">{who}</span> {quoted}</button></li>'
    )


def _since(number: int, older: Article, newer: Article) -> Iterator[str]:
    if older.published and newer.published and older.published < newer.published and not newer.published_is_guessed:
        yield step(number, f"Ask from {day(newer.published)} on", since=newer.published.isoformat())


def _only(number: int, older: Article, newer: Article) -> Iterator[str]:
    if older.outlet and newer.outlet and older.outlet != newer.outlet:
        for article in (older, newer):
            yield step(number, f"Ask only {one_line(article.outlet or in_words(article))}", only=article.outlet or "")
