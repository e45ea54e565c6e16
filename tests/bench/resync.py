"""What `rag sync` costs when little changed: nothing, one article, one in a hundred, against the full build.

    python -m tests.bench.resync ../shared/data [--articles 20000] [--rounds 5]

Articles: drawn by chance of all data sets below DATA, a file each, half of them .txt and half .json. Every sync is a
process of its own, as a person runs it, from start to exit; the full build is done once, with the real embedder. A
changed article gets a new first sentence, so every chunk after it is cut, and embedded, anew; each round changes others.
Files are two seconds old before the build, as git's and ours are not to be trusted before ("racy"); a changed one is
synced at once, and so hashed again by the sync after. A sync that finds the generation before unusable, and builds all
anew in silence, ends the run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import machine
from tests.bench.corpora import read_lines, write_records

SEED = 20261122
SETTLED_SECONDS = 2.1
CHANGES = {"nothing changed": 0.0, "one article changed": None, "1 % changed": 0.01}
TARGETS = {"nothing changed": 0.01, "one article changed": 0.01, "1 % changed": 0.03}
"""Of the full build's seconds; what is changed is a share of the articles, None a single one."""


@dataclass(frozen=True, slots=True)
class Synced:
    """Seconds on the clock and of the processor, and the sync's own report."""

    clock: float
    processor: float
    report: dict[str, Any]

    def __str__(self) -> str:
        told = ("added", "changed", "unchanged", "chunks", "embedded")
        return f"{self.clock:.2f} s; " + ", ".join(f"{self.report[name]:,} {name}" for name in told)


def written(data: Path, folder: Path, articles: int) -> list[Path]:
    """Single files of `articles` articles, half as text and half as JSON."""
    records = [record for corpus in sorted(data.rglob("corpus.jsonl")) for record in _named(corpus, data)]
    chosen = random.Random(SEED).sample(records, min(articles, len(records)))
    write_records(chosen[::2], folder)
    for record in chosen[1::2]:
        (folder / f"{record['_id']}.json").write_text(json.dumps(record), encoding="utf-8")
    return sorted(folder.iterdir())


def _named(corpus: Path, data: Path) -> Iterable[dict[str, Any]]:
    """Records whose ids are names of files, and of no other data set's."""
    set_name = corpus.parent.relative_to(data).as_posix()
    for record in read_lines(corpus):
        yield record | {"_id": re.sub(r"[^\w.-]", "-", f"{set_name}-{record['_id']}")}


def change(path: Path, number: int) -> None:
    """A new first sentence for an article."""
    sentence = f"This report was corrected for the {number}th time on the morning after its publication."
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        record = json.loads(content)
        path.write_text(json.dumps(record | {"text": f"{sentence} {record['text']}"}), encoding="utf-8")
    else:
        title, gap, body = content.partition("\n\n")
        path.write_text(f"{title}{gap}{sentence} {body}", encoding="utf-8", newline="")


def sync(folder: Path, index_path: Path) -> Synced:
    """`rag sync` from start to exit. What it says beside its counts is a fault here: an index that was not used."""
    command = [str(Path(sys.executable).with_name("rag")), "sync", str(folder), "--index", str(index_path), "--json"]
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else our modules, unlike installed ones, compile every time
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    took, after = time.perf_counter() - started, os.times()
    told = json.loads(done.stdout) if done.returncode == 0 else {"notes": [done.stderr], "failures": []}
    if told["notes"] or told["failures"]:
        raise SystemExit(f"{' '.join(command)}: {told['notes']} {told['failures']}")
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Synced(took, processor, told)


def measure(folder: Path, index_path: Path, files: list[Path], rounds: int) -> tuple[Synced, dict[str, list[Synced]]]:
    """The full build, then each kind of change in each round."""
    full = sync(folder, index_path)
    print(f"full build: {full}", flush=True)
    chance = random.Random(SEED)
    found: dict[str, list[Synced]] = {name: [] for name in CHANGES}
    for number in range(1, rounds + 1):
        for name, share in CHANGES.items():
            count = 1 if share is None else round(share * len(files))
            for path in chance.sample(files, count):
                change(path, number)
            ran = sync(folder, index_path)
            assert ran.report["changed"] == count, f"{name}: {ran}"
            found[name].append(ran)
            print(f"<!-- round {number}, {name}: {ran}; load {os.getloadavg()[0]:.1f} -->", flush=True)
    return full, found


def report(full: Synced, found: dict[str, list[Synced]]) -> None:
    print("\n| sync | seconds | processor seconds | of the full build | target |\n|---|---|---|---|---|")
    print(f"| full build | {full.clock:.1f} | {full.processor:.1f} | 1 | |")
    for name, runs in found.items():
        share = machine.middle([run.clock for run in runs]) / full.clock
        verdict = "met" if share < TARGETS[name] else "MISSED"
        cells = [machine.spread([run.clock for run in runs]), machine.spread([run.processor for run in runs])]
        print(f"| {name} | {' | '.join(cells)} | {share:.2%} | under {TARGETS[name]:.0%}: {verdict} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(machine.facts())
    with tempfile.TemporaryDirectory() as work:
        folder, index_path = Path(work) / "articles", Path(work) / "index"
        files = written(arguments.data, folder, arguments.articles)
        bytes_written = sum(path.stat().st_size for path in files)
        print(f"{len(files):,} files, {bytes_written / 2**20:.1f} MiB")
        time.sleep(SETTLED_SECONDS)
        report(*measure(folder, index_path, files, arguments.rounds))
        size = sum(path.stat().st_size for path in index_path.rglob("*") if path.is_file())
        print(f"\nThe index with its generations takes {size / 2**20:.0f} MiB.")


if __name__ == "__main__":
    main()
