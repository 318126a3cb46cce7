"""
The acknowledgement: decided, then given. Only the second moves clocks.

Whistleblower Act § 12(2)(1) and Directive (EU) 2019/1937 art. 9(1)(b): within 7 days of receipt, without
exception on an internal scheme. § 20(2)(1) lets an external scheme leave it out for two reasons.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.schemes import FROM_COMPLAINTS, FROM_REPORTS, PORTAL
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent, Code, Decided, Placed
from triage.cases.guards import require_case, require_day, require_item, require_open, require_sender
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Mode


class AcknowledgementDecided(Decided, frozen=True, kw_only=True, tag="acknowledgement:decided/1"):
    """
    To acknowledge: by the clock, or by a person in words of the office's own, in the mailbox or by hand.

    The publisher places it, and then it is `AcknowledgementGiven`.
    """

    item: ItemRef | None = None

    sentence: ClassVar[str] = N_("An acknowledgement was made ready (%(mode)s)")
    logged: ClassVar[str] = N_("An acknowledgement was made ready")

    @property
    def mode(self) -> Mode:
        """How it is given: the clock acts for nobody."""
        return Mode.AUTO if self.actor is None else Mode.BY_HAND

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a second one, a closed case, or a day that cannot be."""
        require_open(case)
        require_sender(case)
        _require_none_yet(case)
        if self.given_on is not None:
            require_day(case, self.given_on, on=self.on)

    def apply(self, case: Case) -> Case:
        """Keep what was decided."""
        decided = replace(case.acknowledgement, decided_on=self.on, mode=self.mode, item=self.item)
        return case.with_(acknowledgement=decided)

    def placed(self, *, on: date, happened_on: date, actor: str | None = None) -> AcknowledgementGiven:
        """It is given."""
        return AcknowledgementGiven(on=on, actor=actor, happened_on=happened_on)


class AcknowledgementGiven(Placed, frozen=True, kw_only=True, tag="acknowledgement:given/1"):
    """It lies in the mailbox, since the day that the publisher read back; or was handed over."""

    sentence: ClassVar[str] = N_("Receipt acknowledged")

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse what was never decided, or is placed already. A rejection told in between is no reason to
        refuse: what was placed was placed, and the earlier day counts.
        """
        require_case(case)
        if case.acknowledgement.decided_on is None:
            raise Refusal("not_decided")
        if case.acknowledgement.placed_on is not None:
            raise Refusal("acknowledgement_already_given", given_on=case.acknowledgement.placed_on)
        require_day(case, self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """Keep the earliest day."""
        given_on = min(case.acknowledged_on or self.day, self.day)
        placed = replace(case.acknowledgement, placed_on=self.day, given_on=given_on)
        return case.with_(acknowledgement=placed)


class AcknowledgementWaived(CaseEvent, frozen=True, kw_only=True, tag="acknowledgement:waived/1"):
    """The acknowledgement was left out, where its rule allows it and for one of the rule's reasons."""

    reason: Code
    reason_item: ItemRef

    sentence: ClassVar[str] = N_("The acknowledgement was left out")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it in a scheme without waivers, such as a Danish internal one, and for an unknown reason."""
        clock = context.settled_by(AcknowledgementGiven.tag)
        if clock is None:
            # A contact runs no clock.
            raise Refusal("acknowledgement_not_waivable")
        require_open(case)
        _require_none_yet(case)
        if clock.rule.waived_by != self.tag:
            raise Refusal("acknowledgement_not_waivable")
        if self.reason not in clock.rule.waivers:
            raise Refusal("waiver_reason_unknown", source=clock.rule.source)
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Keep the reason."""
        return case.with_(acknowledgement=replace(case.acknowledgement, waived_reason=self.reason))


def acknowledge_from(case: Case) -> date | None:
    """
    Give the day of receipt of a case that the clock may acknowledge by itself; None where it may not, or need
    not.

    Whoever wrote a letter or called may never look into a mailbox, so only what came through the portal is
    acknowledged by the clock; also what came with a yes there, but not what an adviser carried over.
    """
    is_from_portal = case.channel == PORTAL or (
        case.channel in {FROM_REPORTS, FROM_COMPLAINTS} and case.original_received_on is None
    )
    is_owed = is_from_portal and case.is_open and case.acknowledgement.is_open
    return case.received_on if is_owed else None


def _require_none_yet(case: Case) -> None:
    if case.acknowledged_on is not None:
        raise Refusal("acknowledgement_already_given", given_on=case.acknowledged_on)
    if case.acknowledgement.decided_on is not None:
        raise Refusal("acknowledgement_already_decided")
    if case.acknowledgement.waived_reason is not None:
        raise Refusal("acknowledgement_waived")
