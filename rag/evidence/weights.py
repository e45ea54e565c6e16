"""The weights that come with the project: where they lie, and that they are the right ones.

`shipped/evidence.safetensors` holds encoder and heads in float16; the word embeddings are the packaged model's. How they
came about, on what data and how good they are stands in `shipped/MODEL_CARD.md`. Knows nothing of how they are run.
"""

from __future__ import annotations

from pathlib import Path

from index.embedding.export import export_in_subprocess
from index.embedding.exported import exported, file_sha256
from index.errors import ModelUnavailable

NAME = "article-rag-evidence-2"
SHA256 = "13caa68ebb4dc7649dd8dc164bc6f8d03d272aa75f80a102f3e987542c607c02"
"""sha256 of evidence.safetensors."""

_EXPORT_FORMAT = 1
"""Raised when the exported graph changes, so that an older export is not used."""


def shipped_weights() -> Path:
    """The weights' file. Raises ModelUnavailable when it is missing or another, with both hashes."""
    path = Path(__file__).parent / "shipped" / "evidence.safetensors"
    found = file_sha256(path) if path.is_file() else "no file"
    if found != SHA256:
        raise ModelUnavailable(
            f"the evidence model at {path} has sha256 {found}, expected {SHA256}; reinstall article-rag, or in a "
            f"checkout: git checkout -- {path}"
        )
    return path


def exported_evidence_model(cache_folder: Path) -> Path:
    """The OpenVINO form of the weights (model.xml), exported on first use and then verified.

    Raises ModelUnavailable when it cannot be written.
    """
    folder = cache_folder / f"{NAME}-{SHA256[:16]}-v{_EXPORT_FORMAT}"
    return exported(folder, lambda t: export_in_subprocess(shipped_weights(), t, program="rag.evidence.export"))
