"""Counting profiles are read as strictly as the law: what nothing declares is refused with its line."""

import pytest

from tests.weekdays import on
from triage.accounts.words import WORDED
from triage.cases.decisions.links import LinkReason
from triage.rules.counted import CODES, LINK_CODES, NO, TRAITS, YES, Thing, Trait, is_unit, term_list
from triage.rules.counting_words import Moment, Repeats, Rounding, Share
from triage.rules.organisation_data import check, compare, read_organisation_data, ready_files, ready_names
from triage.rules.standard_profile import STANDARD, profile_of

FILE = "counting/own.toml"
HEAD = """\
code = "own"
title = { da = "Beretning", en = "Account" }
valid_from = 2026-01-01
repeats = "always"
unit_of_inquiry = "first"
rounding = "plain"
"""
FIGURE = """
[[figure]]
code = "complaints"
label = { da = "Klager" }
counts = "case"
where = { type = ["complaint"] }
"""
TABLE = """
[[table]]
code = "by_type"
title = { da = "Efter type" }
counts = "case"
rows = { by = "type", listed = ["complaint"] }
share = "base"
base = "complaints"
"""
ROW = """
[[own_row]]
table = "by_type"
code = "early"
label = { da = "Mundtlige" }
where = { channel = ["phone", "in_person"] }
"""
SET = """
[[set]]
code = "slow"
trait = "theme"
codes = ["long_processing", "no_answer"]
label = { da = "Ventetid" }
"""
WHOLE = HEAD + FIGURE + TABLE + ROW + SET


def fault(text: str) -> str:
    """The one fault of a profile."""
    (found,) = check({FILE: text})
    return found


def test_a_profile_is_read() -> None:
    """With everything that it says, and where it says nothing with what holds everywhere."""
    (profile,) = read_organisation_data({FILE: WHOLE}).profiles.values()
    assert (profile.head.repeats, profile.head.rounding) == (Repeats.ALWAYS, Rounding.PLAIN)
    assert profile.head.suppress_below == 3
    assert profile.figure("complaints").where == {Trait.TYPE: ("complaint",)}
    assert profile.figure("complaints").moment is Moment.BEGUN
    (table,) = profile.tables
    assert (table.rows.by, table.share) == (Trait.TYPE, Share.BASE)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (WHOLE + 'colour = "red"\n', 33, "unknown key 'colour'"),
        (WHOLE.replace('"always"', '"sometimes"'), 4, "'repeats' is 'sometimes'"),
        (WHOLE.replace('"always"', '"after"'), 4, "'repeat_months' belongs to"),
        (WHOLE.replace('type = ["complaint"]', 'type = ["complain"]'), 12, "says 'complain' of 'type'"),
        (WHOLE.replace('type = ["complaint"]', 'scope = ["within"]'), 12, "asks for 'scope'"),
        (WHOLE.replace('type = ["complaint"]', "type = []"), 12, "'where' asks nothing of 'type'"),
        (WHOLE.replace('base = "complaints"', 'base = "all"'), 20, "'base' is 'all', which is no other"),
        (WHOLE.replace(FIGURE, FIGURE + 'base = "complaints"\n'), 13, "'base' is 'complaints', which is no"),
        (WHOLE.replace(ROW, ROW + 'side = "columns"\n'), 15, "'early' is a column of a table that has none"),
        (WHOLE.replace('base = "complaints"\n', ""), 14, "'base' names the figure where"),
        (WHOLE.replace('by = "type"', 'by = "scope"'), 18, "'rows' are by 'scope', which case has not"),
        (WHOLE.replace('listed = ["complaint"]', 'listed = ["late"]'), 18, "says 'late' of 'type'"),
        (WHOLE.replace('listed = ["complaint"]', "tree = true"), 18, "'type' has one level"),
        (WHOLE.replace('table = "by_type"', 'table = "by_month"'), 23, "no [[table]] of this file"),
        (WHOLE.replace('where = { channel = ["phone", "in_person"] }', ""), 24, "either 'where' or 'sum_of'"),
        (WHOLE + ROW, 36, "'early' is written twice"),
        (WHOLE.replace('"long_processing", ', '"slowness", '), 31, "says 'slowness' of 'theme'"),
        (WHOLE.replace('code = "slow"', 'code = "language"'), 29, "is a code of the trait already"),
        (WHOLE.replace('code = "own"', 'code = "betro"'), 1, "is the profile that comes with Betro"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    """A condition that is misspelt would count nothing, and nobody would know."""
    found = fault(text)
    assert said in found
    assert found.startswith(f"{FILE}:{line}:")


def test_a_set_stands_for_its_codes() -> None:
    """In each condition that names it."""
    text = WHOLE.replace('type = ["complaint"]', 'theme = ["slow", "language"]')
    figure = read_organisation_data({FILE: text}).profiles["own"].figure("complaints")
    assert figure.where == {Trait.THEME: ("long_processing", "no_answer", "language")}


def test_two_profiles_have_two_codes() -> None:
    """Whichever files they stand in."""
    (found,) = check({FILE: WHOLE, "counting/other.toml": HEAD})
    assert "'own' is written twice" in found


def test_a_profile_that_was_applied_counts_the_same_for_ever() -> None:
    """Its words may change and it may end; another rule is another profile."""
    before = {FILE: WHOLE}
    today = on("Wed 2026-07-01")
    other_words = WHOLE.replace("Klager", "Sager").replace("rounding", "valid_to = 2026-12-31\nrounding", 1)
    assert list(compare(before, {FILE: other_words}, today=today)) == []
    (changed,) = compare(before, {FILE: WHOLE.replace('"plain"', '"largest_remainder"')}, today=today)
    assert "profile 'own' was applied with another meaning" in changed
    (gone,) = compare(before, {}, today=today)
    assert "profile 'own' stood here when it was applied" in gone


def test_every_ready_folder_counts() -> None:
    """And each profile of it is good."""
    for name in ready_names():
        files = ready_files(name)
        assert check(files) == ()
        assert len(read_organisation_data(files).profiles) == 1


def test_a_house_without_a_profile_counts_by_the_one_that_comes_with_betro() -> None:
    """In its own word for a unit; its own profile takes over in the year from which it holds."""
    bare, own = read_organisation_data(ready_files("naestved")), read_organisation_data({FILE: WHOLE})
    assert bare.standard.figure("requests").label["en"] == "Requests to centres"
    assert profile_of(own.known_profiles, on("Wed 2025-12-31")).head.code == STANDARD
    assert profile_of(own.known_profiles, on("Thu 2026-01-01")).head.code == "own"
    assert {each.counts for each in bare.standard.tables} >= {Thing.INQUIRY, Thing.POINT, Thing.REQUEST}


def test_the_closed_codes_are_those_of_the_cases() -> None:
    """Rules know no case, so the lists stand twice; here they are held together."""
    assert {trait: tuple(listed) for trait, listed in WORDED.items()} == {
        trait: codes for trait, codes in CODES.items() if codes != (YES, NO)
    }
    assert set(LINK_CODES) == set(LinkReason)


def test_every_trait_has_its_codes_and_a_thing() -> None:
    """What nothing has cannot be asked for; only the months, and what was ordered, are listed nowhere."""
    listed = {trait for trait in Trait if trait in CODES or term_list(trait) or is_unit(trait)}
    assert set(Trait) - listed == {Trait.MONTH, Trait.ORDERED_COUNT}
    assert set().union(*TRAITS.values()) == set(Trait)
