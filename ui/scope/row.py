"""The scope row of the page: a folded line above the question box, with fields for what a person sets.

Knows Gradio's components and their order; what is typed into them, `ui.scope.fields` reads. The fields live in the
browser and are sent with every question, so nothing of them is kept here and no person sees another's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rag import RagError
from rag.printing import one_line
from ui.asks import Asks
from ui.render import scope_notice
from ui.render.facts import outlet_and_date
from ui.scope.fields import ARTICLES_NAMED, Fields

_LABEL = "Scope"
ARTICLES_LISTED = 2_000
"""A longer list would be sent to every page that opens."""


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """The row's blocks: `fields` in the order of `Fields.sent`, and what `shown` tells of them (see `redrawn`)."""

    fields: list[Any]
    shown: list[Any]


def redrawn(before: Fields, after: Fields) -> tuple[Any, ...]:
    """Values for all blocks of the row once its fields are others; nothing where they are not."""
    import gradio as gr

    fields = [
        gr.skip() if was == now else gr.update(value=list(now) if isinstance(now, tuple) else now)
        for was, now in zip(before.values, after.values, strict=True)
    ]
    return (*fields, *((gr.skip(), gr.skip()) if before == after else _told(after)))


def _told(scope: Fields) -> tuple[Any, str]:
    import gradio as gr

    summary = scope.summary()
    return gr.update(label=f"{_LABEL}: {summary}" if summary else _LABEL), scope_notice(scope.fault())


def scope_row(pipeline: Asks, bridge: Any) -> ScopeRow:
    """Put the row on the page that is being built.

    The outlets and the articles are those of the index, asked for anew whenever the page is opened, and
    when the page's script says by an event of `bridge` that another index came.
    """
    import gradio as gr

    def outlets() -> list[tuple[str, str]]:
        # Name and value: a list of pairs, so that none is taken for another kind of choice.
        try:
            return [(outlet, outlet) for outlet in pipeline.search_index.outlets()]
        except RagError:
            return []  # the page says elsewhere that there is no index

    def articles() -> list[tuple[str, str]]:
        try:
            index = pipeline.search_index
            cards = index.articles() if index.info().articles <= ARTICLES_LISTED else ()
        except RagError:
            return []
        return [
            (" · ".join([one_line(card.title), outlet_and_date(card), one_line(card.id)]), card.id) for card in cards
        ]

    def many() -> bool:
        try:
            return pipeline.search_index.info().articles > ARTICLES_LISTED
        except RagError:
            return False

    with gr.Accordion(_LABEL, open=False, elem_id="scope") as fold:
        with gr.Row(elem_id="scope-days"):
            days = [
                gr.Textbox(label=label, placeholder="YYYY-MM-DD", max_lines=1, min_width=130, elem_id=name)
                for name, label in (
                    ("scope-as-of", "As of (default: today)"),
                    ("scope-since", "Published from"),
                    ("scope-until", "Published until"),
                )
            ]
        named = gr.Dropdown(outlets(), value=[], multiselect=True, label="Outlets", elem_id="scope-outlets")
        chosen = gr.Dropdown(
            articles(),
            value=[],
            multiselect=True,
            max_choices=ARTICLES_NAMED,
            # Of a large index the ids are pasted; and an article may have left the index since the page was opened.
            allow_custom_value=True,
            label="Articles: paste their ids, for there are too many to list" if many() else "Articles",
            elem_id="scope-articles",
        )
        with gr.Row(elem_id="scope-rest"):
            dated = gr.Checkbox(label="Leave out articles without a date", elem_id="scope-dated", container=False)
            clear = gr.Button("Clear", size="sm", scale=0, min_width=72, elem_id="scope-clear")
        notice = gr.HTML("", elem_id="scope-notice", apply_default_css=False, min_width=0)
    fields = [*days, named, dated, chosen]

    def checked(*sent: Any) -> tuple[Any, str]:
        return _told(Fields.sent(*sent))

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    shown = [fold, notice]
    left = [event for field in days for event in (field.blur, field.submit)]
    gr.on(
        [*left, named.change, dated.change, chosen.change], checked, fields, shown, trigger_mode="always_last", **quiet
    )

    def cleared() -> tuple[Any, ...]:
        nothing_chosen = gr.update(value=[])  # as an update: see `ui.page.blocks.updating`
        return "", "", "", nothing_chosen, False, nothing_chosen, gr.update(label=_LABEL), ""

    clear.click(cleared, None, [*fields, *shown], **quiet)

    def offered() -> tuple[Any, Any]:
        return gr.update(choices=outlets()), gr.update(choices=articles())

    # Without triggers it is run whenever the page is opened.
    for triggers in (None, [bridge.tick, bridge.expand]):
        gr.on(triggers, offered, None, [named, chosen], **quiet)
    return ScopeRow(fields, shown)
