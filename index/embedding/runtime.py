"""OpenVINO without its telemetry, and how its models run fastest: batches, padding, requests.

`import openvino` starts the package openvino_telemetry, which sends an event to an outside address unless
the user opted out. It is hidden before the import, for which openvino has a stub of its own; a process that imported openvino
itself, earlier, has made its own choice. Knows no model. Measured (tests/bench/embedding_speed.py): batches of like length
and of about 1,024 tokens, rows padded to a multiple of 16.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

_BATCH_TOKENS = 1024
"""4 chunks: 18.5 ms of processor time a chunk, 18.7 with 2 of them, 19.7 with 1 and 18.7 with 8; the larger ones
no longer fit the caches of a core."""

_LEAST_FILLED = 0.75
"""Share of a batch's longest row that its shortest must have: a question's few sentences are of all lengths."""

_ROW_MULTIPLE = 16
"""Rows of exact length cost 5% more: a length not met before is planned anew, and the kernels have odd ends."""


def openvino() -> ModuleType:
    """The module openvino, imported on first use with its telemetry hidden."""
    if "openvino" not in sys.modules:
        # None in sys.modules makes an import fail.
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    return importlib.import_module("openvino")


class Runner:
    """One compiled model with an inference request for each stream and one to fill meanwhile.

    Only one thread is inside at a time: OpenVINO 2026.4's Python requests were seen to deadlock when two
    threads fill them at once, and the streams keep every core busy anyway. Its threads are bound to no core: those of
    two processes with a core each, as a cluster's workers are, would share the first one.
    """

    def __init__(self, model: Path, streams: int) -> None:
        told = {"NUM_STREAMS": str(streams), "INFERENCE_NUM_THREADS": cores(), "ENABLE_CPU_PINNING": "NO"}
        self._compiled = openvino().Core().compile_model(str(model), "CPU", told)
        self.precision = str(self._compiled.get_property("INFERENCE_PRECISION_HINT").to_string())
        self._outputs = range(len(self._compiled.outputs))
        self._requests = [self._compiled.create_infer_request() for _ in range(streams + 1 if streams > 1 else 1)]
        self._lock = threading.Lock()

    def infer(self, batches: Iterable[Mapping[str, Array]]) -> Iterator[tuple[Array, ...]]:
        """Inputs by name, a batch each, to the outputs of each, in order."""
        with self._lock:
            running: deque[Any] = deque()
            idle = deque(self._requests)
            try:
                for inputs in batches:
                    if not idle:
                        yield self._finished(running[0])
                        idle.append(running.popleft())
                    request = idle.popleft()
                    request.start_async(dict(inputs))
                    running.append(request)
                while running:
                    yield self._finished(running[0])
                    running.popleft()
            finally:
                for request in running:  # left early: a request may not be started again while it runs
                    request.wait()

    def _finished(self, request: Any) -> tuple[Array, ...]:
        request.wait()
        return tuple(request.get_output_tensor(at).data.copy() for at in self._outputs)


def batches_of(lengths: Sequence[int]) -> list[list[int]]:
    """Places of rows that run together: longest first, `_BATCH_TOKENS` at most, none so short that most of it were padding."""
    order = sorted(range(len(lengths)), key=lambda place: lengths[place], reverse=True)
    batches: list[list[int]] = []
    while order:
        longest = padded_length(lengths[order[0]])
        rows = max(1, _BATCH_TOKENS // longest)
        fit = [place for place in order[:rows] if padded_length(lengths[place]) >= _LEAST_FILLED * longest]
        batches.append(fit)
        order = order[len(fit) :]
    return batches


def padded_length(tokens: int) -> int:
    """How long a row of `tokens` is made."""
    return -(-tokens // _ROW_MULTIPLE) * _ROW_MULTIPLE


def padded(rows: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    """The rows and their mask, of shape (rows, longest row made a multiple of `_ROW_MULTIPLE`)."""
    values = np.zeros((len(rows), padded_length(max(map(len, rows)))), np.int64)
    mask = np.zeros_like(values)
    for place, row in enumerate(rows):
        values[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return values, mask


def cores() -> int:
    """Processors that this process may use; fewer where OMP_NUM_THREADS says so, as a cluster's workers are told."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    return min(allowed, int(told)) if told.isdecimal() and int(told) else allowed
