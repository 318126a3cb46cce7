"""
The breaches of a case: every deadline that was missed, with its days late, whether or not its clock still
tells it.

A clock tells its own lateness as long as the engine counts it. When it begins anew or falls away - a case is
reopened, a decision changed, a department asked again - what was late is noted in the history first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from triage.cases.case import Case
from triage.cases.case_values import Breach
from triage.cases.events import Event, Tag, make_event
from triage.cases.replacing import replace
from triage.engine.case_deadlines import Deadline, Facts, deadlines
from triage.engine.changes import CORRECTION
from triage.rules.rulebook import Rulebook


def breaches(case: Case, due: Iterable[Deadline], today: date) -> tuple[Breach, ...]:
    """
    Give every breach of a case, in the order of the dates that were missed, explained or not.

    Args:
        due: the deadlines of the case as the engine has them today.
        today: the day up to which an open one is late.
    """
    missed = [(each, days) for each in due if (days := each.days_breached(today))]
    now = [_told(case, each, days) for each, days in missed]
    past = [one for one in case.breaches if not any(_is_of(one, each) for each, _days in missed)]
    return tuple(sorted((*past, *now), key=lambda one: (one.due_on or date.min, one.rule, one.subject)))


def noted(
    history: tuple[Event, ...],
    new: tuple[Event, ...],
    *,
    rulebook: Rulebook,
    facts_of: Callable[[tuple[Event, ...]], Facts],
) -> tuple[Event, ...]:
    """
    Give what must be written down with new events, so that no breach is forgotten over them.

    Args:
        history: all events of the case before the new ones.
        new: what is recorded now.
        facts_of: gives what the engine needs of a history.
    """
    if not history or any(each.text("reason") == CORRECTION for each in new if _is_following(each)):
        # Only a mistake of ours in the rules is put right backwards.
        return ()
    on = max(each.on for each in new)
    # What is entered late may show that nothing was: an open clock ran until the day of the thing itself.
    until = min(each.happened_on for each in new)
    before = deadlines(facts_of(history), rulebook, on)
    missed = [(each, days) for each in before if (days := each.days_breached(until))]
    if not missed:
        return ()
    known = {_key(each) for each in history if each.tag is Tag.BREACH_NOTED}
    after = {(each.rule, each.subject): each for each in deadlines(facts_of((*history, *new)), rulebook, on)}
    lost = [_note(each, days, on, until) for each, days in missed if not _is_told(each, after)]
    return tuple(each for each in lost if _key(each) not in known)


def _is_following(event: Event) -> bool:
    return event.tag is Tag.RULES_APPLIED


def _key(event: Event) -> tuple[str, str, date | None]:
    return event.required("rule"), event.text("subject") or "", event.day("due_on")


def _is_told(old: Deadline, after: dict[tuple[str, str], Deadline]) -> bool:
    new = after.get((old.rule, old.subject))
    # A clock that counts from an earlier day than was known is the same; one from a later day is another.
    return new is not None and (new.original_strict == old.original_strict or new.starts_on <= old.starts_on)


def _note(missed: Deadline, days: int, on: date, until: date) -> Event:
    return make_event(
        Tag.BREACH_NOTED,
        on=on,
        rule=missed.rule,
        subject=missed.subject or None,
        due_on=missed.original_strict,
        # Nobody waits for it any more, though it was never met.
        settled_on=missed.settled_on or until,
        days_late=days,
    )


def _is_of(breach: Breach, deadline: Deadline) -> bool:
    """Whether it is of this very deadline; one whose date was never kept is of any that its clock had."""
    same_clock = (breach.rule, breach.subject) == (deadline.rule, deadline.subject)
    return same_clock and breach.due_on in (None, deadline.original_strict)


def _told(case: Case, deadline: Deadline, days: int) -> Breach:
    found = next((one for one in case.breaches if _is_of(one, deadline)), None)
    return replace(
        found or Breach(rule=deadline.rule, subject=deadline.subject, days_late=days),
        days_late=days,
        due_on=deadline.original_strict,
        settled_on=deadline.settled_on,
    )
