"""Text as inert HTML: the only place that escapes. Knows nothing of answers, articles or pages."""

from __future__ import annotations

import html
import re

from rag.printing import visible

DOT = " ·\N{NO-BREAK SPACE}"
"""Stands between facts; where a line ends there, it goes to the next with what follows."""

# Gradio hands HTML through a JavaScript template string and Handlebars: their signs are written
# as entities, so that text stays text whatever that template does with it.
_TEMPLATE_SIGNS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;", "\\": "&#92;"})
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def escape(text: str) -> str:
    """`text` as inert HTML: shows the same characters, one for one, wherever it is put."""
    shown = _LONE_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", visible(text))
    return html.escape(shown).translate(_TEMPLATE_SIGNS)
