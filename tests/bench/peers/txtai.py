"""txtai: its embeddings database on FAISS with the texts kept (SQLite), written to disk.

Its own splitter makes sentences or paragraphs, not chunks of a size, so it is given the plain script's chunks.
"""

from __future__ import annotations

from typing import Any

from tests.bench.peers.measuring import BATCH, WARM_UP, Ingest, Job, constant_rows, documents, fixed_chunks, measured


def prepare(job: Job) -> Ingest:
    from transformers import AutoTokenizer
    from txtai import Embeddings  # type: ignore[import-not-found]

    if job.constant:
        settings: dict[str, Any] = {"method": "external", "transform": constant_rows}
    else:
        settings = {"path": str(job.model), "method": "sentence-transformers", "gpu": False, "encodebatch": BATCH}
    database = Embeddings({**settings, "backend": "faiss", "content": True})
    database.batchtransform([WARM_UP])
    tokenizer = AutoTokenizer.from_pretrained(str(job.model))

    def ingest() -> list[str]:
        chunks = [chunk for _, text in documents(job) for chunk in fixed_chunks(tokenizer, text, job.text_tokens)]
        database.index(chunks)
        database.save(str(job.output / "database"))
        return chunks

    return ingest


if __name__ == "__main__":
    measured(prepare)
