"""Haystack: a pipeline of its splitter, its sentence-transformers embedder and its writer, its in-memory store on disk.

The splitter is given the plain script's chunks by a function, since it counts only words or another model's tokens.
The store counts words for BM25 too; it is written as JSON, which is its one way to the disk.
"""

from __future__ import annotations

from typing import Any

from tests.bench.peers.measuring import BATCH, WARM_UP, Ingest, Job, constant_row, documents, fixed_chunks, measured


def prepare(job: Job) -> Ingest:
    from haystack import Document, Pipeline  # type: ignore[import-not-found]
    from haystack.components.embedders import MockDocumentEmbedder  # type: ignore[import-not-found]
    from haystack.components.preprocessors import DocumentSplitter  # type: ignore[import-not-found]
    from haystack.components.writers import DocumentWriter  # type: ignore[import-not-found]
    from haystack.document_stores.in_memory import InMemoryDocumentStore  # type: ignore[import-not-found]
    from haystack.utils import ComponentDevice  # type: ignore[import-not-found]
    from haystack_integrations.components.embedders.sentence_transformers import (  # type: ignore[import-not-found]
        SentenceTransformersDocumentEmbedder,
    )
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(job.model))
    splitter = DocumentSplitter(
        split_by="function", splitting_function=lambda text: list(fixed_chunks(tokenizer, text, job.text_tokens))
    )
    if job.constant:
        embedder: Any = MockDocumentEmbedder(constant_row())
    else:
        embedder = SentenceTransformersDocumentEmbedder(
            model=str(job.model),
            device=ComponentDevice.from_str("cpu"),
            batch_size=BATCH,
            normalize_embeddings=True,
            progress_bar=False,
            local_files_only=True,
        )
        embedder.warm_up()
        embedder.run([Document(content=WARM_UP)])
    store = InMemoryDocumentStore()
    pipeline = Pipeline()
    for name, part in (("split", splitter), ("embed", embedder), ("write", DocumentWriter(store))):
        pipeline.add_component(name, part)
    pipeline.connect("split", "embed")
    pipeline.connect("embed", "write")

    def ingest() -> list[str]:
        articles = [Document(id=name, content=text) for name, text in documents(job)]
        pipeline.run({"split": {"documents": articles}})
        store.save_to_disk(str(job.output / "store.json"))
        return [document.content for document in store.filter_documents()]

    return ingest


if __name__ == "__main__":
    measured(prepare)
