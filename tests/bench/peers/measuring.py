"""What every side of the comparison is asked, and how its process tells what it did.

A side is a module with `prepare`: it imports, loads the model and embeds one text; what it returns ingests, and returns
the texts of its chunks. Clocks are read between the two. Knows no side; imports nothing that an environment may lack.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

DIM = 384
WINDOW = 256
SPECIAL_TOKENS = 2
"""Of all-MiniLM-L6-v2."""

BATCH = 32
"""sentence-transformers' default, and that of all others here but LlamaIndex (10), which is given it too."""

WARM_UP = "The committee met on Monday, and the minister said that the talks would go on."

ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "true",
}
"""Nobody asks a network for anything; tokenizers may use all cores without asking about forks."""


@dataclass(frozen=True, slots=True)
class Job:
    """`articles` is a JSON Lines file alone in its folder, `output` an empty folder for the index.

    `chunk_tokens` counts special tokens too. With `constant` every vector is the same, so that only a side's own
    cost is left.
    """

    articles: Path
    output: Path
    model: Path
    chunk_tokens: int
    constant: bool

    @property
    def text_tokens(self) -> int:
        return self.chunk_tokens - SPECIAL_TOKENS


@dataclass(frozen=True, slots=True)
class Clocks:
    """Seconds of the machine's monotonic clock, and of the processor since the process began."""

    ready: float
    done: float
    ready_processor: float
    done_processor: float


Ingest: TypeAlias = Callable[[], Iterable[str]]


def documents(job: Job) -> Iterator[tuple[str, str]]:
    """Id and text of each article, its title before it."""
    with job.articles.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield record["_id"], f"{record['title']}\n\n{record['text']}"


def fixed_chunks(tokenizer: Any, text: str, tokens: int) -> Iterator[str]:
    """Slices of `tokens` tokens each."""
    encoded = tokenizer(text, add_special_tokens=False, truncation=False, return_offsets_mapping=True, verbose=False)
    spans = encoded["offset_mapping"]
    for first in range(0, len(spans), tokens):
        yield text[spans[first][0] : spans[min(first + tokens, len(spans)) - 1][1]]


def constant_row() -> list[float]:
    """A unit vector."""
    return [DIM**-0.5] * DIM


def constant_rows(texts: Sequence[str]) -> Any:
    """The same unit vector for each text, shape (texts, dim)."""
    import numpy as np

    return np.full((len(texts), DIM), DIM**-0.5, np.float32)


def measured(prepare: Callable[[Job], Ingest]) -> None:
    """Run one side as the command line asks; its clocks are printed as a line of JSON, its chunks written."""
    parser = argparse.ArgumentParser()
    for name in ("articles", "output", "model"):
        parser.add_argument(name, type=Path)
    parser.add_argument("chunk_tokens", type=int)
    parser.add_argument("--constant", action="store_true")
    job = Job(**vars(parser.parse_args()))
    os.environ.update(ENVIRONMENT)
    ingest = prepare(job)
    ready, ready_processor = time.monotonic(), time.process_time()
    texts = ingest()
    clocks = Clocks(ready, time.monotonic(), ready_processor, time.process_time())
    print(json.dumps(asdict(clocks)), flush=True)
    (job.output / "chunks.json").write_text(json.dumps(list(texts)), encoding="utf-8")
