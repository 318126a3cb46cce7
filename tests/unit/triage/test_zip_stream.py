"""A zip file that is written while it is sent."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from random import Random

from triage.services.views.package import safe_name
from triage.services.views.zip_stream import WrittenPart, ZipStream

ON = date(2026, 11, 23)
PIECE = Random(7).randbytes(65536)
PIECES = 64


def test_a_large_part_goes_through_piece_by_piece_and_is_what_its_hash_says() -> None:
    """Nothing is asked for before what came before it is on its way, and little is held at a time."""
    asked, sent = 0, 0

    def pieces() -> Iterator[bytes]:
        nonlocal asked
        for _ in range(PIECES):
            asked += 1
            yield PIECE

    made, zipped, written = b"", ZipStream(), WrittenPart()
    for each in zipped.part("001-1-bilag.bin", ON, pieces(), written):
        sent += len(each)
        assert asked * len(PIECE) - sent < 3 * len(PIECE)
        made += each
    # A letter of long ago came with the matter.
    made += b"".join(zipped.part("002.txt", date(1979, 12, 31), [b"Brev"], WrittenPart()))
    made += b"".join(zipped.end())
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        content = package.read("001-1-bilag.bin")
    assert content == PIECE * PIECES
    assert (written.sha256, written.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_a_name_in_a_package_leads_nowhere() -> None:
    """Whatever a sender called a file, its name is one that every file system takes."""
    assert safe_name("../../etc/pass wd.txt") == "_.._etc_pass wd.txt"
    assert safe_name("C:\\temp\\gave.pdf") == "C__temp_gave.pdf"
    assert safe_name("faktura\u202efdp.exe") == "faktura_fdp.exe"
    assert safe_name(" . ") == "file"
