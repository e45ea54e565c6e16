"""What is learned from, and how much of it: the public sets, texts that look alike, and questions made of texts.

Knows the shares of each kind in a stage of the training, measured or chosen as said; knows no tokens and no network.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.embedding.protocol import Embedder
from rag.training.examples import (
    HELD_OUT_TITLES,
    Example,
    Text,
    claims,
    natural_questions,
    news_evidence,
    read_texts,
    squad,
    text_of,
)
from rag.training.lookalikes import LookAlikes
from rag.training.made import changed, cloze, names_in, without_the_sentence
from rag.training.reported import news_texts, reported

LOOK_ALIKE_SHARE = 0.38
CHANGED_SHARE = 0.27
CUT_SHARE = 0.07
"""Of the answered questions of squad1 and nq-oracle that come once more, unanswered, in every epoch."""

NEWS_A_STAGE = 700
REPORTED_A_STAGE = 4_000
ELSEWHERE_SHARE = 0.1
"""Of the questions made of news that are asked of another passage of the same article."""

FOREIGN_A_STAGE = 500
"""Questions over encyclopedias asked of news, and of news asked of encyclopedias."""

NEWS_CHARACTERS = 900
FOREIGN_NEWS_A_STAGE = 300
CLAIMS_A_STAGE = 600
CLOZE_CHANGED_SHARE = 0.3
CLOZE_CUT_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything to learn from, held-out questions and texts left out. `alike` belongs to `answered`."""

    answered: tuple[Example, ...]
    unanswered: tuple[Example, ...]
    news: tuple[Example, ...]
    claims: tuple[Example, ...]
    alike: tuple[tuple[Text, ...], ...]
    texts: tuple[Text, ...]
    reports: tuple[Text, ...]
    """Passages of news articles, those aside that held-out questions ask for."""


def read_sources(data: Path, embedder: Embedder) -> Sources:
    """The public sets in the folder `data`, with look-alikes found by `embedder`: minutes on two cores."""
    squad_texts = read_texts(data / "squad1" / "corpus.jsonl")
    nq_texts = read_texts(data / "nq-oracle" / "corpus.jsonl")
    old = squad(data / "squad1", squad_texts)
    new = squad(data / "squad2", read_texts(data / "squad2" / "corpus.jsonl"))
    natural = natural_questions(data / "nq-oracle", nq_texts)
    held = {example.text.id for example in natural if example.held_out}
    pages = [text_of(t.id, t.header, t.text) for t in read_texts(data / "mtrag" / "clapnq" / "corpus.jsonl").values()]
    texts = [
        *(text for text in squad_texts.values() if text.header not in HELD_OUT_TITLES),
        *(text for text in nq_texts.values() if text.id not in held),
        *pages,
    ]
    news = news_evidence(data / "multihop-rag", read_texts(data / "multihop-rag" / "corpus.jsonl"))
    reports = _reports(data, {example.text.id for example in news if example.held_out})
    texts += reports
    answered = _learned(old) + _learned(natural)
    alike = LookAlikes(embedder, texts).of(answered)
    return Sources(
        answered=tuple(answered),
        unanswered=tuple(example for example in _learned(new) if not example.answered),
        news=tuple(_learned(news)),
        claims=tuple(_learned(claims(data / "beir-scifact"))),
        alike=tuple(map(tuple, alike)),
        texts=tuple(texts),
        reports=tuple(reports),
    )


def _reports(data: Path, held_out: set[str]) -> list[Text]:
    articles = read_texts(data / "bbc-news-2225" / "corpus.jsonl") | read_texts(data / "multihop-rag" / "corpus.jsonl")
    return news_texts([text for text in articles.values() if text.id not in held_out], NEWS_CHARACTERS)


def first_stage(sources: Sources, count: int, chance: random.Random) -> list[Example]:
    """Questions made of texts alone."""
    return _shuffled(_made(sources, count, chance), chance)


def stage(sources: Sources, made: int, chance: random.Random) -> list[Example]:
    """Every question once, look-alikes and changed questions drawn anew, and `made` questions made of texts."""
    examples = [*sources.answered, *sources.unanswered, *_turned(sources, chance), *_made(sources, made, chance)]
    examples += chance.sample(sources.news, min(NEWS_A_STAGE, len(sources.news)))
    examples += chance.sample(sources.claims, min(CLAIMS_A_STAGE, len(sources.claims)))
    asked = chance.sample(sources.news, min(FOREIGN_NEWS_A_STAGE, len(sources.news)))
    for example in asked:  # a news question beside another question's news
        other = chance.choice(sources.news)
        if other.question != example.question and other.text.id not in _documents(sources, example):
            examples.append(replace(other, question=example.question, gold=(), spans=(), origin="news/foreign"))
    told = _reported(sources, REPORTED_A_STAGE, chance)
    return _shuffled([*examples, *told, *_foreign(sources, told, chance)], chance)


def _reported(sources: Sources, count: int, chance: random.Random) -> list[Example]:
    """Questions made of news passages, some asked of a passage beside theirs."""
    beside: dict[str, list[Text]] = {}
    for text in sources.reports:
        beside.setdefault(text.id, []).append(text)
    made: list[Example] = []
    while len(made) < count:
        example = reported(chance.choice(sources.reports), chance, lambda: chance.choice(sources.reports))
        if example is None:
            continue
        others = [text for text in beside[example.text.id] if text != example.text]
        if example.answered and example.spans == () and others and chance.random() < ELSEWHERE_SHARE:
            words = {word.casefold() for word in example.question.rstrip("?").split() if len(word) > 3}
            others = [text for text in others if not words <= set(text.text.casefold().split())]
            if others:
                example = replace(example, text=chance.choice(others), gold=(), origin=f"{example.origin}/elsewhere")
        made.append(example)
    return made


def _foreign(sources: Sources, told: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Questions beside texts of another world."""
    for example in chance.sample(sources.answered, FOREIGN_A_STAGE):
        yield replace(example, text=chance.choice(sources.reports), gold=(), spans=(), origin="foreign")
    for example in chance.sample(told, FOREIGN_A_STAGE):
        yield replace(example, text=chance.choice(sources.texts), gold=(), spans=(), origin="foreign")


def _documents(sources: Sources, example: Example) -> set[str]:
    return {other.text.id for other in sources.news if other.question == example.question}


def _turned(sources: Sources, chance: random.Random) -> Iterator[Example]:
    """Answered questions made unanswered: beside another text, changed, or with the answer cut out."""
    for example, alike in zip(sources.answered, sources.alike, strict=True):
        if alike and chance.random() < LOOK_ALIKE_SHARE:
            yield replace(example, text=chance.choice(alike), gold=(), spans=(), origin=f"{example.origin}/alike")
        if chance.random() < CHANGED_SHARE:
            names = names_in(chance.choice(alike).text) if alike else []
            yield from filter(None, [changed(example, chance, names)])
        if chance.random() < CUT_SHARE:
            yield from filter(None, [without_the_sentence(example)])


def _made(sources: Sources, count: int, chance: random.Random) -> list[Example]:
    made: list[Example] = []
    while len(made) < count:
        example = cloze(chance.choice(sources.texts), chance)
        if example is None:
            continue
        share = chance.random()
        if share < CLOZE_CHANGED_SHARE:
            example = changed(example, chance)
        elif share < CLOZE_CHANGED_SHARE + CLOZE_CUT_SHARE:
            example = without_the_sentence(example)
        made += [example] if example else []
    return made


def _learned(examples: Sequence[Example]) -> list[Example]:
    return [example for example in examples if not example.held_out]


def _shuffled(examples: list[Example], chance: random.Random) -> list[Example]:
    chance.shuffle(examples)
    return examples
