"""Attachments through the portal: sealed as they stream, listed, removed, capped, and never half there."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from markupsafe import escape
from werkzeug.test import TestResponse

from crypto.blob import open_blob
from crypto.envelope import Context, Direction, Kind, Stanza
from crypto.padding import padded_size
from crypto.unseal import unseal
from intake.contents.forms import decode
from intake.contents.mailbox import FilesContent
from intake.page.door import BUSY
from intake.services.attach import blob_pieces
from intake.services.reap import reap_drafts
from tests.builders import ORGANISATION, PortalWorld, a_portal
from tests.visitor import BASE, Visitor

MIB = 1024 * 1024
ATTACH = "Attach the chosen files"


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """Somebody at the English page of files."""
    return at_files(world)


def at_files(world: PortalWorld) -> Visitor:
    """Go to the page of files."""
    visitor = Visitor(world.app.test_client())
    visitor.get("/en/report/")
    visitor.press("Next", relation="employee")
    visitor.press("Next", what="hej")
    assert visitor.heading == "Files"
    return visitor


def attach(visitor: Visitor, *files: tuple[str, bytes], status: int = 200) -> str:
    """Attach files, and give the words of the page."""
    visitor.press(ATTACH, files={"files": list(files)}, status=status)
    return visitor.words()


def send(visitor: Visitor) -> None:
    """Go on to the receipt."""
    while visitor.heading != "Check your answers and send":
        visitor.press("Next")
    visitor.press("Send the report")
    assert visitor.code


def blobs(world: PortalWorld) -> list[Path]:
    """Every file in the blob folder."""
    return sorted(path for path in (world.folder / "blobs").rglob("*") if path.is_file())


def received(world: PortalWorld) -> list[tuple[str, bytes]]:
    """Open every attachment as an advisor would: name and content."""
    found = []
    with world.reception.engine.connect() as connection:
        items = connection.exec_driver_sql(
            "SELECT item.id, item.reference, envelope, wrapped FROM item JOIN stanza ON item_id = item.id "
            "WHERE kind = 'files' AND key_id = ? ORDER BY counter",
            (world.keys.anna.key_id,),
        ).all()
    for item_id, reference, envelope, wrapped in items:
        opened = unseal(
            envelope,
            [Stanza(world.keys.anna.key_id, wrapped)],
            context=Context(Kind.FILES, reference, item_id, Direction.IN, ORGANISATION),
            identity=world.keys.anna,
        )
        content = decode(Kind.FILES, opened.plaintext)
        assert isinstance(content, FilesContent)
        for each in content.files:
            pieces = list(blob_pieces(world.reception.blob_folder, each.blob))
            found.append((each.name, b"".join(open_blob(each.key, pieces, each.size, each.hashes))))
    return found


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 3 * MIB + 7])
def test_a_file_of_any_size_arrives_as_it_was(world, visitor, size):
    """Empty, at the edges of a chunk, and large."""
    content = os.urandom(size)
    attach(visitor, ("fil.bin", content))
    send(visitor)

    assert received(world) == [("fil.bin", content)]
    (blob,) = blobs(world)
    assert blob.stat().st_size > padded_size(size)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Ελληνικά" * 25 + ".docx", "Ελληνικά" * 25 + ".docx"),
        ("mappe/løn.xlsx", "løn.xlsx"),
        ("a" * 400 + ".pdf", "a" * 251 + ".pdf"),
        ("..", ".."),
        ('a"b<c>&.txt', 'a"b<c>&.txt'),
    ],
)
def test_names_survive_whatever_they_are(world, visitor, sent, kept):
    """Greek, folders of another machine, too long, dots, markup."""
    attach(visitor, (sent, b"x"))
    send(visitor)

    assert received(world) == [(kept, b"x")]


def test_several_files_are_listed_and_one_removed(world, visitor):
    """What is removed is gone from the disk at once."""
    words = attach(visitor, ("a.txt", b"a"), ("b.txt", b"bb"))
    assert "a.txt (1 B)" in words
    assert "b.txt (2 B)" in words
    assert len(blobs(world)) == 2
    visitor.press("Remove a.txt")
    assert len(blobs(world)) == 1
    attach(visitor, ("c.txt", b"ccc"))
    send(visitor)

    assert received(world) == [("b.txt", b"bb"), ("c.txt", b"ccc")]


def test_a_page_without_a_chosen_file_touches_neither_disk_nor_database(world, visitor):
    """Going on past an empty file field writes nothing."""
    before = world.stored()
    visitor.press("Next")

    assert world.stored() == before


def test_files_chosen_on_the_way_on_are_taken_too(world, visitor):
    """Nobody need find the button that attaches."""
    visitor.press("Next", files={"files": [("a.txt", b"a")]})
    send(visitor)

    assert received(world) == [("a.txt", b"a")]


def test_nothing_of_a_file_is_readable_on_disk(world, visitor):
    """Names on disk are random, times are midnight, and content and names are sealed."""
    attach(visitor, ("hemmelig.txt", b"kanariefugl" * 10_000))
    send(visitor)
    (blob,) = blobs(world)

    assert b"kanariefugl" not in world.all_bytes()
    assert b"hemmelig" not in world.all_bytes()
    assert len(bytes.fromhex(blob.name)) == 16
    assert blob.stat().st_mtime % 86_400 == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (r"C:\Users\Navn Navnesen\Rapport.docx", "Rapport.docx"),
        (r"\\server\navn\x.pdf", "x.pdf"),
        ("/mapper/navn/x.pdf", "x.pdf"),
        (r"a \"b\".pdf", 'a "b".pdf'),
        ("rapport.pdf", "rapport.pdf"),
    ],
)
def test_of_a_path_only_the_last_part_is_kept(visitor, sent, kept):
    """Some browsers send the folders along, and those name the person; whichever slash."""
    form, _pressed = visitor._button(ATTACH)
    body = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{sent}"\r\n\r\nhel\r\n--x\r\n'
    body += 'Content-Disposition: form-data; name="upload"\r\n\r\n1\r\n--x--\r\n'
    answer = visitor.client.post(
        form.attrs["action"],
        base_url=BASE,
        content_type="multipart/form-data; boundary=x",
        data=body.encode(),
    )

    assert answer.status_code == 200
    assert f"<bdi>{escape(kept)}</bdi>" in answer.text
    assert "Navnesen" not in answer.text


def test_an_upload_that_breaks_off_leaves_nothing(world, visitor):
    """Neither a file nor a row, of this file or of those before it in the same form."""
    form, _pressed = visitor._button(ATTACH)
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhel\r\n'
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="b"\r\n\r\n' + b"a" * MIB
    )
    answer = visitor.client.post(
        form.attrs["action"],
        base_url=BASE,
        content_type="multipart/form-data; boundary=x",
        input_stream=BytesIO(body),
        environ_overrides={"CONTENT_LENGTH": str(len(body) + 5 * MIB)},
    )

    assert answer.status_code == 400
    assert blobs(world) == []
    with world.reception.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM blob").scalar() == 0


def test_unsent_files_are_reaped_when_they_are_a_day_old_for_certain(world, visitor):
    """Attached on Monday 23 November: there on Tuesday, gone on Wednesday; what was sent stays."""
    attach(visitor, ("sendt.txt", b"s"))
    send(visitor)
    attach(at_files(world), ("glemt.txt", b"g"))
    world.clock.go(days=1)
    assert reap_drafts(world.reception, now=world.clock.now()) == 0
    world.clock.go(days=1)
    assert reap_drafts(world.reception, now=world.clock.now()) == 1

    assert received(world) == [("sendt.txt", b"s")]
    assert len(blobs(world)) == 1


def test_what_was_reaped_is_said_and_what_is_left_stays(world, visitor):
    """Whoever comes back after days is told which file to attach again; the others and the text are kept."""
    attach(visitor, ("gammel.txt", b"g"))
    world.clock.go(days=2)
    visitor.press("Next")
    visitor.press("Next")
    visitor.press("Back")
    visitor.press("Back")
    visitor.press("Back")
    while visitor.heading != "Files":
        visitor.press("Next")
    attach(visitor, ("ny.txt", b"n"))
    reap_drafts(world.reception, now=world.clock.now())
    while visitor.heading != "Check your answers and send":
        visitor.press("Next")
    visitor.press("Send the report", status=422)
    assert visitor.heading == "Files"
    assert "gammel.txt" in visitor.words(".alert-warning")
    send(visitor)

    assert received(world) == [("ny.txt", b"n")]


def test_a_stray_file_is_set_apart_and_an_upload_in_flight_is_not(world, visitor):
    """A file without a row goes to the quarantine; one whose row says that it has begun stays."""
    folder = world.folder / "blobs" / "ab"
    folder.mkdir()
    (folder / ("ab" * 16)).write_bytes(b"stray")
    attach(visitor, ("a.txt", b"a"))
    reap_drafts(world.reception, now=world.clock.now())

    assert not (folder / ("ab" * 16)).exists()
    assert (world.folder / "blobs" / "quarantine" / ("ab" * 16)).read_bytes() == b"stray"
    assert len(blobs(world)) == 2


def test_an_upload_without_a_place_is_told_to_try_again_with_its_text_kept(world, visitor):
    """The door has read the first of it only (`intake.page.door`): the fields are there, the file is not."""
    form, _button = visitor._button(ATTACH)
    field = b'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\nhej med dig\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n' + b"a" * 5000

    def begun(body: bytes) -> TestResponse:
        return visitor.client.post(
            form.attrs["action"],
            base_url=BASE,
            content_type="multipart/form-data; boundary=x",
            input_stream=BytesIO(body),
            environ_overrides={
                "CONTENT_LENGTH": str(5 * MIB),
                "wsgi.input_terminated": True,
                BUSY: True,
            },
        )

    answer = begun(field + file)
    assert answer.status_code == 422
    assert "Try again in a few minutes" in answer.text
    assert "hej med dig" in answer.text
    assert blobs(world) == []
    # Where not even the fields are whole, nothing is shown that could be sent half.
    assert begun(field[:-8]).status_code == 429


def test_at_most_fifty_files_fit_one_report(world, visitor):
    """The rest is named as not taken, and leaves nothing behind."""
    files = [(f"{number}.txt", b"x") for number in range(51)]
    words = attach(visitor, *files, status=422)

    assert "at most 50 files" in words
    assert len(blobs(world)) == 50
    assert len(visitor.values("attached")) == 50


def test_another_draft_cannot_send_or_remove_a_file(world, visitor):
    """The id alone gives nothing: each file has a secret that only its own form carries."""
    from intake.page import attached as carried

    attach(visitor, ("a.txt", b"a"))
    mine = carried.unpack(visitor.values("attached")[0])
    assert mine is not None
    stolen = carried.pack(type(mine)(mine.blob, bytes(32), mine.name, mine.type, mine.size))
    other = at_files(world)
    form, _button = other._button(ATTACH)
    for name in ("remove", "attached"):
        other.client.post(
            form.attrs["action"],
            base_url=BASE,
            data={"relation": "employee", "what": "hej", name: stolen},
            content_type="multipart/form-data",
        )
    assert len(blobs(world)) == 1
    send(visitor)

    assert received(world) == [("a.txt", b"a")]


@pytest.mark.parametrize("text", ["", "x", "!!!", "bnVsbA==", "W10=", "WzEsMiwzLDQsNSw2XQ=="])
def test_a_damaged_list_of_files_is_no_error_of_ours(world, visitor, text):
    """What is no file of ours is left out."""
    form, _button = visitor._button(ATTACH)
    answer = visitor.client.post(
        form.attrs["action"],
        base_url=BASE,
        data={"relation": "employee", "what": "hej", "attached": text, "remove": text},
        content_type="multipart/form-data",
    )

    assert answer.status_code in (200, 400, 422)


def test_a_file_is_removed_under_a_good_ticket_only(world, visitor):
    """Whoever comes back too late presses the button once more."""
    attach(visitor, ("a.txt", b"a"))
    world.clock.go(days=2)
    visitor.press("Remove a.txt")
    assert "had been open for too long" in visitor.words()
    assert len(blobs(world)) == 1
    visitor.press("Remove a.txt")
    assert blobs(world) == []
