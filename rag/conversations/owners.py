"""Whose a conversation is: the key of a browser, and what the store knows of it.

A page makes its key of 256 random bits and keeps it in the browser; here only its SHA-256 is kept, so that nobody who
reads the store can open a page with it. No cookie: another site's page could send one along, this key it does not know.
No account either: whoever has the browser has its conversations, whoever has not sees none of them, and whoever clears the
browser's data lets go of them. What a browser sends may be anything: a key that is none belongs to nobody.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_KEY = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Owned:
    """One conversation of one browser: `owner` is the SHA-256 of its key. Equal ids of two owners are two conversations."""

    owner: str
    conversation: str

    @classmethod
    def sent(cls, key: object, conversation: object) -> Owned | None:
        """The place of a browser's words; None where one of them is not of the right form."""
        owner = owner_of(key)
        named = isinstance(conversation, str) and _ID.fullmatch(conversation) is not None
        return cls(owner, str(conversation)) if owner and named else None


def owner_of(key: object) -> str | None:
    """Who a browser's key belongs to: 64 hexadecimal digits; None for anything else."""
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        return None
    return hashlib.sha256(key.encode()).hexdigest()
