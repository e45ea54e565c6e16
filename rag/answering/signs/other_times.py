"""Figures and deeds of another time: what a question asks of November is not answered by October's.

Knows months and years as words name them; knows nothing of when an article was published but what is told beside it. Pure, English.
"""

from __future__ import annotations

import calendar
import re

_MONTH = re.compile(
    rf"\b(?:{'|'.join(calendar.month_name[1:])})\b|\b(?:{'|'.join(calendar.month_abbr[1:])})\b\.?(?=\s\d)"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ASKS_FOR_REASONS = re.compile(
    r"\s*(?:why|how(?! (?:many|much|old|tall|big|large|far|long|often|high)\b))\b", re.IGNORECASE
)
"""Reasons and ways may lie in any time before."""
_TOLD_FROM_ITS_DAY = re.compile(r"\b(?:last|this|past) (?:month|quarter|year|week)\b", re.IGNORECASE)
"""What a sentence tells of the month just past stands beside what it compares that with."""


def is_of_another_time(text: str, nearby: str, question: str) -> bool:
    """True when the question names a month or a year, and the sentence `text` only other ones.

    `nearby` is the passage with its headline and date: a year that stands there is that of all its sentences.
    """
    if _ASKS_FOR_REASONS.match(question) or _TOLD_FROM_ITS_DAY.search(text):
        return False
    months, years = _months(question), set(_YEAR.findall(question))
    told_months, told_years = _months(text), set(_YEAR.findall(text))
    if months and told_months:
        return months.isdisjoint(told_months)
    return bool(years and told_years) and years.isdisjoint({*told_years, *_YEAR.findall(nearby)})


def _months(text: str) -> set[str]:
    return {found[:3] for found in _MONTH.findall(text)}
