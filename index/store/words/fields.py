"""What the word index keeps of a chunk, and what a filter asks of it. Reads and writes nothing.

English stemming; a chunk's `length` counts its words as they are indexed, its `place` names it in one number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    import tantivy

    from index.types import Filter

_LARGEST_DAY = 99999999
_ORDINAL_BITS = 32


def schema() -> tantivy.Schema:
    """The fields of one chunk."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("article_row", indexed=True)
    builder.add_unsigned_field("place", fast=True, indexed=True)
    builder.add_unsigned_field("length", fast=True)
    builder.add_text_field("words", tokenizer_name="en_stem", index_option="freq")
    builder.add_text_field("outlet", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("published", fast=True)
    return builder.build()


def analyzer() -> tantivy.TextAnalyzer:
    """What cuts a text into words as tantivy's tokenizer "en_stem" does."""
    import tantivy

    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("English"))
        .build()
    )


def place_number(article_row: int, ordinal: int) -> int:
    """A chunk's place as one number."""
    return article_row << _ORDINAL_BITS | ordinal


def place_of(number: int) -> tuple[int, int]:
    """(article row, ordinal) of a place's number."""
    return number >> _ORDINAL_BITS, number & ((1 << _ORDINAL_BITS) - 1)


def day_number(day: dt.date | None) -> int:
    """A date as 20240326; 0 for none."""
    return day.year * 10000 + day.month * 100 + day.day if day else 0


def clauses_of(fields: tantivy.Schema, restriction: Filter) -> list[tantivy.Query]:
    """Clauses that decide and never score. Of `restriction` the outlets and the interval count."""
    import tantivy

    query, clauses = tantivy.Query, []
    if restriction.outlets is not None:
        clauses.append(query.term_set_query(fields, "outlet", list(restriction.outlets)))
    if restriction.since or restriction.until:
        lowest = day_number(restriction.since) if restriction.since else 1
        highest = day_number(restriction.until) if restriction.until else _LARGEST_DAY
        unsigned = tantivy.FieldType.Unsigned
        interval = query.range_query(fields, "published", unsigned, lowest, highest)
        if restriction.undated:
            undated = query.range_query(fields, "published", unsigned, 0, 0)
            either = [(tantivy.Occur.Should, interval), (tantivy.Occur.Should, undated)]
            interval = query.boolean_query(either)
        clauses.append(interval)
    return [query.const_score_query(clause, 0.0) for clause in clauses]


def either(queries: list[tantivy.Query]) -> tantivy.Query:
    """What any of them finds; scores add up."""
    import tantivy

    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def all_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """What every one of them finds; scores add up."""
    import tantivy

    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
