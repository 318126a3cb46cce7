"""A form that breaks off anywhere: never an error of ours, never sent, and what arrived is shown again."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto.receipt import new_receipt_code
from intake.services.submit import ReportDraft, submit
from tests.builders import MONDAY, PortalWorld, a_portal
from tests.functional.test_portal_gate import blobs, post, rows, ticket_of
from tests.visitor import Visitor

TEXT = "Fakturaerne for marts\r\n--\r\n--x\r\ner betalt to gange: æøå 😀.\r\n"
PLACES = ("report/{}/relation", "report/{}/what", "report/{}/files", "report/{}/name", "report/{}/check")
BROKEN = (
    b"\xff\xfe: \xff\r\n\r\n\r\n",
    b'Content-Disposition: form-data; filename="a"\r\n\r\n',
    b"A: " + b"a" * 5000,
)
"""Heads that are no text, of a part without a name, and too long."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    folder: Path = tmp_path_factory.mktemp("cut")
    return a_portal(folder / "portal")


def a_part(name: str, content: str, more: str = "") -> bytes:
    """One part of a form, as a browser writes it."""
    return f'--xyz\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{content}\r\n'.encode()


def whole(fields: dict[str, str]) -> bytes:
    """A form of texts, with a file behind them and the button that was pressed."""
    parts = [a_part(name, text) for name, text in fields.items()]
    parts.append(a_part("files", "a" * 300, '; filename="a.txt"') + a_part("go", "1"))
    return b"".join(parts) + b"--xyz--\r\n"


def send(world: PortalWorld, path: str, body: bytes) -> tuple[int, Visitor]:
    """Send it and give the status and the page that came."""
    answer, _body = post(world, f"/en/{path}", body, "multipart/form-data; boundary=xyz")
    visitor = Visitor(world.app.test_client())
    visitor.pages.append((path, answer.text))
    return answer.status_code, visitor


def shown(visitor: Visitor, name: str) -> str:
    """What the page holds of a field, whichever line ends it has."""
    return "".join(visitor.values(name)).replace("\r\n", "\n").strip("\n\ufffd")


def arrived(body: bytes, name: str) -> str:
    """What of a field stands in a body that breaks off, by the marks around it."""
    head = f'name="{name}"\r\n\r\n'.encode()
    rest = body.partition(head)[2].partition(b"\r\n--xyz")[0]
    return rest.decode("utf-8", "ignore").replace("\r\n", "\n").strip("\n")


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(PLACES),
    where=st.floats(0, 1, exclude_max=True),
    noise=st.sampled_from([b"", *BROKEN]),
)
def test_a_report_that_breaks_off_is_shown_again_and_never_sent(world, place, where, noise):
    """At every page and every byte, by a cut or by a part that cannot be read."""
    fields = {"relation": "employee", "what": TEXT, "where": "Rådhuset", "code": new_receipt_code().grouped}
    form = whole(fields)
    cut = form[: int(where * (len(form) - 4))]
    body = cut + (b"\r\n--xyz\r\n" + noise if noise else b"")
    before = rows(world, "submission")
    path = place.format(ticket_of(Visitor(world.app.test_client())))
    status, visitor = send(world, path, body)

    assert status == 400
    assert rows(world, "submission") == before
    assert "Nothing has been sent" in visitor.words()
    if not arrived(cut, "relation"):
        return
    assert "did not arrive whole" in visitor.words()
    for name in ("what", "where"):
        lies = arrived(cut, name)
        # What cannot be told from the beginning of a boundary may be missing from the end.
        assert lies.startswith(shown(visitor, name))
        assert len(lies) - len(shown(visitor, name)) <= len("\n--xyz"), name


@pytest.mark.parametrize("left", range(1, 60))
def test_a_message_that_breaks_off_is_shown_again_and_never_sent(world, left):
    """Every cut of its end: what arrived of the text stands there, with its code."""
    code = new_receipt_code()
    submit(world.reception, ReportDraft(relation="employee", what="hej"), code, now=MONDAY)
    before = rows(world, "item")
    fields = {"item_id": "00" * 16, "code": code.grouped, "text": TEXT}
    form = b"".join(a_part(name, text) for name, text in fields.items()) + b"--xyz--\r\n"
    ticket = ticket_of(Visitor(world.app.test_client()))
    status, visitor = send(world, f"mailbox/{ticket}/message", form[: len(form) - 2 - left])

    assert status == 400
    assert rows(world, "item") == before
    assert "did not arrive whole" in visitor.words()
    assert arrived(form[: -2 - left], "text").startswith(shown(visitor, "text"))
    assert shown(visitor, "text")
    assert code.grouped in visitor.values("code")
    assert "The last that arrived is “Your message”" in visitor.words()


def test_a_message_of_which_the_code_did_not_arrive_keeps_its_text(world):
    """The code is asked for, and the text stands beside the question."""
    body = a_part("text", "Vigtigt.") + a_part("code", "ABCDE-")[:-5]
    ticket = ticket_of(Visitor(world.app.test_client()))
    status, visitor = send(world, f"mailbox/{ticket}/message", body)

    assert status == 400
    assert "Vigtigt." in visitor.words()
    assert "did not arrive whole" in visitor.words()


def test_a_file_that_came_before_the_break_is_kept(world):
    """It lies there, and its name stands on the page; the one that broke off does not."""
    before = blobs(world)
    parts = (
        a_part("what", "hej"),
        a_part("files", "a", '; filename="a.txt"'),
        a_part("files", "b", '; filename="b.txt"'),
    )
    ticket = ticket_of(Visitor(world.app.test_client()))
    _status, visitor = send(world, f"report/{ticket}/files", b"".join(parts)[:-1])

    assert "a.txt" in visitor.words()
    assert "b.txt" not in visitor.words()
    assert len(blobs(world)) == len(before) + 1
