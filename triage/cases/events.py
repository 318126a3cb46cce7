"""
What happened to a case, in past tense.

1. A tag obeys the grammar `subject:action`; the enum below is the whole list.
2. `on` is the Copenhagen day the event was recorded. Where the thing itself happened on an earlier day (a
   letter handed over on Tuesday and typed in on Thursday) the payload holds `happened_on`, and that day moves
   the clocks.
3. A payload holds codes, ISO dates, hex handles and item ids only. Free text is always a sealed item and
   appears as its id. The constructor refuses whatever looks like a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

Value = str | int | bool | Sequence[str]

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_HEX = re.compile(r"(?:[0-9a-f]{2}){1,32}")


class Tag(StrEnum):
    """Every event there is."""

    CASE_RECEIVED = "case:received"
    CASE_REGISTERED = "case:registered"
    CALL_REGISTERED = "call:registered"
    CONTACT_REGISTERED = "contact:registered"
    CASE_ASSIGNED = "case:assigned"
    CASE_CLOSED = "case:closed"
    CASE_REOPENED = "case:reopened"
    REPORT_OPENED = "report:opened"
    IDENTITY_OPENED = "identity:opened"
    SUMMARY_SET = "summary:set"
    NOTE_ADDED = "note:added"
    ACKNOWLEDGEMENT_DECIDED = "acknowledgement:decided"
    ACKNOWLEDGEMENT_GIVEN = "acknowledgement:given"
    ACKNOWLEDGEMENT_WAIVED = "acknowledgement:waived"
    SCOPE_ASSESSED = "scope:assessed"
    INVESTIGATION_DECIDED = "investigation:decided"
    DISPOSITION_RECORDED = "disposition:recorded"
    OUTCOME_RECORDED = "outcome:recorded"
    MESSAGE_RECEIVED = "message:received"
    MESSAGE_DECIDED = "message:decided"
    MESSAGE_GIVEN = "message:given"
    LETTER_RECORDED = "letter:recorded"
    FEEDBACK_DECIDED = "feedback:decided"
    FEEDBACK_GIVEN = "feedback:given"
    FEEDBACK_EXTENDED = "feedback:extended"
    DEADLINE_EXTENDED = "deadline:extended"
    CLOCK_SUSPENDED = "clock:suspended"
    CLOCK_RESUMED = "clock:resumed"
    CLOCK_INTERRUPTED = "clock:interrupted"
    CLOCK_RESTARTED = "clock:restarted"
    RULES_APPLIED = "rules:applied"
    EXTERNAL_EVENT_RECORDED = "external_event:recorded"
    BREACH_NOTED = "breach:noted"
    BREACH_EXPLAINED = "breach:explained"
    CODE_KNOWN_TO_UNIT = "code:known_to_unit"
    CODE_REPLACED = "code:replaced"
    MINUTES_DRAFTED = "minutes:drafted"
    MINUTES_APPROVED = "minutes:approved"
    HAND_OVER_ASKED = "hand_over:asked"
    HAND_OVER_CONSENTED = "hand_over:consented"
    HAND_OVER_DECLINED = "hand_over:declined"
    HAND_OVER_EXPIRED = "hand_over:expired"
    DEPARTMENT_RECORDED = "department:recorded"
    THEMES_RECORDED = "themes:recorded"
    HANDLING_RECORDED = "handling:recorded"
    INQUIRY_REJECTED = "inquiry:rejected"
    ANSWER_DECIDED = "answer:decided"
    ANSWER_GIVEN = "answer:given"
    REFERRAL_SENT = "referral:sent"
    REFERRAL_RECALLED = "referral:recalled"
    REPLY_DELAYED = "reply:delayed"
    REPLY_RECEIVED = "reply:received"
    HEARING_SENT = "hearing:sent"
    HEARING_ANSWERED = "hearing:answered"
    CRITICISM_RECORDED = "criticism:recorded"


CLOCK_TAGS = (
    Tag.DEADLINE_EXTENDED,
    Tag.CLOCK_SUSPENDED,
    Tag.CLOCK_RESUMED,
    Tag.CLOCK_INTERRUPTED,
    Tag.CLOCK_RESTARTED,
    Tag.RULES_APPLIED,
    Tag.EXTERNAL_EVENT_RECORDED,
)
"""What only the deadline engine looks at."""


@dataclass(frozen=True, slots=True)
class Event:
    """
    One thing that happened to one case.

    Args:
        tag: what happened.
        on: the Copenhagen day it was recorded.
        actor: the hex handle of the person who did it; None for the clock process and for the reporter.
        payload: codes, ISO dates, handles, item ids. Lists become tuples, so an event read back from JSON
            equals the one that was stored.

    Raises:
        ValueError: an unknown tag, an actor that is no handle, or a payload value that is none of the above.
    """

    tag: Tag
    on: date
    actor: str | None
    payload: Mapping[str, Value]

    def __post_init__(self) -> None:
        object.__setattr__(self, "tag", Tag(self.tag))
        if self.actor is not None and not _HEX.fullmatch(self.actor):
            raise ValueError("an actor is a hex handle")
        checked = {key: _checked(key, value) for key, value in self.payload.items()}
        object.__setattr__(self, "payload", MappingProxyType(checked))

    @property
    def happened_on(self) -> date:
        """The day the thing itself happened: what clocks count from."""
        return self.day("happened_on") or self.on

    def text(self, key: str) -> str | None:
        """Return the code, handle or item id under `key`, or None."""
        value = self.payload.get(key)
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{self.tag} {key} is not a text")
        return value

    def required(self, key: str) -> str:
        """
        Return the code, handle or item id under `key`.

        Raises:
            ValueError: it is missing; no command of this program made the event.
        """
        value = self.text(key)
        if value is None:
            raise ValueError(f"{self.tag} without {key}")
        return value

    def day(self, key: str) -> date | None:
        """Return the date under `key`, or None."""
        value = self.text(key)
        return None if value is None else date.fromisoformat(value)

    def flag(self, key: str) -> bool:
        """Return whether `key` is set to true; an absent key is false."""
        return self.payload.get(key) is True

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of codes under `key`; an absent key is the empty list."""
        value = self.payload.get(key, ())
        if isinstance(value, (str, int)):
            raise TypeError(f"{self.tag} {key} is not a list")
        return tuple(value)


def is_item_id(text: str) -> bool:
    """Tell whether `text` is the hex id of a sealed item (16 bytes)."""
    return len(text) == 32 and _HEX.fullmatch(text) is not None


def make_event(tag: Tag, *, on: date, actor: str | None = None, **payload: Value | date | None) -> Event:
    """
    Build an event, leaving out what is None and writing dates and codes as plain text.

    Raises:
        ValueError: as `Event`.
    """
    return Event(tag, on, actor, {key: _plain(value) for key, value in payload.items() if value is not None})


def _plain(value: Value | date) -> Value:
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return tuple(str(one) for one in value)


def _checked(key: str, value: Value) -> Value:
    """Return the value as it is kept. The error never repeats the value: it might be free text."""
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        if key.endswith("_on"):
            return date.fromisoformat(value).isoformat()
        if key.endswith("item") and not is_item_id(value):
            raise ValueError(f"{key} is not an item id")
        if not _CODE.fullmatch(value):
            raise ValueError(f"{key} is neither a code nor an id")
        return value
    members = tuple(value)
    if not all(isinstance(one, str) and _CODE.fullmatch(one) for one in members):
        raise ValueError(f"{key} holds something that is neither a code nor an id")
    return members
