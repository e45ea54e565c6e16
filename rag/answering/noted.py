"""What cited sentences are noted for as news, and what is quoted beside them for it: the same for every reader.

Both sides of a note are quoted: who reads that a newer report says otherwise can press on what it says. Knows what was cited
and what else was read; knows nothing of how a reader chose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answering.contrasts import Contrast, each_once
from rag.answering.news.ages import as_of_notes, older_reports
from rag.answering.news.disagreements import disagreements
from rag.answering.news.stated import Stated


@dataclass(frozen=True, slots=True)
class Noted:
    """The notes, what stands against what in them, and which places are to be quoted as well, in that order."""

    notes: tuple[str, ...]
    contrasts: tuple[Contrast, ...]
    to_quote: tuple[Stated, ...]


def noted(question: str, cited: Sequence[Stated], others: Sequence[Stated]) -> Noted:
    """Disagreements, newer reports and the day as of which it is told. `others` are what was read and not cited."""
    found = disagreements(question, [*cited, *others])
    to_quote = _not_among(cited, (side for one in found for side in (one.older, one.newer)))
    quoted = [*cited, *to_quote]
    left = [place for place in others if not any(place is one for one in to_quote)]
    ages = older_reports(question, quoted, left)
    to_quote += _not_among(quoted, (side for one in ages for side in (one.older, one.newer)))
    contrasts = each_once([*(one.contrast for one in found), *(one.contrast for one in ages)])
    notes = [*(one.note for one in contrasts), *as_of_notes(question, [*cited, *to_quote])]
    return Noted(tuple(dict.fromkeys(notes)), contrasts, tuple(to_quote))


def _not_among(cited: Sequence[Stated], places: Iterable[Stated]) -> list[Stated]:
    """The places, each once, that no cited one holds."""
    added: list[Stated] = []
    for place in places:
        if not any(_holds(one, place) for one in (*cited, *added)):
            added.append(place)
    return added


def _holds(one: Stated, place: Stated) -> bool:
    return one.article.id == place.article.id and one.start <= place.start and place.end <= one.end
