"""Opening who an inquiry is from."""

from crypto.envelope import Kind
from intake.contents.choices import HasMandate
from intake.contents.mailbox import ComplaintContent, ComplaintTold, Contact, FirstContent
from intake.contents.office import InquirerContent
from intake.store.engine import read
from triage.cases.civil_numbers import without_numbers
from triage.cases.decisions.consent import ConsentGiver, giver_of
from triage.cases.decisions.inquiries import inquirer_of
from triage.cases.vocabulary import InquirerRelation
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading.inner_texts import inner_texts
from triage.services.reading.mailbox import correspondence


def inquirer(organisation: Organisation, who: SignedIn, file: CaseFile) -> InquirerContent | None:
    """
    Give who the inquiry of a case is from, as somebody recorded it; None where nobody did, or it cannot be
    opened or trusted. For a caller who has checked that this person may.
    """
    known = inquirer_of(file.case)
    if known is None or known.inquirer_item is None:
        return None
    members = known_members(organisation, file.today)
    with read(organisation.triage) as connection:
        opened = inner_texts(
            connection, organisation, who, file.row, members, kind=Kind.INQUIRER, history=file.history
        )
    found = opened.get(known.inquirer_item.id)
    content = None if found is None else found.content
    return content if isinstance(content, InquirerContent) else None


def known_inquirer(organisation: Organisation, who: SignedIn, file: CaseFile) -> InquirerContent | None:
    """
    Do what `inquirer` does; where nobody recorded it, give who it is from as the citizen wrote it in the
    portal, but for a CPR number. For a caller who has opened the case.
    """
    return inquirer(organisation, who, file) or _written(organisation, who, file)


def relation_known(organisation: Organisation, who: SignedIn, file: CaseFile) -> InquirerRelation | None:
    """
    Give how the citizen who wrote through the portal stands to the one it is about. For a caller who has
    opened the case.
    """
    return relation_written(correspondence(organisation, who, file, today=file.today).first)


def _written(organisation: Organisation, who: SignedIn, file: CaseFile) -> InquirerContent | None:
    return inquirer_written(correspondence(organisation, who, file, today=file.today).first)


def inquirer_written(first: FirstContent | None) -> InquirerContent | None:
    """Give who a complaint is from as its writer said it in the portal; None where nothing was said."""
    if not isinstance(first, ComplaintContent):
        return None
    contact = first.contact or Contact()
    found = InquirerContent(
        name=without_numbers(contact.name),
        phone=without_numbers(contact.phone),
        email=without_numbers(contact.email),
        address=without_numbers(contact.address),
        language=without_numbers(first.language),
        needs=first.needs,
    )
    return None if found == InquirerContent() else found


def relation_written(first: FirstContent | None) -> InquirerRelation | None:
    """Give how the writer of a complaint stands to the one it is about, where they said it."""
    if not isinstance(first, ComplaintContent) or first.writes_as is None:
        return None
    return InquirerRelation(first.writes_as)


def giver(recorded: InquirerRelation | None, told: ComplaintTold | None) -> ConsentGiver:
    """Give who agrees where the one who turned to us does: as an adviser put it right, else as written."""
    written = None if told is None or told.writes_as is None else InquirerRelation(told.writes_as)
    if recorded is not None and (told is None or recorded is not written):
        return giver_of(recorded)
    return ConsentGiver.CITIZEN if told is None else giver_written(told)


def giver_written(told: ComplaintTold) -> ConsentGiver:
    """Give who agrees in the form of the portal: the citizen, or who wrote for them and as what."""
    if told.mandate is HasMandate.NOT_NEEDED:
        return ConsentGiver.GUARDIAN
    if told.writes_as is not None:
        return giver_of(InquirerRelation(told.writes_as))
    writes_for_another = bool(told.writes_for) or told.mandate is not None
    return ConsentGiver.REPRESENTATIVE if writes_for_another else ConsentGiver.CITIZEN
