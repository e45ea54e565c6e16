"""The scope row of the page: a folded line above the question box, with fields for what a person sets.

Knows Gradio's components and their order; what is typed into them, `ui.scope.fields` reads. The fields live in the
browser and are sent with every question, so nothing of them is kept here and no person sees another's.
"""

from __future__ import annotations

from typing import Any

from rag import RagError
from ui.asks import Asks
from ui.render import scope_notice
from ui.scope.fields import Fields

_LABEL = "Scope"


def scope_row(pipeline: Asks) -> list[Any]:
    """Put the row on the page that is being built; its fields in the order of `Fields.sent`.

    The outlets are those of the index, asked for anew whenever the page is opened.
    """
    import gradio as gr

    def outlets() -> list[tuple[str, str]]:
        # Name and value: a list of pairs, so that none is taken for another kind of choice.
        try:
            return [(outlet, outlet) for outlet in pipeline.search_index.outlets()]
        except RagError:
            return []  # the page says elsewhere that there is no index

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
        with gr.Row(elem_id="scope-rest"):
            dated = gr.Checkbox(label="Leave out articles without a date", elem_id="scope-dated", container=False)
            clear = gr.Button("Clear", size="sm", scale=0, min_width=72, elem_id="scope-clear")
        notice = gr.HTML("", elem_id="scope-notice", apply_default_css=False, min_width=0)
    fields = [*days, named, dated]

    def checked(*sent: Any) -> tuple[Any, str]:
        scope = Fields.sent(*sent)
        summary = scope.summary()
        return gr.update(label=f"{_LABEL}: {summary}" if summary else _LABEL), scope_notice(scope.fault())

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    shown = [fold, notice]
    left = [event for field in days for event in (field.blur, field.submit)]
    gr.on([*left, named.change, dated.change], checked, fields, shown, trigger_mode="always_last", **quiet)
    clear.click(lambda: ("", "", "", [], False, gr.update(label=_LABEL), ""), None, [*fields, *shown], **quiet)
    # Without triggers it is run whenever the page is opened.
    gr.on(None, lambda: gr.update(choices=outlets()), None, [named], **quiet)
    return fields
