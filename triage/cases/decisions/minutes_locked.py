"""What becomes of minutes that were given to check: corrected, approved or not, and then added to."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import added_in
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.minutes import changed, given_minutes, of_number
from triage.cases.events import CaseEvent
from triage.cases.guards import require_case, require_day, require_item, require_open
from triage.cases.refusals import Refusal


class ApprovedBy(Worded):
    """Who approved minutes."""

    SPEAKER = "speaker", N_("Whoever spoke")
    REPRESENTATIVE = "representative", N_("Their representative")


class ApprovalWay(Worded):
    """How minutes were approved."""

    SIGNED = "signed", N_("With a signature")
    MAILBOX = "mailbox", N_("In the mailbox")
    WRITTEN = "written", N_("In another written way")
    SPOKEN = "spoken", N_("On the phone or at a meeting")


class WhyNotApproved(Worded):
    """Why minutes could not be approved."""

    UNREACHABLE = "unreachable", N_("Whoever spoke could not be reached")
    DECLINED = "declined", N_("Whoever spoke did not wish to check them")
    DISAGREED = "disagreed", N_("Whoever spoke does not agree with them")


class MinutesCorrected(CaseEvent, frozen=True, kw_only=True, tag="minutes:corrected/1"):
    """
    Whoever spoke wanted something else in the minutes: *wish_item* says what, *item* is all of it anew. The
    versions before it stay, and the new one is given to check as they were.
    """

    number: int
    item: ItemRef
    wish_item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("Minutes were corrected")
    stays: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it before anybody could check them, once they are locked, and without both texts."""
        require_open(case)
        given_minutes(case, self.number)
        require_day(case, self.day, on=self.on)
        require_item(self.wish_item, "minutes_wish")
        require_item(self.item, "minutes_text")

    def apply(self, case: Case) -> Case:
        """Keep every version; nobody has checked this one."""
        return changed(
            case, self.number, lambda each: replace(each, items=(*each.items, self.item), given_on=None)
        )


class MinutesApproved(CaseEvent, frozen=True, kw_only=True, tag="minutes:approved/2"):
    """
    Whoever spoke approved the minutes as they were given to check; they are locked.

    Attributes:
        item: the version that was approved.
        number: which minutes; 0 in version 1, which had but one.
        by: who approved them, and *how*.
    """

    item: ItemRef | None = None
    number: Annotated[int, added_in(2)] = 0
    by: Annotated[ApprovedBy | None, added_in(2)] = None
    how: Annotated[ApprovalWay | None, added_in(2)] = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("The minutes were approved: %(told)s")
    logged: ClassVar[str] = N_("Minutes were approved")

    @property
    def told(self) -> tuple[Worded, ...]:
        """Who approved them and how, as far as that was said."""
        return tuple(each for each in (self.by, self.how) if each is not None)

    @property
    def inner(self) -> tuple[ItemRef, ...]:
        """None: the minutes are named where they were drafted."""
        return ()

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it for minutes that are not there, locked or not given to check as they stand."""
        require_open(case)
        given_minutes(case, self.number or 1)
        require_day(case, self.day, on=self.on)
        if self.by is None or self.how is None:
            raise Refusal("minutes_approval_missing")

    def apply(self, case: Case) -> Case:
        """Lock them."""
        return changed(
            case, self.number or 1, lambda each: replace(each, locked_on=self.day, is_approved=True)
        )


class MinutesNotApproved(CaseEvent, frozen=True, kw_only=True, tag="minutes:not_approved/1"):
    """The minutes could not be approved, and why; *item* is what is said of them. They are locked."""

    number: int
    why: WhyNotApproved
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("The minutes could not be approved: %(why)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it before they were given to check, once they are locked, and a no without its words."""
        require_open(case)
        given_minutes(case, self.number)
        require_day(case, self.day, on=self.on)
        if self.why is WhyNotApproved.DISAGREED:
            require_item(self.item, "minutes_wish")

    def apply(self, case: Case) -> Case:
        """Lock them as they stand."""
        return changed(case, self.number, lambda each: replace(each, locked_on=self.day))


class MinutesAdded(CaseEvent, frozen=True, kw_only=True, tag="minutes:added/1"):
    """Something was added to locked minutes, which stay as they are; possible in a closed case too."""

    number: int
    item: ItemRef

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("An addition to the minutes")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without words, and where the minutes can still be corrected."""
        require_case(case)
        if of_number(case, self.number).locked_on is None:
            raise Refusal("minutes_not_locked")
        require_day(case, self.day, on=self.on)
        require_item(self.item, "minutes_text")

    def apply(self, case: Case) -> Case:
        """Keep its day."""
        return changed(case, self.number, lambda each: replace(each, added_on=(*each.added_on, self.day)))
