"""Names of cases that are the same in every process: the order of a set's members is not."""

from __future__ import annotations


def told(value: object) -> str:
    """The value in words, a set with its members in order."""
    return str(sorted(value)) if isinstance(value, set) else str(value)
