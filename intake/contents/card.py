"""The status card: the whole present state of a case as codes and dates. It carries no free text."""

from datetime import date
from typing import Annotated, Self

import msgspec

from intake.contents.mailbox import Number
from intake.contents.versioned import Versioned, added_in


class Card(Versioned, frozen=True, tag="card/4"):
    """
    What a reporter is shown of the case; the card with the highest *version* counts.

    *state* is a code of the list that the portal has words for; the dates are Copenhagen dates.
    *newest_message* is the number of the office's last that this state knows of: a later one lies there
    before its card does. *question_open* says that a yes or a no is waited for. *expected_by* is the day that
    the office's newest letter named where it cannot keep *feedback_by*, which stays what it was.
    """

    version: Number
    state: str
    received_on: date
    acknowledged_on: date | None = None
    acknowledged_automatically: bool = False
    acknowledge_by: date | None = None
    feedback_by: date | None = None
    feedback_on: date | None = None
    closed_on: date | None = None
    code_known_to_office: bool = False
    newest_message: Annotated[Number, added_in(2)] = msgspec.field(name="letters", default=0)
    question_open: Annotated[bool, added_in(3)] = False
    expected_by: Annotated[date | None, added_in(4)] = None

    def numbered(self, version: int) -> Self:
        """Give the same card under another version."""
        return msgspec.structs.replace(self, version=version)
