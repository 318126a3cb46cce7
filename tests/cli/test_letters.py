"""betro letters: copying them out, checking them, and what a broken one stops."""

from pathlib import Path

import pytest

from tests.cli.test_installation import betro
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.letter_text import LetterKind
from triage.services.organisation.letter_files import read_letters
from triage.services.people.provision import open_installation

NOW = at("Mon 2026-11-23")


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation."""
    return a_clockwork(tmp_path / "town", NOW)


def test_a_letter_is_copied_out_changed_and_used(town: Clockwork, tmp_path: Path) -> None:
    """Every language of the one that was named; what is there already is kept."""
    folder = tmp_path / "town" / "organisation" / "letters"
    said = betro("letters", "copy", str(folder), "delay", settings=town.settings)
    assert said.exit_code == 0, said.output
    assert sorted(path.name for path in folder.iterdir()) == [
        f"delay.{code}.txt" for code in sorted(read_letters({}).languages)
    ]
    own = folder / "delay.da.txt"
    own.write_text("Ny dato: {new_date}. {reason}", encoding="utf-8")
    assert "kept" in betro("letters", "copy", str(folder), "delay", settings=town.settings).output
    assert own.read_text(encoding="utf-8").startswith("Ny dato")
    assert betro("organisation", "check", settings=town.settings).exit_code == 0
    before = open_installation(town.settings).letters
    applied = betro("organisation", "apply", "--reason", "Egne ord", settings=town.settings)
    assert applied.exit_code == 0, applied.output
    after = open_installation(town.settings).letters
    assert not before.templates[LetterKind.DELAY, "da"].text.startswith("Ny dato")
    assert after.templates[LetterKind.DELAY, "da"].text.startswith("Ny dato")


def test_without_a_name_every_letter_is_copied(tmp_path: Path) -> None:
    """An organisation can begin with all of them."""
    said = betro("letters", "copy", str(tmp_path / "new"), settings=None)
    assert said.exit_code == 0, said.output
    assert len(list((tmp_path / "new").iterdir())) == len(read_letters({}).templates)


def test_an_unknown_letter_is_not_copied(tmp_path: Path) -> None:
    """A mistyped name is told, with the names there are."""
    said = betro("letters", "copy", str(tmp_path / "new"), "delya", settings=None)
    assert said.exit_code == 2
    assert "delay" in said.output
    assert not (tmp_path / "new").exists()


def test_a_broken_letter_is_named_by_check_and_doctor_and_never_applied(
    town: Clockwork, tmp_path: Path
) -> None:
    """File and line each time; what was applied before goes on holding, and the clock goes on."""
    folder = tmp_path / "town" / "organisation" / "letters"
    folder.mkdir()
    (folder / "appeal.en.txt").write_text("To: {appeal_body}\n{wher}\n", encoding="utf-8")
    fault = "appeal.en.txt:2: {wher} is not known"
    for command in (("organisation", "check"), ("organisation", "apply", "--reason", "x"), ("doctor",)):
        said = betro(*command, settings=town.settings)
        assert said.exit_code == 1
        assert fault in said.output.replace("\n", ""), command
    assert open_installation(town.settings).applied == 1
    assert town.tick() == ()


def test_check_tells_what_is_wrong_in_every_file(town: Clockwork, tmp_path: Path) -> None:
    """Whoever mends a folder sees all at once; apply refuses it as well."""
    folder = tmp_path / "town" / "organisation"
    (folder / "units.toml").write_text("[[unit]]\n", encoding="utf-8")
    (folder / "words.toml").write_text("mayor = 1\n", encoding="utf-8")
    for command in (("check",), ("apply", "--reason", "x")):
        said = betro("organisation", *command, settings=town.settings)
        assert said.exit_code == 1
        assert ("units.toml:1: " in said.output, "words.toml:1: " in said.output) == (True, True), said.output
