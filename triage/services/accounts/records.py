"""What an account counts, of those cases that whoever asks may see: from what is kept beside each."""

from collections.abc import Iterator

from intake.store.engine import read
from triage.accounts.results import AccountPeriod
from triage.cases.countable import CountableRecord
from triage.services.organisation import Organisation
from triage.store import countables
from triage.store.visibility import Access


def records(organisation: Organisation, access: Access, period: AccountPeriod) -> Iterator[CountableRecord]:
    """
    Give what is counted of everything of a period, a piece at a time, as `count` takes it.

    Args:
        access: what the asker may see. Nothing is left out later: what is counted is what is given here.
    """
    with read(organisation.triage) as connection:
        yield from countables.records(connection, access, period.first, period.last)
