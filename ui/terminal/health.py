"""How a doctor's diagnosis reads in a terminal. Knows nothing of what makes an index sound."""

from __future__ import annotations

from collections.abc import Iterator

from rag import Diagnosis, Examination
from rag.printing import one_line
from ui.terminal.lines import FAINT, MARK, TITLE, Line, Piece
from ui.words import counted


def diagnosis_lines(diagnosis: Diagnosis) -> Iterator[Line]:
    """Each generation and what is wrong with it, what else was seen, and at the end the verdict and the remedy."""
    for found in diagnosis.examinations:
        yield Line((examination_piece(found),))
    for remark in diagnosis.remarks:
        yield Line((("Note: ", FAINT), (one_line(remark), "")))
    if diagnosis.fault:
        yield Line(((f"Fault: {one_line(diagnosis.fault)}", MARK),))
        yield Line(((f"Remedy: {one_line(diagnosis.remedy or '')}", TITLE),))
    else:
        yield Line((("The index is sound: every file is as it was written.", TITLE),))


def examination_piece(found: Examination) -> Piece:
    """One generation in a line."""
    facts = f"{counted(found.articles or 0, 'article')}, built {found.created}" if found.created else "no manifest"
    state = "in use" if found.in_use else "kept"
    verdict = f"faulty: {found.fault}" if found.fault else "whole"
    return one_line(f"{found.generation}  {state}, {facts}, {verdict}"), ""
