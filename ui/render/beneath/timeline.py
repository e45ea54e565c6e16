"""The evidence of an answer along a line of time, where it is of more than one day: a small picture, and the same as text.

Knows days and places on a line; the picture says nothing that the text does not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rag import Answer, Article
from rag.printing import one_line
from ui.render.markup import escape
from ui.words import GUESSED, day

_WIDTH, _HEIGHT, _MARGIN = 600, 46, 14
_LINE, _CITED, _READ = 18, 6, 4


@dataclass(frozen=True, slots=True)
class _Day:
    """The articles of one day that an answer rests on; cited when one of them is quoted, guessed when the day of each is."""

    date: dt.date
    articles: tuple[Article, ...]
    cited: bool
    guessed: bool

    @property
    def looks(self) -> str:
        """How its dot looks."""
        return ("cited" if self.cited else "read") + (" guessed" if self.guessed else "")


def timeline(number: int, answer: Answer) -> str:
    """Nothing where the evidence is of one day, or its days are not known."""
    days = _days(answer)
    if len(days) < 2 or not any(one.cited for one in days):
        return ""
    first, last = days[0].date, days[-1].date
    places = [_MARGIN + (_WIDTH - 2 * _MARGIN) * (one.date - first).days / (last - first).days for one in days]
    dots = "".join(
        f'<circle cx="{place:.1f}" cy="{_LINE}" r="{_CITED if one.cited else _READ}" class="{one.looks}"></circle>'
        for one, place in zip(days, places, strict=True)
    )
    ends = (
        f'<text x="{_MARGIN - 8}" y="{_HEIGHT - 4}">{day(first)}</text>'
        f'<text x="{_WIDTH - _MARGIN + 8}" y="{_HEIGHT - 4}" text-anchor="end">{day(last)}</text>'
    )
    guessed = any(one.guessed for one in days)
    legend = '<figcaption class="hint">A dashed dot: its day is guessed.</figcaption>' if guessed else ""
    rows = "".join(f"<li><b>{day(one.date)}</b> {_named(one)}</li>" for one in days)
    return (
        f'<figure class="timeline"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="Evidence of answer {number} from {day(first)} to {day(last)}">'
        f'<line x1="{_MARGIN}" x2="{_WIDTH - _MARGIN}" y1="{_LINE}" y2="{_LINE}"></line>{dots}{ends}</svg>{legend}'
        f"<details><summary>Evidence by day</summary><ol>{rows}</ol></details></figure>"
    )


def _days(answer: Answer) -> list[_Day]:
    cited = {cite.article.id for cite in answer.citations}
    of: dict[dt.date, list[Article]] = {}
    # A count or a list reads no passages; it rests on what it quotes.
    articles = {article.id: article for article in (*answer.nearest, *(cite.article for cite in answer.citations))}
    for article in articles.values():
        if article.published:
            of.setdefault(article.published, []).append(article)
    return [
        _Day(
            date,
            tuple(those),
            cited=any(article.id in cited for article in those),
            guessed=all(article.published_is_guessed for article in those),
        )
        for date, those in sorted(of.items())
    ]


def _named(one: _Day) -> str:
    told = "; ".join(
        f"<bdi>{escape(one_line(article.title))}</bdi>"
        + (f" (<bdi>{escape(one_line(article.outlet))}</bdi>)" if article.outlet else "")
        + (f" (date guessed, {GUESSED[article.published_from or '']})" if article.published_is_guessed else "")
        for article in one.articles
    )
    return told if one.cited else f"{told} (read, not quoted)"
