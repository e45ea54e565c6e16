"""The route that files arrive at: whole or not at all, each answered for itself."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.library.added import AddedFolder, Arrival, Limits
from ui.library.receiving import PATH, Batches, receive_files

BATCH = "0123456789abcdef"


class Sender:
    """A browser that sends files to an application of this route alone."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = AddedFolder(tmp_path / "base", Limits(1_000, 5_000), lambda _: [])
        self.batches = Batches()
        app = Starlette()
        receive_files(app, self.folder, self.batches)
        self._client = TestClient(app)

    def send(self, name: str, content: bytes, **headers: str) -> dict[str, str]:
        given = {"x-file-name": quote(name, errors="surrogatepass"), "x-batch": BATCH}
        answer = self._client.post(PATH, content=content, headers=given | headers)
        assert answer.status_code == 200
        told: dict[str, str] = answer.json()
        return told

    def status(self, **headers: str) -> int:
        return self._client.post(PATH, content=b"x", headers=headers).status_code

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.articles.rglob("*") if path.is_file() and path.suffix)


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    return Sender(tmp_path)


def test_a_file_is_taken_and_remembered_with_its_drop(sender: Sender) -> None:
    assert sender.send("news/Straße.txt", b"A story.") == {"state": "taken", "name": "news/Straße.txt", "remark": ""}
    assert sender.batches.taken_out(BATCH) == (Arrival("news/Straße.txt", "taken", "news/Straße.txt"),)
    assert sender.batches.taken_out(BATCH) == ()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.txt", "x.txt"),
        ("a\r\nb.txt", "ab.txt"),
        ("\u202etxt.exe.txt", "txt.exe.txt"),
    ],
    ids=ascii,
)
def test_a_harmful_name_is_made_harmless(sender: Sender, name: str, kept: str) -> None:
    told = sender.send(name, b"A story.")
    assert (told["state"], sender.files) == ("taken", [kept])
    assert told["remark"].endswith("a name that does no harm")


def test_what_is_too_large_or_of_another_kind_is_told_and_leaves_nothing(sender: Sender) -> None:
    assert sender.send("large.txt", b"x" * 1_001)["remark"] == "it has 0.0 MB; 0.0 MB are the limit for a file"
    told = sender.send("large.txt", b"", **{"x-file-size": "50000000"})
    assert told["remark"] == "it has 50.0 MB; 0.0 MB are the limit for a file"
    assert sender.send("song.mp3", b"x")["state"] == "refused"
    assert sender.files == []
    assert [one.state for one in sender.batches.taken_out(BATCH)] == ["refused"] * 3


def test_a_body_longer_than_it_was_said_to_be_is_not_kept(sender: Sender) -> None:
    def parts() -> object:
        yield from [b"x" * 600] * 3

    answer = sender._client.post(PATH, content=parts(), headers={"x-file-name": "long.txt"})  # type: ignore[arg-type]
    assert answer.json()["remark"] == "it has 0.0 MB; 0.0 MB are the limit for a file"
    assert sender.files == []
    assert list((sender.folder.base / "arriving").iterdir()) == []


def test_a_form_of_another_page_cannot_send_a_file(sender: Sender) -> None:
    assert sender.status() == 400
    assert sender.files == []


def test_nonsense_in_the_headers_does_no_harm(sender: Sender) -> None:
    for size in ("", "-1", "1e9", "9" * 50):
        assert sender.send("a.txt", b"A story.", **{"x-file-size": size, "x-batch": "../x"})["state"] != "refused"
    assert sender.batches.taken_out("../x") == ()


def test_only_the_newest_drops_are_remembered() -> None:
    batches = Batches()
    for number in range(60):
        batches.note(f"{number:032x}", Arrival("a.txt", "taken", "a.txt"))
    assert batches.taken_out(f"{9:032x}") == ()
    assert len(batches.taken_out(f"{59:032x}")) == 1
