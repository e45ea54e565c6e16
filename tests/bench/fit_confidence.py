"""Fit the weights of `rag/answering/confidence.py` on public questions, and show how well they refuse.

    python -m tests.bench.fit_confidence ../shared/data

Training: questions of squad1, squad2 and nq-oracle over all their paragraphs, and nq questions asked of
the squad2 paragraphs, which cannot answer them. Prints the weights fitted on all of them and, by 4-fold cross-
validation, the share of right best sentences and the refusal figures at each threshold.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag import RagConfig, open_pipeline, sync
from rag.answering.extractive.confidence import score
from rag.answering.extractive.evidence import FEATURES, EvidenceWeigher
from rag.api import embedder_for
from rag.asking.question import understand
from rag.retrieval.retriever import HybridRetriever
from tests.bench.corpora import Question, questions, write_articles

SEED = 20261122
Column = NDArray[Any]
FOREIGN = "nq asked of squad2"
CANDIDATES_KEPT = 12
"""Best candidates of a question that train; the rest are easy and would drown them."""

HELD_FIXED = {"link_missing": -3.0}
"""Not fitted: too few public questions ask for somebody that the text does not name."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The candidates of one question: features (candidates, features) and whether each answers."""

    corpus: str
    answerable: bool
    features: np.ndarray
    right: np.ndarray


def weigh(index_path: Path, corpus: str, asked: Sequence[Question]) -> list[Weighed]:
    pipeline = open_pipeline(index_path)
    config = RagConfig()
    embedder = embedder_for(config.index)
    retriever = HybridRetriever(pipeline.search_index, embedder, config)
    weigher = EvidenceWeigher(pipeline.search_index, embedder)
    found = []
    for question in asked:
        query = understand(question.text, today=dt.date(2026, 1, 1))
        candidates = weigher.weigh(query, retriever.retrieve(query).passages).candidates
        candidates = tuple(sorted(candidates, key=lambda c: -score(c.features))[:CANDIDATES_KEPT])
        if candidates:
            right = [_answers(question, c.passage.article.id, c.text) for c in candidates]
            features = np.array([c.features for c in candidates])
            found.append(Weighed(corpus, bool(question.answers), features, np.array(right)))
    return found


def _answers(question: Question, article_id: str, text: str) -> bool:
    in_gold = question.gold is None or article_id == f"{question.gold}.txt"
    return in_gold and any(answer.casefold() in text.casefold() for answer in question.answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=350, help="of each kind")
    arguments = parser.parse_args()
    chance = random.Random(SEED)
    weighed: list[Weighed] = []
    with tempfile.TemporaryDirectory() as work:
        indexes = {}
        for name in ("squad1", "squad2", "nq-oracle"):
            write_articles(arguments.data / name / "corpus.jsonl", Path(work) / name)
            indexes[name] = Path(work) / f"{name}-index"
            print(sync(Path(work) / name, indexes[name]), flush=True)
        sampled = {
            name: chance.sample(questions(arguments.data / name), 2 * arguments.questions)
            for name in indexes
            if name != "squad2"
        }
        sampled["squad2"] = chance.sample(questions(arguments.data / "squad2"), 2 * arguments.questions)
        for name, asked in sampled.items():
            weighed += weigh(indexes[name], name, asked[: arguments.questions * (2 if name == "squad2" else 1)])
            print(name, len(weighed), flush=True)
        foreign = [Question(q.id, q.text, ()) for q in sampled["nq-oracle"][arguments.questions :]]
        weighed += weigh(indexes["squad2"], FOREIGN, foreign)
    print("FEATURES", FEATURES)
    weights, bias = fit(weighed)
    print("WEIGHTS =", tuple(round(float(weight), 2) for weight in weights))
    print("BIAS =", round(bias, 2))
    report(weighed, *cross_validated(weighed))


def fit(weighed: Sequence[Weighed]) -> tuple[Column, float]:
    """Weights of all features, those held fixed included, and the bias."""
    fitted = [place for place, name in enumerate(FEATURES) if name not in HELD_FIXED]
    features = np.concatenate([question.features for question in weighed])
    right = np.concatenate([question.right for question in weighed])
    model = LogisticRegression(C=10.0, max_iter=2000).fit(features[:, fitted], right)
    weights = np.array([HELD_FIXED.get(name, 0.0) for name in FEATURES])
    weights[fitted] = model.coef_[0]
    return weights, float(model.intercept_[0])


def cross_validated(weighed: Sequence[Weighed]) -> tuple[Column, Column]:
    """For each question, by weights fitted without it: confidence, and whether the best candidate is right."""
    confidence, right = np.zeros(len(weighed)), np.zeros(len(weighed), bool)
    places = np.random.default_rng(SEED).permutation(len(weighed))
    for held in np.array_split(places, 4):
        weights, bias = fit([weighed[place] for place in np.setdiff1d(places, held)])
        for place in held:
            odds = weighed[place].features @ weights + bias
            best = int(np.argmax(odds))
            confidence[place] = 1 / (1 + np.exp(-odds[best]))
            right[place] = weighed[place].right[best]
    return confidence, right


def report(weighed: Sequence[Weighed], confidence: Column, right: Column) -> None:
    """Print the share of right best sentences, the ranking of confidence, and refusal by threshold."""
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
    print(f"all: AUC of a right best sentence {roc_auc_score(right, confidence):.3f}")
    foreign = corpora == FOREIGN
    for threshold in (0.05, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.25, 0.3, 0.4, 0.5):
        kept = confidence >= threshold
        print(
            f"threshold {threshold:.2f}: answers {kept[answerable].mean():.3f} of the answerable, right when answered "
            f"{right[kept].mean():.3f}, refuses {1 - kept[~answerable & ~foreign].mean():.3f} of squad2's unanswerable, "
            f"{1 - kept[foreign].mean():.3f} of the foreign"
        )


if __name__ == "__main__":
    main()
