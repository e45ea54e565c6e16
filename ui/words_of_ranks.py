"""How an answer came about, in words for page and terminal: what was understood, why a passage was read, how long it took."""

from __future__ import annotations

from rag import Answer, Passage, Timings, Understood
from rag.printing import one_line

DROPPED_SHOWN = 8
"""A glance tells whether the passage one missed was found at all."""


def understood_as(one: Understood) -> str:
    """What was read in a question, and what it does: "“in 2023”: published in 2023 (restricts)"."""
    words = f"“{one_line(one.words)}”: " if one.words else ""
    effect = "switched off" if one.switched_off else one.effect
    told = "" if one.told_by == "question" else f", told by the {one.told_by}"
    return f"{words}{one_line(one.meaning)} ({effect}{told})"


def more_dropped(answer: Answer) -> str:
    """How many were left out beyond those that are shown; "" where none."""
    more = len(answer.dropped) - DROPPED_SHOWN
    return f"and {more:,} more" if more > 0 else ""


def time_taken(timings: Timings) -> str:
    """The milliseconds of each step."""
    return (
        f"{timings.total_ms:.1f} ms: understand {timings.understand_ms:.1f}, retrieve {timings.retrieve_ms:.1f}, "
        f"rerank {timings.rerank_ms:.1f}, read {timings.read_ms:.1f}; reranker: {one_line(timings.reranker)}"
    )


def chunks_of(passage: Passage) -> str:
    """The chunk's id, and those that joined it."""
    others = [str(chunk.ordinal) for chunk in passage.chunks if chunk.id != passage.chunk.id]
    return f"{passage.chunk.id} with {', '.join(others)}" if others else passage.chunk.id


def why_read(passage: Passage) -> str:
    """The passage's score and all that made it."""
    why = passage.why
    parts = [f"score {passage.score:.3f}"]
    if why.dense_score is not None:
        parts.append(f"meaning {_place(why.dense_rank)} ({why.dense_score:.3f})")
    parts.append(f"words {_place(why.lexical_rank)}" + (f" ({why.lexical_score:.2f})" if why.lexical_score else ""))
    shares = (("phrases", why.phrases), ("names", why.names), ("numbers", why.numbers))
    parts += [f"{name} {share:.0%}" for name, share in shares if share]
    parts += [f"preferred for its {aspect}" for aspect in why.preferred]
    parts += [f"for part {why.part}"] if why.part else []
    if why.rerank_score is not None:
        parts.append(f"reranked from #{why.retrieved_rank} ({why.rerank_score:.3f})")
    if why.copies:
        parts.append(f"{1 + len(why.copies)} reports of one story, also {', '.join(why.copies)}")
    return " · ".join(one_line(part) for part in parts)


def _place(rank: int | None) -> str:
    return "not listed" if rank is None else f"#{rank}"
