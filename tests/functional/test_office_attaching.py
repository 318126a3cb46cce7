"""Files that are added to a new inquiry and to a registered report: sealed as they come, kept until taken."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import delete

from intake.clock import COPENHAGEN
from intake.services.reap import reap_drafts
from intake.store import blobs
from intake.store.engine import read, write
from tests.office import BASE, Browser, OfficeWorld, found_office
from triage.office.uploads import OfficeFiles
from triage.services.casework import register_inquiry
from triage.services.clock.left_files import tidy_left_files
from triage.store.tables import grant
from triage.store.visibility import system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
INQUIRY, REPORT = "/register/inquiry", "/register/report"
TYPED = {
    INQUIRY: {
        "channel": "mail",
        "type": "orientation",
        "summary_item": "Venter på svar",
        "item": "Hvornår får jeg svar?",
        "step": "go_on",
    },
    REPORT: {
        "channel": "letter",
        "organisation_on": "2026-11-10",
        "office_on": "2026-11-20",
        "what": "Et brev om gaver.",
    },
}
MISSING = {INQUIRY: "summary_item", REPORT: "what"}
KEPT = {INQUIRY: "item", REPORT: "what"}
LETTER = bytes(number % 251 for number in range(300_000))
PATHS = pytest.mark.parametrize("path", [INQUIRY, REPORT])


def sent(anna: Browser, path: str, *files: tuple[str, bytes], **typed: str) -> int:
    """Send the form that stands on the page, with files and all that is ticked; give the status."""
    fields = {**TYPED[path], "once": anna.value("once"), "kept_as": anna.value("kept_as"), **typed}
    return posted(anna, path, fields, *files)


def posted(
    anna: Browser, path: str, fields: dict[str, str], *files: tuple[str, bytes], cut: int | None = None
) -> int:
    """Send fields and files as a browser does, perhaps only so many bytes of it, and read the answer."""
    parts = [(f'name="{name}"', text.encode()) for name, text in fields.items()]
    parts += [(f'name="files"; filename="{name}"', content) for name, content in files]
    if anna.page is not None and anna.page.query('[name="csrf_token"]'):
        parts.insert(0, ('name="csrf_token"', anna.value("csrf_token").encode()))
    head = b"--b\r\nContent-Disposition: form-data; "
    body = (
        b"".join(head + what.encode() + b"\r\n\r\n" + held + b"\r\n" for what, held in parts) + b"--b--\r\n"
    )
    answer = anna.client.post(
        path,
        data=body[:cut],
        base_url=BASE,
        content_type="multipart/form-data; boundary=b",
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    if answer.status_code != 303:
        anna._read(answer, answer.status_code)
    return answer.status_code


def ticked(anna: Browser) -> list[str]:
    """Give what the page carries about the files that wait."""
    assert anna.page is not None
    return [each.attrs["value"] for each in anna.page.query('input[name="attached"][checked]')]


def lying(world: OfficeWorld) -> list[bytes]:
    """Give every file that lies in the folder of attachments, as it lies."""
    folder = world.organisation.settings.blob_folder
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def states(world: OfficeWorld) -> list[str]:
    """Give what is known of every file."""
    with read(world.organisation.intake) as connection:
        return [row.state for each in blobs.known_ids(connection) if (row := blobs.find(connection, each))]


def links(anna: Browser) -> list[str]:
    """Open the one case, and give the addresses of its files."""
    reference = anna.only_case()
    anna.get(f"/cases/{reference}")
    assert anna.page is not None
    if not anna.page.query("#content a[href*='/files/']"):
        anna.follow(f"/cases/{reference}/open")
    assert not anna.words("#content .alert-error")
    return [each.attrs["href"] for each in anna.page.query("#content a[href*='/files/']")]


@PATHS
def test_files_go_along_and_come_down_whole(world: OfficeWorld, path: str) -> None:
    """Nothing plain lies on the disk; who holds the case brings them down, and nobody else finds them."""
    anna = world.signed_in()
    anna.get(path)
    assert sent(anna, path, ("brev å.pdf", LETTER), ("tom.txt", b"")) in (200, 303)
    assert states(world) == ["claimed", "claimed"]
    assert len(lying(world)) == 2
    assert not any(LETTER[:251] in each for each in lying(world))
    bo = world.signed_in("bo")
    first, second = links(bo)
    assert "brev å.pdf" in bo.words("#content")
    bo.get(first)
    assert "virus" in bo.words(".alert-warning")
    assert bo.post(first).data == LETTER
    bo.get(second)
    assert bo.post(second).data == b""
    bo.get(first.replace(first.rpartition("/")[2], "0" * 32), 404)
    handle = world.enrolled["bo"].handle
    with write(world.organisation.triage) as connection:
        connection.execute(delete(grant).where(grant.c.person == handle))
    bo.get(first, 404)
    reap_drafts(world.reception, now=world.clock.now() + timedelta(days=40))
    assert tidy_left_files(world.organisation, system_access(), now=MONDAY + timedelta(days=40)) == 0
    anna.get(f"/cases/{anna.only_case()}")
    first, _second = links(anna)
    anna.get(first)
    assert anna.post(first).data == LETTER


@PATHS
def test_a_form_that_is_refused_keeps_its_files(world: OfficeWorld, path: str) -> None:
    """They are listed and ticked; unticked they stay behind, and are removed after a day or two."""
    anna = world.signed_in()
    anna.get(path)
    assert sent(anna, path, ("brev.pdf", b"x" * 5000), ("andet.pdf", b"y"), **{MISSING[path]: ""}) == 422
    assert "brev.pdf" in anna.words("form")
    keep, _leave = ticked(anna)
    assert states(world) == ["complete", "complete"]
    assert sent(anna, path, attached=keep) in (200, 303)
    assert sorted(states(world)) == ["claimed", "complete"]
    reap_drafts(world.reception, now=world.clock.now() + timedelta(days=2))
    assert states(world) == ["claimed"]
    (link,) = links(anna)
    anna.get(link)
    assert anna.post(link).data == b"x" * 5000


@PATHS
def test_files_that_were_kept_no_longer_are_named(world: OfficeWorld, path: str) -> None:
    """Who comes back days later is told which to choose again, and nothing was registered without them."""
    anna = world.signed_in()
    anna.get(path)
    assert sent(anna, path, ("brev.pdf", b"x"), **{MISSING[path]: ""}) == 422
    (carried,) = ticked(anna)
    reap_drafts(world.reception, now=world.clock.now() + timedelta(days=2))
    assert sent(anna, path, attached=carried) == 422
    assert "Disse filer er slettet igen. Vælg dem på ny: brev.pdf" in anna.words("#error-summary")
    assert ticked(anna) == []
    assert anna.value_of(KEPT[path]) == TYPED[path][KEPT[path]]
    assert sent(anna, path) in (200, 303)


@pytest.mark.parametrize("factor", [1.2, 5])
@PATHS
def test_files_that_are_too_large_are_refused_and_the_text_is_kept(
    tmp_path: Path, path: str, factor: float
) -> None:
    """However large it is: nothing lies on the disk, and the page says how much may go along."""
    world = found_office(tmp_path / "office", MONDAY, upload_limit_mib=1)
    anna = world.signed_in()
    anna.get(path)
    assert anna.page is not None
    order = [
        each.attrs["name"]
        for each in anna.page.query("main form input, main form textarea, main form select")
    ]
    assert order[-1] == "files"  # Of a much larger form what stands behind them is not read.
    assert sent(anna, path, ("film.mp4", bytes(int(factor * 1024 * 1024)))) == 422
    assert "Filerne er for store tilsammen: højst 1 MB ad gangen." in anna.words("#error-summary")
    assert anna.value_of(KEPT[path]) == TYPED[path][KEPT[path]]
    assert (lying(world), states(world)) == ([], [])
    assert sent(anna, path) in (200, 303)


@PATHS
def test_who_was_signed_out_is_told_that_the_files_are_to_be_chosen_again(
    world: OfficeWorld, path: str
) -> None:
    """Nothing is begun for who is not signed in; the text comes back after signing in."""
    anna = world.signed_in()
    anna.get(path)
    world.clock.go(hours=5)
    assert sent(anna, path, ("brev.pdf", b"x" * 5000)) == 401
    assert (lying(world), states(world)) == ([], [])
    assert anna.page is not None
    hidden = {each.attrs["name"]: each.attrs["value"] for each in anna.page.query('input[type="hidden"]')}
    once = {"name": "anna", "passphrase": world.enrolled["anna"].passphrase, "code": world.code_of("anna")}
    assert anna.post("/sign-in", {**hidden, **once}).status_code == 200
    again = {each.attrs["name"]: each.attrs["value"] for each in anna.page.query('main input[type="hidden"]')}
    assert anna.post(path, again).status_code == 200
    assert "Du var logget ud, så filerne er ikke modtaget. Vælg dem igen." in anna.words("#error-summary")
    assert anna.value_of(KEPT[path]) == TYPED[path][KEPT[path]]
    assert sent(anna, path, ("brev.pdf", b"x")) in (200, 303)
    assert states(world) == ["claimed"]


def test_of_a_strangers_form_no_file_is_even_read(world: OfficeWorld) -> None:
    """Whoever never signed in cannot keep the office busy with a long body."""
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'
    body = BytesIO(head + bytes(3_000_000) + b"\r\n--b--\r\n")
    length = len(body.getvalue())
    answer = world.browser().client.post(
        INQUIRY,
        input_stream=body,
        content_length=length,
        base_url=BASE,
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 401
    assert body.tell() < length / 10
    assert (lying(world), states(world)) == ([], [])


def test_nobody_is_signed_out_while_a_file_comes_in(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that takes two hours is registered by who began to send it."""
    anna = world.signed_in()
    anna.get(INQUIRY)

    def slow(_files: object) -> bool:
        world.clock.go(minutes=20)
        world.app.extensions["betro_office"].sessions.sweep(world.clock.now())
        return True

    monkeypatch.setattr(OfficeFiles, "has_room", slow)
    assert sent(anna, INQUIRY, ("film.mp4", LETTER)) == 303
    assert world.clock.now() > MONDAY + timedelta(hours=1)


def test_no_other_page_takes_a_file(world: OfficeWorld) -> None:
    """A file that is slipped into another form, or into a draft, is dropped: nothing lies on the disk."""
    anna = world.signed_in()
    big = ("brev.pdf", b"x" * 900_000)
    anna.get(INQUIRY)
    draft = {**TYPED[INQUIRY], "kept_as": anna.value("kept_as"), "step": "keep"}
    assert posted(anna, "/drafts/of/new_inquiry", draft, big) == 303
    anna.get("/register/contact")
    contact = {"summary": "Beder om et møde", "once": anna.value("once")}
    assert posted(anna, "/register/contact", contact, big) == 303
    assert (lying(world), states(world)) == ([], [])


def test_a_form_that_breaks_off_amid_a_file_keeps_what_came(world: OfficeWorld) -> None:
    """The text and the files that came whole are there; of the one that broke off nothing is left."""
    anna = world.signed_in()
    anna.get(INQUIRY)
    fields = {**TYPED[INQUIRY], "kept_as": anna.value("kept_as")}
    files = (("en.txt", b"x" * 5000), ("to.txt", b"x" * 5000))
    assert posted(anna, INQUIRY, fields, *files, cut=-100) == 400
    assert anna.value_of("item") == TYPED[INQUIRY]["item"]
    assert len(ticked(anna)) == 1
    assert "en.txt" in anna.words("form")
    assert states(world) == ["complete"]
    assert len(lying(world)) == 1


def test_an_inquiry_that_fails_at_its_files_is_not_there_at_all(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole or not at all: no case, and nothing claimed."""
    anna = world.signed_in()
    anna.get(INQUIRY)

    def dies(*_words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(register_inquiry, "claim_files", dies)
        with pytest.raises(KeyboardInterrupt):
            sent(anna, INQUIRY, ("brev.pdf", b"x"))
    assert states(world) == ["complete"]
    assert "Venter på svar" not in str(anna.get("/cases?show=all").to_html())
    reap_drafts(world.reception, now=world.clock.now() + timedelta(days=2))
    assert (lying(world), states(world)) == ([], [])


def test_what_was_claimed_for_a_case_that_is_not_there_waits_thirty_days(world: OfficeWorld) -> None:
    """It is its case's again where that comes back in time, and is removed where it does not."""
    anna = world.signed_in()
    anna.get(INQUIRY)
    assert sent(anna, INQUIRY, ("brev.pdf", b"x")) == 303
    (link,) = links(anna)
    empty = found_office(world.organisation.settings.blob_folder.parent.parent / "other", MONDAY)
    older = replace(world.organisation, triage=empty.organisation.triage)
    assert tidy_left_files(older, system_access(), now=MONDAY) == 0
    assert states(world) == ["left"]
    reap_drafts(world.reception, now=MONDAY + timedelta(days=29))
    assert tidy_left_files(world.organisation, system_access(), now=MONDAY + timedelta(days=29)) == 0
    assert states(world) == ["claimed"]
    anna.get(link)
    assert anna.post(link).data == b"x"
    for days, gone in ((29, 0), (59, 0), (60, 1)):
        assert tidy_left_files(older, system_access(), now=MONDAY + timedelta(days=days)) == gone
    assert (lying(world), states(world)) == ([], [])
    anna.get(link)
    assert anna.post(link).status_code == 410


@PATHS
def test_a_sound_file_of_a_conversation_needs_the_consent_that_came_first(
    world: OfficeWorld, path: str
) -> None:
    """The page asks what the file is, and for the consent; with it the case says so, and who came along."""
    anna = world.signed_in()
    anna.get(path)
    spoken = {"channel": "phone"}
    assert sent(anna, path, ("samtale.mp3", b"x"), **spoken) == 422
    assert "optagelse af samtalen" in anna.words("#error-summary")
    (carried,) = ticked(anna)
    assert sent(anna, path, attached=carried, recorded="yes", **spoken) == 422
    assert "ikke givet samtykke til at optage" in anna.words("#error-summary")
    assert states(world) == ["complete"]
    agreed = {"recorded": "yes", "recording_agreed_on": "2026-11-20"}
    came = {"companion": "y", "present": "Hendes søn"}
    assert sent(anna, path, attached=carried, **spoken, **agreed, **came) in (200, 303)
    assert links(anna)
    facts = anna.words("#facts")
    assert "Lydoptagelse 2" in facts
    assert "november 2026, med bisidder" in facts
    assert "Hendes søn" in anna.words("#timeline")
    assert "Hendes søn" not in facts
