"""What every embedder must do: one suite over the fake, the exported model and the reference."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from index.embedding.openvino import OpenVinoEmbedder
from index.embedding.protocol import Embedder
from index.embedding.reference import ReferenceEmbedder
from rag.api import embedder_for
from rag.config import RagConfig
from tests.fakes import FakeEmbedder

TEXTS = [
    "The minister resigned on Monday.",
    "Oil prices fell by three percent.",
    "Президент посетил Астану 😀.",
    "a",
]


@pytest.fixture(params=["fake", "openvino", pytest.param("reference", marks=pytest.mark.slow)], scope="module")
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "fake":
        return FakeEmbedder()
    return ReferenceEmbedder() if request.param == "reference" else embedder_for(RagConfig().index)


def test_vectors_have_the_declared_shape_and_unit_length(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dim)


def test_the_order_of_the_texts_is_the_order_of_the_vectors(embedder: Embedder) -> None:
    forward, backward = embedder.embed_passages(TEXTS), embedder.embed_passages(TEXTS[::-1])
    np.testing.assert_allclose((forward * backward[::-1]).sum(axis=1), 1, atol=2e-2)


def test_a_text_has_the_same_vector_alone_and_among_longer_ones(embedder: Embedder) -> None:
    """Neither the batch that a text falls into nor its padding shows."""
    texts = [" ".join(TEXTS[0].split() * times) for times in (1, 2, 3, 5, 8)] * 30
    together = embedder.embed_passages(texts)
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts[:5]])
    assert float((together * np.tile(alone, (30, 1))).sum(axis=1).min()) > 0.9999


def test_a_question_is_nearest_to_the_text_that_it_repeats(embedder: Embedder) -> None:
    for place, text in enumerate(TEXTS[:2]):
        assert int(np.argmax(embedder.embed_passages(TEXTS) @ embedder.embed_query(text))) == place


def test_token_starts_are_ascending_offsets_of_the_text(embedder: Embedder) -> None:
    starts = list(embedder.token_starts("Kairat Umarov met officials."))
    assert starts[0] == 0
    assert starts == sorted(starts)
    assert "Kairat Umarov met officials."[starts[-1]] == "."


def test_a_passage_over_the_window_is_refused_and_a_question_is_cut(embedder: Embedder) -> None:
    long = "word " * (embedder.max_tokens + 1)
    with pytest.raises(ValueError, match=f"the window holds {embedder.max_tokens}"):
        embedder.embed_passages([long])
    assert embedder.embed_query(long).shape == (embedder.dim,)


def test_a_passage_that_fills_the_window_is_taken(embedder: Embedder) -> None:
    full = " ".join(["word"] * (embedder.max_tokens - embedder.special_tokens))
    assert len(embedder.token_starts(full)) == embedder.max_tokens - embedder.special_tokens
    assert embedder.embed_passages([full]).shape == (1, embedder.dim)


@pytest.mark.slow
def test_the_exported_model_agrees_with_the_reference(seeds: Path) -> None:
    """Cosine at least 0.9999 for every text, and the same tokens."""
    exported, reference = embedder_for(RagConfig().index), ReferenceEmbedder()
    assert isinstance(exported, OpenVinoEmbedder)
    lines = [line for path in sorted(seeds.iterdir()) for line in path.read_text(encoding="utf-8").split("\n") if line]
    texts = [*lines, *TEXTS, "Ünïcödé wörds and\ttabs, 1,234.5%"]
    cosines = (exported.embed_passages(texts) * reference.embed_passages(texts)).sum(axis=1)
    assert float(cosines.min()) > 0.9999
    assert (exported.name, exported.weights_sha256) == (reference.name, reference.weights_sha256)
    assert (exported.dim, exported.max_tokens, exported.special_tokens) == (
        reference.dim,
        reference.max_tokens,
        reference.special_tokens,
    )
    for text in texts:
        assert list(exported.token_starts(text)) == list(reference.token_starts(text))


def test_the_exported_model_is_used_by_many_threads_at_once() -> None:
    """Concurrent questions get the vectors that they get alone."""
    from concurrent.futures import ThreadPoolExecutor

    embedder = embedder_for(RagConfig().index)
    alone = [embedder.embed_query(text) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(embedder.embed_query, TEXTS * 8))
    for place, vector in enumerate(together):
        np.testing.assert_array_equal(vector, alone[place % len(TEXTS)])


@pytest.mark.slow
def test_a_damaged_export_is_noticed_and_made_again(tmp_path: Path) -> None:
    """A bit flipped in the cached model is never used."""
    from index.embedding.packaged import exported_model

    source = exported_model(_user_cache())
    copy = tmp_path / source.parent.name
    copy.mkdir()
    for path in source.parent.iterdir():
        os.link(path, copy / path.name)
    damaged = bytearray((copy / "model.bin").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (copy / "model.bin").unlink()
    (copy / "model.bin").write_bytes(bytes(damaged))
    mended = exported_model(tmp_path)
    assert (mended.parent / "model.bin").read_bytes() == (source.parent / "model.bin").read_bytes()


def _user_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("article-rag", appauthor=False)
