"""The facts of this machine that a figure depends on, and the few statistics all figures share."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path

_SPEEDING_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8")
"""Processor features that decide which precision pays off for matrix products."""


def facts() -> str:
    """Processor, cores, the flags that matter, memory and the load of the last minute, in lines."""
    info = _pairs(Path("/proc/cpuinfo"))
    present = set(info.get("flags", "").split())
    flags = ", ".join(f"{flag} {'yes' if flag in present else 'no'}" for flag in _SPEEDING_FLAGS)
    memory = int(_pairs(Path("/proc/meminfo")).get("MemTotal", "0 kB").split()[0]) / 2**20
    load = f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
    model = info.get("model name", platform.processor() or "unknown processor")
    return (
        f"machine: {model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB; {platform.platform()}, "
        f"Python {platform.python_version()}\nflags: {flags}\nload average of the last minute at the start: {load}"
    )


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The smallest value that is at least as large as 95% of all (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Median with lowest and highest: "3.10 (2.95-3.20)"."""
    return f"{middle(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def _pairs(path: Path) -> dict[str, str]:
    """The first value of each `key: value` line; nothing where the system has no such file."""
    found: dict[str, str] = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            found.setdefault(key.strip(), value.strip())
    return found
