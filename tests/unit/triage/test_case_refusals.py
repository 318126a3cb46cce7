"""Every refusal of the domain: one way to provoke each, and its sentence.

The table below names every code of `REFUSALS`; a new code without a line here fails.
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.own_limits import LIMITS, house
from tests.story import RULEBOOK, Story, a_complaint, a_report, item, outside, told, within
from triage.cases.decisions import commands as do
from triage.cases.events import Event
from triage.cases.facts import facts
from triage.cases.refusal_texts import REFUSALS
from triage.cases.refusals import DomainError, Refusal
from triage.cases.vocabulary import CriticismKind, FeedbackKind, Investigation, ReplyQuality, Scheme, Scope
from triage.engine.deadline import Facts

ON = "Mon 2027-01-11"
NEXT = "Tue 2027-01-12"
LATER = "Mon 2027-02-01"
INTERIM, FINAL, REJECTION = FeedbackKind.INTERIM, FeedbackKind.FINAL, FeedbackKind.REJECTION
INVESTIGATE = Investigation.INVESTIGATE
NOTHING = Facts("complaints", {})


def _read() -> Story:
    return a_report(ON, acknowledged_on=ON, opened_on=ON)


def _outside() -> Story:
    return outside(_read(), ON)


def _investigated() -> Story:
    return within(_read(), ON, INVESTIGATE)


def _complaint() -> Story:
    return a_complaint(ON, opened_on=ON)


def _referred() -> Story:
    return _complaint().then(do.refer, on=ON, department="schools")


def _in_hearing() -> Story:
    return _complaint().then(do.send_hearing, on=ON, department="schools", answer_by=LATER)


def _external() -> Story:
    return Story().then(
        do.receive, on=ON, scheme=Scheme.WHISTLEBLOWING_EXTERNAL, channel="portal", received_on=ON
    )


def _decided() -> Story:
    return _complaint().then(
        do.record_external_event, on=ON, known=RULEBOOK.events, so_far=NOTHING, event="decision:received"
    )


def _suspended() -> Story:
    story = _decided()
    return story.then(do.suspend, on=ON, clock=story.clock("RSL-67", ON), reason="guidance_missing")


def _taken_up() -> Story:
    story = _suspended()
    return story.then(do.resume, on=NEXT, clock=story.clock("RSL-67", NEXT))


def _turned(
    story: Story, command: Callable[..., tuple[Event, ...]], rule: str, *, on: str = NEXT, **given: str
) -> Refusal:
    return story.refused(command, on=on, clock=story.clock(rule, on), **given)


def _extended(story: Story, rule: str, until_on: str) -> Refusal:
    return _turned(story, do.extend_deadline, rule, until_on=until_on, reason="complexity")


def _external_event(event: str) -> Refusal:
    story = _decided()
    return story.refused(
        do.record_external_event, on=NEXT, known=RULEBOOK.events, so_far=facts(story.events), event=event
    )


def _own(event: str, area: str = "home_help", **given: object) -> Refusal:
    with TemporaryDirectory() as folder:
        given |= {"rulebook": house(Path(folder), LIMITS), "so_far": facts(_complaint().events)}
    return _complaint().refused(do.record_own, on=NEXT, event=event, area=area, **given)


def _registration(**given: object) -> Refusal:
    letter = {"scheme": Scheme.WHISTLEBLOWING, "channel": "letter", "organisation_on": ON, "unit_on": NEXT}
    return Story().refused(do.register_report, on=NEXT, **{**letter, **given})


def _closed_complaint() -> Story:
    return _complaint().then(do.answer_by_hand, on=ON, given_on=ON).then(do.close, on=ON)


def _asked() -> Story:
    return _outside().then(do.ask_hand_over, on=ON)


def _consented() -> Story:
    return _asked().then(do.consent_hand_over, on=ON, consented_on=ON)


def _approved() -> Story:
    story = _read().then(do.draft_minutes, on=ON)
    return story.then(do.approve_minutes, on=ON, approved_on=ON)


def _manager(story: Story, **given: object) -> Refusal:
    return story.refused(do.inform_manager, on=ON, **{"can_be_deduced": True, **given})


ANYWHERE: dict[str, Callable[[], Refusal]] = {
    "wrong_scheme": lambda: _complaint().refused(do.assess_scope, on=ON, scope=Scope.WITHIN),
    "contact_only": lambda: (
        Story().then(do.register_contact, on=ON, channel="phone").refused(do.open_report, on=ON)
    ),
    "case_closed": lambda: _closed_complaint().refused(do.send_message, on=ON),
    "already_registered": lambda: _read().refused(
        do.register_report,
        on=ON,
        scheme=Scheme.WHISTLEBLOWING,
        channel="letter",
        organisation_on=ON,
        unit_on=ON,
    ),
    "not_opened": lambda: a_report(ON).refused(do.assess_scope, on=ON, scope=Scope.WITHIN),
    "unknown_code": lambda: _complaint().refused(do.record_themes, on=ON, main="weather"),
    "date_in_future": lambda: a_report(ON).refused(do.hand_acknowledgement, on=ON, given_on=NEXT),
    "date_before_received": lambda: a_report(NEXT).refused(do.hand_acknowledgement, on=NEXT, given_on=ON),
    "not_decided": lambda: a_report(ON).refused(do.acknowledgement_given, on=ON, placed_on=ON),
    "not_closed": lambda: _read().refused(do.reopen, on=ON),
    "nothing_breached": lambda: _read().refused(
        do.explain_breach, on=ON, rule="WB-ACK", due_on=ON, days_late=0, responsible="unit"
    ),
    "code_not_known": lambda: _read().refused(do.replace_code, on=ON),
}

TEXTS: dict[str, Callable[[], Refusal]] = {
    "reason_missing": lambda: _read().refused(do.assess_scope, on=ON, scope=Scope.WITHIN, reason_item=""),
    "note_missing": lambda: _read().refused(do.add_note, on=ON, item=""),
    "message_missing": lambda: _read().refused(do.send_message, on=ON, item=""),
    "feedback_missing": lambda: _outside().refused(do.decide_feedback, on=ON, kind=REJECTION, item=""),
    "summary_missing": lambda: _read().refused(do.set_summary, on=ON, item=""),
    "recipient_missing": lambda: _manager(_outside(), can_be_deduced=False, recipient_item=""),
    "authority_missing": lambda: within(_read(), ON).refused(
        do.decide_investigation, on=ON, investigation=Investigation.FORWARDED, authority_item=None
    ),
    "ground_missing": lambda: _manager(_outside(), ground="consent", ground_item="no id"),
    "minutes_text_missing": lambda: _read().refused(do.draft_minutes, on=ON, item=""),
    "question_missing": lambda: _outside().refused(do.ask_hand_over, on=ON, item=""),
    "consent_missing": lambda: _asked().refused(do.consent_hand_over, on=ON, consented_on=ON, item=""),
    "answer_missing": lambda: _complaint().refused(do.decide_answer, on=ON, item=""),
    "questions_missing": lambda: _complaint().refused(do.refer, on=ON, department="schools", item=""),
    "reply_missing": lambda: _referred().refused(
        do.register_reply, on=ON, department="schools", quality=ReplyQuality.FULL, item=""
    ),
    "draft_missing": lambda: _complaint().refused(
        do.send_hearing, on=ON, department="schools", answer_by=LATER, item=""
    ),
    "comments_missing": lambda: _in_hearing().refused(
        do.answer_hearing, on=ON, department="schools", item=""
    ),
    "criticism_missing": lambda: (
        _in_hearing()
        .then(do.answer_hearing, on=ON, department="schools")
        .refused(do.criticise, on=ON, kind=CriticismKind.CRITICISM, department="schools", item="")
    ),
}

REPORTS: dict[str, Callable[[], Refusal]] = {
    "dates_reversed": lambda: _registration(organisation_on=NEXT, unit_on=ON),
    "clock_start_reason_missing": lambda: _registration(clock_start=NEXT),
    "acknowledgement_already_decided": lambda: (
        a_report(ON).then(do.decide_acknowledgement, on=ON).refused(do.decide_acknowledgement, on=ON)
    ),
    "acknowledgement_already_given": lambda: _read().refused(do.decide_acknowledgement, on=ON),
    "acknowledgement_waived": lambda: (
        _external()
        .then(do.waive_acknowledgement, on=ON, reason="endangers_identity")
        .refused(do.decide_acknowledgement, on=ON)
    ),
    "acknowledgement_not_waivable": lambda: a_report(ON).refused(
        do.waive_acknowledgement, on=ON, reason="expressly_asked"
    ),
    "waiver_reason_unknown": lambda: _external().refused(do.waive_acknowledgement, on=ON, reason="busy"),
    "outside_needs_reason": lambda: _read().refused(
        do.assess_scope, on=ON, scope=Scope.OUTSIDE, guidance_item=item(1)
    ),
    "outside_needs_guidance": lambda: _read().refused(
        do.assess_scope, on=ON, scope=Scope.OUTSIDE, reason="trivial"
    ),
    "feedback_pending": lambda: (
        _outside().then(do.decide_feedback, on=ON, kind=REJECTION).refused(do.close, on=ON)
    ),
    "scope_not_decided": lambda: _read().refused(do.decide_feedback, on=ON, kind=INTERIM),
    "not_within_scope": lambda: _outside().refused(do.decide_investigation, on=ON, investigation=INVESTIGATE),
    "not_investigated": lambda: within(_read(), ON).refused(do.record_outcome, on=ON, finding="breach_found"),
    "disposition_by_hand_over": lambda: _outside().refused(do.record_disposition, on=ON, code="handed_over"),
    "deduced_needs_ground": lambda: _manager(_outside()),
    "notice_must_come_first": lambda: _manager(_outside(), ground="to_authority", ground_item=item(1)),
    "agreement_missing": lambda: _outside().refused(
        do.forward_with_agreement, on=ON, agreement_item=None, agreed_on=None
    ),
    "police_date_missing": lambda: _investigated().refused(
        do.record_outcome, on=ON, finding="breach_found", police_report=True
    ),
    "police_date_without_report": lambda: _investigated().refused(
        do.record_outcome, on=ON, finding="breach_found", police_reported_on=ON
    ),
    "acknowledge_first": lambda: within(a_report(ON, opened_on=ON), ON).refused(
        do.decide_feedback, on=ON, kind=INTERIM
    ),
    "feedback_not_extendable": lambda: _extended(_read(), "WB-FB", "Fri 2027-07-02"),
    "rejection_needs_outside": lambda: within(_read(), ON).refused(do.decide_feedback, on=ON, kind=REJECTION),
    "feedback_needs_within": lambda: _outside().refused(do.decide_feedback, on=ON, kind=FINAL),
    "final_before_decision": lambda: within(_read(), ON).refused(do.decide_feedback, on=ON, kind=FINAL),
    "final_before_outcome": lambda: _investigated().refused(do.decide_feedback, on=ON, kind=FINAL),
    "close_before_feedback": lambda: _outside().refused(do.close, on=ON),
    "close_needs_final": lambda: told(_investigated(), ON, INTERIM).refused(do.close, on=ON),
    "close_decision_not_told": lambda: within(
        told(_outside(), ON, REJECTION), ON, Investigation.NO_INVESTIGATION
    ).refused(do.close, on=ON),
    "close_hand_over_pending": lambda: told(_asked(), ON, REJECTION).refused(do.close, on=ON),
    "minutes_locked": lambda: _approved().refused(do.draft_minutes, on=ON),
    "minutes_missing": lambda: _read().refused(do.approve_minutes, on=ON, approved_on=ON),
    "hand_over_needs_outside": lambda: within(_read(), ON).refused(do.ask_hand_over, on=ON),
    "hand_over_not_asked": lambda: _outside().refused(do.consent_hand_over, on=ON, consented_on=ON),
    "hand_over_already_asked": lambda: _asked().refused(do.ask_hand_over, on=ON),
    "hand_over_not_expired": lambda: _asked().refused(do.expire_hand_over, on=ON),
    "hand_over_no_consent": lambda: _asked().refused(do.begin_handed_over, on=ON),
    "hand_over_done": lambda: _consented().refused(do.ask_hand_over, on=ON),
}

COMPLAINTS: dict[str, Callable[[], Refusal]] = {
    "conversation_needs_handling": lambda: Story().refused(
        do.register_call, on=ON, closed_in_conversation=True
    ),
    "answer_pending": lambda: _complaint().then(do.decide_answer, on=ON).refused(do.close, on=ON),
    "close_before_answer": lambda: _complaint().refused(do.close, on=ON),
    "close_referral_open": lambda: _referred().refused(do.close, on=ON),
    "referral_open": lambda: _referred().refused(do.refer, on=ON, department="schools"),
    "no_open_referral": lambda: _complaint().refused(do.recall_referral, on=ON, department="schools"),
    "delay_not_later": lambda: _referred().refused(
        do.announce_delay, on=ON, department="schools", promised_on=ON
    ),
    "hearing_missing": lambda: _complaint().refused(
        do.criticise, on=ON, kind=CriticismKind.CRITICISM, department="schools"
    ),
    "hearing_open": lambda: _in_hearing().refused(
        do.criticise, on=ON, kind=CriticismKind.CRITICISM, department="schools"
    ),
    "hearing_date_past": lambda: _complaint().refused(
        do.send_hearing, on=ON, department="schools", answer_by=ON
    ),
    "no_open_hearing": lambda: _complaint().refused(do.answer_hearing, on=ON, department="schools"),
}

CLOCKS: dict[str, Callable[[], Refusal]] = {
    "clock_not_pausable": lambda: _turned(_read(), do.suspend, "WB-FB", reason="awaiting_citizen"),
    "clock_not_restartable": lambda: _turned(_decided(), do.restart, "RSL-67", reason="access_requested"),
    "clock_not_extendable": lambda: _extended(_decided(), "RSL-67", "Fri 2027-07-02"),
    "clock_reason_unknown": lambda: _turned(_decided(), do.suspend, "RSL-67", reason="absence"),
    "clock_settled": lambda: _turned(_read(), do.suspend, "WB-ACK", reason="absence"),
    "clock_stands": lambda: _turned(_suspended(), do.suspend, "RSL-67", reason="reasons_missing"),
    "clock_runs": lambda: _turned(_decided(), do.resume, "RSL-67"),
    "clock_not_begun": lambda: _turned(
        _decided(), do.suspend, "RSL-67", reason="reasons_missing", happened_on="Fri 2027-01-08"
    ),
    "clock_turned_since": lambda: _turned(
        _taken_up(), do.suspend, "RSL-67", reason="reasons_missing", happened_on=ON
    ),
    "clock_expired": lambda: _turned(
        _referred(), do.suspend, "BR-REPLY", on="Mon 2027-03-01", reason="awaiting_others"
    ),
    "extension_not_later": lambda: _extended(_referred(), "BR-REPLY", "Mon 2027-02-01"),
    "extension_too_long": lambda: _extended(_external(), "WB-EXT-FB3", "Mon 2027-08-02"),
    "letter_missing": lambda: _turned(
        _referred(),
        do.extend_deadline,
        "BR-REPLY",
        until_on="Fri 2027-07-02",
        reason="complexity",
        letter_item="",
    ),
    "letter_date_past": lambda: _read().refused(do.record_letter, on=ON, item=item(1), until_on=ON),
    "happening_unknown": lambda: _external_event("case:received"),
    "happening_known": lambda: _external_event("decision:received"),
    "own_limit_none": lambda: _own("application:received", "parks"),
    "own_limit_none_then": lambda: _own("application:received", happened_on="Tue 2024-12-31"),
    "own_limit_not_begun": lambda: _own("application:decided"),
}

PROVOKED = {**ANYWHERE, **TEXTS, **REPORTS, **COMPLAINTS, **CLOCKS}


def test_every_refusal_is_provoked_here() -> None:
    """A refusal that no test can reach is either dead or untested."""
    assert set(PROVOKED) == set(REFUSALS)


@pytest.mark.parametrize("code", sorted(PROVOKED))
def test_each_refusal_says_why(code: str) -> None:
    """The refusal has its code, a whole sentence with every placeholder filled, and a source."""
    refusal = PROVOKED[code]()

    assert refusal.code == code
    assert set(re.findall(r"%\((\w+)\)s", refusal.msgid)) == set(refusal.params)
    assert str(refusal).endswith(".")
    assert "%(" not in str(refusal)
    assert refusal.source
    assert isinstance(refusal, DomainError)


def test_a_refusal_repeats_dates_and_codes_only() -> None:
    """What a refusal says can be logged: no parameter can be free text, for none is typed by a reporter."""
    refusal = _asked().refused(do.ask_hand_over, on=ON)

    assert refusal.params == {"answer_by": date(2027, 2, 10)}


def test_wrong_days_of_a_referral_and_a_hearing() -> None:
    """A reply before the question, comments before the hearing, an announcement from tomorrow: refused."""
    asked_tuesday = _complaint().then(do.refer, on=NEXT, department="schools")
    heard_tuesday = _complaint().then(do.send_hearing, on=NEXT, department="schools", answer_by=LATER)
    reply = {"department": "schools", "quality": ReplyQuality.FULL}
    delay = {"department": "schools", "promised_on": LATER}

    assert (
        asked_tuesday.refused(do.register_reply, on=NEXT, replied_on=ON, **reply).code
        == "date_before_received"
    )
    assert (
        asked_tuesday.refused(do.announce_delay, on=NEXT, announced_on=LATER, **delay).code
        == "date_in_future"
    )
    assert (
        heard_tuesday.refused(do.answer_hearing, on=NEXT, department="schools", answered_on=ON).code
        == "date_before_received"
    )


def test_a_hand_over_answer_before_the_question() -> None:
    """Nobody consents before being asked."""
    story = _outside().then(do.ask_hand_over, on=NEXT)

    assert story.refused(do.consent_hand_over, on=NEXT, consented_on=ON).code == "hand_over_not_asked"


def test_consent_to_a_question_that_no_longer_fits() -> None:
    """Found to be within after all, the report is not handed over by an old consent."""
    story = within(_asked(), NEXT)

    assert story.refused(do.consent_hand_over, on=NEXT, consented_on=NEXT).code == "hand_over_needs_outside"


def test_a_contact_of_one_scheme_is_no_report_of_another() -> None:
    """A contact on the complaint side does not become a whistleblower report."""
    story = Story().then(do.register_contact, on=ON, channel="phone", scheme=Scheme.COMPLAINTS)
    refusal = story.refused(
        do.register_report,
        on=ON,
        scheme=Scheme.WHISTLEBLOWING,
        channel="phone",
        organisation_on=ON,
        unit_on=ON,
    )

    assert refusal.code == "wrong_scheme"


def test_a_report_knows_no_referral() -> None:
    """The complaint side's commands refuse a whistleblower report."""
    assert _read().refused(do.refer, on=ON, department="schools").code == "wrong_scheme"


def test_confirming_what_was_never_decided() -> None:
    """A publisher cannot confirm a message, feedback or answer that nobody decided."""
    story, complaint = _outside(), _complaint()

    assert story.refused(do.message_given, on=ON, placed_on=ON, item=item(1)).code == "not_decided"
    assert story.refused(do.feedback_given, on=ON, placed_on=ON, item=item(1)).code == "not_decided"
    assert complaint.refused(do.answer_given, on=ON, placed_on=ON, item=item(1)).code == "not_decided"
