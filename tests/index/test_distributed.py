"""A sync on a Ray cluster of several nodes: the same index as without, whatever dies meanwhile."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from index.distributed.reader import Ray
from index.errors import ConfigError, RagError, SourceError
from index.milvus.search import MilvusIndex
from index.milvus.settings import MilvusConfig
from index.milvus.writing.following import synced
from index.objects import store
from index.objects.address import folder_of
from index.search import LocalIndex
from index.sync import sync
from index.syncing.building.journal import waiting_vectors
from index.syncing.report import Progress
from tests.crashes import served
from tests.fakes import FakeEmbedder
from tests.index.clustered import DEADLY, MortalEmbedder, SlowEmbedder, fingerprint, local, told, write_articles
from tests.index.milvus.databases import everything
from tests.index.objects.buckets import BUCKET, Bucket, Refusal, bucket

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shop() -> Iterator[Bucket]:
    """An object store that the nodes of the cluster know from their environment."""
    with bucket() as served_bucket, pytest.MonkeyPatch.context() as environment:
        for name, value in served_bucket.environment().items():
            environment.setenv(name, value)
        yield served_bucket


@pytest.fixture(scope="module")
def cluster(shop: Bucket) -> Iterator[Any]:
    """Two nodes of one processor each, which are found dead within a second or two."""
    assert shop.url
    for name in ("RAY_USAGE_STATS_ENABLED", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "RAY_enable_metrics_collection"):
        os.environ[name] = "0"
    from ray.cluster_utils import Cluster

    quick = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 300, "health_check_failure_threshold": 3}
    head = {"num_cpus": 1, "node_ip_address": "127.0.0.1", "include_dashboard": False, "_system_config": quick}
    cluster: Any = Cluster(initialize_head=True, head_node_args=head)
    cluster.add_node(num_cpus=1, node_ip_address="127.0.0.1")
    yield cluster
    processes = [process for node in cluster.list_all_nodes() for process in processes_of(node)]
    cluster.shutdown()
    for process in processes:
        process.wait(30)


def processes_of(node: Any) -> list[Any]:
    """Which Ray ends without waiting for them."""
    return [info.process for infos in node.all_processes.values() for info in infos]


def at(cluster: Any, embedder: type[FakeEmbedder] = FakeEmbedder) -> Ray:
    return Ray(embedder, cluster.address)


def test_a_cluster_makes_the_index_that_one_machine_makes(cluster: Any, tmp_path: Path) -> None:
    """At first, and after changes; copies, tables and files that are no articles among them."""
    folder = write_articles(tmp_path / "articles", 40)
    here, there = tmp_path / "here", tmp_path / "there"
    for again in (False, True):
        if again:
            (folder.root / "n2.txt").unlink()
            (folder.root / "n3.txt").rename(folder.root / "renamed.txt")
            (folder.root / "n4.txt").write_text("The bridge opened again. The minister said so.")
            (folder.root / "new.txt").write_text("A harbour was opened by the minister on Monday.")
            dry = sync([folder.root], there, embedder=FakeEmbedder(), ray=at(cluster), dry_run=True)
            assert (dry.added, dry.changed, dry.removed, dry.renamed) == (1, 1, 1, 1)
        expected = local(folder.root, here)
        found = sync([folder.root], there, embedder=FakeEmbedder(), ray=at(cluster))
        assert told(found) == told(expected)
        assert {Path(failure.path).name for failure in found.failures} == {"empty.txt", "picture.txt"}
        assert served(there) == served(here)
        assert fingerprint(there) == fingerprint(here)
    assert found.embedded == 2


def test_what_a_cluster_has_read_is_published_to_milvus(cluster: Any, tmp_path: Path) -> None:
    folder, index_path = write_articles(tmp_path / "articles", 12).root, tmp_path / "index"
    config = MilvusConfig(str(tmp_path / "articles.db"), name="of_a_cluster")
    for number in (7, 8):
        (folder / "n2.txt").write_text(f"The bridge opened again, number {number}. The minister said so.")
        report = synced(
            lambda: sync([folder], index_path, embedder=FakeEmbedder(), ray=at(cluster)), config, index_path
        )
        assert report.published
        assert everything(MilvusIndex(config)) == everything(LocalIndex(index_path))
    assert "number 8" in MilvusIndex(config).article("n2.txt").text


def test_a_cluster_reads_an_object_store(cluster: Any, shop: Bucket, tmp_path: Path) -> None:
    """An object that is refused there is named; what is as it was is not fetched again."""
    folder = write_articles(tmp_path / "articles", 30).root
    local(folder, tmp_path / "here")
    shop.objects = {f"a/{path.name}": path.read_bytes() for path in folder.iterdir()} | {"a/no.txt": b"It is closed."}
    shop.refuse = lambda key: Refusal(403, "AccessDenied") if key == "a/no.txt" else None
    places, index_path = [folder_of(f"s3://{BUCKET}/a")], tmp_path / "there"
    store._opened.cache_clear()
    report = sync(places, index_path, embedder=FakeEmbedder(), ray=at(cluster))
    assert {failure.path for failure in report.failures} == {"empty.txt", "picture.txt", "no.txt"}
    assert fingerprint(index_path) == fingerprint(tmp_path / "here")
    shop.asked.clear()
    shop.objects["a/n1.txt"] = b"The bridge opened again."
    report = sync(places, index_path, embedder=FakeEmbedder(), ray=at(cluster))
    assert (report.changed, set(shop.asked)) == (1, {"a/n1.txt", "a/no.txt", "a/empty.txt", "a/picture.txt"})


def test_a_node_that_cannot_read_an_object_store_is_named(
    cluster: Any, shop: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nodes' environment names another store than this machine's."""
    shop.objects = {}
    with bucket() as other:
        other.objects = {"x.txt": b"The bridge opened."}
        monkeypatch.setenv("AWS_ENDPOINT_URL", other.url)
        store._opened.cache_clear()
        with pytest.raises(
            SourceError, match=rf"the node .* cannot read 's3://{BUCKET}/x.txt', which this machine can: "
        ):
            sync([folder_of(f"s3://{BUCKET}")], tmp_path / "index", embedder=FakeEmbedder(), ray=at(cluster))
    store._opened.cache_clear()


def test_what_is_as_it_was_asks_no_cluster(tmp_path: Path) -> None:
    folder, index_path = write_articles(tmp_path / "articles", 3), tmp_path / "index"
    for bad in ("empty.txt", "picture.txt"):
        (folder.root / bad).unlink()
    time.sleep(2.1)  # a file that was written just now is read again
    local(folder.root, index_path)
    nowhere = Ray(FakeEmbedder, "127.0.0.1:1")
    assert not sync([folder.root], index_path, embedder=FakeEmbedder(), ray=nowhere).published


def test_a_node_that_is_killed_costs_what_it_was_doing(cluster: Any, tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "articles", 300)
    local(folder.root, tmp_path / "here")
    node = cluster.add_node(num_cpus=1, node_ip_address="127.0.0.1")
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.chunks + waiting_vectors(tmp_path / "there") > 200 and not killed:
            killed.append(waiting_vectors(tmp_path / "there"))
            processes = processes_of(node)
            cluster.remove_node(node, allow_graceful=False)
            for process in processes:
                process.wait(30)

    report = sync(
        [folder.root], tmp_path / "there", embedder=FakeEmbedder(), ray=at(cluster, SlowEmbedder), progress=kill
    )
    assert 0 < killed[0] < report.chunks, "it was killed in the middle"
    assert fingerprint(tmp_path / "there") == fingerprint(tmp_path / "here")
    assert served(tmp_path / "there") == served(tmp_path / "here")
    assert len(report.failures) == 2


def test_a_file_that_kills_whoever_embeds_it_is_named_and_the_others_are_kept(cluster: Any, tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "articles", 30)
    local(folder.root, tmp_path / "here")
    (folder.root / "deadly.txt").write_text(f"The council met on Monday. {DEADLY}")
    report = sync([folder.root], tmp_path / "there", embedder=FakeEmbedder(), ray=at(cluster, MortalEmbedder))
    reasons = {Path(failure.path).name: failure.reason for failure in report.failures}
    assert set(reasons) == {"deadly.txt", "empty.txt", "picture.txt"}
    assert "the process that read it was killed or crashed, 2 times alone" in reasons["deadly.txt"]
    assert fingerprint(tmp_path / "there") == fingerprint(tmp_path / "here")
    (folder.root / "deadly.txt").write_text("The council met on Monday.")
    assert sync([folder.root], tmp_path / "there", embedder=FakeEmbedder(), ray=at(cluster, MortalEmbedder)).added == 1


def test_a_sync_that_was_killed_goes_on_where_it_was(cluster: Any, tmp_path: Path) -> None:
    folder, index_path = write_articles(tmp_path / "articles", 300), tmp_path / "there"
    expected = local(folder.root, tmp_path / "here")
    program = (
        "from tests.index.test_distributed import *\n"
        f"sync([Path({str(folder.root)!r})], Path({str(index_path)!r}), embedder=FakeEmbedder(), "
        f"ray=Ray(SlowEmbedder, {cluster.address!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.DEVNULL) as driver:
        end = time.monotonic() + 60
        while waiting_vectors(index_path) < 200 and time.monotonic() < end:
            time.sleep(0.02)
        driver.send_signal(signal.SIGKILL)
    kept = waiting_vectors(index_path)
    report = sync([folder.root], index_path, embedder=FakeEmbedder(), ray=at(cluster))
    assert 200 <= kept < expected.embedded
    assert report.embedded == expected.embedded - kept
    assert fingerprint(index_path) == fingerprint(tmp_path / "here")
    assert waiting_vectors(index_path) == 0


def test_a_node_that_does_not_see_the_folder_is_named(cluster: Any, tmp_path: Path) -> None:
    """A node in a mount namespace of its own, where an empty file system lies over the folder."""
    folder = write_articles(tmp_path / "articles", 3)
    apart = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    if shutil.which("unshare") is None or subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody make a mount namespace")
    program = f"from tests.index.clustered import stay_as_node; stay_as_node({cluster.address!r})"
    covered = f'mount -t tmpfs none {folder.root} && exec {sys.executable} -c "{program}"'
    with subprocess.Popen(
        [*apart, "sh", "-c", covered], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as blind:
        assert blind.stdout is not None
        assert "ready" in blind.stdout.readline()
        with pytest.raises(
            SourceError, match=r"the node \S+.* of the Ray cluster cannot read '.*\.txt', which this machine"
        ):
            sync([folder.root], tmp_path / "index", embedder=FakeEmbedder(), ray=at(cluster))
        blind.communicate("", timeout=30)


def test_without_the_package_or_a_cluster_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_articles(tmp_path / "articles", 3)
    with pytest.raises(RagError, match=r"the Ray cluster at '127.0.0.1:1' cannot be joined .*ray start --address"):
        sync([folder.root], tmp_path / "index", embedder=FakeEmbedder(), ray=Ray(FakeEmbedder, "127.0.0.1:1"))
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match=r"pip install 'article-rag\[ray\]'"):
        sync([folder.root], tmp_path / "index", embedder=FakeEmbedder(), ray=Ray(FakeEmbedder))


def test_a_cluster_of_this_machine_alone_listens_to_nobody_else_and_ends(seeds: Path, tmp_path: Path) -> None:
    """As a command, of which every process is looked at while it works."""
    command = [
        sys.executable,
        "-m",
        "ui.cli",
        "sync",
        str(seeds),
        "--index",
        str(tmp_path / "index"),
        "--ray",
        "--json",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    processes: dict[int, psutil.Process] = {}
    heard, folders = set[str](), set[Path]()
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as rag:
        while rag.poll() is None:
            for process in (parent := psutil.Process(rag.pid), *parent.children(recursive=True)):
                with suppress(psutil.Error):
                    processes.setdefault(process.pid, process)
                    heard |= {
                        one.laddr.ip for one in process.net_connections("inet") if one.status == psutil.CONN_LISTEN
                    }
                    folders |= {
                        Path(name) for name in re.findall(r"(?:/\w+)+/rag-ray-\w+", " ".join(process.cmdline()))
                    }
            time.sleep(0.2)
        assert rag.stdout is not None
        assert rag.stderr is not None
        assert (json.loads(rag.stdout.read())["embedded"], rag.stderr.read()) == (5, b"")
    assert heard == {"127.0.0.1", "::ffff:127.0.0.1"}
    assert len(processes) > 4
    assert psutil.wait_procs(list(processes.values()), timeout=20)[1] == []
    assert len(folders) == 1
    assert not folders.pop().exists()
