"""The demo municipality's data: whole, consistent, Danish, and about nobody."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from tests.story import TAXONOMY
from triage.cases.vocabulary import AnswersCitizen, FeedbackKind, Investigation, ReplyQuality, Scope

Entry = dict[str, Any]

CONVERSATIONS = {"phone", "in_person", "library", "home_visit"}
WRITTEN_TO_US = {"portal", "whistleblower_scheme"}
CLOSING = {"close", "answered_in_call"}
KINDS = {"guidance", "clarification", "complaint", "rejected"}
RELATIONS = {"employee", "former_employee", "trainee", "temporary_worker", "contractor", "citizen"}
# fmt: off
REPORT_ACTIONS = {
    "opened", "acknowledged_by_hand", "summary", "note", "message_to_reporter", "message_from_reporter",
    "scope", "investigation", "disposition", "outcome", "feedback", "hand_over_asked",
    "no_answer_needed", "report_themes", "close",
}
COMPLAINT_ACTIONS = {
    "opened", "acknowledged_by_hand", "answered_in_call", "answer", "application", "referred",
    "delay_announced", "reply", "note", "contact", "meeting", "points", "promised", "promise_kept", "result",
    "message_from_reporter", "type", "close", "chase", "consent", "consent_withdrawn", "mandate",
    "meeting_planned", "minutes", "follow_up",
}
UNREAD = "bostoette_forsinket"
"""Its last message lies unread on the day the demo starts."""
AFTER_THE_END = {"contact", "promise_kept", "follow_up"}
SILENT = {
    "opened", "application", "chase", "close", "points", "report_themes", "result", "type",
}
PROSE = {
    "what", "wish", "when", "where", "text", "guidance", "summary", "recipient", "agreement",
    "title_da", "da", "letter",
}
# fmt: on
DANISH = re.compile(
    r"[æøå]|\b(og|er|det|den|de|der|jeg|vi|du|han|har|ikke|til|med|for|som|af|fra|om|en|hver|bare)\b",
    re.IGNORECASE,
)


def read(name: str) -> str:
    """Read one demo file."""
    return (files("triage") / "cli" / "demo_data" / f"{name}.toml").read_text(encoding="utf-8")


def load(name: str, table: str) -> list[Entry]:
    """Return the entries of one demo file."""
    entries: list[Entry] = tomllib.loads(read(name))[table]
    return entries


REPORTS = load("reports", "report")
COMPLAINTS = load("complaints", "complaint")
UNITS = load("organisation/units", "unit")
PEOPLE = load("people", "person")
CASES = [*REPORTS, *COMPLAINTS]
each_case = pytest.mark.parametrize("case", CASES, ids=[case["key"] for case in CASES])
each_complaint = pytest.mark.parametrize("case", COMPLAINTS, ids=[case["key"] for case in COMPLAINTS])


def steps(case: Entry, action: str | None = None) -> list[Entry]:
    """Return the steps of a case, or those of one kind."""
    return [step for step in case.get("step", []) if action in {None, step["action"]}]


def is_closed(case: Entry) -> bool:
    """Tell whether the case has been closed."""
    return any(step["action"] in CLOSING for step in steps(case))


def prose(value: Any, key: str = "") -> Iterator[str]:
    """Yield every text that a person reads."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from prose(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from prose(inner, key)
    elif key in PROSE:
        yield value


def test_there_are_fourteen_reports_of_which_twelve_fall_outside() -> None:
    """Fourteen reports: twelve fall outside the scheme, two are investigated."""
    outside = [case for case in REPORTS if "falls_outside" in case]
    investigated = [case for case in REPORTS if steps(case, "investigation")]
    assert (len(REPORTS), len(outside), len(investigated)) == (14, 12, 2)
    assert not [case for case in outside if case in investigated]
    assert {case["falls_outside"] for case in outside} <= set(TAXONOMY.out_of_scope)
    assert len({case["falls_outside"] for case in outside}) >= 8


def test_there_are_about_sixty_complaints_over_the_units() -> None:
    """Some sixty inquiries over at least nine units and eight channels, most of them closed."""
    assert 58 <= len(COMPLAINTS) <= 64
    assert len({case["unit"] for case in COMPLAINTS}) >= 9
    assert len({case["channel"] for case in COMPLAINTS}) >= 8
    assert {case["kind"] for case in COMPLAINTS} == KINDS
    assert 0.75 < sum(map(is_closed, COMPLAINTS)) / len(COMPLAINTS) < 0.95


def test_keys_are_unique_and_units_and_people_complete() -> None:
    """Every key names one thing; two advisors, an administrator, an auditor and a route's two can sign in."""
    for entries, key in ((CASES, "key"), (UNITS, "code"), (PEOPLE, "sign_in")):
        assert len({entry[key] for entry in entries}) == len(entries)
    roles = {"advisor": 2, "administrator": 1, "auditor": 1, "alternate": 2}
    assert Counter(person["role"] for person in PEOPLE) == roles
    routes = {each["code"] for each in load("organisation/routes", "route")}
    assert {person["route"] for person in PEOPLE if person["role"] == "alternate"} == routes
    assert all(person["title_da"] and person["title_en"] and person["name"] for person in PEOPLE)
    assert all(entry["names"]["da"] and entry["names"]["en"] and entry["aliases"] for entry in UNITS)


@each_case
def test_steps_follow_each_other(case: Entry) -> None:
    """Steps stand in the order of their days, none before the case or in the future; closing ends them."""
    days = [step["days_after_received"] for step in steps(case)]
    assert days == sorted(days)
    assert ("unit_days_after_received" in case) == (case.get("lay_with") in {unit["code"] for unit in UNITS})
    assert all(case.get("unit_days_after_received", 0) <= day <= case["received_days_ago"] for day in days)
    actions = [step["action"] for step in steps(case) if step["action"] not in AFTER_THE_END]
    assert not [action for action in actions[:-1] if action in CLOSING]


@each_case
def test_a_portal_case_is_opened_before_anything_else(case: Entry) -> None:
    """What comes through the portal is opened first; what the office registers, when more has come."""
    actions = [step["action"] for step in steps(case)]
    if case["channel"] in WRITTEN_TO_US:
        assert not actions or actions[0] == "opened"
        actions = actions[1:]
    unread = actions.count("message_from_reporter") - actions.count("opened")
    assert unread == (case["key"] == UNREAD)


@pytest.mark.parametrize("case", REPORTS, ids=[case["key"] for case in REPORTS])
def test_report_codes_are_known(case: Entry) -> None:
    """Every code of a report is on a list, and a decision outside has its guidance."""
    assert case["channel"] in TAXONOMY.channels
    assert case["relation"] in RELATIONS
    for step in steps(case):
        assert step["action"] in REPORT_ACTIONS
        assert step["action"] in SILENT or step["text"].strip()
    for step in steps(case, "scope"):
        assert Scope(step["scope"]) is not Scope.OUTSIDE or step["guidance"]
        assert step.get("reason") in {None, case.get("falls_outside")}
    for step in steps(case, "investigation"):
        assert Investigation(step["investigation"])
    for step in steps(case, "disposition"):
        assert step["code"] in TAXONOMY.dispositions
    for step in steps(case, "outcome"):
        assert step["finding"] in TAXONOMY.findings
        assert set(step["measures"]) <= set(TAXONOMY.measures)
    told = [FeedbackKind(step["kind"]) for step in steps(case, "feedback")]
    assert not is_closed(case) or told[-1] is not FeedbackKind.INTERIM


@each_complaint
def test_complaint_codes_are_known(case: Entry) -> None:
    """Every code of an inquiry is on a list; one that was rejected says why; one nobody read has no theme."""
    units = {entry["code"] for entry in UNITS}
    assert case["channel"] in TAXONOMY.channels
    assert case["unit"] in units
    assert case["kind"] in KINDS
    assert (case.get("rejection_reason") in TAXONOMY.rejection_reasons) == (case["kind"] == "rejected")
    assert bool(case.get("themes")) == bool(steps(case))
    assert set(case.get("themes", [])) <= set(TAXONOMY.themes)
    # The demo decides today, so what has ended is not said.
    assert all(TAXONOMY.handlings[code].valid_to is None for code in case.get("handlings", []))
    for step in steps(case):
        assert step["action"] in COMPLAINT_ACTIONS
        assert step["action"] in SILENT or step["text"].strip()
        assert step.get("unit", case["unit"]) in units


@each_complaint
def test_complaints_are_answered_before_they_are_closed(case: Entry) -> None:
    """A closed inquiry was answered, and no unit owes it a reply."""
    actions = Counter(step["action"] for step in steps(case))
    if is_closed(case):
        assert actions["answer"] or actions["answered_in_call"]
        assert actions["referred"] == actions["reply"]
        assert case["handlings"]
    assert not actions["answered_in_call"] or case["channel"] in CONVERSATIONS
    for step in steps(case, "referred"):
        assert AnswersCitizen(step["answers_citizen"])
    for step in steps(case, "reply"):
        assert ReplyQuality(step["quality"])
        assert isinstance(step["citizen_contacted"], bool)


def test_something_is_due_tomorrow_overdue_and_waiting() -> None:
    """On any day: a seven-day and a three-week limit end tomorrow, others are past, one awaits an answer."""
    unacknowledged = [case for case in REPORTS if case.get("automatic") is False and not is_closed(case)]
    assert [case["received_days_ago"] for case in unacknowledged] == [6]
    ages = {
        case["received_days_ago"] - steps(case, "referred")[-1]["days_after_received"]
        for case in COMPLAINTS
        if len(steps(case, "referred")) > len(steps(case, "reply"))
    }
    assert 20 in ages
    assert any(age > 21 for age in ages)
    assert any(age < 20 for age in ages)
    silent = [case for case in REPORTS if steps(case, "investigation") and not steps(case, "feedback")]
    assert all(case["received_days_ago"] > 92 for case in silent)
    assert silent
    assert [case["key"] for case in REPORTS if steps(case) and steps(case)[-1].get("asks")]
    assert len([case for case in REPORTS if case["received_days_ago"] <= 3 and not steps(case)]) == 3


def test_a_report_that_was_handed_over_lives_on_as_one_complaint() -> None:
    """The inquiry that came through the whistleblower scheme began on the day of the reporter's consent."""
    (complaint,) = [case for case in COMPLAINTS if case["channel"] == "whistleblower_scheme"]
    (report,) = [case for case in REPORTS if case["key"] == complaint["from_report"]]
    (consent,) = [each for each in steps(report, "message_from_reporter") if each.get("agrees")]
    assert complaint["received_days_ago"] == report["received_days_ago"] - consent["days_after_received"]


@pytest.mark.parametrize("entry", [*CASES, *PEOPLE], ids=lambda one: next(iter(one.values())))
def test_every_text_is_there_and_danish(entry: Entry) -> None:
    """No text is empty, and whatever is longer than a few words reads as Danish."""
    for text in prose(entry):
        assert text.strip()
        assert len(text.split()) < 6 or DANISH.search(text), text


def test_nobody_real_can_be_reached() -> None:
    """No telephone number but zeros, no mail address but reserved ones, no CPR number, no link."""
    for name in ("reports", "complaints", "people", "organisation/units"):
        text = read(name)
        assert all(mail.endswith("@example.invalid") for mail in re.findall(r"\S+@[\w.]+", text))
        assert set("".join(re.findall(r"\b(?:\d{2} ?){4}\b", text))) <= {"0", " "}
        assert not re.search(r"\b\d{6}-?\d{4}\b|https?://|www\.", text)
    named = [case["name"] for case in REPORTS if "name" in case]
    assert len(named) == 3
