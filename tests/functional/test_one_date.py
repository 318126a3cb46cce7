"""
One clock has one date: the case, the reasons, the lists, both calendars, the shell, the status card and the
portal's promise say the same, whatever was done to the clock.
"""

import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.page.formats import longdate, shortdate
from intake.services.correspond import open_mailbox
from intake.services.submit import ComplaintDraft
from intake.store.engine import read
from tests.colleagues import who_is
from tests.office import AGREED, BASE, Browser, OfficeWorld, found_office
from tests.own_folder import has_units, with_book
from tests.rulebooks import Changed
from tests.weekdays import on
from triage.cli import main
from triage.engine.changes import ChangeKind
from triage.engine.deadline import Deadline, Facts
from triage.office import create_app
from triage.rules.codes import ApplyReason, Scheme
from triage.rules.model import Rule
from triage.services.clock import apply_rules, receive
from triage.services.clock.promise import promise
from triage.services.views.case_view import case_view
from triage.store.postbox import promises
from triage.store.visibility import system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
WHY = "Vi mangler et svar."
A_COMPLAINT = ComplaintDraft("social", "Jeg har ikke fået svar på mit brev.", "Et svar")
ADDRESS = re.compile(rf"{BASE}(/calendar/[\w-]{{43}}\.ics)")
WORDS = {
    ChangeKind.SUSPENDED: "suspended",
    ChangeKind.RESUMED: "resumed",
    ChangeKind.INTERRUPTED: "interrupted",
    ChangeKind.RESTARTED: "restarted",
}
"""How the shell calls the turns of a clock."""


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 23 November 2026, with two units and calendar addresses."""
    world = found_office(tmp_path / "office", MONDAY, calendar_feed=True)
    world.organisation = has_units(
        world.organisation,
        ("job", "Jobcentret", "Job centre"),
        ("social", "Socialforvaltningen", "Social services"),
    )
    return world


def _new(world: OfficeWorld, browser: Browser, known: set[str]) -> str:
    page = str(browser.get("/cases?show=all").to_html())
    listed = {str(each) for each in re.findall(r'href="/cases/([0-9A-Z]{8})"', page)}
    (reference,) = listed - known
    known.add(reference)
    browser.get(f"/cases/{reference}")
    browser.follow(f"/cases/{reference}/open")
    return reference


def _feed(world: OfficeWorld, anna: Browser) -> set[date]:
    anna.get("/calendar/mine")
    anna.post("/calendar/mine", {"once": anna.value("once")})
    found = ADDRESS.search(anna.words(".betro-address"))
    assert found is not None
    told = world.app.test_client().get(found.group(1), base_url=BASE)
    return {each.start for each in Calendar.from_ical(told.text).events}


def _shell(deadline: Deadline, so_far: Facts, rule: Rule) -> tuple[date, date]:
    """The dates that `betro deadline` gives for what happened, typed in by hand."""
    happened = {**so_far.occurred, **so_far.instances.get(deadline.subject, {})}
    tags = dict.fromkeys([rule.starts, *([rule.cap.event] if rule.cap else []), *rule.satisfied_by])
    words = [f"{tag}={happened[tag]}" for tag in tags if tag in happened]
    words += [
        f"extended={change.until_on}"
        if change.kind is ChangeKind.EXTENDED
        else f"{WORDS[change.kind]}={change.on}"
        for change in so_far.changes.get((deadline.rule, deadline.subject), ())
    ]
    ran = CliRunner().invoke(main, ["deadline", deadline.rule, *words, "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    return date.fromisoformat(told["due_strict"]), date.fromisoformat(told["due_latest"])


def _agree(world: OfficeWorld, anna: Browser, references: set[str], *, shell: bool = True) -> int:
    """Insist that every place says the same of every open clock, and give their number."""
    today = world.clock.now().date()
    feed, expected, seen = _feed(world, anna), set(), 0
    lists = anna.get("/cases?show=all")
    nexts = {
        row.query_one("a.betro-reference").to_text(): row.query_one(".betro-lines__when").to_text()
        for row in lists.query("tbody tr")
    }
    for reference in references:
        view = case_view(world.organisation, who_is(world), reference, opened=set(), today=today)
        so_far = view.case_file.facts
        runs = [each for each in view.deadlines if each.is_open and not each.is_paused]
        for each in view.deadlines:
            if not each.is_open:
                continue
            seen += 1
            anna.get(f"/cases/{reference}/deadlines/{each.rule}/why?subject={each.subject}")
            assert longdate(each.due_strict) in anna.words("main dl")
            anna.get(f"/cases/{reference}")
            assert longdate(each.due_strict) in anna.words("#deadlines") or each.is_paused
            page = str(anna.get(f"/calendar/day/{each.due_strict}").to_html())
            subject = f"?subject={each.subject}" if each.subject else ""
            link = f"/cases/{reference}/deadlines/{each.rule}/why{subject}"
            assert (f'href="{link}"' in page) == (not each.is_paused), link
            rule = each.counted_by
            if shell and not rule.own_closing and rule.only_after is None:
                assert _shell(each, so_far, rule) == (each.due_strict, each.due_latest), each.rule
        expected |= {each.due_strict for each in runs}
        first = min((each.due_strict for each in runs), default=None)
        assert first is not None
        assert shortdate(first) in nexts[reference] or longdate(first) in nexts[reference]
    assert feed == expected
    return seen


def _card(world: OfficeWorld, code: ReceiptCode) -> tuple[date | None, date | None]:
    card = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).card
    assert card is not None
    return card.acknowledge_by, card.feedback_by


def _due(world: OfficeWorld, reference: str, rule: str) -> date:
    view = case_view(
        world.organisation, who_is(world), reference, opened=set(), today=world.clock.now().date()
    )
    return next(each.due_strict for each in view.deadlines if each.rule == rule)


def test_every_place_says_the_same_date_of_a_clock(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Fresh, acknowledged, extended, standing, taken up, replaced by a longer one, after a changed rule."""
    known: set[str] = set()
    promise(world.organisation, today=MONDAY.date())
    code = world.send()
    anna = world.signed_in("anna")
    report = _new(world, anna, known)
    with read(world.organisation.intake) as connection:
        promised = next(row[1:] for row in promises(connection) if row[0] == MONDAY.date())
    assert promised == (_due(world, report, "WB-ACK"), _due(world, report, "WB-FB"))
    assert _agree(world, anna, known) > 2
    world.tick()
    assert _card(world, code) == (_due(world, report, "WB-ACK"), _due(world, report, "WB-FB"))

    monkeypatch.setattr(receive, "SCHEMES", {"report": Scheme.WHISTLEBLOWING_EXTERNAL})
    outer = world.send()
    external = _new(world, anna, known)
    world.tick()
    monkeypatch.undo()
    citizen = world.send(A_COMPLAINT)
    complaint = _new(world, anna, known)
    for unit in ("job", "social"):
        anna.decide(complaint, "refer", unit=unit, item="Hvornår?", answers_citizen="unit", **AGREED)
    world.tick()
    assert _agree(world, anna, known) >= 6

    letter = {"reason": "complexity", "reason_item": WHY, "letter_item": "Det bliver senere."}
    anna.decide(complaint, "suspend", clock="BR-REPLY:job", reason="awaiting_citizen", reason_item=WHY)
    anna.decide(complaint, "longer", clock="BR-REPLY:social", promised_on="2027-01-08", reason_item=WHY)
    anna.decide(complaint, "extend", clock="BR-FIRST", until_on="2026-12-18", **letter)
    anna.decide(external, "extend", clock="WB-EXT-FB3", until_on="2027-05-21", **letter)
    world.tick()
    assert _agree(world, anna, known) >= 6
    assert _card(world, citizen)[1] == on("Fri 2026-12-18")
    assert _card(world, outer)[1] == _due(world, external, "WB-EXT-FB6")

    world.clock.on(on("Wed 2026-12-02"))
    anna = world.signed_in("anna")
    anna.decide(complaint, "resume", clock="BR-REPLY:job")
    anna.decide(complaint, "restart", clock="BR-REPLY:social", reason="questions_changed", reason_item=WHY)
    world.tick()
    assert _agree(world, anna, known) >= 6

    rules = Changed(tmp_path / "rules").from_day(
        "BR-REPLY", on("Sun 2026-11-01"), on("Wed 2026-12-02"), length="4"
    )
    rules.corrected("WB-FB", on("Wed 2026-12-02"), length="2")
    world.organisation = with_book(world.organisation, rules.book)
    world.app = create_app(world.organisation, world.clock)
    anna = world.signed_in("anna")
    assert _agree(world, anna, known, shell=False) >= 6
    assert (
        apply_rules.apply(
            world.organisation, system_access(), today=world.clock.now().date(), reason=ApplyReason.LAW_CHANGE
        )
        == 2
    )
    world.tick()
    assert _agree(world, anna, known, shell=False) >= 6
    assert _due(world, report, "WB-FB") == on("Sat 2027-01-23")
    assert _card(world, code)[1] == on("Sat 2027-01-23")
