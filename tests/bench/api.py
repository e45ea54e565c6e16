"""The interface for programs: what it adds to ask() in this process, and 1, 8, 32 and 128 programs at once.

    python -m tests.bench.api ../shared/data [--indexes FOLDER] [--clients 1,8,32,128] [--seconds 30]
    python -m tests.bench.api --index INDEX      over an index and a few questions of its own: to see that it runs

A `rag serve` in a process of its own over all of squad1, asked over loopback with connections that are kept, each program another
of the held-out questions. Milliseconds of a shared machine: read the differences and the ratios, asked in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from rag import Pipeline, connect, example_questions, open_pipeline
from tests.bench import machine
from tests.bench.answer_sets import index_of, known_questions
from tests.bench.page import ROOT, resident_mib

SEED = 20261130
COMPARED = 100


@contextmanager
def served(index_path: Path) -> Iterator[tuple[str, int]]:
    """The address of a ready `rag serve` over an index, and its process."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui.cli", "serve", "--index", str(index_path), "--port", str(port)]
    environment = os.environ | {"RAG_CONFIG": "", "RAG_ACCESS_TOKENS": "/nonexistent/tokens.json"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            while httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code != 200:
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()


def compared(pipeline: Pipeline, url: str, questions: Sequence[str]) -> None:
    """Milliseconds of the same questions here, over HTTP, and by `connect()` with its quotes compared, taken in turn."""
    taken: dict[str, list[float]] = {"ask() in this process": [], "POST /v1/ask": [], "connect().ask": []}
    with httpx.Client(base_url=url, timeout=120, trust_env=False) as client, connect(url) as remote:
        ways: tuple[Callable[[str], object], ...] = (
            pipeline.answer,
            lambda question: client.post("/v1/ask", json={"question": question}).raise_for_status(),
            remote.ask,
        )
        for way in ways:
            way(questions[0])
        for question in questions:
            for name, way in zip(taken, ways, strict=True):
                started = time.perf_counter()
                way(question)
                taken[name].append(1000 * (time.perf_counter() - started))
    here = next(iter(taken.values()))
    print(f"{len(questions)} questions, milliseconds p50 / p95, and what is added to the first")
    for name, values in taken.items():
        added = [one - other for one, other in zip(values, here, strict=True)]
        more = f"+{machine.middle(added):.1f} / +{machine.p95(added):.1f}"
        print(f"  {name:<24}{machine.middle(values):8.1f} /{machine.p95(values):8.1f}   {more}", flush=True)


async def crowd(url: str, clients: int, questions: Sequence[str], seconds: float, pid: int) -> None:
    """So many programs, each asking again as soon as it is answered."""
    taken, told = list[float](), Counter[str]()
    until = time.perf_counter() + seconds
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)

    async def program(client: httpx.AsyncClient, number: int) -> None:
        chosen = random.Random(SEED + number)
        while time.perf_counter() < until:
            started = time.perf_counter()
            try:
                response = await client.post("/v1/ask", json={"question": chosen.choice(questions)})
                told[str(response.status_code)] += 1
            except httpx.HTTPError as error:
                told[type(error).__name__] += 1
            taken.append(1000 * (time.perf_counter() - started))

    async with httpx.AsyncClient(base_url=url, timeout=300, limits=limits, trust_env=False) as client:
        began = time.perf_counter()
        await asyncio.gather(*(program(client, number) for number in range(clients)))
        lasted = time.perf_counter() - began
    failed = {name: count for name, count in told.items() if name != "200"}
    print(
        f"  {clients:>4} programs: {told['200'] / lasted:7.1f} answers/s, p50 {machine.middle(taken):8.1f} ms, "
        f"p95 {machine.p95(taken):8.1f} ms, failed {failed or 'none'}, {resident_mib(pid):.0f} MiB",
        flush=True,
    )


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--indexes", type=Path, default=Path(tempfile.gettempdir()) / "indexes")
    parser.add_argument("--clients", default="1,8,32,128")
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    print(machine.facts())
    if options.index:
        index_path, pipeline = options.index, open_pipeline(options.index)
        questions = list(example_questions(pipeline, 8))
    else:
        if options.data is None:
            parser.error("name the folder of data, or an --index")
        index_path, pipeline = options.indexes / "squad1-index", index_of(options.data, options.indexes, "squad1")
        questions = random.Random(SEED).sample([one.text for one in known_questions(options.data, "squad1")], 400)
    with served(index_path) as (url, pid):
        compared(pipeline, url, questions[:COMPARED])
        for clients in map(int, options.clients.split(",")):
            asyncio.run(crowd(url, clients, questions, options.seconds, pid))


if __name__ == "__main__":
    main()
