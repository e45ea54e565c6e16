"""What is said of an article in one line: headline, outlet, date; what was guessed or is missing is marked.

Knows articles and the words for their facts; knows nothing of answers or panels.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rag import Article, ArticleCard
from rag.printing import one_line
from ui.render.markup import DOT, escape
from ui.words import GUESSED, age, age_then, counted, day, language

_NO_DATE = "no date, so perhaps of another time"
_DERIVED = "headline from the opening words"
_AGE = re.compile(r'<time class="age" datetime="([0-9]{4}-[0-9]{2}-[0-9]{2})">[^<]*</time>')
_WORDS_OF_AGE = re.compile(
    r'(<time datetime="([0-9]{4}-[0-9]{2}-[0-9]{2})">[^<]*</time>(?: <span class="tag"[^>]*>[^<]*</span>)? · )'
    r"(?:today|yesterday|[0-9,]+ (?:day|week|month|year)s? ago)(?= ·|</span>)"
)
"""As exchanges of earlier versions are kept: a day, perhaps guessed, and its age in words alone."""


@dataclass(frozen=True, slots=True)
class CountedFrom:
    """The day that ages count from: the day on which it is read, or one that was set, which stays."""

    day: dt.date
    stays: bool = False


def facts(article: Article | ArticleCard, *, time_matters: bool = False, ages: CountedFrom | None = None) -> str:
    """Outlet, date and, with `ages`, its age; what was guessed or derived is marked as such, and where time matters a missing date."""
    told = [f"<bdi>{escape(one_line(article.outlet))}</bdi>"] if article.outlet else []
    if article.published:
        told.append(_time(article.published) + _guess("date guessed", article.published_from))
        told += [old] if ages and (old := _age(article.published, ages)) else []
    tags = [tag(_NO_DATE)] if time_matters and not article.published else []
    tags += [tag(_DERIVED)] if article.title_from == "derived" else []
    # A tag has its border: a dot before it would be left alone where the tag goes to the next line.
    return f"{DOT.join(told)} {' '.join(tags)}".strip()


def further_facts(article: Article) -> list[str]:
    """What only the panel has room for: author, date of the last change, language."""
    told = [f"by <bdi>{escape(one_line(article.author))}</bdi>"] if article.author else []
    if article.updated:
        told.append(f"updated {_time(article.updated)}" + _guess("date guessed", article.updated_from))
    if article.language:
        told.append(escape(language(article.language)) + _guess("language guessed", article.language_from))
    return told


def aged(markup: str, today: dt.date, *, stays: bool = False) -> str:
    """What was drawn on an earlier day, its ages told of today; they stay where they count from a day that was set."""
    if stays:
        return markup
    markup = _AGE.sub(lambda found: _aging(dt.date.fromisoformat(found[1]), today), markup)
    return _WORDS_OF_AGE.sub(lambda found: found[1] + _aging(dt.date.fromisoformat(found[2]), today), markup)


def listed(
    target: str,
    article: Article | ArticleCard,
    *,
    time_matters: bool = False,
    ages: CountedFrom | None = None,
    reports: int = 1,
    about: str = "",
) -> str:
    """An article as a row of a list, perhaps with its age, how many reports of its story there are, and what it is about; a
    click opens `target`.
    """
    told = [facts(article, time_matters=time_matters, ages=ages)]
    told += [f"{counted(reports, 'report')} of the story"] if reports > 1 else []
    hint = f' <span class="about" dir="auto">{escape(one_line(about))}</span>' if about else ""
    return (
        f'<li><button type="button" class="listed" data-open="{target}">'
        f'<span class="headline">{escape(one_line(article.title))}</span> '
        f'<span class="facts">{DOT.join(filter(None, told))}</span>{hint}</button></li>'
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


def tag(words: str) -> str:
    """A few words in a frame."""
    return f'<span class="tag">{words}</span>'


def _time(date: dt.date) -> str:
    return f'<time datetime="{date.isoformat()}">{day(date)}</time>'


def _age(date: dt.date, ages: CountedFrom) -> str:
    return age_then(date, ages.day) if ages.stays else _aging(date, ages.day)


def _aging(date: dt.date, today: dt.date) -> str:
    """An age with the day that it is of, for `aged`."""
    old = age(date, today)
    return f'<time class="age" datetime="{date.isoformat()}">{old}</time>' if old else ""


def _guess(what: str, came: str | None) -> str:
    """A tag that says from what a fact was guessed, in words: a tooltip is not for the keyboard, nor on a phone. Nothing for one
    that is stated.
    """
    why = GUESSED.get(came or "")
    return " " + tag(f"{what}, {why}") if why else ""
