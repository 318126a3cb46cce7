"""
A thief with everything that lies on the disk: both databases with their logs of writing, the attachments, the
mail and the checkpoints, but no passphrase, no receipt code and no seed of the ceremony.
"""

import os
from base64 import b32decode, b32encode, b64encode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.services.attach import Upload
from intake.services.correspond import write_message
from intake.services.submit import ReportDraft
from intake.store.engine import read
from tests.office import PEOPLE, OfficeWorld, found_office
from triage.services.clock.mail_transport import FolderPost
from triage.services.clock.tick import ClockDependencies, tick
from triage.services.people.provision import install

MONDAY = datetime(2026, 11, 23, 9, 41, 7, tzinfo=COPENHAGEN)
WORDS = (
    "Kvitteringsbogen er omskrevet",
    "bilag-fra-kassen.txt",
    "Indholdet af bilaget",
    "Rasmus Ravnsborg",
    "ravnsborg-privat",
    "Der er mere at sige",
    "Vi har læst det hele",
    "Notat om kassen",
    "Resume om kassen",
    "Derfor er navnet nødvendigt",
)


def _played(folder: Path) -> tuple[OfficeWorld, ReceiptCode]:
    """A report with a name and a file, a message each way, a note, a summary and an opened name."""
    world = found_office(folder, MONDAY)
    report, file_name, content, name, contact, more, answer, note, summary, why = WORDS
    with Upload(world.reception, now=world.clock.now()) as upload:
        upload.write(content.encode())
        attached = upload.finish(name=file_name, content_type="text/plain")
    draft = ReportDraft("employee", report, "i går", "i kassen", name=name, contact=contact)
    code = world.send(draft, [attached])
    write_message(world.reception, Mailbox.from_code(code), more, now=world.clock.now())
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.decide(reference, "message", item=answer)
    anna.save(reference, "note", item=note)
    anna.save(reference, "summary", item=summary)
    anna.get(f"/cases/{reference}/identity")
    anna.post(f"/cases/{reference}/identity", {"why": why})
    assert name in anna.words()
    dependencies = ClockDependencies(
        world.checkpoint, FolderPost(folder / "triage" / "mail"), folder / "triage" / "checkpoints"
    )
    world.clock.go(hours=3)
    tick(world.organisation, dependencies, now=world.clock.now(), owner=b"\x01" * 16)
    return world, code


@pytest.fixture(scope="module")
def loot(tmp_path_factory: pytest.TempPathFactory) -> tuple[OfficeWorld, ReceiptCode, Path]:
    """What the thief finds; the service keys are not among it."""
    folder = tmp_path_factory.mktemp("thief") / "office"
    world, code = _played(folder)
    return world, code, folder


def _forms(secret: bytes) -> Iterator[bytes]:
    """Give the forms in which something may lie about by mistake."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    yield b32encode(secret).rstrip(b"=")
    for offset in range(3):
        # The middle of the base64 of it, wherever in a longer text it stands.
        yield b64encode(bytes(offset) + secret)[4 if offset else 0 : -4]


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "keys"
    }


def test_nothing_that_anybody_wrote_can_be_read_on_the_disk(
    loot: tuple[OfficeWorld, ReceiptCode, Path],
) -> None:
    """No text, no name, no file name: in no file, as it is, in UTF-16, in hexadecimal or in base64."""
    _world, _code, folder = loot
    files = _files(folder)
    assert {"intake/intake.db", "triage/triage.db"} <= files.keys()
    assert any(name.startswith("intake/blobs/") for name in files)
    assert any(name.endswith(".eml") for name in files)
    for words in WORDS:
        for form in (*_forms(words.encode()), words.encode("utf-16-le")):
            assert not [name for name, held in files.items() if form in held], words


def test_no_secret_of_a_person_lies_on_the_disk(loot: tuple[OfficeWorld, ReceiptCode, Path]) -> None:
    """Neither the receipt code nor what it is made of, no passphrase, no secret of one-time codes."""
    world, code, folder = loot
    secrets = [code.secret, code.symbols.encode(), code.grouped.encode()]
    for each in world.enrolled.values():
        secrets += [each.passphrase.encode(), b32decode(each.totp_secret)]
    for name, held in _files(folder).items():
        for secret in secrets:
            assert not any(form in held for form in _forms(secret)), name


def test_the_locator_of_a_mailbox_never_leaves_intake(loot: tuple[OfficeWorld, ReceiptCode, Path]) -> None:
    """What leads from a receipt code to its mailbox stands in the intake database only."""
    _world, code, folder = loot
    locator = Mailbox.from_code(code).locator
    found = {name for name, held in _files(folder).items() if any(form in held for form in _forms(locator))}
    assert found
    assert all(name.startswith("intake/intake.db") for name in found)


def test_a_mail_says_the_same_whatever_it_is_about(loot: tuple[OfficeWorld, ReceiptCode, Path]) -> None:
    """No reference, no date but the slot's, and a Message-ID that tells no handle."""
    world, _code, folder = loot
    mails = [path.read_bytes() for path in (folder / "triage" / "mail").glob("*.eml")]
    assert mails
    with read(world.organisation.triage) as connection:
        reference = connection.execute(text('select case_reference from "case"')).scalar_one()
        handles = [row[0] for row in connection.execute(text("select handle from person"))]
    for mail in mails:
        assert reference.encode() not in mail
        assert not any(handle.hex().encode() in mail for handle in handles)
        assert b"09:41" not in mail
        assert b"09:42" not in mail


def test_attachments_tell_no_hour(loot: tuple[OfficeWorld, ReceiptCode, Path]) -> None:
    """Their names are random and they are dated midnight; how large they are shows in steps."""
    _world, _code, folder = loot
    blobs = [path for path in (folder / "intake" / "blobs").rglob("*") if path.is_file()]
    assert blobs
    for path in blobs:
        assert path.stat().st_mtime % 86_400 == 0
        assert path.stat().st_size == 4096 + 16
        assert len(path.name) == 32


def test_keys_of_the_service_are_for_their_owner_alone(
    loot: tuple[OfficeWorld, ReceiptCode, Path],
) -> None:
    """The ticket key and the checkpoint key lie in a closed folder, and neither opens anything."""
    _world, _code, folder = loot
    keys = folder / "keys"
    assert keys.stat().st_mode & 0o077 == 0
    assert {path.name for path in keys.iterdir()} == {"ticket.key", "checkpoint.key"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys.iterdir())
    assert os.access(keys, os.R_OK)


def test_a_new_installation_is_closed_to_others_on_the_machine(tmp_path: Path) -> None:
    """Whatever the shell's habit: no folder and no file of it can be read by everybody."""
    before = os.umask(0o022)
    try:
        install(tmp_path / "town", mode="test", names=("By", "Town"), first=PEOPLE, today=MONDAY.date())
    finally:
        assert os.umask(before) == 0o022
    made = [tmp_path / "town", *(tmp_path / "town").rglob("*")]
    assert len(made) > 8
    assert [path.name for path in made if path.stat().st_mode & 0o007] == []
