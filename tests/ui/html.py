"""A piece of HTML as a browser would see it, for tests."""

from __future__ import annotations

from html.parser import HTMLParser

from ui.render.markup import DOT

TAGS = {"article", "b", "bdi", "blockquote", "button", "code", "details", "div", "h1", "h2", "header", "li", "mark"}
TAGS |= {"datalist", "h3", "nav", "option", "progress"}
TAGS |= {"a", "circle", "dd", "details", "dl", "dt", "figure", "line", "pre", "svg", "text"}
TAGS |= {"input", "ol", "p", "s", "section", "span", "strong", "summary", "time", "ul"}
ATTRIBUTES = {"aria-hidden", "aria-label", "class", "datetime", "dir", "id", "role", "tabindex", "title", "type"}
ATTRIBUTES |= {
    "data-generation",
    "data-read",
    "data-remove",
    "data-do",
    "data-value",
    "data-keep",
    "data-page",
    "data-batch",
    "data-busy",
}
ATTRIBUTES |= {"data-tab", "data-part"}
ATTRIBUTES |= {"aria-labelledby", "aria-describedby", "max", "value"}
ATTRIBUTES |= {"aria-expanded", "autocomplete", "enterkeyhint", "hidden", "maxlength", "value"}
ATTRIBUTES |= {
    "data-again",
    "data-allow",
    "data-ask",
    "data-aspect",
    "data-at",
    "data-back",
    "data-edit",
    "data-ignore",
}
ATTRIBUTES |= {
    "aria-pressed",
    "data-copy",
    "data-heard",
    "data-of",
    "data-reask",
    "data-retry",
    "data-stop",
    "data-undo",
    "data-unfold",
}
ATTRIBUTES |= {"data-asking", "data-change", "data-everything", "data-only", "data-quoting", "data-since"}
ATTRIBUTES |= {
    "data-verdict",
    "placeholder",
    "href",
    "rel",
    "target",
    "cx",
    "cy",
    "r",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
}
ATTRIBUTES |= {"text-anchor", "viewbox"}
ATTRIBUTES |= {"data-open", "data-reword", "data-shown", "data-start"}
"""What the page is made of: any other tag or attribute came from somebody's text."""

_VOID = {"input"}
"""Tags that hold nothing and are never closed."""


class Page(HTMLParser):
    """The tags, attributes and text of a piece of HTML, as a browser would see them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._open: list[tuple[str, str]] = []
        self.by_class: dict[str, list[str]] = {}
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in _VOID:
            self._open.append((tag, dict(attrs).get("class") or ""))
        for name in (dict(attrs).get("class") or "").split():
            self.by_class.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag

    def handle_data(self, data: str) -> None:
        data = data.replace(DOT, " · ")
        self.text += data
        for _, classes in self._open:
            for name in classes.split():
                self.by_class[name][-1] += data

    def values(self, attribute: str) -> list[str | None]:
        """Every value of an attribute, in order."""
        return [value for name, value in self.attributes if name == attribute]
