"""What axe-core finds on a page (WCAG 2.2, A and AA, and good practice). Knows no page of ours."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Colours change gently, and what is half changed has another contrast.
_SETTLE = """async () => {
  const still = new CSSStyleSheet();
  still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important; }');
  if (!document.adoptedStyleSheets.length) document.adoptedStyleSheets = [still];
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}"""
_RUN = """async (standards) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: standards}, resultTypes: ['violations']});
  return found.violations.map(({id, impact, help, nodes}) => ({
    id, impact, help, nodes: nodes.map((node) => node.html.slice(0, 300) + ' | ' + node.failureSummary),
  }));
}"""


def faults(page: Page) -> list[dict[str, Any]]:
    """All that is found on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    page.evaluate(_SETTLE)
    found: list[dict[str, Any]] = page.evaluate(_RUN, _STANDARDS)
    return found


def serious(page: Page) -> list[dict[str, Any]]:
    """What keeps people from using it."""
    return [fault for fault in faults(page) if fault["impact"] in ("serious", "critical")]
