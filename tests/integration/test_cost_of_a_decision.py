"""What a decision costs: the history of its case is read and folded once, and its clocks are counted anew."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.clockwork import a_clockwork, at
from tests.office import found_office
from triage.cases import context
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.messages import MessageDecided
from triage.cases.typed import Typed, typed
from triage.services.history import case_file
from triage.store import events

SCOPE = typed(ScopeAssessed, scope="within", reason_item="Inden for ordningen.")
MESSAGE = typed(MessageDecided, item="Hvornår skete det?", asks=True)


@pytest.fixture
def cost(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a history is read, a case is folded and the engine is asked."""
    found: Counter[str] = Counter()
    for module, name, what in (
        (events, "history", "reads"),
        (case_file, "fold", "folds"),
        (context, "deadlines", "engine runs"),
    ):
        called = getattr(module, name)

        def counted(*given, _what=what, _called=called):
            found[_what] += 1
            return _called(*given)

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
