"""Secrets are compared in constant time: what decides is watched while it decides, and nothing else may compare one."""

from __future__ import annotations

import ast
import hmac
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from starlette.requests import Request

from rag import RagConfig, follow_index
from ui.running.service import Service
from ui.serving.entrance import Entrance

UI = Path(__file__).resolve().parents[2] / "ui"
DOORS = sorted([*(UI / "serving").glob("*.py"), *(UI / "running").glob("*.py"), *(UI / "api").glob("*.py")])
SECRET = {
    "words",
    "secret",
    "secret_words",
    "given",
    "digest",
    "_digests",
    "known",
    "_authorization",
    "password",
    "token",
}
"""What holds a secret, or the digest of one, is called one of these in the rooms of the doors."""
SECRETS = ("a password of some length", "a token of some length")


def compared(decide: Callable[[], object]) -> int:
    """How often what compares in constant time is called while something is decided."""
    calls = 0

    def note(_: FrameType, event: str, called: object) -> None:
        nonlocal calls
        calls += event == "c_call" and called is hmac.compare_digest

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        decide()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("words", [*SECRETS, "", "a", "a password of some lengtH", "é" * 25])
def test_the_page_compares_with_every_secret_whatever_was_sent(words: str) -> None:
    """One that ended at the first that fits, or at the first letter that does not, would tell how near a guess is."""
    entrance = Entrance(*SECRETS, session_seconds=60)
    assert compared(lambda: entrance.opens(words)) == len(SECRETS)


@pytest.mark.parametrize(("sent", "status"), [(SECRETS[0], 404), ("a", 401), ("", 401)])
def test_the_service_of_the_note_compares_once(sent: str, status: int, tmp_path: Path) -> None:
    pipeline = follow_index(tmp_path / "none", config=RagConfig(), wait=True)
    service = Service(pipeline, SECRETS[0], 7862)
    headers = {"host": "127.0.0.1:7862", "authorization": f"Bearer {sent}"}
    request = Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "client": ("127.0.0.1", 1),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
    )
    answered: list[int] = []

    def decide() -> None:
        refusal = service._refusal(request)
        answered.append(refusal.status_code if refusal else 200)

    assert (compared(decide), answered) == (1, [status])


def names_in(node: ast.expr) -> set[str]:
    """Variables and attributes that are compared themselves, not what is computed of them."""
    return {node.id} if isinstance(node, ast.Name) else {node.attr} if isinstance(node, ast.Attribute) else set()


def comparisons(source: str) -> list[str]:
    """Where a secret is compared letter by letter."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Compare):
            continue
        letters = any(isinstance(one, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for one in node.ops)
        sides = [node.left, *node.comparators]
        absent = any(isinstance(side, ast.Constant) and side.value is None for side in sides)
        if letters and not absent and any(names_in(side) & SECRET for side in sides):
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", DOORS, ids=lambda path: path.relative_to(UI).as_posix())
def test_no_door_compares_a_secret_letter_by_letter(path: Path) -> None:
    assert comparisons(path.read_text("utf-8")) == []


def test_such_a_comparison_would_be_found() -> None:
    source = (
        "ok = words == self._secret\nok = given in self._digests\nok = entrance.digest != digest\nok = len(words) < 10"
    )
    assert comparisons(source) == ["words == self._secret", "given in self._digests", "entrance.digest != digest"]
