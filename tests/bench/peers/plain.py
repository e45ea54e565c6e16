"""The script that anyone would write first: fixed chunks, `SentenceTransformer.encode` in float32, a flat FAISS index.

No overlap, no sentences, no facts, no words; texts are kept as JSON beside the vectors.
"""

from __future__ import annotations

import json

from tests.bench.peers.measuring import BATCH, WARM_UP, Ingest, Job, constant_rows, documents, fixed_chunks, measured


def prepare(job: Job) -> Ingest:
    import faiss
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(job.model), device="cpu", local_files_only=True)
    model.encode([WARM_UP])

    def ingest() -> list[str]:
        texts = [chunk for _, text in documents(job) for chunk in fixed_chunks(model.tokenizer, text, job.text_tokens)]
        vectors = (
            constant_rows(texts) if job.constant else model.encode(texts, batch_size=BATCH, normalize_embeddings=True)
        )
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        faiss.write_index(index, str(job.output / "vectors.faiss"))
        (job.output / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
        return texts

    return ingest


if __name__ == "__main__":
    measured(prepare)
