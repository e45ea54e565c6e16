"""What every evidence model must do: one suite over the fake, the exported model and the reference in float32."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rag import RagConfig
from rag.api import evidence_model_for
from rag.evidence.protocol import EvidenceModel, EvidenceText
from rag.evidence.reference import ReferenceEvidenceModel
from tests.fakes_evidence import FakeEvidenceModel

BRIDGE = "The new bridge opened on Monday in Oslo. It cost 4 million kroner. Nobody was hurt."
FLOOD = "The river Tiber flooded the harbour of Rome on 7 June 2022. The mayor, Anna Conti, thanked the firefighters."


def text_of(text: str, header: str = "") -> EvidenceText:
    ends = [at + 1 for at, sign in enumerate(text) if sign == "." and (at + 1 == len(text) or text[at + 1] == " ")]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return EvidenceText(header, text, tuple(zip(starts, ends, strict=True)))


TEXTS = [text_of(BRIDGE, "Bridge opens · 4 May 2021"), text_of(FLOOD)]
QUESTIONS = ["When did the new bridge open?", "Which river flooded the harbour?", "How much did it cost?"]


@pytest.fixture(params=["fake", "openvino", pytest.param("reference", marks=pytest.mark.slow)], scope="module")
def model(request: pytest.FixtureRequest) -> EvidenceModel:
    if request.param == "fake":
        return FakeEvidenceModel()
    return ReferenceEvidenceModel() if request.param == "reference" else evidence_model_for(RagConfig().index)


def test_no_texts_give_no_evidence(model: EvidenceModel) -> None:
    assert model.read("When?", []) == []


def test_each_sentence_has_a_share_of_its_text_and_a_short_answer_within_it(model: EvidenceModel) -> None:
    for question in QUESTIONS:
        for text, found in zip(TEXTS, model.read(question, TEXTS), strict=True):
            assert len(found.sentences) == len(found.shorts) == len(text.sentences)
            assert np.exp(found.sentences).sum() == pytest.approx(1.0)
            for (start, end), short in zip(text.sentences, found.shorts, strict=True):
                assert short is not None
                assert start <= short.start < short.end <= end


@pytest.mark.parametrize(
    ("question", "text", "sentence"), [(QUESTIONS[0], 0, 0), (QUESTIONS[1], 1, 0), (QUESTIONS[2], 0, 1)]
)
def test_the_sentence_that_answers_has_the_greatest_share(
    model: EvidenceModel, question: str, text: int, sentence: int
) -> None:
    assert int(np.argmax(model.read(question, TEXTS)[text].sentences)) == sentence


def test_the_text_that_answers_is_told_from_another(model: EvidenceModel) -> None:
    bridge, flood = model.read("When did the new bridge open in Oslo?", TEXTS)
    assert bridge.answers > flood.answers


def test_a_text_without_sentences_has_no_evidence_and_harms_none(model: EvidenceModel) -> None:
    empty, full = model.read(QUESTIONS[0], [EvidenceText("", "Bridges", ()), TEXTS[0]])
    assert (empty.sentences, empty.shorts) == ((), ())
    assert len(full.sentences) == 3


def test_the_same_question_and_texts_give_the_same_evidence(model: EvidenceModel) -> None:
    assert model.read(QUESTIONS[0], TEXTS) == model.read(QUESTIONS[0], TEXTS)


def test_many_threads_read_at_once(model: EvidenceModel) -> None:
    alone = [model.read(question, TEXTS) for question in QUESTIONS]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda question: model.read(question, TEXTS), QUESTIONS)) == alone


def test_a_long_question_and_a_long_text_are_cut_and_told_by_the_score(model: EvidenceModel) -> None:
    """What does not fit counts for nothing; what fits is read."""
    long = text_of(" ".join([*["Nothing happened here at all today."] * 120, "The bridge opened on Monday."]))
    found = model.read("Which bridge opened? " * 60, [long])[0]
    assert len(found.sentences) == 121
    assert np.isfinite(found.answers)


@pytest.mark.slow
def test_the_exported_model_agrees_with_the_reference() -> None:
    """bfloat16 against float32: the same sentences and short answers, log-odds within a fifth."""
    exported, reference = evidence_model_for(RagConfig().index), ReferenceEvidenceModel()
    for question in QUESTIONS:
        for ours, theirs in zip(exported.read(question, TEXTS), reference.read(question, TEXTS), strict=True):
            assert ours.answers == pytest.approx(theirs.answers, abs=0.2)
            assert int(np.argmax(ours.sentences)) == int(np.argmax(theirs.sentences))
            one, other = (found.shorts[int(np.argmax(found.sentences))] for found in (ours, theirs))
            assert one is not None
            assert other is not None
            assert (one.start, one.end) == (other.start, other.end)
