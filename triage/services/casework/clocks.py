"""
Turning a clock by hand, as decisions that the desk tries out and carries out.

Every free text is sealed; history holds the rule, the days and a reason from the list.
"""

from collections.abc import Callable
from datetime import date

from triage.cases.case import Case
from triage.cases.decisions import commands
from triage.cases.decisions.clocks import RunningDeadline, clock
from triage.cases.derived_dates import DERIVED
from triage.cases.events import Event, Tag
from triage.engine.case_deadlines import Deadline, Facts
from triage.rules.local_limits import takes_local_limit
from triage.services.casework.execute import TOLD, CaseFile, Decision, Items, Text
from triage.services.organisation import Organisation

LETTER = "letter"
"""The name under which the text of a letter that went another way is given to the command."""


def clock_of(
    organisation: Organisation, found: CaseFile, deadline: Deadline, *, today: date
) -> RunningDeadline:
    """
    Give a clock of a case as the commands want it: its deadline, its rule, and how far it may be extended.
    """
    return clock(facts_of(organisation, found), organisation.rulebook, today, deadline)


def facts_of(organisation: Organisation, found: CaseFile) -> Facts:
    """Give what the engine knows of a case."""
    return organisation.facts_of(found.history, case=found.case)


def suspended(*, clock: RunningDeadline, reason: str, why: str, happened_on: date | None = None) -> Decision:
    """Stop a clock for one of its rule's reasons; the rest of its time is kept."""
    return _turned(commands.suspend, clock, reason, why, happened_on)


def resumed(*, clock: RunningDeadline, happened_on: date | None = None) -> Decision:
    """Let a suspended clock run on."""
    return Decision(
        lambda case, _ids, on, actor: commands.resume(
            case, on=on, actor=actor, clock=clock, happened_on=happened_on
        )
    )


def interrupted(
    *, clock: RunningDeadline, reason: str, why: str, happened_on: date | None = None
) -> Decision:
    """Interrupt a clock for one of its rule's reasons."""
    return _turned(commands.interrupt, clock, reason, why, happened_on)


def restarted(
    *, clock: RunningDeadline, reason: str | None, why: str, happened_on: date | None = None
) -> Decision:
    """End an interruption, or count a running clock anew where its rule lets it."""
    return _turned(commands.restart, clock, reason, why, happened_on)


def _turned(
    command: Callable[..., tuple[Event, ...]],
    clock: RunningDeadline,
    reason: str | None,
    why: str,
    on_day: date | None,
) -> Decision:
    return Decision(
        lambda case, ids, on, actor: command(
            case,
            on=on,
            actor=actor,
            clock=clock,
            reason=reason,
            reason_item=ids["reason"],
            happened_on=on_day,
        ),
        {"reason": Text(why)},
    )


def extended(
    *, clock: RunningDeadline, until_on: date, reason: str, why: str, letter: str, told_on: date | None = None
) -> Decision:
    """
    Give a clock longer, with the letter that says so.

    Args:
        letter: what the one who waits reads.
        told_on: the day the letter went another way than through the mailbox; None places it there.
    """

    def command(case: Case, ids: Items, on: date, actor: str) -> tuple[Event, ...]:
        item = ids[TOLD] if told_on is None else ids[LETTER]
        placed = commands.send_message(case, on=on, actor=actor, item=item) if told_on is None else ()
        return placed + commands.extend_deadline(
            case,
            on=on,
            actor=actor,
            clock=clock,
            until_on=until_on,
            reason=reason,
            reason_item=ids["reason"],
            letter_item=item,
            told_on=told_on,
        )

    texts = {"reason": Text(why)}
    if told_on is None:
        return Decision(command, texts, told=letter)
    return Decision(command, {**texts, LETTER: Text(letter)})


def waived(*, clock: RunningDeadline, reason: str, why: str) -> Decision:
    """Leave the acknowledgement out, for a reason that its rule knows."""
    return Decision(
        lambda case, ids, on, actor: commands.waive_acknowledgement(
            case, on=on, actor=actor, rule=clock.rule, reason=reason, reason_item=ids["reason"]
        ),
        {"reason": Text(why)},
    )


def external_events(organisation: Organisation, scheme: str) -> tuple[str, ...]:
    """
    Give the events that a person may record in a case of this scheme, in the order of the rules.

    What runs a limit that the municipality has set itself is recorded for its area: see `own_limits`.
    """
    found: dict[str, None] = {}
    for id_ in organisation.rulebook.of_scheme(scheme, organisation.settings.country):
        for rule in organisation.rulebook.versions[id_]:
            if takes_local_limit(rule):
                continue
            found |= dict.fromkeys((rule.starts, *rule.satisfied_by))
    return tuple(tag for tag in found if tag not in set(Tag) | DERIVED)


def external_event(
    *, so_far: Facts, known: tuple[str, ...], event: str, subject: str = "", happened_on: date | None = None
) -> Decision:
    """Record something that starts or ends a clock and is no step of the case."""
    return Decision(
        lambda case, _ids, on, actor: commands.record_external_event(
            case,
            on=on,
            actor=actor,
            known=known,
            so_far=so_far,
            event=event,
            subject=subject,
            happened_on=happened_on,
        )
    )
