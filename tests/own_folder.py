"""What an organisation has set for itself, for tests: applied to an installation as the command does it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from intake.store.engine import read
from intake.store.snapshots import newest
from triage.rules.rulebook import Rulebook
from triage.services.organisation import Organisation, as_applied
from triage.services.organisation.content import files_of, write_files
from triage.services.people.apply_organisation import apply

BEGAN = date(2020, 1, 1)
TEXTS = """\
contact.da = "Ring på 12 34 56 78."
privacy.da = "Vi har ansvaret."
accessibility_statement = "https://was.example/x"
"""
"""What every portal must tell, as it stands in texts.toml."""


def unit_table(code: str, da: str, en: str, *, valid_from: date = BEGAN, more: str = "") -> str:
    """Give one unit as it stands in units.toml."""
    names = f'names = {{ da = "{da}", en = "{en}" }}'
    return f'[[unit]]\ncode = "{code}"\n{names}\nvalid_from = {valid_from.isoformat()}\n{more}\n'


def has_set(
    organisation: Organisation, files: Mapping[str, str], *, today: date | None = None
) -> Organisation:
    """
    Write these texts into the organisation's folder and apply it, from a day on, else from that of the last
    time; give the organisation as it then is.
    """
    with read(organisation.triage) as connection:
        last = newest(connection, date.max)
    day = today or (last.on if last else BEGAN)
    folder = organisation.settings.organisation_folder
    assert folder is not None
    write_files(folder, files)
    apply(organisation, files_of(folder), reason="for a test", by="tests", today=day)
    return as_applied(organisation, day)


def has_units(organisation: Organisation, *units: tuple[str, str, str]) -> Organisation:
    """Give the organisation units of these codes and names, Danish and English."""
    return has_set(organisation, {"units.toml": "\n".join(unit_table(*each) for each in units)})


def with_book(organisation: Organisation, book: Rulebook) -> Organisation:
    """Give the organisation as it would be under other rules."""
    content = organisation.content
    return replace(organisation, content=replace(content, data=replace(content.data, rulebook=book)))
