"""What a document's properties state of an article: its title and author, when a person set them.

Knows what word processors and layout programs fill in by themselves, which states nothing; knows no file format.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from index.reading.boilerplate import has_words
from index.reading.facts.metadata import Metadata, stated

_JUNK_TITLE = re.compile(
    r"\(?(?:untitled(?:[ -]?\d+)?|anonymous|unspecified)\)?|(?:un|no)named|no title|(?:new )?document ?\d*|word document"
    r"|microsoft (?:word|powerpoint|excel)\b.*|powerpoint presentation"
    r"|(?:layout|print|page|slide)(?: ?\d+)?|.*\.(?:docx?|pdf|indd|qxp|qxd|rtf|odt|html?|tex|dvi|pub|pages|txt)",
    re.IGNORECASE,
)
"""What programs write for a title when nobody set one; a file's name is the most frequent."""

_JUNK_AUTHOR = re.compile(
    r"\(?(?:anonymous|unknown|unspecified)\)?|users?|admin(?:istrator)?|owner|author|root|guest|none|default|calibre\b.*"
    r"|microsoft(?: office)?(?: user)?|python-docx",
    re.IGNORECASE,
)


def stated_properties(title: str | None, author: str | None, name: str) -> Metadata:
    """A document's title and author as facts; `name` is its file's, which programs copy into the title."""
    title, author = (" ".join((value or "").replace("\x00", " ").split()) for value in (title, author))
    named_after_file = title.casefold() == PurePath(name).stem.casefold()
    if named_after_file or _JUNK_TITLE.fullmatch(title) or not has_words(title):
        title = ""
    if _JUNK_AUTHOR.fullmatch(author) or not has_words(author):
        author = ""
    return stated("document properties", title=title, author=author)
