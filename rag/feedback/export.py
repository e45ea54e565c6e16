"""Feedback -> lines of an evaluation file for `rag eval` (see `rag.evaluation.files.questions`).

A right answer becomes a question whose quotes are its evidence, a right or wanted refusal one without an answer. Of the
other verdicts the right outcome is not known: their lines say so in `note`, for a person to fill in `answers`. Nor is it
known of a question that was asked within a scope: `rag eval` asks all articles.
"""

from __future__ import annotations

from typing import Any

from rag.feedback.store import Feedback
from rag.printing import one_line


def evaluation_line(feedback: Feedback) -> dict[str, Any]:
    """One question as `rag eval` takes it; without `answers` where the right outcome is not known."""
    asked = feedback.answer["asked"] or {}
    line: dict[str, Any] = {"question": feedback.question}
    if turns := asked.get("turns"):
        line["turns"] = [{"question": turn["question"], "answer": turn["answer"]} for turn in turns]
    if as_of := asked.get("as_of"):
        line["as_of"] = as_of
    scope = _told(asked.get("scope") or {})
    if not scope:
        line |= _outcome(feedback)
    line["note"] = ": ".join(filter(None, [feedback.verdict, scope, feedback.remark]))
    return line


def _outcome(feedback: Feedback) -> dict[str, Any]:
    """What is known of the right answer; empty where that is nothing."""
    answer = feedback.answer
    if feedback.verdict == "should have refused" or (feedback.verdict == "right" and answer["status"] == "not_found"):
        return {"answers": []}
    # A model may begin with a sentence that no quote supports; without any that one does, [] would ask for a refusal.
    supported = next((claim["text"] for claim in answer["claims"] if claim["citations"]), None)
    if feedback.verdict != "right" or supported is None:
        return {}
    cited = answer["citations"]
    return {
        "answers": [supported],
        "articles": list(dict.fromkeys(cite["article"]["id"] for cite in cited)),
        "evidence": [{"article": cite["article"]["id"], "quote": cite["quote"]} for cite in cited],
    }


def _told(scope: dict[str, Any]) -> str:
    """Why the outcome is not known where a person set a scope, with what was set; else empty."""
    told = [
        f"{name} {one_line(', '.join(map(str, value)) if isinstance(value, list) else str(value))}"
        for name, value in scope.items()
        if value is not None and value != []
    ]
    return f"asked within a scope ({'; '.join(told)}), of all articles the outcome is not known" if told else ""


def is_known(line: dict[str, Any]) -> bool:
    """True when a line's right outcome is known, so that `rag eval` can judge it."""
    return "answers" in line
