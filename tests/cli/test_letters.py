"""betro letters: copying them out, checking them, and what a broken one stops."""

from dataclasses import replace
from pathlib import Path

import pytest

from intake.clock import SystemClock
from tests.cli.test_installation import betro
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.letter_text import LetterError, LetterKind
from triage.office import create_app
from triage.services.casework.letter_files import load_letters

NOW = at("Mon 2026-11-23")


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation with a folder of letters of its own, still empty."""
    (tmp_path / "letters").mkdir()
    return a_clockwork(tmp_path / "town", NOW, letters_folder=tmp_path / "letters")


def test_a_letter_is_copied_out_changed_and_used(town: Clockwork, tmp_path: Path) -> None:
    """Both languages of the one that was named; what is there already is kept."""
    folder = tmp_path / "letters"
    said = betro("letters", "copy", str(folder), "delay", settings=town.settings)
    assert said.exit_code == 0, said.output
    assert sorted(path.name for path in folder.iterdir()) == ["delay.da.txt", "delay.en.txt"]
    own = folder / "delay.da.txt"
    own.write_text("Ny dato: {new_date}. {reason}", encoding="utf-8")
    assert "kept" in betro("letters", "copy", str(folder), "delay", settings=town.settings).output
    assert own.read_text(encoding="utf-8").startswith("Ny dato")
    checked = betro("letters", "check", settings=town.settings)
    assert checked.exit_code == 0
    assert "2 of them the organisation's own" in checked.output
    assert load_letters(folder).templates[LetterKind.DELAY, "da"].text.startswith("Ny dato")


def test_without_a_name_every_letter_is_copied(tmp_path: Path) -> None:
    """An organisation can begin with all of them."""
    said = betro("letters", "copy", str(tmp_path / "new"), settings=None)
    assert said.exit_code == 0, said.output
    assert len(list((tmp_path / "new").iterdir())) == 2 * len(LetterKind)
    assert betro("letters", "check", str(tmp_path / "new"), settings=None).exit_code == 0


def test_an_unknown_letter_is_not_copied(tmp_path: Path) -> None:
    """A mistyped name is told, with the names there are."""
    said = betro("letters", "copy", str(tmp_path / "new"), "delya", settings=None)
    assert said.exit_code == 2
    assert "delay" in said.output
    assert not (tmp_path / "new").exists()


def test_a_broken_letter_is_named_by_check_and_doctor_and_stops_the_office(
    town: Clockwork, tmp_path: Path
) -> None:
    """File and line each time; Betro's own words are not sent in its place, and the clock goes on."""
    (tmp_path / "letters" / "appeal.en.txt").write_text("To: {appeal_body}\n{wher}\n", encoding="utf-8")
    fault = f"{tmp_path / 'letters' / 'appeal.en.txt'}:2: {{wher}} is not known"
    checked = betro("letters", "check", settings=town.settings)
    assert checked.exit_code == 1
    assert fault in checked.output.replace("\n", "")
    assert fault in betro("doctor", settings=town.settings).output.replace("\n", "")
    settings = replace(town.organisation.settings, letters_folder=tmp_path / "letters")
    with pytest.raises(LetterError, match="appeal"):
        create_app(replace(town.organisation, settings=settings), SystemClock())
    assert town.tick() == ()
