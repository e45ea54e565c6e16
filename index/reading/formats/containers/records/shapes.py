"""Where the articles lie in a JSON value.

Knows the shapes in which programs and services write many records: a list, a list under a usual key, an object by id,
columns. Knows nothing of what is in an article: `Columns` is asked. Decision: an object of objects or of lists is taken
for a table only when all of it has that shape, and a list only under a key that usually holds one; anything else is
refused, so that a program's settings do not become articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from index.reading.formats.containers.records.columns import Columns

_LISTS = (
    *("articles", "items", "data", "docs", "documents", "results", "entries", "records", "rows", "news", "stories"),
    *("posts", "hits", "response", "feed", "content", "@graph", "children", "db"),
)
"""Keys under which lists of articles lie: of NewsAPI, JSON Feed, Solr, the Guardian, Elasticsearch (hits.hits),
schema.org (@graph), Reddit (data.children), Ghost (db.data.posts)."""

_DEEPEST = 5
"""Objects and lists around the articles; Ghost's export has five, Elasticsearch's and the New York Times' two."""


def articles_in(value: object, columns: Columns, depth: int = 0) -> list[object] | None:
    """The records of a value that holds at least one article; None when there is none."""
    if isinstance(value, list):
        rows = [row for row in value if isinstance(row, Mapping)]
        if any(columns.is_article(row, row=True) for row in rows):
            return value
        # A list of one object around the list, as some exports write it.
        return articles_in(rows[0], columns, depth + 1) if len(value) == len(rows) == 1 and depth < _DEEPEST else None
    if not isinstance(value, Mapping) or depth > _DEEPEST:
        return None
    keys = {key.lower(): key for key in value}
    for key in (keys[key] for key in _LISTS if key in keys):
        inner = value[key]
        # The Guardian puts the one article that was asked for where others put a list.
        if isinstance(inner, Mapping) and columns.is_article(inner, row=False):
            return [inner]
        if (found := articles_in(inner, columns, depth + 1)) is not None:
            return found
    tables = (list[object](rows) for rows in _tables(value) if any(columns.is_article(row, row=True) for row in rows))
    return next(tables, None)


def is_columns(value: Mapping[str, object]) -> bool:
    """True for an object of lists of one length, two or more of each: columns of a table, and no article."""
    lengths = {len(column) if isinstance(column, list) else 0 for column in value.values()}
    return len(value) > 1 and len(lengths) == 1 and lengths.pop() > 1


def _tables(value: Mapping[str, object]) -> Iterator[list[dict[str, object]]]:
    """The records of a table that is written as one object, in each way that it may be read."""
    inner = list(value.values())
    if is_columns(value):
        lists = [column for column in inner if isinstance(column, list)]
        yield [dict(zip(value, row, strict=True)) for row in zip(*lists, strict=True)]
    names, rows = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(rows, list):
        # pandas, orient="split".
        named = [str(name) for name in names]
        yield [dict(zip(named, row, strict=False)) for row in rows if isinstance(row, list)]
    objects = [member for member in inner if isinstance(member, Mapping)]
    if objects and len(objects) == len(inner):
        yield [{"id": key} | dict(member) for key, member in zip(value, objects, strict=True)]
        if len({tuple(member) for member in objects}) == 1:
            # pandas, by columns: what DataFrame.to_json() writes.
            yield [{name: member[key] for name, member in zip(value, objects, strict=True)} for key in objects[0]]
