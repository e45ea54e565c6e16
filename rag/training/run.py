"""Train the evidence model: `python -m rag.training.run DATA WORK [--from WEIGHTS]`; writes WORK/evidence.safetensors.

Seeded; stopped at any moment it goes on from the last of its checkpoints (same command; another command's checkpoint is
refused). The recipe: AdamW (Loshchilov
and Hutter 2019) over float32 weights with bfloat16 arithmetic, linear warm-up and decay, the mean of the last weights
(Polyak averaging), words of the question hidden at random. Knows the loop; examples and network are rooms of their own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from index.config import IndexConfig
from index.embedding.packaged import verified_model_folder
from index.errors import ConfigError
from rag.api import embedder_for
from rag.evidence.pairs import PairEncoder
from rag.training.batches import Row, batches, row_of, tensors
from rag.training.examples import Example
from rag.training.mixture import Sources, first_stage, read_sources, stage
from rag.training.network import EvidenceNetwork, loaded_network, loss_of, new_network

SEED = 20261130
ROWS = 16
"""A step's rows: 16 ran 30 % faster than 32 here, and few examples want many steps."""

RATE, HEAD_RATE = 1e-4, 5e-4
WARM_UP = 0.06
DECAY = 0.01
AVERAGED = 0.999
"""Share of the mean that a step keeps."""

FIRST_STAGE = 9_000
STAGES = 3
MADE_A_STAGE = 800
HIDDEN_QUESTION_TOKENS = 0.08
MASK_TOKEN = 103
CHECKPOINT_STEPS = 200


def main() -> None:
    """Train, or go on training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with the public sets")
    parser.add_argument("work", type=Path, help="folder for checkpoints and the finished weights")
    parser.add_argument(
        "--from", dest="begun", type=Path, help="weights to begin with, instead of the packaged encoder"
    )
    parser.add_argument(
        "--mean", action="store_true", help="finish with the mean of the weights begun with and those reached"
    )
    parser.add_argument("--stages", type=int, default=STAGES, help="times that every question is met")
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate of the encoder")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.work.mkdir(parents=True, exist_ok=True)
    sources = read_sources(arguments.data, embedder_for(IndexConfig()))
    steps = list(_steps(sources, 0 if arguments.begun else FIRST_STAGE, arguments.stages))
    folder = verified_model_folder()
    network = loaded_network(folder, arguments.begun) if arguments.begun else new_network(folder)
    run = Run(network, Recipe.of(steps, arguments.rate, arguments.begun))
    try:
        run.go_on(arguments.work)
    except ConfigError as failed:
        parser.error(str(failed))
    print(f"{len(steps):,} steps of {ROWS}; starts at {run.step:,}", flush=True)
    run.train(steps, arguments.work)
    reached = run.averaged()
    if arguments.begun and arguments.mean:
        reached = mean_of(load_file(arguments.begun), reached)
    save_file(reached, arguments.work / "evidence.safetensors")


def mean_of(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The mean of two runs' weights: better than either where the second began with the first (Wortsman et al. 2022,
    arXiv:2203.05482)."""
    return {name: ((one[name].float() + other[name].float()) / 2).half().contiguous() for name in one}


def _steps(sources: Sources, first: int, count: int) -> Iterator[list[Row]]:
    """Every step's rows, the same in every run of the same data."""
    encoder = PairEncoder()
    chance = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    stages = [first_stage(sources, first, chance), *(stage(sources, MADE_A_STAGE, chance) for _ in range(count))]
    for examples in stages:
        rows = [row_of(example, encoder, _header(example, chance)) for example in examples]
        yield from batches(rows, ROWS, chance)


def _header(example: Example, chance: random.Random) -> str:
    """The text's header, sometimes left out, often with a day, as the headers of articles have one."""
    head = example.text.header if chance.random() < 0.75 else ""
    if chance.random() < 0.5:
        day = dt.date(1990, 1, 1) + dt.timedelta(days=chance.randrange(13_500))
        head = " · ".join(filter(None, [head, f"{day.day} {day:%B %Y}"]))
    return head


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run's weights come of: a checkpoint of another recipe is no beginning of it.

    `rows` and `begun` are SHA-256 of every step's rows and of the weights begun with ("" for the packaged encoder).
    """

    steps: int
    rate: float
    rows: str
    begun: str

    @classmethod
    def of(cls, steps: Sequence[Sequence[Row]], rate: float = RATE, begun: Path | None = None) -> Recipe:
        """The recipe of these steps."""
        digest = hashlib.sha256()
        for rows in steps:
            digest.update(repr(rows).encode("utf-8", "surrogatepass"))
        weights = hashlib.sha256(begun.read_bytes()).hexdigest() if begun else ""
        return cls(len(steps), rate, digest.hexdigest(), weights)

    def check(self, checkpoint: Path, told: Mapping[str, Any]) -> None:
        """Raises ConfigError when `checkpoint` tells of another recipe, naming what differs."""
        here = asdict(self)
        differing = [
            f"{_PARTS[name]} {told.get(name, 'not told')!r} there and {here[name]!r} here"
            for name in here
            if told.get(name) != here[name]
        ]
        if differing:
            raise ConfigError(
                f"{checkpoint} is of another run: {'; '.join(differing)}. Give the data, --stages, --rate and --from of that "
                "run to go on with it, or another work folder to begin anew"
            )


_PARTS = {"steps": "steps (--stages)", "rate": "--rate", "rows": "rows (the data)", "begun": "weights (--from)"}


class Run:
    """The network in bfloat16, its weights in float32, their mean, and how far it is."""

    def __init__(self, network: EvidenceNetwork, recipe: Recipe) -> None:
        torch.manual_seed(SEED)
        self._weights = [(n, p.detach().clone().float()) for n, p in network.named_parameters() if p.requires_grad]
        self._network = network.bfloat16().train()
        self._live = [p for p in self._network.parameters() if p.requires_grad]
        self._mean = [weight.clone() for _, weight in self._weights]
        self._optimizer = torch.optim.AdamW(self._groups(recipe.rate), betas=(0.9, 0.98), eps=1e-6, fused=True)
        self._recipe = recipe
        self.step = 0

    def _groups(self, encoder_rate: float) -> list[dict[str, Any]]:
        groups = []
        for is_head in (False, True):
            for decays in (False, True):
                kept = [
                    weight
                    for name, weight in self._weights
                    if name.startswith("bert.") != is_head and (weight.ndim > 1) == decays
                ]
                rate = encoder_rate * HEAD_RATE / RATE if is_head else encoder_rate
                groups.append({"params": kept, "lr": rate, "peak": rate, "weight_decay": DECAY if decays else 0.0})
        return groups

    def train(self, steps: Sequence[Sequence[Row]], work: Path) -> None:
        """From where it stands to the end; a line of progress every 50 steps, a checkpoint every 200."""
        started, losses = time.monotonic(), []
        first = self.step
        for rows in steps[self.step :]:
            losses.append(self.take(rows))
            if self.step % 50 == 0:
                pace = (time.monotonic() - started) / (self.step - first)
                left = pace * (self._recipe.steps - self.step) / 60
                print(f"step {self.step:,} loss {sum(losses) / len(losses):.3f} {left:.0f} minutes left", flush=True)
                losses = []
            if self.step % CHECKPOINT_STEPS == 0:
                self._save(work)
        self._save(work)

    def take(self, rows: Sequence[Row]) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * self._share()
        batch = tensors(rows)
        ids = _hidden(batch["ids"], batch["types"], self.step)
        torch.manual_seed(SEED + self.step)  # dropout goes on alike after a stop
        tokens, answers = self._network(ids, batch["types"], batch["mask"])
        loss = loss_of(tokens, answers, batch)
        loss.backward()
        for (_, weight), live in zip(self._weights, self._live, strict=True):
            weight.grad = live.grad.float()
            live.grad = None
        nn.utils.clip_grad_norm_([weight for _, weight in self._weights], 1.0)
        self._optimizer.step()
        self.step += 1
        kept = min(AVERAGED, self.step / (self.step + 10))
        with torch.no_grad():
            for (_, weight), live, mean in zip(self._weights, self._live, self._mean, strict=True):
                live.copy_(weight)
                mean.lerp_(weight, 1 - kept)
        return float(loss.detach())

    def _share(self) -> float:
        done = self.step / self._recipe.steps
        return min(1.0, done / WARM_UP) if done < WARM_UP else (1 - done) / (1 - WARM_UP)

    def averaged(self) -> dict[str, Tensor]:
        """The mean weights by name, in float16: what is shipped."""
        return {name: mean.half().contiguous() for (name, _), mean in zip(self._weights, self._mean, strict=True)}

    def _save(self, work: Path) -> None:
        """Written beside its place and moved there, so that a stop never leaves half a checkpoint."""
        state = {f"weight/{n}": w.contiguous() for n, w in self._weights}
        state |= {f"mean/{n}": m.contiguous() for (n, _), m in zip(self._weights, self._mean, strict=True)}
        moments = self._optimizer.state_dict()["state"]
        state |= {
            f"moment/{at}/{key}": value.contiguous() for at, kept in moments.items() for key, value in kept.items()
        }
        save_file(state, work / "checkpoint.new", {"progress": json.dumps({"step": self.step, **asdict(self._recipe)})})
        (work / "checkpoint.new").rename(work / "checkpoint.safetensors")
        save_file(self.averaged(), work / "so-far.safetensors")

    def go_on(self, work: Path) -> None:
        """Take up the checkpoint in `work`, if there is one. Raises ConfigError when it is of another recipe."""
        path = work / "checkpoint.safetensors"
        if not path.is_file():
            return
        from safetensors import safe_open

        with safe_open(path, "pt") as file:
            progress = json.loads(file.metadata()["progress"])
        self._recipe.check(path, progress)
        self.step = int(progress["step"])
        state = load_file(path)
        moments: dict[int, dict[str, Tensor]] = {}
        for name, value in state.items():
            if name.startswith("moment/"):
                _, at, key = name.split("/")
                moments.setdefault(int(at), {})[key] = value
        self._optimizer.load_state_dict({**self._optimizer.state_dict(), "state": moments})
        with torch.no_grad():
            for (name, weight), live, mean in zip(self._weights, self._live, self._mean, strict=True):
                weight.copy_(state[f"weight/{name}"])
                mean.copy_(state[f"mean/{name}"])
                live.copy_(weight)


def _hidden(ids: Tensor, types: Tensor, step: int) -> Tensor:
    """Some words of the question hidden, so that no single one decides."""
    chance = torch.rand(ids.shape, generator=torch.Generator().manual_seed(SEED + step))
    asked = (types == 0) & (ids > 1_000)  # special tokens and padding are below
    return ids.masked_fill(asked & (chance < HIDDEN_QUESTION_TOKENS), MASK_TOKEN)


if __name__ == "__main__":
    main()
