"""LangChain: its recursive splitter counting the model's own tokens, its embeddings over sentence-transformers, FAISS.

Splits where its documentation does, at paragraphs, then lines, then words; no overlap, which is its least work.
"""

from __future__ import annotations

from typing import Any

from tests.bench.peers.measuring import BATCH, WARM_UP, Ingest, Job, constant_row, documents, measured


def prepare(job: Job) -> Ingest:
    from langchain_community.embeddings import HuggingFaceEmbeddings  # type: ignore[import-not-found]
    from langchain_community.vectorstores import FAISS  # type: ignore[import-not-found]
    from langchain_core.documents import Document  # type: ignore[import-not-found]
    from langchain_core.embeddings import Embeddings  # type: ignore[import-not-found]
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # type: ignore[import-not-found]

    class Constant(Embeddings):  # type: ignore[misc]
        """The same vector for all."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [constant_row() for _ in texts]

        def embed_query(self, text: str) -> list[float]:  # noqa: ARG002
            return constant_row()

    real = HuggingFaceEmbeddings(
        model_name=str(job.model),
        model_kwargs={"device": "cpu", "local_files_only": True},
        encode_kwargs={"batch_size": BATCH, "normalize_embeddings": True},
    )
    real.embed_documents([WARM_UP])
    tokenizer: Any = real.client.tokenizer
    splitter = RecursiveCharacterTextSplitter.from_huggingface_tokenizer(
        tokenizer, chunk_size=job.text_tokens, chunk_overlap=0
    )

    def ingest() -> list[str]:
        articles = [Document(page_content=text, metadata={"id": name}) for name, text in documents(job)]
        chunks = splitter.split_documents(articles)
        store = FAISS.from_documents(chunks, Constant() if job.constant else real)
        store.save_local(str(job.output / "faiss"))
        return [chunk.page_content for chunk in chunks]

    return ingest


if __name__ == "__main__":
    measured(prepare)
