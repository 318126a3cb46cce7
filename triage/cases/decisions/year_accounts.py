"""
The account of a year, as an entry of the office's own: what is written for it, who commented on it, when its
figures were frozen, and when it is published.

Its figures stand in no event: they are counted. Freezing keeps what they were counted from and their digest,
so that they can be counted again years later and give the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from intake.contents.item_ref import ItemRef
from intake.domain.schemes import Schemes
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.registers import EntryBegun
from triage.cases.events import CaseEvent, Code
from triage.cases.fold import life_of
from triage.cases.guards import require_entry, require_item, require_open, require_past
from triage.cases.refusals import Refusal
from triage.cases.register_kinds import RegisterKind


class SectionPlace(Worded):
    """Where in an account something stands that was written for it."""

    OPENING = "opening", N_("First, before all figures")
    REPORTS = "reports", N_("Before the account of the reports")
    COMPLAINTS = "complaints", N_("Before the figures of the inquiries")
    DEADLINES = "deadlines", N_("Before the account of the deadlines")
    REGISTERS = "registers", N_("Before recommendations and other registers")
    CLOSING = "closing", N_("Last")


class AccountBegun(EntryBegun, frozen=True, kw_only=True, tag="account:begun/1"):
    """
    Somebody begins to write an account.

    Attributes:
        first_on, last_on: the days that it is of, both included.
        profile: the counting profile by which it is counted.
        covers: the matters that it is of: reports, inquiries or both.
        years_beside: how many earlier years are counted by the same rule and stand beside it.
    """

    first_on: date
    last_on: date
    profile: Code
    covers: Schemes = Schemes.BOTH
    years_beside: int = 0

    kind: ClassVar[RegisterKind] = RegisterKind.ACCOUNT
    sentence: ClassVar[str] = N_("Account begun: %(first_on)s to %(last_on)s")
    logged: ClassVar[str] = N_("An account was begun")

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse what no entry may be, and a period that ends before it begins."""
        super().check(case, context)
        if self.last_on < self.first_on:
            raise Refusal("period_backwards")
        if not 0 <= self.years_beside <= MOST_YEARS:
            raise Refusal("too_many_years", most=MOST_YEARS)

    def require_withdrawable(self, case: Case) -> None:
        """Refuse it while everybody can read the account, for then nobody could take it off the portal."""
        if published(case) is not None:
            raise Refusal("still_published")


MOST_YEARS = 5
"""So many earlier years can stand beside an account."""


class OfAccount(CaseEvent, frozen=True, kw_only=True):
    """What is done about an account."""

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse anything but an account that is being worked on."""
        require_account(case)


class SectionWritten(OfAccount, frozen=True, kw_only=True, tag="account_section:written/1"):
    """
    A section was written, or written anew.

    Attributes:
        number: stays, wherever it is moved.
        reason_item: why words beside the reports may stand there, where there are few.
    """

    number: int
    place: SectionPlace
    heading_item: ItemRef
    item: ItemRef
    reason_item: ItemRef | None = None

    sentence: ClassVar[str] = N_("Section written: %(place)s")
    logged: ClassVar[str] = N_("A section of an account was written")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse one without heading or text."""
        super().check(case, context)
        require_item(self.heading_item, "heading")
        require_item(self.item, "section")


class ExampleWritten(SectionWritten, frozen=True, kw_only=True, tag="account_example:written/1"):
    """
    An anonymised example was written.

    Attributes:
        consent: how the one whom it is about agreed that it stands there; *consented_on*: when.
    """

    consent: ConsentWay
    consented_on: date

    typed: ClassVar[tuple[str, ...]] = ("consent", "consented_on")
    sentence: ClassVar[str] = N_("Example written, with consent of %(consented_on)s: %(consent)s")
    logged: ClassVar[str] = N_("An example in an account was written")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a consent that is still to come."""
        super().check(case, context)
        require_past(self.consented_on, on=self.on)


class SectionLeftOut(OfAccount, frozen=True, kw_only=True, tag="account_section:left_out/1"):
    """A section or an example is not part of the account any more."""

    number: int

    sentence: ClassVar[str] = N_("Section left out")
    logged: ClassVar[str] = N_("A section of an account was left out")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is no section of it."""
        super().check(case, context)
        if self.number not in {each.number for each in sections_of(case)}:
            raise Refusal("no_such_section")


class CommentAsked(OfAccount, frozen=True, kw_only=True, tag="account_comment:asked/1"):
    """A unit was asked for its comment on the account before it is published, by a day."""

    unit: Code
    answer_by_on: date

    typed: ClassVar[tuple[str, ...]] = ("answer_by_on", "happened_on")
    sentence: ClassVar[str] = N_("%(unit)s was asked for its comment, by %(answer_by_on)s")
    logged: ClassVar[str] = N_("A comment on an account was asked for")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a day that is over, and a unit that was asked already and has not answered."""
        super().check(case, context)
        require_past(self.day, on=self.on)
        if self.answer_by_on < self.day:
            raise Refusal("answer_by_past")
        if self.unit in {each.unit for each in awaited(case)}:
            raise Refusal("comment_asked_already")

    def apply(self, case: Case) -> Case:
        """Wait for the comment."""
        case = super().apply(case)
        return case.with_(days=case.days.heard(self.tag, self.unit, self.on))


class CommentReceived(OfAccount, frozen=True, kw_only=True, tag="account_comment:received/1"):
    """A unit gave its comment; *item* is what it wrote, and empty where it had nothing to say."""

    unit: Code
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("%(unit)s gave its comment")
    logged: ClassVar[str] = N_("A comment on an account was received")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a comment that nobody was asked for, and a day that has not come."""
        super().check(case, context)
        require_past(self.day, on=self.on)
        if self.unit not in {each.unit for each in awaited(case)}:
            raise Refusal("comment_not_asked")


class AccountFrozen(OfAccount, frozen=True, kw_only=True, tag="account:frozen/1"):
    """
    The figures are as they are on this day, and stay.

    Attributes:
        number: which of the account's freezes; what was counted is kept under it.
        results: the digest of the results.
    """

    number: int
    results: Code

    stays: ClassVar[bool] = True
    sentence: ClassVar[str] = N_("Figures frozen")
    logged: ClassVar[str] = N_("The figures of an account were frozen")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse to freeze a year that is not over."""
        super().check(case, context)
        last_on = account_begun(case).last_on
        if self.on <= last_on:
            raise Refusal("period_not_over", last_on=last_on)


class AccountMadePublic(OfAccount, frozen=True, kw_only=True, tag="account:published/1"):
    """
    What is published was placed where the portal shows it from a day on.

    Attributes:
        freeze: the number of the freeze that it is of.
    """

    publish_on: date
    freeze: int

    stays: ClassVar[bool] = True
    sentence: ClassVar[str] = N_("Published, to be read from %(publish_on)s")
    logged: ClassVar[str] = N_("An account was published")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a day that is over, figures that can still change, and to go past a unit that may answer."""
        super().check(case, context)
        if self.publish_on < self.on:
            raise Refusal("publish_on_past")
        if frozen(case, self.freeze) is None:
            raise Refusal("not_frozen")
        waits_for = next((each for each in awaited(case) if each.answer_by_on >= self.on), None)
        if waits_for is not None:
            raise Refusal("comment_awaited", answer_by_on=waits_for.answer_by_on)


class AccountWithdrawn(OfAccount, frozen=True, kw_only=True, tag="account:withdrawn/1"):
    """What was published is shown no more, for a reason."""

    reason_item: ItemRef

    stays: ClassVar[bool] = True
    sentence: ClassVar[str] = N_("Withdrawn: the portal shows it no more")
    logged: ClassVar[str] = N_("A published account was withdrawn")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is not published, closed or not, and a missing reason."""
        require_entry(case, RegisterKind.ACCOUNT)
        if published(case) is None:
            raise Refusal("not_published")
        require_item(self.reason_item, "reason")


def require_account(case: Case) -> None:
    """Refuse anything but an account that is being worked on."""
    require_entry(case, RegisterKind.ACCOUNT)
    require_open(case)


def account_begun(case: Case) -> AccountBegun:
    """Give what an account is of. Raises TypeError for anything else."""
    begun = case.register.began
    if not isinstance(begun, AccountBegun):
        raise TypeError("this is no account")
    return begun


def sections_of(case: Case) -> tuple[SectionWritten, ...]:
    """Give its sections and examples as they were written last, in the order of their places and numbers."""
    found: dict[int, SectionWritten] = {}
    for each in life_of(case).events:
        if isinstance(each, SectionWritten):
            found[each.number] = each
        elif isinstance(each, SectionLeftOut):
            found.pop(each.number, None)
    places = list(SectionPlace)
    return tuple(sorted(found.values(), key=lambda each: (places.index(each.place), each.number)))


def next_number(case: Case) -> int:
    """Give the number of a section that is new."""
    written = (each.number for each in case.history if isinstance(each, SectionWritten))
    return max(written, default=0) + 1


def comments(case: Case) -> Iterator[tuple[CommentAsked, CommentReceived | None]]:
    """Give every comment that was asked for, with what came."""
    told = life_of(case).events
    for place, asked in enumerate(told):
        if isinstance(asked, CommentAsked):
            later = (each for each in told[place:] if isinstance(each, CommentReceived))
            yield asked, next((each for each in later if each.unit == asked.unit), None)


def awaited(case: Case) -> tuple[CommentAsked, ...]:
    """Give the comments that were asked for and have not come."""
    return tuple(asked for asked, received in comments(case) if received is None)


def frozen(case: Case, number: int | None = None) -> AccountFrozen | None:
    """Give the freeze of a number, or else the newest; None while its figures still change."""
    every = (each for each in reversed(case.history) if isinstance(each, AccountFrozen))
    return next((each for each in every if number in {None, each.number}), None)


def next_freeze(case: Case) -> int:
    """Give the number of the freeze that is next."""
    return sum(isinstance(each, AccountFrozen) for each in case.history) + 1


def published(case: Case) -> AccountMadePublic | None:
    """Give how it is published; None where it is not, or no more."""
    told = (each for each in reversed(life_of(case).events))
    last = next((each for each in told if isinstance(each, AccountMadePublic | AccountWithdrawn)), None)
    return last if isinstance(last, AccountMadePublic) else None
