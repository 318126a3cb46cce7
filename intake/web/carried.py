"""
What travels from page to page in hidden inputs: nothing of a draft is kept on the server in plain.

The text is the same byte for byte on every page. Browsers send line ends as CR LF and change nothing else, so they are
made LF on arrival; a NUL, which no HTML page can carry, becomes U+FFFD as a browser would show it.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from intake.domain.content import normalised
from intake.services.attach import Attached

FILE_FIELD = "attached"
CODE_FIELD = "code"
MOST_FILES = 50


@dataclass(frozen=True, slots=True)
class Carried:
    """
    Everything typed so far, by field name, the attached files and the receipt code once there is one.
    """

    texts: Mapping[str, str] = field(repr=False)
    attached: tuple[Attached, ...] = field(default=(), repr=False)
    code: str = field(default="", repr=False)

    def hidden(self, *, but: Iterable[str] = ()) -> list[tuple[str, str]]:
        """
        Give the hidden inputs that carry all this on, except the fields that the page itself shows.
        """
        shown = set(but)
        inputs = [(name, text) for name, text in self.texts.items() if name not in shown and text]
        inputs += [(FILE_FIELD, pack(each)) for each in self.attached]
        if self.code and CODE_FIELD not in shown:
            inputs.append((CODE_FIELD, self.code))
        return inputs


def carried_from(form: MultiDict[str, str], names: Iterable[str]) -> Carried:
    """
    Read what a form carries; whatever is no file of ours is dropped.
    """
    texts = {name: clean(form.get(name, "")) for name in names}
    files = [unpack(each) for each in form.getlist(FILE_FIELD)[:MOST_FILES]]
    return Carried(texts, tuple(each for each in files if each is not None), form.get(CODE_FIELD, ""))


def clean(text: str) -> str:
    """
    Give text as it is kept and carried.
    """
    return normalised(text).replace("\0", "\ufffd")


def pack(each: Attached) -> str:
    """
    Write an attached file as one hidden value.
    """
    held = [each.blob.hex(), each.secret.hex(), each.name, each.type, each.size, each.sha256.hex()]
    return urlsafe_b64encode(json.dumps(held, ensure_ascii=False).encode()).decode()


def unpack(text: str) -> Attached | None:
    """
    Read what `pack` wrote, or None.
    """
    try:
        blob, secret, name, content_type, size, sha256 = json.loads(urlsafe_b64decode(text))
        each = Attached(
            bytes.fromhex(blob),
            bytes.fromhex(secret),
            str(name),
            str(content_type),
            int(size),
            bytes.fromhex(sha256),
        )
    except (ValueError, TypeError):
        return None
    lengths = (len(each.blob), len(each.secret), len(each.sha256))
    return each if lengths == (16, 32, 32) and each.size >= 0 else None
