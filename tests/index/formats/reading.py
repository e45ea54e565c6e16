"""What the tests of formats share: the records of a file that is given as bytes."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import ArticleError
from index.reading.formats.kinds import records_of
from index.reading.formats.record import Draft, ReadingOptions, Record, bytes_blob

STORY = "The minister opened the bridge on Monday. It took six years to build."


def records(name: str, content: bytes | str, **columns: str) -> list[Record]:
    blob = bytes_blob(name, content.encode() if isinstance(content, str) else content)
    return list(records_of(blob, ReadingOptions(columns)))


def drafts(name: str, content: bytes | str, **columns: str) -> dict[str, Draft]:
    """The drafts by suffix; every record must be readable."""
    return {record.suffix: record.read() for record in records(name, content, **columns)}


@dataclass
class Outcome:
    texts: dict[str, str]
    errors: dict[str, str]


def outcome(name: str, content: bytes | str) -> Outcome:
    """What is read and what is refused, by suffix; the suffix of a file refused as a whole is "file"."""
    found = Outcome({}, {})
    blob = bytes_blob(name, content.encode() if isinstance(content, str) else content)
    try:
        for record in records_of(blob, ReadingOptions()):
            try:
                found.texts[record.suffix] = record.read().text
            except ArticleError as error:
                found.errors[record.suffix] = str(error)
    except ArticleError as error:
        found.errors["file"] = str(error)
    return found
