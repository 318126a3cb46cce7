"""Opening who an inquiry is from."""

from crypto.envelope import Kind
from intake.contents.office import InquirerContent
from intake.store.engine import read
from triage.cases.decisions.inquiries import inquirer_of
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading.inner_texts import inner_texts


def inquirer(organisation: Organisation, who: SignedIn, file: CaseFile) -> InquirerContent | None:
    """
    Give who the inquiry of a case is from; None where nobody said, or it cannot be opened or trusted. For a
    caller who has checked that this person may.
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
