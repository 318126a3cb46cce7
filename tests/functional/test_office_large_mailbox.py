"""A reporter who writes without end: a page of the office stays as large as a page, and nothing is lost."""

from datetime import datetime

from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.services.correspond import write_message
from tests.office import BASE, OfficeWorld

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
MESSAGES, LETTERS = 60, 100_000
MOST = 4 * 1024 * 1024
OLDER, NOT_TRUSTED = "Vis ældre beskeder og filer", "Gør ikke noget ved det, før"


def test_however_much_one_reporter_writes_a_page_of_the_office_stays_small(world: OfficeWorld) -> None:
    """Six million letters come in parts, each opened when it is asked for, and nothing is called missing."""
    code = world.send()
    mailbox = Mailbox.from_code(code)
    for number in range(MESSAGES):
        text = f"Nr. {number:03}. " + "x" * (LETTERS - 9)
        write_message(world.reception, mailbox, text, now=world.clock.now())
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    seen = set()
    for part in range(MESSAGES):
        answer = anna.client.get(f"/cases/{reference}?older={part}", base_url=BASE)
        assert len(answer.data) < MOST
        seen |= {number for number in range(MESSAGES) if f"Nr. {number:03}." in answer.text}
        assert NOT_TRUSTED not in answer.text
        if OLDER not in answer.text:
            break
    assert 1 < part < MESSAGES // 2
    assert seen == set(range(MESSAGES))
