"""What the evidence model makes of single passages, beside the untrained baseline, on held-out articles.

    python -m tests.bench.evidence_model ../shared/data [--weights FILE] [--questions N]

squad1: the gold paragraph given, is the right sentence first, and how near is the short answer (F1 and exact match as the
set's own script computes them: Rajpurkar et al. 2016). squad2: are answerable questions told from unanswerable ones (AUC).
nq-oracle: as squad1. The baseline ranks sentences, and tells answerable from not, by the embedder's cosine alone.
"""

from __future__ import annotations

import argparse
import re
import string
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from rag import RagConfig
from rag.api import embedder_for
from rag.evidence.protocol import EvidenceModel, EvidenceText, TextEvidence
from rag.evidence.reference import ReferenceEvidenceModel
from rag.training.examples import Example, natural_questions, read_texts, squad


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, help="another file than the shipped one, run by torch")
    parser.add_argument("--questions", type=int, default=10_000, help="of each set, at most")
    arguments = parser.parse_args()
    most = arguments.questions
    model: EvidenceModel
    if arguments.weights:
        model = ReferenceEvidenceModel(arguments.weights)
    else:
        from rag.api import evidence_model_for

        model = evidence_model_for(RagConfig().index)
    data = arguments.data
    old = squad(data / "squad1", read_texts(data / "squad1" / "corpus.jsonl"))
    new = squad(data / "squad2", read_texts(data / "squad2" / "corpus.jsonl"))
    natural = natural_questions(data / "nq-oracle", read_texts(data / "nq-oracle" / "corpus.jsonl"))
    print("| set, held out | questions | right sentence first | by similarity | short answer F1 | exact match |")
    print("|---|---|---|---|---|---|")
    for name, examples in (("squad1", old), ("nq-oracle", natural)):
        _print_sentences(name, [example for example in examples if example.held_out][:most], model)
    _print_answerable([example for example in new if example.held_out][:most], model)


def _print_sentences(name: str, examples: Sequence[Example], model: EvidenceModel) -> None:
    found = [read_one(model, example) for example in examples]
    first = [int(np.argmax(one.sentences)) in e.gold for one, e in zip(found, examples, strict=True)]
    similar = [int(np.argmax(cosines(example))) in example.gold for example in examples]
    shorts = [_short(one, example) for one, example in zip(found, examples, strict=True)]
    golds = [[e.text.text[start:end] for start, end in e.spans] for e in examples]
    f1 = [max(f1_of(short, gold) for gold in answers) for short, answers in zip(shorts, golds, strict=True)]
    exact = [any(plain(s) == plain(g) for g in answers) for s, answers in zip(shorts, golds, strict=True)]
    figures = (np.mean(first), np.mean(similar), np.mean(f1), np.mean(exact))
    print(f"| {name} | {len(examples)} | " + " | ".join(f"{100 * figure:.1f}" for figure in figures) + " |")


def _print_answerable(examples: Sequence[Example], model: EvidenceModel) -> None:
    found = [read_one(model, example) for example in examples]
    labels = [example.answered for example in examples]
    shorts = [max(short.score for short in one.shorts if short) for one in found]
    print(f"\nsquad2, held out: {len(examples)} questions, {sum(labels)} answerable; AUC of")
    print(f"- the passage's score: {roc_auc_score(labels, [one.answers for one in found]):.3f}")
    print(f"- the best short answer's: {roc_auc_score(labels, shorts):.3f}")
    both = [one.answers + 0.35 * short for one, short in zip(found, shorts, strict=True)]
    print(f"- both: {roc_auc_score(labels, both):.3f}")
    print(f"- similarity: {roc_auc_score(labels, [max(cosines(example)) for example in examples]):.3f}")


def read_one(model: EvidenceModel, example: Example) -> TextEvidence:
    text = EvidenceText(example.text.header, example.text.text, example.text.sentences)
    return model.read(example.question, [text])[0]


def _short(found: TextEvidence, example: Example) -> str:
    """The best span of the sentences, each with the share that its sentence has."""
    scored = [(share + short.score, short) for share, short in zip(found.sentences, found.shorts, strict=True) if short]
    best = max(scored, key=lambda pair: pair[0])[1]
    return example.text.text[best.start : best.end]


def cosines(example: Example) -> list[float]:
    embedder = embedder_for(RagConfig().index)
    starts = [example.text.text[start:end][:900] for start, end in example.text.sentences]
    return [float(one) for one in embedder.embed_passages(starts) @ embedder.embed_query(example.question)]


def plain(text: str) -> str:
    """Small letters, no articles, no punctuation."""
    kept = "".join(letter for letter in text.casefold() if letter not in string.punctuation)
    return " ".join(re.sub(r"\b(?:a|an|the)\b", " ", kept).split())


def f1_of(answer: str, gold: str) -> float:
    ours, theirs = plain(answer).split(), plain(gold).split()
    shared = sum((Counter(ours) & Counter(theirs)).values())
    if not shared:
        return float(ours == theirs)
    precision, recall = shared / len(ours), shared / len(theirs)
    return 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    main()
