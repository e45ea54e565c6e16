"""What Milvus no longer has of a published version. Knows what to count; mends nothing.

Milvus writes to a log and to memory first, and some versions of it lose rows when they are killed before those are on disk
(`index.milvus.writing.settling` tells which). No search tells that rows are missing. Some also count a row twice for a while after
it was written over (issues 27515 and 33774 of milvus-io/milvus), so whatever seems wrong is counted again by its keys.
"""

from __future__ import annotations

from index.milvus.database import ARTICLES, CHUNKS, WORDS, MilvusDatabase
from index.milvus.facts import Facts
from index.milvus.rows import versions_of


def lost_of(database: MilvusDatabase, facts: Facts) -> str:
    """In words what is not there of a version's chunks, articles and words; "" when all of them are.

    Takes as long as a search. Of articles and words fewer than there are may be missed: removed ones keep their rows for a
    while. Texts are not looked for.
    """
    there = database.count(CHUNKS, facts.seen, guarantee=facts.published_at)
    if there != facts.chunks:
        there = len({row["pk"] for row in database.each(CHUNKS, facts.seen, [])})
    if there != facts.chunks:
        return f"{there:,} chunks instead of {facts.chunks:,}"
    for collection, wanted in ((ARTICLES, facts.articles), (WORDS, facts.words)):
        there = database.count(collection, f"since <= {facts.version}", guarantee=facts.published_at)
        if there < wanted and (there := _values(database, collection, facts.version)) < wanted:
            return f"{there:,} {collection} instead of {wanted:,}"
    return ""


def _values(database: MilvusDatabase, collection: str, version: int) -> int:
    """How many rows hold a value of this version or an earlier one, those among them that a later one has written to."""
    before = {row["pk"] for row in database.each(collection, f"since <= {version}", [])}
    after = database.each(collection, f"since > {version}", ["body"])
    written = {row["pk"] for row in after if any(number <= version for number, _ in versions_of(row["body"]))}
    return len(before | written)
