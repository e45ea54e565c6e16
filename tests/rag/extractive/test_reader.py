"""What the extractive reader holds back and what it says beside its quotes: known answers over a few articles."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from rag import RagConfig
from rag.answer import ClaimEvent, PassagesEvent, StageEvent
from rag.answering.extractive.composing import composed
from rag.answering.extractive.evidence import EvidenceWeigher
from rag.answering.extractive.reader import ExtractiveReader
from rag.answering.news.shapes import shape_of
from rag.answering.reader import Reading, Token
from rag.pipeline import Pipeline
from rag.retrieval.retriever import HybridRetriever
from rag.types import Citation, Claim, Part, Passage, Query, Retrieved, Why
from tests.fakes_evidence import FakeEvidenceModel
from tests.rag.extractive.test_choosing import TOLL, article, candidate, evidence
from tests.rag.retrieval.indexes import EMBEDDER, fake_index, pipeline

EVERYTHING = RagConfig(answer_threshold=0.0)


@pytest.mark.parametrize(
    ("question", "holding", "lacking"),
    [
        (
            "How many people crossed the bridge in Oslo?",
            "Some 400 people crossed it.",
            "People crossed the bridge in Oslo on foot.",
        ),
        (
            "When did the bridge in Oslo close for repairs?",
            "It closed on 3 May 2021.",
            "The bridge in Oslo did close for repairs.",
        ),
        (
            "Who closed the bridge in Oslo for repairs?",
            "Mayor Anna Korb closed it.",
            "The bridge in Oslo was closed for repairs.",
        ),
    ],
    ids=["number", "date", "person"],
)
def test_a_sentence_of_another_kind_than_was_asked_for_is_no_answer(question: str, holding: str, lacking: str) -> None:
    """Though it has every word of the question; where no other is left nothing is claimed."""
    both = fake_index({"a.txt": lacking, "b.txt": holding})
    answer = pipeline(both, EVERYTHING).answer(question)
    assert [claim.text for claim in answer.claims] == [holding]
    alone = pipeline(fake_index({"a.txt": lacking}), EVERYTHING).answer(question)
    assert (alone.status, alone.claims) == ("not_found", ())


def test_the_part_of_a_question_that_nothing_answers_is_named() -> None:
    index = fake_index({"a.txt": "The river flooded the harbour.", "b.txt": "Mayor Korb opened the theatre."})
    parts = (Part("What flooded the harbour?"), Part("Who opened the theatre?"))
    whole = "What flooded the harbour and who opened the theatre?"
    query = Query(whole, whole, parts=parts)
    found = Passage(index.article("a.txt"), index.get(["a.txt#0"])[0], 1.0, Why(part=1))
    reader = ExtractiveReader(EvidenceWeigher(index, FakeEvidenceModel(), EMBEDDER), EVERYTHING)
    reading = reader.read(query, [found])
    assert [claim.text for claim in reading.claims] == ["The river flooded the harbour."]
    [missing] = reading.missing
    assert "Who opened the theatre?" in missing
    other = Passage(index.article("b.txt"), index.get(["b.txt#0"])[0], 1.0, Why(part=2))
    assert reader.read(query, [found, other]).missing == ()


def test_a_bare_yes_is_noted_only_where_the_first_quote_is_sure() -> None:
    asked, said = "Did the captain leave the ferry?", "The captain did not leave the ferry."
    one = candidate(article("captain.txt", said), said)
    for chance, notes in ((0.95, ("In short: no, going by the first quote.",)), (0.5, ())):
        assert composed([one], [(chance, one)], evidence(asked, one), shape_of(asked))[1] == notes


def test_a_fact_that_may_change_is_told_as_of_the_day_of_its_newest_quote() -> None:
    asked = "Who is the captain of the Harwick ferry?"
    _, notes, _ = composed([TOLL], [(0.9, TOLL)], evidence(asked, TOLL), shape_of(asked))
    assert notes == ("As of 3 May 2024, the date of the newest article quoted.",)
    asked = "Who was the captain of the Harwick ferry in 2001?"
    assert composed([TOLL], [(0.9, TOLL)], evidence(asked, TOLL), shape_of(asked))[1] == ()


@dataclass
class Watched:
    """A reader that tells how far it was let go, and holds what it reads; and the retriever before it."""

    retriever: HybridRetriever
    steps: list[str] = field(default_factory=list)
    held: list[weakref.ref[Work]] = field(default_factory=list)
    name = "extractive"

    def retrieve(self, query: Query, limit: int | None = None, *, join: bool = True) -> Retrieved:
        self.steps.append("searched")
        return self.retriever.retrieve(query, limit, join=join)

    def stream(self, _: Query, passages: Sequence[Passage]) -> Iterator[Token | Claim | Reading]:
        work = Work(tuple(passages))
        self.held.append(weakref.ref(work))
        try:
            for passage in work.passages:
                self.steps.append("read")
                yield Claim(passage.text, (Citation(1, passage.article, *span(passage), passage.text),))
            self.steps.append("to the end")
            yield Reading((), 0.0)
        finally:
            self.steps.append("closed")


class Work:
    """What a reader holds while it reads."""

    def __init__(self, passages: tuple[Passage, ...]) -> None:
        self.passages = passages


def span(passage: Passage) -> tuple[int, int]:
    return passage.chunks[0].start, passage.chunks[-1].end


@pytest.mark.parametrize(
    ("until", "steps"),
    [
        (StageEvent, []),
        (PassagesEvent, ["searched"]),
        (ClaimEvent, ["searched", "read", "closed"]),
    ],
    ids=["before the search", "before the reading", "while it reads"],
)
def test_a_stream_that_is_closed_early_works_no_further_and_holds_nothing(until: type, steps: list[str]) -> None:
    index = fake_index({"a.txt": "The river flooded the harbour.", "b.txt": "The harbour was flooded in May."})
    watched = Watched(HybridRetriever(index, EMBEDDER, EVERYTHING))
    events = Pipeline(index, watched, watched).stream("What flooded the harbour?")
    next(event for event in events if isinstance(event, until))
    events.close()  # type: ignore[attr-defined]
    gc.collect()
    assert watched.steps == steps
    assert [work() for work in watched.held] == [None] * steps.count("closed")
