"""A Milvus database as we use it: four collections of rows, and names that only one writer can take.

Knows pymilvus and what its errors mean; knows nothing of what the rows say. How far a read may lag behind the writers is
chosen by whoever reads. With `LATEST` it sees all that was written before (Milvus: "Strong"), for which a server waits
until its clock has gone round all its parts, 0.2 s and more for each read. With a time of Milvus's own clock as its
`guarantee` it sees all that was written until then ("Customized"), and waits for nothing once that is known everywhere.
https://milvus.io/docs/consistency.md

pymilvus is imported when a database is opened. It sends nothing anywhere but to the database.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import ConfigError, IndexMissing, ServerUnavailable
from index.milvus.connection import connected, words_of
from index.milvus.rows import LONGEST_BYTES
from index.milvus.settings import MilvusConfig

ARTICLES, WORDS, TEXTS, CHUNKS = "articles", "words", "texts", "chunks"
COLLECTIONS = (ARTICLES, WORDS, TEXTS, CHUNKS)
LATEST = 0
"""A guarantee: all that was written before the read."""

MOST_HITS = 16_384
"""Milvus gives no more hits or rows at once."""

_ROWS_AT_ONCE = 500
"""Of chunks some 2 MB; Milvus takes 64."""

_AWAY = re.compile("Fail connecting|failed to connect|UNAVAILABLE|Socket closed", re.IGNORECASE)
_AWAY_SECONDS, _AGAIN_SECONDS = 5.0, 0.25
"""A server that restarts, or a network that stumbles, is waited for so long; then the error is told."""

_SPARSE_SINCE = (2, 4)
"""Older servers have no sparse vectors, which the search by words needs."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Whose a name is, "" for nobody's, and since when: a time of Milvus's clock, or LATEST where it tells none (milvus-lite)."""

    mark: str
    at: int


class MilvusDatabase:
    """One database, open. Safe for many threads.

    Whatever it does may be done twice with the same result, so it is tried again where a server was away for a moment.
    """

    def __init__(self, config: MilvusConfig, *, dense_only: bool = False) -> None:
        """With `dense_only` a server without sparse vectors will do, for what needs no search by words.

        Raises ConfigError (pymilvus is not there, the server is too old), ServerUnavailable.
        """
        self.config, self.dense_only = config, dense_only
        self._client = connected(config, os.environ.get(config.token_variable, ""))
        self.version = str(self._ask("say its version", self._client.get_server_version))
        found = re.match(r"v?(\d+)\.(\d+)", self.version)
        if not dense_only and found and (int(found[1]), int(found[2])) < _SPARSE_SINCE:
            raise ConfigError(
                f"the Milvus at {config.uri} is version {self.version}, which has no search by words; "
                "it takes Milvus 2.4 or newer, or milvus-lite"
            )

    def names(self) -> list[str]:
        """What follows our name in the names of our collections."""
        found = self._ask("list the collections", self._client.list_collections)
        prefix = self._full("")
        return [name.removeprefix(prefix) for name in found if name.startswith(prefix)]

    def take(self, name: str, mark: str) -> bool:
        """Make an empty collection of that name, marked by the name of its field. False when there is one with another
        mark: of two writers who take a name at once one gets it, which is all that Milvus guarantees between writers."""
        from pymilvus import DataType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("pk", DataType.VARCHAR, max_length=64, is_primary=True)
        schema.add_field(mark, DataType.FLOAT_VECTOR, dim=2)
        try:
            self._ask(f"take the name {name}", self._client.create_collection, self._full(name), schema=schema)
        except ServerUnavailable:
            if name not in self.names():
                raise
        return self.taken(name).mark == mark

    def taken(self, name: str) -> Taken:
        """Whose a name is. What its taker wrote before is seen by a read whose guarantee is the time when it was taken."""
        if not self._ask(f"look for {name}", self._client.has_collection, self._full(name)):
            return Taken("", LATEST)
        told = self._described(name)
        mark = next(field["name"] for field in told["fields"] if field["name"] != "pk")
        return Taken(mark, int(told.get("created_timestamp", LATEST)))

    def drop(self, names: Sequence[str]) -> None:
        """Remove these collections of ours."""
        for name in names:
            self._ask(f"remove {name}", self._client.drop_collection, self._full(name))

    def make_collections(self, dim: int) -> None:
        """Make what is not there of the four collections, with their indexes, and have them loaded. Again is no harm."""
        for name in COLLECTIONS:
            self._make(name, dim)

    def load(self) -> None:
        """Have the collections loaded that are not: milvus-lite loads none by itself, a server those that were."""
        for name in COLLECTIONS:
            state = self._ask(f"say whether {name} is loaded", self._client.get_load_state, self._full(name))["state"]
            if "Loaded" not in str(state):
                self._ask(f"load {name}", self._client.load_collection, self._full(name))

    def dim(self) -> int:
        """The dimensions of the vectors."""
        fields = {field["name"]: field for field in self._described(CHUNKS)["fields"]}
        return int(fields["dense"]["params"]["dim"])

    def put(self, collection: str, rows: Sequence[dict[str, Any]]) -> None:
        """Write rows; those with the keys of others take their places."""
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            some = list(rows[first : first + _ROWS_AT_ONCE])
            self._ask(f"write to {collection}", self._client.upsert, self._full(collection), data=some)

    def get(self, collection: str, keys: Sequence[str], fields: Sequence[str], *, guarantee: int) -> dict[str, Any]:
        """The rows with these keys, by key; what is not there is left out."""
        found: dict[str, Any] = {}
        for first in range(0, len(keys), _ROWS_AT_ONCE):
            rows = self._ask(
                f"read {collection}",
                self._client.get,
                self._full(collection),
                ids=list(keys[first : first + _ROWS_AT_ONCE]),
                output_fields=["pk", *fields],
                **_consistency(guarantee),
            )
            found |= {row["pk"]: row for row in rows}
        return found

    def count(self, collection: str, where: str, *, guarantee: int) -> int:
        """How many rows pass an expression."""
        [told] = self._ask(
            f"count {collection}",
            self._client.query,
            self._full(collection),
            filter=where,
            output_fields=["count(*)"],
            **_consistency(guarantee),
        )
        return int(told["count(*)"])

    def each(self, collection: str, where: str, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
        """All rows that pass an expression, those written last among them."""
        pages = self._ask(
            f"read {collection}",
            self._client.query_iterator,
            self._full(collection),
            batch_size=10_000,
            filter=where,
            output_fields=["pk", *fields],
            consistency_level="Strong",
        )
        try:
            while rows := self._ask(f"read {collection}", lambda timeout: pages.next()):  # noqa: ARG005 - it has its own
                yield from rows
        finally:
            pages.close()

    def search(
        self, field: str, vector: Any, limit: int, where: str, fields: Sequence[str], *, guarantee: int
    ) -> list[tuple[float, dict[str, Any]]]:
        """(inner product, row) of the `limit` chunks that pass `where` and have the largest, best first."""
        [hits] = self._ask(
            "search",
            self._client.search,
            self._full(CHUNKS),
            data=[vector],
            anns_field=field,
            limit=limit,
            filter=where,
            output_fields=["pk", *fields],
            search_params={"metric_type": "IP"},
            **_consistency(guarantee),
        )
        return [(float(hit["distance"]), hit["entity"]) for hit in hits]

    def flush(self, collection: str) -> None:
        """Have what was written to a collection brought to disk, or to the object store, out of memory and the log."""
        self._ask(f"write {collection} to disk", self._client.flush, self._full(collection))

    def remove(self, collection: str, keys: Sequence[str]) -> None:
        """Remove the rows with these keys."""
        for first in range(0, len(keys), _ROWS_AT_ONCE):
            some = list(keys[first : first + _ROWS_AT_ONCE])
            self._ask(f"remove rows of {collection}", self._client.delete, self._full(collection), ids=some)

    def _full(self, name: str) -> str:
        return f"{self.config.name}_{name}"

    def _described(self, name: str) -> dict[str, Any]:
        """What Milvus tells of a collection."""
        told: dict[str, Any] = self._ask(f"describe {name}", self._client.describe_collection, self._full(name))
        return told

    def _make(self, name: str, dim: int) -> None:
        from pymilvus import DataType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("pk", DataType.VARCHAR, max_length=256, is_primary=True)
        indexes = self._client.prepare_index_params()
        if name == CHUNKS:
            texts = (("article", 32), ("article_id", LONGEST_BYTES), ("outlet", 32), ("words", LONGEST_BYTES))
            for column, length in texts:
                schema.add_field(column, DataType.VARCHAR, max_length=length)
            for column in ("ordinal", "start", "end", "tokens", "day", "length", "since", "until"):
                schema.add_field(column, DataType.INT64)
            schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dim)
            indexes.add_index("dense", index_type="FLAT", metric_type="IP")
            if not self.dense_only:
                schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
                indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        else:
            schema.add_field("since", DataType.INT64)
            schema.add_field("body", DataType.VARCHAR, max_length=LONGEST_BYTES)
            schema.add_field("none", DataType.FLOAT_VECTOR, dim=2)  # Milvus wants a vector in every collection
            indexes.add_index("none", index_type="FLAT", metric_type="IP")
        full, what, client = self._full(name), f"make the collection {name}", self._client
        if not self._ask(what, client.has_collection, full):
            self._ask(what, client.create_collection, full, schema=schema, consistency_level="Strong")
        if not self._ask(what, client.list_indexes, full):  # of nothing yet: there is no need to wait
            self._ask(what, client.create_index, full, index_params=indexes, sync=False)
        self._ask(what, client.load_collection, full)

    def _ask(self, what: str, ask: Callable[..., Any], *names: str, **asked: Any) -> Any:
        """What Milvus answers. Raises ServerUnavailable, with what was asked, when it cannot be reached or refuses, and
        IndexMissing when a collection is not there."""
        import grpc
        from pymilvus import MilvusException
        from pymilvus.exceptions import CollectionNotExistException, DescribeCollectionException

        began, tries = time.monotonic(), 0
        while True:
            try:
                return ask(*names, **asked, timeout=self.config.timeout_seconds)
            except (CollectionNotExistException, DescribeCollectionException) as error:
                raise IndexMissing(
                    f"there is no index in {self.config.shown}; build one with `rag sync FOLDER`"
                ) from error
            except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
                words, tries = words_of(error), tries + 1
                if "'released'" in words and tries == 1:
                    self.load()  # a milvus-lite that was restarted meanwhile
                elif _AWAY.search(words) and time.monotonic() - began < min(_AWAY_SECONDS, self.config.timeout_seconds):
                    time.sleep(_AGAIN_SECONDS)
                else:
                    raise ServerUnavailable(
                        f"Milvus at {self.config.uri} could not {what} ({words}); see that it runs, has room and takes the "
                        f"token in {self.config.token_variable}, and try again: what was published before is as it was"
                    ) from error


def _consistency(guarantee: int) -> dict[str, Any]:
    if guarantee == LATEST:
        return {"consistency_level": "Strong"}
    return {"consistency_level": "Customized", "guarantee_timestamp": guarantee}
