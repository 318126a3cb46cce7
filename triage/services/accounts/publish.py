"""
Publishing on the portal: one explicit act of the office, from a day on, and taken back at once.

What is published stands in the database of the portal as it was made, whatever is counted later. Each act is
a line of the audit log with the hash of what was published, so that what was altered behind the office's back
is told by `betro doctor`.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import date

from intake.contents.published import PUBLISHED, Published, RecommendationsPublished
from intake.domain.schemes import Schemes
from intake.store import publications
from intake.store.engine import read, write
from intake.store.publications import PaperKind, Publication, PublicationKey
from triage.accounts.document import AccountDocument
from triage.accounts.for_the_portal import for_the_portal
from triage.services.accounts.document import translate_in
from triage.services.organisation import Organisation
from triage.store import journal

PUBLISHED_ACTION, WITHDRAWN_ACTION = "portal:published", "portal:withdrawn"
ALL = "all"
"""The one paper of recommendations."""
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class PublishError(ValueError):
    """It cannot be published so; the sentence says why."""


def publish(
    organisation: Organisation,
    documents: Iterable[AccountDocument],
    *,
    code: str,
    schemes: Schemes,
    from_on: date,
    person: bytes,
    today: date,
) -> None:
    """
    Publish an account in each of its languages, from a day on or at once, in place of what has its code.

    Args:
        organisation: whose portal it is.
        documents: the same account in each language, made from what `as_published` gave.
        code: its place in the address of the page, such as 2026.
        schemes: what it tells of; a portal that takes less does not show it.
        from_on: the first day on which it is shown.
        person: who publishes it.
        today: the day of the act.

    Raises:
        PublishError: a code that is no address, a scheme that the organisation does not run.
        TracedError: it was made for those who hold the cases.
    """
    made = papers_of(organisation, documents, code=code, schemes=schemes)
    put(organisation, PaperKind.ACCOUNT, code, schemes, made, from_on=from_on, person=person, today=today)


def papers_of(
    organisation: Organisation, documents: Iterable[AccountDocument], *, code: str, schemes: Schemes
) -> list[Published]:
    """
    Give an account as the portal shows it in each language, and write nothing.

    Raises:
        PublishError, TracedError: as `publish`.
    """
    if _CODE.fullmatch(code) is None:
        raise PublishError("a code is of small letters, figures and hyphens, at most 32")
    if not set(schemes.kinds) <= set(organisation.settings.schemes.kinds):
        raise PublishError("the organisation does not run the scheme")
    return [for_the_portal(each, translate_in(organisation, each.language)) for each in documents]


def publish_recommendations(
    organisation: Organisation, papers: Iterable[RecommendationsPublished], *, person: bytes, today: date
) -> bool:
    """
    Publish the recommendations as they stand, in each language; say whether they say anything new.

    The same again writes nothing, so that it may be pressed whenever a follow-up has changed.
    """
    made = list(papers)
    if not differ(organisation, made):
        return False
    put(
        organisation,
        PaperKind.RECOMMENDATIONS,
        ALL,
        Schemes.COMPLAINTS,
        made,
        from_on=today,
        person=person,
        today=today,
    )
    return True


def differ(organisation: Organisation, papers: Iterable[RecommendationsPublished]) -> bool:
    """Whether recommendations say anything else than what is published of them, but for the day."""
    stored = {
        each.language: each for each in on_the_portal(organisation) if each.kind is PaperKind.RECOMMENDATIONS
    }
    with read(organisation.intake) as connection:
        for each in papers:
            key = stored.get(each.language)
            content = None if key is None else publications.content_of(connection, key)
            known = None if content is None else PUBLISHED.read(content)
            if not (
                isinstance(known, RecommendationsPublished) and known.recommendations == each.recommendations
            ):
                return True
    return False


def withdraw(organisation: Organisation, kind: PaperKind, code: str, *, person: bytes, today: date) -> None:
    """Take a paper off the portal at once, in every language, and what was to be shown of it later."""
    with write(organisation.intake) as connection:
        is_gone = publications.withdraw(connection, kind, code)
    if is_gone:
        with write(organisation.triage) as connection:
            journal.append(
                connection, on=today, actor=person, action=WITHDRAWN_ACTION, subject=subject_of(kind, code)
            )


def withdraw_recommendations(organisation: Organisation, *, person: bytes, today: date) -> None:
    """Take the recommendations off the portal at once."""
    withdraw(organisation, PaperKind.RECOMMENDATIONS, ALL, person=person, today=today)


def on_the_portal(organisation: Organisation) -> list[PublicationKey]:
    """Give what the portal shows, and what it will show from a later day."""
    with read(organisation.intake) as connection:
        return publications.every(connection)


def altered(organisation: Organisation) -> list[PublicationKey]:
    """Give what stands for the portal to show and no line of the audit log has published."""
    with read(organisation.intake) as connection:
        stored = publications.every(connection)
        right = [each for each in stored if publications.content_of(connection, each) is not None]
    with read(organisation.triage) as connection:
        said = {each.digest for each in journal.entries(connection) if each.action == PUBLISHED_ACTION}
    return [each for each in stored if each not in right or each.digest not in said]


def subject_of(kind: PaperKind, code: str) -> bytes:
    """Give by what the audit log knows a paper again."""
    return hashlib.sha256(f"{kind}/{code}".encode()).digest()[:16]


def put(
    organisation: Organisation,
    kind: PaperKind,
    code: str,
    schemes: Schemes,
    made: Iterable[Published],
    *,
    from_on: date,
    person: bytes,
    today: date,
) -> None:
    """Place papers where the portal shows them, from a day on or at once, in place of what has their code."""
    day = max(from_on, today)
    papers = [
        Publication(kind, code, each.language, day, schemes, PUBLISHED.write(each).decode()) for each in made
    ]
    # The log first: what it does not know may stand nowhere.
    with write(organisation.triage) as connection:
        for each in papers:
            journal.append(
                connection,
                on=today,
                actor=person,
                action=PUBLISHED_ACTION,
                subject=subject_of(kind, code),
                digest=each.digest,
            )
    with write(organisation.intake) as connection:
        publications.put(connection, papers, today)
