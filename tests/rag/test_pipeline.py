"""The whole way from a question to an answer: over the fakes for known answers, over real parts for the seeds."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ConfigError, IndexMissing
from index.reading.chunking import chunk_article, indexed_text
from rag import (
    Answer,
    ClaimEvent,
    DoneEvent,
    IndexConfig,
    PassagesEvent,
    Pipeline,
    RagConfig,
    StageEvent,
    Turn,
    ask,
    default_index_path,
    follow_index,
    index_info,
    open_pipeline,
    sync,
)
from rag.answering.extractive.evidence import EvidenceWeigher
from rag.answering.extractive.reader import ExtractiveReader
from rag.retrieval.retriever import HybridRetriever
from tests.articles import read
from tests.fakes import FakeEmbedder, FakeIndex
from tests.fakes_evidence import FakeEvidenceModel

TEXTS = {
    "bridge.txt": "OSLO, 3 May 2021 (Daily Fjord): The new bridge opened on Monday.\n\nIt cost four million kroner.",
    "flood.txt": "ROME, 7 June 2022 (Il Giorno): The river flooded the harbour.\n\nNobody was hurt in the harbour.",
}
TODAY = dt.date(2026, 11, 22)


def fake_pipeline(config: RagConfig, texts_by_name: dict[str, str] = TEXTS) -> Pipeline:
    embedder = FakeEmbedder()
    stored = []
    for name, text in texts_by_name.items():
        article, sentences = read(name, text)
        stored.append((article, sentences, chunk_article(article, sentences, embedder.token_starts, window=62)))
    texts = [indexed_text(article, chunk.start, chunk.end) for article, _, chunks in stored for chunk in chunks]
    index = FakeIndex(stored, embedder.embed_passages(texts))
    reader = ExtractiveReader(EvidenceWeigher(index, FakeEvidenceModel(), embedder), config)
    return Pipeline(index, HybridRetriever(index, embedder, config), reader, today=lambda: TODAY)


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> Pipeline:
    return open_pipeline(seed_index)


def test_the_answer_quotes_the_sentence_that_holds_it() -> None:
    answer = fake_pipeline(RagConfig()).answer("What flooded the harbour?")
    assert answer.status == "answered"
    assert answer.claims[0].text == "ROME, 7 June 2022 (Il Giorno): The river flooded the harbour."
    assert answer.citations[0].article.id == "flood.txt"
    assert (answer.citations[0].start, answer.citations[0].end) == (0, 61)
    assert answer.passages[0].why.lexical_rank == 1


def test_a_threshold_of_one_refuses_everything_and_of_zero_nothing() -> None:
    careful, eager = (fake_pipeline(RagConfig(answer_threshold=t)) for t in (1.0, 0.0))
    refused, answered = careful.answer("What flooded the harbour?"), eager.answer("Who paints cats?")
    assert (refused.status, refused.claims, refused.citations) == ("not_found", (), ())
    assert refused.nearest[0].id == "flood.txt"
    assert answered.found


def test_no_more_claims_and_passages_than_the_settings_say() -> None:
    for count in (1, 2):
        answer = fake_pipeline(RagConfig(answer_threshold=0.0, claims=count, passages=1)).answer("harbour flooded hurt")
        assert len(answer.claims) == count
        assert len(answer.passages) == 1


def test_a_time_in_the_question_leaves_out_other_articles() -> None:
    eager = fake_pipeline(RagConfig(answer_threshold=0.0))
    assert {p.article.id for p in eager.answer("What opened in 2021?").passages} == {"bridge.txt"}
    nothing = eager.answer("What opened in 2025?")
    assert (nothing.status, nothing.passages) == ("not_found", ())
    assert nothing.notes == ("No article was published in the time asked for (in 2025).",)


def test_a_time_that_articles_only_mention_is_what_the_question_is_about() -> None:
    eager = fake_pipeline(
        RagConfig(answer_threshold=0.0), {"closed.txt": "ROME, 1 May 2024 (AP): The site was closed in 1991."}
    )
    answer = eager.answer("What was closed in 1991?")
    assert (answer.query.interval, answer.citations[0].article.id) == (None, "closed.txt")
    assert eager.answer("What was closed in 2023?").passages == ()


def test_an_undated_article_stays_in_as_of_and_is_told() -> None:
    eager = fake_pipeline(RagConfig(answer_threshold=0.0), {"undated.txt": "The site was closed. It rained."})
    answer = eager.answer("What was closed?", as_of=dt.date(1950, 6, 1))
    assert answer.notes == ("“The site was closed” has no date; it may be newer than 1950-06-01.",)
    assert eager.answer("What was closed?").notes == ()


def test_as_of_leaves_out_what_came_later() -> None:
    eager = fake_pipeline(RagConfig(answer_threshold=0.0))
    for as_of, expected in ((dt.date(2021, 5, 3), {"bridge.txt"}), (dt.date(2022, 6, 7), set(TEXTS))):
        assert {p.article.id for p in eager.answer("What was flooded?", as_of=as_of).passages} == expected
    assert eager.answer("What opened last month?", as_of=dt.date(2021, 6, 1)).passages[0].article.id == "bridge.txt"


def test_the_stream_tells_each_step_and_ends_with_the_answer(pipeline: Pipeline) -> None:
    question = "Which U.S. senator met the president of Kazakhstan?"
    events = list(pipeline.stream(question))
    kinds = [type(event) for event in events]
    claims = [event.claim for event in events if isinstance(event, ClaimEvent)]
    assert kinds == [StageEvent, PassagesEvent, StageEvent, *[ClaimEvent] * len(claims), DoneEvent]
    assert isinstance(events[0], StageEvent)
    assert events[0].message == "Searching 2 articles"
    assert isinstance(events[-1], DoneEvent)
    assert events[-1].answer.claims == tuple(claims)
    assert events[-1].answer == pipeline.answer(question)


def test_the_same_question_gives_the_same_bytes(seed_index: Path) -> None:
    question = "What did Tokayev call for?"
    first, second = (open_pipeline(seed_index).answer(question).to_json() for _ in range(2))
    assert first == second


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(seed_index: Path) -> None:
    eager = open_pipeline(seed_index, config=RagConfig(answer_threshold=0.0))
    answer = eager.answer("What did the First Deputy Foreign Minister discuss with Victoria Nuland?")
    assert "Victoria Nuland. They reviewed energy and regional security issues." in answer.claims[0].text


def test_a_misspelt_name_is_found_and_told(pipeline: Pipeline) -> None:
    answer = pipeline.answer("What was said about the Jackson-Vanik amendment?")
    assert "repealing the Jackson-Venic amendment" in answer.text
    assert answer.notes == ("“Jackson-Vanik” is spelled “Jackson-Venic” in the articles.",)


def test_a_name_that_no_article_holds_makes_the_answer_partial(seed_index: Path) -> None:
    eager = open_pipeline(seed_index, config=RagConfig(answer_threshold=0.0))
    answer = eager.answer("Did Tokayev and Zelensky discuss energy?")
    assert answer.status == "partial"
    assert answer.missing == ("“Zelensky” does not stand in the articles; this is the nearest they say.",)
    assert answer.notes == ()
    assert str(answer).count(answer.missing[0]) == 1


def test_claims_are_headed_by_no_heading_and_never_boilerplate(seed_index: Path) -> None:
    eager = open_pipeline(seed_index, config=RagConfig(answer_threshold=0.0))
    for question in ("Pakistan and Russia celebrate 75 years", "Condemnation of Terrorism and Solidarity with Russia"):
        for citation in eager.answer(question).citations:
            assert "Also Read" not in citation.quote
            assert citation.quote != "Condemnation of Terrorism and Solidarity with Russia"


def test_ask_uses_the_default_index_and_sees_a_newer_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, deep = tmp_path / "articles", tmp_path / "somewhere" / "deep"
    folder.mkdir()
    deep.mkdir(parents=True)
    monkeypatch.delenv("RAG_INDEX", raising=False)
    monkeypatch.chdir(deep)
    assert default_index_path() == deep / ".rag-index"
    with pytest.raises(IndexMissing, match="rag sync FOLDER"):
        ask("Who painted the door?")
    (folder / "a.txt").write_text("Anna Smith painted the old door of the church green.", encoding="utf-8")
    sync(folder, tmp_path / ".rag-index")
    assert default_index_path() == tmp_path / ".rag-index"
    first = ask("Who painted the door of the church?")
    assert first.claims[0].text == "Anna Smith painted the old door of the church green."
    (folder / "a.txt").write_text("Berta Miller painted the old door of the church green.", encoding="utf-8")
    sync(folder, tmp_path / ".rag-index")
    second = ask("Who painted the door of the church?")
    assert second.claims[0].text.startswith("Berta Miller")
    assert first.index_fingerprint != second.index_fingerprint
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "other"))
    assert default_index_path() == tmp_path / "other"


def test_a_live_pipeline_follows_its_index_and_a_pipeline_keeps_its_view(tmp_path: Path) -> None:
    folder, index_path = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text("Anna Smith painted the old door of the church green.", encoding="utf-8")
    sync(folder, index_path)
    live, fixed = follow_index(index_path), open_pipeline(index_path)
    question = "Who painted the door of the church?"
    begun = live.stream(question)
    next(begun)
    (folder / "a.txt").write_text("Berta Miller painted the old door of the church green.", encoding="utf-8")
    sync(folder, index_path)
    *_, last = begun
    assert isinstance(last, DoneEvent)
    assert last.answer.text.startswith("Anna Smith")
    assert live.answer(question).text.startswith("Berta Miller")
    assert live.search_index.info().generation.startswith("000002")
    assert fixed.answer(question).text.startswith("Anna Smith")


def test_turns_make_a_follow_up_answerable(seed_index: Path) -> None:
    turns = [Turn("What did the First Deputy Foreign Minister discuss with Victoria Nuland?")]
    answer = ask("And with Richard Verma?", turns, index=seed_index)
    assert answer.query.history_used
    assert "people-to-people ties" in answer.text


def test_index_info_needs_no_model(seed_index: Path) -> None:
    program = f"import rag, sys; print(rag.index_info({str(seed_index)!r}).articles); print('openvino' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "False"]
    assert index_info(seed_index).chunks == 5


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"pasages": 3}, "unknown setting 'pasages'; did you mean 'passages'"),
        ({"zzz": 3}, "unknown setting 'zzz'; known settings: candidates"),
        ({"passages": 0}, "passages is 0; it must be a whole number of at least 1"),
        ({"claims": 2.5}, "claims is 2.5; it must be a whole number"),
        ({"candidates": "5"}, "candidates is '5'"),
        ({"answer_threshold": "x"}, "answer_threshold is 'x'; it is a probability from 0 to 1, or None"),
        ({"strictness": "strict"}, "strictness is 'strict'; choose 'careful', 'balanced', 'eager'"),
        ({"index": None}, "index is None; it must be a table"),
        ({"answer_threshold": 2}, "answer_threshold is 2; it is a probability"),
        ({"dense_weight": 0, "lexical_weight": 0}, "one must be positive"),
        ({"index": {"chunk_token": 3}}, "did you mean 'chunk_tokens'"),
        ({"index": {"engine": "gpu"}}, "engine is 'gpu'; choose"),
        ({"index": {"chunk_tokens": 3}}, "at least 16"),
        ({"index": {"overlap_sentences": -1}}, "overlap_sentences is -1"),
        ({"index": {"embedder": ""}}, "embedder is ''"),
    ],
)
def test_impossible_settings_are_refused(values: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        RagConfig.from_mapping(values)


def test_settings_are_read_from_a_mapping() -> None:
    config = RagConfig.from_mapping({"claims": 2, "index": {"chunk_tokens": 128}})
    assert config == RagConfig(claims=2, index=IndexConfig(chunk_tokens=128))
    assert replace(config, claims=1).claims == 1


def test_the_exported_engine_runs_only_the_packaged_model(seed_index: Path) -> None:
    config = RagConfig(index=IndexConfig(embedder="some/model", engine="openvino"))
    with pytest.raises(ConfigError, match="runs only 'all-MiniLM-L6-v2'"):
        open_pipeline(seed_index, config=config)


@pytest.mark.slow
def test_a_missing_model_is_named_with_the_remedy(seed_index: Path, tmp_path: Path) -> None:
    from rag import ModelUnavailable

    config = RagConfig(index=IndexConfig(embedder=str(tmp_path / "no-model")))
    with pytest.raises(ModelUnavailable, match=r"no-model.*cannot be loaded.*name a folder"):
        open_pipeline(seed_index, config=config)


@pytest.mark.slow
def test_the_reference_answers_from_the_same_index(seed_index: Path, pipeline: Pipeline) -> None:
    """An index built by one engine serves the other: same claims, confidence alike."""
    reference = open_pipeline(seed_index, config=RagConfig(index=IndexConfig(engine="reference")))
    for question in ("Who is Elliot Kang?", "What is the population of Astana?"):
        ours, theirs = pipeline.answer(question), reference.answer(question)
        assert [claim.text for claim in ours.claims] == [claim.text for claim in theirs.claims]
        assert ours.confidence == pytest.approx(theirs.confidence, abs=0.01)


def test_answers_are_plain_values(pipeline: Pipeline) -> None:
    answer = pipeline.answer("Who is Elliot Kang?")
    assert isinstance(answer, Answer)
    assert hash(answer.citations[0]) == hash(answer.citations[0])
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", ["the", "Is it?"])
def test_a_question_without_a_word_of_its_own_is_answered_by_nothing(question: str) -> None:
    answer = fake_pipeline(RagConfig(answer_threshold=0.0)).answer(question)
    assert (answer.status, answer.claims) == ("not_found", ())
