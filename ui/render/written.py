"""What an LLM writes: while it is written, and where the articles do not support it. Never drawn as fact.

Knows nothing of how sentences are checked.
"""

from __future__ import annotations

from collections.abc import Iterable

from rag import Claim
from rag.printing import one_line, unmarked
from ui.render.markup import escape
from ui.words import UNCHECKED, UNSUPPORTED_LEAD


def being_written(words: str) -> str:
    """The sentence that is being written, set apart from the claims; nothing when there is none."""
    told = unmarked(words)
    tag = f'<span class="tag">{escape(UNCHECKED)}</span>'
    return f'<p class="writing" dir="auto">{tag} {escape(told)}</p>' if told else ""


def unsupported(claim: Claim) -> str:
    """A sentence that the articles do not support, with the reason: no mark, no source."""
    reason = f' <span class="why">{escape(one_line(claim.why))}</span>' if claim.why else ""
    return (
        f'<span class="claim unsupported"><span class="refused">{escape(unmarked(claim.text))}</span> '
        f'<span class="tag">not in the articles</span>{reason}</span>'
    )


def nothing_supported(claims: Iterable[Claim]) -> str:
    """What the model wrote where no sentence of it counts, under a line that says so."""
    parts = " ".join(unsupported(claim) for claim in claims)
    return f'<p class="hint">{escape(UNSUPPORTED_LEAD)}</p><p class="claims" dir="auto">{parts}</p>' if parts else ""
