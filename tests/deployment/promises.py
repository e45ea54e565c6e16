"""The services of the compose file over an image, and everything that is promised of them, asked from outside.

Knows requests and exit codes; how a container comes about is known to `container`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.deployment.container import Container, Failed, Mounted, start
from tests.deployment.image import Image, Work
from tests.deployment.recipe import Service, Stage, Step

PASSWORD = "a password of the test"
QUESTION = "Which U.S. senator met the president of Kazakhstan?"
ADDED = "The lighthouse of Fort-Shevchenko was closed on 3 May 2031 after a storm broke its lamp."
ADDED_QUESTION = "When was the lighthouse of Fort-Shevchenko closed?"
STOP_SECONDS = 10.0
"""What Docker gives a container before it kills it."""


@dataclass(frozen=True)
class Deployment:
    """The image, its volume and what is mounted from outside."""

    image: Image
    stage: Stage
    work: Work
    volume: Path

    def run(self, service: Service, *, command: tuple[str, ...] | None = None, name: str = "") -> Container:
        """Start a service as the compose file says, or with another command: () is the image's own."""
        mounted = [Mounted(place) for place in service.tmpfs]
        for told in service.volumes:
            source, place, *mode = told.split(":")
            mounted.append(Mounted(place, Path(source) if "/" in source else self.volume, "ro" in mode))
        mounted += [Mounted(f"/run/secrets/{one}", self.work.folder / one, read_only=True) for one in service.secrets]
        words = (service.command if command is None else command) or self.stage.last("CMD").words
        return start(
            self.image.root,
            [*self.stage.last("ENTRYPOINT").words, *words],
            user=self.image.user,
            folder=self.image.folder,
            environ=self.image.environ,
            mounted=mounted,
            log=self.work.folder / f"{name or service.name}.log",
        )

    def health(self) -> list[str]:
        """The command of the health check."""
        return health(self.stage)


def health(stage: Stage) -> list[str]:
    """The command of a stage's health check."""
    _, _, told = stage.last("HEALTHCHECK").told.partition("CMD")
    return Step("CMD", {}, told.strip()).words


def same(what: str, found: object, expected: object) -> None:
    """Tell a check that held. Raises Failed for one that did not."""
    if found != expected:
        raise Failed(f"{what}: {found!r}, expected {expected!r}")
    print(f"  held: {what}", flush=True)


def has(what: str, text: str, words: str) -> None:
    """The same of words in a text."""
    same(what, words if words in text else text, words)


def until(what: str, holds: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for it, and tell it. Raises Failed when it takes too long."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {seconds:g} s")
        time.sleep(0.2)
    print(f"  held: {what}", flush=True)


def requested(container: Container, method: str, path: str, content: object = None, token: str = "") -> tuple[int, str]:
    """Status and text of a request from outside the container."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = None if content is None else json.dumps(content)
    told = container.ask(
        "import http.client, json\n"
        "connection = http.client.HTTPConnection('127.0.0.1', 7860, timeout=120)\n"
        f"connection.request({method!r}, {path!r}, {body!r}, {headers!r})\n"
        "response = connection.getresponse()\n"
        "print(json.dumps([response.status, response.read().decode('utf-8', 'replace')]))\n"
    )
    status, text = json.loads(told)
    return status, text


def answered(container: Container, question: str) -> str:
    """The first quote of an answer, nothing where there is none."""
    status, text = requested(container, "POST", "/v1/ask", {"question": question}, PASSWORD)
    if status != 200:
        raise Failed(f"asked {question!r}: {status} {text}")
    quotes = [one["quote"] for one in json.loads(text)["citations"]]
    return quotes[0] if quotes else ""


def exercise(deployment: Deployment, services: Mapping[str, Service], articles: Path) -> None:
    """Everything that is promised of the running services. Raises Failed."""
    bare = deployment.run(services["chat"], command=(), name="bare")
    same("the image's own command ends without a password", bare.wait(60), 2)
    has("and says what is missing", bare.log.read_text("utf-8"), "there is no password")
    sync, chat = deployment.run(services["sync"]), deployment.run(services["chat"])
    ends = deployment.stage.last("STOPSIGNAL").told
    try:
        same("the health check says no before the page answers", chat.execute(deployment.health()).returncode, 1)
        until("and yes once it does", lambda: chat.execute(deployment.health()).returncode == 0)
        until("`sync` makes an index, `chat` opens it", lambda: requested(chat, "GET", "/readyz")[0] == 200)
        the_page(chat)
        (articles / "lighthouse.txt").write_text(f"The lighthouse\n\n{ADDED}\n", "utf-8")
        until("an article put into the folder is quoted", lambda: "3 May 2031" in answered(chat, ADDED_QUESTION))
        confinement(chat, sync)
        for one, name in ((chat, "chat"), (sync, "sync")):
            same(f"{ends} ends `{name}` with 0 within {STOP_SECONDS:g} s", one.stop(ends, STOP_SECONDS), 0)
            same(f"`{name}` met no bug", one.log.read_text("utf-8").count("Traceback"), 0)
    finally:
        sync.kill()
        chat.kill()
    afterwards(deployment, services, ends)


def the_page(chat: Container) -> None:
    """What a person and a program get."""
    same("the page asks for its password", requested(chat, "GET", "/")[0], 401)
    has("and is there with it", requested(chat, "GET", "/", token=PASSWORD)[1], "gradio")
    same("programs need a secret", requested(chat, "POST", "/v1/ask", {"question": QUESTION})[0], 401)
    has("a question is answered", answered(chat, QUESTION), "Daines")
    for path in ("/metrics", "/docs"):
        same(f"{path} is there", requested(chat, "GET", path, token=PASSWORD)[0], 200)
    created = chat.execute(["rag", "token", "create", "program"])
    token = created.stdout.strip()
    same("a token that is created in the container opens", requested(chat, "GET", "/v1/articles", token=token)[0], 200)


def confinement(chat: Container, sync: Container) -> None:
    """What the programs cannot do."""
    for place in ("/app/written", "/etc/written", "/usr/written", "/run/written"):
        has(f"{place} cannot be written", chat.execute(["touch", place]).stderr, "Read-only file system")
    who = chat.execute(["sh", "-c", "id -u; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/1/status"]).stdout.split()
    nothing = "0000000000000000"
    same(
        "the first process has no capability",
        who,
        ["10001", "CapEff:", nothing, "CapBnd:", nothing, "NoNewPrivs:", "1"],
    )
    routes = sync.execute(["cat", "/proc/net/route"]).stdout.splitlines()
    same("`sync` has no way out of its network", len(routes), 1)


def afterwards(deployment: Deployment, services: Mapping[str, Service], ends: str) -> None:
    """Without a page, and with a new one over the same volume."""
    down = deployment.run(services["sync"], name="down")
    try:
        same("the health check says no where no page runs", down.execute(deployment.health()).returncode, 1)
    finally:
        down.kill()
    again = deployment.run(services["chat"], name="again")
    try:
        until("a new container is healthy", lambda: again.execute(deployment.health()).returncode == 0)
        until("and ready", lambda: requested(again, "GET", "/readyz")[0] == 200)
        has("over the same volume it knows the article", answered(again, ADDED_QUESTION), "3 May 2031")
        same("and ends as well", again.stop(ends, STOP_SECONDS), 0)
    finally:
        again.kill()
