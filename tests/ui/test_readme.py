"""What the README shows of `rag ask` is what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.command import ROOT, run

SHOWN = re.findall(
    r'^\$ rag ask "([^"]+)"\n(.+?)\n(?:\n|```)', (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def test_the_readme_shows_an_answer_and_a_refusal() -> None:
    assert len(SHOWN) == 2


@pytest.mark.parametrize(("question", "told"), SHOWN)
def test_a_question_of_the_readme_is_answered_as_it_says(question: str, told: str, seed_index: Path) -> None:
    said, _, _ = run("ask", question, "--index", seed_index).stdout.partition("\n\n")
    assert said.split() == told.split()
