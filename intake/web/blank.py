"""
The page of a step before anything is typed on it, made once for each language and the organisation's words.

Only two things on it differ from visitor to visitor: the form's ticket, and what is carried on in hidden
inputs. Each is put in place of a mark that nobody can guess.
"""

import secrets
from collections.abc import Callable, Hashable

from flask import get_template_attribute

from intake.web.tickets import TICKET_DIGITS

Inputs = list[tuple[str, str]]


class BlankPages:
    """The blank pages of an app, each kept from the first time it is shown."""

    def __init__(self) -> None:
        self._ticket = secrets.token_hex(TICKET_DIGITS // 2)
        self._inputs = [(secrets.token_hex(8), "")]
        self._kept: dict[Hashable, list[str]] = {}

    def page(self, key: Hashable, ticket: str, carried: Inputs, make: Callable[[str, Inputs], str]) -> str:
        """Give the page of a *key* with this ticket and these hidden inputs; *make* renders it with any."""
        hidden = get_template_attribute("shared/forms.html", "hidden_inputs")
        if key not in self._kept:
            self._kept[key] = make(self._ticket, self._inputs).split(hidden(self._inputs))
        # What was typed is never searched for a mark.
        before, after = (part.replace(self._ticket, ticket) for part in self._kept[key])
        return "".join((before, hidden(carried), after))
