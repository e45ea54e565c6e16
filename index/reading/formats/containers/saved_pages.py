"""Folders that a browser saves beside a page ("story_files/" for "story.html"), among the members of an archive.

Knows names and their order; knows nothing of what is in the files: frames of advertisements, scripts, pictures. Where
the names of an archive are known only as it is read on, what may belong to a page still to come is kept until then.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from index.reading.formats.containers.unpacking import Member
from index.reading.formats.record import LARGEST_ARTICLE_BYTES

_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_FOLDER_END = "_files"

_MOST_KEPT_BYTES = 200_000_000
"""Held in memory until their page comes, as much as a ZIP in an archive; a saved page's frames have some kilobytes."""


def without_saved_folders(members: Iterable[Member], names: Container[str] | None) -> Iterator[Member]:
    """The members, less those in folders beside a page of `names`: of the whole archive, if they are known.

    Without `names` a member in such a folder comes after all others, unless too much would have to be held for it.
    """
    if names is not None:
        yield from (member for member in members if not any(page in names for page in _pages_of(member.name)))
        return
    seen: set[str] = set()
    kept: list[Member] = []
    size = 0
    for member in members:
        seen.add(member.name)
        pages = _pages_of(member.name)
        if any(page in seen for page in pages):
            continue
        # A stream passes over what has not the size of an article: it is read now or never.
        if not pages or member.blob.size >= LARGEST_ARTICLE_BYTES or size + member.blob.size > _MOST_KEPT_BYTES:
            yield member
        else:
            size += member.blob.size
            kept.append(member)
    yield from (member for member in kept if not any(page in seen for page in _pages_of(member.name)))


def pages_beside(folder: str) -> tuple[str, ...]:
    """The pages beside which a browser would have saved the folder: "story.html" and the like for "story_files"."""
    page = folder.removesuffix(_FOLDER_END)
    return tuple(page + suffix for suffix in _PAGE_SUFFIXES) if page != folder else ()


def _pages_of(name: str) -> list[str]:
    """The pages beside which a member would lie in a folder that a browser saved."""
    folders = name.split("/")[:-1]
    return ["/".join((*folders[:depth], page)) for depth, folder in enumerate(folders) for page in pages_beside(folder)]
