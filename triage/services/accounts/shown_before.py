"""
Everything that ever left the house in numbers: the closed periods that those see who hold no case, and the
accounts that were published, also those that were taken back, since who kept a copy can subtract it.

Whatever is shown next leaves out what would tell a small number beside any of it.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from intake.domain.languages import DEFAULT
from intake.store.engine import read
from triage.accounts import told as told_form
from triage.accounts.publishing import PublishedAccount, ToldNumbers, publish
from triage.cases.decisions.year_accounts import AccountMadePublic
from triage.cases.register_kinds import RegisterKind
from triage.services.accounts.year import YearOf
from triage.services.history.case_file import CaseFile, read_file
from triage.services.organisation import Organisation
from triage.store import register_entries, told
from triage.store.visibility import SystemAccess

Shown = PublishedAccount | ToldNumbers
Freeze = tuple[bytes, int]
"""A freeze of an account: the handle of its case, and the number."""


class _Account(NamedTuple):
    on: date
    reference: str
    freeze: int
    file: CaseFile


def shown_before(
    organisation: Organisation, access: SystemAccess, today: date, *, but: Freeze | None = None
) -> tuple[Shown, ...]:
    """
    Give all that was shown, in its order, of one day the closed periods first.

    Args:
        but: the account that is published now: it is not reckoned with beside itself.
    """
    with read(organisation.triage) as connection:
        periods = [(on, told_form.read(stored)) for on, stored in told.numbers(connection, access)]
    shown: list[Shown] = []
    for each in sorted(_accounts(organisation, access, today, but), key=lambda each: each[:3]):
        while periods and periods[0][0] <= each.on:
            shown.append(periods.pop(0)[1])
        of = YearOf(organisation, access, each.file, DEFAULT, freeze=each.freeze)
        if (counted := of.counted()) is not None:
            shown.append(publish(counted, shown))
    return *shown, *(numbers for _on, numbers in periods)


def _accounts(
    organisation: Organisation, access: SystemAccess, today: date, but: Freeze | None
) -> Iterator[_Account]:
    with read(organisation.triage) as connection:
        for row in register_entries.entries(connection, access, RegisterKind.ACCOUNT):
            file = read_file(connection, organisation, row, today=today)
            for event in file.case.history:
                if isinstance(event, AccountMadePublic) and (row.handle, event.freeze) != but:
                    yield _Account(event.on, row.case_reference, event.freeze, file)
