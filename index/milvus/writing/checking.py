"""What a doctor finds of an index in Milvus: everything that the version in use should hold is read, once.

Knows how to look; mends nothing.
"""

from __future__ import annotations

from dataclasses import replace

from index.errors import IndexCorrupt, IndexMissing, RagError
from index.milvus.search import MilvusIndex
from index.milvus.settings import MilvusConfig
from index.types import Diagnosis, Examination

_REMEDY = "publish it again with `rag sync`; if that does not help, under another milvus.name"
_AT_ONCE = 500


def with_published(local: Diagnosis | None, config: MilvusConfig) -> Diagnosis:
    """`local`, and what is found of the version in use in Milvus. Raises IndexMissing where neither is there."""
    try:
        published = MilvusIndex(config)
    except IndexMissing:
        if local is None:
            raise
        return replace(local, fault=f"nothing is published in {config.shown}", remedy="publish it with `rag sync`")
    except IndexCorrupt as error:
        return replace(local or Diagnosis(config.shown, (), None, None), fault=str(error), remedy=_REMEDY)
    except RagError as error:
        remedy = "see that Milvus runs, and that milvus.uri and the token are right"
        return replace(local or Diagnosis(config.shown, (), None, None), fault=str(error), remedy=remedy)
    fault = _fault(published)
    info = published.info()
    found = Examination(
        f"{info.generation} in {config.shown}", in_use=True, created=info.created, articles=info.articles, fault=fault
    )
    if local is None:
        return Diagnosis(config.shown, (found,), fault, _REMEDY if fault else None)
    told = replace(local, examinations=(*local.examinations, found))
    if not fault and any(one.in_use and info.fingerprint[:12] not in one.generation for one in local.examinations):
        other = f"what {config.shown} has is not what the folder's index has: `rag sync` publishes that"
        told = replace(told, remarks=(*local.remarks, other))
    return told if local.fault or not fault else replace(told, fault=fault, remedy=_REMEDY)


def _fault(published: MilvusIndex) -> str | None:
    """What is missing or damaged; None for nothing."""
    try:
        cards = published.articles()
        for card in cards:
            published.article(card.id)
        ids = [f"{card.id}#{ordinal}" for card in cards for ordinal in range(card.chunks)]
        for first in range(0, len(ids), _AT_ONCE):
            published.get(ids[first : first + _AT_ONCE])
        if len(ids) != published.chunk_count:
            raise IndexCorrupt(f"the articles have {len(ids):,} chunks, the version says {published.chunk_count:,}")
    except RagError as error:
        return str(error)
    return None
