"""
After a rule, a calendar or a limit of the house's own was changed: which open cases would move, and letting
them follow.

A case keeps what was known when its clocks began. Following is an event of its own, so that the history of
each case tells that its dates moved, from what, and why. What has been met is not touched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from intake.contents.versioned import FormError
from intake.store.engine import read, write
from triage.cases.decisions.clocks import RulesApplied
from triage.cases.fold import fold
from triage.cases.history import written
from triage.cases.kept_facts import read as read_facts
from triage.engine.case_deadlines import deadlines, open_deadlines
from triage.engine.changes import RuleUpdate
from triage.engine.deadline import Facts
from triage.rules.codes import ApplyReason
from triage.rules.rulebook import Rulebook
from triage.services.history.case_file import facts_of, file_of
from triage.services.history.one_by_one import one_by_one
from triage.services.history.record import differs, project, record
from triage.services.organisation import Organisation
from triage.store import events, kept_facts
from triage.store.kept_facts import OpenCase
from triage.store.projections import Dates, stored_dates
from triage.store.visibility import CaseHandle, SystemAccess


@dataclass(frozen=True, slots=True)
class Move:
    """
    One deadline that would move: its dates as they stand (None where the clock would begin), and as they
    would be (None where it would end, because its rule, or the limit that the house had set itself, is gone).
    """

    case_reference: str
    rule: str
    subject: str
    old: Dates | None
    new: Dates | None


def preview(
    organisation: Organisation, access: SystemAccess, *, today: date, reason: str = ApplyReason.LAW_CHANGE
) -> tuple[Move, ...]:
    """Give every open deadline of an open case that would move, in the order of reference and rule."""
    moves = [move for _handle, each in _moving(organisation, access, today, reason) for move in each]
    return tuple(sorted(moves, key=lambda move: (move.case_reference, move.rule, move.subject)))


def apply(
    organisation: Organisation,
    access: SystemAccess,
    *,
    today: date,
    reason: str,
    reference: str | None = None,
) -> int:
    """
    Let every open case that would move follow what is known today, one transaction each; give their number.

    Doing it again moves nothing more.

    Args:
        reason: one of `ApplyReason`.
        reference: a short code to look up why, such as the number of an act; no sentence.

    Raises:
        ValueError: another reason, or a reference that is no code.
        SomeFailedError: at least one case could not follow; the others have.
    """
    if reason not in list(ApplyReason):
        raise ValueError(f"the reason is one of {', '.join(list(ApplyReason))}")
    event = RulesApplied(on=today, as_of_on=today, reason=reason, reference=reference)
    try:
        written(event)
    except FormError:
        raise ValueError("the reference is a short code and no sentence") from None
    waiting = [handle for handle, _moves in _moving(organisation, access, today, reason)]
    return one_by_one("rules", waiting, lambda handle: _follow(organisation, handle, event))


def _follow(organisation: Organisation, handle: CaseHandle, event: RulesApplied) -> bool:
    with write(organisation.triage) as connection:
        file = file_of(connection, organisation, handle, today=event.on)
        update = RuleUpdate(event.on, event.on, event.reason)
        stored = stored_dates(connection, handle)
        if not any(_moves("", file.facts, organisation.rulebook, update, stored)):
            return False
        record(connection, organisation, file, [event])
    return True


def _moving(
    organisation: Organisation, access: SystemAccess, today: date, reason: str
) -> Iterator[tuple[CaseHandle, list[Move]]]:
    update = RuleUpdate(today, today, reason)
    with read(organisation.triage) as connection:
        for each in kept_facts.open_cases(connection, access):
            known = _known(connection, organisation, each)
            moves = list(_moves(each.case_reference, known, organisation.rulebook, update, each.dates))
            if moves:
                yield each.handle, moves


def _known(connection: Connection, organisation: Organisation, each: OpenCase) -> Facts:
    """Give the facts of a case as they are kept; from its history, where they were derived otherwise then."""
    settings = organisation.settings
    if each.facts is not None:
        kept = read_facts(each.facts, own_closing=settings.closing_days, country=settings.country)
        if kept is not None:
            return kept
    return facts_of(organisation, fold(events.history(connection, each.handle)))


def _moves(
    reference: str,
    facts: Facts,
    rulebook: Rulebook,
    update: RuleUpdate,
    stored: Mapping[tuple[str, str], Dates],
) -> Iterator[Move]:
    gone = dict(stored)
    for each in open_deadlines(facts, rulebook, update.on, following=update):
        old = gone.pop((each.rule, each.subject), None)
        new = Dates(each.due_strict, each.due_latest, each.due_target)
        if old != new:
            yield Move(reference, each.rule, each.subject, old, new)
    if gone:
        every = deadlines(facts, rulebook, update.on, following=update)
        met = {(each.rule, each.subject) for each in every}
        for rule, subject in gone.keys() - met:
            yield Move(reference, rule, subject, gone[rule, subject], None)


def look_again(organisation: Organisation, access: SystemAccess) -> int:
    """
    Write down anew what follows from the history of each open case, where something else stands, and give
    their number: after a changed ladder a clock must be looked at earlier, though no date has moved.
    """
    with read(organisation.triage) as connection:
        handles = [each.handle for each in kept_facts.open_cases(connection, access)]
    return one_by_one("rules", handles, lambda handle: _written_anew(organisation, handle))


def _written_anew(organisation: Organisation, handle: CaseHandle) -> bool:
    with read(organisation.triage) as connection:
        if not differs(connection, organisation, handle):
            return False
    with write(organisation.triage) as connection:
        project(connection, organisation, handle)
    return True
