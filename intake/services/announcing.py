"""What the house has said about the whole service, for the pages that tell it."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from intake.services.reception import Reception
from intake.store.engine import read
from intake.store.notices import Notice, NoticePeriod, closed_since, said


@dataclass(frozen=True, slots=True)
class Announced:
    """Whether the service is closed, and the days of which reports may be lost."""

    closed: bool = False
    lost: NoticePeriod | None = None


def announced(reception: Reception) -> Announced:
    """Give what stands now; nothing where the database does not answer: the front page always does."""
    try:
        with read(reception.engine) as connection:
            return Announced(closed_since(connection) is not None, said(connection, Notice.LOST))
    except SQLAlchemyError:
        return Announced()
