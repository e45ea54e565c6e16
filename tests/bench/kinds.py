"""How many gold sentences of squad1 may answer by their kind, and how many of their neighbours: what the rule of kinds costs and spares.

    python -m tests.bench.kinds ../shared/data

By the kind that a question asks for. A rule that refuses a gold sentence loses an answer; one that lets all pass says nothing.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from index.reading.sentences import split_sentences
from rag.answering.kinds import holds_kind, may_answer
from rag.answering.news.shapes import shape_of
from tests.bench.corpora import read_lines

KINDS = ("person", "number", "date", "age", "place")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    folder = parser.parse_args().data / "squad1"
    texts = {line["_id"]: line["text"] for line in read_lines(folder / "corpus.jsonl")}
    seen: Counter[tuple[str, bool]] = Counter()
    may: Counter[tuple[str, bool]] = Counter()
    held: Counter[tuple[str, bool]] = Counter()
    for line in read_lines(folder / "queries.jsonl"):
        kind = shape_of(line["text"]).kind
        if kind not in KINDS or not line.get("answer_starts"):
            continue
        text = texts[line["gold_paragraph"]]
        for one in split_sentences(text):
            place = kind, one.start <= line["answer_starts"][0] < one.end
            sentence = text[one.start : one.end]
            seen[place] += 1
            may[place] += may_answer(sentence, kind, line["text"])
            held[place] += holds_kind(sentence, kind, line["text"])
    print(
        "| kind | questions | gold sentences that may answer | their neighbours | that hold the kind | their neighbours |"
    )
    print("|---|---|---|---|---|---|")
    for asked in KINDS:
        shares = [f"{rule[asked, gold] / seen[asked, gold]:.3f}" for rule in (may, held) for gold in (True, False)]
        print(f"| {asked} | {seen[asked, True]} | {' | '.join(shares)} |")


if __name__ == "__main__":
    main()
