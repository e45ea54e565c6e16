"""No network: with every socket but loopback closed, indexing and answering work as ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

GUARD = """
import socket, sys

def guard(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(host, bytes): host = host.decode()
        if event == "socket.getaddrinfo" or isinstance(address, tuple):
            if host not in ("127.0.0.1", "::1", "localhost"):
                print("OUTSIDE", event, host, flush=True)
                raise OSError("the test allows loopback only")

sys.addaudithook(guard)
"""
PROGRAM = """
from rag import ask, sync
sync({seeds!r}, {index!r})
answer = ask("Which U.S. senator met the president of Kazakhstan?", index={index!r})
print(answer.status, "Steve Daines" in answer.text)
try:
    socket.socket().connect(("192.0.2.1", 80))
except OSError as error:
    print(error)
"""


def test_an_index_is_built_and_a_question_answered_without_a_network(seeds: Path, tmp_path: Path) -> None:
    """The last line shows that the guard works: it stops a connection of the test's own."""
    program = GUARD + PROGRAM.format(seeds=str(seeds), index=str(tmp_path / "index"))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.splitlines() == [
        "answered True",
        "OUTSIDE socket.connect 192.0.2.1",
        "the test allows loopback only",
    ], done.stderr
