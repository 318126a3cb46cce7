"""Read a page as a browser would, and refuse what a person would stumble over.

`parse` is for every HTML response in every test: it returns the document, so that a test asks
``parse(response.text).query_one("h1").to_text()``, and fails when the page itself is wrong.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from justhtml import JustHTML, StrictModeError
from justhtml.dom import Element

from intake.domain.languages import LANGUAGES

HEADINGS = tuple(f"h{level}" for level in range(1, 7))
BUTTON_TYPES = ("submit", "button", "reset", "image")
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "cite", "background")


class PageError(AssertionError):
    """A page is not what it must be; the message names every fault."""


STEP = re.compile(
    r"""([a-z][a-z0-9]*)?((?:[.#][\w-]+|\[[\w:-]+(?:[$*^]?=(?:"[^"]*"|'[^']*'))?\])*)(?: +|$)"""
)
TRAIT = re.compile(r"""[.#][\w-]+|\[([\w:-]+)(?:([$*^]?=)["']([^"']*)["'])?\]""")
SAID: dict[str, Callable[[str, str], bool]] = {
    "": lambda _value, _wanted: True,
    "=": lambda value, wanted: value == wanted,
    "^=": lambda value, wanted: bool(wanted) and value.startswith(wanted),
    "$=": lambda value, wanted: bool(wanted) and value.endswith(wanted),
    "*=": lambda value, wanted: bool(wanted) and wanted in value,
    ".": lambda value, wanted: wanted in value.split(),
}
Step = tuple[str | None, tuple[tuple[str, str, str], ...]]


class Page(JustHTML):
    """
    A document that finds what simple selectors name by looking through its elements once; the others, and all
    within a part of the page, are left to JustHTML, which takes several times as long.
    """

    __slots__ = ("_elements",)

    @property
    def elements(self) -> list[Element]:
        """All elements, in their order."""
        if not hasattr(self, "_elements"):
            self._elements = _below(self)
        return self._elements

    def query(self, selector: str) -> list[Any]:
        """Find what a selector names."""
        steps = _steps(selector)
        if steps is None:
            return super().query(selector)
        return [each for each in self.elements if _is_named(each, steps)]

    def query_one(self, selector: str) -> Any:
        """Find the first of what a selector names."""
        return next(iter(self.query(selector)), None)


@cache
def _steps(selector: str) -> tuple[Step, ...] | None:
    """Read a selector of names, classes, ids and attributes, one inside the other; None for any other."""
    found: list[Step] = []
    while selector:
        step = STEP.match(selector)
        if step is None or not step[0].strip():
            return None
        traits = tuple(_trait(each) for each in TRAIT.finditer(step[2]))
        found.append((step[1], traits))
        selector = selector[step.end() :]
    return tuple(found)


def _trait(found: re.Match[str]) -> tuple[str, str, str]:
    if found[1]:
        return found[1], found[2] or "", found[3] or ""
    return ("class", ".", found[0][1:]) if found[0][0] == "." else ("id", "=", found[0][1:])


def _is_named(element: Any, steps: tuple[Step, ...]) -> bool:
    *outer, (name, traits) = steps
    if name not in (None, element.name):
        return False
    for attribute, how, wanted in traits:
        if attribute not in element.attrs or not SAID[how](element.attrs[attribute] or "", wanted):
            return False
    parent = element.parent
    for step in reversed(outer):
        while parent is not None and not (isinstance(parent, Element) and _is_named(parent, (step,))):
            parent = parent.parent
        if parent is None:
            return False
        parent = parent.parent
    return True


def parse(text: str) -> JustHTML:
    """Return the document of a whole page.

    Raises:
        PageError: markup that does not parse cleanly; no title, language or single h1; headings that skip a
            level; an id used twice or pointed at in vain; a control without a label or a label without a
            control; a link or button without words; a picture without its text; script, event attributes,
            inline style or an address on another server.
    """
    try:
        # Pages run without script, so <noscript> is markup; sanitising would hide the faults looked for.
        document = Page(text, strict=True, sanitize=False, scripting_enabled=False)
    except StrictModeError as error:
        raise PageError(f"the page does not parse: {error}") from None
    elements = document.elements
    checks = (_frame, _headings, _ids, _controls, _words, _quiet)
    faults = [fault for check in checks for fault in check(elements)]
    if faults:
        raise PageError("; ".join(faults))
    return document


def _below(place: JustHTML | Element) -> list[Element]:
    """Give the elements in a place, in their order: those of ``query("*")``, which takes its time."""
    found: list[Element] = []
    waiting: list[Any] = [place.root if isinstance(place, JustHTML) else place]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element):
            found.append(node)
        waiting.extend(reversed(node.children or ()))
        if content := getattr(node, "template_content", None):
            waiting.append(content)
    return found if isinstance(place, JustHTML) else found[1:]


def _attribute(element: Element, name: str) -> str:
    return (element.attrs.get(name) or "").strip()


def _words_of(element: Element) -> str:
    return " ".join(element.to_text().split())


def _named(elements: list[Element], *names: str) -> list[Element]:
    return [element for element in elements if element.name in names]


def _frame(elements: list[Element]) -> Iterator[str]:
    html = _named(elements, "html")[0]
    if _attribute(html, "lang") not in LANGUAGES:
        yield f"the language of the page is {_attribute(html, 'lang')!r}"
    titles = [title for title in _named(elements, "title") if title.parent and title.parent.name == "head"]
    if len(titles) != 1 or not _words_of(titles[0]):
        yield "the page has no title"
    if len(_named(elements, "main")) != 1:
        yield "the page has not exactly one main part"


def _headings(elements: list[Element]) -> Iterator[str]:
    headings = _named(elements, *HEADINGS)
    if len(_named(headings, "h1")) != 1:
        yield "the page has not exactly one h1"
    before = 0
    for heading in headings:
        level, words = int(heading.name[1]), _words_of(heading)
        if not words:
            yield f"an h{level} says nothing"
        if not _within(heading, "main"):
            continue  # A banner above the content has its own small heading, before the h1.
        if level > before + 1:
            yield f"the heading {words!r} jumps from h{before} to h{level}"
        before = level


def _ids(elements: list[Element]) -> Iterator[str]:
    ids = [_attribute(element, "id") for element in elements if "id" in element.attrs]
    yield from (
        f"the id {name!r} is there {times} times" for name, times in Counter(ids).items() if times > 1
    )
    for element in elements:
        wanted = [
            *_attribute(element, "aria-describedby").split(),
            *_attribute(element, "aria-labelledby").split(),
            *_attribute(element, "aria-controls").split(),
        ]
        if element.name in ("label", "output"):
            wanted += _attribute(element, "for").split()
        if element.name == "a" and _attribute(element, "href").startswith("#"):
            wanted.append(_attribute(element, "href")[1:])
        yield from (
            f"<{element.name}> points at the id {name!r}, which is not there"
            for name in wanted
            if name not in ids
        )


def _is_control(element: Element) -> bool:
    hidden = element.name == "input" and _attribute(element, "type") in ("hidden", *BUTTON_TYPES)
    return element.name in ("input", "select", "textarea") and not hidden


def _controls(elements: list[Element]) -> Iterator[str]:
    labelled = {_attribute(label, "for") for label in _named(elements, "label") if _words_of(label)}
    for element in filter(_is_control, elements):
        name = _attribute(element, "name")
        own = _attribute(element, "aria-label") or _attribute(element, "aria-labelledby")
        if not own and _attribute(element, "id") not in labelled and not _within(element, "label"):
            yield f"the field {name!r} has no label"
        if not name:
            yield f"a field with the id {_attribute(element, 'id')!r} has no name"
    for label in _named(elements, "label"):
        if not _attribute(label, "for") and not any(map(_is_control, _below(label))):
            yield f"the label {_words_of(label)!r} belongs to nothing"
    for group in _named(elements, "fieldset"):
        first = next((child for child in group.children if isinstance(child, Element)), None)
        if first is None or first.name != "legend" or not _words_of(first):
            yield "a fieldset does not begin with its legend"


def _within(element: Element, name: str) -> bool:
    parent = element.parent
    while parent is not None:
        if parent.name == name:
            return True
        parent = parent.parent
    return False


def _words(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.name in ("a", "button", "summary", "legend", "th", "caption", "option") and not (
            _words_of(element) or _attribute(element, "aria-label") or _attribute(element, "value")
        ):
            yield f"a <{element.name}> says nothing"
        if element.name == "img" and "alt" not in element.attrs:
            yield "a picture has no text"


def _quiet(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.name == "script" and _is_the_offices(element):
            continue
        if element.name in ("script", "style", "iframe", "object", "embed", "base"):
            yield f"<{element.name}> is on the page"
        for name, value in element.attrs.items():
            if name == "style" or name.startswith("on"):
                yield f"<{element.name}> has the attribute {name}"
            if name in ADDRESSES and _elsewhere(element, name, value or ""):
                yield f"<{element.name}> {name} leads to {value!r}"


def _is_the_offices(element: Element) -> bool:
    """Say whether this is the one script of the office: a file of its own, with nothing in the page."""
    own = re.fullmatch(r"/static/office\.js\?v=[0-9a-f]{16}", element.attrs.get("src") or "")
    return bool(own) and set(element.attrs) == {"src", "defer"} and not element.to_text()


def _elsewhere(element: Element, name: str, value: str) -> bool:
    address = urlsplit(value.strip())
    if not address.scheme and not address.netloc:
        return False
    # A link is followed by a person and may lead out, to write or call or to another authority's page.
    return not (element.name == "a" and name == "href" and address.scheme in ("https", "mailto", "tel"))
