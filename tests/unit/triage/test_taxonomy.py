"""The lists of reasons, themes and dispositions."""

import re
from dataclasses import fields
from datetime import date
from importlib.resources import files

import pytest

from intake.domain.schemes import FROM_COMPLAINTS, FROM_REPORTS, PORTAL
from tests.story import TAXONOMY
from triage.cases.decisions.dispositions import FORWARDED, MANAGER_INFORMED
from triage.cases.decisions.receiving import ORAL
from triage.cases.vocabulary import HANDED_OVER
from triage.rules.tables import RulebookError
from triage.rules.taxonomy import Taxonomy, without_adviser
from triage.rules.taxonomy_data import read_taxonomy

TEXT = (files("triage.rules") / "taxonomy.toml").read_text(encoding="utf-8")


def test_every_code_fits_an_event() -> None:
    """Codes are what events hold: short, small, ascii."""
    for field in fields(Taxonomy):
        for code in getattr(TAXONOMY, field.name):
            assert re.fullmatch(r"[a-z][a-z0-9_]{0,63}", code)


def test_the_domains_own_codes_are_on_the_lists() -> None:
    """Codes that the domain knows by name are in the file."""
    assert {FORWARDED, HANDED_OVER, MANAGER_INFORMED} <= set(TAXONOMY.dispositions)
    assert {FROM_COMPLAINTS, FROM_REPORTS, PORTAL, *ORAL} <= set(TAXONOMY.channels)
    assert "consent" in TAXONOMY.disclosure_grounds


def test_every_out_of_scope_code_guides_in_both_languages() -> None:
    """The reporter is told where to turn, in whole sentences."""
    for term in TAXONOMY.out_of_scope.values():
        for language in ("da", "en"):
            guidance = (term.guidance or {}).get(language)
            assert guidance is not None
            assert guidance.endswith(".")
            assert term.label[language]


def test_no_guidance_begins_with_what_the_letter_has_just_said() -> None:
    """The letter tells the reason and then the guidance: most words do not come twice, where one is told."""
    for term in (each for each in TAXONOMY.out_of_scope.values() if each.code != "other"):
        for language in ("da", "en"):
            told = set(re.findall(r"\w+", (term.told or {})[language].lower()))
            first = set(re.findall(r"\w+", (term.guidance or {})[language].partition(".")[0].lower()))
            assert len(told & first) <= len(told) * 0.7, (term.code, language)


def test_every_reason_for_a_rejection_guides_in_both_languages() -> None:
    """The answer to a citizen who is turned away begins with where to turn."""
    for term in TAXONOMY.rejection_reasons.values():
        assert set(term.guidance or {}) == {"da", "en"}, term.code
        assert all(words.endswith(".") for words in (term.guidance or {}).values()), term.code


def test_no_guidance_names_an_adviser_where_there_is_none() -> None:
    """Nor that of an organisation's own entry, which has the guidance of its core where it says none."""
    for term in without_adviser(TAXONOMY).out_of_scope.values():
        assert set(term.guidance or {}) == {"da", "en"}
        assert not re.search("borgerrådgiver|adviser", " ".join((term.guidance or {}).values())), term.code


def test_other_lists_have_no_guidance() -> None:
    """A disposition is a label and nothing more."""
    assert TAXONOMY.dispositions["guided_elsewhere"].guidance is None


def test_sub_themes_belong_to_a_theme() -> None:
    """Every sub-theme's group is a main theme; a main theme has none; no label twice in a group."""
    mains = {code for code, term in TAXONOMY.themes.items() if term.theme is None}
    subs = [term for term in TAXONOMY.themes.values() if term.theme is not None]

    assert mains - {term.theme for term in subs} == {"discrimination"}
    assert {term.theme for term in subs} < mains
    assert len({(term.theme, term.label["da"]) for term in subs}) == len(subs)


def test_a_matter_may_be_a_year_old_where_no_exception_lifts_the_rule() -> None:
    """How old, and that a bylaw may say otherwise, stands in the file and nowhere in the code."""
    assert {c: t.months for c, t in TAXONOMY.rejection_reasons.items() if t.months} == {
        "older_than_a_year": 12
    }
    assert set(TAXONOMY.exceptions("older_than_a_year")) == {"bylaw_exception"}
    assert not TAXONOMY.exceptions("other_municipality")


def test_no_place_says_what_a_channel_says() -> None:
    """That somebody came, or that it was at a library, is the channel; the place is which of those."""
    said = {each.label["da"] for each in TAXONOMY.channels.values()}
    assert not said & {each.label["da"] for each in TAXONOMY.places.values()}
    assert not set(TAXONOMY.channels) & set(TAXONOMY.places)


def test_what_stood_for_several_things_is_read_and_chosen_no_more() -> None:
    """An old case goes on saying it; a new one says which of them it was."""
    today = date(2026, 11, 29)
    ended = {code for code, each in TAXONOMY.handlings.items() if not each.holds(today)}
    assert ended == {"help_writing", "criticism", "recommendation", "rejected"}
    assert TAXONOMY.handlings["help_writing"].label["da"].startswith("Hjælp til klage")


def test_danish_is_danish() -> None:
    """The two languages are not the same text, except for proper names and e-mail."""
    same = {
        term.code
        for field in fields(Taxonomy)
        for term in getattr(TAXONOMY, field.name).values()
        if term.label["da"] == term.label["en"]
    }

    assert same == {"mail", "digital_post", "mitid", "digital_mail", "inspiration"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('code = "trivial"', 'code = "Trivial"', "small letters, digits and underscores"),
        ('code = "trivial"', 'code = "own_employment"', "written twice"),
        ('theme = "meetings"', 'theme = "weather"', "nothing declares"),
        ('label = { da = "Vejledt', 'label_ = { da = "Vejledt', "unknown key 'label_'"),
        ('en = "Guided elsewhere" }', 'tlh = "Guided elsewhere" }', "'label' is in 'tlh'; known are da, "),
        ('en = "Guided elsewhere" }', 'en = "" }', "'label' must be a text that is not empty"),
        ('en = "Guided elsewhere" }', 'en = "Guided elsewhere" }\nextra = 1', "unknown key 'extra'"),
        ('guidance.da = "Tal med din leder', 'theme = "Tal med din leder', "belongs to a sub_theme"),
        ('guidance_alone.da = "', 'guidance_alone.da = "{mayor} ', "'guidance_alone' has {mayor}"),
        ("months = 12", 'reason = "other_authority"', "'reason' belongs to a rejection_exception"),
        ('reason = "older_than_a_year"', 'reason = "weather"', "'reason' is 'weather', which nothing"),
        ('code = "trivial"', 'code = "trivial"\nmonths = 12', "'months' belongs to a rejection_reason"),
        ("months = 12", "months = 0", "'months' must be a whole number of at least 1"),
        ("[[finding]]", "[[findings]]", "there is no [[finding]]"),
        ("[[finding]]", '[[weather]]\ncode = "rain"\n[[finding]]', "unknown table 'weather'"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(before: str, after: str, said: str) -> None:
    """A misspelt key, a repeated code or a missing language is never a silent default."""
    damaged = TEXT.replace(before, after) if before == "[[finding]]" else TEXT.replace(before, after, 1)

    with pytest.raises(RulebookError, match=r"taxonomy\.toml:\d+: ") as caught:
        read_taxonomy(damaged)

    assert said in str(caught.value)
