"""OpenAI's own client chats with the articles: models, whole answers and streams, conversations, and what is refused."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from rag import LivePipeline, LlmConfig, RagConfig, Turn, follow_index
from tests.fakes_ui import answer, article, citation
from tests.rag.llm.endpoint import endpoint, says
from tests.ui.api.program import Held, Listed, Program, follows, served
from tests.ui.command import OFF_TOPIC, SENATOR
from ui.api.application import application
from ui.api.compatible.content import content_of, inert, without_sources
from ui.api.gate import ApiGate
from ui.serving.door import Door
from ui.serving.tokens import TokenStore

COUNT = "How many articles mention Kazakhstan?"
FOLLOW_UP = "And with Richard Verma?"
BEFORE = "What did the minister discuss with Victoria Nuland?"


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> LivePipeline:
    return follow_index(seed_index, config=RagConfig())


@pytest.fixture(scope="module")
def served_at(pipeline: LivePipeline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    store = TokenStore(tmp_path_factory.mktemp("tokens") / "tokens.json")
    secret = store.create("openai", ("read",), now=dt.datetime.now(dt.UTC))
    with served(ApiGate(application(pipeline), Door(tokens=store))) as port:
        yield f"http://127.0.0.1:{port}/v1", secret


@pytest.fixture(scope="module")
def client(served_at: tuple[str, str]) -> Iterator[openai.OpenAI]:
    url, secret = served_at
    with openai.OpenAI(base_url=url, api_key=secret, max_retries=0, timeout=60) as client:
        yield client


def user(content: str) -> Any:
    return {"role": "user", "content": content}


def test_the_models_are_listed_and_found(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert names == ["article-rag", "article-rag-careful", "article-rag-balanced", "article-rag-eager"]
    assert client.models.retrieve("article-rag-careful").owned_by == "article-rag"
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-4'"):
        client.models.retrieve("gpt-4")


@pytest.mark.parametrize("question", [SENATOR, OFF_TOPIC, COUNT])
def test_an_answer_is_text_with_numbered_sources_and_the_quotes_as_data(
    question: str, client: openai.OpenAI, pipeline: LivePipeline
) -> None:
    told = client.chat.completions.create(model="article-rag", messages=[user(question)])
    expected = pipeline.answer(question)
    [choice] = told.choices
    assert choice.finish_reason == "stop"
    assert choice.message.content == content_of(expected)
    data = told.model_extra["article_rag"]  # type: ignore[index]
    assert (data["status"], data["confidence"]) == (expected.status, expected.confidence)
    quotes = [(one["number"], one["article"]["id"], one["start"], one["quote"]) for one in data["citations"]]
    assert quotes == [(one.number, one.article.id, one.start, one.quote) for one in expected.citations]
    assert told.usage is not None
    assert told.usage.total_tokens == 0


def test_the_text_reads_as_text() -> None:
    of = article(
        "Mr. Daines of the U.S. Senate met him.", title="A visit", outlet="TDI", published=dt.date(2024, 3, 26)
    )
    told = content_of(answer(citation(of, "Mr. Daines of the U.S. Senate met him.")))
    assert told == (
        "Mr. Daines of the U.S. Senate met him. [1]\n\nSources:\n\n[1] A visit · TDI · 2024-03-26 · one.txt"
    )
    assert without_sources(told) == "Mr. Daines of the U.S. Senate met him. [1]"


@pytest.mark.parametrize("question", [SENATOR, OFF_TOPIC, COUNT])
def test_a_stream_says_the_same(question: str, client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="article-rag", messages=[user(question)])
    stream = client.chat.completions.create(
        model="article-rag", messages=[user(question)], stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    deltas = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(deltas) == whole.choices[0].message.content
    assert len({chunk.id for chunk in chunks}) == 1
    finished = [chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason]
    assert [one.model_extra["article_rag"] for one in finished] == [whole.model_extra["article_rag"]]  # type: ignore[index]
    assert chunks[-1].usage is not None
    assert chunks[-1].choices == []


def test_the_conversation_is_used(client: openai.OpenAI, pipeline: LivePipeline) -> None:
    first = client.chat.completions.create(model="article-rag", messages=[user(BEFORE)])
    said = first.choices[0].message.content or ""
    messages: Any = [
        {"role": "system", "content": "You are helpful."},
        user(BEFORE),
        {"role": "assistant", "content": said},
        {"role": "user", "content": [{"type": "text", "text": FOLLOW_UP}]},
    ]
    told = client.chat.completions.create(model="article-rag", messages=messages)
    turn = Turn(BEFORE, re.sub(r" \[\d+\]", "", without_sources(said)))
    expected = pipeline.answer(FOLLOW_UP, [turn])
    assert expected.query.history_used
    assert told.choices[0].message.content == content_of(expected)


def test_an_answer_is_sent_back_as_the_client_holds_it(client: openai.OpenAI, pipeline: LivePipeline) -> None:
    """The usual loop: each message of the server is put beneath those before."""
    messages: list[Any] = [user(BEFORE)]
    for question in (FOLLOW_UP, None):
        told = client.chat.completions.create(model="article-rag", messages=messages)
        messages += [told.choices[0].message] + ([user(question)] if question else [])
    said = re.sub(r" \[\d+\]", "", without_sources(messages[1].content))
    assert messages[-1].content == content_of(pipeline.answer(FOLLOW_UP, [Turn(BEFORE, said)]))


def test_day_scope_and_care_can_be_asked(client: openai.OpenAI) -> None:
    def status(model: str = "article-rag", **extra: Any) -> str:
        told = client.chat.completions.create(model=model, messages=[user(SENATOR)], extra_body=extra)
        return str(told.model_extra["article_rag"]["status"])  # type: ignore[index]

    assert status(as_of="2000-01-01") == "not_found"
    assert status(scope={"since": "2100-01-01"}) == "not_found"
    assert status("article-rag-careful") in ("answered", "not_found")
    with pytest.raises(openai.UnprocessableEntityError, match=r"scope\.sinse"):
        status(scope={"sinse": "2100-01-01"})


def test_what_tunes_a_models_writing_is_taken(client: openai.OpenAI) -> None:
    """As chat pages send it, whatever they talk to."""
    tuned: dict[str, Any] = {
        "temperature": 0.2,
        "top_p": 1,
        "max_tokens": 500,
        "seed": 1,
        "presence_penalty": 0,
        "user": "u",
        "service_tier": "auto",
        "stop": None,
        "tools": [],
        "tool_choice": "none",
        "logprobs": False,
        "logit_bias": {},
        "modalities": ["text"],
    }
    plain = client.chat.completions.create(model="article-rag", messages=[user(SENATOR)])
    told = client.chat.completions.create(model="article-rag", messages=[user(SENATOR)], **tuned)
    assert told.choices == plain.choices


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools"),
        ({"n": 2}, "n"),
        ({"response_format": {"type": "json_object"}}, "response_format.type"),
        ({"logprobs": True}, "logprobs"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"messages": [{"role": "assistant", "tool_calls": [{}]}, user("x")]}, "messages.0.tool_calls"),
        ({"stop": ["."]}, "stop"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "assistant", "content": "Hello."}]}, "messages"),
        ({"messages": [{"role": "tool", "content": "x", "tool_call_id": "1"}]}, "messages.0.role"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x"}}]}]},
            "messages.0.content",
        ),
        ({"messages": [user("x")] * 10_000}, "messages"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_would_be_another_answer_is_refused_by_name(
    changes: dict[str, Any], named: str, client: openai.OpenAI
) -> None:
    asked: dict[str, Any] = {"model": "article-rag", "messages": [user(SENATOR)]} | changes
    with pytest.raises(openai.UnprocessableEntityError) as told:
        client.chat.completions.create(**asked)
    assert str(told.value.param).startswith(named)
    assert named.split(".", maxsplit=1)[0] in str(told.value)


def test_faults_come_as_the_clients_own_errors(client: openai.OpenAI, served_at: tuple[str, str]) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="the question is empty"):
        client.chat.completions.create(model="article-rag", messages=[user("  ")])
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-4'"):
        client.chat.completions.create(model="gpt-4", messages=[user(SENATOR)])
    with pytest.raises(openai.APIError, match="the question is empty"):
        list(client.chat.completions.create(model="article-rag", messages=[user("  ")], stream=True))
    stranger = openai.OpenAI(base_url=served_at[0], api_key="rag_wrong", max_retries=0)
    with stranger, pytest.raises(openai.AuthenticationError, match="this token opens nothing"):
        stranger.models.list()


def test_what_an_llm_wrote_is_streamed_once_it_is_checked(seed_index: Path) -> None:
    text = "The conversations with Richard Verma focused on interaction in the consular sphere."
    with endpoint(says(text)) as scripted:
        config = RagConfig(reader="llm", llm=LlmConfig(base_url=scripted.base_url, model="m"))
        writing = follow_index(seed_index, config=config)
        with served(ApiGate(application(writing), Door())) as port:
            client = openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", max_retries=0)
            asked: Any = {"model": "article-rag", "messages": [user("Which talks concerned the consular sphere?")]}
            with client:
                whole = client.chat.completions.create(**asked).choices[0].message.content or ""
                chunks = list(client.chat.completions.create(**asked, stream=True))
    assert whole.startswith(text)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == whole


HOSTILE = (
    "![p](http://evil.example/p.png) [link](http://evil.example) <img src=x onerror=alert(1)> `code` *em* "
    "&lt;b&gt; $x$ | a | [1]: http://evil.example"
)


def test_nothing_that_an_article_says_acts_in_a_chat_page() -> None:
    """Markdown drawn by the reader that the page's own notebooks use has no link, picture or tag of the article's."""
    from markdown_it import MarkdownIt

    of = article(f"{HOSTILE}\nNext.", title=f"# {HOSTILE}", outlet="[x](http://evil.example)")
    told = content_of(answer(citation(of, HOSTILE)))
    drawn = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(told)
    tags = set(re.findall(r"<(\w+)", drawn))
    assert tags == {"p"}
    assert inert("# 1. x") == "\\# 1. x"
    assert inert("1. x") == "\\1. x"
    assert inert("AT&T sold it.") == "AT&T sold it."


def test_an_index_that_is_not_there_is_told_in_their_form() -> None:
    held = Held(Listed(()), fault=ZeroDivisionError())
    held.go.set()
    program = Program(application(follows(held)))
    told = program.post("/v1/chat/completions", model="article-rag", messages=[user("Who?")]).json()
    assert told["error"] == {
        "message": "the server met a bug, which it has logged",
        "type": "server_error",
        "param": None,
        "code": "InternalServerError",
    }
