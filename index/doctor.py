"""Is an index whole, and what mends it: every file of every generation against its manifest.

Knows generations and their checks; what lies beside them is known to `index.beside`. Changes nothing but, on demand,
which generation is in use.
"""

from __future__ import annotations

from pathlib import Path

from index.beside import first_unreadable, refusal_of, remarks_on
from index.errors import IndexMissing, RagError
from index.store.generations import current_generation, generation_names, use_generation, writing
from index.store.manifest import read_manifest
from index.store.opened import open_generation
from index.types import Diagnosis, Examination


def examine(index_path: Path) -> Diagnosis:
    """Read every file of every generation. Raises IndexMissing when there is nothing at all, or nothing may be read."""
    if closed := first_unreadable(index_path, deep=False) or first_unreadable(index_path / "generations", deep=False):
        raise IndexMissing(f"{closed} may not be read by this user; let its owner allow it: chmod a+rx {closed}")
    names = generation_names(index_path)
    try:
        in_use, fault = current_generation(index_path).name, None
    except RagError as error:
        if not names:
            raise
        in_use, fault = "", str(error)
    found = tuple(_examine(index_path / "generations" / name, in_use=name == in_use) for name in names)
    fault = fault or next((examination.fault for examination in found if examination.in_use), None)
    refusal = refusal_of(index_path / "generations" / in_use) if in_use else None
    remedy = refusal[1] if refusal else _remedy(found)
    remarks = tuple(remarks_on(index_path, in_use=in_use, names=names))
    return Diagnosis(str(index_path), found, fault, remedy if fault else None, remarks)


def roll_back(index_path: Path) -> Examination:
    """Use the newest whole generation older than the one in use, or the newest whole one when none is.

    Raises IndexMissing when there is none, IndexLocked while another process writes.
    """
    with writing(index_path):
        diagnosis = examine(index_path)
        in_use = next((e.generation for e in diagnosis.examinations if e.in_use), None)
        earlier = [e for e in diagnosis.examinations if e.fault is None and (in_use is None or e.generation < in_use)]
        if not earlier:
            raise IndexMissing(
                f"{str(index_path)!r} has no whole generation before {in_use or 'this one'!r}; rebuild it with `rag sync FOLDER`"
            )
        use_generation(index_path, earlier[-1].generation)
        return _examine(index_path / "generations" / earlier[-1].generation, in_use=True)


def _examine(folder: Path, *, in_use: bool) -> Examination:
    if refusal := refusal_of(folder):
        return Examination(folder.name, in_use, None, None, refusal[0])
    try:
        manifest = read_manifest(folder)
    except RagError as error:
        return Examination(folder.name, in_use, None, None, str(error))
    fault = None
    try:
        open_generation(folder, thoroughly=True).articles.close()
    except RagError as error:
        fault = str(error)
    return Examination(folder.name, in_use, manifest.created, manifest.articles, fault)


def _remedy(found: tuple[Examination, ...]) -> str:
    """A rollback first: it takes no time. A sync rebuilds a damaged generation from the articles by itself."""
    whole = any(examination.fault is None and not examination.in_use for examination in found)
    back = "go back to the generation before with `rag rollback`, or " if whole else ""
    return f"{back}build it anew with `rag sync FOLDER`"
