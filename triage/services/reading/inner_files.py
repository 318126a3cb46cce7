"""The files of an inquiry that the office registered: their lists are sealed in its case (SPEC 13.5)."""

from collections.abc import Mapping
from datetime import date

from crypto.envelope import Kind
from intake.contents.mailbox import FilesContent
from intake.services.opened_items import SentFile
from intake.store.engine import read
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading.inner_texts import InnerText, inner_texts


def listed(texts: Mapping[str, InnerText]) -> tuple[SentFile, ...]:
    """Give the files that the opened items of a case name, by the ids of the items."""
    return tuple(
        SentFile(each.on, entry, item)
        for item, each in texts.items()
        if isinstance(each.content, FilesContent)
        for entry in each.content.files
    )


def inner_files(
    organisation: Organisation, who: SignedIn, file: CaseFile, *, today: date
) -> tuple[SentFile, ...]:
    """Open the lists of files of a case, for a caller who has checked that this person may."""
    members = known_members(organisation, today)
    with read(organisation.triage) as connection:
        opened = inner_texts(
            connection, organisation, who, file.row, members, kind=Kind.FILES, history=file.history
        )
    return listed(opened)
