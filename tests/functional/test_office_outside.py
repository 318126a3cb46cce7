"""Outside the scheme on one page: what happens to 12 of 14 reports, from the list to a closed case."""

from datetime import date, datetime

import pytest

from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from tests.office import OfficeWorld
from triage.services.casework import execute

MONDAY = datetime(2027, 1, 11, 9, tzinfo=COPENHAGEN)
TYPED = {
    "reason": "own_employment",
    "reason_item": "Det handler om løn.",
    "dispositions": ["guided_elsewhere", "no_further_action"],
    "closes": "y",
    "item": "",
}


def test_it_is_told_and_closed_after_one_look(world: OfficeWorld) -> None:
    """
    Arrived Mon 2027-01-11, told on Wed 2027-01-20, in four loads: the day, the opened case with the form on
    it, the preview, the closed case. The letter is shown word for word, and that is what the reporter reads.
    """
    code = world.send()
    world.tick()
    world.clock.on(date(2027, 1, 20))
    anna = world.signed_in("anna")
    reference = anna.only_case()
    path, loads = f"/cases/{reference}/outside", [anna.get("/")]
    loads.append(anna.follow(f"/cases/{reference}/open"))
    assert anna.page is not None
    assert anna.page.query(f'form[action="{path}"]')
    offered = [each.attrs["value"] for each in anna.page.query('[name="dispositions"]')]
    assert "guided_elsewhere" in offered
    assert "handed_over" not in offered
    assert "Overflyttet til borgerrådgiveren" in anna.words("#outside fieldset .form-hint")
    assert anna.post(path, {**TYPED, "step": "preview"}).status_code == 200
    loads.append(anna.page)
    assert not anna.page.query("main .alert-error")
    letter = anna.value("item").replace("\r\n", "\n")
    assert " ".join(letter.split()) in anna.words(".betro-visible")
    assert "Din sag er afsluttet" in anna.words(".betro-visible")
    sent = {**TYPED, "item": letter, "once": anna.value("once"), "step": "send"}
    loads.append(anna.follow(path, sent))
    assert len(loads) == 4
    assert "Afsluttet" in anna.words("h1")
    assert "Vejledt om, hvor sagen hører til" in anna.words("#timeline")
    assert anna.words("#timeline").count("Det handler om løn.") == 1
    assert "Overholdt" in anna.words("#deadlines")
    world.tick()
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert [each.text for each in view.messages if not each.mine] == [letter]


@pytest.mark.parametrize("writes", [False, True])
def test_nothing_is_closed_before_the_mailbox_has_the_letter(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, writes: bool
) -> None:
    """
    While the letter is on its way the case stays open and nothing is given; the clock closes it when the
    letter lies there. What the reporter has written in between keeps it open.
    """
    code = world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    with monkeypatch.context() as away:
        away.setattr(execute, "place_messages", lambda *_args, **_more: 0)
        anna.decide(reference, "outside", **{**TYPED, "item": "Uden for ordningen."})
    assert "Afsluttet" not in anna.words("h1")
    assert "Tilbagemelding givet" not in anna.words("#timeline")
    if writes:
        world.write(code)
    world.tick()
    anna.get(f"/cases/{reference}")
    assert ("Afsluttet" in anna.words("h1")) is not writes
    assert "Tilbagemelding givet" in anna.words("#timeline")


def test_told_by_hand_it_is_closed_at_once(world: OfficeWorld) -> None:
    """
    Received Mon 2027-01-11 and told by letter that day: acknowledged and answered by it. Closing it can be
    left to another day, and a letter typed anew is the guidance that is kept. A manager who was informed is
    recorded with it, and what a manager needs is asked for in the same form.
    """
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    by_hand = {**TYPED, "item": "Gå til TR.", "given_on": "2027-01-11"}
    anna.get(f"/cases/{reference}/outside")
    assert anna.post(f"/cases/{reference}/outside", {**by_hand, "step": "preview"}).status_code == 422
    assert "Vælg, hvordan" in anna.words(".form-error-message")
    informed = {**by_hand, "sent_by": "letter", "dispositions": ["manager_informed"]}
    assert anna.post(f"/cases/{reference}/outside", {**informed, "step": "preview"}).status_code == 422
    assert "Skriv, hvem der blev orienteret" in anna.words(".alert-error")
    manager = {"recipient_item": "Skolelederen", "summary_item": "Tonen er hård.", "can_be_deduced": "no"}
    anna.decide(reference, "outside", **informed, **manager)
    for words in ("Skolelederen", "Tonen er hård."):
        assert words in anna.words("#timeline")
    assert "Afsluttet" in anna.words("h1")
    assert "Kvittering givet" not in anna.words("#timeline")
    assert "Gå til TR." in anna.words("#timeline")
    assert "Afsluttes, så snart" not in anna.words("#timeline")
