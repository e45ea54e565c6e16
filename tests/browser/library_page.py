"""The articles tab as a person uses it: look for, read, drop files, remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.chat_page import ChatPage

if TYPE_CHECKING:
    from playwright.sync_api import Locator

# Drops files that are made in the page: names there may be what no file system takes.
DROP = """(files) => {
  const carried = new DataTransfer();
  for (const [name, text] of Object.entries(files)) carried.items.add(new File([text], name));
  const place = document.getElementById('drop');
  for (const type of ['dragover', 'drop']) {
    place.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: carried}));
  }
}"""

ROWS = """() => Object.fromEntries([...document.querySelectorAll('#work .files li')].map((row) => [
  row.querySelector('.file').textContent,
  [...row.querySelectorAll('.tag, .hint')].map((part) => part.textContent).join(' ').trim(),
]))"""


class LibraryPage:
    """The articles tab of one person's page."""

    def __init__(self, chat: ChatPage) -> None:
        self.chat = chat
        self.page = chat.page
        self.page.get_by_role("tab", name="Articles").click()

    def part(self, name: str) -> None:
        """Choose one of the tab's parts: Browse, Add, Index."""
        self.page.locator("#library-parts").get_by_role("tab", name=name).click()

    def titles(self) -> list[str]:
        """Headlines of the list."""
        return self.page.locator("#found .listed .headline").all_inner_texts()

    def look_for(self, expected: int, **fields: str) -> list[str]:
        """Fill in fields of the search and wait until so many articles are listed."""
        for name, value in fields.items():
            self.page.fill(f"#find [name={name}]", value)
        self.listed(expected)
        return self.titles()

    def listed(self, expected: int) -> None:
        """Wait until so many articles pass."""
        words = f"of {expected:,} article" if expected else "No article passes"
        self.page.locator("#found .hint[role=status]", has_text=words).wait_for()

    def read(self, title: str) -> Locator:
        """Press an article of the list; the panel when it shows it."""
        self.page.locator("#found .listed", has_text=title).first.click()
        panel = self.page.locator("#reading .panel", has_text=title)
        panel.wait_for()
        return panel

    def drop(self, files: Mapping[str, str]) -> None:
        """Drop files on their place."""
        self.part("Add")
        self.page.evaluate(DROP, dict(files))

    def drop_from_disk(self, *paths: Path) -> None:
        """Drop files and folders of the disk on their place, as a file manager does."""
        self.part("Add")
        place = self.page.locator("#drop").bounding_box()
        assert place
        carried = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        devtools = self.page.context.new_cdp_session(self.page)
        for kind in ("dragEnter", "dragOver", "drop"):
            where = {"x": place["x"] + 20, "y": place["y"] + 20}
            devtools.send("Input.dispatchDragEvent", {"type": kind, "data": carried, **where})
        devtools.detach()

    def choose(self, paths: Sequence[Path]) -> None:
        """Choose files of the disk."""
        self.part("Add")
        self.page.set_input_files("#files", [str(path) for path in paths])

    def outcome(self, words: str) -> Locator:
        """Wait for the outcome that has these words."""
        outcome = self.page.locator("#work .work:not(.running)", has_text=words)
        outcome.wait_for(timeout=120_000)
        return outcome

    def rows(self) -> dict[str, str]:
        """What is told of each file: its state and remark."""
        told: dict[str, str] = self.page.evaluate(ROWS)
        return told

    def press(self, words: str) -> None:
        """Press a button of the tab."""
        self.page.locator("#library").get_by_role("button", name=words, exact=True).click()
