"""
What travels from page to page in hidden inputs: nothing of a draft is kept on the server in plain.

The text is the same byte for byte on every page, because it is brought into one form on arrival
(`intake.domain.page_text.normalised`). The receipt code is made when the first page is sent and travels
along, so that going back and sending again can never make a second report.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from intake.domain.page_text import is_empty, normalised
from intake.page.attached import CARRIED_FIELD, carried_files, pack
from intake.services.attach import Attached

CODE_FIELD = "code"


@dataclass(frozen=True, slots=True)
class Carried:
    """Everything typed so far, by field name, the attached files and the receipt code once there is one."""

    texts: Mapping[str, str] = field(repr=False)
    attached: tuple[Attached, ...] = field(default=(), repr=False)
    code: str = field(default="", repr=False)

    def hidden(self, *, but: Container[str] = ()) -> list[tuple[str, str]]:
        """Give the hidden inputs that carry all this on, except the fields that the page itself shows."""
        inputs = [(name, text) for name, text in self.texts.items() if name not in but and text]
        inputs += [(CARRIED_FIELD, pack(each)) for each in self.attached]
        if self.code:
            inputs.append((CODE_FIELD, self.code))
        return inputs

    def without(self, blobs: Container[bytes]) -> "Carried":
        """Give the same without some of the files."""
        return replace(self, attached=tuple(each for each in self.attached if each.blob not in blobs))


def carried_from(form: MultiDict[str, str], names: Iterable[str]) -> Carried:
    """
    Read what a form carries, several values of one name with a space between; whatever is no file of ours,
    or a text that cannot be seen, is dropped.
    """
    typed = {name: normalised(" ".join(form.getlist(name))) for name in names}
    texts = {name: "" if is_empty(text) else text for name, text in typed.items()}
    return Carried(texts, carried_files(form.getlist(CARRIED_FIELD)), normalised(form.get(CODE_FIELD, "")))
