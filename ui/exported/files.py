"""A conversation as a file to take along: which formats there are, and a file name that is safe wherever it is put.

Knows records and formats; writes no file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rag.printing import visible
from ui.exported.machine import as_json
from ui.exported.markdown import as_markdown
from ui.exported.record import Record
from ui.render.conversations.saved_page import saved_page

NAME_BYTES = 120
"""Of a file name without its ending: file systems take 255, and a browser puts a number behind one that is taken."""

_NOT_IN_NAMES = re.compile(r'[\s\x00-\x1f/\\:*?"<>|.\N{REPLACEMENT CHARACTER}\u2400-\u2421…]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """One of the formats: its name on the page, the ending and type of its files, and how it is written."""

    name: str
    ending: str
    media_type: str
    write: Callable[[Record], str]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.ending: one
        for one in (
            Format("Markdown", "md", "text/markdown;charset=utf-8", as_markdown),
            Format("JSON", "json", "application/json", as_json),
            Format("Web page", "html", "text/html;charset=utf-8", saved_page),
        )
    }
)
"""By the ending of their files."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file as it is handed out."""

    name: str
    media_type: str
    text: str


def exported_file(record: Record, ending: str) -> ExportedFile:
    """The conversation in the format of `ending`, one of FORMATS."""
    written = FORMATS[ending]
    return ExportedFile(f"{file_name(record.name)}.{ending}", written.media_type, written.write(record))


def file_name(name: str) -> str:
    """The conversation's name as that of a file, without an ending: letters of any script, words joined by hyphens."""
    words = _NOT_IN_NAMES.sub("-", visible(unicodedata.normalize("NFC", name)))
    cut = words.strip("-~ ").encode("utf-8", "replace")[:NAME_BYTES].decode("utf-8", "ignore").strip("-~ ")
    return f"conversation-{cut}".strip("-") if not cut or _DEVICES.fullmatch(cut) else cut
