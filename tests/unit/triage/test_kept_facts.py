"""What is kept of a case for a changed rule is what the engine was told, and says how it was derived."""

import json
from pathlib import Path

from tests.story import Story, a_complaint, a_report, within
from triage.cases.decisions.clocks import ClockSuspended, RulesApplied
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.promises import PromiseMade
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.decisions.referral import ReferralSent, ReplyReceived
from triage.cases.facts import facts
from triage.cases.kept_facts import FORM, read, written
from triage.cases.vocabulary import ReplyQuality
from triage.engine.case_deadlines import deadlines

MON, TUE, WED = "Mon 2027-02-01", "Tue 2027-02-02", "Wed 2027-02-03"
FROZEN = Path(__file__).parents[2] / "vectors" / "facts" / f"{FORM.replace('/', '-')}.json"
"""What the stories below give; another derivation has another number, and so another file."""


def complaint() -> Story:
    """With a clock that stands, two units, a promise, and a rule that was followed later."""
    story = a_complaint(MON, opened_on=MON).then(ExternalEventRecorded, on=MON, event="decision:received")
    story.then(
        ClockSuspended, on=TUE, rule="RSL-67", clock=story.clock("RSL-67", TUE), reason="guidance_missing"
    )
    for unit in ("schools", "roads"):
        story.then(ReferralSent, on=TUE, unit=unit)
    story.then(ReplyReceived, on=WED, unit="roads", quality=ReplyQuality.FULL)
    story.then(PromiseMade, on=WED, unit="schools", number=1, due_on="Mon 2027-02-15")
    today = story.events[-1].on
    story.events = (*story.events, RulesApplied(on=today, as_of_on=today, reason="law_change"))
    return story


def report() -> Story:
    """With a limit in hours."""
    story = within(a_report(MON, acknowledged_on=TUE, opened_on=TUE), TUE).then(NoteAdded, on=TUE)
    return story.then(ExternalEventRecorded, on=WED, event="data_breach:known", at_time="14:30")


def test_the_engine_counts_the_same_from_what_is_kept() -> None:
    """Hours, pauses, what each unit owes and what was followed too; the house's own days come from it."""
    for story in (complaint(), report()):
        known = facts(story.case, own_closing=frozenset({story.events[0].on}))
        again = read(written(known), own_closing=known.own_closing, country=known.country)
        assert again == known
        day = story.events[-1].on
        assert deadlines(again, story.rulebook, day) == deadlines(known, story.rulebook, day)


def test_another_derivation_has_another_number() -> None:
    """
    If this fails, what is kept of every case is no longer what its history gives: FORM needs the next number,
    and the file of the last one gives way to its own.
    """
    stories = {"complaint": complaint(), "report": report()}
    assert {name: json.loads(written(facts(each.case))) for name, each in stories.items()} == json.loads(
        FROZEN.read_text(encoding="utf-8")
    )


def test_what_was_derived_otherwise_is_not_read() -> None:
    """Whoever asks reads the history then."""
    kept = written(facts(report().case))
    for other in (kept.replace(FORM, "facts/0"), kept.replace('"scheme"', '"schema"')):
        assert read(other, own_closing=frozenset(), country="DK") is None
