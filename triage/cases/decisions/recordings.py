"""
Recording what somebody says, which needs their consent first (Directive art. 18); and who came along.

A consent is for the conversation of one day. A recording of any other day is refused, noted or attached; and
so is one of a mediation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.meetings import require_no_mediation
from triage.cases.events import CaseEvent
from triage.cases.guards import require_case, require_day, require_past
from triage.cases.refusals import Refusal

SOUND = frozenset(
    f".{each}"
    for each in ("3gp", "aac", "aif", "aiff", "amr", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav", "wma")
)
"""How the names of files end that hold sound."""


class Recording(Struct, frozen=True):
    """A sound recording of what was said on a day, kept until it is erased."""

    number: int
    made_on: date
    erased_on: date | None = None


class RecordingAgreed(CaseEvent, frozen=True, kw_only=True, tag="recording:agreed/1"):
    """
    Whoever speaks agreed, before it, that what they say is recorded.

    Attributes:
        talk_on: the day of the conversation that it is about.
        how: how they agreed; *item* are their words, if they are kept.
    """

    talk_on: date
    how: ConsentWay
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "talk_on", "how")
    sentence: ClassVar[str] = N_("It was agreed that the conversation of %(talk_on)s is recorded")
    logged: ClassVar[str] = N_("Consent to a recording was registered")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a consent that came after the conversation, or has not come yet."""
        require_case(case)
        require_past(self.day, on=self.on)
        if self.day > self.talk_on:
            raise Refusal("recording_agreed_after", talk_on=self.talk_on)

    def apply(self, case: Case) -> Case:
        """Keep its day."""
        return case.with_(may_record=(*case.may_record, self.talk_on))


class RecordingMade(CaseEvent, frozen=True, kw_only=True, tag="recording:made/1"):
    """
    A conversation was recorded; *item* says where that is kept, where it is not among the files of the case.

    Attributes:
        number: which recording of the case it is (`next_recording`).
    """

    number: int
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("A conversation was recorded")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without the consent for that day, and in mediation."""
        require_case(case)
        require_day(case, self.day, on=self.on)
        require_no_mediation(case, self.day)
        if self.day not in case.may_record:
            raise Refusal("recording_not_agreed", talk_on=self.day)
        if any(each.number == self.number for each in case.recordings):
            raise Refusal("recording_known")

    def apply(self, case: Case) -> Case:
        """Keep it in mind until it is erased."""
        return case.with_(recordings=(*case.recordings, Recording(self.number, self.day)))


class RecordingErased(CaseEvent, frozen=True, kw_only=True, tag="recording:erased/1"):
    """A recording is no more, because its minutes are locked or nobody needs it; in a closed case too."""

    number: int

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("A recording was erased")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where there is no such recording, or it was erased before."""
        require_case(case)
        if self.number not in {each.number for each in kept_recordings(case)}:
            raise Refusal("recording_unknown")
        require_day(case, self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """It is kept no more."""
        recordings = tuple(
            replace(each, erased_on=self.day) if each.number == self.number else each
            for each in case.recordings
        )
        return case.with_(recordings=recordings)


class AttendanceRecorded(CaseEvent, frozen=True, kw_only=True, tag="attendance:recorded/1"):
    """Whoever spoke had a *companion* or an *interpreter* with them; *present_item* says who."""

    companion: bool = False
    interpreter: bool = False
    present_item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("Somebody came along with whoever spoke")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody came along."""
        require_case(case)
        require_day(case, self.day, on=self.on)
        if not (self.companion or self.interpreter):
            raise Refusal("attendance_missing")


def require_recording_said(names: Iterable[str], *, is_said: bool) -> None:
    """Refuse files with what was spoken, by their names, where one is sound and nobody said of what."""
    if not is_said and any(PurePosixPath(each).suffix.lower() in SOUND for each in names):
        raise Refusal("recording_not_said")


def kept_recordings(case: Case) -> tuple[Recording, ...]:
    """Give the recordings that nobody has erased."""
    return tuple(each for each in case.recordings if each.erased_on is None)


def next_recording(case: Case) -> int:
    """Give the number of the recording that is noted next."""
    return 1 + max((each.number for each in case.recordings), default=0)
