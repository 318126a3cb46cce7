"""Somebody at the portal who wants to harm it, or to harm whoever reads what they send."""

import json
from base64 import urlsafe_b64encode
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from crypto.envelope import Kind
from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.contents.forms import decode, encode
from intake.contents.mailbox import Contact, FileEntry, FilesContent
from intake.contents.versioned import FormError
from intake.page.attached import pack, unpack
from intake.services.attach import Attached, Upload
from intake.services.correspond import write_message
from intake.services.submit import ComplaintDraft, ReportDraft
from tests.builders import PortalWorld, a_portal
from tests.office import Browser, OfficeWorld
from tests.visitor import BASE, Visitor

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7*7 }}{% raw %}%(x)s %s &lt;'
ATTACHED = Attached(b"\x01" * 16, b"\x02" * 32, "a.pdf", "application/pdf", 5)


@pytest.fixture
def portal(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


def _packed(**other: object) -> str:
    held = {
        "blob": ATTACHED.blob.hex(),
        "secret": ATTACHED.secret.hex(),
        "name": ATTACHED.name,
        "type": ATTACHED.type,
        "size": ATTACHED.size,
        **other,
    }
    return urlsafe_b64encode(json.dumps(list(held.values())).encode()).decode()


def test_what_the_form_carries_about_a_file_is_read_back() -> None:
    """The honest case, so that the refusals below mean something."""
    assert unpack(pack(ATTACHED)) == ATTACHED
    assert unpack(_packed()) == ATTACHED


@pytest.mark.parametrize(
    "text",
    [
        _packed(size=10**400),
        _packed(size=float("inf")),
        _packed(size=-1),
        _packed(name="x" * 300),
        _packed(type="x" * 300),
        urlsafe_b64encode(b"[" * 200_000).decode(),
        urlsafe_b64encode(b"1" * 5_000).decode(),
    ],
    ids=["huge", "infinite", "negative", "long name", "long type", "nested", "long number"],
)
def test_a_forged_list_of_files_is_no_list_of_files(text: str) -> None:
    """No hidden value breaks a page, ours or the advisor's: what is not ours is dropped."""
    assert unpack(text) is None


@pytest.mark.parametrize(
    ("kind", "plaintext"),
    [
        (Kind.MESSAGE, b'{"form":"message/1","text":"\\ud800"}'),
        (Kind.MESSAGE, b"[" * 200_000),
        (Kind.FILES, encode(FilesContent((FileEntry(b"1" * 16, b"2" * 32, "a", "b", 1 << 51, b"3" * 32),)))),
        (Kind.FILES, encode(FilesContent((FileEntry(b"1" * 16, b"2" * 32, "a", "b", True, b"3" * 32),)))),
    ],
    ids=["surrogate", "nested", "huge file", "a yes for a size"],
)
def test_a_hostile_content_is_refused_in_one_way(kind: Kind, plaintext: bytes) -> None:
    """Whatever lies sealed in a mailbox is a known content or a `FormError`, never another error."""
    with pytest.raises(FormError):
        decode(kind, plaintext)


def _opened_everywhere(anna: Browser) -> str:
    """Open every page that shows what a reporter wrote, and give all their words."""
    reference = anna.open_case()
    words = [anna.words()]
    assert anna.page is not None
    links = [each.attrs["href"] for each in anna.page.query('#content a[href*="/files/"]')]
    for path in (*links, "/", "/cases", f"/cases/{reference}"):
        anna.get(path)
        words.append(anna.words())
    return " ".join(words)


def test_markup_in_a_report_is_words_on_every_page(world: OfficeWorld) -> None:
    """Text, names and file names are shown letter by letter; `tests.html` refuses any script or handler."""
    with Upload(world.reception, now=world.clock.now()) as upload:
        upload.write(b"x")
        attached = upload.finish(name=f"{MARKUP}.pdf", content_type=MARKUP)
    draft = ReportDraft(MARKUP, MARKUP, MARKUP, MARKUP, name=MARKUP, contact=MARKUP)
    code = world.send(draft, [attached])
    write_message(world.reception, Mailbox.from_code(code), MARKUP, now=world.clock.now())
    world.tick()
    anna = world.signed_in("anna")
    said = _opened_everywhere(anna)
    assert said.count("<script>alert(1)</script>") >= 4
    reference = anna.only_case()
    anna.get(f"/cases/{reference}/identity")
    anna.post(f"/cases/{reference}/identity", {"why": MARKUP})
    assert "<script>alert(1)</script>" in anna.words()
    anna.save(reference, "summary", item=MARKUP)
    assert "<script>alert(1)</script>" in _opened_everywhere(anna)


def test_markup_in_a_complaint_is_words_on_every_page(world: OfficeWorld) -> None:
    """The same for the citizen's unit, wish and address."""
    world.send(ComplaintDraft(MARKUP, MARKUP, MARKUP, Contact(MARKUP, MARKUP, MARKUP, MARKUP)))
    anna = world.signed_in("anna")
    assert _opened_everywhere(anna).count("<script>alert(1)</script>") >= 7


def _handles() -> int:
    return sum(1 for _each in Path("/proc/self/fd").iterdir())


def _many_files(portal: PortalWorld, count: int, field: str) -> str:
    visitor = Visitor(portal.app.test_client())
    visitor.get("/en/report/")
    visitor.press("Next", relation="employee")
    visitor.press("Next", what="hej")
    form = visitor.page.query_one("form")
    assert form is not None
    path = str(form.attrs["action"])
    handles: list[int] = []
    write = Upload.write

    def counting(self: Upload, data: bytes) -> None:
        handles.append(_handles())
        write(self, data)

    before = _handles()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Upload, "write", counting)
        answer = portal.app.test_client().post(
            path,
            data={field: [(BytesIO(b"x"), f"{number}.txt") for number in range(count)], "upload": "1"},
            base_url=BASE,
        )
    assert answer.status_code in {200, 422}, answer.status_code
    assert max(handles) - before < 70
    assert _handles() <= before + 5
    return answer.text


@pytest.mark.parametrize("field", ["files", "anything"])
def test_one_form_cannot_take_all_file_handles(portal: PortalWorld, field: str) -> None:
    """Of three hundred files in one form at most fifty are begun, whatever the field is called."""
    _many_files(portal, 300, field)
    with_rows = portal.folder / "blobs"
    kept = [path for path in with_rows.rglob("*") if path.is_file()]
    assert len(kept) == (50 if field == "files" else 0)


def test_a_place_for_uploads_is_given_back_whatever_happens(
    portal: PortalWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error while an upload is cleaned away does not use up its room for good."""

    abandon = Upload.abandon

    def broken(self: Upload) -> None:
        abandon(self)
        raise OSError("the disk is gone")

    room = portal.app.extensions["portal"].room
    monkeypatch.setattr(Upload, "abandon", broken)
    _many_files(portal, 1, "anything")
    assert room.under_way == 0
