"""What people really send, over HTTP and back: the same bytes for the advisor, whatever it was."""

import io
import random
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import docx
import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD

from crypto.blob import open_blob
from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from intake.clock import COPENHAGEN
from intake.contents.mailbox import ReportContent
from intake.services.attach import blob_pieces
from intake.services.correspond import open_mailbox
from intake.store.engine import read
from tests.process import Running, Town, a_town
from tests.reporter import Attachment, Reporter
from triage.services.clock.receive import fetch
from triage.services.history.case_file import read_file
from triage.services.reading.mailbox import Correspondence, correspondence
from triage.store import cases
from triage.store.visibility import system_access

LENGTH = 50_000
DANISH = (
    "Høj bly gom vandt fræk sexquiz på wc. Åse så ærlig ud, da hun sagde: »Jeg ved ikke, hvem der godkendte "
    "bilagene – men det var før påske 2026.«\n\n\tIndrykket, med 'citat', \"dobbelt\", <mærker> & tegn.\n"
)
FAMILY = "👩\u200d👩\u200d👧\u200d👦 👍🏽 🇩🇰 🏳\ufe0f\u200d🌈 e\u0301 å a\u030a \u00a0\u2028"
"""Sequences that a careless hand takes apart or puts together: joined, coloured, combined."""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time."""
    with a_town(tmp_path) as fresh:
        yield fresh


@pytest.fixture
def portal(town: Town) -> Running:
    """Its portal."""
    return town.start("portal")


def every_letter() -> str:
    """Give every letter, mark, number and sign of the scripts of Europe and beyond, and every emoji."""
    shown = ("L", "M", "N", "P", "S")
    planes = [*range(0x20, 0x3000), *range(0xFB00, 0xFFFE), *range(0x1F000, 0x1FB00)]
    return "".join(chr(point) for point in planes if unicodedata.category(chr(point)).startswith(shown))


def a_pdf(size: int) -> bytes:
    """Make a valid PDF of one page and streams of noise, at least *size* bytes long."""
    noise = random.Random(30)
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    piece = 1_000_000
    head = b"<< /Length %d >>\nstream\n" % piece
    bodies += [head + noise.randbytes(piece) + b"\nendstream" for _ in range(-(-size // piece))]
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


def a_photo() -> bytes:
    """Make a photo that tells where it was taken."""
    picture = Image.frombytes("RGB", (1600, 1200), random.Random(31).randbytes(1600 * 1200 * 3))
    exif = picture.getexif()
    exif.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (57.0, 2.0, 46.0), GPS.GPSLongitudeRef: "E"}
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def a_letter() -> bytes:
    """Make a Word document with its author's name in it."""
    document = docx.Document()
    document.core_properties.author = "Åse Ægir"
    document.add_paragraph("Referat af mødet på rådhuset.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sent_and_opened(
    town: Town, portal: Running, what: str, files: dict[str, bytes]
) -> tuple[str, Correspondence]:
    """Send a report through the portal's pages; give its code, and what an advisor opens of it."""
    someone = Reporter(portal.port, {"relation": "employee", "what": what, "name": "Åse Ægir", "contact": ""})
    someone.begin()
    for name, content in files.items():
        someone.attach(Attachment.of(name, content))
    someone.check()
    code = someone.send()
    now = datetime.now(COPENHAGEN)
    fetch(town.organisation, now=now)
    with read(town.organisation.triage) as connection:
        (row,) = cases.all_cases(connection, system_access())
        file = read_file(connection, town.organisation, row, today=now.date())
    return code, correspondence(town.organisation, town.signed_in(), file, today=now.date())


def test_a_long_danish_text_arrives_letter_for_letter(town: Town, portal: Running) -> None:
    """50,000 characters of Danish, every letter and every emoji: unit and reporter read what was typed."""
    organisation = DANISH + FAMILY + every_letter() + "\n"
    text = (organisation * (LENGTH // len(organisation) + 1))[: LENGTH - 1] + "ø"
    assert len(text) == LENGTH
    assert set("abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ🙈🧿") <= set(text)
    _code, seen = sent_and_opened(town, portal, text, {})
    assert isinstance(seen.first, ReportContent)
    assert seen.first.what == text
    assert seen.integrity_warnings == ()


def test_every_kind_of_file_arrives_byte_for_byte(town: Town, portal: Running) -> None:
    """A 30 MB PDF, a photo with GPS, a Word document, a Greek name of 200 letters, an empty file and one
    without an extension: the advisor gets the bytes and the names that were sent."""
    greek = "Αναφοράγιατηνσύμβαση" * 10
    assert len(greek) == 200
    files = {
        "rapport.pdf": a_pdf(30_000_000),
        "IMG_20261121.jpg": a_photo(),
        "Referat af møde (endeligt).docx": a_letter(),
        greek: "Περιεχόμενο".encode() * 100,
        "tom.txt": b"",
        "LOG": random.Random(32).randbytes(100_000),
    }
    code, seen = sent_and_opened(town, portal, "Se bilagene.", files)
    assert seen.integrity_warnings == ()
    assert [each.entry.name for each in seen.files] == list(files)
    folder = town.organisation.settings.blob_folder
    for each in seen.files:
        pieces = blob_pieces(folder, each.entry.blob)
        content = b"".join(open_blob(each.entry.key, pieces, each.entry.size, each.entry.hashes))
        assert content == files[each.entry.name], each.entry.name
        if each.entry.name.endswith(".jpg"):
            gps = Image.open(io.BytesIO(content)).getexif().get_ifd(IFD.GPSInfo)
            assert gps[GPS.GPSLatitude] == (57.0, 2.0, 46.0)
    view = open_mailbox(
        town.organisation.reception, Mailbox.from_code(parse_receipt_code(code)), now=datetime.now(COPENHAGEN)
    )
    assert not view.has_warnings
    # Files are not sealed to the mailbox: a stolen code does not bring them down.
    assert view.messages == ()
