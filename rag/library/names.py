"""A file name from somewhere else, made one that harms nothing here: no way out of its folder, nothing hidden in it.

Knows what names may do to a file system or to the eyes; reads and writes no file.
"""

from __future__ import annotations

import re
import unicodedata

_LONGEST_PART_BYTES = 150
"""File systems take 255; an article's id, a copy's " (12)" and a removed file's place must still fit."""
_DEEPEST = 6
_SIGNS = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(\..*)?", re.IGNORECASE)
"""Devices, whatever follows the dot: what Windows would open instead of a file (Microsoft, Naming Files)."""
_ENDINGS = re.compile(r"(\.[A-Za-z0-9]{1,10}){1,3}$")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_name(told: str) -> str:
    """A relative path with "/" that stays below its folder: equal to `told` where that already does no harm."""
    parts = [_safe_part(part) for part in told.replace("\\", "/").split("/")]
    kept = [part for part in parts if part][-_DEEPEST:]
    return "/".join(kept) or "article"


def numbered(name: str, number: int) -> str:
    """The same name told apart from an earlier one: "a/story.txt.gz" as "a/story (2).txt.gz"."""
    folder, slash, last = name.rpartition("/")
    endings = _ENDINGS.search(last)
    at = endings.start() if endings and endings.start() else len(last)
    return f"{folder}{slash}{last[:at]} ({number}){last[at:]}"


def _safe_part(part: str) -> str:
    seen = "".join(
        " " if category == "Zs" else sign for sign in part if (category := unicodedata.category(sign)) not in _UNSEEN
    )
    composed = unicodedata.normalize("NFC", seen)  # afterwards: what stood between two signs may have kept them apart
    plain = _SIGNS.sub("_", composed).strip(". ")
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    return _shortened(plain)


def _shortened(part: str) -> str:
    """Cut before its endings, which tell the kind of the file."""
    encoded = part.encode("utf-8")
    if len(encoded) <= _LONGEST_PART_BYTES:
        return part
    found = _ENDINGS.search(part)
    endings = found.group() if found else ""
    return encoded[: _LONGEST_PART_BYTES - len(endings)].decode("utf-8", "ignore").rstrip(". ") + endings
