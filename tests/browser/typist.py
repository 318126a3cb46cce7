"""
Somebody at the keyboard alone, whose keys and page loads are counted.

A key is every one that is pressed: each Tab, each letter that picks from a list or finds a unit, each access
key, and Enter. No key are the words of a text themselves. A load is every page that comes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

FOCUSED = """() => {
    const on = document.activeElement, row = on.closest("tr");
    const label = on.labels && on.labels.length ? on.labels[0].innerText : on.innerText;
    return [(label || on.value || "").trim().slice(0, 80), row ? row.innerText : ""];
}"""
ALT = 1
MOST_TABS = 100
"""Nothing on a page is further away than this."""


class Typist:
    """Somebody at the keyboard, who counts."""

    def __init__(self, page: Page) -> None:
        """Sit down at a page."""
        self.page, self.keys, self.loads = page, 0, 0
        page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def words(self, text: str) -> None:
        """Type what is no key of the form: the words themselves."""
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press keys one by one."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def enter(self) -> None:
        """Press Enter; what comes is the result."""
        with self.page.expect_navigation():
            self.press("Enter")

    def access(self, key: str) -> None:
        """Press the access key of a link; what comes is the result."""
        with self.page.expect_navigation():
            self.press_with_alt(key)

    def press_with_alt(self, key: str) -> None:
        """Press an access key, which Chromium knows by the letter that Alt leaves out."""
        session = self.page.context.new_cdp_session(self.page)
        pressed = {"key": key, "unmodifiedText": key, "modifiers": ALT}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **pressed})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})
        session.detach()
        self.keys += 1

    def tab_to(self, words: str, at: str = "") -> None:
        """Press Tab until what has these words, or is labelled by them, has the focus; in the row of *at*."""
        passed = []
        for _each in range(MOST_TABS):
            self.press("Tab")
            label, row = self.page.evaluate(FOCUSED)
            if label.startswith(words) and at in row:
                return
            passed.append(label)
        raise AssertionError(f"no Tab leads to {words!r}, but to {passed}")

    def past_the_menu(self) -> None:
        """Use the link that is the first on every page, past the menu."""
        self.press("Tab", "Enter")

    @contextmanager
    def task(self, loads: int, keys: int) -> Iterator[None]:
        """Do something that costs no more than so many loads and keys."""
        self.keys = self.loads = 0
        yield
        assert (self.loads <= loads, self.keys <= keys) == (True, True), (self.loads, self.keys)
