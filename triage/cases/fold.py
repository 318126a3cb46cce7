"""
From events to a case.

One small function per tag, in one table at the end. A fold decides nothing and refuses nothing: what may
happen was decided by the command, and history is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from triage.cases.case import Case
from triage.cases.case_values import Breach
from triage.cases.events import CLOCK_TAGS, Event, Tag
from triage.cases.fold_complaints import COMPLAINT_STEPS
from triage.cases.fold_correspondence import CORRESPONDENCE_STEPS
from triage.cases.fold_report import REPORT_STEPS
from triage.cases.replacing import replace
from triage.cases.vocabulary import CallKind, Responsible, Scheme

Step = Callable[[Case, Event], Case]


def fold(events: Iterable[Event]) -> Case:
    """
    Compute the case that these events tell.

    Args:
        events: all events of one case, in the order they were recorded.

    Raises:
        ValueError: no events, or the first one does not begin a case.
    """
    case: Case | None = None
    for event in events:
        case = evolve(case, event)
    if case is None:
        raise ValueError("a case without events")
    return case


def evolve(case: Case | None, event: Event) -> Case:
    """
    Return the case after one more event; `case` is None for the first.

    Raises:
        ValueError: a first event that does not begin a case.
    """
    if case is None:
        if event.tag not in BEGINNINGS:
            raise ValueError(f"{event.tag} cannot begin a case")
        return _begin(event)
    return STEPS[event.tag](case, event)


BEGINNINGS = frozenset({Tag.CASE_RECEIVED, Tag.CASE_REGISTERED, Tag.CALL_REGISTERED, Tag.CONTACT_REGISTERED})


def _begin(event: Event) -> Case:
    case = Case(
        scheme=Scheme(event.required("scheme")),
        channel=event.required("channel"),
        received_on=event.day("received_on") or event.happened_on,
        is_contact=event.tag is Tag.CONTACT_REGISTERED,
        original_received_on=event.day("original_received_on"),
        summary_item=event.text("summary_item"),
    )
    if event.tag is Tag.CONTACT_REGISTERED:
        return replace(case, contacts=(event.happened_on,))
    if event.tag is Tag.CASE_REGISTERED:
        return _registered(case, event)
    if event.tag is Tag.CALL_REGISTERED:
        return replace(
            case, registered=True, opened_on=event.happened_on, call_kind=CallKind(event.required("kind"))
        )
    return case


def _registered(case: Case, event: Event) -> Case:
    return replace(
        case,
        is_contact=False,
        registered=True,
        channel=event.required("channel"),
        received_on=event.day("received_on") or event.happened_on,
        received_by_organisation_on=event.day("organisation_on"),
        received_by_unit_on=event.day("unit_on"),
        opened_on=case.opened_on or event.day("read_on") or event.on,
    )


def _received(case: Case, _event: Event) -> Case:
    # The clock may receive the submission of a report that the office registered in the same moment; the
    # registration knows more, so the plain receipt adds nothing.
    return case


def _contact(case: Case, event: Event) -> Case:
    return replace(case, contacts=(*case.contacts, event.happened_on))


def _assigned(case: Case, event: Event) -> Case:
    return replace(case, assigned_to=event.required("handler"))


def _opened(case: Case, event: Event) -> Case:
    return replace(case, opened_on=case.opened_on or event.happened_on)


def _unchanged(case: Case, _event: Event) -> Case:
    return case


def _summary(case: Case, event: Event) -> Case:
    return replace(case, summary_item=event.required("item"))


def _noted(case: Case, event: Event) -> Case:
    breach, others = _breach(case, event)
    return replace(case, breaches=(*others, replace(breach, settled_on=event.day("settled_on"))))


def _explained(case: Case, event: Event) -> Case:
    breach, others = _breach(case, event)
    explained = replace(
        breach,
        responsible=Responsible(event.required("responsible")),
        reason_item=event.required("reason_item"),
        explained_on=event.on,
    )
    return replace(case, breaches=(*others, explained))


def _breach(case: Case, event: Event) -> tuple[Breach, tuple[Breach, ...]]:
    """Return the breach that an event tells of, as far as it is known, and the others."""
    rule, subject, due_on = event.required("rule"), event.text("subject") or "", event.day("due_on")
    # The oldest explanations do not say which date was missed: then it was the last one.
    clock = (rule, subject)
    same = [one for one in case.breaches if (one.rule, one.subject) == clock and one.due_on in (None, due_on)]
    found = same[0] if same else Breach(rule=rule, days_late=0, subject=subject)
    found = replace(found, days_late=_number(event, "days_late"), due_on=due_on)
    return found, tuple(one for one in case.breaches if one not in same)


def _number(event: Event, key: str) -> int:
    value = event.payload.get(key)
    if not isinstance(value, int):
        raise TypeError(f"{event.tag} without {key}")
    return value


def _closed(case: Case, event: Event) -> Case:
    return replace(case, closed_on=event.happened_on, closed_in_conversation=event.flag("in_conversation"))


def _reopened(case: Case, event: Event) -> Case:
    return replace(
        case, closed_on=None, closed_in_conversation=False, reopened_on=event.happened_on, told_on=None
    )


STEPS: Mapping[Tag, Step] = MappingProxyType(
    {
        Tag.CASE_RECEIVED: _received,
        Tag.CASE_REGISTERED: _registered,
        Tag.CALL_REGISTERED: _contact,
        Tag.CONTACT_REGISTERED: _contact,
        Tag.CASE_ASSIGNED: _assigned,
        Tag.CASE_CLOSED: _closed,
        Tag.CASE_REOPENED: _reopened,
        Tag.REPORT_OPENED: _opened,
        Tag.IDENTITY_OPENED: _unchanged,
        Tag.SUMMARY_SET: _summary,
        Tag.NOTE_ADDED: _unchanged,
        Tag.LETTER_RECORDED: _unchanged,
        Tag.FEEDBACK_EXTENDED: _unchanged,
        Tag.BREACH_NOTED: _noted,
        Tag.BREACH_EXPLAINED: _explained,
        # What turns a clock changes no decision; `facts` reads it for the engine.
        **dict.fromkeys(CLOCK_TAGS, _unchanged),
        **REPORT_STEPS,
        **CORRESPONDENCE_STEPS,
        **COMPLAINT_STEPS,
    }
)
