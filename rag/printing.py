"""Article text made safe for a terminal and for Markdown.

Article text is untrusted: control characters could drive a terminal, and Markdown or HTML
in a headline could forge links. Only this module and `ui/render` (HTML) draw answers.
"""

from __future__ import annotations

import json
import re

# C0 and C1 controls but for newline and tab, and the characters that reorder or hide text
# (bidirectional overrides and isolates, zero-width marks): "Trojan Source", CVE-2021-42574.
# Tags (U+E0001 to U+E007F) spell whole sentences that nobody sees.
_ACTING = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0001-\U000e007f"
)
_UNSAFE = re.compile(f"[{_ACTING}]")
_UNSAFE_IN_JSON = re.compile(f"[{_ACTING}\u2028\u2029\ud800-\udfff]")
_LIKE_MARKS = re.compile(r"\[+([^\[\]A-Za-z]{0,20}\d[^\[\]A-Za-z]{0,20})\]+")
_LINE_BREAKS = re.compile(r"\s*[\n\u2028\u2029]\s*")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\\": "&#92;"}
"""Signs that a backslash does not take the meaning from: in a notebook two of them before a bracket begin a formula."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&$:@])")


def visible(text: str) -> str:
    """Replace characters that act on a terminal or hide text by a visible stand-in (one for one)."""
    return _UNSAFE.sub(_stand_in, text)


def one_line(text: str) -> str:
    """`visible` text with its line breaks folded to single spaces."""
    return visible(_LINE_BREAKS.sub(" ", text).strip())


def unmarked(text: str) -> str:
    """`one_line` in which an article's own "[1]" is "(1)": outside of quotation marks such marks are ours alone."""
    return _LIKE_MARKS.sub(r"(\1)", one_line(text))


def inert_json(text: str) -> str:
    """JSON text that says the same and has no character that acts on a terminal, hides text or cannot be encoded."""
    return _UNSAFE_IN_JSON.sub(lambda found: json.dumps(found.group())[1:-1], text)


def escape_markdown(text: str) -> str:
    """One line of `text` in which no character is Markdown or HTML any more."""
    return _MARKDOWN.sub(lambda sign: _ENTITIES.get(sign.group(), f"\\{sign.group()}"), one_line(text))


def _stand_in(match: re.Match[str]) -> str:
    character = match.group()
    if ord(character) < 0x20:
        return chr(0x2400 + ord(character))  # U+2400..U+241F are pictures of the control characters
    return "\u2421" if character == "\x7f" else "\N{REPLACEMENT CHARACTER}"
