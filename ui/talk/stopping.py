"""Answers that end by themselves in the moment in which they are stopped: Gradio forgets each once. Knows one dict of Gradio's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class Iterators(dict[str, AsyncIterator[object]]):
    """Running events by id. What is gone may be removed again: Gradio's `/cancel` and its queue both look for an event, wait for
    the other one's lock, and then remove it, of which the second ended in a KeyError, hence a 500 for whoever pressed Stop."""

    def __delitem__(self, event_id: str) -> None:
        self.pop(event_id, None)


def forget_once(app: ASGIApp) -> None:
    """Have a Gradio application, in which nothing runs yet, keep its running events so."""
    app.iterators = Iterators()  # type: ignore[attr-defined]
