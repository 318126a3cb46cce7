"""
Freezing an account: what it is counted from is kept, and its results in every language, in the transaction of
the event that says so.

Everything is kept, whoever freezes: what each reader is shown of it is what that reader may see.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from intake.domain.languages import DEFAULT, LANGUAGES
from triage.accounts.as_json import as_json
from triage.accounts.places import digest_of, numbers_of
from triage.cases.decisions.year_accounts import AccountFrozen, next_freeze
from triage.cases.typed import typed
from triage.services.accounts.year import YearOf
from triage.services.casework.as_seen import MovedOnError
from triage.services.casework.drafts import SentForm
from triage.services.casework.execute import execute
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import frozen
from triage.store.visibility import system_access


def freeze(
    organisation: Organisation,
    who: SignedIn,
    file: CaseFile,
    *,
    now: datetime,
    seen: int | None = None,
    form: SentForm | None = None,
) -> CaseFile:
    """
    Freeze the figures of an account, and give its file after it.

    Raises:
        NoSuchCaseError: it is not there for this person.
        MovedOnError: something was recorded meanwhile, in it or in what it counts.
        Refusal: a rule says no.
    """
    year = YearOf(organisation, system_access(), file, DEFAULT)
    documents = {each: year.in_language(each).of_now() for each in LANGUAGES}
    number, results = next_freeze(file.case), digest_of(numbers_of(documents[DEFAULT]))

    def keep(connection: Connection, after: CaseFile) -> None:
        if replace(year, file=file).recorded != year.recorded:
            raise MovedOnError
        frozen.keep_records(connection, after.row.handle, number, year.recorded)
        kept = {language: as_json(each).decode() for language, each in documents.items()}
        frozen.keep_results(connection, after.row.handle, number, kept)

    decision = typed(AccountFrozen, number=number, results=results)
    reference = file.row.case_reference
    return execute(
        organisation, who, reference, decision, now=now, known=file, seen=seen, then=keep, form=form
    )
