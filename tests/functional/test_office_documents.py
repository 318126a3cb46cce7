"""The papers of a case in the office: the document list, a letter on the letterhead, and as a file."""

import hashlib
import io
import json
import re
import zipfile
from datetime import datetime

import docx
import pytest
from werkzeug.test import TestResponse

from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.contents.choices import MaySendOn
from intake.contents.mailbox import Contact
from intake.services.attach import Attached, Upload
from intake.services.submit import ComplaintDraft
from tests.office import Browser, OfficeWorld, found_office

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
COMPLAINT = ComplaintDraft(
    unit="Jobcentret",
    what="Jeg har ventet længe.",
    wish="Svar.",
    contact=Contact(name="Ida Eksempel"),
    consent=MaySendOn.ASK_FIRST,
)
LETTER = "Kære Ida\n\nVi beklager & ser på det.\nDu hører fra os <snart>.\n\nVenlig hilsen"
HEAD = {"da": "Rådhuset\nTorvet 1\n1234 Eksempel"}
CONTENT = bytes(number % 251 for number in range(300_000))


def attach(world: OfficeWorld, name: str, content: bytes = CONTENT) -> Attached:
    """Let a citizen attach a file."""
    with Upload(world.reception, now=world.clock.now()) as upload:
        upload.write(content)
        return upload.finish(name=name, content_type="application/pdf")


class Matter:
    """A complaint of Monday 23 November 2026 with a file, answered by letter, and read by Anna."""

    def __init__(self, world: OfficeWorld) -> None:
        self.world = world
        self.code: ReceiptCode = world.send(COMPLAINT, files=[attach(world, "Bilag 1.pdf")])
        world.tick()
        self.anna: Browser = world.signed_in("anna")
        self.reference = self.anna.open_case()
        typed = {"item": LETTER, "given_on": "2026-11-23", "sent_by": "letter"}
        self.anna.decide(self.reference, "answer", **typed)
        self.anna.save(self.reference, "note", item="Talte med lederen, som er på ferie.")
        self.path = f"/cases/{self.reference}"

    def row(self, number: int) -> str:
        """Give the words of a row of the list, and the address that it leads to."""
        page = self.anna.get(f"{self.path}/documents")
        return " ".join(page.query("tbody tr")[number - 1].to_text().split())


@pytest.fixture(scope="module")
def matter(tmp_path_factory: pytest.TempPathFactory) -> Matter:
    """An office with an address on its letters, and one matter in it."""
    return Matter(found_office(tmp_path_factory.mktemp("office") / "office", MONDAY, letterhead=HEAD))


def test_the_list_says_what_came_went_and_stayed_and_no_word_of_it(matter: Matter) -> None:
    """Each row has its number, day, way, title and other side, and leads to where the text stands."""
    assert matter.row(1).startswith("1 23. nov. 2026 Ind Henvendelse fra borgeren Borger")
    assert matter.row(2).startswith("2 23. nov. 2026 Ind Bilag Borger")
    told = [matter.row(number) for number in range(1, 5)]
    letter = next(each for each in told if "Med brev" in each)
    assert "Ud Svar Borger Med brev" in letter
    assert "Internt Notat Ingen, internt" in told[-1]
    page = matter.anna.get(f"{matter.path}/documents")
    assert not re.search("lederen|Ida|ventet|Bilag 1", matter.anna.words("body"))
    matter.anna.get(page.query("tbody a")[-1].attrs["href"])
    assert "Talte med lederen" in matter.anna.words()
    matter.anna.get(f"{matter.path}/documents/99", 404)


def test_whoever_has_not_opened_the_case_sees_the_list_and_no_text(matter: Matter) -> None:
    """A document leads to the case, and none of it comes down as a file."""
    bo = matter.world.signed_in("bo")
    bo.get(f"{matter.path}/documents")
    number = letter_number(matter)
    for answer in (
        bo.client.get(f"{matter.path}/documents/{number}", base_url="https://office.test"),
        bo.post(f"{matter.path}/documents/{number}", {"as": "docx"}),
    ):
        assert answer.status_code == 303
        assert b"beklager" not in answer.data


def letter_number(matter: Matter) -> int:
    """Give the number of the letter in the list."""
    return next(number for number in range(1, 5) if "Med brev" in matter.row(number))


def test_a_letter_on_the_letterhead_is_the_same_on_paper_in_word_and_as_a_page(matter: Matter) -> None:
    """Name, address, day and words stand there, and twice the same letter is the same file."""
    number = letter_number(matter)
    address = f"{matter.path}/documents/{number}"
    matter.anna.get(address)
    sheet = matter.anna.words(".betro-sheet")
    assert "Rådhuset Torvet 1 1234 Eksempel 23. november 2026 Kære Ida" in sheet

    made = matter.anna.post(address, {"as": "docx"})
    again = matter.anna.post(address, {"as": "docx"})
    web = matter.anna.post(address, {"as": "html"})

    assert made.data == again.data
    lines = [each.text for each in docx.Document(io.BytesIO(made.data)).paragraphs]
    assert lines[1:] == [*HEAD["da"].split("\n"), "23. november 2026", *LETTER.split("\n\n")]
    assert "Vi beklager &amp; ser på det.<br>Du hører fra os &lt;snart&gt;." in web.text
    assert all(each in web.text for each in HEAD["da"].split("\n"))
    assert f'filename="{matter.reference}-{number}.docx"' in made.headers["Content-Disposition"]
    assert taken(matter) == 3
    matter.anna.get(address)
    assert taken(matter) == 3


def taken(matter: Matter) -> int:
    """Count how often the audit log says that a letter left as a file."""
    dan = matter.world.signed_in("dan")
    dan.get("/journal")
    return dan.words().count("Et brev blev taget ud som fil")


def test_a_letter_in_word_tells_neither_author_nor_moment(matter: Matter) -> None:
    """Its properties hold a title and a language; no part bears a day of its own."""
    number = letter_number(matter)
    matter.anna.get(f"{matter.path}/documents/{number}")
    data = matter.anna.post(f"{matter.path}/documents/{number}", {"as": "docx"}).data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
        assert 'w:val="da-DK"' in parts.read("word/styles.xml").decode()
    said = dict(re.findall(r"<(?:\w+):(\w+)[^>]*>([^<]+)<", core))
    assert said == {"title": "Svar", "language": "da-DK"}


def test_a_letter_that_is_being_written_can_be_had_in_word(matter: Matter) -> None:
    """The page of the printed letter gives the same letter as a file, and nothing is recorded by it."""
    path = f"{matter.path}/answer"
    matter.anna.get(path)
    typed = {"item": LETTER, "given_on": "2026-11-23", "sent_by": "letter"}
    matter.anna.post(path, {**typed, "step": "print"})
    assert "Rådhuset Torvet 1" in matter.anna.words(".betro-sheet")
    before = taken(matter)
    made = matter.anna.post(path, {**typed, "step": "docx"})
    assert taken(matter) == before + 1
    assert "Kære Ida" in [each.text for each in docx.Document(io.BytesIO(made.data)).paragraphs]


def taken_out(matter: Matter, by: Browser | None = None, why: str = "Til ESDH-systemet.") -> TestResponse:
    """Ask for the package of the matter, and give the answer before any of it is read."""
    person = by or matter.anna
    person.get(f"{matter.path}/package")
    return person.post(f"{matter.path}/package", {"why": why}, buffered=False)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Unzip a package, each part checked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        assert {each.date_time[3:] for each in package.infolist()} == {(0, 0, 0)}
        return {each: package.read(each) for each in package.namelist()}


def test_a_package_holds_every_document_with_its_hash(matter: Matter) -> None:
    """Unzipped, each part is what the manifest says, byte for byte; the audit log and the case know of it."""
    parts = unpacked(taken_out(matter).data)
    sums = parts.pop("SHA256SUMS").decode()
    names = ("manifest.json", "manifest.csv")
    manifests = [(name, hashlib.sha256(parts[name]).hexdigest()) for name in names]
    told = json.loads(parts.pop("manifest.json"))
    sheet = parts.pop("manifest.csv").decode("utf-8-sig").splitlines()

    assert (told["case"], told["is_whole"]) == (matter.reference, True)
    hashes = {each["file"]: each["sha256"] for each in told["documents"]}
    assert hashes == {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    assert CONTENT in parts.values()
    assert sums == "".join(f"{each}  {name}\n" for name, each in [*hashes.items(), *manifests])
    page = matter.anna.get(f"{matter.path}/documents")
    rows = [int(row.query("td")[0].to_text()) for row in page.query("tbody tr")]
    assert list(dict.fromkeys(each["number"] for each in told["documents"])) == rows
    word = docx.Document(io.BytesIO(parts[f"{letter_number(matter):03}.docx"]))
    web = parts[f"{letter_number(matter):03}.html"].decode()
    for each in (HEAD["da"].split("\n")[1], "23. november 2026", "Venlig hilsen"):
        assert each in [line.text for line in word.paragraphs]
        assert each in web
    words = [part.decode() for name, part in parts.items() if name.endswith(".txt")]
    assert LETTER in words
    assert "Talte med lederen, som er på ferie." in words
    assert all(each in words[0] for each in ("Jeg har ventet længe.", "Ida Eksempel", "Spørg først"))
    assert len(sheet) == 1 + len(told["documents"])
    assert "Henvendelse fra borgeren;Borger" in sheet[1]
    matter.anna.get(matter.path)
    assert "Taget ud som pakke" in matter.anna.words("#timeline")
    dan = matter.world.signed_in("dan")
    dan.get("/journal")
    assert "Taget ud som pakke" in dan.words()


def test_a_package_needs_a_reason_and_a_reader_and_is_none_of_a_report(matter: Matter) -> None:
    """Without a reason, or before the case was opened in this session, nothing leaves or is noted."""
    before = len(matter.anna.get(f"{matter.path}/documents").query("tbody tr"))
    assert taken_out(matter, why="").status_code == 422
    bo = matter.world.signed_in("bo")
    assert taken_out(matter, bo).mimetype == "text/html"
    assert "ventet" not in bo.words()
    assert len(matter.anna.get(f"{matter.path}/documents").query("tbody tr")) == before

    matter.world.send()
    listed = matter.anna.get("/cases?show=all").to_html()
    report = next(each for each in re.findall(r"/cases/([0-9A-Z]{8})", listed) if each != matter.reference)
    matter.anna.get(f"/cases/{report}/package", 404)
    assert "pakke" not in matter.anna.get(f"/cases/{report}/documents").to_html()


def test_a_file_that_is_not_whole_is_said_to_be_so(matter: Matter) -> None:
    """The rest of the package comes all the same, and the manifest names what is missing."""
    folder = matter.world.organisation.settings.blob_folder
    (blob,) = [each for each in folder.rglob("*") if each.is_file()]
    stored = blob.read_bytes()
    blob.write_bytes(stored[:-1] + bytes([stored[-1] ^ 1]))
    told = json.loads(unpacked(taken_out(matter).data)["manifest.json"])
    blob.write_bytes(stored)
    assert not told["is_whole"]
    (broken,) = [each for each in told["documents"] if each["problem"]]
    assert (broken["problem"], broken["sha256"]) == ("not_whole", None)


def test_a_package_stops_where_its_reader_signs_out(matter: Matter) -> None:
    """What was sent by then is a zip file without a manifest, which says that it is not whole."""
    stream = taken_out(matter).iter_encoded()
    first = next(stream)
    matter.anna.get(matter.path)
    matter.anna.post("/sign-out")
    parts = unpacked(first + b"".join(stream))
    assert not {"manifest.json", "SHA256SUMS"} & parts.keys()
    assert "ikke hel" in parts["INCOMPLETE.txt"].decode()
    assert LETTER.encode() not in parts.values()
