"""Who sent an event of the page: the name that the gate gave to their session. Knows where it stands in a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PERSON = "article_rag.person"
"""Key in the scope of a request."""


def person_of(request: Any) -> str:
    """The name of the session that a Gradio event came from; "" where there is no password."""
    scope: Mapping[str, Any] = getattr(getattr(request, "request", None), "scope", {})
    return str(scope.get(PERSON, ""))
