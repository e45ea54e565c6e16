"""The plainest parts of the page: a block of our own HTML, and how an event of ours behaves. Knows Gradio, not what is in them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Every event of the page: without Gradio's own spinner, and not offered as an API."""

LATEST: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_limit": 1, **QUIET}
"""An event that carries what it is about, of which the last counts: they are answered one after another, so that the last answer is
that of the last. Gradio's "always_last" (6.31) would raise the event once more with the data of the first."""


def html_block(value: str, name: str, *, js: str | None = None) -> Any:
    """A block of HTML called `name` on the page that is being built; `js` runs once, with `trigger` for its events."""
    import gradio as gr

    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=js, min_width=0)


def script(*names: str) -> str:
    """The page's scripts of these names, as one: what one of them names, the others know."""
    return "".join((PAGE / name).read_text("utf-8") for name in names)


def style() -> str:
    """The page's style sheets, one after the other."""
    return "".join(
        (PAGE / name).read_text("utf-8")
        for name in ("style.css", "scope.css", "asking.css", "conversations.css", "library.css")
    )


def takes_event(*handlers: Any) -> None:
    """Let Gradio pass each handler the event as `event` and who sent it as `request`: it goes by annotations, which are text in our modules."""
    import gradio as gr

    for handler in handlers:
        # The function of a method: its annotations are those that a method shows.
        getattr(handler, "__func__", handler).__annotations__.update(event=gr.EventData, request=gr.Request)


def skip() -> Any:
    """Stands for the value of a block that stays as it is."""
    import gradio as gr

    return gr.skip()


def updating(handler: Callable[..., Any]) -> Callable[..., Any]:
    """The same handler, giving texts as updates of their blocks.

    For every handler of a block that is skipped at times: a skip makes Gradio (6.31) put a new block in the session in place of
    the old one, and a plain value that follows is kept once more beside it, under the new block's number, until the page is
    closed. An update takes its place.
    """
    if inspect.isgeneratorfunction(handler):

        @functools.wraps(handler)
        def steps(*sent: Any) -> Iterator[Any]:
            yield from map(_updates, handler(*sent))

        return steps

    @functools.wraps(handler)
    def told(*sent: Any) -> Any:
        return _updates(handler(*sent))

    return told


def _updates(told: Any) -> Any:
    return tuple(map(_update, told)) if isinstance(told, tuple) else _update(told)


def _update(value: Any) -> Any:
    import gradio as gr

    return gr.update(value=value) if isinstance(value, str) else value
