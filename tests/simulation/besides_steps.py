"""The steps of what happens in a fictive case besides its own course."""

from datetime import datetime, timedelta

from tests.simulation.steps import NotRefusedError, clock_of, decide, file_of, must_refuse
from triage.cases.decisions.acknowledgement import AcknowledgementWaived
from triage.cases.decisions.clocks import ClockInterrupted, ClockRestarted
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.criticism import CriticismRecorded, HearingAnswered, HearingSent
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.messages import LetterRecorded
from triage.cases.decisions.minutes import CheckWay, MinutesDrafted, MinutesOf, MinutesSentToCheck
from triage.cases.decisions.minutes_locked import ApprovalWay, ApprovedBy, MinutesApproved, MinutesCorrected
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.fold import told
from triage.cases.typed import typed
from triage.cli.demo.player import ADVISORS
from triage.cli.demo.steps import Play, Playing, decides, in_mailbox
from triage.services.casework.as_seen import MovedOnError
from triage.services.casework.execute import execute
from triage.services.casework.open_case import open_identity

TIME_TO_COMMENT = timedelta(days=14)


def _interrupted(each: Playing, now: datetime) -> None:
    clock, reason = clock_of(each, now), each.step["reason"]
    decide(
        each,
        now,
        ClockInterrupted,
        rule=clock.rule,
        subject=clock.subject,
        reason=reason,
        reason_item=each.text,
    )


def _restarted(each: Playing, now: datetime) -> None:
    clock = clock_of(each, now)
    decide(each, now, ClockRestarted, rule=clock.rule, subject=clock.subject)


def _number(each: Playing, now: datetime) -> int:
    """Give the place of what the step is about, where it was recorded last."""
    return max(
        place
        for place, event in enumerate(told(file_of(each, now).case.history), start=1)
        if isinstance(event, ExternalEventRecorded) and event.event == each.step["event"]
    )


def _corrected(each: Playing, now: datetime) -> None:
    """Put the day of what happened right."""
    number = _number(each, now)
    right_on = each.told(EventCorrected, now)["right_on"]
    about = {"number": number, "field": "happened_on", "right_on": right_on}
    decide(each, now, EventCorrected, **about, reason_item=each.text)


def _withdrawn(each: Playing, now: datetime) -> None:
    decide(each, now, EventWithdrawn, number=_number(each, now), reason_item=each.text)


def _tried_to_criticise(each: Playing, now: datetime) -> None:
    """Try to criticise a unit that still has time to comment."""
    about = {"kind": "criticism", "unit": each.step["unit"]}
    must_refuse("hearing_open", lambda: decide(each, now, CriticismRecorded, **about, item=each.text))


def _tried_to_rewrite_minutes(each: Playing, now: datetime) -> None:
    """Try to change minutes that the reporter has approved."""
    given = {"number": 1, "item": each.text, "wish_item": each.text}
    must_refuse("minutes_locked", lambda: decide(each, now, MinutesCorrected, **given))


def _minutes(each: Playing, now: datetime) -> None:
    """Write minutes and read them aloud."""
    decide(each, now, MinutesDrafted, number=1, of=MinutesOf.BEGINNING, item=each.text)
    decide(each, now, MinutesSentToCheck, number=1, way=CheckWay.READ_ALOUD, given_on=now.date())


def _name_opened(each: Playing, now: datetime) -> None:
    found = open_identity(each.town.organisation, each.who, each.reference, why=each.text, now=now)
    if found.integrity_warnings or [one.name for one in found.names] != [each.data["name"]]:
        raise NotRefusedError("the name that was opened is not the one that was written")


def _letter(each: Playing, now: datetime) -> None:
    given_on = None if in_mailbox(each.data) else now.date()
    decide(each, now, LetterRecorded, **each.told(LetterRecorded, now), given_on=given_on)


def _two_at_once(each: Playing, now: datetime) -> None:
    """Both advisors have the case before them; the second is told that something has come in between."""
    organisation, note = each.town.organisation, typed(NoteAdded, item=each.text)
    seen = len(file_of(each, now).history)
    execute(organisation, each.who, each.reference, note, now=now, seen=seen)
    other = next(name for name in ADVISORS if each.town.people[name] != each.who)
    second = each.town.people[other]
    try:
        execute(organisation, second, each.reference, note, now=now, seen=seen)
    except MovedOnError:
        execute(organisation, second, each.reference, note, now=now, seen=seen + 1)
    else:
        raise NotRefusedError("what was written on an older state of a case was kept unseen")


BESIDES_STEPS: dict[str, Play] = {
    "corrected": _corrected,
    "criticised": decides(CriticismRecorded),
    "external-event": decides(ExternalEventRecorded),
    "hearing": decides(HearingSent, answer_by_on=lambda _each, today: today + TIME_TO_COMMENT),
    "hearing_answered": decides(HearingAnswered),
    "interrupted": _interrupted,
    "letter": _letter,
    "minutes": _minutes,
    "minutes_approved": decides(
        MinutesApproved,
        number=lambda _each, _today: 1,
        by=lambda _each, _today: ApprovedBy.SPEAKER,
        how=lambda _each, _today: ApprovalWay.SPOKEN,
    ),
    "name_opened": _name_opened,
    "restarted": _restarted,
    "tried_to_criticise": _tried_to_criticise,
    "tried_to_rewrite_minutes": _tried_to_rewrite_minutes,
    "two_at_once": _two_at_once,
    "waived": decides(AcknowledgementWaived),
    "withdrawn": _withdrawn,
}
