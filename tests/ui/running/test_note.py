"""The note of a running chat: believed only from this user, to this user, and of a process that lives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.command import process_environment
from ui.running.note import LeftNote, Note, notes_of, runtime_folder

SECRET = "s" * 43


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "notes"


def note(index: Path, *, pid: int = 1234, port: int = 40000) -> Note:
    return Note(pid, port, SECRET, str(index.resolve()), "identity")


def written(folder: Path) -> Path:
    [path] = folder.glob("*.json")
    return path


def test_a_note_is_found_by_the_path_of_its_index_until_it_is_removed(tmp_path: Path, folder: Path) -> None:
    index, link = tmp_path / "index", tmp_path / "link"
    link.symlink_to(index)
    left = LeftNote(note(index), folder)
    assert (folder.stat().st_mode & 0o777, written(folder).stat().st_mode & 0o777) == (0o700, 0o600)
    assert [*notes_of(index, folder)] == [*notes_of(link, folder)] == [note(index)]
    assert [*notes_of(tmp_path / "another", folder)] == []
    left.remove()
    assert [*folder.iterdir()] == []


def test_two_processes_may_serve_one_index(tmp_path: Path, folder: Path) -> None:
    first, second = (LeftNote(note(tmp_path, pid=pid), folder) for pid in (20, 3))
    assert sorted(one.pid for one in notes_of(tmp_path, folder)) == [3, 20]
    first.remove()
    assert [one.pid for one in notes_of(tmp_path, folder)] == [3]
    second.remove()


def test_the_note_of_a_killed_process_is_not_believed_and_the_next_one_sweeps_it_away(
    tmp_path: Path, folder: Path
) -> None:
    """Its pid may be another's by now: what counts is the lock, which the kernel let go of."""
    program = (
        "import sys, time; from pathlib import Path; from ui.running.note import LeftNote, Note\n"
        f"kept = LeftNote(Note({os.getpid()}, 40000, {SECRET!r}, sys.argv[1], 'x'), Path(sys.argv[2]))\n"
        "print('left', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(tmp_path.resolve()), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=process_environment()) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "left\n"
        assert [one.pid for one in notes_of(tmp_path, folder)] == [os.getpid()]
        process.kill()
    assert written(folder).is_file()
    assert [*notes_of(tmp_path, folder)] == []
    left = LeftNote(note(tmp_path / "another"), folder)
    assert len([*folder.iterdir()]) == 1
    left.remove()


Change = Callable[[Path], object]


def moved_to_another_user(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(path, 12345, -1)


FAULTS: dict[str, Change] = {
    "readable by the group": lambda path: path.chmod(0o640),
    "writable by others": lambda path: path.chmod(0o602),
    "another user's": moved_to_another_user,
    "in a folder that others write": lambda path: path.parent.chmod(0o777),
    "in another user's folder": lambda path: moved_to_another_user(path.parent),
    "in a folder that others may move": lambda path: path.parent.parent.chmod(0o777),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_another_could_have_written_or_read_is_not_believed(fault: str, tmp_path: Path) -> None:
    folder = tmp_path / "above" / "notes"
    left = LeftNote(note(tmp_path), folder)
    assert [*notes_of(tmp_path, folder)] == [note(tmp_path)]
    FAULTS[fault](written(folder))
    assert [*notes_of(tmp_path, folder)] == []
    left.remove()


def test_a_link_to_a_note_is_none(tmp_path: Path, folder: Path) -> None:
    left = LeftNote(note(tmp_path), folder)
    path = written(folder)
    path.rename(tmp_path / "moved.json")
    path.symlink_to(tmp_path / "moved.json")
    assert [*notes_of(tmp_path, folder)] == []
    left.remove()


@pytest.mark.parametrize(
    "changes",
    [
        {"port": 0},
        {"port": "40000"},
        {"port": 70000},
        {"pid": True},
        {"secret": ""},
        {"secret": None},
        {"index": "/another"},
        {"format": 2},
        {"host": "evil.example"},
        {"port": [[]]},
    ],
    ids=str,
)
def test_a_note_that_says_what_none_can_say_is_not_believed(
    changes: dict[str, object], tmp_path: Path, folder: Path
) -> None:
    left = LeftNote(note(tmp_path), folder)
    path = written(folder)
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    assert [*notes_of(tmp_path, folder)] == []
    left.remove()


@pytest.mark.parametrize("content", ["", "[]", "null", "{", "[" * 9000, "\x00"])
def test_a_damaged_note_is_not_believed(content: str, tmp_path: Path, folder: Path) -> None:
    left = LeftNote(note(tmp_path), folder)
    written(folder).write_text(content)
    assert [*notes_of(tmp_path, folder)] == []
    left.remove()


def test_no_note_is_left_in_a_folder_of_others(tmp_path: Path, folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(PermissionError, match="not this user's alone"):
        LeftNote(note(tmp_path), folder)
    assert [*folder.iterdir()] == []


def test_a_machine_without_a_login_session_has_a_folder_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns on standard error that the folder is below /tmp; every `rag ask` would."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with warnings.catch_warnings(record=True) as told:
        assert runtime_folder().name == "article-rag"
    assert told == []
