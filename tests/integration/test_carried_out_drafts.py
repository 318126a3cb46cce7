"""A draft of what has been carried out: nothing that is saved late brings it back, whoever is quicker."""

from datetime import datetime
from threading import Thread

import pytest

from crypto.envelope import new_id
from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.integration.test_case_index import person, references
from tests.office import OfficeWorld
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.typed import typed
from triage.services.casework.drafts import CarriedOutError, SentForm, drafts_of, keep_draft
from triage.services.casework.execute import execute
from triage.services.people.sign_in import SignedIn
from triage.store.tables import draft

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.mark.both_engines
def test_a_draft_that_is_saved_while_its_form_is_carried_out_does_not_come_back(world: OfficeWorld) -> None:
    """
    The page saves while the decision is being written, and cannot get its turn before that is whole; and
    another session of the same person saves afterwards. What was kept before is gone with the decision, and
    a decision that is undone leaves its draft as it was.
    """
    world.send()
    anna, again = person(world, "anna"), person(world, "anna")
    [reference], kept_as, refused = references(world).values(), new_id(), list[str]()
    now, today = world.clock.now(), world.clock.now().date()

    def save(who: SignedIn = anna) -> None:
        fields = [("item", "En halv sætning")]
        keep_draft(world.organisation, who, kept_as, "note", fields, reference=reference, seen=0, now=now)

    def late() -> None:
        try:
            save()
        except CarriedOutError:
            refused.append("late")

    saving = Thread(target=late)
    form = SentForm(kept_as, "note", ())
    note = typed(NoteAdded, item="En hel sætning")

    def break_off(*_written: object) -> None:
        raise InterruptedError

    save()
    with pytest.raises(InterruptedError):
        execute(world.organisation, anna, reference, note, now=now, then=break_off, form=form)
    assert [each.id for each in drafts_of(world.organisation, anna, today=today)] == [kept_as]
    execute(
        world.organisation, anna, reference, note, now=now, then=lambda *_written: saving.start(), form=form
    )
    saving.join()
    with pytest.raises(CarriedOutError):
        save(again)
    assert refused == ["late"]
    assert drafts_of(world.organisation, anna, today=today) == []
    with read(world.organisation.triage) as connection:
        assert {each.envelope for each in connection.execute(draft.select())} == {b""}
