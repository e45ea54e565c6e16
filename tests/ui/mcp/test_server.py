"""The SDK's own client over stdio (a process of its own) and in this process: tools, resources, faults, and that nothing can be changed."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import McpError
from mcp.shared.memory import create_connected_server_and_client_session as connected
from mcp.types import TextContent
from pydantic import AnyUrl

from rag import (
    LivePipeline,
    RagConfig,
    follow_index,
)
from tests.fakes_ui import article
from tests.ui.api.program import Held, Listed, elsewhere, follows, released
from tests.ui.command import BAD_INPUT, OFF_TOPIC, SENATOR, process_environment, run
from ui.api.questions import Questions
from ui.commands.program import mcp as command
from ui.mcp.server import server_over

T = TypeVar("T")
TOOLS = ["ask", "search", "get_article", "list_articles"]


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> LivePipeline:
    return follow_index(seed_index, config=RagConfig())


def speaking(pipeline: object, say: Callable[[ClientSession], Awaitable[T]]) -> T:
    """What `say` says to a server in this process, by the SDK's client."""

    async def spoken() -> T:
        async with connected(server_over(Questions(follows(pipeline)))) as session:
            return await say(session)

    return elsewhere(spoken())


async def refused(asked: Awaitable[object]) -> str:
    """What the error says."""
    with pytest.raises(McpError) as told:
        await asked
    return str(told.value)


def text(result: Any) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


async def all_tools_tell(pipeline: LivePipeline, session: ClientSession) -> None:
    """Asserts that each of the four tells what the pipeline does."""
    answered = await session.call_tool("ask", {"question": SENATOR})
    assert text(answered) == str(pipeline.answer(SENATOR))
    found: Any = await session.call_tool("search", {"question": "energy", "limit": 2})
    _, expected = pipeline.search("energy", limit=2)
    rows = found.structuredContent["passages"]
    assert [row["text"] for row in rows] == [passage.text for passage in expected.passages]
    listed: Any = await session.call_tool("list_articles", {"limit": 1})
    newest = pipeline.search_index.articles()[0]
    data = listed.structuredContent
    assert (data["total"], [row["id"] for row in data["articles"]]) == (2, [newest.id])
    read: Any = await session.call_tool("get_article", {"id": newest.id})
    assert read.structuredContent["text"] == pipeline.search_index.article(newest.id).text
    assert text(read).endswith(read.structuredContent["text"])


@pytest.mark.slow
def test_a_program_that_starts_it_speaks_over_its_input_and_output(seed_index: Path, pipeline: LivePipeline) -> None:
    command = [sys.executable, "-m", "ui.cli", "mcp", "--index", str(seed_index)]
    parameters = StdioServerParameters(command=command[0], args=command[1:], env=process_environment())

    async def spoken() -> None:
        async with stdio_client(parameters) as streams, ClientSession(*streams) as session:
            started = await session.initialize()
            assert (started.serverInfo.name, "not instructions" in (started.instructions or "")) == (
                "article-rag",
                True,
            )
            assert [tool.name for tool in (await session.list_tools()).tools] == TOOLS
            await all_tools_tell(pipeline, session)
            [first, *_] = (await session.list_resources()).resources
            [read] = (await session.read_resource(first.uri)).contents
            assert read.text == pipeline.search_index.article(first.name).text  # type: ignore[union-attr]

    elsewhere(spoken())


@pytest.mark.slow
def test_it_ends_with_its_input_and_says_nothing_else(seed_index: Path) -> None:
    command = [sys.executable, "-m", "ui.cli", "mcp", "--index", str(seed_index)]
    ended = subprocess.run(
        command, input="", capture_output=True, text=True, check=False, timeout=120, env=process_environment()
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_an_answer_has_its_text_and_its_quotes_as_data(pipeline: LivePipeline) -> None:
    answered, missing = (
        speaking(pipeline, lambda session, question=question: session.call_tool("ask", {"question": question}))  # type: ignore[misc]
        for question in (SENATOR, OFF_TOPIC)
    )
    expected = pipeline.answer(SENATOR)
    assert (answered.isError, text(answered)) == (False, str(expected))
    data = answered.structuredContent
    assert (data["status"], data["confidence"]) == ("answered", expected.confidence)
    assert [one["quote"] for one in data["citations"]] == [cite.quote for cite in expected.citations]
    assert (missing.isError, missing.structuredContent["status"]) == (False, "not_found")


def test_the_tools_tell_what_the_index_holds(pipeline: LivePipeline) -> None:
    speaking(pipeline, lambda session: all_tools_tell(pipeline, session))


def test_every_tool_says_that_it_only_reads(pipeline: LivePipeline) -> None:
    listed = speaking(pipeline, lambda session: session.list_tools())
    assert [tool.name for tool in listed.tools] == TOOLS
    for tool in listed.tools:
        assert tool.annotations is not None
        assert (tool.annotations.readOnlyHint, tool.annotations.destructiveHint) == (True, False)
        assert tool.inputSchema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {}, "question: Field required"),
        ("ask", {"question": "Who?", "asof": "2024-01-01"}, "asof: there is no such field"),
        ("ask", {"question": "Who?", "scope": {"outlets": ["Nobody"]}}, "'Nobody'"),
        ("search", {"question": "energy", "limit": 1_000}, "limit: Input should be less than"),
        ("get_article", {"id": "none.txt"}, "there is no article 'none.txt'"),
        ("list_articles", {"since": "yesterday"}, "since: a day is written YYYY-MM-DD"),
        ("remove_article", {"id": "a"}, "there is no tool 'remove_article'; there are: ask, search"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_is_told_to_the_model(
    name: str, arguments: dict[str, Any], words: str, pipeline: LivePipeline
) -> None:
    told = speaking(pipeline, lambda session: session.call_tool(name, arguments))
    assert told.isError
    assert words in text(told)


def test_a_bug_is_not_told_to_the_model() -> None:
    held = Held(fault=ZeroDivisionError("a secret path"))
    held.go.set()
    told = speaking(held, lambda session: session.call_tool("ask", {"question": "When did it close?"}))
    assert (told.isError, text(told)) == (True, "the server met a bug, which it has logged")


def test_resources_are_listed_in_parts_whatever_their_ids() -> None:
    held = Held(Listed(tuple(article(f"Text {n}.", path=f"a b/{n:03}?#%/ü.txt") for n in range(250))))

    async def read(session: ClientSession) -> tuple[list[int], list[str], str]:
        sizes, names, cursor = list[int](), list[str](), None
        while True:
            part = await session.list_resources(cursor)
            sizes.append(len(part.resources))
            names += [one.name for one in part.resources]
            cursor = part.nextCursor
            if cursor is None:
                break
        contents = (await session.read_resource(part.resources[-1].uri)).contents
        return sizes, names, contents[0].text  # type: ignore[union-attr]

    sizes, names, last = speaking(held, read)
    assert sizes == [100, 100, 50]
    assert len(set(names)) == 250
    assert last == "Text 249."


@pytest.mark.parametrize("uri", ["article://index/none.txt", "article://index/", "file:///etc/passwd", "article://x/y"])
def test_a_resource_that_is_not_there_is_an_error(uri: str, pipeline: LivePipeline) -> None:
    told = speaking(pipeline, lambda session: refused(session.read_resource(AnyUrl(uri))))
    assert told.startswith("there is no article")
    assert "/index'" not in told, "where the index lies is nobody's business"


def test_a_cursor_of_another_server_is_refused(pipeline: LivePipeline) -> None:
    told = speaking(pipeline, lambda session: refused(session.list_resources("x")))
    assert told == "the cursor 'x' is none of this server"


def test_a_call_that_is_given_up_ends_the_work() -> None:
    held = Held()

    async def given_up(session: ClientSession) -> None:
        with pytest.raises(McpError, match=r"[Tt]imed out"):
            await session.call_tool("ask", {"question": "Who?"}, read_timeout_seconds=dt.timedelta(seconds=0.5))
        from mcp.types import CancelledNotification, CancelledNotificationParams, ClientNotification

        number = session._request_id - 1
        cancelled = CancelledNotification(params=CancelledNotificationParams(requestId=number))
        await session.send_notification(ClientNotification(cancelled))
        assert await asyncio.to_thread(released, held.ended)

    speaking(held, given_up)
    assert not held.go.is_set()


def test_what_is_wrong_is_told_before_it_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in ([], ["--http"]):
        refused = run("mcp", "--index", tmp_path / "none", *arguments)
        assert (refused.exit_code, "there is no index" in refused.stderr) == (BAD_INPUT, True)
    monkeypatch.setattr(command, "find_spec", lambda _: None)
    refused = run("mcp")
    assert (refused.exit_code, "pip install 'article-rag[mcp]'" in refused.stderr) == (BAD_INPUT, True)
