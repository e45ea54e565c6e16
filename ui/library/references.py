"""Names of articles and files on their way through a page: an id may hold characters that a page must not show as they are.

Knows how such a name becomes plain ASCII and back; nothing of what it names.
"""

from __future__ import annotations

from urllib.parse import quote, unquote


def reference(name: str) -> str:
    """The name in ASCII that no browser, template or screen changes."""
    return quote(name, safe="", errors="surrogateescape")


def referred(words: str) -> str:
    """The name that a reference stands for; of anything else something that names nothing."""
    return unquote(words, errors="surrogateescape")
