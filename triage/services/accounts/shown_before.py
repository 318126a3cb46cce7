"""All numbers that were ever shown: what is shown next leaves out what would tell a small one beside them."""

from intake.store.engine import read
from triage.accounts import told as told_form
from triage.accounts.publishing import ToldNumbers
from triage.services.organisation import Organisation
from triage.store import told
from triage.store.visibility import SystemAccess


def shown_before(organisation: Organisation, access: SystemAccess) -> tuple[ToldNumbers, ...]:
    """Give the numbers of every period and every account that was shown or published, the first first."""
    with read(organisation.triage) as connection:
        return tuple(map(told_form.read, told.numbers(connection, access)))
