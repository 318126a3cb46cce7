"""
A person at the portal, with a browser that runs no script: types, presses buttons, goes back, sends again.

Forms are sent as a browser sends them: in the order of the page, hidden values as they stand, line ends as
CR LF, only the button that was pressed. Every page that comes back is read by `tests.html.parse`, and no
answer may set a cookie.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from justhtml import JustHTML
from justhtml.dom import Element
from werkzeug.test import TestResponse

from tests.html import parse

BASE = "https://portal.test"

File = tuple[str, bytes]
"""What a person chooses: the file's name and content."""


@dataclass
class Sending:
    """One form as it left the browser: where to, and its parts in order."""

    path: str
    parts: list[tuple[str, str | tuple[str, bytes, str]]]


@dataclass
class Visitor:
    """One person at one browser."""

    client: FlaskClient
    pages: list[tuple[str, str]] = field(default_factory=list)
    """Address and markup of every page that was shown, the newest last."""
    sendings: list[Sending] = field(default_factory=list)
    answer: TestResponse | None = None

    def get(self, path: str, status: int = 200) -> JustHTML:
        """Open an address."""
        return self._shown(path, self.client.get(path, base_url=BASE), status)

    def press(
        self,
        button: str,
        /,
        *,
        status: int = 200,
        files: Mapping[str, list[File]] | None = None,
        within: str = "",
        **typed: str | bool,
    ) -> JustHTML:
        """Fill in fields by name and press the button with these words, the first or that *within* a part."""
        form, pressed = self._button(button, within)
        sending = Sending(
            urljoin(self.pages[-1][0], pressed.attrs.get("formaction") or form.attrs["action"] or ""),
            _parts(form, pressed, typed, files or {}),
        )
        self.sendings.append(sending)
        return self._shown(sending.path, self.send(sending), status)

    def again(self, status: int = 200) -> JustHTML:
        """Reload: send the last form once more."""
        return self._shown(self.sendings[-1].path, self.send(self.sendings[-1]), status)

    def lose_answer(self, button: str, /, **typed: str | bool) -> None:
        """Press a button whose answer never arrives: the browser keeps showing the page."""
        form, pressed = self._button(button)
        path = urljoin(self.pages[-1][0], pressed.attrs.get("formaction") or form.attrs["action"] or "")
        self.sendings.append(Sending(path, _parts(form, pressed, typed, {})))
        self.send(self.sendings[-1])

    def back(self, pages: int = 1) -> JustHTML:
        """Use the browser's own back button: an older page stands there again, as it was sent."""
        del self.pages[-pages:]
        return self.page

    def send(self, sending: Sending) -> TestResponse:
        """Send a form as multipart, the parts in their order."""
        boundary = "----tests-8d1c6e5a1f"
        answer = self.client.post(
            sending.path,
            data=_multipart(sending.parts, boundary),
            content_type=f"multipart/form-data; boundary={boundary}",
            base_url=BASE,
        )
        assert "Set-Cookie" not in answer.headers
        return answer

    @property
    def page(self) -> JustHTML:
        """The page that is shown."""
        return _read(self.pages[-1][1])

    def words(self, selector: str = "main") -> str:
        """Give the words of a part of the page."""
        return " ".join(" ".join(each.to_text().split()) for each in self.page.query(selector))

    @property
    def heading(self) -> str:
        """The page's one h1."""
        return self.words("h1")

    @property
    def code(self) -> str:
        """The receipt code that the page shows."""
        shown = re.sub(r"\s", "", self.words(".betro-code"))
        assert re.fullmatch(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}", shown), shown
        return shown

    def values(self, name: str) -> list[str]:
        """
        Give what the page holds under a field's name, as the browser would send it but with bare line ends.
        """
        named = self.page.query(f'input[name="{name}"], textarea[name="{name}"]')
        return [_value(each) for each in named if isinstance(each, Element)]

    def _shown(self, path: str, answer: TestResponse, status: int) -> JustHTML:
        assert answer.status_code == status, (answer.status_code, answer.text[:3000])
        assert "Set-Cookie" not in answer.headers
        self.answer = answer
        self.pages.append((urlsplit(path).path, answer.text))
        return self.page

    def _button(self, words: str, within: str = "") -> tuple[Element, Element]:
        for form in self.page.query(f"{within} form"):
            assert isinstance(form, Element)
            own = form.attrs.get("id")
            # A button may stand outside of its form and name it.
            outside = self.page.query(f'button[form="{own}"]') if own else []
            for button in [*form.query("button"), *outside]:
                if isinstance(button, Element) and _words(button) == words:
                    return form, button
        raise AssertionError(f"no button says {words!r}")


_read = lru_cache(maxsize=8)(parse)
"""A page is asked for many things while it is shown; nobody changes it."""


def _words(element: Element) -> str:
    return " ".join(element.to_text(separator="", strip=False).split())


def _value(control: Element) -> str:
    if control.name == "textarea":
        return control.to_text(separator="", strip=False)
    value = control.attrs.get("value")
    return ("on" if control.attrs.get("type") == "checkbox" else "") if value is None else value


def _parts(
    form: Element, pressed: Element, typed: Mapping[str, str | bool], files: Mapping[str, list[File]]
) -> list[tuple[str, str | tuple[str, bytes, str]]]:
    parts: list[tuple[str, str | tuple[str, bytes, str]]] = []
    left = set(typed) | set(files)
    outside = [pressed] if "form" in pressed.attrs else []
    for control in [*outside, *form.query("input, textarea, select, button")]:
        assert isinstance(control, Element)
        name, kind = control.attrs.get("name") or "", control.attrs.get("type") or "text"
        if control is pressed and name:
            parts.append((name, control.attrs.get("value") or ""))
        if control.name == "button" or not name:
            continue
        left.discard(name)
        if kind == "file":
            chosen = files.get(name) or [("", b"")]
            parts += [(name, (each, content, "application/octet-stream")) for each, content in chosen]
        elif kind in ("radio", "checkbox"):
            if _is_chosen(control, typed.get(name)):
                parts.append((name, _value(control)))
        else:
            text = typed.get(name, _value(control))
            assert isinstance(text, str)
            parts.append((name, text))
    assert not left, f"the page has no field {left}"
    return parts


def _is_chosen(control: Element, wish: str | bool | None) -> bool:
    if wish is None:
        return "checked" in control.attrs
    return wish if isinstance(wish, bool) else wish == control.attrs.get("value")


def _multipart(parts: list[tuple[str, str | tuple[str, bytes, str]]], boundary: str) -> bytes:
    body = BytesIO()
    for name, value in parts:
        body.write(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode())
        if isinstance(value, str):
            # A browser makes every line end CR LF before it encodes a form.
            text = re.sub("\r\n|\r|\n", "\r\n", value)
            body.write(b"\r\n\r\n" + text.encode() + b"\r\n")
        else:
            filename, content, kind = value
            quoted = filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            body.write(f'; filename="{quoted}"\r\nContent-Type: {kind}\r\n\r\n'.encode() + content + b"\r\n")
    body.write(f"--{boundary}--\r\n".encode())
    return body.getvalue()
