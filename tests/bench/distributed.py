"""A sync on a Ray cluster beside one without it, on this machine: what the way there and back costs, and a killed node.

    python -m tests.bench.distributed ../shared/data [--articles 200 | --all] [--rounds 3]

Articles of multihop-rag, drawn by chance, a file each. Each side is the command `rag sync` in a process of its own: without Ray (it
embeds on all cores), on a cluster of one node with one processor, on one of two such nodes. The cluster runs before and after, as
clusters do; "seconds" are those of the command's report, joining it included. In each round all take their turn, each first in
turn. Afterwards one sync on two nodes loses one of them half-way. Fingerprints, chunks and failures must be those of the sync without Ray.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.search import LocalIndex
from index.syncing.building.journal import waiting_vectors
from tests.bench import machine

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261130
NODE = {"num_cpus": 1, "node_ip_address": "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class Result:
    """Of one sync."""

    seconds: float
    chunks: int
    failures: int
    fingerprint: str


class Bench:
    """A folder of articles, a cluster of one node, and a place for indexes."""

    def __init__(self, cluster: Any, folder: Path, work: Path) -> None:
        self._cluster, self._folder, self._work = cluster, folder, work
        self._made = 0

    def without(self) -> Result:
        """On all cores of this machine, in one process."""
        return self._run([])

    def one(self) -> Result:
        """On the cluster as it is."""
        return self._run(["--ray", self._cluster.address])

    def two(self) -> Result:
        """On the cluster and a second node."""
        with self._second():
            return self.one()

    def killed(self, chunks: int) -> Result:
        """The same; the second node is killed when half of the chunks are embedded."""
        with self._second() as node:
            return self._run(["--ray", self._cluster.address], lose=node, at=chunks // 2)

    @contextmanager
    def _second(self) -> Iterator[Any]:
        node = self._cluster.add_node(**NODE)
        try:
            yield node
        finally:
            if node in self._cluster.list_all_nodes():
                self._cluster.remove_node(node)

    def _run(self, options: list[str], *, lose: Any = None, at: int = 0) -> Result:
        self._made += 1
        index = self._work / f"index-{self._made}"
        command = [sys.executable, "-m", "ui.cli", "sync", str(self._folder), "--index", str(index), "--json", *options]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            while lose and process.poll() is None:
                if waiting_vectors(index) >= at:
                    self._cluster.remove_node(lose, allow_graceful=False)
                    lose = None
                time.sleep(0.05)
            output, _ = process.communicate()
        if process.returncode:
            raise SystemExit(f"{command} ended with {process.returncode}")
        report = json.loads(output)
        name = LocalIndex(index).info().fingerprint
        return Result(report["seconds"], report["chunks"], len(report["failures"]), name)


def write_articles(data: Path, folder: Path, count: int | None) -> int:
    """A file for each article. Returns how many."""
    folder.mkdir()
    lines = (data / "multihop-rag" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = lines if count is None else random.Random(SEED).sample(lines, min(count, len(lines)))
    for number, line in enumerate(chosen):
        (folder / f"{number:04}.json").write_text(line, encoding="utf-8")
    return len(chosen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for name in ("RAY_USAGE_STATS_ENABLED", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"):
        os.environ[name] = "0"
    from ray.cluster_utils import Cluster

    print(machine.facts())
    cluster: Any = Cluster(initialize_head=True, head_node_args={**NODE, "include_dashboard": False})
    try:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            count = write_articles(arguments.data, work / "articles", None if arguments.all else arguments.articles)
            measure(Bench(cluster, work / "articles", work), count, arguments.rounds)
    finally:
        cluster.shutdown()


def measure(bench: Bench, articles: int, rounds: int) -> None:
    """Take turns, and print what came of it."""
    sides = {"without Ray": bench.without, "one node": bench.one, "two nodes": bench.two}
    expected = bench.without()
    print(f"{articles} articles, {expected.chunks} chunks, {expected.failures} failures")
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    names = list(sides)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            result = sides[name]()
            check(result, expected, name)
            seconds[name].append(result.seconds)
    for name, values in seconds.items():
        ratio = machine.middle(values) / machine.middle(seconds["without Ray"])
        print(f"{name}: {machine.spread(values, 1)} s, {ratio:.2f} of without Ray")
    print(
        f"one node to two: {machine.middle(seconds['one node']) / machine.middle(seconds['two nodes']):.2f} times as fast"
    )
    result = bench.killed(expected.chunks)
    check(result, expected, "killed")
    print(f"one of two nodes killed half-way: {result.seconds:.1f} s; every chunk there once, the same fingerprint")


def check(result: Result, expected: Result, name: str) -> None:
    """Whatever was done, the index must be the same."""
    found = (result.chunks, result.failures, result.fingerprint)
    if found != (expected.chunks, expected.failures, expected.fingerprint):
        raise SystemExit(f"{name}: {result} is not {expected}")


if __name__ == "__main__":
    main()
