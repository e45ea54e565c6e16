"""Who sent a request, as far as the gate that let it in can tell people apart. Knows where that stands in a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PERSON = "article_rag.person"
"""Key in the scope of a request."""


def person_of(request: Any) -> str:
    """Who a Gradio event came from, by the address of their machine; "" where there is no password."""
    scope: Mapping[str, Any] = getattr(getattr(request, "request", None), "scope", {})
    return str(scope.get(PERSON, ""))
