"""The LLM reader with a real model behind a real server. Its answers are poor: what is asserted is protocol and checking."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, LlmConfig, RagConfig, TokenEvent, open_pipeline
from rag.answering.llm.client import ChatClient, Finished
from rag.answering.llm.prompt import Message
from tests.rag.llm.real_model import served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),  # 40 s on two free cores; minutes where other programs take them
]
QUESTION = "Which U.S. senator met the president of Kazakhstan?"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlmConfig]:
    with served(tmp_path_factory.mktemp("smollm2")) as (base_url, model):
        yield LlmConfig(
            base_url=base_url, model=model, max_tokens=40, context_tokens=2048, timeout_seconds=400.0, retries=0
        )


def test_a_real_model_streams_and_tells_its_tokens(config: LlmConfig) -> None:
    chat = (Message("user", "What is the capital of France? Answer in one sentence."),)
    *pieces, last = ChatClient(config).stream(chat)
    assert isinstance(last, Finished)
    assert "Paris" in "".join(piece for piece in pieces if isinstance(piece, str))
    assert len([piece for piece in pieces if piece]) > 3
    assert last.prompt_tokens
    assert last.completion_tokens


def test_every_sentence_of_a_real_model_is_supported_by_its_quotes_or_called_unsupported(
    config: LlmConfig, seed_index: Path
) -> None:
    answer = open_pipeline(seed_index, config=RagConfig(reader="llm", llm=config)).answer(QUESTION)
    assert answer.reader == "llm"
    assert answer.usage is not None
    assert answer.usage.completion_tokens
    assert answer.found == any(claim.support == "supported" for claim in answer.claims)
    check_claims(answer)


def check_claims(answer: Answer) -> None:
    """Supported: quotes of whole sentences that hold each number of the claim. Unsupported: no citation, and a reason."""
    for claim in answer.claims:
        if claim.support == "unsupported":
            assert claim.cites == ()
            assert claim.why
            continue
        assert claim.cites
        for cite in claim.cites:
            assert cite.article.text[cite.start : cite.end] == cite.quote
        quoted = " ".join(cite.quote for cite in claim.cites)
        assert all(number in quoted for number in re.findall(r"\d+", claim.text))


def test_stopping_a_real_model_stops_at_once(config: LlmConfig, seed_index: Path) -> None:
    events = open_pipeline(seed_index, config=RagConfig(reader="llm", llm=config)).stream(QUESTION)
    for event in events:
        if isinstance(event, TokenEvent) and event.text:
            break
    closing = time.monotonic()
    events.close()  # type: ignore[attr-defined]
    assert time.monotonic() - closing < 2
