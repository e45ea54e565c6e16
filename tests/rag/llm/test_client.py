"""The client against a real HTTP endpoint: what streams, what fails and how it is told, and that stopping stops."""

from __future__ import annotations

import json
import threading
import time
import traceback

import pytest

from index.errors import ReaderUnavailable
from rag.answering.llm.client import ChatClient, Finished
from rag.answering.llm.connection import ContextOverflow
from rag.answering.llm.prompt import Message
from rag.answering.llm.settings import LlmConfig
from tests.rag.llm.endpoint import Act, Exchange, endpoint, fails, hangs, hangs_after, says, streams

CHAT = (Message("system", "Rules."), Message("user", "Question: Why?"))


def settings(base_url: str, **values: object) -> LlmConfig:
    fast: dict[str, object] = {"model": "m", "timeout_seconds": 5.0, "retries": 0}
    return LlmConfig(base_url=base_url, **{**fast, **values})  # type: ignore[arg-type]


def complete(config: LlmConfig, key: str = "") -> tuple[str, Finished]:
    *pieces, last = ChatClient(config, {"RAG_LLM_KEY": key}).stream(CHAT)
    assert isinstance(last, Finished)
    return "".join(piece for piece in pieces if isinstance(piece, str)), last


def test_an_answer_streams_and_its_tokens_are_told() -> None:
    with endpoint(says("The bridge opened. [1]")) as asked:
        text, last = complete(settings(asked.base_url), key="secret")
    assert text == "The bridge opened. [1]"
    assert (last.prompt_tokens, last.completion_tokens, last.cut) == (100, 20, False)
    body = asked.log.bodies[0]
    assert (body["model"], body["max_tokens"], body["temperature"], body["stream"]) == ("m", 500, 0.0, True)
    assert body["messages"] == [{"role": "system", "content": "Rules."}, {"role": "user", "content": "Question: Why?"}]
    assert asked.log.headers[0]["authorization"] == "Bearer secret"
    assert asked.log.paths == ["/v1/chat/completions"]


def test_an_endpoint_that_counts_no_tokens_is_no_fault() -> None:
    with endpoint(says("Yes.", usage=False)) as asked:
        _, last = complete(settings(asked.base_url))
    assert (last.prompt_tokens, last.completion_tokens) == (None, None)


def test_an_answer_that_was_cut_says_so() -> None:
    with endpoint(says("It goes on and", reason="length")) as asked:
        assert complete(settings(asked.base_url))[1].cut


@pytest.mark.parametrize("parameter", ["max_completion_tokens", "stream_options"])
def test_a_parameter_that_the_endpoint_does_not_know_is_left_out_or_renamed(parameter: str) -> None:
    refusal = fails(400, f"Unsupported parameter: use {parameter} otherwise")
    with endpoint(refusal, says("Yes.")) as asked:
        assert complete(settings(asked.base_url))[0] == "Yes."
    second = asked.log.bodies[1]
    assert ("max_completion_tokens" in second) == (parameter == "max_completion_tokens")
    assert ("stream_options" in second) == (parameter != "stream_options")


def test_no_temperature_is_sent_when_none_is_set() -> None:
    with endpoint(says("Yes.")) as asked:
        complete(settings(asked.base_url, temperature=None))
    assert "temperature" not in asked.log.bodies[0]


FAULTS: list[tuple[str, Act, str]] = [
    ("bad key", fails(401, "Incorrect API key"), "check the key in the environment variable 'RAG_LLM_KEY'"),
    ("no such model", fails(404, "model 'm' not found"), "check llm.model and llm.base_url"),
    ("refused request", fails(400, "bad temperature"), "refused the request"),
    ("another status", fails(418, "teapot"), "HTTP 418"),
    ("broken server", fails(500, "boom"), "HTTP 500"),
    ("a web page", lambda e: e.send(200, b"<html>Hello</html>", "text/html"), "OpenAI-compatible endpoint"),
    ("an answer in one piece", lambda e: e.send(200, json.dumps({"choices": []}).encode()), "endpoint?"),
    ("no events", streams(), "no answer in the protocol"),
    ("no JSON", streams("{broken"), "sent what is no answer"),
    ("JSON that is no chunk", streams('{"hello": 1}'), "sent what is no answer"),
    ("a list", streams("[1, 2]"), "sent what is no answer"),
    (
        "a piece that is no text",
        streams('{"choices": [{"index": 0, "delta": {"content": 7}}]}'),
        "sent what is no answer",
    ),
    ("an error in the stream", streams('{"error": {"message": "out of memory"}}'), "out of memory"),
    ("an end in the middle", streams('{"choices": [{"index": 0, "delta": {"content": "The"}}]}'), "broke off before"),
]


@pytest.mark.parametrize(("act", "told"), [pytest.param(act, told, id=name) for name, act, told in FAULTS])
def test_a_fault_is_told_with_the_model_the_address_and_what_to_do(act: Act, told: str) -> None:
    with endpoint(act) as asked, pytest.raises(ReaderUnavailable) as raised:
        complete(settings(asked.base_url))
    message = str(raised.value)
    assert told in message
    assert f"the model 'm' at {asked.base_url!r}" in message
    assert "\n" not in message


def test_an_endpoint_that_is_down_is_told_with_its_address() -> None:
    with endpoint(says("Yes.")) as asked:
        pass
    with pytest.raises(ReaderUnavailable, match=r"cannot be reached .*start the endpoint, or correct llm\.base_url"):
        complete(settings(asked.base_url))


def test_the_key_is_in_no_message() -> None:
    def repeats(exchange: Exchange) -> None:
        fails(401, f"wrong: {exchange.handler.headers['Authorization']}")(exchange)

    key = "-".join(["sk", "very", "secret"])  # so that no line of this file holds it
    with endpoint(repeats) as asked, pytest.raises(ReaderUnavailable) as raised:
        complete(settings(asked.base_url), key=key)
    assert "wrong: Bearer …" in str(raised.value)
    assert key not in "".join(traceback.format_exception(raised.value))


def test_a_key_that_no_header_can_hold_is_refused_without_being_shown() -> None:
    with pytest.raises(ReaderUnavailable, match="'RAG_LLM_KEY' has spaces") as raised:
        complete(settings("http://127.0.0.1:9/v1"), key="two words")
    assert "two words" not in str(raised.value)


@pytest.mark.parametrize("first", [fails(500, "boom"), fails(429, "slow down", Retry_After="0"), streams("{broken")])
def test_what_may_pass_is_tried_again_after_a_pause(first: Act) -> None:
    with endpoint(first, says("Yes.")) as asked:
        assert complete(settings(asked.base_url, retries=1))[0] == "Yes."
    assert len(asked.log.bodies) == 2


def test_pauses_grow_and_the_attempts_are_told() -> None:
    with endpoint(fails(503, "busy")) as asked, pytest.raises(ReaderUnavailable, match=r"busy.*\(3 attempts\)"):
        complete(settings(asked.base_url, retries=2))
    first, second, third = asked.log.times
    assert third - second > second - first > 0.4


@pytest.mark.parametrize("act", [fails(401, "no"), fails(404, "no"), fails(400, "no")])
def test_what_will_not_pass_is_tried_once(act: Act) -> None:
    with endpoint(act) as asked, pytest.raises(ReaderUnavailable):
        complete(settings(asked.base_url, retries=3))
    assert len(asked.log.bodies) == 1


def test_an_answer_that_breaks_off_is_not_begun_again() -> None:
    breaks_off = streams('{"choices": [{"index": 0, "delta": {"content": "The"}}]}', "{broken")
    with endpoint(breaks_off) as asked, pytest.raises(ReaderUnavailable, match="broke off"):
        complete(settings(asked.base_url, retries=3))
    assert len(asked.log.bodies) == 1


@pytest.mark.parametrize(
    "message", ["maximum context length is 2048 tokens", "request exceeds the available context size"]
)
def test_too_long_a_prompt_is_an_overflow(message: str) -> None:
    with endpoint(fails(400, message)) as asked, pytest.raises(ContextOverflow):
        complete(settings(asked.base_url, retries=2))
    assert len(asked.log.bodies) == 1


@pytest.mark.parametrize("act", [hangs, hangs_after(["The bridge"])], ids=["before the answer", "within the answer"])
def test_silence_ends_after_the_time_limit(act: Act) -> None:
    started = time.monotonic()
    with endpoint(act) as asked:
        with pytest.raises(ReaderUnavailable, match=r"sent nothing for 0\.7 seconds.*raise llm\.timeout_seconds"):
            complete(settings(asked.base_url, timeout_seconds=0.7))
        assert asked.log.closed.wait(2)
    assert time.monotonic() - started < 4


def test_keep_alive_comments_are_silence_too() -> None:
    def pings(exchange: Exchange) -> None:
        exchange.open_stream()
        for _ in range(50):
            exchange.handler.wfile.write(b": ping\n\n")
            exchange.handler.wfile.flush()
            time.sleep(0.1)

    with endpoint(pings) as asked, pytest.raises(ReaderUnavailable, match="sent nothing for"):
        complete(settings(asked.base_url, timeout_seconds=0.7))


def test_an_endless_answer_is_ended() -> None:
    def endless(exchange: Exchange) -> None:
        exchange.open_stream()
        while True:
            exchange.piece("word " * 50)

    with endpoint(endless) as asked, pytest.raises(ReaderUnavailable, match="does not stop at max_tokens=10"):
        complete(settings(asked.base_url, max_tokens=10))


@pytest.mark.parametrize(
    "delta", [{"reasoning_content": "Hmm. "}, {"content": ""}, {"content": None}], ids=["thoughts", "empty", "none"]
)
def test_an_endless_answer_without_a_word_is_ended_as_well(delta: dict[str, str | None]) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.open_stream()
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        while True:
            exchange.event(json.dumps({**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}))
            time.sleep(0.02)

    started = time.monotonic()
    with endpoint(endless) as asked, pytest.raises(ReaderUnavailable) as raised:
        complete(settings(asked.base_url, answer_seconds=1.0, retries=2))
    assert "did not end its answer in 1 seconds; raise llm.answer_seconds" in str(raised.value)
    assert time.monotonic() - started < 4
    assert len(asked.log.bodies) == 1


@pytest.mark.parametrize(
    ("act", "first", "waited_on"),
    [
        pytest.param(hangs_after(["The bridge"]), "The bridge", True, id="within the answer"),
        pytest.param(hangs, "", True, id="before the answer"),
        pytest.param(fails(503, "busy", Retry_After="15"), "", False, id="between attempts"),
    ],
)
def test_closing_ends_the_request_at_once_in_every_state(act: Act, first: str, *, waited_on: bool) -> None:
    with endpoint(act) as asked:
        parts = ChatClient(settings(asked.base_url, timeout_seconds=60.0, retries=2), {}).stream(CHAT)
        assert next(parts) == first
        assert "llm-request" in {thread.name for thread in threading.enumerate()}
        closing = time.monotonic()
        parts.close()
        assert time.monotonic() - closing < 2
        assert "llm-request" not in {thread.name for thread in threading.enumerate()}
        assert asked.log.closed.wait(2) == waited_on
    assert len(asked.log.bodies) == 1


def test_many_questions_run_at_once() -> None:
    with endpoint(says("The bridge opened in 2021.")) as asked:
        client = ChatClient(settings(asked.base_url), {})
        found: list[str] = []

        def ask() -> None:
            found.append("".join(piece for piece in client.stream(CHAT) if isinstance(piece, str)))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == ["The bridge opened in 2021."] * 8
