"""A disk that takes no files: told in clear words, to others without any place, and nothing is left behind."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag import RagConfig, follow_index
from rag.library.added import AddedFolder, Limits
from rag.library.config import PageConfig
from rag.library.library import Library
from tests.ui.api.program import Program, problem
from ui.api.application import application
from ui.api.gate import ApiGate
from ui.library.receiving import PATH, Batches, receive_files
from ui.serving.door import Door
from ui.serving.tokens import TokenStore

STORY = b"The ferry Skagerrak ran aground near Bergen on Friday. " * 4_000
OF_OTHERS = {
    "full": "the server's disk is full, so nothing was added; whoever runs the server learns why from its terminal, and can mend it",
    "read-only": "the server's disk is read-only, so nothing was added; whoever runs the server learns why from its terminal, and can mend it",
}
HELP = {"full": "free some space on it", "read-only": "make it writable"}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    told = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True, text=True, check=False
    )
    if told.returncode:
        pytest.skip(f"this user mounts no disk: {told.stderr.strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)


@pytest.mark.parametrize("fault", ["full", "read-only"])
@pytest.mark.parametrize("size", [len(STORY), 100], ids=["large", "small"])
def test_the_page_tells_it_and_others_without_the_place(fault: str, size: int, disk: Path) -> None:
    folder = AddedFolder(disk / "base", Limits(1_000_000, 5_000_000), lambda _: [])
    folder.prepare()
    if fault == "full":
        (disk / "rest").write_bytes(b"x" * (free(disk) - 4_096 * (size > 100)))
    else:
        read_only(disk)
    for places in (True, False):
        app = Starlette()
        receive_files(app, folder, Batches(), places=places)
        answer = TestClient(app).post(PATH, content=STORY[:size], headers={"x-file-name": "ferry.txt"})
        told = answer.json()
        assert (answer.status_code, told["state"]) == (200, "refused")
        if places:
            assert (str(folder.base) in told["remark"], HELP[fault] in told["remark"]) == (True, True)
        else:
            assert told["remark"] == OF_OTHERS[fault]
    assert [path.name for path in folder.base.rglob("*") if path.is_file() and path.name[0] != "."] == []


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_programs_are_told_a_problem_without_the_place(
    fault: str, disk: Path, seed_index: Path, tmp_path: Path
) -> None:
    library = Library(seed_index, RagConfig(), PageConfig(uploads_folder=str(disk)))
    library.added.prepare()
    if fault == "read-only":
        read_only(disk)
    app = application(follow_index(seed_index, config=RagConfig()), library=library)
    tokens = TokenStore(tmp_path / "tokens.json")
    secret = tokens.create("writes", ("read", "write"), now=dt.datetime.now(dt.UTC))
    gate = ApiGate(app, Door(tokens=tokens), file_bytes=1_000_000)
    program = Program(gate, Authorization=f"Bearer {secret}")
    refused = program.ask("POST", "/v1/articles", params={"name": "ferry.txt"}, content=STORY)
    assert problem(refused) == (503, "DiskRefused", OF_OTHERS[fault])
    assert library.waiting().names == ()


def free(disk: Path) -> int:
    told = os.statvfs(disk)
    return told.f_bavail * told.f_bsize
