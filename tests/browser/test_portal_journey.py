"""The portal in real Chromium without JavaScript: a report with files, the return by code, the checker."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from crypto.blob import open_blob
from crypto.envelope import Context, Direction, Kind
from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from crypto.unseal import unseal
from intake.contents.forms import decode
from intake.contents.mailbox import FilesContent, IdentityContent, ReportContent
from intake.services.attach import blob_pieces
from intake.services.correspond import open_mailbox
from intake.store.engine import read
from intake.store.mailboxes import items_for
from intake.store.tables import submission
from tests.browser.conftest import sideways
from tests.builders import ORGANISATION, PortalWorld, a_portal, promise

MONDAY = date(2026, 11, 23)
TEXT = '\n Først en tom linje.\tÆØÅ æøå é 🦉 <b>&amp;</b> "citat"\n\nLederen tager imod gaver.\n'
GREEK = "Ελληνικά" * 24 + ".docx"


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal with the dates that the clock has promised for Monday 2026-11-23."""
    world = a_portal(tmp_path / "portal")
    promise(world.reception, MONDAY, date(2026, 11, 30), date(2027, 2, 28))
    return world


@pytest.fixture
def address(world: PortalWorld, serve: Callable[[Flask], str]) -> str:
    """Where the portal runs."""
    return serve(world.app)


def press(page: Page, words: str) -> None:
    """Press the button with these words; what comes is no wider than the window."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()
    assert sideways(page) <= 0, page.url


def write_report(page: Page, address: str) -> None:
    """Fill in every page of a report, up to the one before sending."""
    page.goto(f"{address}/da/report/")
    page.get_by_label("Jeg arbejder der", exact=True).check()
    press(page, "Næste")
    page.locator("#what").fill(TEXT)
    page.locator("#when").fill("I foråret")
    press(page, "Næste")
    page.locator("#files").set_input_files(
        [
            {"name": GREEK, "mimeType": "application/x-test", "buffer": bytes(range(256)) * 1000},
            {"name": "tom.txt", "mimeType": "text/plain", "buffer": b""},
        ]
    )
    press(page, "Vedhæft de valgte filer")
    assert GREEK in page.locator("main").inner_text()
    press(page, "Næste")
    page.locator("#name").fill("Ida Indberetter")
    press(page, "Næste")


def code_on(page: Page) -> str:
    """Give the receipt code of a page."""
    return "".join(page.locator(".betro-code").inner_text().split())


def opened_by_anna(world: PortalWorld) -> list[object]:
    """Give what an advisor's key opens, in the order of arrival."""
    with read(world.reception.engine) as connection:
        (reference,) = connection.execute(submission.select()).scalars()
        rows = items_for(connection, reference, world.keys.anna.key_id)
    contexts = [
        Context(Kind(row.kind), reference, row.id, Direction(row.direction), ORGANISATION) for row in rows
    ]
    return [
        decode(
            context.kind,
            unseal(row.envelope, row.stanzas, context=context, identity=world.keys.anna).plaintext,
        )
        for row, context in zip(rows, contexts, strict=True)
    ]


def test_a_report_with_files_arrives_whole_and_its_code_opens_the_mailbox(world, address, reader):
    """Phone-sized, no script: text byte for byte, files byte for byte, name apart, dates on the receipt."""
    page = reader()
    write_report(page, address)
    press(page, "Send indberetningen")

    assert page.title().startswith("Din kvittering – ")
    receipt = page.locator("main").inner_text()
    assert "senest mandag 30. november 2026" in receipt
    assert "senest søndag 28. februar 2027" in receipt
    code = code_on(page)

    report, files, identity = opened_by_anna(world)
    assert isinstance(report, ReportContent)
    assert report.what == TEXT
    assert isinstance(files, FilesContent)
    assert [each.name for each in files.files] == [GREEK, "tom.txt"]
    first = files.files[0]
    pieces = blob_pieces(world.reception.blob_folder, first.blob)
    assert b"".join(open_blob(first.key, pieces, first.size, first.hashes)) == bytes(range(256)) * 1000
    assert identity == IdentityContent("Ida Indberetter", "")

    page.get_by_role("link", name="Prøv din kode nu").click()
    page.locator("#code").fill(code.lower().replace("-", " "))
    press(page, "Åbn postkassen")
    page.get_by_text("Det, du sendte først").click()
    sent = page.locator("details", has_text="Det, du sendte først")
    assert "Lederen tager imod gaver." in sent.inner_text()
    assert code not in page.url
    page.locator("#text").fill("Jeg har mere at fortælle.")
    press(page, "Send beskeden")
    assert "Din besked er sendt" in page.locator("main").inner_text()

    view = open_mailbox(world.reception, Mailbox.from_code(parse_receipt_code(code)), now=world.clock.now())
    assert [letter.text for letter in view.messages] == ["Jeg har mere at fortælle."]
    assert page.context.cookies() == []


def test_reloading_the_receipt_shows_it_again_and_sends_nothing_new(world, address, reader):
    """The browser sends the last form once more: the same code, one report."""
    page = reader(width=1280)
    write_report(page, address)
    press(page, "Send indberetningen")
    code = code_on(page)
    page.reload()

    assert code_on(page) == code
    with read(world.reception.engine) as connection:
        assert len(connection.execute(submission.select()).all()) == 1


def test_another_text_after_sending_becomes_a_message(world, address, reader):
    """The page before sending is still open in another tab: what is changed there is not lost."""
    page = reader()
    write_report(page, address)
    page.locator("main form").evaluate("form => { form.target = '_blank' }")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Send indberetningen").click()
    code = code_on(opened.value)
    page.locator("main form").evaluate("form => { form.target = '' }")
    page.locator('button[name="change"][value="what"]').first.click()
    page.locator("#what").fill("Nu med navnet på leverandøren.")
    for _ in range(3):
        press(page, "Næste")
    press(page, "Send indberetningen")
    assert page.locator("h1").inner_text() == "Du har allerede sendt det her"
    assert code_on(page) == code
    press(page, "Send ændringen som en besked")

    view = open_mailbox(world.reception, Mailbox.from_code(parse_receipt_code(code)), now=world.clock.now())
    assert view.messages[0].text.startswith("Nu med navnet på leverandøren.")


def test_the_checker_finds_nothing_on_the_main_pages(world, address, person, check_access):
    """Front page, each page of a report at rest and with errors, receipt, mailbox: desk and phone."""
    for width in (1280, 360):
        page = person(width=width)
        for path in ("/da/", "/en/protection/", "/da/mailbox/", "/da/report/", "/en/complaint/"):
            page.goto(address + path)
            assert check_access(page) == [], path
        page.goto(f"{address}/da/report/")
        press(page, "Næste")
        assert page.title().startswith("Fejl: ")
        assert check_access(page) == []
        write_report(page, address)
        assert check_access(page) == []
        press(page, "Send indberetningen")
        assert check_access(page) == []
        code = code_on(page)
        page.goto(f"{address}/da/mailbox/")
        page.locator("#code").fill("UUUUU")
        press(page, "Åbn postkassen")
        assert check_access(page) == []
        page.locator("#code").fill(code)
        press(page, "Åbn postkassen")
        page.locator("#text").fill("Hej")
        press(page, "Send beskeden")
        assert check_access(page) == []


def test_the_receipt_prints_its_code_and_dates_and_no_button(address, reader):
    """On paper there is nothing to press."""
    page = reader(width=800)
    write_report(page, address)
    press(page, "Send indberetningen")
    page.emulate_media(media="print")

    assert page.locator(".betro-code").is_visible()
    assert page.get_by_text("mandag 30. november 2026").is_visible()
    for hidden in ("main a.button", "footer", ".skipnav"):
        assert not page.locator(hidden).first.is_visible()


def test_the_language_can_be_changed_in_the_middle_of_a_form(world, address, reader):
    """A button, because a link would throw away what was typed; also in the mailbox."""
    page = reader()
    page.goto(f"{address}/da/report/")
    page.get_by_label("Jeg arbejder der", exact=True).check()
    press(page, "Næste")
    page.locator("#what").fill(TEXT)
    press(page, "In English")
    assert page.locator("h1").inner_text() == "What happened"
    assert page.locator("#what").input_value() == TEXT
    for _ in range(3):
        press(page, "Next")
    press(page, "På dansk")
    press(page, "Send indberetningen")
    code = code_on(page)
    page.goto(f"{address}/da/mailbox/")
    page.locator("#code").fill(code)
    press(page, "Åbn postkassen")
    page.locator("#text").fill("Hej")
    press(page, "In English")

    assert page.locator("#text").input_value() == "Hej"
    assert page.locator("h1").inner_text() == "Your mailbox"
