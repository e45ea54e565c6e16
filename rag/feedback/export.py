"""Feedback -> lines of an evaluation file for `rag eval` (see `rag.evaluation.files.questions`).

A right answer becomes a question whose quotes are its evidence, a right or wanted refusal one without an answer. Of the
other verdicts the right outcome is not known: their lines say so in `note`, for a person to fill in `answers`.
"""

from __future__ import annotations

from typing import Any

from rag.feedback.store import Feedback


def evaluation_line(feedback: Feedback) -> dict[str, Any]:
    """One question as `rag eval` takes it; without `answers` where the right outcome is not known."""
    answer, asked = feedback.answer, feedback.answer["asked"] or {}
    line: dict[str, Any] = {"question": feedback.question}
    if turns := asked.get("turns"):
        line["turns"] = [{"question": turn["question"], "answer": turn["answer"]} for turn in turns]
    if as_of := asked.get("as_of"):
        line["as_of"] = as_of
    refused = answer["status"] == "not_found"
    if feedback.verdict == "should have refused" or (feedback.verdict == "right" and refused):
        line["answers"] = []
    elif feedback.verdict == "right":
        cited = answer["citations"]
        line["answers"] = [claim["text"] for claim in answer["claims"][:1]]
        line["articles"] = list(dict.fromkeys(cite["article"]["id"] for cite in cited))
        line["evidence"] = [{"article": cite["article"]["id"], "quote": cite["quote"]} for cite in cited]
    line["note"] = ": ".join(filter(None, [feedback.verdict, feedback.remark]))
    return line


def is_known(line: dict[str, Any]) -> bool:
    """True when a line's right outcome is known, so that `rag eval` can judge it."""
    return "answers" in line
