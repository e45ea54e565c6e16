"""How well a follow-up is searched for: last question alone, our completion, a person's rewriting. Tables in Markdown.

    python -m tests.bench.follow_ups DATA [--indexes FOLDER]

DATA holds `mtrag/clapnq`, `canard/rewrites.jsonl` and `squad1/corpus.jsonl`. An index of the ClapNQ passages is taken from
FOLDER/clapnq or made for the run. Knows the search and the follow-ups; nothing of readers or answers.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from index.search import LocalIndex
from index.types import Hit, Matrix, Vector
from rag.api import embedder_for, sync
from rag.asking.conversation.references import content_words
from rag.asking.follow_up import FollowUp, follow_up, query_vector
from rag.config import RagConfig
from rag.types import Turn
from tests.bench.corpora import read_lines
from tests.bench.machine import facts

CANDIDATES = 50
LEXICAL_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)
RANK_CONSTANT = 60


@cache
def vector_of(text: str) -> Vector:
    return embedder_for(RagConfig().index).embed_query(text)


def cosine(one: str, other: str) -> float:
    return float(vector_of(one) @ vector_of(other))


def table(head: str, rows: Sequence[Sequence[object]]) -> None:
    columns = head.split("|")
    print(f"\n|{'|'.join(columns)}|\n|{'---|' * len(columns)}")
    for row in rows:
        print(f"|{'|'.join(f'{cell:.4f}' if isinstance(cell, float) else str(cell) for cell in row)}|")


def articles_of(hits: Sequence[Hit]) -> list[str]:
    """Each article once, at its best chunk's place."""
    return list(dict.fromkeys(hit.chunk_id.rpartition("#")[0].rpartition("#")[2] for hit in hits))


def fused(dense: Sequence[str], lexical: Sequence[str], lexical_share: float) -> list[str]:
    scores: dict[str, float] = defaultdict(float)
    for ranked, weight in ((dense, 1 - lexical_share), (lexical, lexical_share)):
        for rank, article in enumerate(ranked, 1):
            scores[article] += weight / (RANK_CONSTANT + rank)
    return sorted(scores, key=lambda article: (-scores[article], article))


class ClapNq:
    """Conversations about Wikipedia passages, each with the passages that answer its last question."""

    def __init__(self, folder: Path, search_index: LocalIndex) -> None:
        self.index = search_index
        self.questions: list[tuple[str, list[str], str]] = []
        for line in read_lines(folder / "queries.jsonl"):
            asked = [part.strip() for part in line["questions"].split("|user|:") if part.strip()]
            self.questions.append((line["_id"], asked, line["rewrite"].removeprefix("|user|:").strip()))
        self.relevant: dict[str, dict[str, int]] = defaultdict(dict)
        for row in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            query, document, grade = row.split("\t")
            self.relevant[query][document] = int(grade)

    def dense(self, vector: Vector) -> list[str]:
        return articles_of(self.index.dense(vector, CANDIDATES))

    def lexical(self, text: str) -> list[str]:
        return articles_of(self.index.lexical(text, CANDIDATES))

    def ndcg(self, ranked: dict[str, list[str]], only: Callable[[Sequence[str]], bool] = lambda _: True) -> float:
        """nDCG@5 over the conversations that `only` lets pass."""
        import ir_measures

        kept = {query for query, asked, _ in self.questions if only(asked)}
        run = {
            query: {one: -float(rank) for rank, one in enumerate(found)}
            for query, found in ranked.items()
            if query in kept
        }
        relevant = {query: grades for query, grades in self.relevant.items() if query in kept}
        return float(ir_measures.calc_aggregate([ir_measures.nDCG @ 5], relevant, run)[ir_measures.nDCG @ 5])

    def completed(self) -> dict[str, FollowUp]:
        return {
            query: follow_up(asked[-1], [Turn(text) for text in asked[:-1]], similarity=cosine)
            for query, asked, _ in self.questions
        }

    def shifted(self, chance: random.Random) -> list[tuple[str, FollowUp]]:
        """Each person's rewriting, which stands alone, asked after the beginning of a foreign conversation."""
        longest = {asked[0]: asked for _, asked, _ in sorted(self.questions, key=lambda one: len(one[1]))}
        made = []
        for query, asked, rewrite in self.questions:
            foreign = longest[chance.choice(sorted(first for first in longest if first != asked[0]))]
            turns = [Turn(text) for text in foreign[: chance.randint(1, 4)]]
            made.append((query, follow_up(rewrite, turns, similarity=cosine)))
        return made


def clapnq(data: ClapNq) -> None:
    following = data.completed()
    ways: dict[str, dict[str, tuple[Vector, str]]] = {
        "last question": {query: (vector_of(asked[-1]), asked[-1]) for query, asked, _ in data.questions},
        "all questions glued": {
            query: (vector_of(" ".join(asked)), " ".join(asked)) for query, asked, _ in data.questions
        },
        "our wording": {query: (vector_of(one.standalone), one.standalone) for query, one in following.items()},
        "our vector": {
            query: (query_vector(vector_of, one), f"{one.standalone} {one.context}") for query, one in following.items()
        },
        "person's rewriting": {query: (vector_of(text), text) for query, _, text in data.questions},
    }
    rows = []
    for name, queries in ways.items():
        dense = {query: data.dense(vector) for query, (vector, _) in queries.items()}
        lexical = {query: data.lexical(text) for query, (_, text) in queries.items()}
        mixed = [
            data.ndcg({query: fused(dense[query], lexical[query], share) for query in queries})
            for share in LEXICAL_SHARES
        ]
        later = data.ndcg(dense, lambda asked: len(asked) > 1)
        rows.append([name, data.ndcg(dense), later, data.ndcg(lexical), *mixed])
    conversations = len({asked[0] for _, asked, _ in data.questions})
    print(f"\nMTRAG/ClapNQ: {len(data.questions)} questions of {conversations} conversations, nDCG@5")
    shares = "|".join(f"lexical {share}" for share in LEXICAL_SHARES)
    table(f"searched for|dense|not the first|lexical|{shares}", rows)
    print("kinds:", dict(Counter(one.kind for one in following.values())))
    shift(data)


def shift(data: ClapNq) -> None:
    made = data.shifted(random.Random(5))
    alone = {query: data.dense(vector_of(text)) for query, _, text in data.questions}
    led = {query: data.dense(query_vector(vector_of, one)) for query, one in made}
    used = sum(one.history_used for _, one in made)
    print(f"\nThe rewritings after a foreign conversation: history used for {used} of {len(made)}.")
    print(f"nDCG@5 without it {data.ndcg(alone):.4f}, with it {data.ndcg(led):.4f}")
    print("kinds:", dict(Counter(one.kind for _, one in made)))


class Canard:
    """Conversations with answers, each question rewritten by a person; the answers and foreign paragraphs are searched."""

    def __init__(self, rewrites: Path, paragraphs: Path) -> None:
        self.questions = read_lines(rewrites)
        longest: dict[str, list[str]] = {}
        for line in sorted(self.questions, key=lambda one: len(one["history"])):
            longest[line["_id"].partition("#")[0]] = line["history"]
        texts = [
            f"{history[0]}: {history[1]}\n{answer}"
            for _, history in sorted(longest.items())
            for answer in history[3::2]
            if not unanswered(answer)
        ]
        texts += [f"{line['title']}\n{line['text']}" for line in read_lines(paragraphs)]
        self.count = len(texts)
        self._matrix = passages(texts)

    def best(self, vector: Vector) -> set[int]:
        return set(np.argsort(-(self._matrix @ vector), kind="stable")[:5].tolist())


def unanswered(answer: str) -> bool:
    return len(answer) < 25 and "know" in answer


def passages(texts: Sequence[str]) -> Matrix:
    embedder = embedder_for(RagConfig().index)
    room = embedder.max_tokens - embedder.special_tokens
    short = []
    for text in texts:
        starts = embedder.token_starts(text)
        short.append(text if len(starts) <= room else text[: starts[room - 1]])
    return np.vstack([embedder.embed_passages(short[start : start + 256]) for start in range(0, len(short), 256)])


def turns_of(line: dict[str, Any]) -> list[Turn]:
    """The conversation; what it is about, which the asker sees as a headline, stands as its first turn."""
    history = line["history"]
    pairs = zip(history[2::2], history[3::2], strict=True)
    return [Turn(f"{history[0]}: {history[1]}")] + [
        Turn(asked, "" if unanswered(told) else told) for asked, told in pairs
    ]


def canard(data: Canard) -> None:
    following = [follow_up(line["question"], turns_of(line), similarity=cosine) for line in data.questions]
    wanted = [data.best(vector_of(line["rewrite"])) for line in data.questions]
    ways = {
        "last question": [vector_of(line["question"]) for line in data.questions],
        "our wording": [vector_of(one.standalone) for one in following],
        "our vector": [query_vector(vector_of, one) for one in following],
    }
    rows = [
        (name, statistics.mean(len(data.best(vector) & best) / 5 for vector, best in zip(vectors, wanted, strict=True)))
        for name, vectors in ways.items()
    ]
    print(f"\nCANARD: {len(data.questions)} questions, {data.count} passages; overlap@5 with the person's rewriting")
    table("searched for|overlap@5", rows)
    recalls, precisions = [], []
    for line, one in zip(data.questions, following, strict=True):
        asked = words(line["question"])
        added, ours = words(line["rewrite"]) - asked, words(one.standalone) - asked
        if added:
            recalls.append(len(added & ours) / len(added))
        if ours:
            precisions.append(len(added & ours) / len(ours))
    print(
        f"\nof the content words that the person added we add {statistics.mean(recalls):.3f} (mean of {len(recalls)})"
    )
    print(f"of those that we add the person added {statistics.mean(precisions):.3f} (mean of {len(precisions)})")
    print("kinds:", dict(Counter(one.kind for one in following)))


def words(text: str) -> set[str]:
    return {word.lower().removesuffix("'s").removesuffix("’s") for word in content_words(text)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path)
    given = parser.parse_args()
    print(facts())
    folder = given.data / "mtrag" / "clapnq"
    with tempfile.TemporaryDirectory() as made:
        path = given.indexes / "clapnq" if given.indexes else Path(made) / "index"
        if not given.indexes:
            source = Path(made) / "articles"
            source.mkdir()
            (source / "corpus.jsonl").write_bytes((folder / "corpus.jsonl").read_bytes())
            sync(source, path)
        clapnq(ClapNq(folder, LocalIndex(path)))
    canard(Canard(given.data / "canard" / "rewrites.jsonl", given.data / "squad1" / "corpus.jsonl"))


if __name__ == "__main__":
    main()
