"""What of a page a person reads or hears, taken from its HTML."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

UNREAD = ("script", "style", "code", "pre")
VOID = ("img", "input", "br", "hr", "meta", "link", "use", "wbr", "source")
SPOKEN = ("placeholder", "aria-label", "title", "alt", "content")


@dataclass
class PageText(HTMLParser):
    """Texts of a page, without code and without what is marked as being of another language."""

    texts: list[str] = field(default_factory=list)
    title: str = ""
    headings: list[tuple[str, str]] = field(default_factory=list)
    """(h1, its text) and so on, in the page's order."""
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    _open: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        silent = self._silent or tag in UNREAD or ("lang" in given and tag != "html")
        if not silent and tag != "meta":
            self.texts += [given[name] for name in SPOKEN if given.get(name)]
        if tag not in VOID:
            self._open.append((tag, silent))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag not in VOID and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text:
            return
        inside = [tag for tag, _silent in self._open]
        if inside and inside[-1] == "title" and "svg" not in inside:
            self.title += text
        if self.headings and self.headings[-1][0] in inside:
            level, before = self.headings[-1]
            self.headings[-1] = (level, f"{before} {text}".strip())
        if not self._silent:
            self.texts.append(text)

    @property
    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def read(html: str) -> PageText:
    """The parsed page."""
    page = PageText()
    page.feed(html)
    return page
