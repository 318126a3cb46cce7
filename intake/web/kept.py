"""
Pages of which almost everything is the same for everybody, made once and kept.

What differs from visitor to visitor is a few parts: the form's ticket, what is carried on in hidden inputs,
the answers on the page before sending, the code on the receipt. Each is put in place of a mark that nobody
can guess; nothing of a visitor is in what is kept.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping

from markupsafe import Markup, escape

MOST = 200
"""More than there are pages in all languages; the receipts of each day are others, and so are new words."""

Parts = Mapping[str, Markup]


class KeptPages:
    """The pages of an app, each kept from the first time it is shown."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, list[str]] = {}
        """By turns what stands on a page and the name of a part."""

    def page(self, key: Hashable, parts: Parts, make: Callable[[Parts], str]) -> str:
        """
        Give the page of a *key* with these parts.

        Args:
            key: all that the page depends on but the parts.
            parts: HTML by name, if there is any; what is typed is in these alone.
            make: renders the page with any parts of these names.
        """
        kept = self.kept.get(key)
        if kept is None:
            if len(self.kept) >= MOST:
                self.kept.clear()
            self.kept[key] = kept = _taken_apart(make, parts)
        # What was typed is never searched for a mark.
        pieces = kept.copy()
        pieces[1::2] = [parts[name] for name in kept[1::2]]
        return "".join(pieces)


def _taken_apart(make: Callable[[Parts], str], names: Parts) -> list[str]:
    if not names:
        return [make(names)]
    marks = {secrets.token_hex(16): name for name in names}
    pieces = re.split(f"({'|'.join(marks)})", make({name: escape(mark) for mark, name in marks.items()}))
    return [marks[piece] if at % 2 else piece for at, piece in enumerate(pieces)]
