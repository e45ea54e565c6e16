"""False alarms of "the articles disagree" on public news: pairs looked at, alarms, and each alarm to be read.

    python -m tests.bench.disagreements DATA [--index INDEX]

DATA holds `multihop-rag` and `bbc-news-2225`. The first twice: its own questions over their own evidence ("asked"), and
questions made of every sentence with an amount or a date, over all sentences of other articles that share five content
words with it ("made", far harder: nobody chose these sentences for one question). The second, whose articles have no
dates and on which no rule was set, with made questions. Prints every alarm; whether it is true only a reader can say.
With INDEX, an index of `multihop-rag`, the whole of it instead: its own questions that ask for a value, and MADE made ones, asked
of the index; every note that articles disagree, or that one is older, with what was quoted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.reading.sentences import split_sentences
from index.types import Article
from rag import Pipeline, RagConfig, open_pipeline
from rag.answering.news.disagreements import Disagreement, disagreements
from rag.answering.news.stated import Stated
from rag.answering.news.values import asked_of
from rag.answering.news.words.matter import content
from rag.answering.news.words.quantities import quantities
from rag.answering.news.words.told_times import times_told
from tests.bench.corpora import read_lines

SHARED_WORDS = 5
MADE = 150
LONGEST_QUESTION = 900
LONGEST = 400
"""Characters; what is longer is a list."""


def article_of(row: dict[str, Any]) -> Article:
    facts = row.get("metadata") or {}
    published = str(facts.get("published_at") or "")[:10]
    return Article(
        id=row["_id"],
        path=row["_id"],
        text=row["text"],
        sha256=row["_id"],
        title=row["title"],
        title_from="label",
        outlet=facts.get("source"),
        published=dt.date.fromisoformat(published) if re.fullmatch(r"\d{4}-\d\d-\d\d", published) else None,
        published_from="label" if published else None,
    )


def asked(rows: Sequence[dict[str, Any]], articles: dict[str, Article]) -> Iterator[tuple[str, list[Stated]]]:
    """Each question with its evidence."""
    for row in rows:
        places = []
        for evidence in row["evidence"]:
            article, fact = articles[evidence["doc"]], evidence["fact"]
            if (at := article.text.find(fact)) >= 0:
                places.append(Stated(article, at, at + len(fact), fact, None, 1.0))
        yield row["text"], places


def made(articles: dict[str, Article]) -> Iterator[tuple[str, list[Stated]]]:
    """A question for each sentence with one amount or date, with that sentence and one of another article."""
    places = [place for article in articles.values() for place in sentences_of(article)]
    words = [content(place.text) for place in places]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, held in enumerate(words):
        for word in held:
            holders[word].append(number)
    for number, place in enumerate(places):
        shared = Counter(other for word in words[number] if len(holders[word]) < 300 for other in holders[word])
        near = [other for other, count in shared.items() if count >= SHARED_WORDS]
        near = [other for other in near if places[other].article.id != place.article.id]
        for question in made_of(place) if near else ():
            yield from ((question, [place, places[other]]) for other in near)


def sentences_of(article: Article) -> Iterator[Stated]:
    for span in split_sentences(article.text):
        text = article.text[span.start : span.end]
        if len(text) <= LONGEST and (quantities(text) or times_told(text, article.published)):
            yield Stated(article, span.start, span.end, text, None, 1.0)


def made_of(place: Stated) -> Iterator[str]:
    """The sentence turned into questions for its amounts and for its date."""
    for amount in quantities(place.text):
        rest = " ".join(f"{place.text[: amount.start]} {place.text[amount.said :]}".split())
        if amount.unit == "percent":
            yield f"What percentage, {rest}?"
        elif amount.unit.startswith("money"):
            yield f"How much money, {rest}?"
        elif amount.unit == "count" and amount.counted:
            yield f"How many {place.text[amount.end : amount.said].strip()} {rest}?"
    if len(times := times_told(place.text, place.day)) == 1:
        yield f"When {place.text[: times[0].start]} {place.text[times[0].end :]}?"


def run(name: str, cases: Iterator[tuple[str, list[Stated]]]) -> None:
    looked, told, pairs, alarms = 0, 0, 0, dict[tuple[str, ...], tuple[str, Disagreement]]()
    for question, places in cases:
        looked += 1
        told += asked_of(question) is not None
        pairs += sum(one.article.id != other.article.id for at, one in enumerate(places) for other in places[at + 1 :])
        for found in disagreements(question, places):
            alarms.setdefault((*sorted((found.older.text, found.newer.text)),), (question, found))
    print(f"\n{name}: {looked:,} questions, {told:,} ask for a value; {pairs:,} pairs, {len(alarms)} alarms")
    for question, found in alarms.values():
        print(f"- {found.note}\n    Q {question[:200]}\n    1 {found.older.text}\n    2 {found.newer.text}")


def run_whole(name: str, pipeline: Pipeline, questions: Sequence[str]) -> None:
    """Whole answers: what is noted of them, and what of each side is quoted."""
    answers = [pipeline.answer(question[:LONGEST_QUESTION]) for question in questions]
    noted = [(answer, one) for answer in answers for one in answer.contrasts]
    found = sum(answer.found for answer in answers)
    print(f"\n{name}: {len(questions):,} questions, {found:,} answered; {len(noted)} notes")
    for answer, one in noted:
        print(f"- {one.note}\n    Q {answer.query.question[:200]}")
        for claim in answer.claims:
            if claim.cites[0].article.id in (one.older.article_id, one.newer.article_id):
                print(f"    {claim.cites[0].article.published} {claim.text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--index", type=Path, help="an index of multihop-rag, which is asked")
    parser.add_argument("--made", type=int, default=MADE, help="how many made questions it is asked")
    arguments = parser.parse_args()
    folder = arguments.data / "multihop-rag"
    articles = {row["_id"]: article_of(row) for row in read_lines(folder / "corpus.jsonl")}
    if arguments.index:
        own = [row["text"] for row in read_lines(folder / "queries.jsonl") if row["evidence"] and asked_of(row["text"])]
        of_sentences = [
            one for article in articles.values() for place in sentences_of(article) for one in made_of(place)
        ]
        random.Random(7).shuffle(of_sentences)
        pipeline = open_pipeline(arguments.index, config=RagConfig())
        run_whole("its own questions", pipeline, own)
        run_whole("made questions", pipeline, of_sentences[: arguments.made])
        return
    run("asked", asked([row for row in read_lines(folder / "queries.jsonl") if row["evidence"]], articles))
    run("made", made(articles))
    unseen = [article_of(row) for row in read_lines(folder.parent / "bbc-news-2225/corpus.jsonl")]
    run("made, bbc-news-2225", made({article.id: article for article in unseen}))


if __name__ == "__main__":
    main()
