"""
An inquiry to the citizens' adviser: how it came, who is behind it, and what kind of matter it is.

Whatever came otherwise than by the portal begins with one event, and one save tells everything that a short
call tells: what was spoken is acknowledged by being taken, what was written waits for an acknowledgement or
an answer as the bylaw says. One inquiry can become several cases, which carry the same random id. Who is
behind it stands in a sealed item of its own; plain is only what is counted. What kind of matter it is has a
dated history: a matter that grows keeps what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from intake.contents.item_ref import HexId, ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case, TypeSince, new_case
from triage.cases.context import CheckContext
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import (
    REJECTED,
    AnswerGiven,
    HandlingRecorded,
    InquiryRejected,
    ThemesRecorded,
    UnitRecorded,
)
from triage.cases.decisions.ordered_counts import CountsTicked
from triage.cases.decisions.receiving import ORAL, require_no_portal
from triage.cases.events import Beginning, CaseEvent, Code, on_list
from triage.cases.guards import (
    require_case,
    require_day,
    require_item,
    require_listed,
    require_open_complaint,
    require_past,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import InquirerKind, InquirerRelation, InquiryWish, NotCounted, Resident
from triage.rules.codes import Scheme

_HANDLED = frozenset({"guidance", "clarification", "complaint"})
"""The types of which the figures say what was done."""


class InquiryRegistered(Beginning, frozen=True, kw_only=True, tag="inquiry:registered/1"):
    """
    An inquiry that came by phone, by letter, in person or any other way than by the portal.

    Attributes:
        happened_on: the day it was spoken, or on which what was written was received.
        inquiry: a random id, the same for every case of the inquiry.
        summary_item: what it is about, in the adviser's words and without names: the line of the lists.
        type: what kind of matter it is, of the list `inquiry_types`.
        wish: what the citizen came for, whatever it became.
        not_counted: why it does not count as an inquiry, where it does not.
        item: what the citizen wrote.
        inquirer_item: who it is (`inquirer/1`), and of what kind.
        relation: how they stand to the one whom the matter is about.
        besides_items: the lists of the files that came with it.
    """

    inquiry: HexId
    channel: Annotated[Code, on_list("channels")]
    summary_item: ItemRef
    type: Annotated[Code, on_list("inquiry_types")]
    wish: InquiryWish | None = None
    not_counted: NotCounted | None = None
    place: Annotated[Code | None, on_list("places")] = None
    item: ItemRef | None = None
    inquirer_item: ItemRef | None = None
    inquirer_kind: InquirerKind | None = None
    relation: InquirerRelation | None = None
    resident: Resident | None = None
    besides_items: tuple[ItemRef, ...] = ()

    typed: ClassVar[tuple[str, ...]] = (
        "channel",
        "happened_on",
        "type",
        "wish",
        "not_counted",
        "place",
    )
    sentence: ClassVar[str] = N_("An inquiry was registered: %(type)s")

    @property
    def counted(self) -> bool:
        """Whether it counts as an inquiry."""
        return self.not_counted is None

    @property
    def is_spoken(self) -> bool:
        """Whether receiving it was hearing it."""
        return self.channel in ORAL

    @property
    def is_one_moment(self) -> bool:
        """Whether all that was saved with it happened as it was spoken."""
        return self.is_spoken

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse a day that has not come, a code that is not on its list, or a missing line."""
        require_past(self.day, on=self.on)
        require_listed(self, context.taxonomy)
        require_no_portal(self.channel)
        require_item(self.summary_item, "summary")

    def begin(self) -> Case:
        """Begin a case that the one who registers it has heard, or read."""
        case = new_case(
            Scheme.COMPLAINTS,
            self.channel,
            self.day,
            registered=True,
            opened_on=self.day if self.is_spoken else self.on,
            opened_by=self.actor,
            summary_item=self.summary_item,
        )
        begun = case.with_side(types=(TypeSince(self.day, self.type),))
        return begun.with_(days=begun.days.told("case:received", self.on), recorded=(self,))


class TypeRecorded(CaseEvent, frozen=True, kw_only=True, tag="type:recorded/1"):
    """The matter is of another kind by now: a complaint that began as guidance. What it was stays."""

    type: Annotated[Code, on_list("inquiry_types")]

    typed: ClassVar[tuple[str, ...]] = ("type", "happened_on")
    sentence: ClassVar[str] = N_("Type: %(type)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse anything but an open complaint, an unknown type, the same again, and a rejection."""
        require_open_complaint(case)
        require_listed(self, context.taxonomy)
        require_day(case, self.day, on=self.on)
        if self.type == case.complaint.type:
            raise Refusal("type_is_so")
        if self.type == REJECTED:
            raise Refusal("type_by_rejection")

    def apply(self, case: Case) -> Case:
        """Keep it behind what it was; what had been turned away is taken up by it."""
        types = (*case.complaint.types, TypeSince(self.day, self.type))
        return case.with_side(types=types, rejection=None)


class InquirerRecorded(CaseEvent, frozen=True, kw_only=True, tag="inquirer:recorded/1"):
    """Who is behind an inquiry, put right or said later; a later one takes the place of an earlier one."""

    inquirer_item: ItemRef | None = None
    inquirer_kind: InquirerKind | None = None
    relation: InquirerRelation | None = None
    resident: Resident | None = None

    sentence: ClassVar[str] = N_("It was recorded who the inquiry is from")
    is_step: ClassVar[bool] = False

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a report, a mere contact, and one that says nothing."""
        require_case(case)
        if case.is_report:
            raise Refusal("wrong_scheme")
        if (self.inquirer_item, self.inquirer_kind, self.relation, self.resident) == (None,) * 4:
            raise Refusal("inquirer_missing")


def inquirer_of(case: Case) -> InquirerRecorded | InquiryRegistered | None:
    """Give what says newest who is behind an inquiry; None where nothing ever did."""
    return case.newest(InquirerRecorded) or case.newest(InquiryRegistered)


def inquiry_of(case: Case) -> str | None:
    """Give the id that all cases of one inquiry have in common; None where it began otherwise."""
    begun = case.newest(InquiryRegistered)
    return None if begun is None else begun.inquiry


def inquiry_registered(
    begun: InquiryRegistered,
    context: CheckContext,
    *,
    unit: str | None = None,
    handlings: Sequence[str] = (),
    main_theme: str | None = None,
    other_themes: Sequence[str] = (),
    rejection: InquiryRejected | None = None,
    marks: Sequence[str] = (),
    closed_in_conversation: bool = False,
) -> tuple[CaseEvent, ...]:
    """
    Give everything that one save tells, in the order in which it is recorded: what was spoken is acknowledged
    by being taken; it is perhaps rejected, and perhaps answered and closed in the conversation.

    Args:
        rejection: why it is rejected; the type says so as well, and none is rejected without it.
        marks: those of the ordered counts that it belongs to.
        closed_in_conversation: guidance, clarification and a complaint need at least one handling, if they
            count. No theme is asked: a municipality may have none, or none that fits.

    Raises:
        Refusal: an unknown code, a day that has not come, a rejection without a reason or of another type, or
            something missing for closing.
    """
    begun.check(None, context)
    if rejection is not None and begun.type != REJECTED:
        raise Refusal("type_not_rejected")
    if rejection is None and begun.type == REJECTED:
        raise Refusal("rejection_needs_reason")
    if closed_in_conversation:
        _require_handled(begun, context, bool(handlings))
    on, actor = begun.on, begun.actor
    case = begun.begin()
    told: list[CaseEvent] = [begun]
    if begun.is_spoken:
        told += AcknowledgementDecided(on=on, actor=actor, given_on=begun.day).together(case)
    said = (
        unit and UnitRecorded(on=on, actor=actor, unit=unit),
        main_theme and ThemesRecorded(on=on, actor=actor, main=main_theme, others=tuple(other_themes)),
        handlings and HandlingRecorded(on=on, actor=actor, codes=tuple(handlings)),
        rejection,
        marks and CountsTicked(on=on, actor=actor, marks=tuple(marks)),
    )
    for each in said:
        if isinstance(each, CaseEvent):
            each.check(case, context)
            told.append(each)
    if closed_in_conversation:
        day = begun.day if begun.is_spoken else on
        told.append(AnswerGiven(on=on, actor=actor, happened_on=day))
        told.append(CaseClosed(on=on, actor=actor, happened_on=day, in_conversation=True))
    return tuple(told)


def _require_handled(begun: InquiryRegistered, context: CheckContext, is_handled: bool) -> None:
    has_handling = context.taxonomy.inquiry_types[begun.type].core in _HANDLED
    if begun.counted and has_handling and not is_handled:
        raise Refusal("conversation_needs_handling")
