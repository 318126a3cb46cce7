"""One row of an earlier register, registered: its case, its sealed texts and all that it tells, at once."""

import secrets
from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection

from crypto.envelope import Kind
from intake.contents.office import InquirerContent, NoteContent, SummaryContent
from intake.contents.versioned import Versioned
from triage.cases.context import CheckContext
from triage.cases.decisions.importing import InquiryImported, inquiry_imported
from triage.cases.importing.mapping import Field
from triage.cases.importing.registrations import Registration
from triage.cases.typed import typed
from triage.rules.codes import Scheme
from triage.services.casework.sealed_texts import keep_texts
from triage.services.history.new_case import grant_advisors, new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store.visibility import CaseHandle

_INQUIRER = (Field.NAME, Field.PHONE, Field.EMAIL, Field.ADDRESS)
_SAYS = (
    *(Field.TYPE, Field.CHANNEL, Field.PLACE, Field.WISH, Field.NOT_COUNTED),
    *(Field.INQUIRER_KIND, Field.RELATION, Field.RESIDENT),
)


def register_row(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    handle: CaseHandle,
    told: Registration,
    numbered: Callable[[str], str],
    today: date,
) -> None:
    """
    Register what a row tells as a case with this handle, in the caller's transaction.

    Args:
        numbered: gives the line of the note that says which number the row had.

    Raises:
        Refusal: a decision refuses what the row says.
        DirectoryError: there is nobody to seal to.
    """
    channel = told.codes[Field.CHANNEL]
    row = new_case(connection, Scheme.COMPLAINTS, channel, told.received_on, handle=handle)
    grant_advisors(connection, organisation, handle, today)
    texts = _texts(told, numbered)
    kept = keep_texts(connection, organisation, who, row, texts, today, Kind.NOTE)
    says = {str(each): told.codes[each] for each in _SAYS if each in told.codes}
    came = typed(
        InquiryImported,
        inquiry=secrets.token_hex(16),
        happened_on=told.received_on,
        clocks=told.runs(today),
        **says,
    )
    note = kept.pop("item", None)
    begun = came.made(kept, on=today, actor=who.handle.hex())
    assert isinstance(begun, InquiryImported)
    events = inquiry_imported(
        begun,
        CheckContext(organisation.taxonomy, organisation.rulebook, today, units=organisation.units),
        unit=told.codes.get(Field.UNIT),
        handlings=told.handlings,
        themes=told.themes,
        rejection=told.codes.get(Field.REASON),
        note=note,
        closed_on=told.closed_on,
    )
    begin(connection, organisation, row, events)


def _texts(told: Registration, numbered: Callable[[str], str]) -> dict[str, Versioned]:
    """Give what is sealed of a row, by the fields that name it."""
    name, phone, email, address = (told.texts.get(each, "") for each in _INQUIRER)
    number = told.texts.get(Field.NUMBER)
    note = [numbered(number) if number else "", told.texts.get(Field.NOTE, "")]
    texts = {
        "summary_item": SummaryContent(told.line),
        "inquirer_item": InquirerContent(name, phone, email, address),
        "item": NoteContent("\n\n".join(filter(None, note))),
    }
    nothing = (InquirerContent(), NoteContent(""))
    return {name: content for name, content in texts.items() if content not in nothing}
