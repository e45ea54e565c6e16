"""No network: with every socket but loopback closed, exporting the model, indexing and answering work as ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = '''
"""Imported by every interpreter that the test starts: refuses and records all but loopback."""
import os, sys

def guard(event, arguments):
    if event not in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        return
    address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    if event != "socket.getaddrinfo" and not isinstance(address, tuple):
        return
    host = address if event == "socket.getaddrinfo" else address[0]
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host not in ("127.0.0.1", "::1", "localhost"):
        with open(os.environ["OUTSIDE_LOG"], "a") as log:
            print(event, host, file=log)
        raise OSError("the test allows loopback only")

sys.addaudithook(guard)
'''
PROGRAM = """
import socket
from rag import ask, sync
sync({seeds!r}, {index!r})
answer = ask("Which U.S. senator met the president of Kazakhstan?", index={index!r})
print(answer.status, "Steve Daines" in answer.text)
try:
    socket.socket().connect(("192.0.2.1", 80))
except OSError as error:
    print(error)
"""


@pytest.mark.slow
def test_a_first_index_is_built_and_a_question_answered_without_a_network(seeds: Path, tmp_path: Path) -> None:
    """From an empty cache, so that the model is exported too. The last connection, the test's own, shows the guard works."""
    (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    log = tmp_path / "outside.log"
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path),
        "OUTSIDE_LOG": str(log),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
    }
    program = PROGRAM.format(seeds=str(seeds), index=str(tmp_path / "index"))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=200, env=environment
    )
    assert done.stdout.splitlines() == ["answered True", "the test allows loopback only"], done.stderr
    assert log.read_text().splitlines() == ["socket.connect 192.0.2.1"]
    assert list((tmp_path / "cache").rglob("model.xml"))
