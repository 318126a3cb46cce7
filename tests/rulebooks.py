"""Copies of the rules with something learnt later: a new version of a rule, a correction, a new holiday."""

import re
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

from triage.rules.rulebook import Rulebook, read_rulebook

FILES = ("deadlines.toml", "countries.toml", "calendars.toml", "ladder.toml")


class Changed:
    """A folder of rules that begins as a copy of the shipped ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            text = resources.files("triage.rules").joinpath(name).read_text(encoding="utf-8")
            (folder / name).write_text(text, encoding="utf-8")

    @property
    def book(self) -> Rulebook:
        """The rulebook that the folder holds."""
        return read_rulebook(self.folder)

    def from_day(self, rule: str, valid_from: date, known_from: date, **changed: str) -> "Changed":
        """A new version that is the law from a day, and that Betro learns of on another."""
        until = f"{_line('valid_from', self._block(rule))}\nvalid_to = {valid_from - timedelta(days=1)}"
        block = self._block(rule)
        self._replace("deadlines.toml", block, block.replace(_line("valid_from", block), until))
        return self._append(block, valid_from=str(valid_from), known_from=str(known_from), **changed)

    def corrected(self, rule: str, known_from: date, **changed: str) -> "Changed":
        """A correction of what was wrong from the first day."""
        return self._append(self._block(rule), known_from=str(known_from), corrects="1", **changed)

    def holiday(self, calendar: str, day: date, known_from: date) -> "Changed":
        """A new holiday, from its year on, in a new version of a calendar."""
        text = (self.folder / "calendars.toml").read_text(encoding="utf-8")
        block = next(each for each in re.split(r"\n(?=\[\[)", text) if f'\nid = "{calendar}"\n' in each)
        newer = block.replace("holidays = [", 'holidays = [\n  "new_day",', 1)
        holiday = (
            f'[[holiday]]\ncode = "new_day"\ntitle = "New Year\'s Day"\nfixed = "{day:%m-%d}"\n'
            f'first_year = {day.year}\nsource = "An act of a test"\nconfidence = "V"\n'
        )
        more = f'\n{holiday}\n{newer}\nversion = "later"\nknown_from = {known_from}\n'
        (self.folder / "calendars.toml").write_text(text + more, encoding="utf-8")
        return self

    def _append(self, block: str, **changed: str) -> "Changed":
        block = block.replace("\nversion = 1\n", "\nversion = 2\n")
        if length := changed.pop("length", None):
            block = re.sub(r"(?m)^(period = \{ length = )\d+", rf"\g<1>{length}", block)
        for key, value in changed.items():
            line = re.search(rf"^{key} = .*$", block, re.M)
            block = block.replace(line[0], f"{key} = {value}") if line else f"{block}\n{key} = {value}"
        path = self.folder / "deadlines.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\n{block.strip()}\n", encoding="utf-8")
        return self

    def _block(self, rule: str) -> str:
        text = (self.folder / "deadlines.toml").read_text(encoding="utf-8")
        return next(
            each for each in re.split(r"\n(?=\[\[|# ---)", text) if f'\nid = "{rule}"\n' in each
        ).strip()

    def _replace(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")


def _line(key: str, block: str) -> str:
    found = re.search(rf"^{key} = .*$", block, re.M)
    assert found, key
    return found[0]


def changed_books(folder: Path) -> list[Rulebook]:
    """The shipped rules, and copies in which later days know of more."""
    longer = Changed(folder / "longer").from_day(
        "BR-FIRST", date(2026, 11, 1), date(2026, 12, 1), length="15"
    )
    both = Changed(folder / "both").from_day("BR-FIRST", date(2026, 11, 1), date(2026, 12, 1), length="15")
    both.corrected("BR-REPLY", date(2026, 12, 2), length="2").holiday(
        "statutory", date(2026, 12, 15), date(2026, 12, 5)
    )
    return [longer.book, both.book]
