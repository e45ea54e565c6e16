"""Whole answers to public questions, beside the untrained baseline, at each degree of strictness.

    python -m tests.bench.answers ../shared/data --indexes FOLDER [--questions 400] [--golden FILE ...]

Held-out questions only (tests/bench/answer_sets.py). Right: a gold answer stands in the answer's text of up to three
sentences, as the set's own script compares words. The baseline quotes the three sentences nearest to the question in the
same passages, and refuses below the similarity at which it refuses as many questions. Golden questions are asked of folders
that know nothing of them. Every citation of every answer is checked against its article's text.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from rag import Answer, Passage, open_pipeline
from rag.api import embedder_for
from rag.config import THRESHOLDS, RagConfig
from rag.evaluation import read_questions
from rag.pipeline import Pipeline
from tests.bench.answer_sets import SETS, Known, index_of, known_questions
from tests.bench.evidence_model import plain
from tests.bench.machine import facts

SEED = 20261130
CLAIMS = 3
ASKED = [name for name, known in SETS.items() if not known.given]
FOREIGN_FOLDERS = ("nq-oracle", "multihop-rag", "squad2")


@dataclass(frozen=True, slots=True)
class Told:
    """One question: what the eager answer says, how sure it is, and the same of the baseline."""

    answerable: bool
    right: bool
    """By its first three sentences, as the baseline has no more."""
    sentences: int
    confidence: float
    baseline_right: bool
    similarity: float
    short_right: bool | None
    """Whether the short answer that stands first is one of the gold ones, or a part or the whole of one; None when none does."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--golden", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    print(facts())
    cited = Counted()
    told = {name: asked_all(arguments.data, arguments.indexes, name, arguments.questions, cited) for name in ASKED}
    _print_table(told)
    _print_golden(arguments.data, arguments.indexes, arguments.golden, cited)
    print(f"\ncitations: {cited.right} of {cited.all} quotes are their article's text")


@dataclass(slots=True)
class Counted:
    """Citations looked at, and how many hold."""

    all: int = 0
    right: int = 0

    def check(self, answer: Answer) -> None:
        for cite in answer.citations:
            self.all += 1
            self.right += cite.article.text[cite.start : cite.end] == cite.quote


def asked_all(data: Path, indexes: Path, name: str, limit: int, cited: Counted) -> list[Told]:
    index_of(data, indexes, SETS[name].corpus)
    eager = RagConfig(answer_threshold=0.0, claims=CLAIMS)
    pipeline = open_pipeline(indexes / f"{SETS[name].corpus}-index", config=eager)
    asked = known_questions(data, name)
    asked = random.Random(SEED).sample(asked, min(limit, len(asked)))
    told = []
    for question in asked:
        answer = pipeline.answer(question.text)
        cited.check(answer)
        nearest = _nearest_sentences(pipeline, question.text, answer.passages)
        quoted = list(_quoted(pipeline, answer))
        told.append(
            Told(
                question.answerable,
                _holds(question, " ".join(quoted[:CLAIMS]), quoted[:CLAIMS]),
                len(quoted),
                answer.confidence,
                _holds(question, " ".join(text for text, _ in nearest), [text for text, _ in nearest]),
                max((similarity for _, similarity in nearest), default=0.0),
                _short_right(question, answer),
            )
        )
    print(name, len(told), flush=True)
    return told


def _quoted(pipeline: Pipeline, answer: Answer) -> Iterator[str]:
    """The sentences of the quotes, in order."""
    for cite in answer.citations:
        for one in pipeline.search_index.sentences(cite.article.id):
            if cite.start < one.end and one.start < cite.end:
                yield cite.article.text[max(one.start, cite.start) : min(one.end, cite.end)]


def _holds(question: Known, text: str, quotes: Sequence[str]) -> bool:
    if question.facts:
        said = [" ".join(quote.split()) for quote in quotes]
        return any(fact in quote or quote in fact for quote in said for fact in question.facts)
    return question.answerable and any(f" {plain(a)} " in f" {plain(text)} " for a in question.answers)


def _short_right(question: Known, answer: Answer) -> bool | None:
    short = answer.claims[0].short if answer.claims else None
    if short is None:
        return None
    words, golds = f" {plain(short.quote)} ", [f" {plain(gold)} " for gold in question.answers]
    return any(words in gold or gold in words for gold in golds)


def _nearest_sentences(pipeline: Pipeline, question: str, passages: Sequence[Passage]) -> list[tuple[str, float]]:
    embedder = embedder_for(RagConfig().index)
    texts = list(dict.fromkeys(_sentences(pipeline, passages)))
    if not texts:
        return []
    cosines = embedder.embed_passages(texts) @ embedder.embed_query(question)
    return [(texts[at], float(cosines[at])) for at in np.argsort(-cosines)[:CLAIMS]]


def _sentences(pipeline: Pipeline, passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        for chunk in passage.chunks:
            for one in pipeline.search_index.sentences(passage.article.id):
                if one.kind != "heading" and chunk.start <= one.start < chunk.end:
                    yield passage.article.text[one.start : min(one.end, chunk.end)]


def _print_table(told: dict[str, list[Told]]) -> None:
    print("\n| set | strictness | answered of the answerable | right of the answerable | refused of the unanswerable |")
    print("|---|---|---|---|---|")
    for name, ours in told.items():
        for strictness, threshold in THRESHOLDS.items():
            kept = np.array([one.confidence >= threshold for one in ours])
            print(_row(name, strictness, ours, kept, np.array([one.right for one in ours])))
        answered = np.mean([one.confidence >= THRESHOLDS["balanced"] for one in ours])
        similarities = np.array([one.similarity for one in ours])
        kept = similarities >= np.quantile(similarities, 1 - answered)
        print(_row(name, "baseline, as many refused", ours, kept, np.array([one.baseline_right for one in ours])))
    for name in ("squad2", "multihop-rag"):
        labels = [one.answerable for one in told[name]]
        ours = roc_auc_score(labels, [one.confidence for one in told[name]])
        theirs = roc_auc_score(labels, [one.similarity for one in told[name]])
        print(f"\n{name}: AUC of answerable by confidence {ours:.3f}, by similarity {theirs:.3f}")
    for name in ("squad1", "nq-oracle"):
        sure = [one for one in told[name] if one.confidence >= THRESHOLDS["balanced"]]
        shorts = [one.short_right for one in sure if one.short_right is not None]
        print(f"{name}, balanced: {np.mean([one.sentences for one in sure]):.2f} sentences an answer")
        print(f"{name}, balanced: a short answer first in {len(shorts)} of {len(sure)}, right {sum(shorts)}")
    hard = told["squad2"]
    refused = [one for one in hard if one.confidence < THRESHOLDS["balanced"]]
    none = sum(not one.answerable for one in hard)
    right = sum(not one.answerable for one in refused)
    print(f"squad2, balanced: refusals {right} of {len(refused)} right (precision), of {none} (recall)")
    news = told["multihop-rag"]
    threshold = np.quantile([one.confidence for one in news if one.answerable], 0.15)
    null = [one.confidence < threshold for one in news if not one.answerable]
    print(f"multihop-rag: answering 85% of the answerable ({threshold:.2f}), refused {np.mean(null):.3f} of the others")


def _row(name: str, strictness: str, told: Sequence[Told], kept: np.ndarray, right: np.ndarray) -> str:
    answerable = np.array([one.answerable for one in told])
    cells = [f"{kept[answerable].mean():.3f}" if answerable.any() else "", "", ""]
    cells[1] = f"{(kept & right)[answerable].mean():.3f}" if answerable.any() else ""
    cells[2] = f"{1 - kept[~answerable].mean():.3f}" if (~answerable).any() else ""
    return f"| {name} | {strictness} | " + " | ".join(cells) + " |"


def _print_golden(data: Path, indexes: Path, files: Sequence[Path], cited: Counted) -> None:
    """Golden questions, with their conversations and days, asked of folders that hold none of their articles."""
    asked = [known for file in files for known in read_questions(file)]
    for corpus in FOREIGN_FOLDERS if asked else ():
        pipeline = index_of(data, indexes, corpus)
        claimed = []
        for known in asked:
            answer = pipeline.answer(known.question, known.turns, as_of=known.as_of)
            cited.check(answer)
            if answer.found:
                claimed.append((known.question, round(answer.confidence, 2), answer.claims[0].text[:160]))
        print(f"\ngolden questions asked of {corpus}: {len(asked) - len(claimed)} of {len(asked)} refused; not:")
        for question, confidence, quote in claimed:
            print(f"- {question} ({confidence}) -> {quote!r}")


if __name__ == "__main__":
    main()
