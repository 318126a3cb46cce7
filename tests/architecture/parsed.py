"""The source as trees, each read once for all questions that a file of tests asks of it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path


def parsed(path: Path) -> ast.Module:
    """Give the tree of a file, which nobody alters."""
    return _tree(path.read_text(encoding="utf-8"))


@cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def names_in(node: ast.AST) -> frozenset[str]:
    """Give the names that stand in a part of a tree."""
    return frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))


@cache
def calls_in(node: ast.AST) -> frozenset[str]:
    """Give the names of what is called in a part of a tree."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return frozenset(getattr(each, "attr", None) or getattr(each, "id", "") for each in calls)


def forgotten_behind() -> Iterator[None]:
    """Let go of the trees behind a file of tests: those that come after would carry them."""
    yield
    for each in (_tree, names_in, calls_in):
        each.cache_clear()
