"""What the tests of a cluster share: articles, embedders that workers make, and indexes to compare."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.search import LocalIndex
from index.sync import sync
from index.syncing.report import SyncReport
from index.types import Matrix
from tests.crashes import Folder
from tests.fakes import FakeEmbedder

DEADLY = "Whoever embeds this sentence is killed at once."


class SlowEmbedder(FakeEmbedder):
    """Takes 5 ms a text, so that there is a middle of a job to be killed in."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        time.sleep(0.005 * len(texts))
        return super().embed_passages(texts)


class MortalEmbedder(FakeEmbedder):
    """Is killed, as the kernel kills who takes too much memory, by one sentence."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        if any(DEADLY in text for text in texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_passages(texts)


def write_articles(root: Path, files: int) -> Folder:
    """So many articles of a few chunks each, a table of records, a copy, and two files that are no articles."""
    folder = Folder(root, random.Random(7))
    folder.fill(files)
    (root / "copy.txt").write_bytes((root / "n1.txt").read_bytes())
    (root / "empty.txt").write_bytes(b"")
    (root / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    return folder


def local(root: Path, index_path: Path) -> SyncReport:
    """What a sync without a cluster makes of the same folder."""
    return sync([root], index_path, embedder=FakeEmbedder())


def told(report: SyncReport) -> SyncReport:
    """A report without what may differ: how long it took."""
    return replace(report, seconds=0.0)


def fingerprint(index_path: Path) -> str:
    """Of the articles and the settings of an index."""
    return LocalIndex(index_path).info().fingerprint


def stay_as_node(address: str) -> None:
    """Be a node of one processor until standard input ends, as `ray.cluster_utils` starts one, but in this process's view of
    the file system."""
    from ray._private.node import Node
    from ray._private.parameter import RayParams

    parameters = RayParams(
        gcs_address=address,
        redis_address=address,
        num_cpus=1,
        num_gpus=0,
        object_store_memory=150 * 1024 * 1024,
        min_worker_port=0,
        max_worker_port=0,
        node_manager_port=0,
        include_log_monitor=False,
    )
    node = Node(parameters, head=False, shutdown_at_exit=False, spawn_reaper=False)
    print("ready", flush=True)
    sys.stdin.read()
    node.kill_all_processes(check_alive=False, allow_graceful=False)
