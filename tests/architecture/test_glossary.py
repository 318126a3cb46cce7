"""Each name that the glossary gives for the code is one: an identifier, or a code that is stored."""

import re
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "templates" / "GLOSSARY.md"
PLACES = ("crypto", "intake", "triage", "tests/simulation")
CODE = re.compile(r'"([a-z][\w:./-]*)"')


def given() -> Iterator[str]:
    """The words of the third column."""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = line.split("|")
        if len(cells) == 6:
            yield from re.findall(r"`([^`]+)`", cells[3])


def parts(word: str) -> list[str]:
    """A word as it is compared: `EscalationLevel.HANDLER` is two, and `ReceiptCode` is `receipt_code`."""
    return [part.replace("_", "").lower() for part in re.split(r"[.:/]", word)]


@cache
def there() -> frozenset[str]:
    """Every identifier of the Python files, and every code in them and in the TOML files."""
    files = subprocess.run(
        ["git", "ls-files", "-z", *PLACES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    words = set()
    for path in (
        ROOT / name for name in files if name.endswith((".py", ".toml")) and (ROOT / name).is_file()
    ):
        words.update(CODE.findall(path.read_text(encoding="utf-8")))
        if path.suffix == ".py":
            with path.open("rb") as source:
                words.update(t.string for t in tokenize.tokenize(source.readline) if t.type == tokenize.NAME)
    return frozenset(part for word in words for part in parts(word))


@pytest.mark.parametrize("word", sorted(set(given())))
def test_every_name_of_the_glossary_is_in_the_code(word: str) -> None:
    """What nobody has built yet has no name there, so that nobody looks for it."""
    assert not [part for part in parts(word) if part not in there()]


def test_a_name_that_is_nowhere_is_noticed() -> None:
    """Or the comparison would find anything."""
    assert "wombatregister" not in there()
    assert {"receiptcode", "unit", "whistleblowerunit"} <= there()


def test_one_name_stands_for_one_thing() -> None:
    """No name is given to two lines."""
    names = list(given())
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
