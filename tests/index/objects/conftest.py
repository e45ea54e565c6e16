"""An object store for a test, asked over loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from index.objects import store
from tests.index.objects.buckets import Bucket, bucket


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A bucket, named by the environment; requests are tried again as ever, but soon."""
    with bucket() as served_bucket:
        for name, value in served_bucket.environment().items():
            monkeypatch.setenv(name, value)
        quick = {"init_backoff": timedelta(milliseconds=1), "max_backoff": timedelta(milliseconds=5), "base": 2}
        monkeypatch.setattr(
            store, "RETRIES", {"max_retries": 3, "retry_timeout": timedelta(seconds=20), "backoff": quick}
        )
        monkeypatch.setattr(store, "_outage", store._Outage())
        store._opened.cache_clear()
        yield served_bucket
    store._opened.cache_clear()


@pytest.fixture
def index_path(tmp_path: Path) -> Path:
    return tmp_path / "index"
