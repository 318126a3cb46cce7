"""Linking two cases: each history tells of the other, in one transaction."""

from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Connection

from triage.cases.decisions.links import CasesLinked, LinkReason, require_linkable
from triage.cases.history import decide
from triage.cases.typed import Typed
from triage.services.casework.execute import execute
from triage.services.history.case_file import CaseFile
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import NoSuchCaseError, visible_file


def link_cases(
    organisation: Organisation, who: SignedIn, known: CaseFile, link: Typed, *, seen: int, now: datetime
) -> None:
    """
    Record in both cases that they belong together, or in neither.

    Args:
        known: the one case, as it was read; the other is named by the link (`CasesLinked.other`).
        seen: how many events of it the person has seen.

    Raises:
        MovedOnError: there are more events by now.
        SomeFailedError: what lies in the mailbox could not be taken over.
        NoSuchCaseError: the one case is not there for this person.
        Refusal: the other is not, is the same or of the other kind, or they are linked already.
    """

    def tell_the_other(connection: Connection, one: CaseFile) -> None:
        new = next(each for each in reversed(one.history) if isinstance(each, CasesLinked))
        other = None
        if new.other != one.row.case_reference:
            with suppress(NoSuchCaseError):
                other = visible_file(connection, organisation, who, new.other, today=one.today)
        require_linkable(one.case, None if other is None else other.case)
        assert other is not None  # or it was refused
        back = replace(new, other=one.row.case_reference)
        if all(each.other != back.other for each in other.case.links):
            record(connection, organisation, other, decide(other.case, back, other.context), now=now)

    reference = known.row.case_reference
    execute(organisation, who, reference, link, now=now, known=known, seen=seen, then=tell_the_other)


def link_both(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    one: CaseFile,
    other: CaseFile,
    why: LinkReason,
    *,
    now: datetime,
) -> None:
    """
    Record in two cases that they belong together, in the caller's transaction.

    Raises:
        Refusal: they are of different kinds, or linked already.
    """
    require_linkable(one.case, other.case)
    for here, there in ((one, other), (other, one)):
        link = CasesLinked(on=here.today, actor=who.handle.hex(), other=there.row.case_reference, why=why)
        record(connection, organisation, here, decide(here.case, link, here.context), now=now)
