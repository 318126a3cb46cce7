"""What every account counts of the registers, whatever the profile of the municipality counts besides."""

from dataclasses import replace
from functools import cache
from importlib.resources import files

from intake.domain.own_words import OURS
from triage.rules.code_lists import CodeLists
from triage.rules.counted import Thing
from triage.rules.counting_data import read_profiles
from triage.rules.counting_profile import CountingProfile, FigureRule, TableRule
from triage.rules.tables import File
from triage.rules.taxonomy_data import organisation_taxonomy
from triage.rules.units import Units

FILE = "registers.toml"


@cache
def _ours() -> CountingProfile:
    text = (files("triage.rules") / FILE).read_text(encoding="utf-8")
    (profile,) = read_profiles(
        [File(text, FILE)], CodeLists(organisation_taxonomy((), OURS), Units())
    ).values()
    return profile


def with_registers(profile: CountingProfile) -> CountingProfile:
    """Give a profile with ours of the registers, where it has no figure or table of its own of the same."""

    own: list[FigureRule | TableRule] = [*profile.figures, *profile.tables]
    figures = [each for each in _ours().figures if not any(_is_of_same(one, each) for one in own)]
    tables = [each for each in _ours().tables if not any(_is_of_same(one, each) for one in own)]
    return replace(profile, figures=(*profile.figures, *figures), tables=(*profile.tables, *tables))


def _is_of_same(own: FigureRule | TableRule, ours: FigureRule | TableRule) -> bool:
    """Whether they count the same things; of cases only what is told apart in the same way."""
    if own.counts is not ours.counts:
        return False
    if ours.counts is not Thing.CASE:
        return True
    return isinstance(own, TableRule) and isinstance(ours, TableRule) and own.rows.by is ours.rows.by
