"""Kill syncs of every kind, and damage every file of an index: `python -m tests.bench.crash [--kills 300] [--places 100]`."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.crashes import damage_files, kill_syncs


def main() -> None:
    """Print both counts as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--places", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        started = time.perf_counter()
        found = kill_syncs(Path(name), rounds=options.kills, seed=options.seed)
        print(f"{found['killed']} syncs killed in {time.perf_counter() - started:.0f} s\n")
        print("| found | times |\n|---|---|")
        for what in ("old", "new", "lost", "wrong", "wrong after the next sync", "not sound after the next sync"):
            print(f"| {what} | {found[what]} |")
        kinds = {what: count for what, count in found.items() if what.startswith("killed: ")}
        print(
            "\nKinds: " + ", ".join(f"{what.removeprefix('killed: ')} {count}" for what, count in sorted(kinds.items()))
        )
    for large in (False, True):
        _damage(options.places, options.seed, large=large)


def _damage(places: int, seed: int, *, large: bool) -> None:
    how = "too large to be hashed when opened, time stamps forged, one bit flipped" if large else "hashed when opened"
    print(f"\nDamaged at {places} places a file; the index is {how}:\n")
    columns = ("refused", "as before", "wrong ranking", "wrong text", "not mended by a sync")
    print("| file | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        for file, found in damage_files(Path(name), places=places, seed=seed, large=large):
            total.update(found)
            shown = file.rpartition("/")[2]
            print(f"| {shown} | " + " | ".join(str(found[column]) for column in columns) + " |")
    print("| all | " + " | ".join(str(total[column]) for column in columns) + " |")


if __name__ == "__main__":
    main()
