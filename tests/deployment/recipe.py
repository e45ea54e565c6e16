"""A Dockerfile and a compose file, read into steps and services. Knows their words; runs nothing.

Reads what ours say, and refuses an instruction that it does not know: nothing of the recipe is left out unseen. dockerfile-parse
(BSD, Red Hat) takes care of comments and continued lines.
"""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "compose.yaml"
WITH_MILVUS = ROOT / "ui" / "serving" / "deployment" / "compose.milvus.yaml"
IGNORED = ROOT / ".dockerignore"
KNOWN = frozenset(
    [
        "FROM",
        "ARG",
        "RUN",
        "WORKDIR",
        "COPY",
        "ENV",
        "USER",
        "VOLUME",
        "EXPOSE",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    ],
)
_NAMED = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: `flags` are its `--name=value`, `told` is the rest."""

    instruction: str
    flags: Mapping[str, str]
    told: str

    @property
    def words(self) -> list[str]:
        """The rest as a list, whether it is written as JSON or as words."""
        if self.told.startswith("["):
            return [str(word) for word in json.loads(self.told)]
        return shlex.split(self.told)


@dataclass(frozen=True, slots=True)
class Stage:
    """What is built from one base."""

    base: str
    name: str
    steps: tuple[Step, ...]

    def last(self, instruction: str) -> Step:
        """The one that counts. Raises LookupError where there is none."""
        found = [step for step in self.steps if step.instruction == instruction]
        if not found:
            raise LookupError(f"the stage from {self.base!r} has no {instruction}")
        return found[-1]


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the compose file, as far as it matters for one container."""

    name: str
    command: tuple[str, ...]
    volumes: tuple[str, ...]
    tmpfs: tuple[str, ...]
    secrets: tuple[str, ...]
    network: bool
    settings: Mapping[str, Any] = field(repr=False)


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile. Raises ValueError for an instruction that is not known here."""
    from dockerfile_parse import DockerfileParser

    parser = DockerfileParser(fileobj=io.BytesIO(text.encode()))
    found: list[Stage] = []
    for told in parser.structure:
        if told["instruction"] == "COMMENT":
            continue
        step = _step(told["instruction"], told["value"])
        if step.instruction == "FROM":
            base, *named = step.words
            found.append(Stage(base, named[1] if named else "", ()))
        else:
            found[-1] = Stage(found[-1].base, found[-1].name, (*found[-1].steps, step))
    return found


def _step(instruction: str, value: str) -> Step:
    if instruction not in KNOWN:
        raise ValueError(f"the instruction {instruction!r} is not known here")
    flags: dict[str, str] = {}
    while value.startswith("--"):
        flag, _, value = value.partition(" ")
        name, _, told = flag[2:].partition("=")
        flags[name] = told
        value = value.lstrip()
    return Step(instruction, flags, value)


def kept_names() -> list[str]:
    """What .dockerignore lets through: names at the top, each written out."""
    return [line[1:].rstrip("/") for line in IGNORED.read_text("utf-8").splitlines() if line.startswith("!")]


def services(text: str, environ: Mapping[str, str]) -> dict[str, Service]:
    """The services of a compose file. Raises KeyError with the file's words for a variable that must be set."""
    import yaml

    told = yaml.safe_load("\n".join(_filled(text, environ)))
    return {name: _service(name, settings) for name, settings in told["services"].items()}


def _filled(text: str, environ: Mapping[str, str]) -> Iterator[str]:
    def value(found: re.Match[str]) -> str:
        name, kind, words = found.groups()
        if environ.get(name):
            return environ[name]
        if kind == "-":
            return str(words)
        raise KeyError(f"{name}: {words or 'it is not set'}")

    for line in text.splitlines():
        yield line if line.lstrip().startswith("#") else _NAMED.sub(value, line)


def _service(name: str, settings: Mapping[str, Any]) -> Service:
    return Service(
        name,
        tuple(map(str, settings.get("command", ()))),
        tuple(settings.get("volumes", ())),
        tuple(settings.get("tmpfs", ())),
        tuple(settings.get("secrets", ())),
        settings.get("networks") != ["alone"],
        settings,
    )
