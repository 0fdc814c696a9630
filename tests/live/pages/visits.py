"""Opens a page as a person sees it, and notes what is wrong with it: what axe-core finds, what the
browser's console says, and how much script and style it loads."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, expect

from config import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
# All that axe knows of WCAG 2.2 A and AA, and its makers' advice; target-size is off by default.
RUN = """async ([rules, within]) => {
    for (const animation of document.getAnimations()) animation.finish();
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const more = { "target-size": { enabled: true } };
    const all = { runOnly: { type: "tag", values: tags }, rules: more };
    const some = { runOnly: { type: "rule", values: rules } };
    const found = await axe.run(within ?? document, {
        ...(rules.length ? some : all), resultTypes: ["violations"],
    });
    return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => [
        id, node.target.join(" "), node.html.slice(0, 160),
        [...node.any, ...node.all, ...node.none].map(({ message }) => message).join("; "),
    ].join(" | ")));
}"""
# Only colours differ between the themes.
OF_A_THEME = ["color-contrast", "link-in-text-block"]
# What scripts open: by a press on what, and what can be seen then.
OPENED_BY_SCRIPT = {
    "downloads": (".downloads > summary", ".downloads[open]"),
    "voice picker": (".picks-voice", "#voice-picker [name=picked]"),
    "readings": (".doubt", "#readings [type=radio]"),
}
# A word of the filled workspace's lesson that may be read in two ways.
DOUBTFUL = "重庆"
# Bytes of what is loaded, [as it is run, as it came]: the browser's cache keeps both.
WEIGHT = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => /\\.(js|css)($|\\?)/.test(name))
    .reduce(([raw, wire], { decodedBodySize, encodedBodySize }) =>
        [raw + decodedBodySize, wire + encodedBodySize], [0, 0])"""


# How many pixels the page is wider than its window, which then scrolls to the side.
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# px: the narrowest phone, and a page at 400 % zoom (WCAG 2.2, 1.4.10).
NARROWEST = 320


# What can't be reached by Tab in the order of the document, or does not show that it has the focus.
FOCUS = """() => {
    const found = [];
    const controls = "a[href], button, input, select, textarea, summary, audio[controls]";
    for (const each of document.querySelectorAll(`${controls}, [tabindex]`)) {
        if (!each.checkVisibility({ visibilityProperty: true }) || each.disabled) continue;
        if (each.isContentEditable) continue; // its cursor shows
        const say = (what) => found.push(`${what}: ${each.outerHTML.slice(0, 120)}`);
        if (each.tabIndex > 0) say("out of order");
        if (each.tabIndex < 0) {
            if (each.matches(controls)) say("not reached");
            continue;
        }
        each.focus();
        if (document.activeElement !== each) { say("not focused"); continue; }
        const shown = [each, each.closest("label"), each.parentElement].some((it) => {
            const { outlineStyle, outlineWidth, boxShadow } = it ? getComputedStyle(it) : {};
            const ring = outlineStyle && outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
            return ring || (it === each && boxShadow !== "none");
        });
        if (!shown) say("focus not seen");
    }
    document.activeElement.blur();
    return found;
}"""
IN_DIALOG = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"


@dataclass
class Seen:
    """What there is to say against a page."""

    where: str
    violations: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    focus: list[str] = field(default_factory=list)
    """What the keyboard can't reach, or loses."""
    wider: list[int] = field(default_factory=list)
    """px, in windows that it does not fit into."""
    raw: int = 0
    wire: int = 0


class Visitor:
    """Opens pages in one tab, and looks at them in the light theme and, if `dark`, in the dark one;
    `where` begins with `who`."""

    def __init__(self, page: Page, who: str, *, dark: bool) -> None:
        self._page = page
        self._dark = dark
        self._who = who
        self._said: list[str] = []
        self._lost: list[str] = []
        page.on("console", self._hear)
        page.add_init_script(path=AXE)
        page.on("pageerror", lambda error: self._said.append(str(error)))

    def visit(self, address: str) -> Seen:
        """Open the page in the light theme, and what it can open, and look at all of it."""
        page = self._page
        self._said.clear()
        self._lost.clear()
        page.goto(address)
        seen = Seen(f"{self._who} {address}")
        seen.raw, seen.wire = page.evaluate(WEIGHT)
        seen.wider = [wider for wider in self._wider() if wider > 0]
        for what, within in self._states():
            seen.opened.append(what)
            seen.violations += [f"{what}: {each}" for each in self._look(within)]
            if what == "page":
                page.keyboard.press("Tab")  # from here on the focus is that of a keyboard
                seen.focus += page.evaluate(FOCUS)
        seen.focus += self._lost
        seen.said = list(self._said)
        return seen

    def _wider(self) -> Iterator[int]:
        """px that the page is wider than its window; on a phone, also than the narrowest one."""
        page = self._page
        yield page.evaluate(WIDER)
        size = page.viewport_size
        if size and size["width"] < 2 * NARROWEST:
            page.set_viewport_size({**size, "width": NARROWEST})
            yield page.evaluate(WIDER)
            page.set_viewport_size(size)

    def _look(self, within: str | None) -> list[str]:
        found = [f"light | {each}" for each in self._page.evaluate(RUN, [[], within])]
        if not self._dark:
            return found
        self._page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"dark | {each}" for each in self._page.evaluate(RUN, [OF_A_THEME, within])]
        self._page.emulate_media(color_scheme="light", reduced_motion="reduce")
        return found

    def _states(self) -> Iterator[tuple[str, str | None]]:
        """The page with everything folded out; then each dialog that it can open, and which part
        of the page that is (None: all of it)."""
        page = self._page
        page.evaluate(
            "document.querySelectorAll('details:not([data-menu])').forEach((it) => it.open = true)"
        )
        yield "page", None
        menu = page.locator("[data-menu] > summary")
        if page.url.endswith("/members/"):
            menu.click()
            yield "menu", None
            menu.click()
        for opener in page.locator("[popovertarget]:visible:not(:is(dialog, [popover]) *)").all():
            opener.click()
            yield opener.inner_text(), "dialog[open]"
            for _tab in range(5):
                page.keyboard.press("Tab")
                if not page.evaluate(IN_DIALOG):
                    self._lost.append(f"left by Tab: the dialog of {opener.inner_text()}")
            page.keyboard.press("Escape")
            if not opener.evaluate("(it) => it === document.activeElement"):
                self._lost.append(f"not given back: the focus of {opener.inner_text()}")
        if page.locator(f".lines [contenteditable=true] :text('{DOUBTFUL}')").count():
            expect(page.locator(".doubt").first).to_be_visible()  # the server looks for them
        for name, (opens, ready) in OPENED_BY_SCRIPT.items():
            opener = page.locator(f"{opens}:visible").first
            if opener.count():
                opener.click()
                expect(page.locator(ready).first).to_be_visible()
                yield name, ready.split()[0]
                page.keyboard.press("Escape")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # A page that may not be seen is an error for the browser, not for us.
        of_page = message.location["url"] == self._page.url
        if not (of_page and message.text.startswith("Failed to load resource")):
            self._said.append(f"{message.type}: {message.text}")
