"""Wall time of a fresh `rag ask "..."`, beside a fresh `python -c "import sentence_transformers"`.

    python -m tests.bench.cold_start [--rounds 7]

The second is what every program on that library pays before it begins; the target is at most 0.25 of it. Beside it the
same question asked of a `rag chat` that runs, whose own time for it is not the command's and not counted in processor seconds.
Both are whole processes with files in the page cache (one warm-up each), run in turn. Then where the cold
time goes: stages timed inside a process of the same steps, and import times by package (`-X importtime`,
whose own cost makes them larger than they are).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag import sync
from tests.bench import machine

ROOT = Path(__file__).resolve().parents[2]
RAG = (sys.executable, "-m", "ui.cli")
"""As the script `rag` starts it, of the tree that this file lies in."""
QUESTION = "Which U.S. senator met the president of Kazakhstan?"
TARGET = 0.25
_IMPORT_LINE = re.compile(r"import time: +(\d+) \| +\d+ \| *([\w.]+)")
PACKAGES_SHOWN = 10


def run(command: list[str], index_path: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"RAG_INDEX": str(index_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else our modules, unlike installed ones, compile every time
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)


def seconds(command: list[str], index_path: Path) -> tuple[float, float]:
    """On the clock, and of the processor (which other programs' load hardly changes)."""
    before, started = os.times(), time.perf_counter()
    run(command, index_path)
    took, after = time.perf_counter() - started, os.times()
    return took, after.children_user + after.children_system - before.children_user - before.children_system


def compare(index_path: Path, rounds: int) -> None:
    commands = {
        "rag ask": [*RAG, "ask", QUESTION, "--alone"],
        "import sentence_transformers": [sys.executable, "-c", "import sentence_transformers"],
        "import openvino, faiss": [
            sys.executable,
            "-c",
            "from index.embedding.runtime import openvino; openvino(); import faiss",
        ],
        "rag ask, a rag chat runs": [*RAG, "ask", QUESTION],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    assert "Answered by   the running" in run([*commands["rag ask, a rag chat runs"], "--explain"], index_path).stdout
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            took = seconds(command, index_path)
            if number:
                times[name].append(took)
    print(f"{rounds} rounds in turn after a warm-up; medians (lowest-highest)")
    print("| process | seconds | processor seconds |\n|---|---|---|")
    for name, values in times.items():
        clock, processor = (machine.spread(column) for column in zip(*values, strict=True))
        print(f"| {name} | {clock} | {processor} |")
    ours, theirs = (list(zip(*times[name], strict=True)) for name in list(commands)[:2])
    ratio, processor_ratio = (machine.middle(a) / machine.middle(b) for a, b in zip(ours, theirs, strict=True))
    print(f"| ratio of the first two | {ratio:.3f} | {processor_ratio:.3f} |")
    running = machine.middle([clock for clock, _ in times["rag ask, a rag chat runs"]])
    print(f"through a running chat: {running / machine.middle(ours[0]):.3f} of a cold question on the clock")
    print(f"ratio {ratio:.3f}, target at most {TARGET}: {'met' if ratio <= TARGET else 'MISSED'}")


@contextmanager
def chatting(index_path: Path) -> Iterator[None]:
    """A `rag chat` that has shown its page and answered a question."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [*RAG, "chat", "--index", str(index_path), "--port", port]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Article RAG is at")
            run([*RAG, "ask", QUESTION], index_path)
            yield
        finally:
            process.send_signal(signal.SIGINT)


def stages(index_path: Path, rounds: int) -> None:
    found: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        command = [sys.executable, "-m", "tests.bench.cold_stages", str(index_path), QUESTION]
        result = run([*command, repr(time.time())], index_path)
        ended = time.time()
        timed = json.loads(result.stderr.strip().splitlines()[-1])
        if number:
            for stage, took in timed["stages"].items():
                found.setdefault(stage, []).append(took)
            found.setdefault("leave the process", []).append(1000 * (ended - timed["finished"]))
    print("\n| stage | median ms (lowest-highest) |\n|---|---|")
    for stage, values in found.items():
        print(f"| {stage} | {machine.spread(values, 1)} |")
    print(f"| sum of medians | {sum(map(machine.middle, found.values())):.0f} |")


def imports(index_path: Path) -> None:
    result = run([sys.executable, "-X", "importtime", *RAG[1:], "ask", QUESTION, "--alone"], index_path)
    spent: Counter[str] = Counter()
    for microseconds, module in _IMPORT_LINE.findall(result.stderr):
        spent[module.partition(".")[0]] += int(microseconds)
    print("\n| package | its modules' own import time, ms |\n|---|---|")
    for package, microseconds in spent.most_common(PACKAGES_SHOWN):
        print(f"| {package} | {microseconds / 1000:.1f} |")
    print(f"| all | {spent.total() / 1000:.0f} |")
    if "torch" in spent:
        print("torch was imported: the cold path must do without it")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    print(machine.facts())
    with tempfile.TemporaryDirectory() as work:
        index_path = Path(work) / "index"
        sync(ROOT / "seeds", index_path)
        with chatting(index_path):
            compare(index_path, arguments.rounds)
        stages(index_path, arguments.rounds)
        imports(index_path)


if __name__ == "__main__":
    main()
