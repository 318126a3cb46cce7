"""A new receipt code while letters of the office are on their way, and what the clock makes of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from crypto.mailbox import Mailbox
from crypto.receipt import new_receipt_code
from intake.services.correspond import write_message
from intake.services.new_code import take_new_code
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.receiving import CodeKnownToOffice
from triage.cases.typed import typed
from triage.services.casework.open_case import open_report
from triage.services.clock.receive import fetch

MON = "Mon 2026-11-23"


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation on Mon 23 November 2026."""
    return a_clockwork(tmp_path / "town", at(MON))


def test_what_waits_for_the_old_code_is_given_to_the_new_one_when_a_holder_opens_the_case(town):
    """A letter that was sealed before is neither lost nor placed under a key that opens nothing."""
    code, new = town.send(), new_receipt_code()
    town.tick()
    with town.broken("intake", "item", "INSERT"):
        town.decide(typed(MessageDecided, item="Hvornår skete det?"))
    take_new_code(town.organisation.reception, code, new, now=town.now)
    town.tick()
    assert town.mailbox(new).messages == ()
    assert "message:given" not in town.told()
    open_report(town.organisation, town.who("bo"), town.case.case_reference, now=town.now)
    town.tick(town.now.replace(hour=23))
    view = town.mailbox(new)
    assert [letter.text for letter in view.messages] == ["Hvornår skete det?"]
    assert not view.has_warnings
    keys = {each.key_id for each in town.rows("intake", "stanza")}
    assert Mailbox.from_code(code).key_id not in keys
    town.is_sound()


def test_the_clock_notes_it_once_and_the_card_says_that_the_code_is_the_reporters_own(town):
    """However often it breaks in between; and cards go to the new key."""
    code, new = town.send(), new_receipt_code()
    town.tick()
    town.decide(typed(CodeKnownToOffice))
    town.tick()
    assert town.mailbox(code).card.code_known_to_office
    take_new_code(town.organisation.reception, code, new, now=town.now)
    with town.broken("intake", "arrival", "DELETE"):
        town.tick()
    fetch(town.organisation, now=town.now)
    town.tick()
    assert town.told().count("code:replaced") == 1
    view = town.mailbox(new)
    assert not view.card.code_known_to_office
    assert not view.has_warnings
    town.is_sound()


def test_a_new_code_raises_no_doubt_about_who_holds_the_case(town):
    """Neither where something is left behind, nor at the second one, nor by the clock's daily look."""
    code, second, third = town.send(), new_receipt_code(), new_receipt_code()
    town.tick()
    reception, reference = town.organisation.reception, town.case.case_reference
    town.decide(typed(MessageDecided, item="Hvornår skete det?"))
    town.tick()
    take_new_code(reception, code, second, now=town.now, read_until={1: 1})
    town.tick()
    write_message(reception, Mailbox.from_code(second), "I foråret.", now=town.now)
    town.tick()
    open_report(town.organisation, town.who("bo"), reference, now=town.now)
    take_new_code(reception, second, third, now=town.now)
    for days in range(3):
        town.tick(town.now + timedelta(days=days))
    open_report(town.organisation, town.who(), reference, now=town.now)
    assert town.rows("triage", "doubt") == []
