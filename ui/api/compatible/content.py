"""An answer as the text of a message: claims with their marks, what they leave open, and the sources by number.

Chat pages show messages as Markdown: what an article says is written so that none of it acts there (no picture is loaded, no link
forged), and so little that it reads as text, too. Knows Markdown; knows no HTTP.
"""

from __future__ import annotations

import re
from typing import Any

from rag import Answer, Claim
from rag.answer import NOT_COVERED, NOT_FOUND, UNSUPPORTED, source_line, with_full_stop
from rag.documents.answers import citation_document
from rag.printing import unmarked

_SOURCES, _NEAREST, _NOTE = "Sources:", "Nearest articles:", "Note: "
_AFTER = re.compile(rf"\n\n(?:{_SOURCES}|{_NEAREST}|{_NOTE}|{NOT_COVERED})")
_ACTIVE = re.compile(r"[\\`*_\[\]|$~]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BLOCK = re.compile(r"^([#>+=-]|\d{1,9}[.)](?=\s))")


def content_of(answer: Answer) -> str:
    """The whole message. It begins with `claims_of` its claims, but for a count, which comes first."""
    counted = [inert(note) for note in answer.notes[:1]] if answer.tally else []
    parts = [*counted, claims_of(answer.claims)] if answer.claims else counted or [NOT_FOUND]
    parts += [f"{NOT_COVERED}{inert(what)}" for what in answer.missing]
    if answer.citations:
        parts += [_SOURCES, *(f"[{cite.number}] {inert(source_line(cite.article))}" for cite in answer.citations)]
    elif answer.nearest:
        parts += [
            _NEAREST,
            *(f"{inert(source_line(one))}{': ' if about else ''}{inert(about)}" for one, about in answer.hints),
        ]
    notes = answer.notes[1:] if answer.tally else answer.notes
    return "\n\n".join([*parts, *(f"{_NOTE}{inert(note)}" for note in notes)])


def data_of(answer: Answer) -> dict[str, Any]:
    """What an answer holds beside its text: how sure it is, and each quote with its place."""
    return {
        "status": answer.status,
        "confidence": answer.confidence,
        "citations": [citation_document(cite) for cite in answer.citations],
        "missing": list(answer.missing),
        "notes": list(answer.notes),
        "index_fingerprint": answer.index_fingerprint,
    }


def claims_of(claims: tuple[Claim, ...]) -> str:
    """Claims as running text, each with its marks."""
    return " ".join(map(_claim, claims))


def without_sources(content: str) -> str:
    """What a message says by itself, as it comes back in a conversation."""
    found = _AFTER.search(content)
    return content[: found.start()] if found else content


def inert(text: str) -> str:
    """One line of `text` in which nothing acts as Markdown or HTML."""
    line = _ENTITY.sub("&amp;", unmarked(text))
    line = _ACTIVE.sub(lambda sign: f"\\{sign.group()}", line).replace("<", "&lt;")
    return _BLOCK.sub(r"\\\1", line)


def _claim(claim: Claim) -> str:
    short = f"{inert(with_full_stop(claim.short.quote))} " if claim.short else ""
    marks = "".join(f" [{cite.number}]" for cite in claim.cites)
    return f"{short}{inert(claim.text)}{marks or inert(UNSUPPORTED)}"
