"""An index asked as of a day serves what one of only the articles published by then serves: hits, scores, counts, stories.

Random corpora through several syncs, so that tantivy counts removed chunks, rows are reused and segments pile up.
"""

from __future__ import annotations

import datetime as dt
import functools
import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from index.search import LocalIndex
from index.store.vectors import update_approximate
from index.store.words import as_of, bm25
from index.sync import sync
from index.syncing.building import builder
from index.types import Filter
from tests.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder()
DAY = dt.date(2022, 7, 1)
TEXT = """
the of a in harbour bridge minister water river council election market oil price flood rescue police court judge
storm train ferry school hospital doctor nurse strike union tax budget army border treaty vote party song theatre
"""
WORDS = TEXT.split()
QUESTIONS = ("the harbour of the river", "oil price", "minister election vote party council", "theatre", "the", "daily")


def body(chance: random.Random, words: int) -> str:
    """Sentences of words as frequent as in a language: the first ones most."""
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    chosen = [*chance.choices(WORDS, weights, k=words)]
    sentences = [chosen[first : first + 12] for first in range(0, len(chosen), 12)]
    return " ".join(" ".join(sentence).capitalize() + "." for sentence in sentences)


def article(chance: random.Random, *, newer: bool | None = None, text: str | None = None) -> str:
    """A file: long or short, dated around the day or not at all; newer ones are longer, so that averages differ."""
    newer = chance.random() < 0.5 if newer is None else newer
    shift = chance.randrange(1, 200) if newer else -chance.randrange(200)
    head = [f"{' '.join(chance.choices(WORDS, k=4)).capitalize()}"]
    if newer or chance.random() < 0.8:
        head.append(f"Published: {DAY + dt.timedelta(days=shift)}")
    if chance.random() < 0.6:
        head.append(f"Source: {chance.choice(('Daily Fjord', 'Il Giorno', 'Reuters'))}")
    text = text or body(chance, chance.randrange(3, 400 if newer else 150))
    return "\n".join([*head, "", text])


def write(folder: Path, texts: Iterable[tuple[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts:
        (folder / name).write_text(text, encoding="utf-8")


def grown(root: Path, seed: int) -> LocalIndex:
    """An index that articles came into, changed in and went out of, with copies older and newer than the day."""
    chance, folder, target = random.Random(seed), root / "articles", root / "index"
    wire = [body(chance, 90) for _ in range(4)]
    write(folder, ((f"a{number:02}.txt", article(chance)) for number in range(30)))
    sync([folder], target, embedder=EMBEDDER)
    copies = ((f"c{number:02}.txt", article(chance, text=chance.choice(wire))) for number in range(14))
    write(folder, copies)
    sync([folder], target, embedder=EMBEDDER)
    for path in chance.sample(sorted(folder.iterdir()), 5):
        path.unlink()
    write(folder, ((path.name, article(chance)) for path in chance.sample(sorted(folder.iterdir()), 3)))
    sync([folder], target, embedder=EMBEDDER)
    return LocalIndex(target)


def older(root: Path, index: LocalIndex, day: dt.date) -> LocalIndex:
    """An index, built at once, of only what was published by `day` or has no date."""
    folder = root / f"older-{day}"
    folder.mkdir()
    for card in index.articles():
        if card.published is None or card.published <= day:
            shutil.copy(root / "articles" / card.id, folder / card.id)
    sync([folder], root / f"index-{day}", embedder=EMBEDDER)
    return LocalIndex(root / f"index-{day}")


def served(index: LocalIndex, ids: list[str], day: dt.date) -> dict[str, object]:
    """All that can be asked as of a day, scores to the last bit."""
    restrictions = [
        *(Filter(as_of=day, undated=undated) for undated in (True, False)),
        Filter(as_of=day, since=day - dt.timedelta(days=90), undated=True),
        Filter(as_of=day, outlets=("Reuters",), undated=True),
        Filter(as_of=day, stories=tuple(ids[-6:]), undated=True),
    ]
    vectors = [EMBEDDER.embed_query(question) for question in QUESTIONS]
    terms = index.terms(" ".join(WORDS)) + index.terms("zeppelin")
    chunks = sorted(hit.chunk_id for hit in index.dense(vectors[0], 5000, restrictions[0]))
    return {
        "similarities": [index.similarities(vector, chunks) for vector in vectors],
        "lexical": [index.lexical(q, n, f) for q in QUESTIONS for f in restrictions for n in (1, 7, 60, 5000)],
        "dense": [index.dense(v, n, f) for v in vectors for f in restrictions for n in (1, 7, 60, 5000)],
        "words": [index.word_statistics(terms, restriction) for restriction in restrictions],
        "stories": [index.story(i, day, undated=undated) for i in ids for undated in (True, False)],
    }


@pytest.mark.parametrize(
    ("exact_rows", "more"), [(150_000, 1.3), (20, 0.0)], ids=["exact", "approximate, candidates in rounds"]
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_index_as_of_a_day_serves_what_one_of_the_older_articles_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, exact_rows: int, more: float
) -> None:
    update = functools.partial(update_approximate, exact_rows=exact_rows)
    monkeypatch.setattr(builder, "update_approximate", update)
    monkeypatch.setattr(as_of, "_MORE", more)
    index = grown(tmp_path, seed)
    assert index.info().approximate == (exact_rows == 20)
    for day in (DAY, DAY - dt.timedelta(days=120)):
        alone = older(tmp_path, index, day)
        ids = sorted(card.id for card in alone.articles())
        assert 0 < len(ids) < len(index.articles())
        assert served(index, ids, day) == served(alone, ids, day)
    assert any(index.story(article_id) != index.story(article_id, DAY) for article_id in ids)
    assert any(len(index.story(card.id, DAY)) > 1 for card in index.articles())


@pytest.mark.parametrize("seed", [4, 5])
def test_articles_published_later_change_nothing_however_many_come(tmp_path: Path, seed: int) -> None:
    index, chance = grown(tmp_path, seed), random.Random(seed)
    ids = sorted(card.id for card in index.articles() if card.published is None or card.published <= DAY)
    before, texts = served(index, ids, DAY), [index.article(article_id).text for article_id in ids]
    for step in range(3):
        copied = ((f"n{step}{n}.txt", article(chance, newer=True, text=chance.choice(texts))) for n in range(6))
        write(tmp_path / "articles", copied)
        report = sync([tmp_path / "articles"], tmp_path / "index", embedder=EMBEDDER)
        assert report.added == 6
        assert served(LocalIndex(tmp_path / "index"), ids, DAY) == before


def test_scores_as_of_the_last_day_are_those_that_tantivy_gives(tmp_path: Path) -> None:
    """Where nothing is later and nothing was removed, both count the same: formula, lengths and average are tantivy's."""
    chance = random.Random(6)
    write(tmp_path / "articles", ((f"a{number:02}.txt", article(chance)) for number in range(40)))
    sync([tmp_path / "articles"], tmp_path / "index", embedder=EMBEDDER)
    index = LocalIndex(tmp_path / "index")
    for question in QUESTIONS[:-1]:
        own = {hit.chunk_id: hit.score for hit in index.lexical(question, 5000)}
        ours = {h.chunk_id: h.score for h in index.lexical(question, 5000, Filter(as_of=dt.date.max, undated=True))}
        assert ours == pytest.approx(own, rel=1e-4)  # tantivy weighs in single precision
        assert len(own) > 20 or question == "theatre"


def test_a_word_that_came_into_fashion_later_keeps_its_rarity(tmp_path: Path) -> None:
    """Known answer: of two words that stand in one of two chunks each, neither weighs more; a word of both weighs ln 1.2."""
    texts = {
        "one.txt": "Published: 2022-01-01\n\nZeppelin seen.",
        "two.txt": "Published: 2022-01-01\n\nSubmarine seen.",
    }
    later = {f"later{n}.txt": "Published: 2023-01-01\n\nSubmarine seen." for n in range(9)}
    write(tmp_path / "articles", (texts | later).items())
    sync([tmp_path / "articles"], tmp_path / "index", embedder=EMBEDDER)
    index, asked = LocalIndex(tmp_path / "index"), "zeppelin submarine"
    until = index.lexical(asked, 9, Filter(until=DAY))
    assert [hit.chunk_id for hit in until] == ["one.txt#0", "two.txt#0"]
    assert until[0].score > 5 * until[1].score
    [first, second] = index.lexical(asked, 9, Filter(as_of=DAY))
    assert (first.chunk_id, second.chunk_id, first.score) == ("one.txt#0", "two.txt#0", second.score)
    [everywhere, _] = index.lexical("seen", 9, Filter(as_of=DAY))
    assert first.score / everywhere.score == pytest.approx(np.log(2) / np.log(1.2), abs=1e-12)


def test_lengths_are_kept_as_tantivy_keeps_them() -> None:
    """The steps of Lucene's SmallFloat: by one to 40, by two to 56, by four to 88."""
    steps = [*range(41), *range(42, 57, 2), *range(60, 89, 4), 96]
    assert sorted({bm25.kept_length(length) for length in range(97)}) == steps
    assert [bm25.kept_length(length) for length in (0, 24, 40, 41, 57, 59, 95, 96, 1000)] == [
        *(0, 24, 40, 40, 56, 56, 88, 96, 984)
    ]


def test_a_score_in_single_precision_tells_how_often_a_word_stands() -> None:
    frequencies = np.arange(1.0, 1001)
    for weight in (1e-6, 0.3, 11.0):
        for length, average in ((1000, 200.0), (4000, 60.0)):
            damped = bm25.damping(np.full(1000, float(length)), average)
            single = bm25.scores(frequencies, damped, weight).astype(np.float32).astype(np.float64)
            np.testing.assert_array_equal(bm25.frequencies(single, damped, weight), frequencies)


@pytest.mark.parametrize(("average", "other"), [(100.0, 140.0), (140.0, 100.0), (100.0, 100.0), (3.0, 400.0)])
def test_no_score_grows_more_than_its_bound(average: float, other: float) -> None:
    lengths, frequencies = np.meshgrid(np.arange(1.0, 301), np.arange(1.0, 301))
    before = bm25.scores(frequencies, bm25.damping(lengths, average), 1.0)
    after = bm25.scores(frequencies, bm25.damping(lengths, other), 1.0)
    bound = bm25.largest_growth(average, other, 300)
    assert (after / before).max() <= bound * (1 + 1e-12)
    assert (after / before).max() == pytest.approx(bound, rel=1e-2)
