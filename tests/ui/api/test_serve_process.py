"""A real `rag serve` and a real `rag chat`: both answer programs; a signal ends them, what is wrong ends them before."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ui.command import BAD_INPUT, SENATOR, free_port, process_environment, run

pytestmark = pytest.mark.slow
TOKEN = "a-token-of-some-length"


@contextmanager
def process(
    command: str, index: Path, *options: str, **environment: str
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`rag COMMAND` over the index, once it says that it answers, and its port."""
    port = free_port()
    line = [sys.executable, "-m", "ui.cli", command, "--index", str(index), "--port", str(port), *options]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=process_environment(**environment)
    ) as started:
        assert started.stdout is not None
        said = started.stdout.readline()
        try:
            assert said.startswith("Article RAG "), started.stderr
            yield started, port
        finally:
            started.send_signal(signal.SIGINT)
            started.communicate(timeout=60)


def request(port: int, method: str, path: str, content: object = None, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = None if content is None else json.dumps(content)
    connection.request(method, path, body, {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    try:
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_a_server_answers_and_ends_with_a_signal(seed_index: Path) -> None:
    with process("serve", seed_index) as (server, port):
        status, text = request(port, "POST", "/v1/ask", {"question": SENATOR})
        assert (status, json.loads(text)["status"]) == (200, "answered")
        assert request(port, "GET", "/readyz")[0] == 200
        assert "process_resident_memory_bytes" in request(port, "GET", "/metrics")[1]
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
        assert (server.returncode, errors) == (-signal.SIGTERM, "")


def test_the_interface_stands_beside_the_page_and_behind_its_password(seed_index: Path) -> None:
    with process("chat", seed_index, RAG_PAGE_TOKEN=TOKEN) as (server, port):
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert request(port, "GET", "/v1/articles")[0] == 401
        status, text = request(port, "GET", "/v1/articles", **bearer)
        assert (status, json.loads(text)["total"]) == (200, 2)
        assert "gradio" in request(port, "GET", "/", **bearer)[1]
        assert request(port, "GET", "/healthz")[0] == 200
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
        assert (server.returncode, errors) == (0, ""), "as a container and systemd end it"


def test_what_is_wrong_is_told_before_anything_is_loaded(seed_index: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (["--index", str(tmp_path / "none")], "there is no index"),
        (["--index", str(seed_index), "--host", "0.0.0.0"], "0.0.0.0"),
        (["--index", str(seed_index), "--root-path", "x"], "root path 'x' is no path"),
        (["--index", str(seed_index), "--root-path", "/news"], "--root-path '/news' lets other machines in"),
    ):
        refused = run("serve", "--port", str(free_port()), *arguments)
        assert (refused.exit_code, words in refused.stderr) == (BAD_INPUT, True), refused.stderr


def test_a_page_that_a_proxy_shows_needs_a_password(seed_index: Path) -> None:
    refused = run("chat", "--port", str(free_port()), "--index", str(seed_index), "--root-path", "/news")
    assert (refused.exit_code, refused.stdout) == (BAD_INPUT, "")
    assert "--root-path '/news' lets other machines in, and there is no password" in refused.stderr
