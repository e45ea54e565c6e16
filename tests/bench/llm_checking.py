"""How well the LLM reader's checking tells changed facts from true ones. Facts alone, and with the evidence model.

    python -m tests.bench.llm_checking ../shared/data [--each 60] [--seed 7] [--misses 0]

Statements are made by `llm_statements` from public texts; each is checked against the sentence it was made from and
three neighbours on each side, as if an LLM had cited that passage. Everything is seeded; figures depend on no machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from index.types import Article, Sentence
from rag.answering.llm.checking import SUPPORTED_FROM, Checker, Source, Verdict
from rag.answering.llm.judge import EvidenceJudge, Judge
from rag.evidence.protocol import EvidenceText
from tests.articles import read
from tests.bench.corpora import read_lines
from tests.bench.llm_statements import KINDS, Statement, statements

SETS = ("multihop-rag", "bbc-news-2225", "squad1", "nq-oracle")


class _Agreeing:
    """A judge that finds everything supported: what is left is the comparison of facts."""

    def support(self, statement: str, texts: Sequence[EvidenceText]) -> list[float]:  # noqa: ARG002 - says yes to all
        return [1.0] * len(texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--each", type=int, default=60, help="changed statements of a kind and data set")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--misses", type=int, default=0, help="print so many of the wrongly judged")
    parser.add_argument("--facts-only", action="store_true")
    asked = parser.parse_args()
    made = [one for name in SETS for one in _of(asked.data / name, asked.seed, asked.each)]
    judges: list[tuple[str, Judge]] = [("facts alone", _Agreeing())]
    if not asked.facts_only:
        judges.append((f"facts and the evidence model (from {SUPPORTED_FROM})", _evidence_judge()))
    for title, judge in judges:
        checker = Checker(judge)
        verdicts = [checker.check(one.text, [Source(one.article, one.cited)]) for _, one in made]
        _report(title, made, verdicts)
        _report_neighbours(checker, [one for _, one in made if one.changed is None])
        _misses(made, verdicts, asked.misses)


def _evidence_judge() -> Judge:
    from platformdirs import user_cache_path

    from rag.evidence.model import OpenVinoEvidenceModel

    return EvidenceJudge(OpenVinoEvidenceModel(user_cache_path("article-rag", appauthor=False)))


def _of(folder: Path, seed: int, each: int) -> list[tuple[str, Statement]]:
    records = read_lines(folder / "corpus.jsonl")
    chance = Random(f"{seed} {folder.name}")
    chosen = [record for record in chance.sample(records, min(500, len(records))) if len(record["text"]) > 400]
    articles = [_article(record) for record in chosen]
    return [(folder.name, one) for one in statements(articles, chance, each=each)]


def _article(record: dict[str, object]) -> tuple[Article, tuple[Sentence, ...]]:
    article, sentences = read(f"{record['_id']}.txt", f"{record.get('title') or ''}\n\n{record['text']}")
    about = record.get("metadata") or {}
    assert isinstance(about, dict)
    day = str(about.get("published_at") or "")[:10]
    published = dt.date.fromisoformat(day) if day else None
    return replace(article, outlet=about.get("source"), published=published), sentences


def _report(title: str, made: Sequence[tuple[str, Statement]], verdicts: Sequence[Verdict]) -> None:
    flagged: dict[tuple[str, str, bool], list[bool]] = defaultdict(list)
    for (name, one), verdict in zip(made, verdicts, strict=True):
        for row in ({("all", "all")} | {("set", name), ("kind", one.kind or "")}) | {
            ("made", way) for way in one.made_by
        }:
            flagged[*row, one.changed is not None].append(not verdict.quotes)
        if one.changed:
            flagged["taken from", one.from_where, True].append(not verdict.quotes)
    print(f"\n{title}\n| of | changed, flagged | true, flagged |\n|---|---|---|")
    for group, name in dict.fromkeys((group, name) for group, name, _ in sorted(flagged)):
        changed, true = flagged.get((group, name, True), []), flagged.get((group, name, False), [])
        print(f"| {group}: {name} | {_share(changed)} | {_share(true)} |")


def _report_neighbours(checker: Checker, true: Sequence[Statement]) -> None:
    """True statements held against the neighbours of their sentence alone: close to the point, and no support."""
    flagged = []
    for one in true:
        start, end = one.made_from
        left = tuple(span for span in one.cited if span != (start, end))
        flagged.append(not checker.check(one.text, [Source(one.article, left)]).quotes)
    print(f"| true, their own sentence not cited |  | {_share(flagged)} |")


def _share(flags: Sequence[bool]) -> str:
    return f"{sum(flags)} of {len(flags)}, {sum(flags) / len(flags):.1%}" if flags else ""


def _misses(made: Sequence[tuple[str, Statement]], verdicts: Sequence[Verdict], most: int) -> None:
    for kind in KINDS:
        for changed in (False, True):
            wrong = [
                (one, verdict)
                for (_, one), verdict in zip(made, verdicts, strict=True)
                if one.kind == kind and (one.changed is not None) == changed and bool(verdict.quotes) == changed
            ]
            for one, verdict in wrong[:most]:
                print(
                    f"\n{'passed' if changed else 'flagged'} {kind} {one.changed} {one.from_where} {one.made_by}: {one.text}"
                )
                print(f"   {verdict.why or [quote.text for quote in verdict.quotes]}")
                if not changed:
                    print("   ", " ".join(one.article.text[slice(*one.made_from)].split())[:300])


if __name__ == "__main__":
    main()
