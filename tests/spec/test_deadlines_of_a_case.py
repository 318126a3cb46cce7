"""The clocks of a case: which run, when they stop, and what the law does not allow."""

from datetime import date, datetime, timedelta

import pytest

from intake.clock import COPENHAGEN
from tests.weekdays import on
from triage.engine.case_deadlines import deadlines
from triage.engine.compute import compute
from triage.engine.deadline import Deadline, DeadlineError, Facts
from triage.rules.codes import RuleKind, Scheme
from triage.rules.rulebook import load_rulebook

BOOK = load_rulebook()
SCHEMES = [scheme.value for scheme in Scheme]


def clocks(scheme: str, today: str, country: str = "DK", **happened: str) -> dict[str, Deadline]:
    """The deadlines of a case by rule; events by their short names. What comes reaches the office at once."""
    tags = {event.name: event.tag for event in BOOK.events.values()}
    occurred = {tags[name]: on(text) for name, text in happened.items()}
    if "case:received" in occurred:
        occurred["office:received"] = occurred["case:received"]
    facts = Facts(scheme, occurred, country=country)
    return {deadline.rule: deadline for deadline in deadlines(facts, BOOK, on(today))}


def test_a_new_report_has_four_clocks() -> None:
    """Read it, acknowledge it, assess its scope, give feedback: all run from receipt, by their dates."""
    found = clocks("whistleblowing", "Wed 2026-12-16", received="Wed 2026-12-16")
    assert list(found) == ["BR-READ", "WB-ACK", "BR-SCOPE", "WB-FB"]
    assert found["WB-FB"].due_strict == on("Tue 2027-03-23")


def test_a_new_complaint_has_three_house_clocks() -> None:
    """None of them is given by law, and each says so."""
    found = clocks("complaints", "Mon 2027-02-15", received="Mon 2027-02-15")
    assert {id_: d.due_strict for id_, d in found.items()} == {
        "BR-READ": on("Wed 2027-02-17"),
        "BR-ACK": on("Mon 2027-02-22"),
        "BR-FIRST": on("Mon 2027-03-01"),
    }
    assert {d.counted_by.kind for d in found.values()} == {RuleKind.HOUSE}


def test_nothing_received_arms_nothing() -> None:
    """A contact that only asks for a meeting starts no clock."""
    assert clocks("whistleblowing", "Thu 2026-10-29") == {}


def test_what_happens_tomorrow_does_not_count_today() -> None:
    """Events after today are not yet."""
    found = clocks(
        "whistleblowing", "Thu 2026-12-17", received="Wed 2026-12-16", acknowledged="Fri 2026-12-18"
    )
    assert found["WB-ACK"].is_open
    assert found["WB-FB"].due_strict == on("Tue 2027-03-23")


@pytest.mark.parametrize(
    ("acknowledged", "strict", "latest"),
    [
        ("Wed 2026-12-16", "Tue 2027-03-16", "Tue 2027-03-16"),
        ("Mon 2026-12-21", "Sun 2027-03-21", "Mon 2027-03-22"),
        ("Wed 2026-12-23", "Tue 2027-03-23", "Tue 2027-03-23"),
        ("Thu 2026-12-24", "Tue 2027-03-23", "Tue 2027-03-23"),
        ("Fri 2027-01-15", "Tue 2027-03-23", "Tue 2027-03-23"),
    ],
)
def test_feedback_counts_from_the_acknowledgement_and_a_late_one_buys_no_time(
    acknowledged: str, strict: str, latest: str
) -> None:
    """Earlier acknowledged, earlier due; after day seven the date stands still."""
    found = clocks("whistleblowing", "Mon 2027-02-01", received="Wed 2026-12-16", acknowledged=acknowledged)
    assert (found["WB-FB"].due_strict, found["WB-FB"].due_latest) == (on(strict), on(latest))


def test_overdue_begins_the_day_after_the_strict_date() -> None:
    """On the date itself there is still time until midnight."""
    found = clocks("whistleblowing", "Wed 2026-12-16", received="Wed 2026-12-16")["WB-ACK"]
    assert not found.is_overdue(on("Wed 2026-12-23"))
    assert found.is_overdue(on("Thu 2026-12-24"))


def test_the_latest_date_excuses_nothing() -> None:
    """Strict Saturday, latest Monday: on the Sunday between them it is overdue."""
    found = clocks("whistleblowing", "Sat 2026-11-21", received="Sat 2026-11-21")["WB-ACK"]
    assert (found.due_strict, found.due_latest) == (on("Sat 2026-11-28"), on("Mon 2026-11-30"))
    assert found.is_overdue(on("Sun 2026-11-29"))


def test_the_day_of_receipt_can_settle_the_clock() -> None:
    """Received and acknowledged on one day, as the clock process does it."""
    found = clocks(
        "whistleblowing", "Wed 2026-12-16", received="Wed 2026-12-16", acknowledged="Wed 2026-12-16"
    )
    assert not found["WB-ACK"].is_open
    assert found["WB-FB"].due_strict == on("Tue 2027-03-16")


def test_a_breach_stays_visible() -> None:
    """Satisfied three days late is no longer overdue, and late for ever."""
    found = clocks(
        "whistleblowing", "Mon 2027-02-01", received="Wed 2026-12-16", acknowledged="Sat 2026-12-26"
    )["WB-ACK"]
    assert not found.is_overdue(on("Mon 2027-02-01"))
    assert (found.satisfied_on, found.days_late, found.was_late) == (on("Sat 2026-12-26"), 3, True)


def test_feedback_before_any_acknowledgement_settles_both() -> None:
    """Told within the week why it is outside the scheme: nothing is left to confirm or to wait for."""
    found = clocks("whistleblowing", "Mon 2027-02-01", received="Mon 2027-01-11", feedback="Wed 2027-01-13")
    assert [id_ for id_, d in found.items() if d.is_open] == ["BR-READ", "BR-SCOPE"]
    assert not found["WB-FB"].was_late


def test_what_happened_before_the_start_settles_nothing() -> None:
    """A reply that came before this referral was sent answers another one."""
    found = clocks(
        "complaints",
        "Mon 2027-03-01",
        received="Mon 2027-02-15",
        replied="Tue 2027-02-16",
        referred="Wed 2027-02-17",
    )
    assert found["BR-REPLY"].is_open


def test_a_reply_is_late_against_the_original_date() -> None:
    """Whatever the unit announced in between."""
    found = clocks(
        "complaints",
        "Wed 2027-03-31",
        received="Mon 2027-02-15",
        referred="Wed 2027-02-17",
        replied="Tue 2027-03-30",
    )["BR-REPLY"]
    assert (found.due_strict, found.days_late) == (on("Wed 2027-03-10"), 20)


def test_the_internal_scheme_waives_extends_and_pauses_nothing() -> None:
    """No clock that the act gives an internal scheme may be moved by anything the office does."""
    rules = [rule for id_ in BOOK.of_scheme("whistleblowing", "DK") for rule in BOOK.versions[id_]]
    law = [rule for rule in rules if rule.kind is RuleKind.STATUTE and rule.id.startswith("WB-")]
    assert {rule.id for rule in law} == {"WB-ACK", "WB-FB"}
    assert all((rule.may_extend, rule.may_pause, rule.waivers) == (None, False, ()) for rule in law)


def test_only_these_clocks_may_be_stopped() -> None:
    """The citizen's four weeks, whose source says so, and two of the house's own; no clock of a report."""
    newest = [versions[-1] for versions in BOOK.versions.values()]
    assert {rule.id for rule in newest if rule.may_pause} == {"RSL-67", "BR-FIRST", "BR-REPLY"}
    assert {rule.id for rule in newest if rule.interruption} == {"RSL-67", "BR-REPLY"}


def test_a_waiver_counts_on_the_external_scheme_only() -> None:
    """The same event stops the acknowledgement there and changes nothing on an internal scheme."""
    happened = {"received": "Mon 2027-01-11", "waived": "Wed 2027-01-13"}
    outside = clocks("whistleblowing_external", "Mon 2027-02-01", **happened)["WB-EXT-ACK"]
    inside = clocks("whistleblowing", "Mon 2027-02-01", **happened)["WB-ACK"]
    assert (outside.is_open, outside.waived_on, outside.was_late) == (False, on("Wed 2027-01-13"), False)
    assert (inside.is_overdue(on("Mon 2027-02-01")), inside.waived_on) == (True, None)


def test_a_waiver_after_the_date_does_not_undo_the_breach() -> None:
    """The duty falls away, and the days it was late stay."""
    found = clocks(
        "whistleblowing_external", "Mon 2027-02-01", received="Mon 2027-01-11", waived="Wed 2027-01-20"
    )["WB-EXT-ACK"]
    assert (found.is_open, found.was_late, found.days_late) == (False, True, 2)


def test_what_was_waived_is_not_late_by_what_meets_it_afterwards() -> None:
    """Waived on Wednesday 13 January, told how it ended weeks later: none was owed meanwhile."""
    happened = {"received": "Mon 2027-01-11", "waived": "Wed 2027-01-13", "feedback": "Mon 2027-02-01"}
    found = clocks("whistleblowing_external", "Tue 2027-02-02", **happened)["WB-EXT-ACK"]
    assert (found.waived_on, found.satisfied_on, found.was_late) == (on("Wed 2027-01-13"), None, False)
    first = clocks("whistleblowing_external", "Tue 2027-02-02", **(happened | {"waived": "Tue 2027-02-02"}))
    assert first["WB-EXT-ACK"].satisfied_on == on("Mon 2027-02-01")


def test_the_external_scheme_extends_to_six_months_in_time_only() -> None:
    """Before three months are over: six months, with the original date beside it. Later: nothing."""
    happened = {"received": "Mon 2027-01-11", "acknowledged": "Mon 2027-01-11"}
    in_time = clocks("whistleblowing_external", "Mon 2027-05-03", **happened, extended="Sun 2027-04-11")
    assert in_time["WB-EXT-FB6"].due_strict == on("Sun 2027-07-11")
    assert in_time["WB-EXT-FB3"].extended_on == on("Sun 2027-04-11")
    assert not in_time["WB-EXT-FB3"].is_overdue(on("Mon 2027-05-03"))
    late = clocks("whistleblowing_external", "Mon 2027-05-03", **happened, extended="Mon 2027-04-12")
    assert "WB-EXT-FB6" not in late
    assert late["WB-EXT-FB3"].is_overdue(on("Mon 2027-05-03"))


def test_an_extension_means_nothing_on_the_internal_scheme() -> None:
    """There the event changes no date."""
    found = clocks("whistleblowing", "Mon 2027-05-03", received="Mon 2027-01-11", extended="Mon 2027-02-01")
    assert found["WB-FB"].is_overdue(on("Mon 2027-05-03"))


def test_access_to_documents_is_extended_twice() -> None:
    """Seven working days, then fourteen, then forty, each with a notice before the last one has run out."""
    found = clocks(
        "complaints",
        "Mon 2026-11-30",
        access_requested="Mon 2026-11-02",
        access_extended="Wed 2026-11-11",
        access_extended_further="Fri 2026-11-20",
    )
    assert [id_ for id_ in ("OFL-36", "OFL-36-14", "OFL-36-40") if found[id_].is_open] == ["OFL-36-40"]


def test_own_closing_days_move_house_clocks_only() -> None:
    """Three weeks of summer closing, FOB 2021-1: the act's seven days run on."""
    summer = frozenset(on("Mon 2026-07-13") + timedelta(days=n) for n in range(21))
    came = dict.fromkeys(("case:received", "office:received"), on("Fri 2026-07-10"))
    facts = Facts("whistleblowing", came, own_closing=summer)
    found = {d.rule: d.due_latest for d in deadlines(facts, BOOK, on("Fri 2026-07-10"))}
    assert found["WB-ACK"] == on("Fri 2026-07-17")
    assert found["BR-READ"] == on("Tue 2026-08-04")


def test_other_countries_arm_their_own_rules() -> None:
    """A German case has the German clocks, the union's and the house's own, but not the Danish ones."""
    found = clocks("whistleblowing", "Tue 2027-01-12", country="DE", received="Mon 2027-01-11")
    assert set(found) == {"WB-ACK-DE", "WB-FB-DE", "BR-READ", "BR-SCOPE"}
    asked = clocks("whistleblowing", "Tue 2027-01-12", country="DE", subject_requested="Mon 2027-01-11")
    assert set(asked) == {"GDPR-12-3"}


def test_a_moment_counts_as_its_copenhagen_date() -> None:
    """Half past eleven in the evening in London is tomorrow here."""
    received = datetime.fromisoformat("2027-01-11T23:30:00+00:00")
    found = deadlines(Facts("whistleblowing", {"case:received": received}), BOOK, on("Tue 2027-01-12"))
    assert {d.rule: d.due_strict for d in found}["WB-ACK"] == on("Tue 2027-01-19")


def test_hours_are_late_by_the_clock_and_not_by_the_wall() -> None:
    """In the night that is an hour long, 02:10 after the change is later than 02:30 before it."""
    notified = datetime.fromisoformat("2026-10-24T02:30:00+02:00")
    assessed = datetime.fromisoformat("2026-10-25T02:10:00+01:00")
    rule = BOOK.rule("BL-24H", on("Sat 2026-10-24"))
    open_one = compute(rule, notified)
    assert open_one.due_at == datetime.fromisoformat("2026-10-25T02:30:00+02:00")
    assert open_one.is_overdue(assessed)
    assert not open_one.is_overdue(open_one.due_at)
    assert not open_one.is_overdue(on("Sun 2026-10-25"))
    assert open_one.is_overdue(on("Mon 2026-10-26"))
    done = compute(rule, notified, {"child_notification:assessed": assessed})
    assert done.was_late
    assert done.trace[-1]["period"] == "1 hour"


def test_a_limit_in_hours_without_a_time_takes_the_earliest_reading() -> None:
    """Only the day is known: the hours run from its beginning, and the trace says so."""
    found = compute(BOOK.rule("GDPR-33", on("Fri 2025-04-18")), on("Fri 2025-04-18"))
    assert found.due_at is not None
    assert found.due_at.isoformat() == "2025-04-21T00:00:00+02:00"
    assert "time_unknown" in [step.code for step in found.trace]


def test_a_time_without_an_offset_is_refused() -> None:
    """It could be an hour off, or a day."""
    naive = datetime.fromisoformat("2026-03-28T12:00:00")
    for id_ in ("BL-24H", "WB-ACK"):
        with pytest.raises(ValueError, match="offset"):
            compute(BOOK.rule(id_, on("Sat 2026-03-28")), naive)


def test_a_rule_whose_start_has_not_happened_is_refused() -> None:
    """`compute` needs its start, or at least the event of the cap."""
    with pytest.raises(DeadlineError, match="acknowledgement:given"):
        compute(BOOK.rule("WB-FB", on("Wed 2026-12-16")), None)
    with pytest.raises(DeadlineError, match="each municipality"):
        compute(BOOK.rule("RSL-3-2", on("Wed 2026-12-16")), on("Wed 2026-12-16"))


def test_a_misspelt_scheme_is_refused() -> None:
    """A case without clocks must never be a slip of the pen."""
    with pytest.raises(ValueError, match="whistelblowing"):
        deadlines(Facts("whistelblowing", {}), BOOK, on("Wed 2026-12-16"))


def test_a_case_keeps_the_version_of_the_day_its_clock_began() -> None:
    """Notified in 2023, the limit is that of the act before barnets lov, whenever we look."""
    old = clocks("complaints", "Mon 2024-01-08", child_notification="Fri 2023-12-29")["BL-6HV"]
    new = clocks("complaints", "Mon 2024-01-08", child_notification="Tue 2024-01-02")["BL-6HV"]
    assert (old.counted_by.version, new.counted_by.version) == (1, 2)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_rule_of_a_scheme_can_be_armed(scheme: str) -> None:
    """
    A rule that nothing ever arms is a defect: when everything has happened on one day, each is there, but for
    the one that runs where no other does.
    """
    today = on("Fri 2026-11-20")
    facts = Facts(scheme, dict.fromkeys(BOOK.events, today))
    own = {id_ for id_ in BOOK.ids if BOOK.versions[id_][-1].own_length}
    found = {deadline.rule for deadline in deadlines(facts, BOOK, today)}
    assert found == set(BOOK.of_scheme(scheme, "DK")) - own - {"BR-DORMANT"}


def test_deadlines_ask_no_clock() -> None:
    """The same facts and the same day give the same values, traces included."""
    facts = Facts("complaints", {"case:received": on("Mon 2027-02-15")})
    today = date(2027, 2, 20)
    assert deadlines(facts, BOOK, today) == deadlines(facts, BOOK, today)


def test_hours_that_end_at_midnight_are_due_on_the_day_that_ends() -> None:
    """Counted from a day whose hour nobody knows, 24 hours end with that day: tomorrow is too late."""
    found = compute(BOOK.rule("BL-24H", on("Mon 2027-02-01")), on("Mon 2027-02-01"))

    assert found.due_at == datetime(2027, 2, 2, tzinfo=COPENHAGEN)
    assert found.due_strict == found.due_latest == on("Mon 2027-02-01")
    assert found.is_overdue(on("Tue 2027-02-02"))
