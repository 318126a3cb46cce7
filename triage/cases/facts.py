"""
What the deadline engine needs of a case: the first day of each thing that happened.

The engine knows dates only, so what a date means is settled here: a contact starts no clock, a rejection
settles the acknowledgement too, reopening never takes a feedback back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from triage.cases.case import Case
from triage.cases.days import CASE_TOUCHED, DERIVED, OFFICE_RECEIVED
from triage.cases.decisions.acknowledgement import AcknowledgementGiven
from triage.cases.decisions.activities import PLANNED, ActivityRegistered
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.decisions.criticism import (
    CriticismRecorded,
    HearingAnswered,
    HearingSent,
    HearingWithdrawn,
)
from triage.cases.decisions.feedback import FeedbackGiven
from triage.cases.decisions.follow_up import FollowUpAnswered, FollowUpSent, FollowUpWithdrawn
from triage.cases.decisions.meetings import MeetingRecorded
from triage.cases.decisions.minutes import Minutes, MinutesDrafted
from triage.cases.decisions.minutes_locked import MinutesApproved
from triage.cases.decisions.planned import MeetingCalledOff, MeetingPlanned
from triage.cases.decisions.promises import PromiseKept, PromiseMade
from triage.cases.decisions.receiving import CaseReceived, ReportOpened
from triage.cases.decisions.recommendation_follow_up import (
    NOT_FOLLOWED,
    RecommendationAnswered,
    RecommendationAssessed,
    RecommendationEscalated,
    RecommendationTold,
)
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyReceived
from triage.cases.decisions.year_accounts import AccountMadePublic, CommentAsked, CommentReceived, comments
from triage.cases.register_kinds import RegisterKind
from triage.engine.deadline import Facts


def facts(case: Case, *, own_closing: frozenset[date] = frozenset(), country: str = "DK") -> Facts:
    """
    Give the engine's facts of a case.

    Args:
        own_closing: the office's own closing days, which move house clocks only.
        country: whose law the clocks of the case follow.
    """
    days = case.days
    occurred: dict[str, date] = {**days.named.get("", {}), **days.first}
    for tag, on in {**_settled(case), **days.derived}.items():
        if on is None:
            occurred.pop(tag, None)
        else:
            occurred[tag] = on
    by_themselves = {CASE_TOUCHED, OFFICE_RECEIVED}
    told_of = {(tag, ""): days.known[occurred[tag]] for tag in DERIVED - by_themselves if tag in occurred}
    if (CaseReceived.tag, "") in days.recorded:
        told_of[OFFICE_RECEIVED, ""] = days.recorded[CaseReceived.tag, ""]
    return Facts(
        scheme=case.scheme,
        occurred=occurred,
        own_closing=own_closing,
        country=country,
        instances=_instances(case),
        changes=days.changes,
        recorded={**days.recorded, **told_of},
        applied=days.applied,
        named={
            **{(HearingSent.tag, each.unit): each.answer_by for each in case.complaint.hearings},
            **{(PromiseMade.tag, each.subject): each.due_on for each in case.complaint.promises},
            **{(FollowUpSent.tag, each.unit): each.answer_by for each in case.complaint.follow_ups},
            **{(MeetingPlanned.tag, each.subject): each.runs_to for each in case.planned},
            **_named_by_entry(case),
        },
    )


def _named_by_entry(case: Case) -> Mapping[tuple[str, str], date]:
    began = case.register.began
    if isinstance(began, ActivityRegistered):
        return {(PLANNED, ""): began.meets_on}
    return {(CommentAsked.tag, unit): by for unit, by, _days in _comments(case)}


def _comments(case: Case) -> Iterator[tuple[str, date, dict[str, date | None]]]:
    """Give what units were asked about an account: who, by which day, and when it was asked and ended."""
    if case.register.kind is not RegisterKind.ACCOUNT:
        return
    public = [each.on for each in case.history if isinstance(each, AccountMadePublic)]
    for asked, received in comments(case):
        days = {
            CommentAsked.tag: asked.day,
            CommentReceived.tag: None if received is None else received.day,
            # It may have been published before, withdrawn, and only then been shown to the unit.
            AccountMadePublic.tag: next((on for on in public if on > asked.answer_by_on), None),
        }
        yield asked.unit, asked.answer_by_on, days


def _instances(case: Case) -> dict[str, dict[str, date]]:
    """Give the days of what runs several clocks at once, by what each is about."""
    by_subject = {subject: dict(days) for subject, days in case.days.named.items() if subject}
    asked: list[tuple[str, dict[str, date | None]]] = [
        (
            each.unit,
            {
                ReferralSent.tag: each.sent_on,
                ReplyReceived.tag: each.replied_on,
                ReferralRecalled.tag: each.recalled_on,
            },
        )
        for each in case.complaint.referrals
    ]
    asked += [
        (
            each.unit,
            {
                HearingSent.tag: each.sent_on,
                HearingAnswered.tag: each.answered_on,
                CriticismRecorded.tag: each.used_on,
                HearingWithdrawn.tag: each.withdrawn_on,
            },
        )
        for each in case.complaint.hearings
    ]
    asked += [
        (each.subject, {PromiseMade.tag: each.made_on, PromiseKept.tag: each.kept_on})
        for each in case.complaint.promises
    ]
    asked += [
        (
            each.unit,
            {
                FollowUpSent.tag: each.sent_on,
                FollowUpAnswered.tag: each.answered_on,
                FollowUpWithdrawn.tag: each.withdrawn_on,
            },
        )
        for each in case.complaint.follow_ups
    ]
    asked += [
        (
            each.subject,
            {
                MeetingPlanned.tag: each.made_on,
                MeetingRecorded.tag: each.held_on,
                MeetingCalledOff.tag: each.called_off_on,
            },
        )
        for each in case.planned
    ]
    asked += [(each.subject, _checked(each)) for each in case.minutes if each.subject]
    asked += [
        (
            each.unit,
            {
                RecommendationTold.tag: each.told_on,
                RecommendationAnswered.tag: each.answered_on,
                RecommendationAssessed.tag: each.assessed_on,
                NOT_FOLLOWED: each.not_followed_on,
                RecommendationEscalated.tag: each.onward_on,
            },
        )
        for each in case.register.told
    ]
    asked += [(each.subject, dict(each.happened)) for each in case.complaint.followed if not each.is_dropped]
    asked += [(unit, ends) for unit, _by, ends in _comments(case)]
    for unit, last in asked:
        days = by_subject.get(unit, {})
        known = {**days, **last}
        by_subject[unit] = {tag: on for tag, on in known.items() if on is not None}
    return by_subject


def _checked(minutes: Minutes) -> dict[str, date | None]:
    """Give from when minutes wait to be checked, and when they were locked, approved or not."""
    return {MinutesDrafted.tag: minutes.clock_on, MinutesApproved.tag: minutes.locked_on}


def _settled(case: Case) -> Mapping[str, date | None]:
    """Return the days that are not simply the first event of their name; None is "not happened"."""
    # With what the adviser took up nobody came, so nobody waits from that day on.
    # And what came before Betro was there was waited for elsewhere.
    nobody_came = case.is_contact or case.is_own_initiative or case.is_register
    was_received = not (nobody_came or case.complaint.before_betro)
    return {
        CaseReceived.tag: case.received_on if was_received else None,
        OFFICE_RECEIVED: (case.received_by_office_on or case.received_on) if was_received else None,
        ReportOpened.tag: case.opened_on,
        AcknowledgementGiven.tag: case.acknowledged_on,
        FeedbackGiven.tag: case.report.feedback_given_on,
        AnswerGiven.tag: case.complaint.answered_on,
        CaseReopened.tag: case.reopened_on,
        CaseClosed.tag: case.closed_on,
        **(_checked(case.minutes[0]) if case.minutes else {}),
        # Each unit has its own clock.
        ReferralSent.tag: None,
        ReplyReceived.tag: None,
        ReferralRecalled.tag: None,
        HearingSent.tag: None,
        HearingAnswered.tag: None,
        CriticismRecorded.tag: None,
        HearingWithdrawn.tag: None,
        FollowUpSent.tag: None,
        FollowUpAnswered.tag: None,
        FollowUpWithdrawn.tag: None,
        # And so have each promise and each planned meeting.
        PromiseMade.tag: None,
        PromiseKept.tag: None,
        MeetingPlanned.tag: None,
        MeetingRecorded.tag: None,
        MeetingCalledOff.tag: None,
        # And each unit that was told of a recommendation.
        RecommendationTold.tag: None,
        RecommendationAnswered.tag: None,
        RecommendationAssessed.tag: None,
        RecommendationEscalated.tag: None,
        # A contact is no case that waits for anything.
        CASE_TOUCHED: None if case.is_contact else case.days.touched_on or case.received_on,
    }
