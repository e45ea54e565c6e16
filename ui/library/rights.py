"""What may be changed and told on a page, decided where it is put on a port and handed on as a value. Knows settings; no page."""

from __future__ import annotations

from dataclasses import dataclass

from rag.library.config import PageConfig


@dataclass(frozen=True, slots=True)
class Rights:
    """`changes`: articles may be added and removed, and the index brought up to date. `folders`: folders of the machine that
    serves may be named, too. `places`: where files lie on that machine is told."""

    changes: bool = False
    folders: bool = False
    places: bool = False


def rights_of(page: PageConfig, *, alone: bool) -> Rights:
    """What the settings allow. `alone` is True for a page that only this machine reaches, with no
    password: with one, others come in through something that stands before it."""
    changes = page.uploads == "on" or (page.uploads == "auto" and alone)
    return Rights(changes, folders=changes and alone, places=alone)
