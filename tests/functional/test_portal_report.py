"""A report through the portal's pages, from the first to the receipt, and back with the code."""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from intake.services.submit import submit
from intake.store.engine import NoTurnError
from intake.web import writing
from tests.builders import PortalWorld, a_portal, promise
from tests.visitor import Visitor

WHAT = '  Lederen tager imod gaver.\n\nAnden linje: <b>&amp; "æøå" 😀\n'
SEND = "Send the report"


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """Somebody at its English pages."""
    return Visitor(world.app.test_client())


def write_until(visitor: Visitor, last: str, what: str = WHAT, **name: str | bool) -> None:
    """Go from the first page on to `last`: "What happened", "Files", "Check your answers and send" ..."""
    visitor.get("/en/report/")
    steps = ({"relation": "employee"}, {"what": what, "when": "2026", "where": "Kantinen"}, {}, name)
    for typed in steps:
        visitor.press("Next", **typed)
        if visitor.heading != last and visitor.heading.startswith("Who receives"):
            visitor.press("Next")  # Where an office has said who they are.
        if visitor.heading == last:
            return
    assert visitor.heading == last


def send_report(visitor: Visitor, what: str = WHAT, **name: str | bool) -> str:
    """Send a report and give the code on the receipt."""
    write_until(visitor, "Check your answers and send", what, **name)
    visitor.press(SEND)
    assert visitor.heading == "We have received your report"
    assert "Do not print this page at your workplace." in visitor.words()
    return visitor.code


def come_back(visitor: Visitor, code: str) -> str:
    """Open the mailbox, and give its words."""
    visitor.get("/en/mailbox/")
    visitor.press("Open the mailbox", code=code)
    assert visitor.heading == "Your mailbox"
    return visitor.words()


def reports(world: PortalWorld) -> int:
    """How many submissions lie in the database."""
    with world.reception.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM submission").scalar() or 0)


def test_a_report_gives_a_code_that_opens_its_mailbox(visitor):
    """The text stands in the mailbox as it was typed."""
    code = send_report(visitor)
    come_back(visitor, code)

    assert visitor.page.query_one(".betro-typed").to_text(separator="", strip=False) == WHAT


def test_the_receipt_shows_the_two_dates_that_the_clock_published(world, visitor):
    """Received Monday 23 November; acknowledged by Monday 30 November, feedback by Tuesday 23 February."""
    promise(world.reception, date(2026, 11, 23), date(2026, 11, 30), date(2027, 2, 23))
    send_report(visitor)

    words = visitor.words()
    assert "Monday 23 November 2026" in words
    assert "Monday 30 November 2026" in words
    assert "Tuesday 23 February 2027" in words


def test_without_published_dates_the_receipt_says_them_in_words(visitor):
    """The portal computes no date."""
    send_report(visitor)

    assert "within seven days" in visitor.words()
    assert "within three months" in visitor.words()


def test_sending_the_last_form_again_shows_the_same_receipt(world, visitor):
    """Reload and a second press: one report, one code."""
    code = send_report(visitor)
    visitor.again()
    assert visitor.code == code
    visitor.back(2)
    visitor.press(SEND)

    assert visitor.code == code
    assert reports(world) == 1


def test_a_lost_answer_loses_neither_report_nor_code(world, visitor):
    """The browser still shows the page before; pressing again gives the receipt."""
    write_until(visitor, "Check your answers and send")
    visitor.lose_answer(SEND)
    assert reports(world) == 1
    visitor.press(SEND)
    code = visitor.code

    assert reports(world) == 1
    assert "Lederen tager imod gaver." in come_back(visitor, code)


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_the_back_button_never_makes_a_second_report(world, visitor, pages):
    """However far one goes back in the browser after sending, the same draft has the same code."""
    code = send_report(visitor)
    visitor.back(pages)
    while visitor.heading != "Check your answers and send":
        visitor.press("Next")
    visitor.press(SEND)

    assert visitor.code == code
    assert reports(world) == 1


@pytest.mark.parametrize("pages", [1, 3])
def test_a_changed_text_after_sending_is_kept_and_becomes_a_message(world, visitor, pages):
    """The first text stands; the new one is shown, and one button sends it as a message, once."""
    code = send_report(visitor)
    visitor.back(pages)
    if pages == 1:
        visitor.press("Change: What happened")
    visitor.press("Next", what="En anden tekst")
    while visitor.heading != "Check your answers and send":
        visitor.press("Next")
    visitor.press(SEND)
    assert visitor.heading == "You have already sent this"
    assert "En anden tekst" in visitor.words()
    visitor.press("Send the change as a message")
    visitor.again()
    come_back(visitor, code)

    assert reports(world) == 1
    assert visitor.words(".betro-timeline").count("En anden tekst") == 1


def test_every_page_has_a_back_button_that_keeps_what_was_typed(visitor):
    """Back from each page, then forward again, and nothing is lost."""
    write_until(visitor, "Check your answers and send", name="Ida", contact="12 34 56 78")
    headings = [visitor.heading]
    while visitor.page.query_one('button[name="back"]') is not None:
        visitor.press("Back")
        headings.append(visitor.heading)
    assert len(headings) == 5
    for _page in headings[1:]:
        visitor.press("Next")

    assert visitor.heading == "Check your answers and send"
    assert visitor.values("what") == [WHAT]
    assert "Ida" in visitor.words()
    assert "12 34 56 78" in visitor.words()


def test_errors_stand_at_the_top_and_at_the_field_and_keep_what_was_typed(visitor):
    """A text over 100,000 characters is counted, not cut."""
    write_until(visitor, "What happened")
    long = "æ" * 100_001
    visitor.press("Next", what=long, status=422)

    assert visitor.words("title").startswith("Error:")
    assert visitor.page.query_one('a[href="#what"]') is not None
    assert visitor.page.query_one("#what-error") is not None
    assert visitor.values("what") == [long]
    assert visitor.values("relation") == ["employee"]


def test_a_hundred_thousand_characters_pass(visitor):
    """Every one of them a sign of four bytes, with line ends that a browser doubles."""
    text = ("😀" * 99 + "\n") * 1000
    assert len(text) == 100_000
    code = send_report(visitor, text)
    come_back(visitor, code)

    assert visitor.page.query_one(".betro-typed").to_text(separator="", strip=False) == text


def test_empty_pages_are_answered_in_words(visitor):
    """Nothing chosen, nothing written, only blanks: the page comes back and says what is missing."""
    visitor.get("/en/report/")
    visitor.press("Next", status=422)
    assert "Choose what fits best." in visitor.words(".form-error-message")
    visitor.press("Next", relation="employee")
    for text in ("", " \n\t "):
        visitor.press("Next", what=text, status=422)
        assert "Write what happened." in visitor.words(".form-error-message")


def test_a_citizen_is_shown_the_complaint_form_and_may_still_go_on(world, visitor):
    """Who does not work there learns where a complaint belongs, and is not turned away."""
    visitor.get("/en/report/")
    visitor.press("Next", relation="citizen")
    assert visitor.page.query_one('textarea[name="what"]') is not None
    assert "citizens' adviser" in visitor.words("main")
    visitor.press("Go on with the report")
    visitor.press("Next", what=WHAT)
    for _page in range(2):
        visitor.press("Next")
    visitor.press(SEND)

    assert reports(world) == 1


def test_a_citizen_can_complain_from_the_page_that_was_shown(world, visitor):
    """The form shown instead is the complaint form itself: what is typed there becomes a complaint."""
    visitor.get("/en/report/")
    visitor.press("Next", relation="citizen")
    visitor.press("Next", unit="Home care", what=WHAT)
    visitor.press("Next")
    visitor.press("Next")
    visitor.press("Send the complaint")

    with world.reception.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT kind FROM submission").scalars().all() == ["complaint"]


def test_a_name_is_taken_only_where_it_is_given(world, visitor):
    """With a name there is one more sealed item; the mailbox cannot show it."""
    code = send_report(visitor, name="Ida Ibsen", contact="ida@example.test", stay_in_mailbox=True)
    with world.reception.engine.connect() as connection:
        kinds = connection.exec_driver_sql("SELECT kind FROM item ORDER BY counter").scalars().all()

    assert kinds == ["report", "identity"]
    assert "Ida" not in come_back(visitor, code)


def test_an_organisation_may_ask_for_the_name(tmp_path):
    """With anonymous_intake off, a report without a name is not taken, and the page says why."""
    world = a_portal(tmp_path / "portal", anonymous_intake=False)
    visitor = Visitor(world.app.test_client())
    write_until(visitor, "Your name")
    visitor.press("Next", status=422)
    assert "do not receive anonymous reports" in visitor.words(".form-error-message")
    visitor.press("Next", name="Ida")

    assert visitor.heading == "Check your answers and send"


def test_a_page_that_was_skipped_is_shown_before_anything_is_sent(world, visitor):
    """Whoever leaves out a page by hand meets it at the end."""
    write_until(visitor, "Check your answers and send")
    sending = visitor.sendings[-1]
    forged = [(name, "" if name == "what" else value) for name, value in sending.parts]
    path = sending.path.rsplit("/", 1)[0] + "/check"
    answer = visitor.client.post(
        path,
        data=dict([*forged, ("code", visitor.values("code")[0])]),
        content_type="multipart/form-data",
        base_url="https://portal.test",
    )

    assert answer.status_code == 422
    assert "Write what happened." in answer.text
    assert reports(world) == 0


def test_nothing_typed_lies_readable_on_disk(world, visitor):
    """Canaries in text, name, contact, file name, file and code are found in no byte that was written."""
    canaries = ["kanarie-tekst-æøå", "kanarie-navn", "kanarie-kontakt", "kanarie-fil.txt", "kanarie-indhold"]
    write_until(visitor, "Files", what=canaries[0])
    visitor.press("Next", files={"files": [(canaries[3], canaries[4].encode())]})
    visitor.press("Next", name=canaries[1], contact=canaries[2])
    visitor.press(SEND)
    code = visitor.code
    come_back(visitor, code)
    visitor.press("Send the message", text="kanarie-besked")
    written = world.all_bytes()

    for canary in [*canaries, "kanarie-besked", code, code.replace("-", "")]:
        assert canary.encode() not in written


def test_both_languages_lead_to_the_receipt(world):
    """The Danish pages are Danish from the first to the last."""
    visitor = Visitor(world.app.test_client())
    visitor.get("/da/report/")
    for typed in ({"relation": "employee"}, {"what": WHAT}, {}, {}, {}):
        form = visitor.page.query('form button[class*="button-primary"]')
        visitor.press(" ".join(form[0].to_text().split()), **typed)

    assert visitor.page.query_one("html").attrs["lang"] == "da"
    assert re.search(r"[æøå]", visitor.words())
    assert visitor.code


@pytest.mark.parametrize(
    "fault", [NoTurnError(), OperationalError("insert", None, OSError()), ValueError("x")]
)
def test_an_error_of_ours_says_what_is_known_and_keeps_the_text(world, visitor, monkeypatch, fault):
    """Before or after it was stored: the page carries everything, and sending it again is one report."""
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    status = 500 if isinstance(fault, ValueError) else 503
    write_until(visitor, "Check your answers and send")
    for is_stored in (False, True):

        def broken(*args, is_stored=is_stored, **options):
            if is_stored:
                submit(*args, **options)
            raise fault

        with monkeypatch.context() as patch:
            patch.setattr(writing, "submit", broken)
            visitor.press("Send it again" if is_stored else SEND, status=status)
        assert "It is not certain whether what you sent was received." in visitor.words()
    visitor.press("Send it again")
    assert visitor.code
    assert reports(world) == 1
