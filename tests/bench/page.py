"""The chat page as its users meet it: what it weighs, how soon it is ready, what it adds to an answer, and many at once.

    python -m tests.bench.page ../shared/data [--indexes FOLDER] [--people 32] [--minutes 10]

A server in a process of its own, as `rag chat` starts it, over all of squad1; Chromium, or people who speak the page's own
protocol over HTTP, each asking another of its held-out questions. Milliseconds of a shared machine: read the ratio of many
people to one, asked in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.bench import machine
from tests.bench.answer_sets import index_of, known_questions

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
VISITS = 7
SEED = 20261130

# When the first words of the newest answer were on the screen, by the clock that the server's process has too.
SEEN = """() => {
  window.seen = window.number = 0;
  new MutationObserver(() => {
    if (window.seen || !document.querySelector(`#newest #exchange-${window.number} .answer:not(.running) .claim`)) return;
    requestAnimationFrame(() => { window.seen = window.seen || performance.timeOrigin + performance.now(); });
  }).observe(document.getElementById('newest'), {childList: true, subtree: true, characterData: true});
}"""


@contextmanager
def served(index_path: Path) -> Iterator[tuple[str, int]]:
    """The address of a page over an index, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui.cli", "chat", "--index", str(index_path), "--port", str(port)]
    kept = tempfile.mkdtemp()
    environment = os.environ | {"RAG_CONFIG": "", "RAG_CONVERSATIONS_PATH": f"{kept}/conversations.sqlite"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert "Article RAG is at" in line, line
        try:
            yield f"http://127.0.0.1:{port}/", server.pid
        finally:
            server.terminate()
            server.wait(20)


def resident_mib(pid: int) -> float:
    """Memory that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def weighed(url: str) -> None:
    """What the first visit loads, and when the page can be used."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"])
        ready: list[float] = []
        offered: list[float] = []
        for visit in range(VISITS):
            context = browser.new_context()
            page = context.new_page()
            devtools = context.new_cdp_session(page)
            devtools.send("Network.enable")
            received: list[float] = []
            devtools.on(
                "Network.loadingFinished", lambda event, received=received: received.append(event["encodedDataLength"])
            )
            started = time.perf_counter()
            page.goto(url)
            page.wait_for_selector("#box textarea:enabled")
            ready.append((time.perf_counter() - started) * 1000)
            page.wait_for_selector("#starts .example", timeout=120_000)
            offered.append((time.perf_counter() - started) * 1000)
            page.wait_for_timeout(1000)
            if visit == VISITS - 1:
                print(f"first visit: {sum(received) / 1e6:.2f} MB in {len(received)} requests")
            context.close()
        print(f"ready to type after: {_spread(ready)} ms, nothing in the browser's cache")
        print(
            f"start questions offered after: {offered[0]:.0f} ms at the first visit, {_spread(offered[1:])} ms at the others"
        )
        browser.close()


def overhead(url: str, questions: Sequence[str]) -> None:
    """From the answer leaving the pipeline to its words on the screen."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector("#starts .example", timeout=120_000)
        page.evaluate(SEEN)
        whole: list[float] = []
        added: list[float] = []
        for number, question in enumerate(questions, start=1):
            page.evaluate("(number) => { window.seen = 0; window.number = number; }", number)
            page.fill("#box textarea", question)
            asked = time.time() * 1000
            page.press("#box textarea", "Enter")
            page.wait_for_selector(f"#newest #exchange-{number} .answer:not(.running)")
            page.wait_for_timeout(300)
            seen = page.evaluate("window.seen")
            if not seen:
                continue  # not found: no claim to see
            answering = re.search(r"([0-9.]+) ms: understand", page.locator("#newest .explained").text_content() or "")
            assert answering is not None
            whole.append(seen - asked)
            added.append(seen - asked - float(answering[1]))
        print(f"question sent to words on the screen: {_spread(whole)} ms over {len(whole)} answers")
        print(f"of it not spent answering, which is what the page adds: {_spread(added)} ms")
        browser.close()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of one person."""

    milliseconds: float
    error: str = ""


class Person:
    """Somebody who asks over the page's own protocol."""

    def __init__(self, client: httpx.AsyncClient, config: dict[str, Any]) -> None:
        self._client = client
        self._session = uuid.uuid4().hex[:12]
        dependency = next(
            one
            for one in config["dependencies"]
            if "question" in _names(config, one["inputs"]) and one["types"]["generator"]
        )
        self._function = dependency["id"]
        names = _names(config, dependency["inputs"])
        values: dict[str, Any] = {"question": None, "scope-outlets": [], "scope-dated": False, "scope-articles": []}
        self._inputs = [values.get(name, "" if name.startswith("scope") else None) for name in names]
        self._question = names.index("question")
        # First of all a page says whose it is and which conversation it shows, so that it is kept as people's are.
        self._inputs[0] = json.dumps({"key": secrets.token_hex(32), "conversation": secrets.token_hex(16)})

    async def ask(self, question: str) -> Asked:
        """Ask, and read the stream until the answer is finished."""
        inputs = [question if at == self._question else value for at, value in enumerate(self._inputs)]
        body = {
            "data": inputs,
            "fn_index": self._function,
            "session_hash": self._session,
            "event_data": {},
            "trigger_id": None,
        }
        started = time.perf_counter()
        try:
            joined = await self._client.post("gradio_api/queue/join", json=body)
            joined.raise_for_status()
            async with self._client.stream(
                "GET", "gradio_api/queue/data", params={"session_hash": self._session}
            ) as stream:
                async for line in stream.aiter_lines():
                    if not line.startswith("data:"):
                        continue
                    event = json.loads(line[5:])
                    if event["msg"] == "process_completed":
                        error = "" if event["success"] else str(event["output"])[:200]
                        return Asked((time.perf_counter() - started) * 1000, error)
        except httpx.HTTPError as error:
            return Asked((time.perf_counter() - started) * 1000, repr(error))
        return Asked((time.perf_counter() - started) * 1000, "the stream ended before the answer")


def _names(config: dict[str, Any], ids: Sequence[int]) -> list[str]:
    parts = {part["id"]: str(part["props"].get("elem_id") or "") for part in config["components"]}
    return [parts[one] for one in ids]


@asynccontextmanager
async def crowd(url: str, people: int) -> AsyncIterator[list[Person]]:
    """So many people with a page each."""
    limits = httpx.Limits(max_connections=4 * people + 8)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits, trust_env=False) as client:
        config = (await client.get("config")).json()
        yield [Person(client, config) for _ in range(people)]


async def all_ask(people: list[Person], questions: Sequence[str], *, each: int = 0, seconds: float = 0) -> list[Asked]:
    """Each asks one question after another, `each` so often or for so many seconds."""
    until = time.perf_counter() + seconds

    async def one(number: int, person: Person) -> list[Asked]:
        done: list[Asked] = []
        while (each and len(done) < each) or (seconds and time.perf_counter() < until):
            done.append(await person.ask(questions[(number + len(people) * len(done)) % len(questions)]))
        return done

    return [asked for some in await asyncio.gather(*map(one, range(len(people)), people)) for asked in some]


async def asked_by(url: str, people: int, questions: Sequence[str], *, each: int) -> list[Asked]:
    """What comes of `each` questions of people who have just come."""
    async with crowd(url, people) as here:
        return await all_ask(here, questions, each=each)


async def for_minutes(url: str, pid: int, people: int, questions: Sequence[str], minutes: float) -> None:
    """The same people go on asking; what came of it, and the memory of the server, in five parts."""
    async with crowd(url, people) as here:
        for part in range(5):
            asked = await all_ask(here, questions, seconds=minutes * 12)
            errors = [one.error for one in asked if one.error]
            print(
                f"{people} people, minute {(part + 1) * minutes / 5:.0f}: {len(asked)} answers, "
                f"{_spread([one.milliseconds for one in asked])} ms, {len(errors)} errors, "
                f"{resident_mib(pid):.0f} MiB {errors[:1]}",
                flush=True,
            )


def _spread(values: Sequence[float]) -> str:
    return f"median {machine.middle(values):.0f}, p95 {machine.p95(values):.0f}"


def many(url: str, pid: int, people: int, questions: Sequence[str], minutes: float) -> None:
    """One person, many people, one again; then many for so long, with the memory of the server."""
    alone = asyncio.run(asked_by(url, 1, questions, each=40))
    together = asyncio.run(asked_by(url, people, questions, each=5))
    alone += asyncio.run(asked_by(url, 1, questions, each=40))
    for name, asked in (("one person", alone), (f"{people} people at once", together)):
        print(
            f"{name}: {_spread([one.milliseconds for one in asked])} ms, {sum(bool(one.error) for one in asked)} errors of {len(asked)}"
        )
    ratio = machine.p95([one.milliseconds for one in together]) / machine.p95([one.milliseconds for one in alone])
    print(f"p95 of {people} people against one person's: {ratio:.1f}")
    if minutes:
        asyncio.run(for_minutes(url, pid, people, questions, minutes))


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, default=Path(tempfile.gettempdir()) / "indexes")
    parser.add_argument("--people", type=int, default=32)
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    print(machine.facts())
    index_of(options.data, options.indexes, "squad1")
    asked = [known.text for known in known_questions(options.data, "squad1")]
    questions = random.Random(SEED).sample(asked, 400)
    with served(options.indexes / "squad1-index") as (url, pid):
        weighed(url)
        overhead(url, questions[:60])
        many(url, pid, options.people, questions, options.minutes)


if __name__ == "__main__":
    main()
