"""A draft to an article: its facts put together, its boilerplate marked, its sentences found.

Knows the order of precedence (what the format states, then the opening of the text, then guesses); knows nothing
of kinds of files.
"""

from __future__ import annotations

from pathlib import Path, PurePath

from index.errors import ArticleError
from index.reading.boilerplate import boilerplate_lines, merge
from index.reading.facts.metadata import Metadata
from index.reading.facts.opening import headline, read_metadata
from index.reading.formats.kinds import records_of
from index.reading.formats.record import Blob, Draft, ReadingOptions, file_blob
from index.reading.sentences import split_sentences
from index.types import Article, Sentence, Span


def finished(
    draft: Draft, *, article_id: str, path: str, name: str, sha256: str, sidecar: Metadata | None = None
) -> tuple[Article, tuple[Sentence, ...]]:
    """The article of a draft, and its sentences. `name` is searched for a date, `sidecar` overrides all facts.

    Raises ArticleError, naming `name`, when no sentence is left.
    """
    text = draft.text
    body_start = draft.found.labels[-1].end if draft.found.labels else 0
    opening = _moved(read_metadata(text[body_start:], PurePath(name).name), body_start)
    found = (sidecar or Metadata()).over(draft.found).over(opening)
    boilerplate = merge([*found.labels, *draft.boilerplate, *boilerplate_lines(text)])
    sentences = split_sentences(text, boilerplate)
    if not any(sentence.kind == "sentence" for sentence in sentences):
        raise ArticleError(f"{name}: no sentence is left to index; is this an article? Remove the file or add its text")
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
        language=found.language,
        language_from=found.language_from,
        published=found.published,
        published_from=found.published_from,
        updated=found.updated,
        updated_from=found.updated_from,
        boilerplate=boilerplate,
    )
    return article, sentences


def read_file(path: Path, article_id: str) -> list[tuple[Article, tuple[Sentence, ...]]]:
    """Every article of one file, in order; ids are `article_id` with each record's suffix. Raises ArticleError."""
    return read_blob(file_blob(path), article_id, path=str(path))


def read_blob(blob: Blob, article_id: str, *, path: str) -> list[tuple[Article, tuple[Sentence, ...]]]:
    """Every article of a blob, in order. Raises ArticleError for the first that cannot be read."""
    return [
        finished(record.read(), article_id=article_id + record.suffix, path=path, name=blob.name, sha256=record.sha256)
        for record in records_of(blob, ReadingOptions())
    ]


def _moved(found: Metadata, offset: int) -> Metadata:
    from dataclasses import replace

    labels = tuple(Span(span.start + offset, span.end + offset) for span in found.labels)
    return replace(found, labels=labels)
