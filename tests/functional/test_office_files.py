"""Attachments in the office, and mailboxes that somebody has tampered with."""

from datetime import datetime

import pytest
from sqlalchemy import text

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.services.attach import Attached, Upload
from intake.services.correspond import write_message
from intake.store.engine import write
from tests.office import BASE, OfficeWorld
from triage.office.pages.files import disposition

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
GREEK = "Κατάλογος δώρων " * 12 + ".pdf"


def _attach(world: OfficeWorld, name: str, content: bytes) -> Attached:
    with Upload(world.reception, now=world.clock.now()) as upload:
        for start in range(0, len(content), 50_000):
            upload.write(content[start : start + 50_000])
        return upload.finish(name=name, content_type="application/pdf")


@pytest.mark.parametrize("size", [0, 1, 300_000])
def test_a_file_comes_down_whole_behind_a_warning(world: OfficeWorld, size: int) -> None:
    """The bytes are those that were sent; the browser saves them and never shows them; the journal knows."""
    content = bytes(number % 251 for number in range(size))
    world.send(files=[_attach(world, GREEK, content)])
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert anna.page is not None
    link = anna.page.query_one('#content a[href*="/files/"]').attrs["href"]
    anna.get(link)
    assert "virus" in anna.words(".alert-warning")
    answer = anna.post(link)
    assert answer.data == content
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "UTF-8''%CE%9A" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    dan = world.signed_in("dan")
    dan.get("/journal")
    assert "En fil blev hentet" in dan.words()
    assert reference not in dan.words()


@pytest.mark.parametrize("turned", ["\u202e", "\u2067", "\u200f"])
def test_a_name_that_would_read_otherwise_is_shown_as_it_is(world: OfficeWorld, turned: str) -> None:
    """A sign that turns the direction is a mark, the name is set apart, its true ending stands beside it."""
    world.send(files=[_attach(world, f"faktura{turned}fdp.exe", b"x")])
    anna = world.signed_in("anna")
    anna.open_case()
    assert anna.page is not None
    link = anna.page.query_one('#content a[href*="/files/"]')
    assert link.query_one("bdi").to_text() == "faktura\ufffdfdp.exe"
    assert "(.exe," in anna.words("#content")
    anna.get(link.attrs["href"])
    assert turned not in anna.words()


def test_a_file_is_for_those_who_have_opened_the_case(world: OfficeWorld) -> None:
    """Without an opening in this session the file's page leads back to the case."""
    world.send(files=[_attach(world, "bilag.pdf", b"x")])
    anna = world.signed_in("anna")
    anna.open_case()
    assert anna.page is not None
    link = anna.page.query_one('#content a[href*="/files/"]').attrs["href"]
    bo = world.signed_in("bo")
    bo.get("/cases")
    assert bo.post(link).status_code == 303
    anna.get(link.rpartition("/")[0] + "/" + "00" * 16, 404)
    anna.get(link.rpartition("/")[0] + "/nothex", 404)


def test_what_nobody_has_read_hides_the_files_that_were_opened_before(world: OfficeWorld) -> None:
    """Opening is an act for everything that has come: until then the file's page leads to the case."""
    code = world.send(files=[_attach(world, "bilag.pdf", b"x")])
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert anna.page is not None
    link = anna.page.query_one('#content a[href*="/files/"]').attrs["href"]
    write_message(world.reception, Mailbox.from_code(code), "En besked mere", now=world.clock.now())
    world.tick()
    anna.get(f"/cases/{reference}")
    assert anna.client.get(link, base_url=BASE).status_code == 303
    assert anna.post(link).status_code == 303
    anna.follow(f"/cases/{reference}/open")
    assert anna.post(link).data == b"x"


def test_a_file_that_was_changed_on_disk_does_not_come_down(world: OfficeWorld) -> None:
    """Not one byte of a chunk that does not verify is given."""
    attached = _attach(world, "bilag.pdf", b"y" * 1000)
    world.send(files=[attached])
    path = world.organisation.settings.blob_folder / attached.blob.hex()[:2] / attached.blob.hex()
    held = bytearray(path.read_bytes())
    held[5] ^= 1
    path.write_bytes(held)
    anna = world.signed_in("anna")
    anna.open_case()
    assert anna.page is not None
    link = anna.page.query_one('#content a[href*="/files/"]').attrs["href"]
    anna.get(link)
    assert anna.post(link).status_code == 410
    assert "er væk eller er blevet ændret" in anna.words()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ('a"b\\c/d.txt', "attachment; filename=\"a_b_c_d.txt\"; filename*=UTF-8''a%22b_c_d.txt"),
        ("..", "attachment; filename=\"file\"; filename*=UTF-8''file"),
        ("linje\r\nX: y", "attachment; filename=\"linjeX__y\"; filename*=UTF-8''linjeX%3A%20y"),
        ("blåbær.pdf", "attachment; filename=\"bl_b_r.pdf\"; filename*=UTF-8''bl%C3%A5b%C3%A6r.pdf"),
    ],
)
def test_any_name_can_stand_in_the_header(name: str, expected: str) -> None:
    """No name breaks out of the header or carries a path (RFC 6266)."""
    assert disposition(name) == expected


def _tampered(world: OfficeWorld, sql: str, **values: object) -> str:
    with write(world.organisation.intake) as connection:
        connection.execute(text(sql), values)
    anna = world.signed_in("anna")
    anna.open_case()
    return anna.words(".alert-error")


def _reported(world: OfficeWorld) -> ReceiptCode:
    code = world.send()
    write_message(world.reception, Mailbox.from_code(code), "En besked mere", now=world.clock.now())
    write_message(world.reception, Mailbox.from_code(code), "Og en til", now=world.clock.now())
    world.tick()
    return code


def test_a_changed_outer_mailbox_key_is_a_red_banner(world: OfficeWorld) -> None:
    """The unit seals to the inner key; the page says that the outer one was changed."""
    _reported(world)
    other = world.enrolled["bo"].identity.kem_public
    said = _tampered(world, "update submission set mailbox_kem_pub = :key", key=other)
    assert "Postkassens nøgle er ændret" in said


def test_a_removed_message_is_a_gap_on_the_page(world: OfficeWorld) -> None:
    """A number that is missing is said, and what is left is shown."""
    _reported(world)
    with write(world.organisation.intake) as connection:
        victim = connection.execute(text("select id from item where direction='in' and counter=2")).scalar()
        connection.execute(text("delete from arrival where item_id = :id"), {"id": victim})
        connection.execute(text("delete from stanza where item_id = :id"), {"id": victim})
    assert "Der mangler et nummer" in _tampered(world, "delete from item where id = :id", id=victim)


def test_a_message_that_was_changed_is_not_shown(world: OfficeWorld) -> None:
    """A flipped bit makes an item unreadable, never wrong."""
    _reported(world)
    with write(world.organisation.intake) as connection:
        held = connection.execute(
            text("select envelope from item where direction='in' and counter=2")
        ).scalar()
    changed = bytearray(held or b"")
    changed[-20] ^= 1
    said = _tampered(
        world, "update item set envelope = :held where direction='in' and counter=2", held=bytes(changed)
    )
    assert "kan ikke åbnes" in said


def test_two_swapped_messages_are_both_refused(world: OfficeWorld) -> None:
    """An item that stands under another number than it was sent with is not shown."""
    _reported(world)
    swap = "update item set counter = case counter when 2 then 103 else 102 end "
    swap += "where direction='in' and counter > 1"
    _tampered(world, swap)
    said = _tampered(world, "update item set counter = counter - 100 where counter > 100")
    assert "et andet nummer" in said


def test_a_report_put_in_place_of_another_is_not_shown(world: OfficeWorld) -> None:
    """The first item must be the one that was received."""
    world.send()
    world.tick()
    with write(world.organisation.intake) as connection:
        held = connection.execute(text("select envelope from item where kind = 'report'")).scalar_one()
        changed = text("update item set envelope = :held where kind = 'report'")
        connection.execute(changed, {"held": held[:-1] + bytes([held[-1] ^ 1])})
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert "Dens fingeraftryk er et andet" in anna.words(".alert-error")
    path = f"/cases/{reference}/message"
    anna.get(path)
    anna.post(path, {"item": "Hej", "step": "preview"})
    answer = anna.post(path, {"item": "Hej", "step": "send", "once": anna.value("once")})
    assert answer.status_code == 422
    assert "bliver der ikke skrevet" in anna.words(".alert-error") or "ikke skrevet" in anna.words()


def test_an_unsigned_entry_in_the_directory_is_a_red_banner_and_no_recipient(world: OfficeWorld) -> None:
    """Somebody who put themselves into the directory receives nothing and is seen on every page."""
    with write(world.organisation.intake) as connection:
        held = connection.execute(text("select statement from directory_statement where number=2")).scalar()
        forged = bytearray(held or b"")
        forged[-1] ^= 1
        insert = text("insert into directory_statement (number, statement) values (99, :held)")
        connection.execute(insert, {"held": bytes(forged)})
    anna = world.signed_in("anna")
    anna.get("/")
    assert "uden gyldig underskrift" in anna.words(".alert-error")


def test_a_stream_of_pieces_stays_a_stream(world: OfficeWorld) -> None:
    """The answer is given piece by piece, with its length known beforehand."""
    world.send(files=[_attach(world, "stor.bin", b"z" * 400_000)])
    anna = world.signed_in("anna")
    anna.open_case()
    assert anna.page is not None
    link = anna.page.query_one('#content a[href*="/files/"]').attrs["href"]
    anna.get(link)
    answer = anna.post(link, buffered=False)
    assert answer.headers["Content-Length"] == "400000"
    pieces = [len(piece) for piece in answer.iter_encoded()]
    assert sum(pieces) == 400_000
    assert max(pieces) <= 1 << 20
    assert len(pieces) > 1
