"""What the office has published of its year, for the pages that show it to everybody."""

from datetime import date

from intake.contents.published import PUBLISHED, AccountPublished, Published, RecommendationsPublished
from intake.contents.versioned import FormError
from intake.domain.schemes import Schemes
from intake.services.reception import Reception
from intake.store import publications
from intake.store.engine import read
from intake.store.publications import PublicationKey


def is_shown(key: PublicationKey, schemes: Schemes) -> bool:
    """Whether a portal of these schemes shows a paper: it takes all that the paper is about."""
    return set(key.schemes.kinds) <= set(schemes.kinds)


def papers(reception: Reception, today: date, schemes: Schemes) -> list[PublicationKey]:
    """Give what a portal of these schemes shows on a day: what is withdrawn is not among it."""
    with read(reception.engine) as connection:
        found = publications.shown(connection, today)
    return [each for each in found if is_shown(each, schemes)]


def paper(reception: Reception, key: PublicationKey) -> Published | None:
    """Give what one says; None where it has gone by now, was altered, or comes from a newer Betro."""
    with read(reception.engine) as connection:
        content = publications.content_of(connection, key)
    try:
        found = None if content is None else PUBLISHED.read(content)
    except FormError:
        return None
    return found if isinstance(found, AccountPublished | RecommendationsPublished) else None
