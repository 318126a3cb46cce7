"""
A working day at the office's pages, counted: which pages somebody asked for, and what she pressed.

Whoever lives it has a browser without JavaScript and only what stands on the page: a link is followed by its
words, a button is pressed by its words, and a form is sent as it stands with what was typed, chosen by the
words of its lists. What is not there cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from justhtml.dom import Element
from werkzeug.test import TestResponse

from tests.office import BASE, Browser, OfficeWorld, found_office
from tests.own_folder import has_set
from triage.rules.organisation_data import ready_files

Typed = Mapping[str, str | Sequence[str]]
"""What is typed by the name of its field; of a list the words of one entry, of ticks those of each."""

PLACES = ("tr", "li", "section")
"""What a link or a button is said to stand in: a row, a hit, a part of the page."""


@dataclass
class Task:
    """What a task cost: pages asked for by a link or an access key, and presses that sent something."""

    asked: int = 0
    presses: int = 0

    @property
    def loads(self) -> int:
        """Every page that came; that of a press with it."""
        return self.asked + self.presses


@dataclass
class Day:
    """Somebody's day, and what each task of it cost."""

    browser: Browser
    tasks: dict[str, Task] = field(default_factory=dict)
    now: Task = field(default_factory=Task)

    @contextmanager
    def task(self, name: str) -> Iterator[Task]:
        """Count a task by itself."""
        self.now = self.tasks[name] = Task()
        yield self.now
        self.now = Task()

    def open(self, path: str) -> None:
        """Ask for an address, as a bookmark does."""
        self.now.asked += 1
        self.browser.get(path)

    def key(self, key: str) -> None:
        """Follow the link that has this access key."""
        self._follow(self._one(f'a[accesskey="{key}"]', "", None))

    def go(self, words: str, at: str | None = None) -> None:
        """Follow the link with these words, in the place that says *at* where it is given."""
        self._follow(self._one('a[href^="/"]', words, at))

    def press(self, words: str, typed: Typed | None = None, at: str | None = None) -> None:
        """Fill in a form and press its button; the page that comes is shown."""
        answer = self.sent(words, typed, at)
        assert answer.status_code in (200, 303), (answer.status_code, self.browser.words())
        if answer.status_code == 303:
            self.browser.get(answer.headers["Location"].removeprefix(BASE).partition("#")[0])

    def sent(self, words: str, typed: Typed | None = None, at: str | None = None) -> TestResponse:
        """Fill in a form and press its button; give the answer as it came."""
        self.now.presses += 1
        button = self._one("button", words, at)
        form = self._form_of(button)
        fields = _filled(form, dict(typed or {}))
        if name := button.attrs.get("name"):
            fields[name] = [button.attrs.get("value") or ""]
        action = button.attrs.get("formaction") or form.attrs["action"]
        return self.browser.post(str(action), fields)

    def _form_of(self, button: Element) -> Element:
        """Give the form that a button names, or else the one that it stands in."""
        named = button.attrs.get("form")
        return _above(button, "form") if named is None else self._all(f"form#{named}")[0]

    def says(self, *words: str, within: str = "main") -> None:
        """See that the page says this."""
        found = self.browser.words(within)
        assert [each for each in words if each not in found] == [], found

    def says_not(self, *words: str, within: str = "main") -> None:
        """See that a part of the page is there, and says nothing of this."""
        found = self.browser.words(within)
        assert found
        assert [each for each in words if each in found] == [], found

    def rows(self) -> list[str]:
        """Give what each row of the page's tables says."""
        return [_words(each) for each in self._all("main tbody tr")]

    def row(self, words: str) -> str:
        """Give what the one row that has these words says."""
        found = [each for each in self.rows() if words in each]
        assert len(found) == 1, (words, found, self.browser.words())
        return found[0]

    def _all(self, selector: str) -> list[Element]:
        assert self.browser.page is not None
        return [each for each in self.browser.page.query(selector) if isinstance(each, Element)]

    def _one(self, selector: str, words: str, at: str | None) -> Element:
        there = self._all(selector)
        for each in there:
            is_there = at is None or at in _words(_above(each, *PLACES, "body"))
            if is_there and _words(each).startswith(words):
                return each
        said = [_words(each) for each in there]
        raise AssertionError(f"nothing at {at!r} says {words!r}: {said}; {self.browser.words()}")

    def _follow(self, link: Element) -> None:
        self.open(str(link.attrs["href"]).partition("#")[0])


def _above(element: Element, *names: str) -> Element:
    """Give the nearest element around one that has one of these names."""
    while element.name not in names:
        assert isinstance(element.parent, Element), names
        element = element.parent
    return element


def _words(element: Element) -> str:
    return " ".join(element.to_text().split())


def _filled(form: Element, typed: dict[str, str | Sequence[str]]) -> dict[str, list[str]]:
    """Give what the form would send."""
    labels = {
        each.attrs.get("for"): _words(each) for each in form.query("label") if isinstance(each, Element)
    }
    fields: dict[str, list[str]] = {}
    offered: dict[str, list[str]] = {}
    for control in form.query("input, textarea, select"):
        assert isinstance(control, Element)
        name, kind = control.attrs.get("name") or "", control.attrs.get("type")
        if control.name == "select":
            fields[name] = [_chosen(control, typed.get(name))]
        elif kind in ("checkbox", "radio"):
            words, value = labels[control.attrs.get("id")], control.attrs.get("value") or "on"
            offered.setdefault(name, []).append(words)
            wish = typed.get(name)
            is_on = "checked" in control.attrs if wish is None else words in _each(wish)
            if is_on:
                fields.setdefault(name, []).append(value)
        elif control.name == "textarea":
            text = control.to_text(separator="", strip=False).removeprefix("\n")
            fields[name] = [str(typed.get(name, text))]
        elif kind != "file":
            fields[name] = [str(typed.get(name, control.attrs.get("value") or ""))]
    for name, wish in typed.items():
        assert name in fields, (name, wish, sorted(fields))
        assert name not in offered or set(_each(wish)) <= set(offered[name]), (name, wish, offered[name])
    return fields


def _each(wish: str | Sequence[str]) -> Sequence[str]:
    return [wish] if isinstance(wish, str) else wish


def _chosen(select: Element, wish: str | Sequence[str] | None) -> str:
    options = [each for each in select.query("option") if isinstance(each, Element)]
    if wish is None:
        marked = [each for each in options if "selected" in each.attrs]
        return (marked or options)[0].attrs.get("value") or ""
    found = [each for each in options if _words(each) == wish]
    assert found, (wish, [_words(each) for each in options])
    return found[0].attrs.get("value") or ""


def found_town(folder: Path, like: str, moment: datetime) -> OfficeWorld:
    """Found an office with the ready folder of a municipality, at a moment that stands still."""
    world = found_office(folder, moment)
    world.organisation = has_set(world.organisation, ready_files(like))
    return world
