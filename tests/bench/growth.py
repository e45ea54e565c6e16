"""What an index of 10,000 to 1,000,000 chunks costs: building, updating, memory, time and recall of one question.

    python -m tests.bench.growth ../shared/data [--rows 10000 100000 1000000] [--cache FOLDER]

Questions are real, and so are the first 35,000 vectors; the rest are varied from them (`grown`), and the last table says
how much that flatters. Recall@10 is the share of the ten nearest rows of a full scan that a search finds. The
approximate index is also measured below the size from which it is used. Each size is asked in a process of its own, so
that its memory is its own. Needs space for the largest files in --cache and embeds for minutes the first time.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.store.generations import VECTORS
from index.store.vectors import APPROXIMATE, ApproximateSettings, VectorFile, VectorIndex, update_approximate
from index.store.vectors.approximate import EXACT_ROWS
from index.types import Matrix
from tests.bench import machine
from tests.bench.grown import SEED, real_vectors, varied

WANTED = 10
ASKED = 200
EXACTLY_ASKED = 60
FILTERS = (0.5, 0.1, 0.01, 0.001)
UPDATED_SHARE = 0.01
THREADS = (1, 2, 4)
NOTHING = np.array([], np.int64)


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of each question in turn, and the rows found for each."""

    milliseconds: list[float]
    rows: list[list[int]]

    def recall(self, of: Asked) -> float:
        shares = [len({*ours} & {*theirs}) / len(theirs) for ours, theirs in zip(self.rows, of.rows, strict=False)]
        return float(np.mean(shares))

    def __str__(self) -> str:
        return f"{machine.middle(self.milliseconds):.2f} / {machine.p95(self.milliseconds):.2f}"


def asked(index: VectorIndex, questions: Matrix, allowed: NDArray[np.int64] | None = None) -> Asked:
    times, found = [], []
    for question in questions:
        started = time.perf_counter()
        pairs = index.nearest(question, WANTED, allowed)
        times.append(1000 * (time.perf_counter() - started))
        found.append([row for row, _ in pairs])
    return Asked(times, found)


def timed(work: Callable[[], ApproximateSettings | None]) -> tuple[float, ApproximateSettings]:
    started = time.perf_counter()
    made = work()
    assert made is not None
    return time.perf_counter() - started, made


def write(folder: Path, blocks: Iterator[Matrix], dim: int) -> float:
    """Seconds to write the exact vectors, those to make them up left out."""
    seconds = 0.0
    folder.mkdir(parents=True)
    with VectorFile(folder / VECTORS, dim) as file:
        for block in blocks:
            started = time.perf_counter()
            file.set_rows(np.arange(file.rows, file.rows + len(block)), block)
            seconds += time.perf_counter() - started
        started = time.perf_counter()
        file.finish()
    return seconds + time.perf_counter() - started


def grown(real: Matrix, rows: int) -> Iterator[Matrix]:
    yield real[:rows]
    yield from varied(real, max(0, rows - len(real)))


def build(folder: Path, *, exact_rows: int = 1) -> tuple[float, ApproximateSettings]:
    return timed(
        lambda: update_approximate(
            None,
            folder / APPROXIMATE,
            exact=folder / VECTORS,
            changed=NOTHING,
            settings=None,
            exact_rows=exact_rows,
        )
    )


def updated(folder: Path, settings: ApproximateSettings) -> float:
    """Seconds to take a hundredth of the rows out of the approximate index and in again."""
    changed = np.random.default_rng(SEED).choice(settings.rows, int(settings.rows * UPDATED_SHARE), replace=False)
    target = folder / "updated.faiss"
    seconds, made = timed(
        lambda: update_approximate(
            folder / APPROXIMATE,
            target,
            exact=folder / VECTORS,
            changed=np.sort(changed),
            settings=settings,
            exact_rows=settings.exact_rows,
        )
    )
    assert made.changed_rows == len(changed)
    target.unlink()
    return seconds


def resident(name: str) -> int:
    """Memory of this process in MiB: RssAnon is its own, RssFile the pages of mapped files that it has touched."""
    if not sys.platform.startswith("linux"):
        return -1
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(name + ":"))


@contextmanager
def peak_memory() -> Iterator[list[int]]:
    """How far this process's own memory rose meanwhile, in MiB; looked at every 10 ms."""
    before, risen, over = resident("RssAnon"), [0], threading.Event()

    def look() -> None:
        while not over.wait(0.01):
            risen[0] = max(risen[0], resident("RssAnon") - before)

    watcher = threading.Thread(target=look)
    watcher.start()
    yield risen
    over.set()
    watcher.join()


def measure(folder: Path, real: Path, asked_file: Path, rows: int) -> dict[str, str]:
    """One size, in its own process; a line for each table."""
    vectors, questions = np.load(real, mmap_mode="r"), np.load(asked_file)[:ASKED]
    writing = write(folder, grown(vectors, rows), questions.shape[1])
    with peak_memory() as risen:
        building, settings = build(folder)
    sizes = [(folder / name).stat().st_size / 1e6 for name in (VECTORS, APPROXIMATE)]
    line = f"| {rows:,} | {writing:.1f} | {building:.1f} | {updated(folder, settings):.2f} | {settings.lists} "
    built = line + f"| {sizes[0]:.0f} | {sizes[1]:.0f} | {risen[0]} |"
    index, exact = VectorIndex(folder, settings), VectorIndex(folder)
    asked(index, questions[-10:])
    files, own = resident("RssFile"), resident("RssAnon")
    quick = asked(index, questions)
    mapped = f"{resident('RssFile') - files} | {resident('RssAnon') - own}"
    slow = asked(exact, questions[:EXACTLY_ASKED])
    used = "exact" if rows <= EXACT_ROWS else "approximate"
    once = f"| {rows:,} | {slow} | {quick} | {quick.recall(slow):.4f} | {used} | {mapped} |"
    as_used = VectorIndex(folder, replace(settings, exact_rows=EXACT_ROWS)) if rows > EXACT_ROWS else exact
    cells = []
    for share in FILTERS:
        allowed = np.random.default_rng(SEED).choice(rows, int(rows * share), replace=False)
        filtered, truth = (asked(which, questions[:EXACTLY_ASKED], allowed) for which in (as_used, exact))
        cells.append(f"{filtered}, {filtered.recall(truth):.3f}")
    filters, threads = (f"| {rows:,} | {' | '.join(line)} |" for line in (cells, throughput(as_used, questions)))
    return {"built": built, "asked": once, "filtered": filters, "threads": threads}


def throughput(index: VectorIndex, questions: Matrix) -> list[str]:
    """Questions a second with several threads asking at once."""
    cells = []
    for threads in THREADS:
        with ThreadPoolExecutor(threads) as pool:
            started = time.perf_counter()
            list(pool.map(lambda question: index.nearest(question, WANTED), questions))
            cells.append(f"{len(questions) / (time.perf_counter() - started):.0f}")
    return cells


def flattery(work: Path, real: Matrix, questions: Matrix) -> None:
    """The same number of rows, all real and all varied."""
    print("\n| rows | recall@10, all real | recall@10, all varied |\n|---|---|---|")
    cells = []
    for name, blocks in (("real", iter([real])), ("varied", varied(real, len(real)))):
        write(work / name, blocks, real.shape[1])
        _, settings = build(work / name)
        quick = asked(VectorIndex(work / name, settings), questions)
        cells.append(f"{quick.recall(asked(VectorIndex(work / name), questions)):.4f}")
    print(f"| {len(real):,} | " + " | ".join(cells) + " |")


TABLES = {
    "built": "| rows | write s | train and add s | update 1 % s | lists | exact MB | approximate MB | peak own memory MiB |",
    "asked": "| rows | exact ms p50 / p95 | approximate ms p50 / p95 | recall@10 | in use | mapped MiB | own MiB |",
    "filtered": "| rows | "
    + " | ".join(f"{100 * share:g} % allowed: ms p50 / p95, recall@10" for share in FILTERS)
    + " |",
    "threads": "| rows | " + " | ".join(f"{count} thread(s), questions/s" for count in THREADS) + " |",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "rag-growth")
    arguments = parser.parse_args()
    print(machine.facts())
    real, questions = real_vectors(arguments.data, arguments.cache)
    print(f"{len(real):,} real vectors, {min(ASKED, len(questions))} questions; exact search up to {EXACT_ROWS:,} rows")
    context = multiprocessing.get_context("spawn")
    lines: dict[str, list[str]] = {name: [] for name in TABLES}
    with tempfile.TemporaryDirectory(dir=arguments.cache) as work:
        for rows in arguments.rows:
            files = (arguments.cache / "chunks.npy", arguments.cache / "questions.npy")
            with ProcessPoolExecutor(1, mp_context=context) as process:
                measured = process.submit(measure, Path(work) / str(rows), *files, rows).result()
            for name, line in measured.items():
                lines[name].append(line)
            shutil.rmtree(Path(work) / str(rows))
        for name, head in TABLES.items():
            print("\n".join(["", head, "|---" * (head.count("|") - 1) + "|", *lines[name]]))
        flattery(Path(work), real, questions[:ASKED])


if __name__ == "__main__":
    main()
