"""The files of a registered inquiry in backup, restore and the doctor's words."""

from pathlib import Path

from intake.services.attach import Upload
from intake.services.reap import reap_drafts
from intake.store.engine import read
from tests.backups import Kept, a_kept_town
from tests.clockwork import Clockwork
from tests.integration.test_reconcile import doctor, mixed
from triage.services.casework.register_inquiry import inquiry, register_inquiry
from triage.services.history.case_file import read_file
from triage.services.reading.inner_files import inner_files
from triage.services.reading.open_file import open_file

LETTER = b"Kan jeg klage?" * 1000


def registered(kept: Kept) -> str:
    """Register a mail with an enclosure, and give the reference of its case."""
    town = kept.town
    with Upload(town.organisation.reception, now=town.now) as upload:
        upload.write(LETTER)
        attached = upload.finish(name="brev.pdf", content_type="application/pdf")
    came = inquiry(channel="mail", type="orientation", summary_item="Venter på svar")
    return register_inquiry(
        town.organisation, town.who("anna"), came, now=town.now, files=[attached]
    ).case_reference


def opened(town: Clockwork) -> list[bytes]:
    """Open every file of every case as a handler does."""
    who, found = town.who("bo"), []
    for row in town.cases:
        with read(town.organisation.triage) as connection:
            file = read_file(connection, town.organisation, row, today=town.now.date())
        for each in inner_files(town.organisation, who, file, today=town.now.date()):
            down = open_file(town.organisation, who, row.case_reference, each.entry.blob, now=town.now)
            found.append(b"".join(down.pieces))
    return found


def test_the_files_of_an_inquiry_come_back_with_a_restore_and_are_told_where_a_database_is_older(
    tmp_path: Path,
) -> None:
    """Kept and restored like a report's; an older intake, or an older triage, is said and costs no file."""
    kept = a_kept_town(tmp_path)
    kept.backup()
    empty = kept.restored(tmp_path / "before")
    registered(kept)
    assert kept.town.tick() == ()
    kept.backup()
    again = kept.restored(tmp_path / "after")
    assert opened(again) == [LETTER]
    assert doctor(again) == ""

    older_intake = mixed(kept, empty, "triage_database", "blob_folder")
    reap_drafts(older_intake.organisation.reception, now=kept.town.now)
    said = doctor(older_intake)
    assert "1 inquiries lack their files: the intake database is older" in said
    assert "1 attachments belong to no submission and go for ever from 2026-12-23 on" in said
    reap_drafts(kept.town.organisation.reception, now=kept.town.now)
    assert opened(kept.town) == [LETTER]
    assert doctor(kept.town) == ""
