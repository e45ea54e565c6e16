"""Fit the trees of `rag/answering/extractive/chances/confidence.py` and `sureness.py` on public questions, and show how well they refuse.

    python -m tests.bench.fit_confidence ../shared/data --indexes FOLDER [--questions 1000]

Only questions that the evidence model was not trained on: the held-out articles of squad1 and squad2 over all their
paragraphs, the held-out questions of nq-oracle and multihop-rag (its unanswerable ones all), and foreign ones: nq-oracle's
and squad1's asked of folders that cannot answer them. Writes the trees fitted on all of them and prints, by 5-fold cross-
validation, the share of right best sentences, the refusals at each threshold, and how reliable the confidence is.
Indexes and features are kept in FOLDER.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

import rag
from rag import RagConfig, Scope
from rag.answering.extractive.chances.confidence import COLUMNS, mixed, rows_of
from rag.answering.extractive.chances.sureness import ANSWER_COLUMNS, answer_row, asked_features, mixed_answer
from rag.answering.extractive.chances.trees import FITTED
from rag.answering.extractive.evidence import Candidate, EvidenceWeigher
from rag.answering.extractive.features import FEATURES
from rag.api import embedder_for, evidence_model_for
from tests.bench.answer_sets import SETS, index_of, known_questions
from tests.bench.evidence_model import f1_of

SEED = 20261130
Column = NDArray[Any]
TREES, LEAVES, RATE = 150, 8, 0.07
"""More trees or leaves did not help the questions left out."""

FALLING = ("kind_missing", "link_missing", "names_missing", "numbers_missing", "_unknown")
FREE = ("kind_held", "nearby_words", "rank", "odds_of_the_next", "behind")
"""Which columns speak against an answer, and which may do either; all others speak for one."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The candidates of one question: features of each, whether each answers, and what else is known of the question."""

    corpus: str
    question: str
    answerable: bool
    features: list[list[float]]
    right: list[bool]
    shorts: list[float]
    """F1 of each candidate's short answer."""
    asked: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=1000, help="of each set, at most")
    parser.add_argument("--write", action="store_true", help=f"write the trees to {FITTED.name}/")
    arguments = parser.parse_args()
    weighed = [one for name in SETS for one in kept_or_weighed(arguments, name)]
    print(f"{len(weighed)} questions\n")
    if arguments.write:
        write(fit(weighed), COLUMNS, FITTED / "candidates.json")
        write(fit_answers(weighed), ANSWER_COLUMNS, FITTED / "answers.json")
    report(weighed, *cross_validated(weighed))


def kept_or_weighed(arguments: argparse.Namespace, name: str) -> list[Weighed]:
    model = evidence_model_for(RagConfig().index)
    by = f"{model.weights_sha256[:8]}-{_rules_sha256()[:8]}"
    kept = arguments.indexes / f"weighed-{by}-{arguments.questions}-{name.replace(' ', '-')}.json"
    if not kept.is_file():
        found = weigh(arguments.data, arguments.indexes, name, arguments.questions)
        kept.write_text(json.dumps([asdict(one) for one in found]))
    return [Weighed(**one) for one in json.loads(kept.read_text())]


def _rules_sha256() -> str:
    """Hash of the code by which features are weighed: after a change they are weighed anew."""
    package = Path(rag.__file__).parent
    sources = sorted(
        file for part in ("answering", "asking", "retrieval", "evidence") for file in (package / part).rglob("*.py")
    )
    return hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()


def weigh(data: Path, indexes: Path, name: str, limit: int) -> list[Weighed]:
    pipeline = index_of(data, indexes, SETS[name].corpus)
    weigher = EvidenceWeigher(
        pipeline.search_index, evidence_model_for(RagConfig().index), embedder_for(RagConfig().index)
    )
    asked = known_questions(data, name)
    asked = random.Random(SEED).sample(asked, min(limit, len(asked)))
    found = []
    for question in asked:
        scope = Scope(article_ids=(f"{question.asked_of}.txt",)) if SETS[name].given else None
        query, retrieved = pipeline.search(question.text, limit=RagConfig().passages, scope=scope)
        evidence = weigher.weigh(query, retrieved.passages)
        best = evidence.candidates
        right = [question.is_answered_by(c.passage.article.id, c.text) for c in best]
        features = [list(candidate.features) for candidate in best]
        shorts = [max((f1_of(_short(c), gold) for gold in question.answers), default=0.0) for c in best]
        asked_of = list(asked_features(query, evidence))
        found.append(Weighed(name, question.text, question.answerable, features, right, shorts, asked_of))
    print(name, len(found), flush=True)
    return found


def _short(candidate: Candidate) -> str:
    short = candidate.short
    return candidate.passage.article.text[short.start : short.end] if short else ""


def fit(weighed: Sequence[Weighed]) -> HistGradientBoostingClassifier:
    """Trees over candidates: does it answer?"""
    rows = np.concatenate([rows_of(question.features) for question in weighed])
    return _trees(COLUMNS).fit(rows, [right for question in weighed for right in question.right])


def fit_answers(weighed: Sequence[Weighed]) -> HistGradientBoostingClassifier:
    """Trees over questions: is it answerable? Every set counts alike, however many questions it has.

    The candidates' log-odds are those of trees fitted without the question, as they will be of new questions.
    """
    rows = np.zeros((len(weighed), len(ANSWER_COLUMNS)))
    for held, rest in _folds(weighed, 4):
        others = fit([weighed[place] for place in rest])
        for place in held:
            rows[place] = _answer_row(weighed[place], others)
    labels = np.array([question.answerable for question in weighed])
    sizes = {name: sum(question.corpus == name for question in weighed) for name in SETS}
    each = np.array([len(weighed) / len(sizes) / sizes[question.corpus] for question in weighed])
    return _trees(ANSWER_COLUMNS).fit(rows, labels, each)


def _trees(columns: Sequence[str]) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        learning_rate=RATE,
        max_iter=TREES,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=25,
        l2_regularization=1.0,
        early_stopping=False,
        monotonic_cst=[_direction(column) for column in columns],
        random_state=SEED,
    )


def _direction(column: str) -> int:
    if any(column.endswith(name) for name in FREE):
        return 0
    return -1 if any(column.endswith(name) for name in FALLING) else 1


def _odds(question: Weighed, candidates: HistGradientBoostingClassifier) -> Column:
    rows = rows_of(question.features)
    return mixed(candidates.decision_function(rows), rows)


def _answer_row(question: Weighed, candidates: HistGradientBoostingClassifier) -> Column:
    if not question.features:
        nothing = [[-8.0, -5.0, -25.0, *[0.0] * (len(FEATURES) - 3)]]
        return answer_row(nothing, np.array([-8.0]), question.asked)
    return answer_row(question.features, _odds(question, candidates), question.asked)


def _folds(weighed: Sequence[Weighed], count: int) -> Iterator[tuple[Column, Column]]:
    """Places held out and the others; a question that several sets ask is held out of all of them at once."""
    texts = {text: at for at, text in enumerate(sorted({question.question for question in weighed}))}
    fold = np.random.default_rng(SEED + count).integers(0, count, len(texts))
    mine = np.array([fold[texts[question.question]] for question in weighed])
    for number in range(count):
        yield np.flatnonzero(mine == number), np.flatnonzero(mine != number)


def write(model: HistGradientBoostingClassifier, columns: Sequence[str], path: Path) -> None:
    """The trees as JSON; a leaf is its own child on both sides."""
    grown = [predictor.nodes for [predictor] in model._predictors]
    width = max(map(len, grown))
    trees: dict[str, list[list[float]]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}
    for nodes in grown:
        leaf, own = nodes["is_leaf"].astype(bool), np.arange(len(nodes))
        values = {
            "feature": np.where(leaf, 0, nodes["feature_idx"]),
            "threshold": np.where(leaf, 0.0, nodes["num_threshold"]),
            "left": np.where(leaf, own, nodes["left"]),
            "right": np.where(leaf, own, nodes["right"]),
            "value": np.where(leaf, nodes["value"], 0.0),
        }
        for name, column in values.items():
            # Thresholds stay exact: the library puts them on values that occur (rank 1/3), and <= must hold there.
            told = [round(float(v), 5) if name == "value" else v.item() for v in column]
            trees[name].append([*told, *[0] * (width - len(told))])
    depth = max(int(nodes["depth"].max()) for nodes in grown)
    document = {
        "fitted_by": "python -m tests.bench.fit_confidence",
        "evidence_model": evidence_model_for(RagConfig().index).weights_sha256,
        "features": list(columns),
        "bias": float(np.ravel(model._baseline_prediction)[0]),
        "depth": depth,
        "trees": trees,
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")


def cross_validated(weighed: Sequence[Weighed]) -> tuple[Column, Column, Column]:
    """For each question, by trees fitted without it: confidence, whether the best candidate is right, F1 of its short answer."""
    confidence, right, shorts = np.zeros(len(weighed)), np.zeros(len(weighed), bool), np.zeros(len(weighed))
    for held, rest in _folds(weighed, 5):
        others = [weighed[place] for place in rest]
        candidates, answers = fit(others), fit_answers(others)
        for place in held:
            question = weighed[place]
            if question.features:
                best = int(np.argmax(_odds(question, candidates)))
                right[place], shorts[place] = question.right[best], question.shorts[best]
        rows = np.array([_answer_row(weighed[place], candidates) for place in held])
        for place, odds in zip(held, answers.decision_function(rows), strict=True):
            features = weighed[place].features
            confidence[place] = 1 / (1 + np.exp(-(mixed_answer(float(odds), features) if features else odds)))
    return confidence, right, shorts


def report(weighed: Sequence[Weighed], confidence: Column, right: Column, shorts: Column) -> None:
    """Print the share of right best sentences, the ranking of confidence, refusal by threshold, and reliability."""
    answerable = np.array([question.answerable for question in weighed])
    corpora = np.array([question.corpus for question in weighed])
    for corpus in dict.fromkeys(corpora):
        mine = corpora == corpus
        line = f"{corpus}: {mine.sum()} questions, median confidence {np.median(confidence[mine]):.3f}"
        if (mine & answerable).any():
            line += f", best sentence right {right[mine & answerable].mean():.3f}"
            line += f", its short answer's F1 {shorts[mine & answerable].mean():.3f}"
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
