"""
Which letters a case owes now or soon: a pure function of the case, its deadlines and today.

A letter is offered before the day it is needed, so that nobody begins on an empty page when time has run out:
the acknowledgement until it is given, feedback from 30 days before, a delay or an extension from the second
warning of its clock, or from the day a unit said that it will be late. It allows and forbids nothing;
that is the events'.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.days import OUTCOME_TOLD, is_followed
from triage.cases.decisions.acknowledgement import AcknowledgementGiven
from triage.cases.decisions.clocks import DeadlineExtended
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.decisions.feedback import FeedbackGiven
from triage.cases.decisions.messages import LetterRecorded
from triage.cases.events import CaseEvent, Decided
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import Investigation, Scope
from triage.engine.deadline import Deadline
from triage.engine.ladder import due_steps
from triage.rules.codes import RuleKind
from triage.rules.model import Rule

FEEDBACK_SOON = timedelta(days=30)
YEAR = timedelta(days=365)
WARNINGS = 2
"""A delay or an extension is offered when the clock has warned so many times."""
ENDINGS = frozenset({CaseClosed.tag})
"""What ends a clock without anybody being told anything."""
FEEDBACK = frozenset({FeedbackGiven.tag, OUTCOME_TOLD})
"""What only a feedback settles."""
WAITED_FOR = frozenset(
    {
        AnswerGiven.tag,
        "document_access:decided",
        "party_access:decided",
        "subject_access:answered",
        "application:decided",
    }
)
"""What the one who came with the case waits for; what none of these settles is the office's own affair."""


class SentBy(Worded):
    """How a letter that is not in the mailbox reached the one it was for."""

    LETTER = "letter", N_("By letter")
    DIGITAL_POST = "digital_post", N_("By Digital Post")
    MAIL = "mail", N_("By e-mail")
    BY_HAND = "by_hand", N_("By hand, at a meeting")
    PHONE = "phone", N_("On the phone")
    EARLIER_MAILBOX = "earlier_mailbox", N_("In the mailbox of the case that was handed over")


@dataclass(frozen=True, slots=True)
class DueLetter:
    """
    A letter to write. `by` is the day by which it must be there, None where no clock waits for it; `rule` and
    `subject` tell the clock, as a `Deadline` does. `moves` says that the clock can be extended with it.
    """

    kind: LetterKind
    by: date | None = None
    rule: str | None = None
    subject: str = ""
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A letter that was sent, as the history tells of it: codes and days, never its words."""

    kind: str
    language: str
    rule: str | None
    subject: str
    until_on: date | None


def letters_due(
    case: Case,
    deadlines: Iterable[Deadline],
    written: Sequence[Written],
    today: date,
    *,
    appealable: Collection[str],
    renew_on: date | None = None,
) -> tuple[DueLetter, ...]:
    """
    Give the letters to write, the most pressing first; those without a day last.

    Args:
        deadlines: those of the case, as the engine has them today.
        written: what was sent before (`letters_written`).
        appealable: reasons after which somebody must be told how to appeal.
        renew_on: the day since which a consent is asked for anew (`renewal.renew_on`), if one is.
    """
    if case.is_contact or case.is_own_initiative or case.is_register or case.closed_on is not None:
        return ()
    waits: set[tuple[frozenset[str], str]] = set()
    due: list[DueLetter] = []
    for deadline in sorted(deadlines, key=lambda each: (each.due_strict, each.rule)):
        wait = (_settles(deadline.counted_by), deadline.subject)
        # Of several clocks that wait for one thing only the first to run out asks for a letter.
        if deadline.is_open and not deadline.is_paused and wait not in waits:
            waits.add(wait)
            due += _of_clock(case, deadline, written, today)
    if renew_on is not None and renew_on <= today and not _was_asked_anew(written, today):
        due.append(DueLetter(LetterKind.CONSENT))
    clocked = {each.kind for each in due}
    due += [each for each in _without_clock(case, written, appealable) if each.kind not in clocked]
    return tuple(sorted(set(due), key=lambda each: (each.by or date.max, each.kind, each.subject)))


@dataclass(frozen=True, slots=True)
class ReadyLetter:
    """A letter that waits as a draft, from the first day to the last of them; `date.max` is no end."""

    letter: DueLetter
    from_on: date
    until_on: date


def letters_ahead(
    case: Case,
    deadlines: Sequence[Deadline],
    written: Sequence[Written],
    today: date,
    *,
    appealable: Collection[str],
    renew_on: date | None = None,
) -> tuple[ReadyLetter, ...]:
    """Give what `letters_due` will say on every day from *today* on, should nothing happen in the case."""
    anew = () if renew_on is None else (renew_on,)
    turns = sorted({today, *(day for day in (*_turns(deadlines, written), *anew) if day > today)})
    ready: list[ReadyLetter] = []
    running: dict[DueLetter, date] = {}
    for day in turns:
        due = set(letters_due(case, deadlines, written, day, appealable=appealable, renew_on=renew_on))
        gone = running.keys() - due
        ready += [ReadyLetter(letter, running.pop(letter), day - timedelta(days=1)) for letter in gone]
        running = dict.fromkeys(due, day) | running
    ready += [ReadyLetter(letter, day, date.max) for letter, day in running.items()]
    return tuple(ready)


def _turns(deadlines: Iterable[Deadline], written: Iterable[Written]) -> Iterator[date]:
    """Give every day on which `letters_due` may begin to say something else."""
    yield from (each.until_on + timedelta(days=1) for each in written if each.until_on is not None)
    for each in deadlines:
        yield each.due_strict - FEEDBACK_SOON
        yield each.due_strict + timedelta(days=1)
        yield from (step.on for step in due_steps(each, each.due_strict + YEAR)[:WARNINGS])


def acknowledgement_kind(case: Case) -> LetterKind:
    """Give the letter that says to this case's sender that it has arrived."""
    return LetterKind.ACKNOWLEDGEMENT if case.is_report else LetterKind.ACKNOWLEDGEMENT_COMPLAINT


def feedback_kind(case: Case) -> LetterKind:
    """Give the feedback that the decisions so far point to."""
    report = case.report
    if report.scope is Scope.OUTSIDE:
        return LetterKind.OUTSIDE
    if report.investigation is Investigation.INVESTIGATE:
        return LetterKind.FEEDBACK_INTERIM if report.outcome is None else LetterKind.FEEDBACK_FINAL
    return LetterKind.FEEDBACK_INTERIM if report.investigation is None else LetterKind.FEEDBACK_FINAL


def delay_kind(case: Case) -> LetterKind:
    """Give the letter that says that something takes longer."""
    return LetterKind.DELAY_REPORT if case.is_report else LetterKind.DELAY


def extension_kind(case: Case, rule: Rule) -> LetterKind:
    """Give the letter that goes with an extension of a clock."""
    if rule.by_notice:
        # Where telling the new date is what moves it, telling it is the letter.
        return delay_kind(case)
    return LetterKind.EXTENSION_FEEDBACK if _is_feedback(rule) else LetterKind.EXTENSION


def is_waited_for(case: Case, rule: Rule) -> bool:
    """Whether the one who came with the case waits for what a clock of this rule is about."""
    # What the house has set itself between two feedbacks, it need not excuse to a reporter.
    is_promised = _is_feedback(rule) and rule.kind is RuleKind.STATUTE
    return (is_promised or bool(_settles(rule) & WAITED_FOR)) and is_for_sender(case, rule)


def is_for_sender(case: Case, rule: Rule) -> bool:
    """
    Whether a letter about this clock may lie in the mailbox of the case.

    Who asks for the documents of a report is hardly its reporter, and what a reporter reads names no case.
    """
    return not case.is_report or _is_feedback(rule)


def letters_written(history: Iterable[CaseEvent]) -> tuple[Written, ...]:
    """Give the letters that a history tells of, in its order."""
    return tuple(
        _written(each, each.template, each.language)
        for each in history
        if isinstance(each, Decided) and each.template is not None and each.language is not None
    )


def _written(event: Decided, template: str, language: str) -> Written:
    if isinstance(event, LetterRecorded | DeadlineExtended):
        return Written(template, language, event.rule, event.subject or "", event.until_on)
    return Written(template, language, None, "", None)


def _without_clock(
    case: Case, written: Sequence[Written], appealable: Collection[str]
) -> Iterator[DueLetter]:
    if _is_unacknowledged(case):
        yield DueLetter(acknowledgement_kind(case))
    if case.report.scope is Scope.OUTSIDE and case.told_on is None and case.report.pending_feedback is None:
        yield DueLetter(LetterKind.OUTSIDE)
    reason = case.report.scope_reason if case.is_report else case.complaint.rejection
    if reason in appealable and all(each.kind != LetterKind.APPEAL for each in written):
        yield DueLetter(LetterKind.APPEAL)


def _of_clock(case: Case, deadline: Deadline, written: Sequence[Written], today: date) -> Iterator[DueLetter]:
    rule = deadline.counted_by

    def due(kind: LetterKind, *, moves: bool = False) -> DueLetter:
        return DueLetter(kind, deadline.due_strict, deadline.rule, deadline.subject, moves)

    if AcknowledgementGiven.tag in rule.satisfied_by:
        if _is_unacknowledged(case):
            yield due(acknowledgement_kind(case))
        return
    is_soon = deadline.due_strict - FEEDBACK_SOON <= today
    if _is_feedback(rule) and is_soon and case.report.pending_feedback is None:
        yield due(feedback_kind(case))
    if not is_waited_for(case, rule) or is_followed(deadline.subject):
        return
    if len(due_steps(deadline, today)) < WARNINGS:
        return
    # An extension after the date has passed mends nothing; then a letter can still say how it stands.
    if (rule.by_notice or rule.may_extend is not None) and today <= deadline.due_strict:
        yield due(extension_kind(case, rule), moves=True)
    elif not _was_told(deadline, written, today):
        yield due(delay_kind(case))


def _settles(rule: Rule) -> frozenset[str]:
    return frozenset(rule.satisfied_by) - ENDINGS


def _is_feedback(rule: Rule) -> bool:
    settles = _settles(rule)
    return bool(settles) and settles <= FEEDBACK


def _was_told(deadline: Deadline, written: Sequence[Written], today: date) -> bool:
    """Whether a new date was named for this clock that has not passed yet."""
    return any(
        each.rule == deadline.rule
        and each.subject == deadline.subject
        and each.until_on is not None
        and each.until_on >= today
        for each in written
    )


def _was_asked_anew(written: Sequence[Written], today: date) -> bool:
    """Whether there is still time to answer whether a consent holds on."""
    asked = (each.until_on for each in written if each.kind == LetterKind.CONSENT)
    return any(until is not None and until >= today for until in asked)


def _is_unacknowledged(case: Case) -> bool:
    # Whoever has an answer knows that it arrived.
    is_answered = case.complaint.answered_on is not None or case.report.feedback_given_on is not None
    # And nobody tells by now that it arrived years ago, in another register.
    return case.acknowledgement.is_open and not (is_answered or case.complaint.before_betro)
