"""What was found about who holds cases and nobody has settled, for those who hold them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from intake.store.engine import read
from triage.cases.decisions.holders import DoubtKind
from triage.services.clock.doubts import kind_of
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.holding import known_holding
from triage.services.people.sign_in import SignedIn
from triage.store import cases, holdings
from triage.store.visibility import CaseHandle, Level, visible_to


def doubted_cases(organisation: Organisation, who: SignedIn, *, today: date) -> Sequence[str]:
    """
    Give the references of the cases that this person holds and that somebody must look at. A grant alone
    shows
    nothing: whoever wrote it learns of no doubt.
    """
    visible = visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        found = dict.fromkeys(each.case for each in holdings.open_doubts(connection, visible))
        if not found:
            return ()
        held = [each for each in found if _is_held(connection, organisation, who, each, today)]
        return sorted(cases.case_by_handle(connection, each).case_reference for each in held)


def _is_held(
    connection: Connection, organisation: Organisation, who: SignedIn, handle: CaseHandle, today: date
) -> bool:
    row = cases.case_by_handle(connection, handle)
    held = known_holding(connection, organisation, who, row, known_members(organisation, today))
    return held is not None and who.handle in held.holders


def doubts_of(connection: Connection, handle: CaseHandle) -> dict[DoubtKind, date]:
    """
    Give the kinds of doubts about a case that nobody has settled, each with the first day, for its page.
    """
    found: dict[DoubtKind, date] = {}
    for each in holdings.doubts(connection, handle):
        if each.settled_on is None:
            kind = kind_of(each.kind)
            found[kind] = min(found.get(kind, each.found_on), each.found_on)
    return found
