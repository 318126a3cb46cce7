"""
A stored drawing as it may stand in a page: written anew from closed lists of shapes and of what may be said
of them, so that whoever can write into the database can draw and nothing else.
"""

import re
from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

SHAPES = frozenset({"svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "circle", "text"})
SAID = {
    each.lower(): each
    for each in (
        *("id", "class", "role", "aria-labelledby", "xmlns", "viewBox", "width", "height"),
        *("x", "y", "cx", "cy", "r", "d", "fill", "stroke", "stroke-width", "patternUnits"),
        *("font-family", "font-size", "font-weight", "text-anchor"),
    )
}
"""The attributes by how a reader of HTML hands them on; none leads anywhere, styles or does anything."""
NAMESPACE = "http://www.w3.org/2000/svg"
_VALUE = re.compile(r"[\w ,.#%+-]*|url\(#[\w-]+\)")


class NoDrawingError(ValueError):
    """Something else than a drawing stands there."""


class _Writer(HTMLParser):
    """Writes anew what it reads, or refuses it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a shape."""
        is_whole = tag == "svg"
        if tag not in SHAPES or is_whole != (not self.open) or (is_whole and self.written):
            raise NoDrawingError
        self.open.append(tag)
        self.written.append(f"<{tag}{''.join(_said(name, value or '') for name, value in attrs)}>")

    def handle_endtag(self, tag: str) -> None:
        """Close the shape that was opened last."""
        if not self.open or self.open.pop() != tag:
            raise NoDrawingError
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write words of a drawing."""
        if not self.open:
            raise NoDrawingError
        self.written.append(escape(data))

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - whatever it says
        """Refuse what is no shape."""
        raise NoDrawingError

    def handle_decl(self, decl: str) -> None:
        """Refuse it as well."""
        self.handle_comment(decl)

    handle_pi = unknown_decl = handle_comment


def _said(name: str, value: str) -> str:
    if name not in SAID or not (_VALUE.fullmatch(value) or (name == "xmlns" and value == NAMESPACE)):
        raise NoDrawingError
    return f' {SAID[name]}="{escape(value)}"'


def drawn(svg: str) -> Markup:
    """Write a drawing anew; empty where there is none, or anything else than one."""
    writer = _Writer()
    try:
        writer.feed(svg)
        writer.close()
    except NoDrawingError:
        return Markup("")
    # Every part of it is from the closed lists, or escaped.
    return Markup("" if writer.open else "".join(writer.written))  # noqa: S704 - the writer escapes
