"""
Which profile counts: a municipality's own, where it has written one, else the one that comes with Betro.

The one of Betro counts plainly and as much as can be counted, so that a house without a profile has an
account from its first year on.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources

from intake.domain.own_words import Words
from triage.rules.code_lists import CodeLists
from triage.rules.counting_data import read_profiles
from triage.rules.counting_profile import CountingProfile
from triage.rules.tables import File

STANDARD = "betro"
"""The code of Betro's own profile."""


def standard_profile(lists: CodeLists, words: Words) -> CountingProfile:
    """Read the profile that comes with Betro, in an organisation's words for its units."""
    profile = read_profiles([_file()], lists)[STANDARD]
    return replace(
        profile,
        figures=tuple(replace(each, label=words.filled(each.label)) for each in profile.figures),
        tables=tuple(replace(each, title=words.filled(each.title)) for each in profile.tables),
    )


@cache
def _file() -> File:
    text = (resources.files("triage.rules") / "counting.toml").read_text(encoding="utf-8")
    return File(text, "counting.toml")


def profile_of(profiles: Mapping[str, CountingProfile], last: date) -> CountingProfile:
    """Give the profile of a period that ends on a day: the newest of the municipality's own, else Betro's."""
    own = [each for code, each in profiles.items() if code != STANDARD and each.head.holds(last)]
    return max(own, key=lambda each: each.head.valid_from, default=profiles[STANDARD])
