"""Rejecting a complaint on one page: the reason with the bylaw's limits, the letter, the end of the case."""

from datetime import datetime

import pytest

from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from intake.services.submit import ComplaintDraft
from intake.store.engine import read
from tests.office import OfficeWorld
from tests.working_day import Day, found_town
from triage.store.tables import event

MONDAY = datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN)
COMPLAINT = ComplaintDraft("Jobcentret", "Naboens hegn står på min grund.", "At det bliver flyttet", None)
TITLE = "Afvis henvendelsen"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """An office of Næstved on Monday 11 January 2027, with its own words for a matter of more than a year."""
    return found_town(tmp_path_factory.mktemp("office") / "office", "naestved", MONDAY)


def events(world: OfficeWorld) -> int:
    """How many events there are."""
    with read(world.organisation.triage) as connection:
        return len(connection.execute(event.select()).all())


def test_it_is_told_and_closed_after_one_look(world: OfficeWorld) -> None:
    """
    From its row of Today to the closed case in four loads: opened with the form on it, looked at once, sent.
    The letter of the reason is no error, it is shown word for word, and that is what the citizen reads.
    """
    code = world.send(COMPLAINT)
    world.tick()
    day = Day(world.signed_in())
    with day.task("rejected") as task:
        day.open("/")
        day.press("Åbn og læs", at="Klage")
        day.says("Kun ved »Sagen er mere end et år gammel«: før søndag 11. januar 2026.", within="#reject")
        typed = {
            "reason": "Privatretligt spørgsmål",
            "reason_item": "Hegnet er naboernes.",
            "where": "Retshjælpen",
        }
        day.press("Se, hvad der vil ske", {**typed, "codes": ["Vejvisning"]}, at=TITLE)
        assert not day.browser.page.query("main .alert-error")
        letter = day.browser.value("item").replace("\r\n", "\n")
        day.says(" ".join(letter.split()), "Din sag er afsluttet", within=".betro-visible")
        day.says_not("Retshjælpen", within=".betro-internal")
        day.press("Ja, send det")
    assert task.loads <= 4
    day.says("Afsluttet", within="h1")
    day.says("Afvist Privatretligt spørgsmål", "Vejvisning", within="#facts")
    day.says("Hegnet er naboernes.", within="#timeline")
    world.tick()
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert [each.text for each in view.messages if not each.mine][-1] == letter
    assert "retshjælp eller hos en advokat.\n\nRetshjælpen\n" in letter


@pytest.mark.parametrize(
    ("channel", "way"),
    [("phone", "På telefon"), ("letter", "Med brev"), ("digital_post", "Med Digital Post")],
)
def test_where_there_is_no_mailbox_the_page_says_how_it_was_told(
    world: OfficeWorld, channel: str, way: str
) -> None:
    """What came by telephone or on paper is told that way, today unless a day is written, and closed."""
    anna = world.signed_in()
    reference = anna.call(summary_item=f"Hegn {channel}", channel=channel)
    day = Day(anna)
    with day.task("rejected") as task:
        day.open("/")
        day.open(f"/cases/{reference}")
        typed = {"reason": "Privatretligt spørgsmål", "reason_item": "Hegnet er naboernes."}
        day.press("Se, hvad der vil ske", typed, at=TITLE)
        day.says(way, "Hvordan det blev givet")
        day.says("Det er sagt i telefonen" if channel == "phone" else "ord for ord", within=".betro-visible")
        day.press("Ja, gem det")
    assert task.loads <= 4
    day.says("Afsluttet", within="h1")
    day.says(way, within="#timeline")
    day.says_not("Afsluttes, så snart", within="#timeline")


def test_a_letter_that_leaves_room_for_another_body_has_it_or_asks_for_it(world: OfficeWorld) -> None:
    """
    What is typed stands in the letter; where nothing is, the blank is shown to be filled in, there or in the
    field: no error.
    """
    anna = world.signed_in()
    path = f"/cases/{anna.call(summary_item='Børnebidrag')}/reject"
    typed = {"reason": "other_authority", "reason_item": "Ikke os.", "closes": "y", "item": ""}
    typed |= {"given_on": "2027-01-11", "sent_by": "phone", "step": "preview"}
    anna.get(path)
    assert anna.post(path, typed).status_code == 200
    assert "end os: _____." in anna.value_of("item")
    assert "Her er et udkast" in anna.words(".alert-info")
    assert not anna.page.query("main .alert-error, main .form-error")
    assert anna.post(path, {**typed, "item": anna.value_of("item"), "where": "Kirken."}).status_code == 200
    assert "end os: Kirken." in anna.words(".betro-visible")
    anna.get(path)
    assert anna.post(path, {**typed, "where": "Familieretshuset, telefon 00 00 00 00."}).status_code == 200
    assert "end os: Familieretshuset, telefon 00 00 00 00." in anna.words(".betro-visible")
    other = {**typed, "reason": "other", "why": "den er trukket tilbage.", "where": "Borgerservice"}
    anna.get(path)
    assert anna.post(path, {**other, "item": "Nej, fordi _____. Gå til: _____."}).status_code == 200
    assert "Nej, fordi den er trukket tilbage. Gå til: Borgerservice." in anna.words(".betro-visible")
    anna.get(path)
    assert anna.post(path, other).status_code == 200
    assert "fordi den er trukket tilbage. Henvend dig i stedet her: Borgerservice." in anna.words(
        ".betro-visible"
    )


def test_what_cannot_all_happen_does_not_happen_at_all(world: OfficeWorld) -> None:
    """
    A matter of 11 January 2026 is not too old on 11 January 2027. A day earlier it is; but while the citizen
    waits for documents by law the case cannot end, and then nothing of it is recorded.
    """
    anna = world.signed_in()
    reference = anna.call(summary_item="En gammel sag")
    typed = {"reason": "older_than_a_year", "reason_item": "For gammel.", "item": "For gammel."}
    typed |= {"closes": "y", "given_on": "2027-01-11", "sent_by": "phone"}
    assert "11. januar 2026" in anna.refused(reference, "reject", **typed, matter_on="2026-01-11")
    anna.decide(reference, "external-event", event="document_access:requested", happened_on="2027-01-11")
    before = events(world)
    anna.get(f"/cases/{reference}/reject")
    sent = {**typed, "matter_on": "2026-01-10", "step": "send"}
    assert anna.post(f"/cases/{reference}/reject", sent).status_code == 422
    assert events(world) == before
