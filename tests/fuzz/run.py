"""Starts the fuzzers: `python -m tests.fuzz.run SECONDS [TARGET ...]`. Knows atheris and its command line only.

A fuzzer never returns into Python, so that each target has a process of its own, one after the other. A broken
invariant does not end it: the first input of each (exception, module and line that raised it) is written to `--folder`
under that name, and fuzzing goes on behind it. Only what takes too long or too much memory ends it.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = (ROOT / "index", ROOT / "tests")

LONGEST_INPUT_BYTES = 4096
"""Longer inputs find nothing new about parsing, and each run costs more; length has tests of its own."""

SLOWEST_SECONDS = 20
"""An input of four kilobytes that takes this long is a finding: reading takes milliseconds, instrumented ten times that."""

LARGEST_MEMORY_MB = 4096


def main() -> int:
    """Run the targets one after the other; the exit status is 1 when one of them broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=int, nargs="?", default=60, help="time for all targets together")
    parser.add_argument("targets", nargs="*", help="sentences, facts, files; all of them when none is named")
    parser.add_argument("--folder", type=Path, default=Path("fuzzing"), help="where corpus and crashing inputs go")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--replay", nargs=2, metavar=("TARGET", "FILE"), help="run one input and show what it raises")
    chosen = parser.parse_args()
    if chosen.replay:
        _replay(chosen.replay[0], Path(chosen.replay[1]))
        return 0
    if chosen.child:
        return _fuzz(chosen.child, chosen.folder, chosen.seconds)
    from tests.fuzz.targets import TARGETS

    names = chosen.targets or list(TARGETS)
    share = max(1, chosen.seconds // len(names))
    held = [_start(name, chosen.folder, share) for name in names]
    return int(not all(held))


def _replay(name: str, file: Path) -> None:
    from tests.fuzz.targets import TARGETS

    TARGETS[name].run(file.read_bytes())
    print(f"{file}: nothing is broken")


def _start(name: str, folder: Path, seconds: int) -> bool:
    command = [sys.executable, "-m", "tests.fuzz.run", str(seconds), "--child", name, "--folder", str(folder)]
    status = subprocess.run(command, check=False).returncode
    crashes = sorted(path.name for path in (folder / name / "crashes").iterdir())
    held = not status and not crashes
    print(f"{name}: {'held' if held else 'broken'}; exit status {status}; crashing inputs: {crashes}", flush=True)
    return held


def _kept(run: Callable[[bytes], None], crashes: Path) -> Callable[[bytes], None]:
    """`run`, with the first input of each kind of failure written down instead of ending the fuzzer."""

    def runs(data: bytes) -> None:
        try:
            run(data)
        except Exception as error:  # noqa: BLE001 - whatever escapes a reader is what is looked for
            crash = crashes / _name_of(error)
            if not crash.exists():
                crash.write_bytes(data)
                traceback.print_exception(error)

    return runs


def _name_of(error: Exception) -> str:
    """The exception and the line of ours that raised it, or called what did: "KeyError-word-73"."""
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [(path.stem, line) for path, line in frames if any(folder in path.parents for folder in OURS)]
    return "-".join(map(str, (type(error).__name__, *ours[-1])))


def _fuzz(name: str, folder: Path, seconds: int) -> int:
    """Never returns when atheris does not: libFuzzer ends the process."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["index"], enable_loader_override=False):
        targets = importlib.import_module("tests.fuzz.targets")
    target = targets.TARGETS[name]
    corpus, crashes = folder / name / "corpus", folder / name / "crashes"
    corpus.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(exist_ok=True)
    for seed in target.seeds:
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    options = {
        "max_total_time": seconds,
        "max_len": LONGEST_INPUT_BYTES,
        "timeout": SLOWEST_SECONDS,
        "report_slow_units": SLOWEST_SECONDS,
        "rss_limit_mb": LARGEST_MEMORY_MB,
        "artifact_prefix": f"{crashes}/",
        "verbosity": 0,
        "print_final_stats": 1,
    }
    atheris.Setup(
        [sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(corpus)], _kept(target.run, crashes)
    )
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
