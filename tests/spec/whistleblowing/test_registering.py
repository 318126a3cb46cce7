"""A report that comes another way than by the portal: practice §1, Directive (EU) 2019/1937 art. 9(2)."""

from dataclasses import replace
from typing import Any

from tests.story import UNITS, Story, a_report, day, item
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.receiving import CaseReceived, ContactRegistered
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.vocabulary import State
from triage.rules.codes import Scheme
from triage.rules.units import NOT_KNOWN, Units


def _letter(**given: Any) -> dict[str, Any]:
    return {
        "on": "Mon 2027-02-01",
        "scheme": Scheme.WHISTLEBLOWING,
        "channel": "letter",
        "organisation_on": "Mon 2027-01-11",
        "office_on": "Fri 2027-01-29",
        **given,
    }


def test_the_organisations_day_starts_the_clock() -> None:
    """A letter that lay with a manager for weeks is born overdue."""
    story = Story().then(CaseRegistered, **_letter())
    acknowledge = story.deadline("WB-ACK", "Mon 2027-02-01")

    assert story.case.received_on == day("Mon 2027-01-11")
    assert acknowledge.due_strict == day("Mon 2027-01-18")
    assert acknowledge.is_overdue(day("Mon 2027-02-01"))
    assert story.case.state is State.UNDER_ASSESSMENT


def test_of_what_came_late_it_is_said_where_it_lay() -> None:
    """A unit of those days, or that nobody knows; whoever leaves it open is asked."""
    assert Story(units=UNITS).refused(CaseRegistered, **_letter()).code == "lay_with_missing"
    known = Story(units=UNITS).then(CaseRegistered, **_letter(lay_with="schools"))
    unknown = Story(units=UNITS).then(CaseRegistered, **_letter(lay_with=NOT_KNOWN))
    assert (known.case.lay_with, known.case.unit_before) == ("schools", "schools")
    assert (unknown.case.lay_with, unknown.case.unit_before) == (NOT_KNOWN, None)


def test_it_lay_with_a_unit_that_there_was() -> None:
    """The roads' last day is that of its arrival, Monday 11 January; the schools may begin on the next."""
    Story(units=UNITS).then(CaseRegistered, **_letter(lay_with="roads"))
    for lay_with, organisation_on in (("roads", "Tue 2027-01-12"), ("parks", "Mon 2027-01-11")):
        wrong = _letter(lay_with=lay_with, organisation_on=organisation_on)
        assert Story(units=UNITS).refused(CaseRegistered, **wrong).code == "unit_not_there"
    founded = replace(UNITS.by_code["schools"], valid_from=day("Tue 2027-01-12"))
    Story(units=Units({"schools": founded})).then(CaseRegistered, **_letter(lay_with="schools"))


def test_where_it_lay_is_not_asked_without_units_nor_of_what_came_at_once() -> None:
    """A private employer has none, and what the office had on the first day lay nowhere else."""
    assert Story().then(CaseRegistered, **_letter()).case.lay_with is None
    at_once = _letter(organisation_on="Fri 2027-01-29")
    assert Story(units=UNITS).then(CaseRegistered, **at_once).case.lay_with is None
    with_a_unit = Story(units=UNITS).then(CaseRegistered, **at_once, lay_with="schools")
    assert with_a_unit.case.lay_with is None


def test_a_contact_that_becomes_a_late_report_says_where_it_lay() -> None:
    """The letter that she mentioned had been with the schools since the Monday before."""
    story = Story(units=UNITS).then(ContactRegistered, on="Mon 2027-01-11", channel="phone")
    assert story.refused(CaseRegistered, **_letter()).code == "lay_with_missing"
    story.then(CaseRegistered, **_letter(lay_with="schools"))
    assert story.case.unit_before == "schools"


def test_a_later_start_needs_a_reason() -> None:
    """Counting from the unit's day is possible, with a reason."""
    refusal = Story().refused(CaseRegistered, **_letter(clock_start="Fri 2027-01-29"))
    story = Story().then(
        CaseRegistered, **_letter(clock_start="Fri 2027-01-29", clock_start_reason_item=item(1))
    )

    assert refusal.code == "clock_start_reason_missing"
    assert story.case.received_on == day("Fri 2027-01-29")
    assert story.case.received_by_organisation_on == day("Mon 2027-01-11")


def test_the_clock_starts_between_the_two_days() -> None:
    """Not even a reason moves the start past the day the unit had it, or before the organisation did."""
    for start in ("Mon 2027-02-01", "Fri 2027-01-08"):
        refusal = Story().refused(
            CaseRegistered, **_letter(clock_start=start, clock_start_reason_item=item(1))
        )
        assert refusal.code == "clock_start_reason_missing"


def test_what_is_heard_is_opened_the_same_day() -> None:
    """What is said at a meeting was heard then, even if typed in later; a letter is read when registered."""
    oral = Story().then(CaseRegistered, **_letter(channel="in_person"))
    letter = Story().then(CaseRegistered, **_letter())

    assert oral.case.opened_on == day("Fri 2027-01-29")
    assert letter.case.opened_on == day("Mon 2027-02-01")


def test_a_code_the_unit_never_saw_is_not_marked() -> None:
    """Printed without being displayed, the code is the reporter's alone."""
    printed = Story().then(CaseRegistered, **_letter(code_unseen=True))
    read_aloud = Story().then(CaseRegistered, **_letter())

    assert not printed.case.code_known_to_office
    assert read_aloud.case.code_known_to_office


def test_registering_after_the_clock_received_it() -> None:
    """The clock process may be first; the registration then corrects the dates, once."""
    story = Story().then(
        CaseReceived,
        on="Mon 2027-02-01",
        scheme=Scheme.WHISTLEBLOWING,
        channel="letter",
        received_on="Mon 2027-02-01",
    )
    story.then(CaseRegistered, **_letter())

    assert story.case.received_on == day("Mon 2027-01-11")
    assert story.refused(CaseRegistered, **_letter()).code == "already_registered"


def test_a_portal_report_cannot_be_re_dated() -> None:
    """What the reporter sent is dated by the sending."""
    assert a_report("Mon 2027-01-11").refused(CaseRegistered, **_letter()).code == "already_registered"


def test_nothing_is_decided_about_a_contact() -> None:
    """Somebody who only asked for a meeting has no case yet."""
    story = Story().then(ContactRegistered, on="Mon 2027-02-01", channel="phone")

    assert story.refused(CaseClosed, on="Mon 2027-02-01").code == "contact_only"
    assert story.refused(AcknowledgementDecided, on="Mon 2027-02-01").code == "contact_only"
