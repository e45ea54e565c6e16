"""A page's server in a process of its own, until a test is done with it. Knows `tests.browser.page_server`; knows no browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


def served(index_path: Path, *options: str, path: str = "") -> Iterator[str]:
    """The address of a page over that index, which is served while it is used."""
    port = free_port()
    with start(index_path, port, *options) as server:
        try:
            url = f"http://127.0.0.1:{port}/{path}"
            wait_for(url, server)
            yield url
        finally:
            server.terminate()
            server.communicate(timeout=20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(index_path: Path, port: int, *options: str) -> subprocess.Popen[bytes]:
    """Start a server and do not wait for it."""
    command = [
        sys.executable,
        "-m",
        "tests.browser.page_server",
        "--index",
        str(index_path),
        "--port",
        str(port),
        *options,
    ]
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until there is a page; fails with what the server says where it ends instead."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            _, errors = server.communicate()
            pytest.fail(f"the page's server ended with {server.returncode}: {errors.decode(errors='replace')[-3000:]}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as refused:
            if refused.code != 401:
                raise
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"no page at {url} after {START_SECONDS} seconds")
