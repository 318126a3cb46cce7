"""The paper and the program name each other: every clause of SPEC is obeyed, and none is invented."""

import re
from functools import cache
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAPER = ROOT / "crypto" / "SPEC.md"
SAYS_WHAT_IS_NOT = "11"
"""The section that promises nothing, so there is nothing to obey."""
CONVENTIONS = {"1.1", "1.4", "1.7", "1.9"}
"""How the paper itself is read, and what every reader of anything does."""
_NUMBER = r"\d+(?:\.\d+){0,2}"
_NAMED = re.compile(rf"SPEC ((?:{_NUMBER})(?:(?:,| and| or| to| -)\s+{_NUMBER})*)")
_RANGE = re.compile(rf"({_NUMBER}) (?:-|to)\s+({_NUMBER})")


@cache
def clauses() -> tuple[str, ...]:
    """Give the numbers of all clauses, in their order."""
    return tuple(re.findall(rf"^ *- \*\*({_NUMBER})\*\* ", PAPER.read_text(encoding="utf-8"), re.M))


def _texts() -> dict[str, str]:
    paths = chain.from_iterable(
        (ROOT / each).rglob("*.py") for each in ("crypto", "intake", "triage", "tests")
    )
    # A docstring may break a line between two words.
    return {str(path.relative_to(ROOT)): " ".join(path.read_text(encoding="utf-8").split()) for path in paths}


def _named() -> dict[str, set[str]]:
    """Give the numbers that code, tests and vectors name, and where."""
    found: dict[str, set[str]] = {}
    for name, text in _texts().items():
        for said in _NAMED.findall(text.replace("# ", "")):
            numbers = set(re.findall(_NUMBER, said))
            for first, last in _RANGE.findall(said):
                among = clauses()
                if {first, last} <= set(among):
                    numbers |= set(among[among.index(first) : among.index(last) + 1])
            for number in numbers:
                found.setdefault(number, set()).add(name)
    by_the_book = (ROOT / "tests/unit/crypto/test_by_the_book.py").read_text(encoding="utf-8")
    for said in re.findall(r"# ([\d., -]+)", by_the_book):
        for number in re.findall(_NUMBER, said):
            found.setdefault(number, set()).add("test_by_the_book")
    for path in (ROOT / "tests/vectors").rglob("*.txt"):
        for number in re.findall(r"^clause: (\S+)$", path.read_text(encoding="utf-8"), re.M):
            found.setdefault(number, set()).add(path.parent.name)
    return found


def test_every_clause_is_named_by_code_or_a_test() -> None:
    """Whoever changes a clause finds what obeys it."""
    named = set(_named())
    # A clause whose parts are named is.
    whole = {each for each in clauses() if any(part.startswith(f"{each}.") for part in named)}
    expected = {each for each in clauses() if each.partition(".")[0] != SAYS_WHAT_IS_NOT} - CONVENTIONS
    assert sorted(expected - named - whole) == []


def test_no_clause_is_named_that_there_is_not() -> None:
    """A number that the paper does not have leads nowhere."""
    known = {*clauses(), *(each.partition(".")[0] for each in clauses())}
    assert {number: sorted(where) for number, where in _named().items() if number not in known} == {}


def test_the_clauses_stand_in_their_order() -> None:
    """No number is left out, and none stands twice."""
    numbers = [tuple(map(int, each.split("."))) for each in clauses()]
    assert numbers == sorted(set(numbers))
    sections = {section for section, *_ in numbers}
    for section in sections:
        own = [each[1] for each in numbers if each[0] == section and len(each) == 2]
        assert own == list(range(1, len(own) + 1)), section
