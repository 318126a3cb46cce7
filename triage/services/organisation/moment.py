"""Both databases as they are at one moment, while everybody works."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection

from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.store.dump import revision_of


@contextmanager
def one_moment(organisation: Organisation) -> Generator[tuple[Connection, Connection]]:
    """Give a view of each database, intake and triage, both as they are at one and the same moment."""
    with ExitStack() as views:
        # Triage first, as everybody who takes both (`casework.register_report`): the other way round two such
        # writers would wait for each other.
        with (
            write(organisation.triage, even_closed=True),
            write(organisation.intake, even_closed=True),
        ):
            intake = views.enter_context(read(organisation.intake))
            triage = views.enter_context(read(organisation.triage))
            for each in (intake, triage):
                revision_of(each)
        yield intake, triage
