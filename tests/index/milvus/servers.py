"""A Milvus that can be killed: milvus-lite's server as a process of its own, behind a door that can be shut."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

_PROGRAM = """
import sys
from milvus_lite.adapter.grpc.server import run_server
run_server(sys.argv[1], host="127.0.0.1", port=int(sys.argv[2]))
"""


class Server:
    """milvus-lite's server over the file `data`, on a port that stays its own."""

    def __init__(self, data: Path) -> None:
        self._data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        arguments = [sys.executable, "-c", _PROGRAM, str(self._data), str(self.port)]
        with (self._data.parent / "server.log").open("ab") as log:
            self._process = subprocess.Popen(arguments, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self._process.poll() is None, (self._data.parent / "server.log").read_text()
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError("the server did not start within a minute")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


class Door:
    """Passes what comes to its port on to a server, until it is shut: then whoever is inside is thrown out."""

    def __init__(self, port: int) -> None:
        self._goal = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._open = threading.Event()
        self._open.set()
        self._held: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def shut(self) -> None:
        """Throw everybody out and let nobody in."""
        self._open.clear()
        for one in self._held:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._held.clear()

    def open(self) -> None:
        """Let them in again."""
        self._open.set()

    def close(self) -> None:
        """Shut it for good."""
        self.shut()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                inside, _ = self._listening.accept()
            except OSError:
                return
            if not self._open.is_set():
                inside.close()
                continue
            try:
                outside = socket.create_connection(("127.0.0.1", self._goal))
            except OSError:  # the server is down
                inside.close()
                continue
            self._held += [inside, outside]
            for one, other in ((inside, outside), (outside, inside)):
                threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while some := one.recv(65536):
            other.sendall(some)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
