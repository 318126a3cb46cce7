"""An entry in a register of the office has a history as a case has, and is none."""

from datetime import date

import pytest

from tests.recommended import recommended
from tests.story import a_complaint
from triage.cases.card import card_state
from triage.cases.countable import countable
from triage.cases.countable_entries import entry_of
from triage.cases.decisions.acknowledgement import acknowledge_from
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.links import require_linkable
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.decisions.registers import EntryClosed, EntryWithdrawn
from triage.cases.marks import marks_of
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import State

MON, TUE, WED = "Mon 2027-02-01", "Tue 2027-02-02", "Wed 2027-02-03"


def test_an_entry_is_neither_a_report_nor_a_complaint() -> None:
    """No list knows it by unit, theme or type, and nobody is acknowledged."""
    case = recommended().case
    assert (case.is_report, case.is_complaint, case.is_register) == (False, False, True)
    assert a_complaint(MON).case.is_complaint
    assert case.state is State.IN_PROGRESS
    assert [each for each in marks_of(case) if each] == [bytes.fromhex(case.opened_by)]
    assert acknowledge_from(case) is None
    assert card_state(case)
    for one, other in ((case, a_complaint(MON).case), (a_complaint(MON).case, case), (case, case)):
        with pytest.raises(Refusal, match="no other case"):
            require_linkable(one, other)


def test_an_entry_is_put_right_as_a_case_is() -> None:
    """Its day and its codes are corrected with a reason, and notes are written in it."""
    story = recommended().then(NoteAdded, on=TUE)
    story.then(EventCorrected, on=WED, number=1, field="type", right_code="processes")
    entry = entry_of(story.case, "HKP37SQQ")
    assert (entry.recommends, entry.on, entry.units) == ("processes", date(2027, 2, 1), ("schools",))


def test_what_was_recorded_by_mistake_counts_nowhere() -> None:
    """It needs a reason, happens once, and leaves the entry to be read; what is closed may be withdrawn."""
    before = recommended().refused(EntryClosed, on=TUE, happened_on=date(2027, 1, 31))
    assert before.code == "date_before_received"
    story = recommended().then(EntryClosed, on=TUE)
    assert countable(story.case, "HKP37SQQ", ()).closed_on == date(2027, 2, 2)
    assert story.refused(EntryClosed, on=TUE).code == "case_closed"
    assert story.refused(EntryWithdrawn, on=TUE, reason_item="").code == "reason_missing"
    story.then(EntryWithdrawn, on=WED)
    assert (story.case.state, story.case.closed_on) == (State.CLOSED, date(2027, 2, 2))
    assert countable(story.case, "HKP37SQQ", ()) is None
    assert entry_of(story.case, "HKP37SQQ").number == 1
    assert story.refused(EntryWithdrawn, on=WED).code == "entry_withdrawn"
    assert a_complaint(MON).refused(EntryWithdrawn, on=WED).code == "wrong_scheme"
