"""Fit the weights of `rag/answering/confidence.py` on public questions, and show how well they refuse.

    python -m tests.bench.fit_confidence ../shared/data

Training: questions of squad1, squad2 and nq-oracle over all their paragraphs, and nq questions asked of
the squad2 paragraphs, which cannot answer them. Even articles and questions train, odd ones measure.
Prints weights, the share of right best sentences, and the refusal figures at each threshold.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag import RagConfig, open_pipeline, sync
from rag.answering.confidence import score
from rag.answering.evidence import FEATURES, EvidenceWeigher
from rag.api import embedder_for
from rag.asking.question import understand
from rag.retriever import HybridRetriever
from tests.bench.corpora import Question, questions, write_articles

SEED = 20261122
CANDIDATES_KEPT = 12
"""Best candidates of a question that train; the rest are easy and would drown them."""

HELD_FIXED = {"actor_missing": -3.0}
"""Not fitted: too few public questions ask who did a deed that the text only names."""


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
        candidates = weigher.weigh(query, retriever.retrieve(query)).candidates
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
    parser.add_argument("--questions", type=int, default=500, help="of each kind")
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
        weighed += weigh(indexes["squad2"], "nq asked of squad2", foreign)
    np.random.default_rng(SEED).shuffle(weighed)
    report(weighed[::2], weighed[1::2])


def report(train: Sequence[Weighed], held: Sequence[Weighed]) -> None:
    features = np.concatenate([w.features for w in train])
    right = np.concatenate([w.right for w in train])
    fitted = [place for place, name in enumerate(FEATURES) if name not in HELD_FIXED]
    model = LogisticRegression(C=10.0, max_iter=2000).fit(features[:, fitted], right)
    weights, bias = np.array([HELD_FIXED.get(name, 0.0) for name in FEATURES]), model.intercept_[0]
    weights[fitted] = model.coef_[0]
    print("FEATURES", FEATURES)
    print("WEIGHTS =", tuple(round(float(w), 3) for w in weights))
    print("BIAS =", round(float(bias), 3))
    best = [(w, int(np.argmax(w.features @ weights + bias))) for w in held]
    confidence = np.array([1 / (1 + np.exp(-(w.features[place] @ weights + bias))) for w, place in best])
    answerable = np.array([w.answerable for w, _ in best])
    good = np.array([w.right[place] for w, place in best])
    for corpus in sorted({w.corpus for w in held}):
        mine = np.array([w.corpus == corpus for w in held])
        right_best = good[mine & answerable].mean() if (mine & answerable).any() else float("nan")
        line = f"{corpus}: {mine.sum()} questions, best sentence right {right_best:.3f}"
        if len(set(answerable[mine])) == 2:
            line += f", AUC answerable {roc_auc_score(answerable[mine], confidence[mine]):.3f}"
        print(line, f"confidence median {np.median(confidence[mine]):.3f}")
    print(f"all: AUC right-answer {roc_auc_score(good, confidence):.3f}")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        kept = confidence >= threshold
        foreign = np.array([w.corpus.startswith("nq asked") for w in held])
        print(
            f"threshold {threshold:.2f}: answers {kept[answerable].mean():.3f} of the answerable, right when answered "
            f"{good[kept].mean():.3f}, refuses {1 - kept[~answerable & ~foreign].mean():.3f} of squad2's unanswerable, "
            f"{1 - kept[foreign].mean():.3f} of the foreign"
        )


if __name__ == "__main__":
    main()
