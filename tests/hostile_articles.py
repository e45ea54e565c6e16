"""Folders of articles that mean harm, and of as many that mean none.

The corpus lies in `tests/golden/hostile`, a folder a kind of attack; names that a repository would not keep are written here.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

CORPUS = Path(__file__).parent / "golden" / "hostile"
STUFFED = "stuffed"
"""Articles that repeat the questions themselves, some with an answer: to a program they are news like any other."""

NAMES = [
    b'windmill "><img src=x onerror=window.hacked=50>.txt',
    b"\x1b]8;;https:evil.example\x07windmill\x1b]8;;\x07.txt",
    b"windmill\n[1] Forged source\r.txt",
    "windmill \u202etxt.exe.txt".encode(),
    b"[windmill](javascript:window.hacked=51).md",
    b"--index $(reboot) ${window.hacked=52} {{x}} windmill.txt",
    b"<script>window.hacked=53<!-- windmill.txt",
    "windmill \x9b31m \u2028 \U000e0041.txt".encode(),
]
"""File names as a file system takes them."""


def write_hostile(folder: Path, seeds: Path, *, without: str = "") -> None:
    """The seeds, the corpus (`without` one kind) and the files with hostile names."""
    shutil.copytree(seeds, folder / "seeds")
    shutil.copytree(CORPUS, folder / "hostile", ignore=lambda _, names: [name for name in names if name == without])
    for number, name in enumerate(NAMES):
        text = f"The windmill of village {number} ground {number + 3} sacks of rye on the day of the fair.\n"
        (folder / "hostile" / os.fsdecode(name)).write_text(text, "utf-8")


def write_harmless(folder: Path, seeds: Path, count: int) -> None:
    """The seeds and `count` short articles about nothing that anybody asks."""
    shutil.copytree(seeds, folder / "seeds")
    (folder / "harmless").mkdir()
    for number in range(count):
        (folder / "harmless" / f"{number}.txt").write_text(
            f"Harbour office {number} counts its boats\n\nHarbour office {number} counted {number + 20} boats in spring, "
            f"and the keeper of pier {number} painted the railings green. The weather stayed dry until the evening of "
            f"the regatta, when light rain fell over the bay and the lamps were lit early along the quay.\n",
            "utf-8",
        )
