"""A client of Milvus, and what its errors say. Knows pymilvus, which is imported when one is made; nothing of our rows."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from index.errors import ConfigError, ServerUnavailable
from index.milvus.settings import MilvusConfig

_RECONNECTING = {"grpc.initial_reconnect_backoff_ms": 100, "grpc.max_reconnect_backoff_ms": 1000}
"""A server that is back is asked again within a second; gRPC would wait for up to two minutes."""

_UNASKED = {"grpc.keepalive_time_ms": 2**31 - 1}
"""milvus-lite, which runs in this process, hangs up on a client that asks every 10 s whether it is still there."""

_PIP = "pip install 'article-rag[milvus]'"


@lru_cache(maxsize=8)
def connected(config: MilvusConfig, token: str) -> Any:
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
            uri=config.uri,
            token=token,
            db_name=config.database,
            timeout=min(config.timeout_seconds, 10.0),
            grpc_options=_RECONNECTING | (_UNASKED if config.is_file else {}),
        )
    except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, OSError) as error:
        held = "another process has the file open, or " if config.is_file else ""
        raise ServerUnavailable(
            f"Milvus at {config.uri} cannot be opened ({held}{words_of(error)}); start it, or set milvus.uri, and see that "
            f"the token in {config.token_variable} is right"
        ) from error


def words_of(error: Exception) -> str:
    """What went wrong, in one short line."""
    details = getattr(error, "details", None)
    told = getattr(error, "message", None) or (details() if callable(details) else None)
    return re.sub(r"\s+", " ", str(told or error or type(error).__name__))[:300]
