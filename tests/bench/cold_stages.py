"""The child of `cold_start`: answers one question as `rag ask` does and says when each stage was over.

    python -m tests.bench.cold_stages INDEX QUESTION SPAWNED

SPAWNED is time.time() just before the process was started. The stages go to standard error as JSON, in
milliseconds; leaving the process is the parent's to see. Until the clock reads "start the interpreter"
nothing is imported but json, sys and time.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


class Stages:
    """A clock that says how long each stage took."""

    def __init__(self, started: float) -> None:
        self.last = started
        self.milliseconds: dict[str, float] = {}

    def over(self, stage: str) -> None:
        now = time.time()
        self.milliseconds[stage] = 1000 * (now - self.last)
        self.last = now


def main(index_path: str, question: str, spawned: str) -> None:
    stages = Stages(float(spawned))
    stages.over("start the interpreter")
    import numpy as np

    stages.over("import numpy")
    import typer

    stages.over("import typer")
    import ui.cli
    from rag import open_pipeline
    from ui.terminal import answer_lines, show

    stages.over("import ui, rag, index")
    import faiss
    import tantivy

    stages.over("import faiss and tantivy")
    pipeline = open_pipeline(index_path)
    stages.over("open the index")
    import tokenizers

    from index.embedding.runtime import openvino

    openvino()

    stages.over("import openvino and tokenizers")
    internals: Any = pipeline
    embedder: Any = internals._retriever._embedder
    _ = embedder.engine
    stages.over("verify (sha256), read and compile the model")
    embedder.token_starts("warm")
    stages.over("read the tokenizer")
    answer = pipeline.answer(question)
    stages.over("answer, for the first time")
    show(answer_lines(answer))
    stages.over("print")
    assert all((np, typer, ui.cli, faiss, tantivy, tokenizers))
    print(json.dumps({"stages": stages.milliseconds, "finished": stages.last}), file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:4])
