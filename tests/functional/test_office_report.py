"""A whistleblower report in the office, from the list to the closed case."""

from datetime import date, datetime

from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from tests.office import OfficeWorld

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


def test_content_opens_by_a_post_and_stays_open_in_the_session(world: OfficeWorld) -> None:
    """
    Before the opening there is no content on the page; after it there is. Of what somebody else has opened
    the heading shows the first words, as lists do.
    """
    world.send()
    anna = world.signed_in("anna")
    reference = anna.only_case()
    anna.get(f"/cases/{reference}")
    assert "gaver fra en leverandør" not in anna.words()
    anna.follow(f"/cases/{reference}/open")
    assert "gaver fra en leverandør" in anna.words()
    bo = world.signed_in("bo")
    bo.get(f"/cases/{reference}")
    assert "gaver fra en leverandør" in bo.words("h1")
    assert "gaver fra en leverandør" not in bo.words("#content")


def test_a_message_is_previewed_and_then_lies_in_the_mailbox(world: OfficeWorld) -> None:
    """What the reporter reads is what was previewed, letter for letter."""
    code = world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    text = "Tak for din indberetning.\n\nHvornår skete det?"
    anna.decide(reference, "message", item=text.replace("\n", "\r\n"), asks="y")
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert [letter.text for letter in view.messages if not letter.mine] == [text]
    assert "Hvornår skete det?" in anna.words("#messages")


def test_a_report_goes_the_whole_way_and_is_closed(world: OfficeWorld) -> None:
    """Summary, acknowledgement, scope, investigation, outcome, final feedback, closed."""
    code = world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.save(reference, "summary", item="Gaver fra en leverandør")
    anna.decide(reference, "acknowledge", item="Vi har modtaget din indberetning.")
    assert "overskredet" not in anna.words("#deadlines")
    anna.decide(reference, "scope", scope="within", reason_item="Mulig bestikkelse.")
    anna.decide(reference, "investigation", investigation="investigate", reason_item="Det er alvorligt.")
    assert anna.refused(reference, "close")
    anna.decide(
        reference,
        "outcome",
        finding="breach_found",
        measures=["error_corrected"],
        reason_item="Gaver modtaget.",
    )
    anna.decide(reference, "feedback", kind="final", item="Vi har talt med lederen.")
    anna.decide(reference, "close")
    world.tick()
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert view.card is not None
    assert view.card.state == "closed"
    assert view.card.acknowledged_on == date(2026, 11, 23)
    anna.get("/cases")
    assert reference not in anna.words()
    anna.get("/cases?show=closed")
    assert "Gaver fra en leverandør" in anna.words()
