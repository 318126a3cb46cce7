"""What is told coarsely: the status of a quarter for the council, without the content of any case."""

from dataclasses import dataclass
from datetime import date

from intake.domain.languages import words_in
from intake.domain.translatable import N_
from triage.accounts.count import count
from triage.accounts.document import AccountDocument
from triage.accounts.laid import Laid
from triage.accounts.publishing import as_published, publish
from triage.accounts.quarterly import Quarter, coarse_account, status_section
from triage.accounts.results import AccountPeriod, CountedAccount
from triage.rules.code_lists import CodeLists
from triage.rules.standard_profile import profile_of
from triage.services.accounts.document import translate_in
from triage.services.accounts.punctual import punctual_counts, times_of_everybody
from triage.services.accounts.records import records
from triage.services.organisation import Organisation
from triage.store.visibility import Access

TITLE = N_("Status of quarter %(number)s of %(year)s")


class QuarterNotOverError(ValueError):
    """A status is of a quarter that is over, for otherwise its numbers would change from day to day."""


@dataclass(frozen=True, slots=True)
class QuarterOrder:
    """What status is asked for."""

    quarter: Quarter
    language: str = "da"


def coarse_counts(organisation: Organisation, access: Access, period: AccountPeriod) -> CountedAccount:
    """Count a period coarsely, by the profile that holds on its last day."""
    profile = profile_of(organisation.content.data.known_profiles, period.last)
    lists = CodeLists(organisation.taxonomy, organisation.units)
    account = count(profile, records(organisation, access, period), period, lists)
    return coarse_account(as_published(publish(account)))


def quarterly_status(
    organisation: Organisation, access: Access, order: QuarterOrder, *, today: date
) -> AccountDocument:
    """
    Give the status of a quarter: what the counting profile of its last day counts, coarsely, and how the
    office kept the time limits of every report and inquiry.

    Raises:
        QuarterNotOverError: it is not over.
    """
    language, period = order.language, order.quarter.period
    if period.last >= today:
        raise QuarterNotOverError(f"{order.quarter} is not over")
    profile = profile_of(organisation.content.data.known_profiles, period.last)
    say = translate_in(organisation, language)
    laid = Laid(organisation.rulebook, organisation.units, language, say, profile)
    takes = organisation.settings.schemes
    sections = []
    if takes.complaints:
        sections.append(status_section(coarse_counts(organisation, access, period), laid))
    found = records(organisation, access, period)
    counted = punctual_counts(found, period, organisation.rulebook, organisation.units)
    sections += times_of_everybody(counted, takes, laid)
    return AccountDocument(
        title=say(TITLE) % {"number": order.quarter.number, "year": order.quarter.year},
        organisation=words_in(organisation.settings.organisation, language),
        language=language,
        first=period.first,
        last=period.last,
        made_on=today,
        sections=tuple(sections),
    )
