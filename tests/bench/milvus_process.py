"""The standalone server of the PyPI package `milvus` 2.3.5 as a process: unpacked into a folder, started, killed. Too old for BM25.

It listens on every address of its machine: run it in a network of its own (`unshare -n`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from index.errors import RagError
from index.milvus.database import MilvusDatabase
from index.milvus.search import MilvusIndex
from index.milvus.settings import MilvusConfig
from tests.fakes import FakeEmbedder

PORT = 29530
CONFIG = MilvusConfig(f"http://127.0.0.1:{PORT}", name="faults", timeout_seconds=20.0)
EMBEDDER = FakeEmbedder()
_UNPACK = """
import sys
import milvus
server = milvus.MilvusServer()
server.set_base_dir(sys.argv[1])
server.listen_port = int(sys.argv[2])
server.config.resolve()
milvus._initialize_data_files(sys.argv[1])
"""


class Server:
    """The server over one folder."""

    def __init__(self, python: str, data: Path) -> None:
        self._data = data
        self._process: subprocess.Popen[bytes] | None = None
        subprocess.run([python, "-c", _UNPACK, str(data), str(PORT)], check=True)

    def start(self) -> float:
        """Seconds until it answered a query."""
        started = time.perf_counter()
        environment = os.environ | {
            "DEPLOY_MODE": "STANDALONE",
            "METRICS_PORT": "9091",
            "MILVUS_RUN_DIR": str(self._data / "run"),
            "LD_LIBRARY_PATH": str(self._data / "bin"),
        }
        self._process = subprocess.Popen(
            [self._data / "bin" / "milvus", "run", "standalone"],
            env=environment,
            cwd=self._data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while time.perf_counter() - started < 240:
            try:
                database = MilvusDatabase(CONFIG, dense_only=True)
                if "chunks" in database.names():
                    MilvusIndex(CONFIG, dense_only=True).dense(EMBEDDER.embed_query("river"), 3)
                return time.perf_counter() - started
            except RagError as error:
                last = error
                time.sleep(0.5)
        raise AssertionError(f"the server did not answer within four minutes: {last}")

    def kill(self) -> None:
        """As a power cut would."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
