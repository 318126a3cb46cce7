"""
Somebody at the keyboard alone, whose keys and page loads are counted.

A key is every one that is pressed: each Tab, each letter that picks from a list or finds a unit, each access
key, and Enter. No key are the words of a text themselves. A load is every page that comes.

How long a task takes is estimated by the keystroke-level model (Card, Moran and Newell, 1980): a keystroke of
an average typist, a thought before each thing that is chosen, and what Chromium waited for each page. It
says nothing of reading, of the words themselves, or of what goes wrong.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Response

from tests.working_day import Typed

FOCUSED = """() => {
    const on = document.activeElement, row = on.closest("tr"), fold = on.closest("details");
    const label = on.labels && on.labels.length ? on.labels[0].innerText : on.innerText;
    const folds = on.tagName === "SUMMARY" && !fold.open;
    return {
        label: (label || on.value || "").trim().slice(0, 80), row: row ? row.innerText : "",
        name: on.name || "", tag: on.tagName, type: on.type || "",
        chosen: on.tagName === "SELECT" ? on.selectedOptions[0].innerText.trim() : "",
        offered: on.list ? Array.from(on.list.options, each => each.value) : [],
        folded: folds ? Array.from(fold.querySelectorAll("[name]"), each => each.name) : [],
    };
}"""
WAITED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
ALT = 1
MOST_TABS = 100
"""Nothing on a page is further away than this."""
KEYSTROKE, THOUGHT = 0.28, 1.35
"""Seconds, of the keystroke-level model: K and M. There is no P and no H where no hand leaves the keys."""
SENDS_WITH_ENTER = ("text", "tel", "date", "checkbox", "submit")


@dataclass
class Cost:
    """What a task cost: keys, pages, things chosen, and the seconds that Chromium waited."""

    keys: int = 0
    loads: int = 0
    thoughts: int = 0
    waited: float = 0

    @property
    def seconds(self) -> float:
        """The time that the keystroke-level model gives."""
        return self.keys * KEYSTROKE + self.thoughts * THOUGHT + self.waited


def table(costs: dict[str, Cost]) -> str:
    """Write what tasks cost, a line each."""
    lines = [f"{'':<44}{'keys':>6}{'loads':>6}{'thoughts':>9}{'waited':>8}{'seconds':>8}"]
    lines += [
        f"{name:<44}{each.keys:>6}{each.loads:>6}{each.thoughts:>9}{each.waited:>8.1f}{each.seconds:>8.1f}"
        for name, each in costs.items()
    ]
    return "\n".join(lines)


class Typist:
    """Somebody at the keyboard, who counts."""

    def __init__(self, page: Page) -> None:
        """Sit down at a page."""
        self.page, self.now = page, Cost()
        self.costs: dict[str, Cost] = {}
        page.on("response", self._came)

    @property
    def keys(self) -> int:
        """The keys of this task so far."""
        return self.now.keys

    def _came(self, response: Response) -> None:
        is_page = response.request.resource_type == "document" and not 300 <= response.status < 400
        self.now.loads += is_page

    def words(self, text: str) -> None:
        """Type what is no key of the form: the words themselves."""
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press keys one by one."""
        for key in keys:
            if key.isascii():
                self.page.keyboard.press(key)
            else:
                self._dispatch("keyDown", "keyUp", key=key, text=key)
            self.now.keys += 1

    def _dispatch(self, *types: str, **key: object) -> None:
        """Send what the keyboard of playwright has no name for."""
        session = self.page.context.new_cdp_session(self.page)
        for each in types:
            session.send("Input.dispatchKeyEvent", {"type": each, **key})
        session.detach()

    def enter(self) -> None:
        """Press Enter; what comes is the result."""
        with self._page_comes():
            self.press("Enter")

    def access(self, key: str) -> None:
        """Press the access key of a link; what comes is the result."""
        with self._page_comes():
            self.press_with_alt(key)

    @contextmanager
    def _page_comes(self) -> Iterator[None]:
        with self.page.expect_navigation():
            yield
        self.now.waited += self.page.evaluate(WAITED) / 1000

    def press_with_alt(self, key: str) -> None:
        """Press an access key, which Chromium knows by the letter that Alt leaves out."""
        self._dispatch("keyDown", "keyUp", key=key, unmodifiedText=key, modifiers=ALT)
        self.now.keys += 1
        self.now.thoughts += 1

    def tab_to(self, words: str, at: str = "") -> None:
        """Press Tab until what has these words, or is labelled by them, has the focus; in the row of *at*."""
        self._tab_until(lambda on: on["label"].startswith(words) and at in on["row"], words)
        self.now.thoughts += 1

    def _tab_until(self, is_there: Callable[[dict[str, Any]], bool], wanted: object) -> dict[str, Any]:
        passed = []
        for _each in range(MOST_TABS):
            self.press("Tab")
            on: dict[str, Any] = self.page.evaluate(FOCUSED)
            if is_there(on):
                return on
            passed.append(on["label"])
        raise AssertionError(f"no Tab leads to {wanted!r}, but to {passed}")

    def fill(self, typed: Typed) -> None:
        """
        Fill in the fields by their names, in the order in which they stand on the page from here on; what is
        folded away is opened where it holds one of them.
        """
        left = {name: [wish] if isinstance(wish, str) else list(wish) for name, wish in typed.items()}
        on: dict[str, Any] = self.page.evaluate(FOCUSED)
        while True:
            if left.keys() & set(on["folded"]):
                self.press("Enter")
            elif _is_wanted(on, left):
                self._fill_one(on, left)
            if not left:
                return
            on = self._tab_until(
                lambda on: bool(left.keys() & set(on["folded"])) or _is_wanted(on, left), left
            )

    def _fill_one(self, on: dict[str, Any], left: dict[str, list[str]]) -> None:
        self.now.thoughts += 1
        name, kind = on["name"], on["type"]
        wish = next(each for each in left[name] if kind != "checkbox" or on["label"].startswith(each))
        if kind == "checkbox":
            self.press("Space")
        elif on["tag"] == "SELECT":
            self._pick(wish)
        elif kind == "date":
            year, month, day = wish.split("-")
            self.press(*day, *month, *year)
        elif on["offered"]:
            self._find(wish, on["offered"])
        else:
            self.words(wish)
        left[name].remove(wish)
        if not left[name]:
            del left[name]

    def _pick(self, wish: str) -> None:
        """Type the first letters of an entry until it is chosen."""
        for letter in wish:
            if self.page.evaluate(FOCUSED)["chosen"] == wish:
                return
            self.press("Space" if letter == " " else letter)
        assert self.page.evaluate(FOCUSED)["chosen"] == wish

    def _find(self, wish: str, offered: Sequence[str]) -> None:
        """Type the first letters of what is offered, until nothing else begins so; each of them is a key."""
        for typed in range(1, len(wish) + 1):
            if wish[typed - 1].isascii():
                self.press("Space" if wish[typed - 1] == " " else wish[typed - 1])
            else:
                self.words(wish[typed - 1])
                self.now.keys += 1
            begun = [each for each in offered if each.casefold().startswith(wish[:typed].casefold())]
            if begun == [wish]:
                return

    def send(self) -> None:
        """Go on to the next place where Enter sends the form, if one is not there already, and press it."""
        if self.page.evaluate(FOCUSED)["type"] not in SENDS_WITH_ENTER:
            self._tab_until(lambda on: on["type"] in SENDS_WITH_ENTER, "a place where Enter sends")
        self.enter()

    def past_the_menu(self) -> None:
        """Use the link that is the first on every page, past the menu."""
        self.press("Tab", "Enter")

    @contextmanager
    def task(self, name: str, loads: int, keys: int) -> Iterator[None]:
        """Do something that costs so many loads, and no more than so many keys."""
        cost = self.now = self.costs[name] = Cost()
        yield
        self.now = Cost()
        assert (cost.loads, cost.keys <= keys) == (loads, True), (name, cost)


def _is_wanted(on: dict[str, Any], left: dict[str, list[str]]) -> bool:
    wishes = left.get(on["name"], ())
    return bool(wishes) and (on["type"] != "checkbox" or on["label"].startswith(tuple(wishes)))
