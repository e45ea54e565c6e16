"""Tabs as HTML: which there are, and which of the page's blocks each shows. The page's script (`tabs.js`) does the rest."""

from __future__ import annotations

from collections.abc import Sequence

from ui.render.markup import escape

PAGE_TABS = (("chat", "Chat", "chat-tab"), ("articles", "Articles", "library"))
LIBRARY_PARTS = (("browse", "Browse", "browsing"), ("adding", "Add", "adding"), ("about", "Index", "index-facts"))
"""Name, words, and the block that the tab shows."""


def tab_list(tabs: Sequence[tuple[str, str, str]], label: str) -> str:
    """A row of tabs, the first of them chosen."""
    buttons = "".join(
        f'<button type="button" role="tab" id="tab-{name}" class="tab" data-tab="{name}" aria-controls="{block}" '
        f'aria-selected="{str(place == 0).lower()}" tabindex="{0 if place == 0 else -1}">{escape(words)}</button>'
        for place, (name, words, block) in enumerate(tabs)
    )
    return f'<div class="tabs" role="tablist" aria-label="{escape(label)}">{buttons}</div>'
