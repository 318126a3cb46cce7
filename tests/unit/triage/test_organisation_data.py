"""What an organisation has set for itself: laid over ours, refused with file and line, never taken out."""

import re
from collections.abc import Mapping

import pytest

from intake.domain.languages import LANGUAGES, Language, words_in
from tests.story import TAXONOMY
from tests.weekdays import on
from triage.engine.calendar import NO_DAYS
from triage.engine.compute import compute
from triage.engine.explain import explain, plain_text
from triage.engine.trace import Wording
from triage.rules.codes import Confidence, RuleKind
from triage.rules.organisation_data import (
    OrganisationData,
    check,
    compare,
    read_organisation_data,
    ready_files,
)
from triage.rules.rulebook import load_rulebook
from triage.rules.tables import RulebookError
from triage.rules.taxonomy import without_adviser
from triage.rules.taxonomy_data import LOCAL

TODAY = on("Wed 2026-07-01")

REASONS = "taxonomies/reasons.toml"
TENANCY = """\
[[out_of_scope]]
code = "local_tenancy"
core = "citizen_service"
label = { da = "Lejemål", en = "Tenancy" }
guidance.da = "Kontakt udlejningen, eller spørg {citizens_adviser}."
valid_from = 2026-01-01
"""
HOUSING = """\
[[theme]]
code = "local_housing"
core = "other"
label = { da = "Bolig" }
valid_from = 2026-01-01
"""
RENT = """\
[[sub_theme]]
code = "local_rent"
core = "other"
theme = "local_housing"
label = { da = "Husleje" }
valid_from = 2026-01-01
"""
CLOSED = """\
[[channel]]
code = "local_hotline"
core = "phone"
label = { da = "Hotline" }
valid_from = 2026-01-01
"""
ENDED = "valid_to = 2026-06-30\n"
REPLY = """\
[[clock]]
rule = "BR-REPLY"
length = 3
unit = "week"
adopted_by = { da = "byrådet", en = "the city council" }
adopted_on = 2025-11-27
clause = { da = "Borgerrådgiverens vedtægt § 17, stk. 1", en = "Bylaw of the adviser § 17(1)" }
valid_from = 2026-01-01
"""
UNIT = """\
[[unit]]
code = "job_centre"
names = { da = "Jobcentret", en = "Job centre" }
parent = "employment"
valid_from = 2020-01-01

[[unit]]
code = "employment"
names = { da = "Beskæftigelse" }
valid_from = 2020-01-01
"""
COUNCIL = 'council = { da = "byrådet", en = "the city council" }\n'


def own(**files: str) -> OrganisationData:
    """The data of a folder; a taxonomy is given as `reasons`."""
    return read_organisation_data(named(files))


def named(files: Mapping[str, str]) -> dict[str, str]:
    """The texts by their paths."""
    return {REASONS if name == "reasons" else f"{name}.toml": text for name, text in files.items()}


def test_without_a_folder_everything_is_ours() -> None:
    """An organisation that has set nothing for itself goes by what Betro ships with."""
    data = read_organisation_data({})
    assert data.taxonomy == TAXONOMY
    assert data.rulebook.versions == load_rulebook().versions
    assert data.units.by_code == {}
    assert data.words.by_name("da")["council"] == "kommunalbestyrelsen"


def test_the_example_is_good_as_it_is_and_with_its_comments_taken_away() -> None:
    """Who begins with it begins without a fault, whichever lines are made their own."""
    files = ready_files()
    assert check(files) == ()
    taken = {
        name: re.sub("^# ?", "", text.partition("write your own:\n")[2], flags=re.M)
        for name, text in files.items()
    }
    assert check(taken) == ()
    data = read_organisation_data(taken)
    assert set(data.units.by_code) == {"job_centre", "employment"}
    assert set(data.profiles) == {"own_2026"}
    assert data.taxonomy.out_of_scope["local_tenancy"].core == "citizen_service"
    assert data.taxonomy.dispositions["child_notification_sent"].valid_to == on("Thu 2026-12-31")
    assert [each.rule for each in data.rulebook.local.of("clock")] == ["BR-REPLY"]


def test_an_entry_of_its_own_counts_as_one_of_ours() -> None:
    """It guides in its own words, from its first day on, and stands behind ours on the list."""
    term = own(reasons=TENANCY).taxonomy.out_of_scope["local_tenancy"]
    assert (term.core, term.appealable) == ("citizen_service", False)
    assert term.guidance == {"da": "Kontakt udlejningen, eller spørg borgerrådgiveren."}
    assert not term.holds(on("Wed 2025-12-31"))
    assert term.holds(on("Thu 2026-01-01"))
    assert list(own(reasons=TENANCY).taxonomy.out_of_scope)[-1] == "local_tenancy"


@pytest.mark.parametrize(
    ("text", "code", "english"),
    [
        (TENANCY, "local_tenancy", None),
        (
            '[[out_of_scope]]\ncode = "citizen_service"\nguidance.da = "Kontakt udlejningen."\n',
            "citizen_service",
            1,
        ),
    ],
)
def test_its_own_guidance_holds_without_an_adviser_too(text: str, code: str, english: int | None) -> None:
    """An entry of its own never speaks another language with the words of its core; one of ours does."""
    terms = without_adviser(own(reasons=text).taxonomy).out_of_scope
    guidance = terms[code].guidance
    ours = without_adviser(TAXONOMY).out_of_scope["citizen_service"].guidance
    assert guidance is not None
    assert ours is not None
    assert guidance["da"].startswith("Kontakt udlejningen")
    assert guidance.get("en") == (english and ours["en"])


def test_an_entry_of_its_own_under_ours_goes_without_an_adviser_as_ours_does() -> None:
    """It has said nothing itself."""
    text = "\n".join(line for line in TENANCY.splitlines() if "guidance" not in line)
    terms = without_adviser(own(reasons=text).taxonomy).out_of_scope
    assert terms["local_tenancy"].guidance == terms["citizen_service"].guidance


def test_an_entry_under_an_appealable_one_is_appealable() -> None:
    """What leads to a letter of appeal stands at the entry, and is inherited."""
    taxonomy = own(reasons=TENANCY.replace("citizen_service", "appealable_decision")).taxonomy
    assert taxonomy.appealable == TAXONOMY.appealable | {"local_tenancy"}


def test_other_words_for_one_of_ours_change_nothing_else() -> None:
    """A label in one language leaves the others, and what it counts as."""
    text = '[[channel]]\ncode = "letter"\nlabel = { da = "Selvbetjening" }\nvalid_to = 2026-12-31\n'
    term, ours = own(reasons=text).taxonomy.channels["letter"], TAXONOMY.channels["letter"]
    assert term.label == {"da": "Selvbetjening", "en": ours.label["en"]}
    assert (term.core, term.valid_from) == (ours.core, ours.valid_from)
    assert not term.holds(on("Fri 2027-01-01"))
    assert ours.valid_to is None


def test_its_own_words_stand_in_our_lists() -> None:
    """A council that is a byråd is one wherever a list speaks of it; another organisation keeps its own."""
    data, other = own(words=COUNCIL), read_organisation_data({})
    said = [term.label["da"] for _list, term in data.taxonomy.terms()]
    assert "Besluttet af byrådet eller et udvalg" in said
    assert not [words for words in said if "{" in words]
    assert "Besluttet af kommunalbestyrelsen eller et udvalg" in [
        term.label["da"] for _list, term in other.taxonomy.terms()
    ]


def test_a_third_language_is_read_and_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads a language that a text has no words in reads another's, never nothing."""
    monkeypatch.setitem(LANGUAGES, "fo", Language("Føroyskt", "Faroese", "Á føroyskum"))
    text = TENANCY.replace('da = "Lejemål"', 'fo = "Leigumál", da = "Lejemål"')
    term = own(reasons=text).taxonomy.out_of_scope["local_tenancy"]
    assert words_in(term.label, "fo") == "Leigumál"
    assert term.guidance is not None
    assert words_in(term.guidance, "fo") == "Kontakt udlejningen, eller spørg borgerrådgiveren."
    assert words_in(TAXONOMY.channels["mail"].label, "fo") == TAXONOMY.channels["mail"].label["en"]
    assert own(units=UNIT).units.names("fo") == {"job_centre": "Job centre", "employment": "Beskæftigelse"}


def test_a_clock_of_the_bylaw_is_a_third_kind() -> None:
    """Neither law nor the office's own aim: it binds, names its clause, and closing days do not move it."""
    book = own(bylaw=REPLY.replace("length = 3", "length = 2")).rulebook
    before, after = (book.in_case("BR-REPLY", on(day)) for day in ("Wed 2025-12-31", "Mon 2026-11-23"))
    assert (before.kind, before.period.length) == (RuleKind.HOUSE, 3)
    assert (after.kind, after.confidence, after.own_closing) == (RuleKind.BYLAW, Confidence.V, False)
    assert after.clause == {
        "da": "Borgerrådgiverens vedtægt § 17, stk. 1 (byrådet, 27. november 2025)",
        "en": "Bylaw of the adviser § 17(1) (the city council, 27 November 2025)",
    }
    assert compute(after, on("Mon 2026-11-23")).due_strict == on("Mon 2026-12-07")
    assert book.kind("BR-REPLY", on("Mon 2026-11-23")) is RuleKind.BYLAW
    assert book.kind("BR-REPLY", on("Wed 2025-12-31")) is RuleKind.HOUSE
    assert load_rulebook().kind("BR-REPLY", on("Mon 2026-11-23")) is RuleKind.HOUSE


@pytest.mark.parametrize(
    ("language", "clause"),
    [
        ("da", "Borgerrådgiverens vedtægt § 17, stk. 1 (byrådet, 27. november 2025)"),
        ("en", "Bylaw of the adviser § 17(1) (the city council, 27 November 2025)"),
        ("pl", "Bylaw of the adviser § 17(1) (the city council, 27 November 2025)"),
    ],
)
def test_why_this_date_says_that_the_bylaw_gives_it(language: str, clause: str) -> None:
    """
    The sheet that is handed to a chief does not call the council's bylaw the office's own aim, and names its
    clause in the reader's language, else in another.
    """
    rule = own(bylaw=REPLY).rulebook.in_case("BR-REPLY", on("Mon 2026-11-23"))
    wording = Wording(str, str, str, load_rulebook().events, {}, language)
    said = plain_text(explain(compute(rule, on("Mon 2026-11-23"), own_closing=NO_DAYS), wording))
    assert "A limit given by the bylaw" in said
    assert clause in said
    assert "not law" not in said


def test_a_bylaw_in_working_days_does_not_roll() -> None:
    """A clock that was counted in weeks and rolled is counted by the calendars of its new unit."""
    text = REPLY.replace('unit = "week"', 'unit = "working_day"\ncalendar = "strict"')
    rule = own(bylaw=text).rulebook.in_case("BR-REPLY", on("Mon 2026-12-21"))
    answer = compute(rule, on("Mon 2026-12-21"))
    assert (answer.due_strict, answer.due_latest) == (on("Thu 2026-12-24"), on("Mon 2026-12-28"))


def test_the_same_clock_is_one_object_in_one_organisation() -> None:
    """Rules are compared by identity; nothing of it is shared with another organisation."""
    one, other = own(bylaw=REPLY).rulebook, own(bylaw=REPLY).rulebook
    day = on("Mon 2026-11-23")
    assert one.in_case("BR-REPLY", day) is one.known(day).in_case("BR-REPLY", day)
    assert one.in_case("BR-REPLY", day) is not other.in_case("BR-REPLY", day)


FAULTS = [
    ("units", UNIT, 'code = "job_centre"', 'code = "Job centre"', 2, "'code' is 'Job centre'; it is at most"),
    ("units", UNIT, '"job_centre"\nnames', '"not_known"\nnames', 2, "that a unit is not known"),
    ("units", UNIT, "names = {", "name = {", 3, "unknown key 'name'"),
    ("units", UNIT, "{ da", "{ xx", 3, "'names' is in 'xx'"),
    ("units", UNIT, '"employment"\nvalid', '"nobody"\nvalid', 4, "there is no such unit"),
    ("units", UNIT, '"employment"\nvalid', '"job_centre"\nvalid', 4, "stands above itself"),
    ("units", UNIT, "01\n\n", '01\nsuccessors = ["employment"]\n\n', 6, "has a 'valid_to'"),
    ("units", UNIT, "01\n\n", "01\nvalid_to = 2019-12-31\n\n", 6, "is before 'valid_from'"),
    ("units", UNIT, '"employment"\nnames', '"job_centre"\nnames', 8, "is written twice"),
    ("reasons", TENANCY, '"citizen_service"', '"weather"', 3, "which is no code of Betro's"),
    ("reasons", TENANCY, 'core = "citizen_service"\n', "", 2, "not Betro's own needs 'core'"),
    ("reasons", TENANCY, '"local_tenancy"', '"tenancy"', 2, "one of your own begins with 'local_'"),
    ("reasons", TENANCY, "valid_from = 2026-01-01\n", "", 2, "not Betro's own needs 'valid_from'"),
    ("reasons", TENANCY, '"local_tenancy"', '"trivial"', 3, "'trivial' is Betro's own, and its 'core' stays"),
    ("reasons", CLOSED, 'core = "phone"\n', 'core = "phone"\n', 3, "Betro itself acts on 'phone'"),
    ("reasons", CLOSED, 'core = "phone"\n', "", 2, "not Betro's own needs 'core'"),
    ("reasons", TENANCY, "{citizens_adviser}", "{mayor}", 5, "'guidance' has {mayor}; known are {council}"),
    ("reasons", TENANCY, "guidance.da", "guidance_alone.da", 5, "unknown key 'guidance_alone'"),
    ("reasons", TENANCY, "[[out_of_scope]]", "[[weather]]", 1, "unknown table 'weather'"),
    ("reasons", TENANCY, "2026-01-01", "2026-01-01\nvalid_to = 2025-12-31", 7, "is before 'valid_from'"),
    ("bylaw", REPLY, "BR-REPLY", "WB-ACK", 2, "'rule' is 'WB-ACK', which nothing declares"),
    ("bylaw", REPLY, "clause", "clauses", 7, "unknown key 'clauses'"),
    ("bylaw", REPLY, '"week"', '"hour"', 4, "never in hours"),
    ("bylaw", REPLY, REPLY, REPLY + REPLY, 16, "BR-REPLY: two clocks hold on 2026-01-01"),
    ("words", COUNCIL, "council", "mayor", 1, "unknown key 'mayor'"),
    ("words", COUNCIL, '"byrådet"', '""', 1, "must be a text that is not empty"),
    (
        "words",
        COUNCIL,
        '"byrådet"',
        '"<b>byrådet</b>"',
        1,
        "'council' is '<b>byrådet</b>'; a word",
    ),
    ("words", COUNCIL, "council", "\nunit", 1, "'a_unit' is missing; 'unit', 'a_unit' and 'units'"),
    ("words", COUNCIL, COUNCIL, COUNCIL + "[[word]]\n", 2, "unknown table 'word'"),
    ("rules", COUNCIL, COUNCIL, "", 1, "there is no such file in an organisation's folder"),
]


@pytest.mark.parametrize(("name", "text", "old", "new", "line", "says"), FAULTS)
def test_a_slip_is_told_with_file_and_line(
    name: str, text: str, old: str, new: str, line: int, says: str
) -> None:
    """`check` tells what reading refuses, and reading never takes half of a folder."""
    assert old in text
    files = named({name: text.replace(old, new, 1)})
    (fault,) = check(files)
    assert fault.startswith(f"{next(iter(files))}:{line}: ")
    assert says in fault
    with pytest.raises(RulebookError):
        read_organisation_data(files)


def test_every_file_with_a_fault_is_told() -> None:
    """What is wrong in one file hides nothing in another; the lists are one file to this."""
    files = {
        "units.toml": "[[unit]]\n",
        "words.toml": "x = 1\n",
        REASONS: TENANCY,
        "taxonomies/b.toml": TENANCY,
    }
    assert [fault.split(":")[0] for fault in check(files)] == ["units.toml", "words.toml", REASONS]
    del files["units.toml"], files["words.toml"]
    (fault,) = check(files)
    assert fault == f"{REASONS}:2: 'local_tenancy' is written twice"


@pytest.mark.parametrize("name", ["a", "z"])
def test_a_sub_theme_may_stand_in_another_file_than_its_theme(name: str) -> None:
    """Whichever of the two is read first; a theme that stands nowhere is missed."""
    files = {"taxonomies/m.toml": HOUSING, f"taxonomies/{name}.toml": RENT}
    assert check(files) == ()
    assert read_organisation_data(files).taxonomy.themes["local_rent"].theme == "local_housing"
    del files["taxonomies/m.toml"]
    (fault,) = check(files)
    assert fault.startswith(f"taxonomies/{name}.toml:")
    assert "which nothing declares" in fault


@pytest.mark.parametrize(
    ("files", "old", "new"),
    [
        ({"units": UNIT}, "Jobcentret", "Jobcenter Egeby"),
        ({"units": UNIT}, "2020-01-01\n\n", "2020-01-01\nvalid_to = 2026-12-31\n\n"),
        ({"units": UNIT}, UNIT, UNIT + UNIT.replace("job_centre", "jobs").split("\n\n", maxsplit=1)[0]),
        ({"reasons": TENANCY}, "Lejemål", "Lejeboliger"),
        ({"reasons": TENANCY}, "2026-01-01", "2026-01-01\nvalid_to = 2026-12-31"),
        ({"bylaw": REPLY}, "2026-01-01", "2026-01-01\nvalid_to = 2026-12-31"),
    ],
)
def test_what_is_renamed_ended_or_new_is_no_fault(files: Mapping[str, str], old: str, new: str) -> None:
    """An organisation goes on living."""
    after = {name: text.replace(old, new, 1) for name, text in files.items()}
    assert after != files
    assert list(compare(named(files), named(after), today=TODAY)) == []


@pytest.mark.parametrize(
    ("files", "old", "new", "says"),
    [
        ({"units": UNIT}, UNIT, "", "units.toml:1: the unit 'job_centre' stood here when it was applied"),
        ({"units": UNIT}, "2020-01-01", "2026-01-01", "units.toml:1: the unit 'job_centre' was applied with"),
        ({"units": UNIT}, UNIT[UNIT.index("\n\n") :], "", "units.toml:7: the unit 'employment' stood here"),
        (
            {"units": UNIT},
            UNIT,
            f"# ours\n{UNIT}".replace("2020-01-01", "2021-01-01"),
            "units.toml:2: the unit",
        ),
        ({"reasons": TENANCY}, TENANCY, "", f"{REASONS}:1: the out_of_scope 'local_tenancy' stood here"),
        (
            {"reasons": TENANCY},
            "citizen_service",
            "trivial",
            f"{REASONS}:1: the out_of_scope 'local_tenancy' was applied with",
        ),
        ({"bylaw": REPLY}, "length = 3", "length = 4", "bylaw.toml:1: the clock 'BR-REPLY"),
        ({"bylaw": REPLY}, REPLY, "", "bylaw.toml:1: the clock 'BR-REPLY"),
    ],
)
def test_a_code_is_never_taken_out_or_used_again(
    files: Mapping[str, str], old: str, new: str, says: str
) -> None:
    """Compared with what was applied before: an old case still says its code."""
    after = {name: text.replace(old, new, 1) for name, text in files.items()}
    (fault, *_) = compare(named(files), named(after), today=TODAY)
    assert says in fault


@pytest.mark.parametrize("text", [UNIT.replace("01\n\n", "01\nvalid_to = 2026-06-30\n\n"), TENANCY + ENDED])
@pytest.mark.parametrize("later", ["", "valid_to = 2027-06-30\n"])
def test_a_code_that_has_ended_stays_ended(text: str, later: str) -> None:
    """It could be used again under other words, in old cases as well; a last day to come can be moved."""
    file = "units" if "[[unit]]" in text else "reasons"
    after = named({file: text.replace("valid_to = 2026-06-30\n", later)})
    (fault,) = compare(named({file: text}), after, today=TODAY)
    assert "ended on 2026-06-30 and stays so" in fault
    assert list(compare(named({file: text}), after, today=on("Mon 2026-06-29"))) == []


def test_no_code_of_ours_is_called_like_an_organisations_own() -> None:
    """Whatever Betro adds, the folder of an organisation goes on being read."""
    codes = [term.code for _list, term in TAXONOMY.terms()]
    assert len(codes) > 50
    assert not [code for code in codes if code.startswith(LOCAL)]
