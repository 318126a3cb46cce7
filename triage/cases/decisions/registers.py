"""
Entries in the registers of the office: how each begins, and how it ends.

An entry has a history like a case, so that its forms, drafts, sealed texts, corrections and clocks are those
of cases; it is none, nobody came with it, and no list or account of cases holds it (deploy/adr/0046).
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import Beginning, CaseEvent
from triage.cases.guards import (
    require_day,
    require_entry,
    require_item,
    require_listed,
    require_open,
    require_past,
)
from triage.cases.register_kinds import RegisterKind
from triage.cases.sides import RegisterState
from triage.rules.codes import Scheme


class EntryBegun(Beginning, frozen=True, kw_only=True):
    """
    An entry in a register begins; each register has an event of its own that says what else it holds.

    Attributes:
        summary_item: the line by which lists show it, without names.
        item: its text.
    """

    summary_item: ItemRef
    item: ItemRef | None = None

    kind: ClassVar[RegisterKind]

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse a day that has not come, a code that is on no list, and one without its line."""
        require_past(self.day, on=self.on)
        require_listed(self, context.taxonomy)
        require_item(self.summary_item, "summary")

    def require_withdrawable(self, case: Case) -> None:
        """Refuse what has to be taken back before the entry can be; of most there is nothing."""

    def begin(self) -> Case:
        """Begin an entry that has been read, since nobody else wrote anything."""
        return Case(
            scheme=Scheme.REGISTER,
            channel=self.kind,
            received_on=self.day,
            side=RegisterState(self),
            registered=True,
            opened_on=self.day,
            opened_by=self.actor,
            summary_item=self.summary_item,
        )


class EntryClosed(CaseEvent, frozen=True, kw_only=True, tag="register:closed/1"):
    """Nothing more is done about an entry; *item* says why, where somebody wrote it."""

    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("Closed")
    logged: ClassVar[str] = N_("An entry in a register was closed")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is no open entry, and a day that cannot be."""
        require_entry(case)
        require_open(case)
        require_day(case, self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """Nothing is waited for any more."""
        return case.with_(closed_on=self.day)


class EntryWithdrawn(CaseEvent, frozen=True, kw_only=True, tag="register:withdrawn/1"):
    """An entry was recorded by mistake: it stays to be read with the reason, and counts nowhere."""

    reason_item: ItemRef

    sentence: ClassVar[str] = N_("Withdrawn: it had been recorded by mistake")
    logged: ClassVar[str] = N_("An entry in a register was withdrawn")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is no entry or was withdrawn before, what is published, and a missing reason."""
        require_entry(case)
        if case.register.began is not None:
            case.register.began.require_withdrawable(case)
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """It ends here."""
        return case.with_(
            closed_on=case.closed_on or self.day, side=replace(case.register, withdrawn_on=self.day)
        )
