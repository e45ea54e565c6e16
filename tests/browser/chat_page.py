"""The chat page as a person uses it: ask, read, click. Watches every request and every error."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.accessibility import serious
from ui.render.markup import DOT

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator

ARTIFACTS = Path(__file__).resolve().parents[1] / "artifacts"


@dataclass(frozen=True, slots=True)
class Look:
    """How a page may be looked at."""

    name: str
    width: int
    height: int
    dark: bool = False


LOOKS = (
    Look("light", 1280, 800),
    Look("dark", 1280, 800, dark=True),
    Look("200-percent", 640, 400, dark=True),
    Look("phone", 390, 844),
)
_WHOLE_BELOW = 900
"""A narrower page scrolls as a whole, so that its picture can be taken whole."""

# Notes what the newest answer looks like after every change of the page.
WATCH = """() => {
  window.states = [];
  new MutationObserver(() => {
    const answer = document.querySelector('#newest .answer');
    if (!answer) return;
    const stage = answer.querySelector('.stage')?.innerText ?? null;
    const state = {stage, claims: answer.querySelectorAll('.claim').length};
    if (JSON.stringify(state) !== JSON.stringify(window.states.at(-1))) window.states.push(state);
  }).observe(document.getElementById('newest'), {childList: true, subtree: true, characterData: true});
}"""

# Where the marked quote is, relative to the box of the panel that scrolls.
QUOTE_PLACE = """() => {
  const box = document.querySelector('#panel .reader').getBoundingClientRect();
  const quote = document.querySelector('#panel mark.quoted').getBoundingClientRect();
  return {above: quote.top - box.top, below: box.bottom - quote.bottom, page: window.scrollY};
}"""

# Contrast of an element's text with the first opaque ground behind it, as WCAG 2 counts it.
CONTRAST = """(selector) => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = (colour) => [...rgba(colour)].slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const element = document.querySelector(selector);
  let ground = element;
  while (rgba(getComputedStyle(ground).backgroundColor)[3] < 255) ground = ground.parentElement;
  const pair = [light(getComputedStyle(element).color), light(getComputedStyle(ground).backgroundColor)];
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""


def read(text: str) -> str:
    """A text of the page as it is read: the space that keeps a dot with what follows is a space."""
    return text.replace(DOT, " · ")


class ChatPage:
    """One person's view of the page."""

    def __init__(self, context: BrowserContext, url: str, *, password: str | None = None) -> None:
        self.errors: list[str] = []
        self._context = context
        self._url = url
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        if password is None:
            self.page.goto(url)
        else:
            self.page.goto(url.partition("?")[0] + "login")
            self.come_in(password)
        self.page.wait_for_selector(".welcome")

    def come_in(self, password: str) -> None:
        """Fill in the form of a page that has a password."""
        self.page.get_by_label("Password or token").fill(password)
        self.page.get_by_role("button", name="Come in").click()

    def another_tab(self) -> ChatPage:
        """The page once more in the same browser, with the same cookies."""
        return ChatPage(self._context, self._url)

    def reload(self, *, left_since: int | None = None) -> None:
        """Load the page again, and wait until it knows what it shows; that requests on their way end with it is no error.

        `left_since` is how many errors there were when the page began to be left, where that was earlier.
        """
        before = len(self.errors) if left_since is None else left_since
        self.page.reload()
        self.page.wait_for_selector("#drawer-rows .hint", state="attached")
        ended = re.compile("AbortError|Connection errored out")
        self.errors[before:] = [error for error in self.errors[before:] if not ended.search(error)]

    def open_drawer(self) -> None:
        """Open the drawer of conversations, where it is closed."""
        if self.page.locator("#conversations").get_attribute("aria-expanded") != "true":
            self.page.locator("#conversations").click()

    @property
    def conversations(self) -> list[str]:
        """The names in the drawer, from above."""
        return self.page.locator("#drawer .name").all_inner_texts()

    def conversation(self, name: str) -> Locator:
        """A row of the open drawer."""
        return self.page.locator("#drawer .row").filter(has=self.page.get_by_text(name, exact=True))

    def listed(self, *names: str) -> None:
        """Wait until the drawer has these names, from above."""
        for _ in range(100):
            if (found := self.page.locator("#drawer .name").all_text_contents()) == list(names):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{found} is listed, not {names}; {self.told.inner_text()!r}")

    @property
    def box(self) -> Locator:
        """Where questions are typed."""
        return self.page.locator("#box textarea")

    @property
    def newest(self) -> Locator:
        """The newest exchange."""
        return self.page.locator("#newest .exchange")

    @property
    def panel(self) -> Locator:
        """The article beside the chat."""
        return self.page.locator("#panel .panel")

    def ask(self, question: str) -> None:
        """Type a question, press Enter, and wait until its answer is finished."""
        number = self.exchanges + 1
        self.box.fill(question)
        self.box.press("Enter")
        self.finished(number)

    def finished(self, number: int) -> None:
        """Wait until exchange `number` is there and finished."""
        self.page.wait_for_selector(f"#newest #exchange-{number} .answer:not(.running)")

    def press(self, name: str) -> None:
        """Press a button of the newest exchange by its name."""
        self.newest.get_by_role("button", name=name, exact=True).click()

    @property
    def told(self) -> Locator:
        """The line under the conversation that says what came of a press."""
        return self.page.locator("#notice .told")

    @property
    def chips(self) -> list[str]:
        """The words of the newest exchange's chips."""
        return [read(words) for words in self.newest.locator(".chip .says").all_inner_texts()]

    @property
    def scope(self) -> Locator:
        """The line of the scope row, which unfolds it."""
        return self.page.locator("#scope > button")

    def set_scope(self, **fields: str) -> None:
        """Fill in fields of the unfolded scope row: as_of, since, until."""
        for name, value in fields.items():
            field = self.page.locator(f"#scope-{name.replace('_', '-')} input")
            field.fill(value)
            field.blur()

    def choose_outlet(self, name: str) -> None:
        """Choose an outlet of the unfolded scope row by typing its name."""
        self.choose("#scope-outlets", name)

    def choose(self, field: str, name: str) -> None:
        """Choose from a list of the unfolded scope row by typing a part of the name."""
        self.page.locator(f"{field} input").fill(name)
        self.page.keyboard.press("ArrowDown")
        self.page.locator(f"{field} [role=option]", has_text=name).first.click()
        self.page.keyboard.press("Escape")

    @property
    def exchanges(self) -> int:
        return self.page.locator(".exchange").count()

    def open(self, what: Locator) -> None:
        """Click on something that opens an article, and wait until the panel shows it."""
        target = what.get_attribute("data-open")
        what.click()
        self.shown(target)

    def shown(self, target: str | None) -> None:
        """Wait until the panel shows the article of `target`."""
        try:
            self.page.wait_for_selector(f'#panel .reader[data-shown="{target}"]')
        except Exception as error:
            shown = self.page.locator("#panel").inner_text()[:300]
            raise AssertionError(
                f"the panel shows no {target!r} but {shown!r}; told: {self.told.inner_text()!r}"
            ) from error

    def quoted(self) -> str:
        """The marked text of the panel, as it is in the page."""
        return self.page.locator("#panel mark.quoted").text_content() or ""

    def quote_is_in_view(self) -> bool:
        """Whether the quote is within the box of the panel, without the page having scrolled."""
        self.page.wait_for_timeout(200)
        place = self.page.evaluate(QUOTE_PLACE)
        return bool(place["above"] >= 0 and place["below"] >= 0 and place["page"] == 0)

    def watch(self) -> None:
        """Begin to note the states of the newest answer (see `states`)."""
        self.page.evaluate(WATCH)

    def states(self) -> list[dict[str, Any]]:
        """Stage line and number of claims after each change since `watch`."""
        states: list[dict[str, Any]] = self.page.evaluate("window.states")
        return states

    def contrast(self, selector: str) -> float:
        """Contrast of the text of the first such element with its ground."""
        return float(self.page.evaluate(CONTRAST, selector))

    def looks(self, state: str, *, texts: Sequence[str] = (), first: Callable[[], object] = lambda: None) -> None:
        """Look at the state that the page is in light, dark and on a phone: no serious fault, nothing beside the
        screen, the first of each of `texts` 4.5:1 on its ground, a picture.

        Dark also at 200 %. `first` brings the state about where another size ends it. Theme and size are changed where
        they are, for to load a page takes seconds.
        """
        size = self.page.viewport_size
        assert size, "a page without a size cannot be given one back"
        was_dark = self.page.evaluate("document.body.classList.contains('dark')")
        for look in LOOKS:
            self.page.set_viewport_size({"width": look.width, "height": look.height})
            self.page.evaluate("(dark) => document.body.classList.toggle('dark', dark)", look.dark)
            first()
            found = serious(self.page)
            assert found == [], f"{state}, {look.name}"
            assert self.page.evaluate("document.documentElement.scrollWidth") <= look.width, f"{state}, {look.name}"
            for selector in texts:
                assert self.contrast(selector) >= 4.5, f"{state}, {look.name}: {selector}"
            self._keep(f"{state}-{look.name}", full_page=look.width < _WHOLE_BELOW)
        self.page.evaluate("(dark) => document.body.classList.toggle('dark', dark)", was_dark)
        self.page.set_viewport_size(size)

    def picture(self, name: str, *, full_page: bool = False) -> None:
        """Keep a screenshot among the test artefacts."""
        self.page.wait_for_timeout(300)
        self._keep(name, full_page=full_page)

    def _keep(self, name: str, *, full_page: bool) -> None:
        ARTIFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=full_page)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{message.text} {message.location.get('url', '')}")
