"""How the evidence model comes about, on a handful of examples: what is made, cut and turned, and that a run learns and resumes."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from index.errors import ConfigError
from rag.evidence.pairs import PairEncoder
from rag.training.examples import Example, answered_by, natural_questions, read_texts, squad, text_of
from rag.training.made import changed, cloze, names_in, without_the_sentence

TEXT = text_of(
    "t1",
    "Bridges",
    "The new bridge opened on Monday. It cost 4 million kroner. The mayor Anna Conti cut a ribbon in Oslo.",
)
ASKED = answered_by("What did the first bridge cost?", TEXT, [(41, 57)], origin="mine")


def test_the_sentence_that_holds_the_span_is_gold() -> None:
    assert (ASKED.gold, ASKED.answered) == ((1,), True)
    assert TEXT.text[41:57] == "4 million kroner"


def test_a_cut_text_holds_the_other_sentences_and_answers_nothing() -> None:
    cut = without_the_sentence(ASKED)
    assert cut is not None
    assert cut.text.text == "The new bridge opened on Monday. The mayor Anna Conti cut a ribbon in Oslo."
    assert [cut.text.text[start:end] for start, end in cut.text.sentences] == [
        "The new bridge opened on Monday.",
        "The mayor Anna Conti cut a ribbon in Oslo.",
    ]
    assert not cut.answered


def test_a_changed_question_differs_and_answers_nothing() -> None:
    questions = {c.question for seed in range(30) if (c := changed(ASKED, random.Random(seed))) and not c.answered}
    assert {"What did the last bridge cost?"} <= questions
    assert ASKED.question not in questions


def test_a_made_question_asks_for_the_words_it_lost() -> None:
    made = [example for seed in range(40) if (example := cloze(TEXT, random.Random(seed)))]
    assert made
    for example in made:
        [(start, end)] = example.spans
        assert example.question.endswith("?")
        assert all(example.text.sentences[place][0] <= start for place in example.gold)
        assert end <= example.text.sentences[example.gold[0]][1]


def test_names_stand_within_sentences() -> None:
    assert names_in("The mayor Anna Conti met Steve. Today it rained in March.") == ["Anna Conti", "Steve"]


def test_the_sets_are_read_with_their_answers_and_their_held_out_parts(tmp_path: Path) -> None:
    write(tmp_path / "squad" / "corpus.jsonl", {"_id": "p1", "title": "Steam engine", "text": TEXT.text})
    question = {
        "_id": "q1",
        "text": "Cost?",
        "answers": ["4 million"],
        "answer_starts": [41],
        "answerable": True,
        "gold_paragraph": "p1",
    }
    write(tmp_path / "squad" / "queries.jsonl", question)
    [example] = squad(tmp_path / "squad", read_texts(tmp_path / "squad" / "corpus.jsonl"))
    assert (example.spans, example.gold, example.held_out) == (((41, 50),), (1,), True)
    write(tmp_path / "nq" / "queries.jsonl", {"_id": "nq0005", "text": "who cut it", "answers": ["anna conti"]})
    (tmp_path / "nq" / "qrels.tsv").write_text("query\tdoc\tscore\nnq0005\tp1\t1\n", encoding="utf-8")
    [natural] = natural_questions(tmp_path / "nq", read_texts(tmp_path / "squad" / "corpus.jsonl"))
    assert (natural.gold, natural.held_out) == ((2,), True)


def write(path: Path, line: dict[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")


@pytest.mark.slow
def test_a_run_learns_its_examples_and_goes_on_from_its_checkpoint_to_the_same_weights(tmp_path: Path) -> None:
    import torch

    from index.embedding.packaged import model_folder
    from rag.training import run
    from rag.training.batches import Row, row_of
    from rag.training.network import loaded_network, new_network

    def rows(example: Example) -> list[Row]:
        return [row_of(example, PairEncoder())] * 4

    steps = [rows(ASKED)] * 12
    (tmp_path / "whole").mkdir()
    (tmp_path / "halves").mkdir()
    losses = []
    whole = run.Run(new_network(model_folder()), run.Recipe.of(steps))
    for step in steps:
        losses.append(whole.take(step))
    assert losses[-1] < losses[0] / 2

    first = run.Run(new_network(model_folder()), run.Recipe.of(steps))
    first.train(steps[:6], tmp_path / "halves")
    second = run.Run(new_network(model_folder()), run.Recipe.of(steps))
    second.go_on(tmp_path / "halves")
    assert second.step == 6
    second.train(steps, tmp_path / "halves")
    for name, weight in whole.averaged().items():
        assert torch.equal(weight, second.averaged()[name]), name
    assert loaded_network(model_folder(), tmp_path / "halves" / "so-far.safetensors").training is False


@pytest.mark.slow
def test_a_checkpoint_of_another_recipe_is_refused_with_what_differs(tmp_path: Path) -> None:
    from torch import nn

    from rag.training import run
    from rag.training.batches import row_of

    def of(recipe: run.Recipe) -> run.Run:
        return run.Run(nn.Linear(2, 2), recipe)  # of any network

    cut = without_the_sentence(ASKED)
    assert cut is not None
    steps = [[row_of(ASKED, PairEncoder())]] * 3
    of(run.Recipe.of(steps)).train([], tmp_path)
    of(run.Recipe.of(list(steps))).go_on(tmp_path)
    for other, told in {
        run.Recipe.of(steps * 2): r"steps \(--stages\) 3 there and 6 here; rows \(the data\) '\w{64}' there and",
        run.Recipe.of(
            steps, 2e-4
        ): r"is of another run: --rate 0.0001 there and 0.0002 here\. Give the data, --stages,",
        run.Recipe.of([[row_of(cut, PairEncoder())]] * 3): r"is of another run: rows \(the data\) ",
        run.Recipe.of(steps, begun=Path(__file__)): r"is of another run: weights \(--from\) '' there and ",
    }.items():
        with pytest.raises(ConfigError, match=told):
            of(other).go_on(tmp_path)
