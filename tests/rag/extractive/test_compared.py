"""Which sentences are compared with the question by meaning, and what is taken for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from index.types import Matrix
from rag import RagConfig
from rag.answering.extractive.evidence import Candidate, EvidenceWeigher
from rag.answering.extractive.features import FEATURES
from rag.pipeline import Pipeline
from tests.fakes import FakeEmbedder
from tests.fakes_evidence import FakeEvidenceModel
from tests.rag.retrieval.indexes import fake_index, pipeline

FLOODED = "The river flooded the harbour of Rome on Monday."
TEXTS = {
    "flood.txt": f"{FLOODED}\n\nNobody was hurt.\n\nShops sell bread.",
    "cats.txt": "Cats sleep in the garden.\n\nDogs bark at night.",
}


@dataclass
class Recording(FakeEmbedder):
    """Remembers the passages it embeds."""

    embedded: list[str] = field(default_factory=list)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.embedded.extend(texts)
        return super().embed_passages(texts)


def weighed(question: str) -> tuple[list[str], tuple[Candidate, ...]]:
    search_index, embedder = fake_index(TEXTS), Recording()
    whole: Pipeline = pipeline(search_index, RagConfig())
    query, retrieved = whole.search(question, limit=6)
    evidence = EvidenceWeigher(search_index, FakeEvidenceModel(), embedder).weigh(query, retrieved.passages)
    return embedder.embedded, evidence.candidates


def feature(candidate: Candidate, name: str) -> float:
    return candidate.features[FEATURES.index(name)]


def test_only_what_may_be_quoted_is_embedded() -> None:
    embedded, candidates = weighed("What flooded the harbour of Rome?")
    assert embedded == [FLOODED]
    assert {one.text for one in candidates} >= {FLOODED, "Nobody was hurt.", "Cats sleep in the garden."}


def test_the_others_have_the_similarity_that_is_to_be_expected_of_them() -> None:
    _, candidates = weighed("What flooded the harbour of Rome?")
    [hurt] = [one for one in candidates if one.text == "Nobody was hurt."]
    expected = 0.61 * feature(hurt, "passage_similarity") + 0.33 * feature(hurt, "shared_words") + 0.03
    assert feature(hurt, "similarity") == pytest.approx(expected, abs=1e-12)


def test_the_best_one_has_its_real_similarity() -> None:
    question = "What flooded the harbour of Rome?"
    _, candidates = weighed(question)
    [flooded] = [one for one in candidates if one.text == FLOODED]
    embedder = FakeEmbedder()
    real = float(embedder.embed_passages([FLOODED])[0] @ embedder.embed_query(question))
    assert feature(flooded, "similarity") == pytest.approx(real, abs=1e-6)


def test_all_are_embedded_where_none_is_far_behind() -> None:
    embedded, candidates = weighed("Who plays the violin?")
    assert len(candidates) == 5
    assert sorted(embedded) == sorted(one.text for one in candidates)
