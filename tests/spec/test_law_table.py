"""
The law as a reader of it wrote it down: every rule with its length and how sure we are, by hand.

Nothing here is read from the data, so a rule that is dropped, shortened or made surer than it is shows.
"""

import pytest

from triage.rules.codes import Confidence, RuleKind, Scheme
from triage.rules.local_limits import takes_local_limit
from triage.rules.model import Rule
from triage.rules.rulebook import load_rulebook

BOOK = load_rulebook()

LENGTHS = """
WB-ACK              7 day           V
WB-FB               3 month         V2
WB-FB-NOACK         3 month         UNVERIFIED
WB-EXT-ACK          7 day           V
WB-EXT-FB3          3 month         V
WB-EXT-FB6          6 month         V
WB-PUB              1 year          V
WB-EUSTAT           1 year          V

OFL-36-SNAREST      2 working_day   V2
OFL-36              7 working_day   V
OFL-36-14          14 working_day   V
OFL-36-40          40 working_day   V
OFL-37-2            7 working_day   V
OFL-37-3           20 working_day   V
OFL-39-1           14 working_day   V
OFL-39-2            7 working_day   V
OFL-39-3           20 working_day   V
FVL-16              7 working_day   V2

RSL-3-2             - week          V2
RSL-REMAND          - week          UNVERIFIED
RSL-67              4 week          V2
RSL-67-POST         4 week          V2
RSL-66              4 week          V
POST-6HV            6 weekday       V
BL-24H             24 hour          V
BL-6HV              6 weekday       V2
BL-20-3             4 month         V

GDPR-12-3           1 month         V
GDPR-12-3-EXT       3 month         V
GDPR-33            72 hour          V
WAS-YEAR           12 month         V

LOCAL-RESP          8 working_day   house
BR-AGE              1 year          house
BR-READ             2 working_day   house
BR-ACK              7 day           house
BR-FIRST           10 working_day   house
BR-REPLY            3 week          house
BR-SCOPE           14 day           house
BR-QUESTION        21 day           house
BR-ANSWER             5 working_day   house
BR-CONSENT         30 day           house
BR-MINUTES         10 working_day   house
BR-INTERIM          3 month         house
BR-FINAL           10 working_day   house
BR-CLOSE           30 day           house
BR-REOPEN          14 day           house
BR-IDENTITY         5 working_day   house
BR-RETAIN           2 month         house
BR-ACTION           5 working_day   house
BR-DORMANT         30 day           house
BR-HEARING         14 day           house
BR-PROMISE         14 day           house
BR-FOLLOW-UP       14 day           house
BR-MEETING         14 day           house
BR-RENEW           12 month         house
BR-REC-ANSWER      30 day           house
BR-REC-ASSESS       1 year          house
BR-REC-ONWARD      30 day           house
BR-REMADE           3 month         house
BR-ACTIVITY        14 day           house
BR-COMMENT         14 day           house

WB-ACK-DE           7 day           V
WB-FB-DE            3 month         V
WB-RET-DE           3 year          V
WB-ACK-FR           7 working_day   V
WB-FB-FR            3 month         V2
WB-MEET-FR         20 working_day   V
WB-ACK-SE           7 day           V2
WB-FB-SE            3 month         V2
WB-RET-SE           2 year          V
WB-ACK-IT           7 day           V2
WB-FB-IT            3 month         UNVERIFIED
WB-FWD-IT           7 day           V2
WB-RET-IT           5 year          V
WB-ACK-NL           7 day           UNVERIFIED
WB-FB-NL            3 month         UNVERIFIED
WB-ACK-PL           7 day           UNVERIFIED
WB-FB-PL            3 month         UNVERIFIED
WB-MEET-PL         14 day           V2
WB-RET-PL           3 year          UNVERIFIED
WB-IRRELEVANT-PL   14 day           UNVERIFIED
WB-ACK-IE           7 day           V
WB-EXT-ACK-IE       7 day           V
WB-FB-IE            3 month         UNVERIFIED
WB-MORE-IE          3 month         UNVERIFIED
"""
TABLE = {row[0]: tuple(row[1:]) for row in map(str.split, LENGTHS.splitlines()) if row}

DUTIES = {
    "WB-FU": "V",
    "WB-EXT-FINAL": "V",
    "WB-DISCL": "V",
    "WB-ORAL-CHK": "V",
    "WB-RET": "V2",
    "OFL-36-CLOSED": "V",
    "FVL-17": "V2",
    "JRN-15": "V",
    "RSL-3-1": "V2",
    "RSL-66-X": "V",
    "OMB-11": "V",
}
"""What the law asks for without saying how soon, and how sure we are."""

LAPSED = {
    "BL-24H": ("24", "hour", "UNVERIFIED"),
    "BL-6HV": ("6", "weekday", "UNVERIFIED"),
    "BL-20-3": ("4", "month", "UNVERIFIED"),
}
"""Rules of the act before barnets lov: nobody has read how they stood there."""

ABROAD = ("DE", "FR", "SE", "IT", "PL", "IE", "NL")


def newest(id_: str) -> Rule:
    """The rule as it is now."""
    return BOOK.versions[id_][-1]


def written(rule: Rule) -> tuple[str, str, str]:
    """A version as the table writes it."""
    length = "-" if rule.own_length else str(rule.period.length)
    return length, rule.period.unit.value, rule.confidence.value


@pytest.mark.parametrize("id_", TABLE)
def test_a_rule_of_the_law_has_its_length(id_: str) -> None:
    """Length, unit and confidence are those that were written down by hand."""
    assert written(newest(id_)) == TABLE[id_]


def test_no_rule_is_missing_here() -> None:
    """A new rule is written down here too, by somebody who has looked at its source."""
    assert set(BOOK.ids) == set(TABLE)
    assert {id_: duty.confidence.value for id_, duty in BOOK.duties.items()} == DUTIES


def test_earlier_versions_are_as_sure_as_they_can_be() -> None:
    """What held before is not law that we have read."""
    before = {id_: written(rule) for id_, versions in BOOK.versions.items() for rule in versions[:-1]}
    assert before == LAPSED


def test_house_rules_pass_for_no_law_and_law_for_no_house_rule() -> None:
    """`house` stands on the office's own clocks and on nothing else."""
    rules = [rule for versions in BOOK.versions.values() for rule in versions]
    assert all((rule.kind is RuleKind.HOUSE) == (rule.confidence is Confidence.HOUSE) for rule in rules)
    assert all(
        rule.id.startswith("BR-") or rule.id == "LOCAL-RESP" for rule in rules if rule.kind is RuleKind.HOUSE
    )


@pytest.mark.parametrize("id_", [id_ for id_, row in TABLE.items() if row[1] == "working_day"])
def test_working_days_are_counted_in_two_readings(id_: str) -> None:
    """The law's by `strict`, at the latest by `statutory`; the house's by `statutory`; France by its own."""
    rule = newest(id_)
    assert rule.period.calendar is not None
    assert rule.period.calendar_latest is not None
    wanted = ("strict", "statutory")
    if rule.country == "FR":
        wanted = ("fr", "fr")
    elif id_.startswith("BR-"):
        wanted = ("statutory", "statutory")
    assert (rule.period.calendar.id, rule.period.calendar_latest.id) == wanted


@pytest.mark.parametrize("id_", ["POST-6HV", "BL-6HV"])
def test_weekdays_count_saturdays_in_the_earlier_reading(id_: str) -> None:
    """Monday to Saturday at the earliest, Monday to Friday at the latest."""
    rule = newest(id_)
    assert rule.period.calendar is not None
    assert rule.period.calendar_latest is not None
    assert rule.period.calendar.free_weekdays == {7}
    assert rule.period.calendar_latest.free_weekdays == {6, 7}


@pytest.mark.parametrize("id_", [id_ for id_ in TABLE if "-FB" in id_ and id_ != "WB-FB-NOACK"])
def test_feedback_counts_from_the_acknowledgement_capped_at_the_limit_for_it(id_: str) -> None:
    """In every country a late acknowledgement buys no time; in France the cap is seven working days too."""
    rule = newest(id_)
    assert rule.starts == "acknowledgement:given"
    assert rule.cap is not None
    assert rule.cap.event == "case:received"
    unit = "working_day" if rule.country == "FR" else "day"
    assert (rule.cap.length, rule.cap.unit.value) == (7, unit)


def test_who_may_leave_the_acknowledgement_out() -> None:
    """The internal channel in Sweden, the external one in Denmark and Ireland; nowhere else is it read."""
    reasons = ("expressly_asked", "endangers_identity")
    with_waivers = {id_: newest(id_) for id_ in BOOK.ids if newest(id_).waivers and id_.startswith("WB-")}
    assert {id_: rule.waivers for id_, rule in with_waivers.items()} == {
        "WB-EXT-ACK": reasons,
        "WB-ACK-SE": reasons,
        "WB-EXT-ACK-IE": reasons,
    }
    external = {id_ for id_, rule in with_waivers.items() if Scheme.WHISTLEBLOWING_EXTERNAL in rule.schemes}
    assert external == {"WB-EXT-ACK", "WB-EXT-ACK-IE"}


@pytest.mark.parametrize(
    ("id_", "starts", "anchor"),
    [
        ("WB-RET-DE", "case:closed", "event"),
        ("WB-RET-SE", "case:closed", "event"),
        ("WB-RET-IT", "outcome:told", "event"),
        ("WB-RET-PL", "case:closed", "calendar_year_end"),
    ],
)
def test_retention_counts_from_where_each_act_says(id_: str, starts: str, anchor: str) -> None:
    """Closing, the outcome told, or the end of the year in which the case was closed."""
    assert (newest(id_).starts, newest(id_).anchor.value) == (starts, anchor)


@pytest.mark.parametrize("country", ABROAD)
def test_a_country_has_its_own_clocks_and_no_roll_over(country: str) -> None:
    """An acknowledgement and a feedback each; no date abroad is moved, since no such text was read."""
    own = {rule.id: rule for rule in map(newest, BOOK.ids) if rule.country == country}
    assert {f"WB-ACK-{country}", f"WB-FB-{country}"} <= set(own)
    assert {rule.roll for rule in own.values()} == {None}
    armed = set(BOOK.of_scheme("whistleblowing", country))
    assert {newest(id_).country for id_ in armed} == {country, "EU"}
    assert {f"WB-ACK-{country}", f"WB-FB-{country}", "BR-READ", "BR-SCOPE", "GDPR-12-3"} <= armed


def test_denmark_is_the_default_and_moves_no_strict_date() -> None:
    """Without a word about the country a case follows Danish law."""
    armed = set(BOOK.of_scheme("whistleblowing", "DK"))
    assert {"WB-ACK", "WB-FB"} <= armed
    assert not [id_ for id_ in armed if newest(id_).country in ABROAD]


def test_which_limits_the_house_may_set() -> None:
    """Where the law leaves the length open, and where only a local rule says one."""
    open_ones = {id_ for id_ in BOOK.ids if takes_local_limit(newest(id_))}
    assert {"RSL-3-2", "LOCAL-RESP", "BR-AGE"} <= open_ones
    assert not [
        id_ for id_ in open_ones - {"RSL-3-2", "RSL-REMAND"} if newest(id_).kind is not RuleKind.HOUSE
    ]


@pytest.mark.parametrize("longer", ["WB-EXT-FB3 WB-EXT-FB6", "OFL-36 OFL-36-14", "OFL-36-14 OFL-36-40"])
def test_an_extension_leads_to_the_longer_rule(longer: str) -> None:
    """From the same start, and only by an event of its own that gives the reason."""
    short, long = longer.split()
    assert newest(short).may_extend == long
    assert newest(long).starts == newest(short).starts
    assert newest(long).only_after is not None


def test_gdpr_gives_two_more_months_counted_once() -> None:
    """Three months from receipt, not one and then two: chained months would end earlier."""
    assert newest("GDPR-12-3").may_extend == "GDPR-12-3-EXT"
    assert newest("GDPR-12-3-EXT").starts == "subject_access:requested"
