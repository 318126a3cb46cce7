"""
A test process compiles what builds an address once, not anew for every app of every test.

Werkzeug compiles two functions of each rule, one with and one without a query. Both are handed the rule they
are for, and are made of its parts alone; where a rule has defaults, its converters have a say in it too, and
it is left to itself.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_compile_anew = Rule._compile_builder
_compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def compile_once() -> None:
    """From now on let the apps of this process share what builds their addresses."""
    Rule._compile_builder = _taken_or_compiled  # type: ignore[method-assign]


def _taken_or_compiled(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    if rule.defaults:
        return _compile_anew(rule, append_unknown)
    known = (rule.rule, *rule._trace, append_unknown)
    if known not in _compiled:
        _compiled[known] = _compile_anew(rule, append_unknown)
    return _compiled[known]
