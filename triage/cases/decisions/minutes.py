"""
Minutes of what was said: an oral report or inquiry, a meeting, another conversation.

They are drafted, given to whoever spoke to check, corrected as that person wishes and given to check again,
and approved (Directive art. 18(2)-(4), for reports). With that, or once it is recorded why nobody could
approve them, they are locked: after it an addition says more, of its own day. Every version can be read.
What was said in mediation has no minutes: it is confidential.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef, refs_in
from intake.contents.versioned import added_in
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.meetings import require_no_mediation
from triage.cases.decisions.messages import MessageDecided, Posted
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_day, require_item, require_open, require_opened
from triage.cases.refusals import Refusal

OF_MINUTES = "minutes-"
"""What the clock of minutes is about where it is not the first of a case: this, and its number."""


class MinutesOf(Worded):
    """What was said."""

    BEGINNING = "beginning", N_("What was told when it began")
    MEETING = "meeting", N_("A meeting that is registered")
    TALK = "talk", N_("Another conversation")


class CheckWay(Worded):
    """How minutes are given to check."""

    MAILBOX = "mailbox", N_("In the mailbox")
    READ_ALOUD = "read_aloud", N_("Read aloud")
    BY_HAND = "by_hand", N_("By hand, at a meeting")
    LETTER = "letter", N_("By letter")


class Minutes(Struct, frozen=True):
    """
    Minutes as they stand: their versions, and the day on which the newest was given to check.

    `clock_on` is the day from which they wait to be checked; a case that is opened again waits no longer.
    """

    number: int
    of: MinutesOf
    spoken_on: date | None
    items: tuple[ItemRef, ...]
    given_on: date | None = None
    clock_on: date | None = None
    locked_on: date | None = None
    is_approved: bool = False
    added_on: tuple[date, ...] = ()

    @property
    def subject(self) -> str:
        """What their clock is told by; that of the first minutes of a case needs no name."""
        return f"{OF_MINUTES}{self.number}" if self.number > 1 else ""


class MinutesDrafted(CaseEvent, frozen=True, kw_only=True, tag="minutes:drafted/2"):
    """
    Minutes were written, for the office alone until they are given to check.

    In version 1 a draft was given to check in the same moment: by hand on *given_on*, or in the mailbox; so
    was each later version of it.

    Attributes:
        number: which minutes of the case they are (`next_minutes`); 0 in version 1, which had but one.
        of: of what, and *spoken_on*: the day of the meeting or the conversation.
    """

    template: Code | None = None
    language: Code | None = None
    sent_by: Code | None = None
    given_on: date | None = None
    item: ItemRef
    number: Annotated[int, added_in(2)] = 0
    of: Annotated[MinutesOf | None, added_in(2)] = None
    spoken_on: Annotated[date | None, added_in(2)] = None

    typed: ClassVar[tuple[str, ...]] = ("given_on", "spoken_on")
    sentence: ClassVar[str] = N_("Minutes were drafted")

    @property
    def day(self) -> date:
        """The day they were given by hand, in version 1."""
        return self.given_on or self.on

    @property
    def withdrawable(self) -> bool:
        """Whether nobody has been given them by the same event."""
        return super().withdrawable and self.number > 0

    @property
    def inner(self) -> tuple[ItemRef, ...]:
        """The draft; in version 1 it lay in the mailbox, where it was not given by hand."""
        return tuple(refs_in(self)) if self.number or self.given_on else ()

    @property
    def lying(self) -> tuple[ItemRef, ...]:
        """None: what placed it in the mailbox names it."""
        return ()

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse them without words, of what was said in mediation, of no such meeting or conversation, and
        where there are minutes of it: those are corrected, or have an addition once they are locked.
        """
        require_open(case)
        require_opened(case)
        require_item(self.item, "minutes_text")
        if self.of is None or self.number != next_minutes(case):
            raise Refusal("minutes_of_missing")
        self._require_said(case)
        for each in case.minutes:
            if (each.of, each.spoken_on) == (self.of, self.spoken_on):
                _require_unlocked(each)
                raise Refusal("minutes_recorded")

    def _require_said(self, case: Case) -> None:
        if self.of is MinutesOf.BEGINNING:
            if self.spoken_on is not None:
                raise Refusal("minutes_of_missing")
            return
        if self.spoken_on is None:
            raise Refusal("minutes_day_missing")
        require_day(case, self.spoken_on, on=self.on)
        require_no_mediation(case, self.spoken_on)
        if self.of is MinutesOf.MEETING and all(each.day != self.spoken_on for each in case.meetings):
            raise Refusal("minutes_no_meeting", spoken_on=self.spoken_on)

    def apply(self, case: Case) -> Case:
        """Keep them with the others; in version 1 beside the words of before, and as given to check."""
        if self.number:
            drafted = Minutes(self.number, self.of or MinutesOf.BEGINNING, self.spoken_on, (self.item,))
            return case.with_(minutes=(*case.minutes, drafted))
        first = next(iter(case.minutes), Minutes(1, MinutesOf.BEGINNING, None, ()))
        first = replace(first, items=(*first.items, self.item))
        case = case.with_(minutes=(first, *case.minutes[1:]))
        case = case if self.given_on is None else case.answered(self.given_on)
        return _given(case, self, 1)


class MinutesSentToCheck(Posted, frozen=True, kw_only=True, tag="minutes:sent_to_check/1"):
    """
    The newest version was given to whoever spoke, to be checked; *item* is what lies in the mailbox, or was
    given there on *given_on* in another *way*.
    """

    number: int
    way: CheckWay
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("given_on",)
    sentence: ClassVar[str] = N_("Minutes were given to check: %(way)s")
    shown_as_given: ClassVar[bool] = False

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse it for minutes that are not there or locked, or of a day that was one of mediation, though that
        was registered later; and half of how it is done.
        """
        require_open(case)
        minutes = open_minutes(case, self.number)
        if minutes.spoken_on is not None:
            require_no_mediation(case, minutes.spoken_on)
        require_day(case, self.day, on=self.on)
        is_in_mailbox = self.way is CheckWay.MAILBOX
        if (self.given_on is None) is not is_in_mailbox or (self.item is not None) is not is_in_mailbox:
            raise Refusal("minutes_way")

    def apply(self, case: Case) -> Case:
        """Wait for them to be checked."""
        return _given(super().apply(case), self, self.number)

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """What is not given by hand is placed in the mailbox, and asks for a word in return."""
        if self.item is None:
            return (self,)
        return self, MessageDecided(on=self.on, actor=self.actor, item=self.item, asks=True)


def next_minutes(case: Case) -> int:
    """Give the number of the minutes that are drafted next."""
    return 1 + max((each.number for each in case.minutes), default=0)


def unlocked(case: Case) -> tuple[Minutes, ...]:
    """Give the minutes that are not locked yet."""
    return tuple(each for each in case.minutes if each.locked_on is None)


def put_to_rest(case: Case) -> Case:
    """Give the case in which no unlocked minutes wait to be checked any more."""
    rested = (replace(each, clock_on=None) if each.locked_on is None else each for each in case.minutes)
    return case.with_(minutes=tuple(rested))


def of_number(case: Case, number: int) -> Minutes:
    """Give the minutes of a number; refuse where there are none."""
    for each in case.minutes:
        if each.number == number:
            return each
    raise Refusal("minutes_missing")


def open_minutes(case: Case, number: int) -> Minutes:
    """Give the minutes of a number; refuse where there are none, or locked ones."""
    minutes = of_number(case, number)
    _require_unlocked(minutes)
    return minutes


def given_minutes(case: Case, number: int) -> Minutes:
    """Give the unlocked minutes of a number; refuse where nobody was given the newest version to check."""
    minutes = open_minutes(case, number)
    if minutes.given_on is None:
        raise Refusal("minutes_not_given")
    return minutes


def changed(case: Case, number: int, change: Callable[[Minutes], Minutes]) -> Case:
    """Give the case with some minutes changed, if there are any of that number."""
    minutes = tuple(change(each) if each.number == number else each for each in case.minutes)
    return case.with_(minutes=minutes)


def _require_unlocked(minutes: Minutes) -> None:
    if minutes.locked_on is not None:
        raise Refusal("minutes_locked", locked_on=minutes.locked_on)


def _given(case: Case, event: MinutesDrafted | MinutesSentToCheck, number: int) -> Case:
    day = event.day
    case = changed(case, number, lambda each: replace(each, given_on=day, clock_on=each.clock_on or day))
    for each in case.minutes:
        if each.number == number:
            return case.with_(days=case.days.told(MinutesDrafted.tag, event.on, each.subject))
    return case
