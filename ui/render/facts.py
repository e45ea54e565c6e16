"""What is said of an article in one line: headline, outlet, date; what was guessed or is missing is marked.

Knows articles and the words for their facts; knows nothing of answers or panels.
"""

from __future__ import annotations

import datetime as dt

from rag import Article, ArticleCard
from rag.printing import one_line
from ui.render.markup import escape
from ui.words import GUESSED, age, day, language

_NO_DATE = ' <span class="tag" title="It may be of another time than asked for">no date</span>'


def facts(article: Article | ArticleCard, *, time_matters: bool = False, today: dt.date | None = None) -> str:
    """Outlet, date and, with `today`, its age; what was guessed or derived is marked as such, and where time matters a missing date."""
    told = [f"<bdi>{escape(one_line(article.outlet))}</bdi>"] if article.outlet else []
    if article.published:
        old = age(article.published, today) if today else ""
        told.append(_time(article.published) + _guess("date guessed", article.published_from))
        told += [old] if old else []
    elif time_matters:
        told.append(_NO_DATE.strip())
    if article.title_from == "derived":
        told.append(_guess("headline derived", "derived").strip())
    return " · ".join(told)


def further_facts(article: Article) -> list[str]:
    """What only the panel has room for: author, date of the last change, language."""
    told = [f"by <bdi>{escape(one_line(article.author))}</bdi>"] if article.author else []
    if article.updated:
        told.append(f"updated {_time(article.updated)}" + _guess("date guessed", article.updated_from))
    if article.language:
        told.append(escape(language(article.language)) + _guess("language guessed", article.language_from))
    return told


def listed(target: str, article: Article | ArticleCard, *, time_matters: bool = False, about: str = "") -> str:
    """An article as a row of a list, perhaps with what it is about; a click opens `target`."""
    hint = f' <span class="about" dir="auto">{escape(one_line(about))}</span>' if about else ""
    return (
        f'<li><button type="button" class="listed" data-open="{target}">'
        f'<span class="headline">{escape(one_line(article.title))}</span> '
        f'<span class="facts">{facts(article, time_matters=time_matters)}</span>{hint}</button></li>'
    )


def in_words(article: Article) -> str:
    """Outlet and date as plain text for the middle of a sentence: "Reuters, 4 May 2024"; without both the headline."""
    return outlet_and_date(article) or f"“{one_line(article.title)}”"


def outlet_and_date(article: Article | ArticleCard) -> str:
    """What is known of both, as plain text; "" where neither is."""
    told = [one_line(article.outlet)] if article.outlet else []
    guessed = " (date guessed)" if article.published_is_guessed else ""
    told += [day(article.published) + guessed] if article.published else []
    return ", ".join(told)


def _time(date: dt.date) -> str:
    return f'<time datetime="{date.isoformat()}">{day(date)}</time>'


def _guess(words: str, came: str | None) -> str:
    """A tag with the reason, for a fact that nothing states; nothing for one that is stated."""
    why = GUESSED.get(came or "")
    return f' <span class="tag" title="{why}">{words}</span>' if why else ""
