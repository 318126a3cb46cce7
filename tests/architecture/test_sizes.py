"""Rooms stay small enough to read at one sitting (design §3)."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ("crypto", "intake", "triage", "deploy")

MODULE_P95, MODULE_LIMIT = 250, 400
FUNCTION_MEDIAN, FUNCTION_P95 = 10, 40
LINE = 110


@cache
def _modules(*folders: str) -> dict[str, str]:
    """Return path and text of every module in `folders` that says something."""
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    return {name: text for name, text in texts.items() if text.strip()}


def _functions() -> Iterator[tuple[int, str]]:
    """Yield length in lines (decorators and docstring included) and place of every function of the source."""
    for name, text in _modules(*SOURCE).items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                yield node.end_lineno - first + 1, f"{name}:{node.lineno} {node.name}"


def _p95(lengths: list[int]) -> int:
    """Return the length that 95 of 100 do not pass."""
    return sorted(lengths)[min(len(lengths) - 1, len(lengths) * 95 // 100)]


def test_no_module_is_over_the_limit() -> None:
    """A module of more than 400 lines, test or not, is two modules."""
    lengths = {name: len(text.splitlines()) for name, text in _modules(*SOURCE, "tests").items()}

    assert {name: length for name, length in lengths.items() if length > MODULE_LIMIT} == {}


def test_modules_are_short() -> None:
    """Nearly all are read in one go. How many lines a thought takes is its own affair: there is no median."""
    assert _p95([len(text.splitlines()) for text in _modules(*SOURCE).values()]) <= MODULE_P95


def test_functions_are_short() -> None:
    """A function says one thing; the few long ones are lists of things."""
    lengths = sorted(_functions(), reverse=True)

    assert median(length for length, _ in lengths) <= FUNCTION_MEDIAN, lengths[:10]
    assert _p95([length for length, _ in lengths]) <= FUNCTION_P95, lengths[:10]


def _short_docstrings_on_several_lines(name: str, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        said = ast.get_docstring(node)
        # What begins or ends with a quotation mark of its own cannot stand beside those of the docstring.
        if said is None or "\n\n" in said or '"' in (said[0], said[-1]):
            continue
        place = node.body[0]
        is_short = place.col_offset + len(f'"""{" ".join(said.split())}"""') <= LINE
        if is_short and place.end_lineno != place.lineno:
            yield f"{name}:{place.lineno}"


def test_what_fits_in_one_line_stands_in_one() -> None:
    """A docstring of one sentence is read beside what it is about."""
    found = [
        place
        for name, text in _modules(*SOURCE, "tests").items()
        for place in _short_docstrings_on_several_lines(name, text)
    ]

    assert found == []
