"""The scenarios of several articles asked of a real index: both sides are quoted and the notes say so, whoever reads.

The LLM is a scripted endpoint that writes what one of the articles says, and cites it; it knows of no other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rag import Answer, LlmConfig, Pipeline, RagConfig, Scope, open_pipeline
from tests.rag.llm.endpoint import Exchange, endpoint
from tests.rag.news.test_scenarios import SCENARIOS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pipeline(scenario_index: Path) -> Pipeline:
    return open_pipeline(scenario_index, config=RagConfig(answer_threshold=0.0))


def asked(pipeline: Pipeline, scenario: dict[str, Any]) -> Answer:
    cards = pipeline.search_index.articles()
    mine = tuple(card.id for card in cards if scenario["id"] in card.id)
    return pipeline.answer(
        scenario["question"], scope=Scope(article_ids=mine, ignore=("interval", "outlets", "order", "task"))
    )


def unsaid(answer: Answer, scenario: dict[str, Any]) -> list[str]:
    """What the notes lack, and what they hold and must not."""
    told = " ".join(answer.notes)
    lacking = [f"lacks {words!r}" for words in scenario["must"] if words not in told]
    return [*lacking, *(f"says {words!r}" for words in scenario["must_not"] if words in told)]


def unquoted(answer: Answer) -> list[str]:
    """Articles that a note sets against each other, and that are not quoted."""
    cited = {cite.article.id for cite in answer.citations}
    sides = [side.article_id for one in answer.contrasts for side in (one.older, one.newer)]
    return [side for side in sides if side not in cited]


def test_the_notes_say_what_they_must_with_both_sides_quoted(pipeline: Pipeline) -> None:
    answers = [(scenario, asked(pipeline, scenario)) for scenario in SCENARIOS]
    wrong = {scenario["id"]: [*unsaid(answer, scenario), *unquoted(answer)] for scenario, answer in answers}
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("which", [0, -1], ids=["the first article", "the last article"])
def test_what_an_llm_wrote_has_the_same_notes(scenario_index: Path, which: int) -> None:
    """It cites one article; what the others say is found, noted and quoted beside its words."""
    sentence = ""

    def writes(exchange: Exchange) -> None:
        lines = exchange.body["messages"][1]["content"].splitlines()
        passages = [line for at, line in enumerate(lines) if at and lines[at - 1].startswith("--- passage")]
        number = next(at for at, line in enumerate(passages, 1) if sentence in line)
        exchange.open_stream()
        exchange.piece(f"{sentence.removesuffix('.')} [{number}].")
        exchange.end()

    wrong = {}
    with endpoint(writes) as llm:
        config = LlmConfig(base_url=llm.base_url, model="scripted", retries=0, timeout_seconds=20.0)
        pipeline = open_pipeline(scenario_index, config=RagConfig(reader="llm", llm=config))
        for scenario in (one for one in SCENARIOS if one["must"]):
            sentence = scenario["articles"][which]["sentence"]
            answer = asked(pipeline, scenario)
            found = [*unsaid(answer, scenario), *unquoted(answer)]
            if answer.claims[0].support != "supported":
                found.append("refused")
            if found:
                wrong[scenario["id"]] = found
    assert wrong == {}
