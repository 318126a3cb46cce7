"""What the units have to learn from inquiries, as it was judged case by case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from intake.domain.spreadsheet import BOM, csv_line
from intake.store.engine import read, write
from triage.cases.countable import CountableCase, CountableInquiry
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.views.registers import EXPORTED, read_by
from triage.store import journal
from triage.store.countables import records


@dataclass(frozen=True, slots=True)
class UnitLearning:
    """A unit, how many cases were judged, and the references of those that it has something to learn from."""

    unit: str
    judged: int
    cases: tuple[str, ...]


def learning_of(organisation: Organisation, who: SignedIn, year: int, *, today: date) -> list[UnitLearning]:
    """Give what was judged of the cases of a year that this person may read, the most to learn first."""
    with read(organisation.triage) as connection:
        return _learning(connection, who, year, today)


def export_learning(
    organisation: Organisation,
    who: SignedIn,
    year: int,
    heads: Sequence[str],
    names: Mapping[str, str],
    *,
    today: date,
) -> bytes:
    """Put into the audit log that the learning of a year leaves Betro, and give it as a sheet."""
    with write(organisation.triage) as connection:
        found = _learning(connection, who, year, today)
        action = f"{EXPORTED}/{len(found)}"
        journal.append(connection, on=today, actor=who.handle, action=action, subject=who.handle)
    lines = (
        [names.get(each.unit, each.unit), str(each.judged), str(len(each.cases)), ", ".join(each.cases)]
        for each in found
    )
    return (BOM + csv_line(heads) + "".join(map(csv_line, lines))).encode()


def _learning(connection: Connection, who: SignedIn, year: int, today: date) -> list[UnitLearning]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    judged: dict[str, dict[str, bool]] = {}
    for each in records(connection, read_by(who, today), first, last):
        if not isinstance(each, CountableCase) or not first <= each.began_on <= last:
            continue
        for learning in each.of.learning if isinstance(each.of, CountableInquiry) else ():
            judged.setdefault(learning.unit, {})[each.case] = learning.has
    told = [
        UnitLearning(unit, len(cases), tuple(case for case, has in cases.items() if has))
        for unit, cases in judged.items()
    ]
    return sorted(told, key=lambda each: (-len(each.cases), each.unit))
