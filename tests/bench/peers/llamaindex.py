"""LlamaIndex: its sentence splitter counting the model's own tokens, its embeddings over sentence-transformers, FAISS.

No overlap, which is its least work; its index is written with its documents, as its documentation does.
"""

from __future__ import annotations

from typing import Any

from tests.bench.peers.measuring import BATCH, DIM, WARM_UP, Ingest, Job, constant_row, documents, measured


def prepare(job: Job) -> Ingest:
    import faiss
    from llama_index.core import Document, StorageContext, VectorStoreIndex  # type: ignore[import-not-found]
    from llama_index.core.embeddings import MockEmbedding  # type: ignore[import-not-found]
    from llama_index.core.node_parser import SentenceSplitter  # type: ignore[import-not-found]
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # type: ignore[import-not-found]
    from llama_index.vector_stores.faiss import FaissVectorStore  # type: ignore[import-not-found]

    class Constant(MockEmbedding):  # type: ignore[misc]
        """The same vector for all; its own mock has another length than one."""

        def _get_vector(self) -> list[float]:
            return constant_row()

    real = HuggingFaceEmbedding(model_name=str(job.model), device="cpu", embed_batch_size=BATCH)
    real.get_text_embedding(WARM_UP)
    tokenizer: Any = real._model.tokenizer

    def tokens(text: str) -> Any:
        return tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]

    splitter = SentenceSplitter(chunk_size=job.text_tokens, chunk_overlap=0, tokenizer=tokens)

    def ingest() -> list[str]:
        articles = [Document(text=text, doc_id=name) for name, text in documents(job)]
        nodes = splitter.get_nodes_from_documents(articles)
        context = StorageContext.from_defaults(vector_store=FaissVectorStore(faiss_index=faiss.IndexFlatIP(DIM)))
        model = Constant(embed_dim=DIM, embed_batch_size=BATCH) if job.constant else real
        VectorStoreIndex(nodes, storage_context=context, embed_model=model)
        context.persist(str(job.output / "store"))
        return [node.get_content() for node in nodes]

    return ingest


if __name__ == "__main__":
    measured(prepare)
