"""How much the check of an LLM's sentences lets through, and how much it refuses: counted over invented news, with the real model.

The bounds are those that the bench on public data must keep (RESULTS.md); this guards them where that data is not.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from index.types import Article, Sentence
from rag import RagConfig
from rag.answering.llm.checking import Checker, Source
from rag.answering.llm.judge import EvidenceJudge
from rag.api import evidence_model_for
from tests.articles import read
from tests.bench.llm_statements import KINDS, statements

GOLDEN = Path(__file__).parents[2] / "golden"
ROUNDS = 3
"""In each an article gives a statement of a kind, with a fact changed and without."""


def articles(seeds: Path) -> list[tuple[Article, tuple[Sentence, ...]]]:
    files = sorted([*seeds.glob("*.txt"), *(GOLDEN / "talks").rglob("*.md")])
    return [read(file.name, file.read_text("utf-8").rpartition("\n---\n")[2]) for file in files]


@pytest.mark.slow
def test_changed_facts_are_flagged_and_true_sentences_are_not(seeds: Path) -> None:
    read_articles = articles(seeds)
    drawn = [one for seed in range(ROUNDS) for one in statements(read_articles, Random(seed), each=len(read_articles))]
    made = list({(one.text, one.kind, one.changed): one for one in drawn}.values())
    checker = Checker(EvidenceJudge(evidence_model_for(RagConfig().index)))
    flagged: dict[str, list[bool]] = {kind: [] for kind in (*KINDS, "true")}
    for one in made:
        verdict = checker.check(one.text, [Source(one.article, one.cited)])
        flagged[one.kind if one.changed and one.kind else "true"].append(not verdict.quotes)
    counted = {name: (sum(flags), len(flags)) for name, flags in flagged.items()}
    print(counted)
    changed = [counted[kind] for kind in KINDS]
    assert sum(total for _, total in changed) >= 200
    assert sum(found for found, _ in changed) >= 0.9 * sum(total for _, total in changed)
    assert counted["true"][1] >= 50
    assert counted["true"][0] <= 0.1 * counted["true"][1]
