"""What is retrieved for a query, and why: the same answers over the fake index in memory and the real one on disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from index.errors import QuestionError
from rag.config import RagConfig
from rag.retrieval.retriever import HybridRetriever, Retriever
from rag.retrieval.search_index import SearchIndex
from rag.types import Interval, Part, Passage, Query
from tests.rag.retrieval.indexes import EMBEDDER, fake_index, local_index, pipeline, retriever

NEWS = {
    "fjord-1.txt": "OSLO, 3 May 2021 (Daily Fjord): The harbour bridge opened on Monday.",
    "fjord-2.txt": "OSLO, 9 May 2021 (Daily Fjord): The harbour has a new bridge and a ferry.",
    "giorno-1.txt": "ROME, 7 June 2022 (Il Giorno): The harbour was flooded by the river.",
    "giorno-2.txt": "ROME, 8 June 2022 (Il Giorno): Nobody was hurt when the harbour was flooded.",
    "quai.txt": "PARIS, 1 July 2022 (Le Quai): The harbour bridge was flooded.",
}
DATED = {
    "april.txt": "OSLO, 2 April 2023 (Daily Fjord): The council met about the dam.",
    "2023-09-01-guessed.txt": "The council met about the dam again.",
    "june.txt": "OSLO, 2 June 2023 (Daily Fjord): The council met about the dam.",
    "may.txt": "OSLO, 2 May 2023 (Daily Fjord): The council met about the dam.",
    "undated.txt": "The council met about the dam.",
    "other.txt": "OSLO, 2 July 2023 (Daily Fjord): Bread needs flour, water and a hot oven.",
}
LONG = " ".join(f"Member {n} of the council spoke on day {n} about dam {n * 7} in valley {n * 13}." for n in range(30))
"""Eight chunks and more; each holds the words council, spoke and dam."""
COPIED = {
    "a.txt": f"OSLO, 3 May 2021 (Daily Fjord): {LONG}",
    "b.txt": f"OSLO, 3 May 2021 (Daily Fjord): {LONG}",
    "c.txt": "ROME, 7 June 2022 (Il Giorno): The council baked bread.",
}
LAUNCH = {
    "a.md": "# The council opens its dam\n\nOSLO, 1 May 2023 (Daily Fjord): It rained.",
    "b.md": "# A council and a dam\n\nOSLO, 1 May 2023 (Il Giorno): The council opens its dam, and its dam opens.",
}

Made: TypeAlias = Callable[[Mapping[str, str]], SearchIndex]


@pytest.fixture(params=["fake", "local"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    return fake_index if request.param == "fake" else lambda texts: local_index(texts, tmp_path)


def ids(passages: tuple[Passage, ...]) -> list[str]:
    return [passage.article.id for passage in passages]


def asked(text: str) -> Query:
    return Query(text, text)


def test_the_hybrid_retriever_is_a_retriever(made: Made) -> None:
    one: Retriever = retriever(made(NEWS))
    found = one.retrieve(asked("Who opened the bridge?"), 1)
    assert (ids(found.passages), found.reranker, found.rerank_ms) == (["fjord-1.txt"], "none", 0.0)


def test_every_figure_of_why_is_that_of_the_searches(made: Made) -> None:
    """The score is made of them: 1.0 * cosine + 1.6 * BM25 / (best + 40) + 0.15 and 0.05 times the shares repeated."""
    index, text = made(NEWS), "Was the harbour of Rome flooded in 2022?"
    dense, lexical = index.dense(EMBEDDER.embed_query(text), 100), index.lexical(text, 100)
    best, lowest = lexical[0].score, lexical[-1].score
    for passage in retriever(index).retrieve(asked(text)).passages:
        why, chunk_id = passage.why, passage.chunk.id
        [(rank, cosine)] = [(n, hit.score) for n, hit in enumerate(dense, 1) if hit.chunk_id == chunk_id]
        listed = {hit.chunk_id: (n, hit.score) for n, hit in enumerate(lexical, 1)}
        assert why.dense_rank == rank
        assert why.dense_score == pytest.approx(cosine)
        assert (why.lexical_rank, why.lexical_score) == listed.get(chunk_id, (None, None))
        words = listed[chunk_id][1] if chunk_id in listed else lowest / 2
        repeated = 0.15 * why.phrases + 0.05 * why.names + 0.05 * why.numbers
        assert passage.score == pytest.approx(cosine + 1.6 * words / (best + 40) + repeated)
    flood = retriever(index).retrieve(asked(text)).passages[0]
    assert (flood.article.id, flood.why.names, flood.why.numbers) == ("giorno-1.txt", 1.0, 1.0)
    assert flood.why.phrases == pytest.approx(
        1 / 6
    )  # “was the” is no phrase; of the six left “the harbour” stands there


def test_names_and_numbers_decide_between_passages_that_are_else_alike(made: Made) -> None:
    texts = {f"{n}.txt": f"The dam of valley {n} holds, said {name}." for n, name in ((7, "Berg"), (8, "Dahl"))}
    for text, first in (("What holds, said Dahl?", "8.txt"), ("What dam of valley 7 holds?", "7.txt")):
        found = retriever(made(texts)).retrieve(asked(text)).passages
        assert ids(found)[0] == first
        assert found[0].why.names + found[0].why.numbers == 1.0
        assert found[1].why.names + found[1].why.numbers == 0.0


def test_parts_are_searched_in_their_own_articles_and_taken_in_turn(made: Made) -> None:
    parts = (
        Part("the harbour bridge in Daily Fjord", ("Daily Fjord",)),
        Part("the flooded harbour in Il Giorno", ("Il Giorno",)),
    )
    text = "What of the harbour bridge in Daily Fjord and the flooded harbour in Il Giorno?"
    query = replace(asked(text), outlets=("Daily Fjord", "Il Giorno"), parts=parts)
    found = retriever(made(NEWS)).retrieve(query).passages
    numbers = [passage.why.part for passage in found]
    assert sorted(numbers[:2], key=str) == sorted(numbers[2:], key=str) == [1, 2]
    assert [p.article.outlet for p in found] == [parts[(n or 0) - 1].outlets[0] for n in numbers]
    assert set(ids(found)) == {"fjord-1.txt", "fjord-2.txt", "giorno-1.txt", "giorno-2.txt"}


def test_a_part_that_finds_nothing_leaves_its_turns_to_the_others(made: Made) -> None:
    years = Interval(dt.date(1999, 1, 1), dt.date(1999, 12, 31), "in 1999")
    parts = (Part("the bridge", ("Daily Fjord",)), Part("the bridge", ("Il Giorno",), years))
    found = retriever(made(NEWS)).retrieve(replace(asked("the bridge"), parts=parts)).passages
    assert [passage.why.part for passage in found] == [1, 1]


def test_parts_that_find_the_same_take_different_ones_in_turn(made: Made) -> None:
    """Both parts like one article best; the second takes its next best in the same round."""
    query = replace(asked("harbour flooded"), parts=(Part("harbour flooded"), Part("harbour flooded")))
    found = retriever(made(NEWS)).retrieve(query, 4).passages
    alone = retriever(made(NEWS)).retrieve(asked("harbour flooded"), 4).passages
    assert ids(found) == ids(alone)
    assert [passage.why.part for passage in found] == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("order", "expected"), [("newest", ["june", "may", "april"]), ("oldest", ["april", "may", "june"])]
)
def test_dates_order_the_relevant_and_what_states_none_keeps_its_place(
    made: Made, order: str, expected: list[str]
) -> None:
    """`other` is newest and not relevant; one date is guessed from a file's name, one article has none."""
    search = retriever(made(DATED))
    query = asked("The council met about the dam")
    plain = ids(search.retrieve(query).passages)
    ordered = ids(search.retrieve(replace(query, order=order)).passages)  # type: ignore[arg-type]
    assert [name.removesuffix(".txt") for name in ordered if name[:-4] in expected] == expected
    for fixed in ("2023-09-01-guessed.txt", "undated.txt", "other.txt"):
        assert ordered.index(fixed) == plain.index(fixed)
    assert ordered[-1] == "other.txt"


def test_the_newest_are_taken_from_three_times_the_places_and_the_others_are_told(made: Made) -> None:
    texts = {f"{day}.txt": f"OSLO, {day} May 2023 (Daily Fjord): The council met." for day in range(11, 20)}
    search, query = retriever(made(texts)), asked("The council met")
    ranking = ids(search.retrieve(query, 9).passages)
    found = search.retrieve(replace(query, order="newest"), 2)
    newest = sorted(ranking[:6], reverse=True)
    assert ids(found.passages) == newest[:2]
    assert [one.chunk_id.partition("#")[0] for one in found.dropped] == newest[2:] + ranking[6:]
    assert {one.reason for one in found.dropped} == {"beyond the last place"}


def test_a_preferred_outlet_or_headline_comes_first_and_says_so(made: Made) -> None:
    texts = {
        name: f"# {title}\n\nOSLO, 3 May 2021 ({outlet}): The dam of the valley holds."
        for name, outlet, title in (("a.md", "Daily Fjord", "A dam one"), ("b.md", "Il Giorno", "A dam two"))
    }
    search, query = retriever(made(texts)), asked("Does the dam hold?")
    assert ids(search.retrieve(query).passages) == ["a.md", "b.md"]
    by_outlet = search.retrieve(replace(query, preferred_outlets=("Il Giorno",))).passages
    by_title = search.retrieve(replace(query, titles=("a  DAM two.",))).passages
    assert ids(by_outlet) == ids(by_title) == ["b.md", "a.md"]
    assert [passage.why.preferred for passage in by_outlet] == [("outlets",), ()]
    assert [passage.why.preferred for passage in by_title] == [("titles",), ()]
    assert by_title[0].score - by_outlet[0].score == pytest.approx(0.3 - 0.1)


def test_copies_share_a_place_and_are_listed(made: Made) -> None:
    found = retriever(made(COPIED)).retrieve(asked("council dam"), 3)
    kept = found.passages[0].article.id
    other = {"a.txt": "b.txt", "b.txt": "a.txt"}[kept]
    assert set(ids(found.passages)) == {kept, "c.txt"}
    assert found.passages[0].why.copies == (other,)
    assert [passage.why.copies for passage in found.passages[1:]] == [()] * (len(found.passages) - 1)
    told = [one for one in found.dropped if one.chunk_id.startswith(other)]
    assert {(one.reason, one.by) for one in told} == {("copy", kept)}


def test_a_copy_that_came_later_is_not_listed_as_of_a_day(made: Made) -> None:
    later = COPIED | {"b.txt": COPIED["b.txt"].replace("2021", "2024")}
    found = retriever(made(later)).retrieve(replace(asked("council dam"), as_of=dt.date(2023, 1, 1)))
    assert set(ids(found.passages)) == {"a.txt", "c.txt"}
    assert {passage.why.copies for passage in found.passages} == {()}


def test_neighbours_are_one_passage_of_the_text_between_them(made: Made) -> None:
    search = retriever(made(COPIED))
    joined = [p for p in search.retrieve(asked("council spoke dam")).passages if p.joined]
    assert joined
    for passage in joined:
        ordinals = [chunk.ordinal for chunk in passage.joined]
        assert ordinals == list(range(ordinals[0], ordinals[0] + len(ordinals)))
        assert passage.chunk in passage.chunks
        assert passage.text == passage.article.text[passage.joined[0].start : passage.joined[-1].end]
    apart = search.retrieve(asked("council spoke dam"), join=False).passages
    assert [passage.joined for passage in apart] == [()] * len(apart)
    assert all(passage.chunks == (passage.chunk,) for passage in apart)


def long_and_others() -> dict[str, str]:
    """An article of which every chunk fits the question best, and four that fit less."""
    others = {f"x{n}.txt": f"ROME, {n} June 2022 (Il Giorno): The council of town {n} met." for n in range(1, 5)}
    return {"long.md": f"# The long debate of May\n\n{LONG}"} | others


def test_no_article_fills_the_list_unless_the_question_is_about_it(made: Made) -> None:
    search = retriever(made(long_and_others()))
    query = asked("What did the member of the council say of the dam in the valley?")
    plain = search.retrieve(query, 4, join=False)
    assert [ids(plain.passages).count(name) for name in ("long.md", "x1.txt")] == [2, 1]
    assert "its article has enough places" in {one.reason for one in plain.dropped}
    assert {one.by for one in plain.dropped if one.reason == "its article has enough places"} == {"long.md"}
    for about in (replace(query, article_ids=("long.md",)), replace(query, titles=("The long debate of May",))):
        assert ids(search.retrieve(about, 4, join=False).passages) == ["long.md"] * 4
    quoted = search.retrieve(replace(query, titles=("that is no headline",)), 4, join=False)
    assert ids(quoted.passages).count("long.md") == 2


def test_the_newest_article_does_not_fill_the_list_either(made: Made) -> None:
    """What an article was denied waits behind the others; an order by date may not bring it all to the front."""
    texts = long_and_others() | {"long.md": f"# The long debate\n\nOSLO, 9 May 2024 (Daily Fjord): {LONG}"}
    query = replace(asked("What did the member of the council say of the dam?"), order="newest")
    found = retriever(made(texts)).retrieve(query, 4, join=False)
    assert ids(found.passages).count("long.md") == 2


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_no_more_passages_than_the_limit_and_each_chunk_once(made: Made, limit: int) -> None:
    found = retriever(made(COPIED)).retrieve(asked("council dam spoke"), limit)
    chunks = [chunk.id for passage in found.passages for chunk in passage.chunks]
    told = [one.chunk_id for one in found.dropped]
    assert len(found.passages) <= limit
    assert len({*chunks, *told}) == len(chunks) + len(told)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_search_for_no_passage_is_refused(limit: int) -> None:
    with pytest.raises(QuestionError, match=f"limit is {limit}; it must be a whole number of at least 1"):
        pipeline(fake_index(NEWS), RagConfig()).search("bridge", limit=limit)


def test_a_restriction_that_nothing_passes_finds_nothing(made: Made) -> None:
    found = retriever(made(NEWS)).retrieve(replace(asked("the bridge"), outlets=("Nobody",)))
    assert (found.passages, found.dropped) == ((), ())


class CountingIndex:
    """An index that notes which of its methods are called."""

    def __init__(self, search_index: SearchIndex) -> None:
        self._index = search_index
        self.called: list[str] = []

    def __getattr__(self, name: str) -> object:
        self.called.append(name)
        return getattr(self._index, name)


def test_parts_of_one_restriction_search_for_the_whole_question_once() -> None:
    counting = CountingIndex(fake_index(NEWS))
    query = replace(asked("bridge and flood"), parts=(Part("bridge"), Part("flood"), Part("ferry")))
    HybridRetriever(counting, EMBEDDER, RagConfig()).retrieve(query)  # type: ignore[arg-type]
    assert (counting.called.count("dense"), counting.called.count("lexical")) == (4, 4)


def test_a_chunk_is_read_once_however_often_it_is_found() -> None:
    counting = CountingIndex(fake_index(NEWS))
    search = HybridRetriever(counting, EMBEDDER, RagConfig())  # type: ignore[arg-type]
    first, second = (search.retrieve(asked(text)) for text in ("harbour bridge", "flooded harbour"))
    assert {*ids(first.passages)} == {*ids(second.passages)} == {*NEWS}
    assert counting.called.count("get") == 5 + 2  # each chunk, and the passages of each question
