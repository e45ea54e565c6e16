"""Which processor embeds passages during a sync: a GPU where torch sees one, else the one that answers questions.

Knows how a GPU shows itself before torch is imported (which takes seconds); knows no model. A question stays with
the embedder that it has: one text is too little work for a GPU, and torch would slow the cold start.
"""

from __future__ import annotations

import importlib.util
import platform
from collections.abc import Sequence
from pathlib import Path

from index.embedding.protocol import Embedder
from index.embedding.reference import ReferenceEmbedder

_PREFERRED = ("cuda", "mps")
"""In torch's names. AMD's devices are called cuda too (pytorch.org, "HIP semantics")."""

_DEVICE_FILES = ("nvidia[0-9]*", "kfd", "dxg")
"""Below /dev: NVIDIA's driver, AMD's, and either under Windows' Linux."""


def passage_embedder(embedder: Embedder, devices: Sequence[str] | None = None) -> Embedder:
    """What a sync embeds passages with: `embedder` itself, or the same model on a GPU.

    `devices` are torch's names of what there is; found out when not given.
    """
    chosen = chosen_device(devices_seen() if devices is None else devices)
    return embedder if chosen is None else ReferenceEmbedder(embedder.name, device=chosen)


def chosen_device(devices: Sequence[str]) -> str | None:
    """The GPU that is used of `devices`; None when none is known to be faster than the processor."""
    return next((device for device in _PREFERRED if device in devices), None)


def devices_seen() -> list[str]:
    """The GPUs that torch can use, in its names. torch is not imported where there can be none."""
    if not may_have_gpu(platform.system(), platform.machine(), Path("/dev")):
        return []
    if importlib.util.find_spec("torch") is None:
        return []
    import torch

    available = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available}
    return [device for device, is_available in available.items() if is_available()]


def may_have_gpu(system: str, machine: str, device_folder: Path) -> bool:
    """False only where torch could not find a GPU; `system` and `machine` as `platform` names them."""
    if system == "Darwin":
        return machine == "arm64"
    if system == "Linux":
        return any(True for pattern in _DEVICE_FILES for _ in device_folder.glob(pattern))
    return True
