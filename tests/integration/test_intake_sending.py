"""Sending into the intake without a browser: once, whole or not at all, sealed to the right people."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import Engine, event, insert

from crypto.envelope import Context, Direction, Kind, Stanza, digest
from crypto.errors import DirectoryError, WrongKeyError
from crypto.identities import Identity
from crypto.mailbox import Mailbox
from crypto.receipt import new_receipt_code
from crypto.statement import ADVISOR, Statement, link
from crypto.unseal import unseal
from intake.contents.forms import decode
from intake.contents.mailbox import (
    ComplaintContent,
    Contact,
    FilesContent,
    IdentityContent,
    MessageContent,
    ReportContent,
)
from intake.services import correspond as correspond_module
from intake.services import submit as submit_module
from intake.services.attach import AttachmentGoneError, Upload, path_of, remove_file
from intake.services.correspond import open_mailbox, write_message
from intake.services.finding import NoSuchMailboxError
from intake.services.reception import Reception
from intake.services.submit import ComplaintDraft, Fate, ReportDraft, seal_items, submit
from intake.store.engine import write
from intake.store.tables import directory_statement
from tests.builders import MONDAY, ORGANISATION, Keys, a_directory, a_reception, a_seed

REPORT = ReportDraft("employee", "Hvad der skete", "i går", "i kantinen", name="Ida", contact="12345678")
COMPLAINT = ComplaintDraft("Hjemmeplejen", "Ingen svarer", "Et svar", Contact("Ida"))


@pytest.fixture
def keys() -> Keys:
    """Everybody's keys."""
    return Keys()


@pytest.fixture
def reception(tmp_path: Path, keys: Keys) -> Reception:
    """Where things arrive."""
    return a_reception(tmp_path / "intake", keys)


def attach(reception: Reception, name: str = "bilag.txt", content: bytes = b"indhold"):
    """Attach a file as the portal does."""
    with Upload(reception, now=MONDAY) as upload:
        upload.write(content)
        return upload.finish(name=name, content_type="text/plain")


def items(reception: Reception) -> list:
    """Every item in its order."""
    with reception.engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT * FROM item ORDER BY direction, counter").all())


def stanzas(reception: Reception, item_id: bytes) -> dict[bytes, bytes]:
    """Whom an item is sealed to."""
    query = "SELECT key_id, wrapped FROM stanza WHERE item_id = ?"
    with reception.engine.connect() as connection:
        return dict(connection.exec_driver_sql(query, (item_id,)).all())


def opened(reception: Reception, item, who) -> object:
    """Open an item as somebody."""
    context = Context(Kind(item.kind), item.reference, item.id, Direction(item.direction), ORGANISATION)
    found = stanzas(reception, item.id)
    mine = [Stanza(who.key_id, found[who.key_id])] if who.key_id in found else []
    return decode(context.kind, unseal(item.envelope, mine, context=context, identity=who).plaintext)


def count(reception: Reception, table: str) -> int:
    """How many rows a table has."""
    with reception.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)


def test_a_report_is_three_items_for_the_advisors_and_one_for_the_mailbox(reception, keys):
    """Text, files and name are numbered 1, 2, 3; the mailbox opens the text only."""
    code = new_receipt_code()
    submit(reception, REPORT, code, now=MONDAY, files=[attach(reception)])
    mailbox = Mailbox.from_code(code)
    report, files, identity = items(reception)
    organisation = {keys.anna.key_id, keys.bo.key_id, keys.recovery.key_id}

    assert [each.kind for each in (report, files, identity)] == ["report", "files", "identity"]
    assert [each.counter for each in (report, files, identity)] == [1, 2, 3]
    assert set(stanzas(reception, report.id)) == organisation | {mailbox.key_id}
    assert set(stanzas(reception, files.id)) == organisation
    assert set(stanzas(reception, identity.id)) == organisation
    for who in (keys.anna, keys.bo, keys.recovery):
        first = opened(reception, report, who)
        assert isinstance(first, ReportContent)
        assert (first.what, first.reply_to, first.reporter_key) == (
            "Hvad der skete",
            mailbox.kem_public,
            mailbox.verify_key,
        )
        assert isinstance(opened(reception, files, who), FilesContent)
        assert opened(reception, identity, who) == IdentityContent("Ida", "12345678")


def test_a_complaint_holds_its_unit_sealed(reception, keys):
    """No column says which unit it is about."""
    submit(reception, COMPLAINT, new_receipt_code(), now=MONDAY)
    (item,) = items(reception)
    content = opened(reception, item, keys.anna)

    assert isinstance(content, ComplaintContent)
    assert (content.unit, content.contact) == ("Hjemmeplejen", Contact("Ida"))


def test_nobody_else_opens_anything(reception, keys):
    """Neither the root nor the clock has a key to open with; a stranger's key is refused."""
    submit(reception, REPORT, new_receipt_code(), now=MONDAY)
    stranger = Keys().anna.__class__.from_seed(bytes(32))

    with pytest.raises(WrongKeyError):
        opened(reception, items(reception)[0], stranger)


def test_the_plain_row_says_kind_day_and_channel_only(reception):
    """And carries the hash by which the clock knows the first item."""
    submit(reception, REPORT, new_receipt_code(), now=MONDAY)
    with reception.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM submission").one()

    assert (row.kind, row.scheme, row.channel, row.received_on) == (
        "report",
        "whistleblowing",
        "portal",
        "2026-11-23",
    )
    assert row.digest == digest(items(reception)[0].envelope)


def test_a_sending_asks_each_thing_as_seldom_as_it_may(reception):
    """Three questions before the one writer's turn, three in it, and six kinds of rows to store."""
    submit(reception, REPORT, new_receipt_code(), now=MONDAY)  # The first one opens the database.
    said: list[str] = []
    event.listen(reception.engine, "before_cursor_execute", lambda *given: said.append(given[2].split()[0]))
    submit(reception, structs.replace(REPORT, name="", contact=""), new_receipt_code(), now=MONDAY)
    at = said.index("BEGIN")
    assert said[:at] == 3 * ["SELECT"]
    assert said[at + 1 :] == 3 * ["SELECT"] + 6 * ["INSERT"]


def test_the_same_sent_twice_is_received_once(reception):
    """The second answer is the same receipt, days later too."""
    code = new_receipt_code()
    first = submit(reception, REPORT, code, now=MONDAY)
    again = submit(reception, REPORT, code, now=MONDAY + timedelta(days=3))

    assert (first.what, again.what) == (Fate.RECEIVED, Fate.AGAIN)
    assert (again.reference, again.received_on) == (first.reference, first.received_on)
    assert count(reception, "submission") == 1


@pytest.mark.parametrize(
    "other",
    [
        structs.replace(REPORT, what="Noget andet"),
        structs.replace(REPORT, name="Ib"),
        structs.replace(REPORT, what="Hvad der skete ", when="i går"),
        structs.replace(REPORT, when="", where="i gåri kantinen"),
        COMPLAINT,
    ],
)
def test_other_words_under_the_same_code_are_not_taken(reception, other):
    """One submission for a code; the first stays as it was."""
    code = new_receipt_code()
    submit(reception, REPORT, code, now=MONDAY)
    before = items(reception)

    assert submit(reception, other, code, now=MONDAY).what is Fate.CHANGED
    assert items(reception) == before


def test_two_at_once_under_one_code_are_one_report(reception):
    """Eight threads send the same at the same moment."""
    code = new_receipt_code()
    fates = []

    def send() -> None:
        fates.append(submit(reception, REPORT, code, now=MONDAY).what)

    threads = [threading.Thread(target=send) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(fates) == sorted([Fate.RECEIVED, *[Fate.AGAIN] * 7])
    assert count(reception, "submission") == 1
    assert len(items(reception)) == 2


@pytest.mark.parametrize(
    "statement", ["INSERT INTO submission", "INSERT INTO item", "INSERT INTO stanza", "UPDATE blob"]
)
def test_a_failure_in_the_middle_leaves_nothing(reception, statement):
    """Whatever statement fails, there is no half report, and the files can be sent with the next try."""
    code, file = new_receipt_code(), attach(reception)

    class DiskFullError(Exception):
        """Planted."""

    def fail(_connection, _cursor, sql, *_rest) -> None:
        if sql.startswith(statement):
            raise DiskFullError

    engine: Engine = reception.engine
    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(DiskFullError):
        submit(reception, REPORT, code, now=MONDAY, files=[file])
    event.remove(engine, "before_cursor_execute", fail)
    assert (count(reception, "submission"), count(reception, "mailbox"), len(items(reception))) == (0, 0, 0)

    assert submit(reception, REPORT, code, now=MONDAY, files=[file]).what is Fate.RECEIVED


@pytest.mark.parametrize("fault", ["none", "one", "gap", "altered", "other root", "not yet", "no recovery"])
def test_without_two_proven_advisors_nothing_is_taken(tmp_path, keys, fault):
    """No statement, one, a gap, an altered one, another root, keys from tomorrow on, no recovery key."""
    rows = a_directory(keys)
    match fault:
        case "none":
            rows = []
        case "one":
            rows = rows[:1]
        case "gap":
            rows = rows[1:]
        case "altered":
            rows[1] = rows[1][:-1] + bytes([rows[1][-1] ^ 1])
        case "no recovery":
            rows = rows[:2]
        case "not yet":
            rows = a_directory(keys, valid_from=(MONDAY + timedelta(days=1)).date())
    reception = a_reception(tmp_path / "intake", keys, statements=rows)
    if fault == "other root":
        reception = replace(reception, root_verify_key=bytes(31) + b"\1")

    with pytest.raises(DirectoryError):
        submit(reception, REPORT, new_receipt_code(), now=MONDAY)
    assert count(reception, "submission") == 0


def test_an_unsigned_statement_is_never_sealed_to(tmp_path, keys):
    """A row that somebody slipped into the database is passed over."""
    stranger = Keys(root=Keys().checkpoint)
    rows = a_directory(keys)
    reception = a_reception(tmp_path / "intake", keys, statements=[*rows, a_directory(stranger)[0]])
    submit(reception, REPORT, new_receipt_code(), now=MONDAY)

    assert len(stanzas(reception, items(reception)[0].id)) == 4


def test_a_message_is_signed_by_the_mailbox_and_numbered_on(reception, keys):
    """After report and name comes number 3, then 4."""
    code = new_receipt_code()
    submit(reception, REPORT, code, now=MONDAY)
    write_message(reception, Mailbox.from_code(code), "mere", [attach(reception)], now=MONDAY)
    message, files = items(reception)[2:]

    assert (message.counter, files.counter) == (3, 4)
    assert opened(reception, message, keys.bo) == MessageContent("mere")
    assert isinstance(opened(reception, files, keys.bo), FilesContent)


@pytest.mark.parametrize("what", ["report", "message"])
def test_who_joins_while_something_is_sealed_holds_what_is_new_alone(reception, keys, monkeypatch, what):
    """The directory of the writer's turn decides, not the one that was read before it."""
    code, carla = new_receipt_code(), Identity.from_seed(a_seed(6))
    if what == "message":
        submit(reception, REPORT, code, now=MONDAY)
    sealed = []

    def seal_and_let_in(*given: object, **named: object) -> object:
        items = seal_items(*given, **named)
        if not sealed:
            add_advisor(reception, keys, carla)
        sealed.append(items)
        return items

    monkeypatch.setattr(
        submit_module if what == "report" else correspond_module, "seal_items", seal_and_let_in
    )
    if what == "report":
        submit(reception, REPORT, code, now=MONDAY)
    else:
        write_message(reception, Mailbox.from_code(code), "mere", now=MONDAY)

    assert len(sealed) == 2
    item = items(reception)[0 if what == "report" else 2]
    # A report is sealed to whoever is there; what is written later to those who hold the report (H5).
    assert (carla.key_id in stanzas(reception, item.id)) == (what == "report")


def add_advisor(reception: Reception, keys: Keys, person: Identity) -> None:
    """Let one more advisor into the directory."""
    rows = a_directory(keys)
    statement = Statement(
        number=4,
        previous=link(rows[-1]),
        person=bytes(16),
        role=ADVISOR,
        kem_public=person.kem_public,
        verify_key=person.verify_key,
        valid_from=MONDAY.date(),
    ).signed(keys.root)
    with write(reception.engine) as connection:
        connection.execute(insert(directory_statement), {"number": 4, "statement": statement.encode()})


def test_a_file_goes_with_one_sending_only(reception):
    """Neither another report nor another message can take it again."""
    file, code = attach(reception), new_receipt_code()
    submit(reception, REPORT, code, now=MONDAY, files=[file])

    with pytest.raises(AttachmentGoneError):
        submit(reception, REPORT, new_receipt_code(), now=MONDAY, files=[file])
    remove_file(reception, file)
    assert path_of(reception.blob_folder, file.blob).exists()


def test_a_file_that_is_not_whole_cannot_be_sent(reception):
    """An upload that has begun is nobody's attachment yet."""
    whole = attach(reception)
    upload = Upload(reception, now=MONDAY)
    upload.write(b"halv")
    half = replace(whole, blob=upload.blob, secret=upload._secret)

    with pytest.raises(AttachmentGoneError):
        submit(reception, REPORT, new_receipt_code(), now=MONDAY, files=[whole, half])
    assert count(reception, "submission") == 0
    upload.abandon()
    assert not path_of(reception.blob_folder, upload.blob).with_suffix(".part").exists()


def test_a_code_that_was_never_sent_opens_nothing(reception):
    """Neither for reading nor for writing."""
    with pytest.raises(NoSuchMailboxError):
        open_mailbox(reception, Mailbox.from_code(new_receipt_code()), now=MONDAY)
    with pytest.raises(NoSuchMailboxError):
        write_message(reception, Mailbox.from_code(new_receipt_code()), "hej", now=MONDAY)


def test_the_past_is_kept_as_the_day_it_was(reception):
    """Demo data is sent with a past moment, through the same service."""
    sent = submit(reception, REPORT, new_receipt_code(), now=MONDAY - timedelta(days=40))

    assert f"{sent.received_on:%A %Y-%m-%d}" == "Wednesday 2026-10-14"
