"""A Ray cluster: one of this machine alone for as long as it is needed, or one that runs already.

Knows how Ray is started, joined and left, that it sends nothing to the outside, and which nodes can do the work; knows
nothing of articles. Ray (Apache-2.0, the Ray project, formerly Anyscale's) is imported when a sync asks for it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from index.distributed.faults import words_of
from index.errors import ConfigError, RagError, SourceError
from index.objects.address import StoredObject
from index.objects.store import check

if TYPE_CHECKING:
    from index.distributed.work import Job

_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_enable_metrics_collection": "0",
    "RAY_task_oom_retries": "0",
}
"""Nothing is sent anywhere, and a task that takes all of a node's memory is not tried again for ever: what it read is tried
alone. Whoever sets one of them otherwise is obeyed."""

_LOOPBACK = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""Without clusters of several machines, which "0" forbids on Linux too, Ray listens on 127.0.0.1 alone. Otherwise it listens
everywhere, whatever address it is given: anybody near could run code."""

_STORE_BYTES = 1 << 29
"""Of memory for what waits to be fetched, some hundred batches of 128 chunks; Ray writes more to the disk."""

_PROBE_SECONDS = 120.0
"""A node has so long to say what it sees: a first process of Python there, with our modules, takes seconds."""


_KNOCK_SECONDS = 10.0

_TEMPORARY = Path("/tmp")  # noqa: S108 - a new folder of our own in it
"""Ray's sockets lie there, whose paths may have but 107 bytes: $TMPDIR is too deep on some systems."""


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of the cluster, by the id that Ray gave it and the name that people call it by."""

    id: str
    name: str
    processors: float


@contextmanager
def connected(address: str | None) -> Iterator[ModuleType]:
    """Ray, connected to the cluster at `address`, or to one of this machine's cores that ends with the block.

    A process that is connected already stays so. Raises ConfigError without the package, RagError when there is no cluster.
    """
    ray = _imported(alone=address is None)
    if ray.is_initialized():
        yield ray
        return
    folder = (
        None if address else Path(tempfile.mkdtemp(prefix="rag-ray-", dir=_TEMPORARY if _TEMPORARY.is_dir() else None))
    )
    try:
        with _own_signals():
            _begin(ray, address, folder)
        try:
            yield ray
        finally:
            ray.shutdown()
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def processors(ray: ModuleType) -> int:
    """How many the nodes that are alive have together, at least 1."""
    return max(1, int(ray.cluster_resources().get("CPU", 0)))


def check_nodes(ray: ModuleType, job: Job, paths: Sequence[Path], objects: Sequence[StoredObject]) -> None:
    """Ask every node that can do work whether it can do this. Raises SourceError for one that does not see one of `paths`
    or `objects`, ConfigError for one without this program or with other weights, both naming the node."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    from index.distributed.work import facts

    nodes = [node for node in _nodes(ray) if node.processors]
    if not nodes:
        raise ConfigError("the Ray cluster has no node with a processor; start one with: ray start --address HOST:PORT")
    asked, lost = [], list[str]()
    for node in nodes:
        there = NodeAffinitySchedulingStrategy(node.id, soft=False)
        remote = ray.remote(num_cpus=0, max_retries=0)(facts).options(scheduling_strategy=there)
        asked.append(remote.remote(job, [str(path) for path in paths], list(objects)))
    for node, answer in zip(nodes, asked, strict=True):
        try:
            found = ray.get(answer, timeout=_PROBE_SECONDS)
        except ray.exceptions.RayError as error:
            if not isinstance(error, ray.exceptions.RayTaskError):
                lost.append(f"{node.name}: {words_of(error)}")
                continue  # the node is gone, which Ray may notice half a minute later; it is given nothing
            raise ConfigError(
                f"the node {node.name} of the Ray cluster cannot run this program ({words_of(error)}); install the same "
                "version of article-rag[ray] there, with the same Python"
            ) from error
        if found.weights_sha256 != job.weights_sha256:
            raise ConfigError(
                f"the node {node.name} of the Ray cluster has an embedder with the weights {found.weights_sha256[:16]}, this "
                f"machine one with {job.weights_sha256[:16]}; install the same model on both"
            )
        for path in found.unseen:
            raise unseen(node.name, path)
        for one, reason in found.unreachable:
            if not check(one):  # else whoever reads it is told the same
                raise SourceError(
                    f"the node {node.name} of the Ray cluster cannot read {str(one)!r}, which this machine can: {reason}"
                )
    if len(lost) == len(nodes):
        raise RagError(f"no node of the Ray cluster answers ({'; '.join(lost)}); look at it with: ray status")


def unseen(node: str, path: str) -> SourceError:
    """The error for a node that does not see what this machine sees."""
    return SourceError(
        f"the node {node} of the Ray cluster cannot read {path!r}, which this machine can; every node must see the folder "
        "under the same path (a shared file system), as a user who may read it"
    )


def _imported(*, alone: bool) -> ModuleType:
    if alone:
        os.environ[_LOOPBACK] = "0"
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ModuleNotFoundError as error:
        raise ConfigError("--ray needs the package ray; install it, as in: pip install 'article-rag[ray]'") from error
    module: ModuleType = ray
    return module


def _begin(ray: ModuleType, address: str | None, folder: Path | None) -> None:
    from index.embedding.runtime import cores

    quiet = {"log_to_driver": False, "logging_level": "CRITICAL", "configure_logging": True}
    _silence(ray)
    try:
        if address is None:
            _in_time(
                ray,
                address="local",
                num_cpus=cores(),
                object_store_memory=_STORE_BYTES,
                include_dashboard=False,
                _temp_dir=str(folder),
                **quiet,
            )
        else:
            _knock(address)
            ray.init(address=address, **quiet)
    except (ray.exceptions.RayError, RuntimeError, ValueError, OSError) as error:
        if address is None:
            what, advice = "Ray cannot be started on this machine", "sync without --ray, or mend that"
        else:
            what = f"the Ray cluster at {address!r} cannot be joined"
            advice = "this machine must be a node of it: ray start --address HOST:PORT"
        raise RagError(f"{what} ({words_of(error)}); {advice}") from error


def _in_time(ray: Any, **settings: Any) -> None:
    """Start Ray; on a machine that is busy once more, for Ray (2.60) gives a node a fixed time. Raises RuntimeError where both took longer."""
    for last in (False, True):
        try:
            ray.init(**settings)
            return
        except Exception as error:
            if type(error) is not Exception:  # Ray's own words for this are of no class of their own
                raise
            ray.shutdown()
            if last:
                raise RuntimeError(str(error)) from error


def _knock(address: str) -> None:
    """Raise OSError where nobody listens: Ray would try for five minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=_KNOCK_SECONDS).close()


@contextmanager
def _own_signals() -> Iterator[None]:
    """Keep what this program does when it is told to end: Ray would exit, wherever the sync is."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, before)


def _silence(ray: ModuleType) -> None:
    """Keep what nodes and Ray itself say of lost workers off standard output, which is for results. Ray (2.60) prints it
    whatever `log_to_driver` is; this is the switch that its debugger uses."""
    ray._private.worker._worker_logs_enabled = False  # noqa: SLF001


def _nodes(ray: ModuleType) -> list[Node]:
    return [
        Node(
            node["NodeID"],
            _name(node["NodeManagerHostname"], node["NodeManagerAddress"]),
            node["Resources"].get("CPU", 0),
        )
        for node in ray.nodes()
        if node["Alive"]
    ]


def _name(host: str, address: str) -> str:
    return address if host == address else f"{host} ({address})"
