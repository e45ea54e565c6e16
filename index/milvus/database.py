"""A Milvus database as we use it: four collections of rows, and names that only one writer can take.

Knows pymilvus and what its errors mean; knows nothing of what the rows say. What each read may lag behind the writers is
chosen by whoever reads: `fresh` reads see all that was written before (Milvus: "Strong"), others what is at least 5
seconds old ("Bounded"), which spares the 0.2 s that a server waits for its clock.

pymilvus is imported when a database is opened. It sends nothing anywhere but to the database.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from index.errors import ConfigError, IndexMissing, ServerUnavailable
from index.milvus.rows import LONGEST_BYTES
from index.milvus.settings import MilvusConfig

ARTICLES, WORDS, TEXTS, CHUNKS = "articles", "words", "texts", "chunks"
MOST_HITS = 16_384
"""Milvus gives no more hits or rows at once."""

_ROWS_AT_ONCE = 500
"""Of chunks some 2 MB; Milvus takes 64."""

_PIP = "pip install 'article-rag[milvus]'"
_SPARSE_SINCE = (2, 4)
"""Older servers have no sparse vectors, which the search by words needs."""


class MilvusDatabase:
    """One database, open. Safe for many threads."""

    def __init__(self, config: MilvusConfig, *, dense_only: bool = False) -> None:
        """With `dense_only` a server without sparse vectors will do, for what needs no search by words.

        Raises ConfigError (pymilvus is not there, the server is too old), ServerUnavailable.
        """
        self.config, self.dense_only = config, dense_only
        self._client = _connected(config, os.environ.get(config.token_variable, ""))
        with self._asking("open the database"):
            self.version = str(self._client.get_server_version(timeout=config.timeout_seconds))
        self.is_lite = "lite" in self.version and config.is_file
        if not dense_only and not self._has_sparse():
            raise ConfigError(
                f"the Milvus at {config.uri} is version {self.version}, which has no search by words; "
                "it takes Milvus 2.4 or newer, or milvus-lite"
            )

    def names(self) -> list[str]:
        """What follows our name in the names of our collections."""
        with self._asking("list the collections"):
            found = self._client.list_collections(timeout=self._seconds)
        prefix = f"{self.config.name}_"
        return [name.removeprefix(prefix) for name in found if name.startswith(prefix)]

    def take(self, name: str, mark: str) -> bool:
        """Make an empty collection of that name, marked by the name of its field. False when there is one with another
        mark: of two writers who take a name at once one gets it, which is all that Milvus guarantees between writers."""
        from pymilvus import DataType, MilvusException

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("pk", DataType.VARCHAR, max_length=64, is_primary=True)
        schema.add_field(mark, DataType.FLOAT_VECTOR, dim=2)
        full = f"{self.config.name}_{name}"
        with self._asking(f"take the name {full}"):
            try:
                self._client.create_collection(full, schema=schema, timeout=self._seconds)
            except MilvusException as error:
                if name not in self.names():
                    raise error from None
            return self.mark_of(name) == mark

    def mark_of(self, name: str) -> str:
        """The mark of a name that was taken; "" when it is gone."""
        full = f"{self.config.name}_{name}"
        with self._asking(f"look at {full}"):
            if not self._client.has_collection(full, timeout=self._seconds):
                return ""
            fields = self._client.describe_collection(full, timeout=self._seconds)["fields"]
        return str(next(field["name"] for field in fields if field["name"] != "pk"))

    def drop(self, names: Sequence[str]) -> None:
        """Remove these collections of ours."""
        for name in names:
            with self._asking(f"remove {name}"):
                self._client.drop_collection(f"{self.config.name}_{name}", timeout=self._seconds)

    def make_collections(self, dim: int) -> None:
        """Make what is not there of the four collections, with their indexes, and have them loaded. Again is no harm."""
        for name in (ARTICLES, WORDS, TEXTS, CHUNKS):
            self._make(name, dim)

    def dim(self) -> int:
        """The dimensions of the vectors."""
        with self._asking("look at the chunks"):
            told = self._client.describe_collection(f"{self.config.name}_{CHUNKS}", timeout=self._seconds)
        return next(int(field["params"]["dim"]) for field in told["fields"] if field["name"] == "dense")

    def put(self, collection: str, rows: Sequence[dict[str, Any]]) -> None:
        """Write rows; those with the keys of others take their places."""
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            with self._asking(f"write to {collection}"):
                self._client.upsert(
                    f"{self.config.name}_{collection}",
                    list(rows[first : first + _ROWS_AT_ONCE]),
                    timeout=self._seconds,
                )

    def get(self, collection: str, keys: Sequence[str], fields: Sequence[str], *, fresh: bool) -> dict[str, Any]:
        """The rows with these keys, by key; what is not there is left out."""
        found: dict[str, Any] = {}
        for first in range(0, len(keys), _ROWS_AT_ONCE):
            with self._asking(f"read {collection}"):
                rows = self._client.get(
                    f"{self.config.name}_{collection}",
                    ids=list(keys[first : first + _ROWS_AT_ONCE]),
                    output_fields=["pk", *fields],
                    timeout=self._seconds,
                    consistency_level=_level(fresh=fresh),
                )
            found |= {row["pk"]: row for row in rows}
        return found

    def each(self, collection: str, where: str, fields: Sequence[str], *, fresh: bool) -> Iterator[dict[str, Any]]:
        """All rows that pass an expression."""
        with self._asking(f"read {collection}"):
            pages = self._client.query_iterator(
                f"{self.config.name}_{collection}",
                batch_size=10_000,
                filter=where,
                output_fields=["pk", *fields],
                timeout=self._seconds,
                consistency_level=_level(fresh=fresh),
            )
            try:
                while rows := pages.next():
                    yield from rows
            finally:
                pages.close()

    def search(
        self, field: str, vector: Any, limit: int, where: str, fields: Sequence[str], *, fresh: bool
    ) -> list[tuple[float, dict[str, Any]]]:
        """(inner product, row) of the `limit` chunks that pass `where` and have the largest, best first."""
        with self._asking("search"):
            [hits] = self._client.search(
                f"{self.config.name}_{CHUNKS}",
                data=[vector],
                anns_field=field,
                limit=limit,
                filter=where,
                output_fields=["pk", *fields],
                search_params={"metric_type": "IP"},
                timeout=self._seconds,
                consistency_level=_level(fresh=fresh),
            )
        return [(float(hit["distance"]), hit["entity"]) for hit in hits]

    def remove(self, collection: str, keys: Sequence[str]) -> None:
        """Remove the rows with these keys."""
        for first in range(0, len(keys), _ROWS_AT_ONCE):
            with self._asking(f"remove rows of {collection}"):
                self._client.delete(
                    f"{self.config.name}_{collection}",
                    ids=list(keys[first : first + _ROWS_AT_ONCE]),
                    timeout=self._seconds,
                )

    @property
    def _seconds(self) -> float:
        return self.config.timeout_seconds

    def _has_sparse(self) -> bool:
        found = re.match(r"v?(\d+)\.(\d+)", self.version)
        return self.is_lite or not found or (int(found[1]), int(found[2])) >= _SPARSE_SINCE

    def _make(self, name: str, dim: int) -> None:
        from pymilvus import DataType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("pk", DataType.VARCHAR, max_length=256, is_primary=True)
        indexes = self._client.prepare_index_params()
        if name == CHUNKS:
            for column, length in (
                ("article", 32),
                ("article_id", LONGEST_BYTES),
                ("outlet", 32),
                ("words", LONGEST_BYTES),
            ):
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
        with self._asking(f"make the collection {name}"):
            full, client, seconds = f"{self.config.name}_{name}", self._client, self._seconds
            if not client.has_collection(full, timeout=seconds):
                client.create_collection(full, schema=schema, consistency_level="Strong", timeout=seconds)
            client.create_index(full, indexes, timeout=seconds, sync=False)  # of nothing yet: there is no need to wait
            client.load_collection(full, timeout=seconds)

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        """Raise ServerUnavailable, with what was asked, when Milvus cannot be reached or refuses."""
        import grpc
        from pymilvus import MilvusException
        from pymilvus.exceptions import CollectionNotExistException

        try:
            yield
        except CollectionNotExistException as error:
            raise IndexMissing(f"there is no index in {self.config.shown}; build one with `rag sync FOLDER`") from error
        except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
            raise ServerUnavailable(
                f"Milvus at {self.config.uri} could not {what} ({_words_of(error)}); see that it runs, has room and takes "
                f"the token in {self.config.token_variable}, and try again: what was published before is as it was"
            ) from error


@lru_cache(maxsize=8)
def _connected(config: MilvusConfig, token: str) -> Any:
    """The client, shared by all who ask the same database."""
    try:
        import grpc
        from pymilvus import MilvusClient, MilvusException

        if config.is_file:
            import milvus_lite  # noqa: F401 - pymilvus says less clearly that it is not there
    except ImportError as error:
        raise ConfigError(f"index.store is 'milvus', which needs {error.name}; install it: {_PIP}") from error
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # every error is raised, and told once
    logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)
    try:
        return MilvusClient(
            uri=config.uri, token=token, db_name=config.database, timeout=min(config.timeout_seconds, 10.0)
        )
    except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, OSError) as error:
        held = "another process has the file open, or " if config.is_file else ""
        raise ServerUnavailable(
            f"Milvus at {config.uri} cannot be opened ({held}{_words_of(error)}); start it, or set milvus.uri, and see that "
            f"the token in {config.token_variable} is right"
        ) from error


def _level(*, fresh: bool) -> str:
    return "Strong" if fresh else "Bounded"


def _words_of(error: Exception) -> str:
    """What went wrong, in one short line."""
    details = getattr(error, "details", None)
    told = getattr(error, "message", None) or (details() if callable(details) else None)
    return re.sub(r"\s+", " ", str(told or error or type(error).__name__))[:300]
