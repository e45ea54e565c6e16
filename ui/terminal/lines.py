"""A line of output, and the only way out: `show`.

Article text is untrusted: no word of it is markup, and `show` makes every control character visible. Without a
terminal the lines are neither coloured nor wrapped, and rich is not even imported: its import costs a third of a
cold question. Knows nothing of what the lines say.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from rag.printing import inert_json, visible
from ui.words import on_the_web

_IN_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"

Piece: TypeAlias = tuple[str, str]
"""Text and its rich style; "" is plain."""

MARK = "bold cyan"
TITLE = "bold"
FAINT = "dim"
QUOTE = "italic"
WARNING = "yellow"


def linked(style: str, url: str | None, path: str) -> str:
    """The style of words that a terminal opens: an article's address on the web, else its file. Both are untrusted."""
    target = _address(url) or (Path(path).absolute().as_uri() if Path(path).is_file() else "")
    return f"{style} link {target}".strip() if target else style


def _address(url: str | None) -> str:
    """A web address in which no character acts on a terminal; "" for anything else."""
    return quote(url, safe=_IN_ADDRESSES) if url and on_the_web(url) else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output: pieces of text after an indent, which a terminal also keeps when it wraps."""

    pieces: tuple[Piece, ...] = ()
    indent: int = 0

    @property
    def plain(self) -> str:
        """The line without styles, safe to print."""
        return " " * self.indent + "".join(_safe(text) for text, _ in self.pieces)


def show(lines: Iterable[Line]) -> None:
    """Print to standard output: coloured and wrapped in a terminal, plain and unwrapped elsewhere."""
    _print_anything()
    if sys.stdout.isatty():
        _show_in_terminal(lines)
    else:
        sys.stdout.writelines(line.plain + "\n" for line in lines)
    sys.stdout.flush()


def show_json(text: str) -> None:
    """Print JSON to standard output, in UTF-8 whatever the locale says (RFC 8259); no character of it acts on a terminal."""
    _print_anything(encoding="utf-8")
    sys.stdout.write(inert_json(text) + "\n")
    sys.stdout.flush()


def _safe(text: str) -> str:
    return visible(text).replace("\n", " ")


def _print_anything(encoding: str | None = None) -> None:
    """Escape what the output's encoding cannot hold (`LC_ALL=C`, odd file names) instead of failing."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _show_in_terminal(lines: Iterable[Line]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(markup=False, emoji=False, highlight=False)
    for line in lines:
        text = Text.assemble(*((_safe(piece), style) for piece, style in line.pieces))
        margin = Text(" " * line.indent)
        for row in text.wrap(console, max(console.width - line.indent, 20)) or [text]:
            console.print(margin + row, soft_wrap=True)
