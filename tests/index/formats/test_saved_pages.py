"""Pages that a browser saved: the address that it noted in them, the folder that it put beside them."""

from __future__ import annotations

import pytest

from index.reading.formats.containers import saved_pages
from index.reading.formats.html import html_draft
from tests.index.formats.pages import page
from tests.index.formats.reading import STORY, drafts
from tests.index.formats.test_archives import tarred, zipped
from tests.index.formats.warc_files import PAGE

SAVED: dict[str, bytes | str] = {
    "port_files/ad.html": PAGE,
    "news/case_files/story.txt": "Two.",
    "port.html": PAGE,
    "news/_files/b.txt": "Three.",
    "news/old.htm": PAGE,
    "news/old_files/deep/c.txt": "Four.",
    "old_files/d.txt": "Five.",
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped(SAVED)),
        ("a.tar", tarred(SAVED)),
        ("a.tgz", tarred(SAVED, "w:gz")),
        ("a.tar", tarred(dict(reversed(SAVED.items())))),
    ],
    ids=["zip", "tar", "tgz", "tar, pages before folders"],
)
def test_the_folder_that_a_browser_saves_beside_a_page_is_left_out(name: str, content: bytes) -> None:
    assert {suffix: draft.text for suffix, draft in drafts(name, content).items()} == {
        "/port.html": STORY,
        "/news/case_files/story.txt": "Two.",
        "/news/_files/b.txt": "Three.",
        "/news/old.htm": STORY,
        "/old_files/d.txt": "Five.",
    }


def test_what_may_belong_to_a_page_to_come_is_read_at_once_when_too_much_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(saved_pages, "_MOST_KEPT_BYTES", 4)
    content = tarred({"a_files/1.txt": "One.", "a_files/2.txt": "Two.", "b.txt": "Three.", "a.html": PAGE})
    assert {suffix: draft.text for suffix, draft in drafts("a.tar", content).items()} == {
        "/a_files/2.txt": "Two.",
        "/b.txt": "Three.",
        "/a.html": STORY,
    }


@pytest.mark.parametrize(
    ("comment", "head", "url"),
    [
        ("saved from url=(0027)https://quay.example/bridge", "", "https://quay.example/bridge"),
        (" saved from url=(0028)http://quay.example:8080/a?b=1 ", "", "http://quay.example:8080/a?b=1"),
        (" saved from url=(0030)https://quay.example/a%2D%2Db ", "", "https://quay.example/a--b"),
        (
            " saved from url=(0022)https://quay.example/b ",
            '<link rel=canonical href="https://quay.example/bridge">',
            "https://quay.example/bridge",
        ),
        (
            " saved from url=(0022)https://quay.example/n/b ",
            '<link rel=canonical href="/bridge">',
            "https://quay.example/bridge",
        ),
        (
            " saved from url=(0010)http://[x ",
            '<link rel=canonical href="https://quay.example/bridge">',
            "https://quay.example/bridge",
        ),
        (" saved from url=(0014)about:internet ", "", None),
        (" saved from url=(0018)file:///C:/a.html ", "", None),
    ],
    ids=["bare", "port and query", "hyphens", "canonical first", "relative canonical", "no address", "IE mark", "file"],
)
def test_the_address_from_which_a_browser_saved_the_page_is_the_last_resort(
    comment: str, head: str, url: str | None
) -> None:
    saved = page(head).replace(b"<html", f"\n<!--{comment}-->\n<html".encode(), 1)
    found = html_draft(saved, "x.html").found
    assert (found.url, found.url_from) == (url, "page metadata" if url else None)


def test_a_comment_of_saving_within_the_story_states_no_address() -> None:
    late = page(body=f"{'<p>Rain fell.</p>' * 600}<!-- saved from url=(0022)https://quay.example/b -->")
    assert html_draft(late, "x.html").found.url is None
