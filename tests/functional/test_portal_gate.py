"""What the portal lets in and what it turns away, before a byte of a body is read."""

import re
from io import BytesIO
from pathlib import Path

import pytest

from tests.builders import PortalWorld, a_portal
from tests.html import parse
from tests.visitor import BASE, Visitor

MIB = 1024 * 1024
SHOWN, POSTED = frozenset({"GET", "HEAD"}), frozenset({"POST"})
JOURNEY = "/<language:lang>/<any(report, complaint):kind>"
MAILBOX = "/<language:lang>/mailbox"
ROUTES = {
    "/": SHOWN,
    "/<language:lang>/": SHOWN,
    "/<language:lang>/protection/": SHOWN,
    "/<language:lang>/privacy/": SHOWN,
    "/<language:lang>/limits/": SHOWN,
    **{f"/<language:lang>/{each}/": SHOWN for each in ("accounts", "accounts/<code>", "recommendations")},
    f"{JOURNEY}/": SHOWN,
    f"{JOURNEY}/<ticket>/<step>": POSTED,
    f"{MAILBOX}/": SHOWN,
    f"{MAILBOX}/<ticket>/open": POSTED,
    f"{MAILBOX}/<ticket>/answer": POSTED,
    f"{MAILBOX}/<ticket>/message": POSTED,
    f"{MAILBOX}/<ticket>/new-code": POSTED,
    "/static/<path:name>": SHOWN,
}
"""All that the portal answers to."""


class Body(BytesIO):
    """A body that tells how much of it was read."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.taken = 0

    def read(self, size: int | None = -1) -> bytes:
        """Read, and count."""
        data = super().read(size)
        self.taken += len(data)
        return data

    def readinto(self, buffer) -> int:
        """Read into a buffer, and count."""
        taken = super().readinto(buffer)
        self.taken += taken
        return taken


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """Somebody at its English pages."""
    return Visitor(world.app.test_client())


def a_form(*, size: int) -> bytes:
    """A form with a text and a file of this many bytes, as a browser writes it."""
    return (
        b'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\nhej\r\n'
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n'
        + b"\xab" * size
        + b"\r\n--x--\r\n"
    )


def post(world: PortalWorld, path: str, content: bytes, kind: str = "multipart/form-data; boundary=x"):
    """Send bytes; give the answer and the body, which tells what was read of it."""
    body = Body(content)
    answer = world.app.test_client().post(
        path, base_url=BASE, content_type=kind, input_stream=body, content_length=len(content)
    )
    return answer, body


def ticket_of(visitor: Visitor, path: str = "/en/report/") -> str:
    """The ticket of the form on a page."""
    visitor.get(path)
    action = visitor.page.query_one("main form").attrs["action"]
    return action.split("/")[3]


def blobs(world: PortalWorld) -> list[Path]:
    """Every file in the blob folder."""
    return [path for path in (world.folder / "blobs").rglob("*") if path.is_file()]


def rows(world: PortalWorld, table: str) -> int:
    """How many rows a table has."""
    with world.reception.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)


def test_a_good_form_is_read_to_its_end(world, visitor):
    """The counting itself is right."""
    answer, body = post(world, f"/en/report/{ticket_of(visitor)}/files", a_form(size=100_000))

    assert answer.status_code == 200
    assert body.taken == len(body.getvalue())


@pytest.mark.parametrize("step", ["relation", "what", "files", "check"])
@pytest.mark.parametrize("ticket", ["0" * 106, "forged", "æ", "a" * 5000])
def test_a_forged_ticket_stores_nothing_and_shows_the_page_again(world, step, ticket):
    """Whatever stands in its place: the page comes back with the text, and no file is taken."""
    before = world.stored()
    answer, _body = post(world, f"/en/report/{ticket}/{step}", a_form(size=100_000))

    assert answer.status_code in (200, 422)
    assert "had been open for too long" in answer.text
    assert world.stored() == before


def test_under_a_forged_ticket_no_large_body_is_read(world):
    """What is larger than any text is refused before it comes."""
    answer, body = post(world, "/en/report/forged/files", a_form(size=9 * MIB))

    assert (answer.status_code, body.taken) == (413, 0)


def test_a_changed_ticket_is_forged(world, visitor):
    """Any one sign of it."""
    ticket = ticket_of(visitor)
    for place in range(len(ticket)):
        changed = ticket[:place] + ("1" if ticket[place] == "0" else "0") + ticket[place + 1 :]
        answer, _body = post(world, f"/en/report/{changed}/files", a_form(size=1000))
        assert "had been open for too long" in answer.text
    assert rows(world, "blob") == 0


def test_a_ticket_is_good_for_a_day(world, visitor):
    """Twenty-four hours later it still is."""
    ticket = ticket_of(visitor)
    world.clock.go(hours=23, minutes=59)
    answer, _body = post(world, f"/en/report/{ticket}/files", a_form(size=1000))

    assert answer.status_code == 200
    assert rows(world, "blob") == 1


def test_an_old_but_genuine_ticket_keeps_the_text_and_stores_no_file(world, visitor):
    """The same page comes back with a fresh ticket, and says that the files could not be taken."""
    visitor.get("/en/report/")
    visitor.press("Next", relation="employee")
    visitor.press("Next", what="hej")
    world.clock.go(days=2)
    visitor.press("Attach the chosen files", files={"files": [("a.txt", b"hej")]}, status=422)
    assert visitor.heading == "Files"
    assert visitor.values("what") == ["hej"]
    assert "open for too long" in visitor.words(".alert-warning")
    assert blobs(world) == []
    visitor.press("Attach the chosen files", files={"files": [("a.txt", b"hej")]})

    assert len(blobs(world)) == 1


def test_an_old_ticket_at_sending_shows_the_page_again_with_the_same_code(world, visitor):
    """Nothing is sent under it; one more press sends."""
    visitor.get("/en/report/")
    visitor.press("Next", relation="employee")
    visitor.press("Next", what="hej")
    for _page in range(2):
        visitor.press("Next")
    code = visitor.values("code")
    world.clock.go(days=2)
    visitor.press("Send the report")
    assert visitor.heading == "Check your answers and send"
    assert visitor.values("code") == code
    assert rows(world, "submission") == 0
    visitor.press("Send the report")

    assert visitor.code.replace("-", "") == code[0].replace("-", "")


def test_large_urlencoded_bodies_are_refused_unread(world, visitor):
    """Over 8 KiB; browsers send our forms as multipart."""
    ticket = ticket_of(visitor)
    kind = "application/x-www-form-urlencoded"
    answer, body = post(world, f"/en/report/{ticket}/what", b"what=" + b"%" * 8 * 1024, kind)

    assert (answer.status_code, body.taken) == (413, 0)


def test_a_part_with_a_long_head_is_refused(world, visitor):
    """Of 399 such names each would cost a millisecond for every ten thousand signs."""
    head = b'Content-Disposition: form-data; name="' + b"a" * 5000 + b'"'
    form = b"".join(b"--x\r\n" + head + b"\r\n\r\nv\r\n" for _ in range(399)) + b"--x--\r\n"
    path = f"/en/report/{ticket_of(visitor)}/what"
    answer, _body = post(world, path, form, "multipart/form-data; boundary=x")

    assert answer.status_code == 400


def test_files_over_the_limit_are_dropped_and_the_text_is_kept(tmp_path):
    """A closed connection would show the browser's own error, and what was typed would be gone."""
    world = a_portal(tmp_path / "portal", upload_limit_mib=1)
    visitor = Visitor(world.app.test_client())
    ticket = ticket_of(visitor)
    answer, _body = post(world, f"/en/report/{ticket}/files", a_form(size=MIB))

    assert answer.status_code == 422
    page = parse(answer.text)
    assert "at most 1 MB at a time" in page.query_one(".alert").parent.to_text()
    assert page.query_one('[name="what"]').attrs["value"] == "hej"
    assert blobs(world) == []
    assert rows(world, "blob") == 0


def test_of_files_far_over_the_limit_the_text_alone_is_read(tmp_path):
    """Four times the setting: the page comes again with what stands before the first file."""
    world = a_portal(tmp_path / "portal", upload_limit_mib=1)
    visitor = Visitor(world.app.test_client())
    ticket = ticket_of(visitor)
    answer, body = post(world, f"/en/report/{ticket}/files", a_form(size=4 * MIB))

    assert (answer.status_code, body.taken) == (422, 64 * 1024)
    page = parse(answer.text)
    assert "at most 1 MB at a time" in page.query_one(".alert").parent.to_text()
    assert page.query_one('[name="what"]').attrs["value"] == "hej"
    assert blobs(world) == []
    assert rows(world, "blob") == 0


def test_pages_without_files_take_small_bodies_only(world, visitor):
    """Gigabytes are for attachments."""
    ticket = ticket_of(visitor)
    answer, body = post(world, f"/en/report/{ticket}/what", a_form(size=17 * MIB))

    assert (answer.status_code, body.taken) == (413, 0)


def test_many_large_fields_are_refused(world, visitor):
    """The fields of one form count together, so that nobody fills the memory."""
    ticket = ticket_of(visitor)
    part = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n' + b"a" * (3 * MIB) + b"\r\n"
    answer, body = post(world, f"/en/report/{ticket}/files", part * 8 + b"--x--\r\n")

    assert answer.status_code == 413
    assert body.taken < 12 * MIB


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"--x\r\n",
        b"nonsense",
        a_form(size=10)[:-30],
    ],
)
def test_damaged_bodies_are_answered_with_a_page(world, visitor, content):
    """Refused, never read as an empty form; neither an error of ours nor a trace on the disk."""
    ticket = ticket_of(visitor)
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer, _body = post(world, f"/en/report/{ticket}/files", content)

    assert answer.status_code == 400
    parse(answer.text)
    assert blobs(world) == []


def test_no_answer_sets_a_cookie_or_may_be_kept(world, visitor):
    """Headers of pages, forms, errors and the redirect."""
    client = world.app.test_client()
    ticket = ticket_of(visitor)
    answers = [
        client.get("/", base_url=BASE),
        client.get("/da/", base_url=BASE),
        client.get("/en/mailbox/", base_url=BASE),
        client.get("/en/nothing/", base_url=BASE),
        client.get("/en/report/x/check", base_url=BASE),
        post(world, f"/en/report/{ticket}/what", a_form(size=0))[0],
        post(world, "/en/report/forged/what", a_form(size=0))[0],
    ]
    for answer in answers:
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_every_route_stands_in_the_access_table(world):
    """Rule by rule with its methods; what is not in the table fails."""
    found = {rule.rule: rule.methods - {"OPTIONS"} for rule in world.app.url_map.iter_rules()}

    assert found == ROUTES


def test_every_post_carries_a_ticket_in_its_path():
    """And nothing else is a post."""
    assert {rule for rule, methods in ROUTES.items() if methods == POSTED} == {
        rule for rule in ROUTES if "<ticket>" in rule
    }


def gets() -> list[str]:
    """Every address that is no form's."""
    return sorted(
        rule.replace("<language:lang>", lang)
        .replace("<any(report, complaint):kind>", kind)
        .replace("<path:name>", "betro.css")
        for rule, methods in ROUTES.items()
        for lang in ("da", "en")
        for kind in ("report", "complaint")
        if methods == SHOWN
    )


def test_a_get_writes_nothing(world):
    """Neither a row nor a file changes, whatever there is to be seen."""
    before = world.stored()
    for path in gets():
        # What the municipality has not published has no page.
        known = (404,) if re.search("/(limits|accounts|recommendations|<code>)/$", path) else (200, 302)
        assert world.app.test_client().get(path, base_url=BASE).status_code in known

    assert world.stored() == before


def test_without_two_advisors_nothing_is_taken(tmp_path):
    """The first page says it is closed, before anybody writes in vain."""
    world = a_portal(tmp_path / "portal", statements=[])
    visitor = Visitor(world.app.test_client())
    for path in ("/en/report/", "/da/complaint/"):
        visitor.get(path, 503)
    visitor.get("/en/")


def test_a_directory_that_is_damaged_later_stops_the_sending_and_keeps_the_text(world, visitor):
    """The page before sending comes back with everything, and says that it is closed."""
    visitor.get("/en/report/")
    visitor.press("Next", relation="employee")
    visitor.press("Next", what="hej")
    for _page in range(2):
        visitor.press("Next")
    with world.reception.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM directory_statement WHERE number = 1")
    visitor.press("Send the report", status=503)
    assert visitor.values("what") == ["hej"]
    assert rows(world, "submission") == 0


def test_the_organisation_is_named_in_the_language_of_the_page(visitor):
    """In the header and in the title."""
    for lang, name in (("da", "Eksempelby Kommune"), ("en", "Example Town")):
        visitor.get(f"/{lang}/")
        assert name in visitor.words(".authority-name")
        assert name in visitor.words("title")


def test_every_page_can_be_left_in_a_hurry(visitor):
    """A plain link, without script, that tells the other side nothing."""

    def leads_away() -> bool:
        link = visitor.page.query_one('header a[href="https://weather.example/"]')
        return link is not None and link.attrs["rel"] == "noreferrer"

    for path in ("/en/", "/da/protection/", "/en/mailbox/", "/en/report/"):
        visitor.get(path)
        assert leads_away()
    visitor.press("Next", relation="employee")
    assert leads_away()


def test_an_organisation_may_do_without_the_link(tmp_path):
    """An empty exit_address shows none."""
    visitor = Visitor(a_portal(tmp_path / "portal", exit_address="").app.test_client())
    visitor.get("/en/")

    assert "Leave this page" not in visitor.words("header")


def test_a_step_cannot_be_opened_by_its_address(world, visitor):
    """Whoever opens it from the history reads that it is a step inside a form."""
    ticket = ticket_of(visitor)
    for path in (f"/en/report/{ticket}/what", f"/en/mailbox/{ticket}/open"):
        visitor.get(path, 405)
        assert "It is a step inside a form." in visitor.words()


def test_an_unknown_step_or_kind_is_no_page(world, visitor):
    """And nothing is written."""
    ticket = ticket_of(visitor)
    before = world.stored()
    for path in (f"/en/report/{ticket}/nothing", f"/en/praise/{ticket}/what", f"/xx/report/{ticket}/what"):
        answer, _body = post(world, path, a_form(size=10))
        assert answer.status_code == 404

    assert world.stored() == before
