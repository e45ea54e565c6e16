"""The signs that a sentence cannot answer are weighed: each alone makes its candidate one that lacks the link."""

from __future__ import annotations

import pytest

from rag import RagConfig
from rag.answering.extractive.evidence import EvidenceWeigher
from rag.answering.extractive.features import FEATURES
from tests.fakes_evidence import FakeEvidenceModel
from tests.rag.retrieval.indexes import EMBEDDER, fake_index, pipeline

EVERYTHING = RagConfig(answer_threshold=0.0)
FILLING = {f"{number}.txt": f"Bread of kind {number} was sold." for number in range(60)}


def lacks_link(question: str, sentence: str) -> bool:
    index = fake_index({"story.txt": sentence, **FILLING})
    query, retrieved = pipeline(index, EVERYTHING).search(question, limit=6)
    found = EvidenceWeigher(index, FakeEvidenceModel(), EMBEDDER).weigh(query, retrieved.passages).candidates
    [one] = [candidate for candidate in found if candidate.text == sentence]
    return one.features[FEATURES.index("link_missing")] == 1.0


@pytest.mark.parametrize(
    ("question", "sentence", "lacking"),
    [
        ("How many visitors did the page have in November?", "The page had 90 visitors in October.", True),
        ("How many visitors did the page have in November?", "The page had 90 visitors in November.", False),
        ("How much does the Quest 3 cost?", "The Quest 2 costs 249 crowns.", True),
        ("How much does the Quest 3 cost?", "The Quest 3 costs 249 crowns.", False),
        ("Did Roblox refund the stolen payment?", "Roblox spoke to Sarah.", True),
        ("Did Roblox refund the stolen payment?", "Roblox spoke of a refund to Sarah.", False),
    ],
)
def test_a_sign_is_weighed(question: str, sentence: str, *, lacking: bool) -> None:
    assert lacks_link(question, sentence) is lacking


def test_what_the_model_sees_outweighs_that_no_word_is_told() -> None:
    """The fake is sure of a short answer where it finds two of the question's three words."""
    assert not lacks_link("Did Roblox refund Sarah?", "Sarah is angry with Roblox.")


def test_another_thing_is_never_quoted_whatever_the_threshold() -> None:
    index = fake_index({"two.txt": "The Quest 2 headset costs 249 crowns."})
    asked = pipeline(index, EVERYTHING)
    assert asked.answer("How much does the Quest 3 headset cost?").claims == ()
    [claim] = asked.answer("How much does the Quest 2 headset cost?").claims
    assert claim.text == "The Quest 2 headset costs 249 crowns."
