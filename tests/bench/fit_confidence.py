"""Fit the weights of `rag/answering/extractive/confidence.py` on public questions, and show how well they refuse.

    python -m tests.bench.fit_confidence ../shared/data --indexes FOLDER [--questions 1000]

Only questions that the evidence model was not trained on: the held-out articles of squad1 and squad2 over all their
paragraphs, the held-out questions of nq-oracle and multihop-rag (its unanswerable ones all), and foreign ones: nq-oracle's
and squad1's asked of folders that cannot answer them. Prints the weights fitted on all of them and, by 4-fold cross-
validation, the share of right best sentences, the refusals at each threshold, and how reliable the confidence is.
Indexes and features are kept in FOLDER.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag import RagConfig
from rag.answering.extractive.confidence import score
from rag.answering.extractive.evidence import FEATURES, EvidenceWeigher
from rag.answering.extractive.sureness import ANSWER_FEATURES, answer_features
from rag.api import evidence_model_for
from tests.bench.answer_sets import SETS, index_of, known_questions

SEED = 20261130
Column = NDArray[Any]
CANDIDATES_KEPT = 12
"""Best candidates of a question that train; the rest are easy and would drown them."""

HELD_FIXED = {"link_missing": -2.0}
"""Not fitted: too few public questions ask for somebody that the text does not name."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The candidates of one question: features of each, whether each answers, and what else is known of the question."""

    corpus: str
    answerable: bool
    features: list[list[float]]
    right: list[bool]
    asked: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=1000, help="of each set, at most")
    arguments = parser.parse_args()
    model = evidence_model_for(RagConfig().index)
    kept = arguments.indexes / f"weighed-{model.weights_sha256[:8]}-{arguments.questions}.json"
    if not kept.is_file():
        weighed = [w for name in SETS for w in weigh(arguments.data, arguments.indexes, name, arguments.questions)]
        kept.write_text(json.dumps([asdict(one) for one in weighed]))
    weighed = [Weighed(**one) for one in json.loads(kept.read_text())]
    print("FEATURES", FEATURES, ANSWER_FEATURES)
    weights, bias = fit(weighed)
    print("WEIGHTS =", tuple(round(float(weight), 3) for weight in weights))
    print("BIAS =", round(bias, 3))
    answer_weights, answer_bias = fit_answers(weighed, weights, bias)
    print("ANSWER_WEIGHTS =", tuple(round(float(weight), 3) for weight in answer_weights))
    print("ANSWER_BIAS =", round(answer_bias, 3))
    report(weighed, *cross_validated(weighed))


def weigh(data: Path, indexes: Path, name: str, limit: int) -> list[Weighed]:
    pipeline = index_of(data, indexes, SETS[name].corpus)
    weigher = EvidenceWeigher(pipeline.search_index, evidence_model_for(RagConfig().index))
    asked = known_questions(data, name)
    asked = random.Random(SEED).sample(asked, min(limit, len(asked)))
    found = []
    for question in asked:
        query, retrieved = pipeline.search(question.text, limit=RagConfig().passages)
        evidence = weigher.weigh(query, retrieved.passages)
        best = sorted(evidence.candidates, key=lambda c: -score(c.features))[:CANDIDATES_KEPT]
        right = [question.is_answered_by(c.passage.article.id, c.text) for c in best]
        features = [list(candidate.features) for candidate in best]
        found.append(Weighed(name, question.answerable, features, right, list(answer_features(query, evidence))))
    print(name, len(found), flush=True)
    return found


def fit(weighed: Sequence[Weighed]) -> tuple[Column, float]:
    """Weights of a candidate's features, those held fixed included, and the bias."""
    fitted = [place for place, name in enumerate(FEATURES) if name not in HELD_FIXED]
    features = np.array([row for question in weighed for row in question.features])
    right = np.array([right for question in weighed for right in question.right])
    model = LogisticRegression(C=10.0, max_iter=3000).fit(features[:, fitted], right)
    weights = np.array([HELD_FIXED.get(name, 0.0) for name in FEATURES])
    weights[fitted] = model.coef_[0]
    return weights, float(model.intercept_[0])


def fit_answers(weighed: Sequence[Weighed], weights: Column, bias: float) -> tuple[Column, float]:
    """Weights of the best candidates' log-odds and of the question's features, and the bias: is it answerable?

    Every set counts alike, however many questions it has.
    """
    rows = np.array([_answer_row(question, weights, bias) for question in weighed])
    labels = np.array([question.answerable for question in weighed])
    sizes = {name: sum(question.corpus == name for question in weighed) for name in SETS}
    each = np.array([len(weighed) / len(sizes) / sizes[question.corpus] for question in weighed])
    model = LogisticRegression(C=10.0, max_iter=3000).fit(rows, labels, each)
    return model.coef_[0], float(model.intercept_[0])


def _answer_row(question: Weighed, weights: Column, bias: float) -> list[float]:
    odds = sorted((float(np.dot(row, weights) + bias) for row in question.features), reverse=True)
    best = odds[0] if odds else -8.0
    return [best, *question.asked]


def cross_validated(weighed: Sequence[Weighed]) -> tuple[Column, Column]:
    """For each question, by weights fitted without it: confidence, and whether the best candidate is right."""
    confidence, right = np.zeros(len(weighed)), np.zeros(len(weighed), bool)
    places = np.random.default_rng(SEED).permutation(len(weighed))
    for held in np.array_split(places, 4):
        others = [weighed[place] for place in np.setdiff1d(places, held)]
        weights, bias = fit(others)
        answer_weights, answer_bias = fit_answers(others, weights, bias)
        for place in held:
            question = weighed[place]
            if question.features:
                right[place] = question.right[int(np.argmax(np.array(question.features) @ weights))]
            odds = float(np.dot(_answer_row(question, weights, bias), answer_weights) + answer_bias)
            confidence[place] = 1 / (1 + np.exp(-odds))
    return confidence, right


def report(weighed: Sequence[Weighed], confidence: Column, right: Column) -> None:
    """Print the share of right best sentences, the ranking of confidence, refusal by threshold, and reliability."""
    answerable = np.array([question.answerable for question in weighed])
    corpora = np.array([question.corpus for question in weighed])
    for corpus in dict.fromkeys(corpora):
        mine = corpora == corpus
        line = f"{corpus}: {mine.sum()} questions, median confidence {np.median(confidence[mine]):.3f}"
        if (mine & answerable).any():
            line += f", best sentence right {right[mine & answerable].mean():.3f}"
        if len(set(answerable[mine])) == 2:
            line += f", AUC of answerable {roc_auc_score(answerable[mine], confidence[mine]):.3f}"
        print(line)
    print("\n| threshold | " + " | ".join(dict.fromkeys(corpora)) + " | right when answered |")
    for threshold in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7):
        kept = confidence >= threshold
        cells = []
        for corpus in dict.fromkeys(corpora):
            mine = corpora == corpus
            yes, no = mine & answerable, mine & ~answerable
            shown = [f"answers {kept[yes].mean():.3f}"] if yes.any() else []
            shown += [f"refuses {1 - kept[no].mean():.3f}"] if no.any() else []
            cells.append(", ".join(shown))
        print(f"| {threshold:.2f} | " + " | ".join(cells) + f" | {right[kept & answerable].mean():.3f} |")
    print("\n| confidence | questions | answerable |")
    edges = np.linspace(0, 1, 11)
    for low, high in itertools.pairwise(edges):
        mine = (confidence >= low) & (confidence < high)
        if mine.any():
            print(f"| {low:.1f}-{high:.1f} | {mine.sum()} | {answerable[mine].mean():.2f} |")


if __name__ == "__main__":
    main()
