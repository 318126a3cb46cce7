"""What a decision costs: the history of its case is read and folded once, and its clocks are counted anew."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.clockwork import Clockwork, a_clockwork, at
from tests.office import found_office
from triage.cases import breaches, context, fold
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.receiving import ContactRegistered, NoteAdded
from triage.cases.events import CaseEvent
from triage.cases.typed import Typed, typed
from triage.store import events

SCOPE = typed(ScopeAssessed, scope="within", reason_item="Inden for ordningen.")
MESSAGE = typed(MessageDecided, item="Hvornår skete det?", asks=True)


@pytest.fixture
def cost(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a history is read, a case is folded and the engine is asked."""
    found: Counter[str] = Counter()
    for module, name, what in (
        (events, "history", "reads"),
        (fold, "walked", "folds"),
        (context, "deadlines", "engine runs"),
        (breaches, "deadlines", "engine runs"),
    ):
        called = getattr(module, name)

        def counted(*given, _what=what, _called=called, **named):
            found[_what] += 1
            return _called(*given, **named)

        monkeypatch.setattr(module, name, counted)
    return found


@pytest.mark.parametrize("decision", [SCOPE, MESSAGE], ids=["scope", "message"])
def test_a_decision_reads_its_case_once(tmp_path: Path, cost: Counter[str], decision: Typed) -> None:
    """Decided, placed in the mailbox and recorded as given: one reading serves it all."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    town.send()
    assert town.tick() == ()
    town.decide_opened()
    cost.clear()
    town.decide(decision)
    assert cost == {"reads": 1, "folds": 1, "engine runs": cost["engine runs"]}
    assert cost["engine runs"] <= 2


@pytest.mark.parametrize(
    ("what", "typed_in"),
    [
        ("scope", {"scope": "within", "reason_item": "Inden for ordningen."}),
        ("message", {"item": "Hvornår skete det?", "asks": "y"}),
    ],
)
def test_a_page_goes_on_from_the_case_that_it_read(
    tmp_path: Path, cost: Counter[str], what: str, typed_in: dict[str, str]
) -> None:
    """Preview and sending each read the case once, whatever the form asks of it."""
    world = found_office(tmp_path / "office", datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN))
    world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    path = f"/cases/{reference}/{what}"
    anna.get(path)
    cost.clear()
    anna.post(path, {**typed_in, "step": "preview"})
    assert cost == {"reads": 1, "folds": 1}
    cost.clear()
    anna.post(path, {**typed_in, "step": "send", "once": anna.value("once")})
    assert (cost["reads"], cost["folds"]) == (1, 1)
    assert cost["engine runs"] <= 2


RIGHT = {"reason_item": "Tastefejl.", "field": "happened_on", "right_on": date(2026, 11, 24)}
ASKED = typed(ExternalEventRecorded, event="document_access:requested", subject="")
NOTE = typed(NoteAdded, item="Ringede op.")


def put_right(
    town: Clockwork,
    cost: Counter[str],
    kind: type[CaseEvent],
    first: Typed,
    then: Typed,
    later: int,
    days: int = 1,
) -> None:
    """Record something on Wednesday and *later* things, some days apart; then put the first right."""
    town.send()
    assert town.tick() == ()
    town.decide_opened()
    town.now = at("Wed 2026-11-25")
    number = len(town.case_file.history) + 1
    town.decide(first)
    for _ in range(later):
        town.now += timedelta(days=days)
        town.decide(then)
    cost.clear()
    town.decide(typed(kind, number=number, **RIGHT if kind is EventCorrected else {"reason_item": "Nej."}))


@pytest.mark.parametrize("kind", [EventCorrected, EventWithdrawn])
def test_what_is_put_right_costs_two_folds(tmp_path: Path, cost: Counter[str], kind: type[CaseEvent]) -> None:
    """One reading, one fold and one more of what stands otherwise; the clocks before and after it."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    put_right(town, cost, kind, typed(ContactRegistered, channel="phone", item="Ringede."), NOTE, later=6)
    assert (cost["reads"], cost["folds"]) == (1, 2)
    assert cost["engine runs"] <= 2


@pytest.mark.parametrize("kind", [EventCorrected, EventWithdrawn])
def test_where_a_clock_began_otherwise_it_costs_no_more(
    tmp_path: Path, cost: Counter[str], kind: type[CaseEvent]
) -> None:
    """However much was recorded since, and although a limit was missed: none of it took a clock away."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    put_right(town, cost, kind, ASKED, MESSAGE, later=12)
    assert (cost["reads"], cost["folds"]) == (1, 2)
    assert cost["engine runs"] <= 2


def test_what_took_a_clock_away_is_counted_as_it_was_then(tmp_path: Path, cost: Counter[str]) -> None:
    """A step after forty idle days ended a clock that no case knows any more: asked in each life."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    put_right(town, cost, EventCorrected, ASKED, NOTE, later=1, days=40)
    assert (cost["reads"], cost["folds"]) == (1, 2)
    assert 2 < cost["engine runs"] <= 2 + 2 * 2
