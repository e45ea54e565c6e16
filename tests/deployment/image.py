"""An image as a folder: the steps of a Dockerfile, carried out in copies of a base. Knows steps; runs no service."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.deployment.container import Failed, build, copied
from tests.deployment.recipe import ROOT, Stage, Step

_PASSED_ON = ("PIP_", "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "LANG")
"""Variables of this machine that a build step sees: by them it gets at packages. Nothing of them is in the image."""


@dataclass
class Image:
    """What was built: its root, and what its steps say of running it."""

    root: Path
    environ: dict[str, str] = field(default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin"})
    user: tuple[str, str] = ("0", "0")
    folder: str = "/"


@dataclass(frozen=True)
class Work:
    """Where this run's files lie, and what the command line said."""

    folder: Path
    base: Path
    arguments: Mapping[str, str]
    binds: Sequence[Path]


def built(work: Work, told: Sequence[Stage]) -> Image:
    """The last stage, all of them built in order."""
    images: dict[str, Image] = {}
    for number, stage in enumerate(told):
        image = Image(work.folder / f"stage-{number}")
        print(f"FROM {stage.base}  (a copy of {work.base} instead)", flush=True)
        done = work.folder / f"stage-{number}.done"
        if not image.root.exists():
            copied(work.base, image.root)
        arguments: dict[str, str] = {}
        for step in stage.steps:
            started = time.monotonic()
            if done.exists() and step.instruction in ("COPY", "RUN"):
                continue
            apply(work, image, images, step, arguments)
            print(f"  {step.instruction} {step.told[:90]}  [{time.monotonic() - started:.0f} s]", flush=True)
        done.touch()
        images[stage.name or str(number)] = image
    return image


def apply(work: Work, image: Image, images: Mapping[str, Image], step: Step, arguments: dict[str, str]) -> None:
    """One instruction."""
    match step.instruction:
        case "ARG":
            name, _, default = step.told.partition("=")
            arguments[name] = work.arguments.get(name, default)
        case "ENV":
            image.environ |= dict(word.split("=", 1) for word in step.words)
        case "WORKDIR":
            image.folder = step.told
            (image.root / step.told.lstrip("/")).mkdir(parents=True, exist_ok=True)
        case "USER":
            user, _, group = step.told.partition(":")
            image.user = (user, group or user)
        case "COPY":
            copy(image, images, step)
        case "RUN":
            passed = {name: value for name, value in os.environ.items() if name.startswith(_PASSED_ON)}
            build(
                image.root,
                ["/bin/sh", "-c", step.told],
                folder=image.folder,
                environ=passed | image.environ | arguments,
                binds=work.binds,
            )
        case _:  # read where a container is started
            pass


def copy(image: Image, images: Mapping[str, Image], step: Step) -> None:
    """COPY from another stage, or of files that git knows, as they are in this checkout."""
    *sources, place = step.words
    target = image.root / (place.lstrip("/") if place.startswith("/") else f"{image.folder}/{place}".lstrip("/"))
    if "from" in step.flags:
        copied(images[step.flags["from"]].root / sources[0].lstrip("/"), target)
        return
    line = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *sources]
    names = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    if not names:
        raise Failed(f"COPY {step.told}: there is nothing of that name")
    for name in names:
        inner = (
            Path(name) if len(sources) > 1 or not (ROOT / sources[0]).is_dir() else Path(name).relative_to(sources[0])
        )
        (target / inner).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target / inner)


def size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
