"""Turning a clock: what may be stopped, begun anew and given longer, and what refuses it and by which law."""

from dataclasses import replace
from datetime import date

from tests.story import RULEBOOK, Story, a_complaint, a_report, day, item, outside, told
from triage.domain import commands
from triage.domain.clocks import provision
from triage.domain.deadlines import Deadline, compute
from triage.domain.facts import facts
from triage.domain.turn import Turn, TurnKind
from triage.domain.words import FeedbackKind, ReplyQuality, Responsible, Scheme
from triage.rules.model import Confidence, Kind

RECEIVED = "Mon 2027-02-01"
SENT = "Wed 2027-02-03"
REPORTS = (Scheme.WHISTLEBLOWING, Scheme.WHISTLEBLOWING_EXTERNAL)


def referred(department: str = "schools") -> Story:
    """A complaint about which a department has been asked; the reply is due on Wednesday 24 February."""
    story = a_complaint(RECEIVED, opened_on=RECEIVED)
    return story.then(commands.refer, on=SENT, department=department)


def appealable() -> Story:
    """A complaint whose citizen has received a decision; four weeks end on Monday 1 March."""
    return happened(a_complaint(RECEIVED, opened_on=RECEIVED), RECEIVED, "decision:received")


def happened(story: Story, on: str, event: str, about: str = "") -> Story:
    """Let an advisor record something that starts or ends a clock."""
    so_far = facts(story.events)
    return story.then(
        commands.record_happening, on=on, known=RULEBOOK.events, so_far=so_far, event=event, about=about
    )


def turned(story: Story, command: object, on: str, rule: str, about: str = "", **given: str) -> Story:
    """Turn a clock of the story."""
    return story.then(command, on=on, clock=story.clock(rule, on, about), **given)


def codes(deadline: Deadline) -> list[str]:
    """The codes of the reasons."""
    return [step.code for step in deadline.trace]


def test_a_suspended_clock_keeps_the_rest_of_its_time() -> None:
    """Nine days without guidance are nine days later, and the reasons say so to the citizen."""
    story = appealable()
    turned(story, commands.suspend, "Mon 2027-02-08", "RSL-67", reason="guidance_missing")
    turned(story, commands.resume, "Wed 2027-02-17", "RSL-67")
    found = story.deadline("RSL-67", "Wed 2027-02-17")

    assert (found.original_strict, found.due_strict) == (day("Mon 2027-03-01"), day("Wed 2027-03-10"))
    (suspended,) = [step for step in found.trace if step.code == "suspended"]
    assert (suspended["on"], suspended["until"], suspended["period"]) == (
        day("Mon 2027-02-08"),
        day("Wed 2027-02-17"),
        "9 day",
    )
    assert "because" in codes(found)


def test_a_clock_that_stands_is_not_overdue() -> None:
    """However long it stands; taken up again it has the time that was left, and then it can be."""
    story = appealable()
    turned(story, commands.suspend, "Mon 2027-02-08", "RSL-67", reason="reasons_missing")
    standing = story.deadline("RSL-67", "Mon 2028-01-03")

    assert standing.is_paused
    assert not standing.is_overdue(day("Mon 2028-01-03"))
    assert (standing.suspended_since, standing.days_overdue(day("Mon 2028-01-03"))) == (
        day("Mon 2027-02-08"),
        0,
    )
    turned(story, commands.resume, "Mon 2028-01-03", "RSL-67")
    assert story.deadline("RSL-67", "Mon 2028-01-03").due_strict == day("Mon 2028-01-24")


def test_stopped_and_taken_up_on_one_day_changes_nothing() -> None:
    """No day passed."""
    story = appealable()
    before = story.deadline("RSL-67", "Mon 2027-02-08")
    turned(story, commands.suspend, "Mon 2027-02-08", "RSL-67", reason="reasons_missing")
    turned(story, commands.resume, "Mon 2027-02-08", "RSL-67")

    assert story.deadline("RSL-67", "Mon 2027-02-08") == before


def test_a_clock_can_stand_several_times() -> None:
    """The days add up: two and five."""
    story = referred()
    for first, last in (("Mon 2027-02-08", "Wed 2027-02-10"), ("Mon 2027-02-15", "Sat 2027-02-20")):
        turned(story, commands.suspend, first, "BR-REPLY", "schools", reason="awaiting_others")
        turned(story, commands.resume, last, "BR-REPLY", "schools")

    assert story.deadline("BR-REPLY", "Mon 2027-02-22").due_strict == day("Wed 2027-03-03")


def test_working_days_on_which_the_clock_stood_are_not_counted() -> None:
    """And the weekend among them is not given twice."""
    story = a_complaint(RECEIVED, opened_on=RECEIVED)
    plain = story.deadline("BR-FIRST", RECEIVED).due_strict
    turned(story, commands.suspend, "Thu 2027-02-04", "BR-FIRST", reason="awaiting_citizen")
    turned(story, commands.resume, "Mon 2027-02-08", "BR-FIRST")

    assert (plain, story.deadline("BR-FIRST", "Mon 2027-02-08").due_strict) == (
        day("Mon 2027-02-15"),
        day("Wed 2027-02-17"),
    )


def test_an_access_request_interrupts_the_citizens_four_weeks() -> None:
    """FVL § 17: the rest runs on. How much at least is not confirmed, so nothing is promised beyond it."""
    story = appealable()
    turned(story, commands.interrupt, "Mon 2027-02-08", "RSL-67", reason="access_requested")
    turned(story, commands.restart, "Mon 2027-02-15", "RSL-67")
    found = story.deadline("RSL-67", "Mon 2027-02-15")

    assert found.due_strict == day("Mon 2027-03-08")
    assert "interrupted" in codes(found)


def test_changed_questions_count_the_departments_time_anew() -> None:
    """Three weeks from the restart, and the first date beside it."""
    story = referred()
    turned(story, commands.restart, "Mon 2027-02-15", "BR-REPLY", "schools", reason="questions_changed")
    found = story.deadline("BR-REPLY", "Mon 2027-02-15")

    assert (found.original_strict, found.due_strict) == (day("Wed 2027-02-24"), day("Mon 2027-03-08"))


def test_what_was_interrupted_counts_anew_from_the_restart() -> None:
    """Where the rule says so."""
    story = referred()
    turned(story, commands.interrupt, "Mon 2027-02-08", "BR-REPLY", "schools", reason="questions_changed")
    turned(story, commands.restart, "Wed 2027-02-10", "BR-REPLY", "schools")
    found = story.deadline("BR-REPLY", "Wed 2027-02-10")

    assert found.due_strict == day("Wed 2027-03-03")
    assert "interrupted_anew" in codes(found)


def test_each_department_has_its_own_turns() -> None:
    """Giving one of them longer leaves the other where it was."""
    story = referred("schools").then(commands.refer, on=SENT, department="roads")
    extended(story, "Mon 2027-02-15", "BR-REPLY", "Fri 2027-03-12", about="roads")

    assert story.deadline("BR-REPLY", "Mon 2027-02-15", "schools").due_strict == day("Wed 2027-02-24")
    assert story.deadline("BR-REPLY", "Mon 2027-02-15", "roads").due_strict == day("Fri 2027-03-12")


def extended(story: Story, on: str, rule: str, until_on: str, about: str = "", **given: str) -> Story:
    """Give a clock longer."""
    return turned(
        story,
        commands.extend_deadline,
        on,
        rule,
        about,
        until_on=until_on,
        reason="complexity",
        **given,
    )


def test_a_department_that_keeps_its_longer_time_is_not_late() -> None:
    """Replied after the first date and within the second: in time, with both dates to be seen."""
    story = extended(referred(), "Mon 2027-02-15", "BR-REPLY", "Fri 2027-03-12", about="schools")
    story.then(commands.register_reply, on="Wed 2027-03-10", department="schools", quality=ReplyQuality.FULL)
    found = story.deadline("BR-REPLY", "Wed 2027-03-10")

    assert (found.was_late, found.days_late) == (False, 0)
    assert found.original_strict == day("Wed 2027-02-24")


def test_late_after_an_extension_is_late_from_the_first_date() -> None:
    """The number for the account counts from the first date of all; the reasons give both."""
    story = extended(referred(), "Mon 2027-02-15", "BR-REPLY", "Fri 2027-03-12", about="schools")
    story.then(commands.register_reply, on="Mon 2027-03-15", department="schools", quality=ReplyQuality.FULL)
    found = story.deadline("BR-REPLY", "Mon 2027-03-15")

    assert (found.was_late, found.days_late) == (True, 19)
    said = {step.code: step for step in found.trace}
    assert (said["satisfied_late"]["period"], said["late_original"]["period"]) == ("3 day", "19 day")


def test_an_extension_after_the_date_is_refused_and_would_change_nothing() -> None:
    """The breach stands: on the day after, nothing gives the department longer."""
    story = referred()
    refusal = story.refused(
        commands.extend_deadline,
        on="Thu 2027-02-25",
        clock=story.clock("BR-REPLY", "Thu 2027-02-25"),
        until_on="Fri 2027-03-12",
        reason="complexity",
    )
    late = Turn(TurnKind.EXTENDED, day("Thu 2027-02-25"), day("Fri 2027-03-12"))
    found = compute(RULEBOOK.rule("BR-REPLY", day(SENT)), day(SENT), turns=[late])

    assert refusal.code == "clock_expired"
    assert found.is_overdue(day("Thu 2027-02-25"))


def test_a_letter_of_the_last_day_extends_though_it_is_typed_in_later() -> None:
    """For a limit given by law it counts when the letter went; the house's own must be typed in in time."""
    story = happened(a_complaint(RECEIVED, opened_on=RECEIVED), RECEIVED, "party_access:requested")
    extended(story, "Thu 2027-02-11", "FVL-16", "Wed 2027-03-03", told_on="Wed 2027-02-10")

    assert story.deadline("FVL-16", "Thu 2027-02-11").due_strict == day("Wed 2027-03-03")


def test_access_to_documents_is_extended_by_its_own_longer_rules() -> None:
    """Seven working days become fourteen, with the promised day as the aim and the first as the original."""
    story = happened(a_complaint(RECEIVED, opened_on=RECEIVED), RECEIVED, "document_access:requested")
    assert story.deadline("OFL-36", RECEIVED).due_strict == day("Wed 2027-02-10")
    extended(story, "Tue 2027-02-09", "OFL-36", "Mon 2027-02-15")
    longer = story.deadline("OFL-36-14", "Tue 2027-02-09")

    assert story.deadline("OFL-36", "Tue 2027-02-09").extended_on == day("Tue 2027-02-09")
    assert (longer.due_strict, longer.due_target) == (day("Fri 2027-02-19"), day("Mon 2027-02-15"))
    assert longer.original_strict == day("Wed 2027-02-10")


def test_a_data_subject_request_gets_three_months_in_all() -> None:
    """GDPR art. 12(3): two more, told with reasons within the first, and not a day beyond."""
    story = happened(a_report(RECEIVED, opened_on=RECEIVED), RECEIVED, "subject_access:requested")
    refusal = story.refused(
        commands.extend_deadline,
        on="Mon 2027-03-01",
        clock=story.clock("GDPR-12-3", "Mon 2027-03-01"),
        until_on="Mon 2027-05-03",
        reason="many_requests",
    )
    extended(story, "Mon 2027-03-01", "GDPR-12-3", "Sat 2027-05-01")

    assert refusal.code == "extension_too_long"
    assert "artikel 12, stk. 3" in refusal.source
    assert story.deadline("GDPR-12-3-EXT", "Mon 2027-03-01").due_strict == day("Sat 2027-05-01")


def external() -> Story:
    """A report on an external scheme, acknowledged at once; feedback is due on 1 May, or else 1 August."""
    story = Story().then(
        commands.receive,
        on=RECEIVED,
        scheme=Scheme.WHISTLEBLOWING_EXTERNAL,
        channel="portal",
        received_on=RECEIVED,
    )
    story.then(commands.decide_acknowledgement, on=RECEIVED, actor=None)
    story.then(commands.acknowledgement_given, on=RECEIVED, placed_on=RECEIVED)
    return story.then(commands.open_report, on=RECEIVED)


def test_feedback_within_the_longer_time_is_late_for_no_clock() -> None:
    """The date that was replaced stays to be seen, and is neither met nor missed."""
    story = extended(external(), "Mon 2027-04-26", "WB-EXT-FB3", "Thu 2027-07-01")
    told(outside(story, "Mon 2027-05-31"), "Mon 2027-05-31", FeedbackKind.REJECTION)
    first, longer = (story.deadline(rule, "Mon 2027-05-31") for rule in ("WB-EXT-FB3", "WB-EXT-FB6"))

    assert (first.extended_on, first.satisfied_on, first.was_late) == (day("Mon 2027-04-26"), None, False)
    assert (longer.satisfied_on, longer.was_late) == (day("Mon 2027-05-31"), False)


def test_feedback_after_the_longer_time_is_late_from_the_first_date() -> None:
    """Two days after the six months, 94 days after the three."""
    story = extended(external(), "Mon 2027-04-26", "WB-EXT-FB3", "Thu 2027-07-01")
    told(outside(story, "Tue 2027-08-03"), "Tue 2027-08-03", FeedbackKind.REJECTION)
    longer = story.deadline("WB-EXT-FB6", "Tue 2027-08-03")

    assert (longer.due_strict, longer.days_late) == (day("Sun 2027-08-01"), 94)
    assert [step["period"] for step in longer.trace if step.code == "late_original"] == ["94 day"]


def test_a_second_request_has_a_clock_of_its_own() -> None:
    """What is about something else does not wait for the first, nor is it settled with it."""
    story = happened(a_complaint(RECEIVED, opened_on=RECEIVED), RECEIVED, "document_access:requested")
    happened(story, "Mon 2027-02-08", "document_access:requested", "second")
    happened(story, "Tue 2027-02-09", "document_access:decided")

    first = story.deadline("OFL-36", "Tue 2027-02-09", "")
    second = story.deadline("OFL-36", "Tue 2027-02-09", "second")
    assert (first.is_open, second.is_open) == (False, True)
    assert second.due_strict == day("Wed 2027-02-17")


def test_no_clock_of_a_report_can_be_stopped() -> None:
    """Directive art. 9(1)(b) and (f), § 12 and § 20: every one refuses, and names its own provision."""
    for versions in RULEBOOK.versions.values():
        for rule in versions:
            if rule.kind is Kind.STATUTE and rule.schemes and rule.schemes <= set(REPORTS):
                assert (rule.may_pause, rule.interruption, rule.by_notice) == (False, None, False), rule.id
    story = a_report(RECEIVED, opened_on=RECEIVED)
    for rule_id, article in (("WB-ACK", "litra b"), ("WB-FB", "litra f")):
        for command in (commands.suspend, commands.interrupt):
            refusal = story.refused(
                command, on=RECEIVED, clock=story.clock(rule_id, RECEIVED), reason="absence"
            )
            assert refusal.code == "clock_not_pausable"
            assert article in refusal.source


def test_a_turn_that_the_rule_does_not_allow_moves_nothing() -> None:
    """Even if an event of it stood in the history."""
    turns = [
        Turn(TurnKind.SUSPENDED, date(2027, 2, 2)),
        Turn(TurnKind.INTERRUPTED, date(2027, 2, 3)),
        Turn(TurnKind.EXTENDED, date(2027, 2, 4), date(2028, 1, 1)),
    ]
    for id_ in ("WB-ACK", "WB-FB", "WB-EXT-ACK", "WB-EXT-FB3"):
        rule = RULEBOOK.rule(id_, day(RECEIVED))
        assert compute(rule, day(RECEIVED), turns=turns) == compute(rule, day(RECEIVED))


def test_an_unconfirmed_source_is_not_named_as_law() -> None:
    """A rule that nobody has confirmed refuses as well, and cites the house instead of a law."""
    rule = RULEBOOK.rule("WB-FB", day(RECEIVED))
    assert provision(rule) == rule.source
    assert provision(replace(rule, confidence=Confidence.UNVERIFIED)) == "House rule"


def test_the_house_cannot_stop_what_it_has_missed() -> None:
    """Typed in after the date, a pause of a house clock is refused even for an earlier day."""
    story = referred()
    refusal = story.refused(
        commands.suspend,
        on="Mon 2027-03-01",
        clock=story.clock("BR-REPLY", "Mon 2027-03-01"),
        reason="awaiting_others",
        happened_on="Mon 2027-02-15",
    )
    assert refusal.code == "clock_expired"


def test_what_the_law_stopped_is_stopped_though_we_learn_it_late() -> None:
    """The guidance was missing from the first day: the citizen's time ran no more, whoever noticed when."""
    story = appealable()
    turned(
        story,
        commands.suspend,
        "Mon 2027-03-08",
        "RSL-67",
        reason="guidance_missing",
        happened_on="Tue 2027-02-02",
    )
    assert story.deadline("RSL-67", "Mon 2027-03-08").is_paused


def test_a_breach_is_explained_for_one_department_at_a_time() -> None:
    """With the days from the original date; another department's stays unexplained."""
    story = referred("schools").then(commands.refer, on=SENT, department="roads")
    for department, days in (("schools", 5), ("roads", 7)):
        story.then(
            commands.explain_breach,
            on="Mon 2027-03-01",
            rule="BR-REPLY",
            about=department,
            days_late=days,
            responsible=Responsible.DEPARTMENT,
        )

    assert [(each.about, each.days_late) for each in story.case.breaches] == [("schools", 5), ("roads", 7)]


def test_a_breach_stays_after_closing_and_reopening() -> None:
    """Acknowledged three days late, the report is late for ever."""
    story = a_report(RECEIVED, acknowledged_on="Thu 2027-02-11", opened_on="Thu 2027-02-11")
    story.then(
        commands.explain_breach,
        on="Thu 2027-02-11",
        rule="WB-ACK",
        days_late=story.deadline("WB-ACK", "Thu 2027-02-11").days_breached(day("Thu 2027-02-11")),
        responsible=Responsible.UNIT,
    )
    told(outside(story, "Thu 2027-02-11"), "Fri 2027-02-12", FeedbackKind.REJECTION)
    story.then(commands.close, on="Fri 2027-02-12")
    assert story.deadline("WB-ACK", "Fri 2027-02-12").days_late == 3
    story.then(commands.reopen, on="Mon 2027-02-15")
    found = story.deadline("WB-ACK", "Mon 2027-02-15")

    assert (found.was_late, found.days_late) == (True, 3)
    assert [(each.rule, each.days_late) for each in story.case.breaches] == [("WB-ACK", 3)]


def test_a_department_asked_again_begins_with_a_clean_clock() -> None:
    """Even on the same day: the first question keeps its turns, and stays to be read with its days."""
    story = extended(referred(), "Mon 2027-02-15", "BR-REPLY", "Fri 2027-03-12", about="schools")
    story.then(
        commands.register_reply, on="Mon 2027-02-15", department="schools", quality=ReplyQuality.PARTIAL
    )
    story.then(commands.refer, on="Mon 2027-02-15", department="schools")
    found = story.deadline("BR-REPLY", "Mon 2027-02-15")

    assert (found.is_open, found.due_strict) == (True, day("Mon 2027-03-08"))
    assert [(each.sent_on, each.replied_on) for each in story.case.referrals] == [
        (day(SENT), day("Mon 2027-02-15")),
        (day("Mon 2027-02-15"), None),
    ]


def test_an_extension_without_its_letter_is_refused() -> None:
    """The one who waits must have been told, and the letter kept."""
    story = referred()
    refusal = story.refused(
        commands.extend_deadline,
        on=SENT,
        clock=story.clock("BR-REPLY", SENT),
        until_on="Fri 2027-03-12",
        reason="complexity",
        reason_item=item(1),
        letter_item="",
    )
    assert refusal.code == "letter_missing"
