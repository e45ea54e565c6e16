"""A draft to an article: its facts put together, its boilerplate marked, its sentences found.

Knows the order of precedence (what the format states, then the opening of the text, then guesses); knows nothing
of kinds of files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from index.errors import ArticleError
from index.reading.boilerplate import boilerplate_lines, merge
from index.reading.facts.metadata import Metadata
from index.reading.facts.opening import headline, read_metadata
from index.reading.formats.kinds import records_of
from index.reading.formats.record import Blob, Draft, ReadingOptions
from index.reading.language import detect_language, language_code
from index.reading.sentences import split_sentences
from index.reading.steering import steering_lines
from index.types import Article, Provenance, Sentence, Span


def finished(
    draft: Draft,
    *,
    article_id: str,
    path: str,
    name: str,
    sha256: str,
    sidecar: Metadata | None = None,
    today: dt.date | None = None,
) -> tuple[Article, tuple[Sentence, ...]]:
    """The article of a draft, and its sentences. `name` is searched for a date, `sidecar` overrides all facts.

    A date that is only guessed is not later than `today`. Raises ArticleError, naming `name`, when no sentence is left.
    """
    text = draft.text
    body_start = draft.found.labels[-1].end if draft.found.labels else 0
    opening = read_metadata(text[body_start:], PurePath(name).name, url=draft.found.url, today=today)
    found = (sidecar or Metadata()).over(draft.found).over(_moved(opening, body_start))
    boilerplate = merge([*found.labels, *draft.boilerplate, *boilerplate_lines(text), *steering_lines(text)])
    sentences = split_sentences(text, boilerplate)
    if not any(sentence.kind == "sentence" for sentence in sentences):
        raise ArticleError(f"{name}: no sentence is left to index; is this an article? Remove the file or add its text")
    language, language_from = _language(found, text, sentences)
    derived, derived_from = headline(text, sentences)
    article = Article(
        id=article_id,
        path=path,
        text=text,
        sha256=sha256,
        title=found.title or derived,
        title_from=found.title_from or derived_from,
        outlet=found.outlet,
        outlet_from=found.outlet_from,
        author=found.author,
        author_from=found.author_from,
        url=found.url,
        url_from=found.url_from,
        language=language,
        language_from=language_from,
        published=found.published,
        published_from=found.published_from,
        updated=found.updated,
        updated_from=found.updated_from,
        boilerplate=boilerplate,
    )
    return article, sentences


def read_blob(blob: Blob, article_id: str, *, path: str) -> list[tuple[Article, tuple[Sentence, ...]]]:
    """Every article of a blob, in order. Raises ArticleError for the first that cannot be read."""
    return [
        finished(record.read(), article_id=article_id + record.suffix, path=path, name=blob.name, sha256=record.sha256)
        for record in records_of(blob, ReadingOptions())
    ]


def _language(found: Metadata, text: str, sentences: Sequence[Sentence]) -> tuple[str | None, Provenance | None]:
    """The code of the stated language, or else of the story's own: furniture and headings may be in another."""
    if found.language and (code := language_code(found.language)):
        return code, found.language_from
    first = next(sentence.start for sentence in sentences if sentence.kind == "sentence")
    code = detect_language(text[first:])
    return code, "detected" if code else None


def _moved(found: Metadata, offset: int) -> Metadata:

    labels = tuple(Span(span.start + offset, span.end + offset) for span in found.labels)
    return replace(found, labels=labels)
