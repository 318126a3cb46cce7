"""
Absences: from one day to another, and who stands in. An absence ends by itself.

1. The person, a colleague, or an administrator notes it. Ladders go by it at once (`triage.cases.receivers`).
2. Whoever stands in is lent the dates of the open cases that the absent person holds, until the last day, and
   no
   content: that is for a holder to give. Where the stand-in was kept out of a case, not even the dates are
   lent.
3. Whether somebody was kept out is known only to a session that can open the case. So it is the absent
   person's own session, or that of another holder, that lends; whoever signs in catches up on what nobody has
   lent yet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from intake.store.engine import read, write
from triage.cases.roles import rights_of
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import absences, journal, lent, people
from triage.store.absences import Absence
from triage.store.cases import CaseRow
from triage.store.visibility import Level, system_access, visible_to

LONGEST = timedelta(days=366)
"""An absence is no longer; it can be noted again."""

Audience = Callable[[CaseRow], frozenset[bytes] | None]
"""Who ever had a stanza of a case; None where this session cannot tell."""


class AbsenceRefusedError(Exception):
    """The absence cannot be noted so; `why` is a word for the page."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class NamedAbsence:
    """An absence with the names of both; *stand_in* is None where nobody was named."""

    absence: Absence
    name: str
    stand_in: str | None
    is_now: bool


def note_absence(
    organisation: Organisation,
    who: SignedIn,
    person: bytes,
    from_on: date,
    until_on: date,
    *,
    stand_in: bytes | None,
    today: date,
) -> None:
    """
    Note that a person is away, both days included, in the place of the absences of theirs that it overlaps.

    Raises:
        AbsenceRefusedError: "days" (the last before the first, over already, or longer than a year), "person"
        or
            "stand_in" (nobody here who holds cases, or the same person).
    """
    new = Absence(person, from_on, until_on, stand_in)
    if not new.from_on <= new.until_on <= new.from_on + LONGEST or new.until_on < today:
        raise AbsenceRefusedError("days")
    with write(organisation.triage) as connection:
        here = {
            each.handle: each
            for each in people.people(connection)
            if each.ended_on is None and rights_of(each.role).holds_cases
        }
        if new.person not in here:
            raise AbsenceRefusedError("person")
        if new.stand_in is not None and (new.stand_in not in here or new.stand_in == new.person):
            raise AbsenceRefusedError("stand_in")
        absences.note(connection, new)
        journal.append(
            connection, on=today, actor=who.handle, action="person:absence_noted", subject=new.person
        )
        lent.take_back(connection, system_access(), today)


def end_absence(organisation: Organisation, who: SignedIn, person: bytes, *, today: date) -> bool:
    """Let a person be back from today on, and take back what was lent for it; False where there was none."""
    with write(organisation.triage) as connection:
        if not absences.end_before(connection, person, today):
            return False
        journal.append(connection, on=today, actor=who.handle, action="person:absence_ended", subject=person)
        lent.take_back(connection, system_access(), today)
        return True


def named_absences(organisation: Organisation, *, today: date) -> Sequence[NamedAbsence]:
    """Give the absences that are not over, with names, those that have begun first."""
    with read(organisation.triage) as connection:
        found = absences.absences(connection, on=today)
        names = {each.handle: each.display_name for each in people.people(connection)} if found else {}
    return [
        NamedAbsence(
            each,
            names.get(each.person, ""),
            None if each.stand_in is None else names.get(each.stand_in),
            each.from_on <= today,
        )
        for each in found
    ]


def lend_dates(organisation: Organisation, who: SignedIn, audience: Audience, *, today: date) -> int:
    """
    Lend the dates of cases that this person holds to whoever stands in for another holder, and give how many
    were lent. Only cases of absences that are not over are looked at, and of these only those not lent yet.
    """
    number = 0
    visible = visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        known = [each for each in absences.absences(connection, on=today) if each.stand_in is not None]
        wanted = [(each, row) for each in known for row in lent.not_lent(connection, visible, each, today)]
    for each, row in wanted:
        persons = audience(row)
        if each.stand_in is None or persons is None or each.stand_in in persons:
            continue
        with write(organisation.triage) as connection:
            number += lent.lend(connection, row.handle, each)
    return number
