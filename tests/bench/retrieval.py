"""How well the right passages are found on public data: tables in Markdown.

    python -m tests.bench.retrieval DATA [--sets multihop-rag nq-oracle ...] [--indexes FOLDER] [--only "as shipped"]

DATA holds the sets' folders. Indexes are made in FOLDER (by default a temporary one) and kept there. Each row answers the same
questions: the dense search alone, the lexical search alone, reciprocal rank fusion of the two, our fusion of scores with
nothing else, and retrieval as shipped: parts, places, preferences and all. In squad1 and nq-oracle every question counts
whose gold article is in the corpus; in multihop-rag those that can be answered, by its own rule: a passage of at most 256
tokens hits when it holds a gold fact, white space ignored. clapnq asks the last turn with the conversation before it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ir_measures

from rag import RagConfig, Turn, api, open_pipeline, sync
from rag.loading.indexes import opened_index
from rag.pipeline import Pipeline
from tests.bench.corpora import read_lines
from tests.bench.machine import facts

SETS = ("multihop-rag", "beir-scifact", "nq-oracle", "squad1", "mtrag/clapnq")
DEPTH = 10
_RANK_CONSTANT = 60
MEASURES = {
    "beir-scifact": ("nDCG@10", "R@10", "RR@10"),
    "nq-oracle": ("R@5", "R@1"),
    "squad1": ("R@5", "R@1"),
    "mtrag/clapnq": ("nDCG@5", "R@5"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the turns before it, and what is right: articles, or for multihop-rag facts."""

    id: str
    text: str
    turns: tuple[Turn, ...] = ()
    articles: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A ranked chunk: its article's id in the corpus, its text, and the articles it stands for as their copy."""

    article: str
    text: str
    copies: tuple[str, ...] = ()


Ranking = Callable[[Asked], list[Found]]


def questions(folder: Path) -> list[Asked]:
    """The questions of a set that have an answer in it."""
    gold: dict[str, list[str]] = {}
    if (folder / "qrels.tsv").exists():
        for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            question, article, score = line.split("\t")
            if int(score):
                gold.setdefault(question, []).append(article)
    return [one for values in read_lines(folder / "queries.jsonl") if (one := _asked(values, gold)) is not None]


def _asked(values: dict[str, Any], gold: dict[str, list[str]]) -> Asked | None:
    if "evidence" in values:
        told = tuple(_bare(one["fact"]) for one in values["evidence"])
        return Asked(values["_id"], values["text"], facts=told) if values["answerable"] else None
    articles = tuple(gold.get(values["_id"], [values["gold_paragraph"]] if values.get("gold_paragraph") else []))
    *earlier, text = [
        line.removeprefix("|user|: ") for line in values.get("questions", values["text"]).split("\n|user|: ")
    ]
    turns = tuple(Turn(one) for one in earlier)
    return Asked(values["_id"], text, turns, articles) if articles else None


def rankings(pipeline: Pipeline, index_path: Path, limit: int, config: RagConfig | None = None) -> dict[str, Ranking]:
    """Every way to rank `limit` passages, by name."""
    config = config or RagConfig()
    index = opened_index(index_path, config)
    embedder = api.embedder_for(RagConfig().index)
    plain = replace(config, phrase_weight=0, name_weight=0, number_weight=0)

    def dense(asked: Asked) -> dict[str, float]:
        return {hit.chunk_id: hit.score for hit in index.dense(embedder.embed_query(asked.text), 100)}

    def lexical(asked: Asked) -> dict[str, float]:
        return {hit.chunk_id: hit.score for hit in index.lexical(asked.text, 100)}

    def by_rank(asked: Asked) -> dict[str, float]:
        scores: dict[str, float] = {}
        for found in (dense(asked), lexical(asked)):
            for rank, chunk_id in enumerate(found, 1):
                scores[chunk_id] = scores.get(chunk_id, 0.0) + 1 / (_RANK_CONSTANT + rank)
        return dict(sorted(scores.items(), key=lambda pair: -pair[1]))

    def searched(pipeline: Pipeline, *, alone: bool) -> Ranking:
        def ranking(asked: Asked) -> list[Found]:
            _, found = pipeline.search(asked.text, () if alone else asked.turns, limit=limit)
            return [Found(_id(p.article.id), p.text, tuple(map(_id, p.why.copies))) for p in found.passages]

        return ranking

    def of_scores(scores: Callable[[Asked], dict[str, float]]) -> Ranking:
        def ranking(asked: Asked) -> list[Found]:
            found = list(scores(asked).items())[:limit]
            chunks = index.get([chunk_id for chunk_id, _ in found])
            return [
                Found(_id(chunk.article_id), index.article(chunk.article_id).text[chunk.start : chunk.end])
                for chunk in chunks
            ]

        return ranking

    return {
        "dense": of_scores(dense),
        "lexical": of_scores(lexical),
        "rank fusion": of_scores(by_rank),
        "score fusion": searched(open_pipeline(index_path, config=plain), alone=True),
        "as shipped, last turn": searched(pipeline, alone=True),
        "as shipped": searched(pipeline, alone=False),
    }


def by_article(asked: Sequence[Asked], ranking: Ranking, names: Sequence[str]) -> dict[str, float]:
    """Means of ir-measures' measures, each article at the place of its best chunk.

    Behind "copies too" a gold article is found as well where a copy of it stands for it and names it.
    """
    qrels = [ir_measures.Qrel(one.id, article, 1) for one in asked for article in one.articles]
    strict, told = [], []
    for one in asked:
        found = ranking(one)
        strict += _run(one.id, [chunk.article for chunk in found])
        gold = set(one.articles)
        told += _run(one.id, [next(iter(gold.intersection(chunk.copies)), chunk.article) for chunk in found])
    measures = [ir_measures.parse_measure(name) for name in names]
    means, of_copies = (ir_measures.calc_aggregate(measures, qrels, run) for run in (strict, told))
    figures = {name: means[measure] for name, measure in zip(names, measures, strict=True)}
    return figures | {f"{name}, copies too": of_copies[m] for name, m in zip(names, measures, strict=True)}


def _run(question: str, articles: Sequence[str]) -> list[ir_measures.ScoredDoc]:
    return [ir_measures.ScoredDoc(question, article, -place) for place, article in enumerate(dict.fromkeys(articles))]


def by_fact(asked: Sequence[Asked], ranking: Ranking) -> dict[str, float]:
    """MultiHop-RAG's own figures: a hit is a passage that holds a gold fact."""
    hits, hits_at_4, reciprocal, evidence = [], [], [], []
    for one in asked:
        texts = [_bare(found.text) for found in ranking(one)[:DEPTH]]
        places = [place for place, text in enumerate(texts, 1) if any(fact in text for fact in one.facts)]
        hits.append(bool(places))
        hits_at_4.append(bool(places) and places[0] <= 4)
        reciprocal.append(1 / places[0] if places else 0.0)
        evidence.append(sum(any(fact in text for text in texts) for fact in one.facts) / len(one.facts))
    mean: Callable[[Sequence[float]], float] = lambda values: sum(values) / len(values)  # noqa: E731
    return {
        "Hits@10": mean(hits),
        "Hits@4": mean(hits_at_4),
        "MRR@10": mean(reciprocal),
        "evidence@10": mean(evidence),
    }


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _id(article_id: str) -> str:
    return article_id.partition("#")[2]


def indexed(corpus: Path, index_path: Path) -> None:
    """An index of the corpus alone, brought up to date."""
    source = index_path.with_name(f"{index_path.name}-articles")
    source.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(corpus, source / corpus.name)
    sync(source, index_path, replace=True)


def rows(data: Path, name: str, indexes: Path, only: Sequence[str]) -> Iterator[tuple[str, dict[str, float]]]:
    index_path = indexes / Path(name).name
    indexed(data / name / "corpus.jsonl", index_path)
    asked = questions(data / name)
    pipeline = open_pipeline(index_path)
    # Ten passages are what a person is shown; ten articles may take more passages.
    limit = DEPTH if name == "multihop-rag" else 3 * DEPTH
    for way, ranking in rankings(pipeline, index_path, limit).items():
        if (only and way not in only) or (way.endswith("last turn") and not any(one.turns for one in asked)):
            continue
        measured = by_fact(asked, ranking) if name == "multihop-rag" else by_article(asked, ranking, MEASURES[name])
        yield way, {"questions": len(asked)} | measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--indexes", type=Path)
    parser.add_argument("--only", nargs="+", default=())
    options = parser.parse_args()
    print(facts())
    with tempfile.TemporaryDirectory() as folder:
        for name in options.sets:
            for place, (way, measured) in enumerate(
                rows(options.data, name, options.indexes or Path(folder), options.only)
            ):
                if not place:
                    print(f"\n| {name} | {' | '.join(measured)} |\n|{'---|' * (1 + len(measured))}")
                figures = [f"{value:.3f}" if isinstance(value, float) else str(value) for value in measured.values()]
                print(f"| {way} | {' | '.join(figures)} |", flush=True)


if __name__ == "__main__":
    main()
