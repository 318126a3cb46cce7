"""Checks over all rules together: no overlap or gap between versions, no extension that leads nowhere."""

from datetime import timedelta
from itertools import pairwise

from triage.rules.model import Rule, Scheme
from triage.rules.tables import Table


def check_versions(rules: list[tuple[Rule, Table]]) -> dict[str, tuple[Rule, ...]]:
    """Versions by id in the order of time. Raises RulebookError on an overlap, a gap, or a wrong number."""
    by_id: dict[str, list[tuple[Rule, Table]]] = {}
    for rule, table in rules:
        by_id.setdefault(rule.id, []).append((rule, table))
    for versions in by_id.values():
        versions.sort(key=lambda pair: pair[0].valid_from)
        for (earlier, _), (later, table) in pairwise(versions):
            _check_neighbours(earlier, later, table)
    return {id_: tuple(rule for rule, _ in versions) for id_, versions in by_id.items()}


def _check_neighbours(earlier: Rule, later: Rule, table: Table) -> None:
    if later.version <= earlier.version:
        raise table.refuse(f"{later.id}: a later version needs a higher 'version' number", "version")
    if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
        raise table.refuse(
            f"{later.id}: version {later.version} overlaps version {earlier.version}", "valid_from"
        )
    if earlier.valid_to + timedelta(days=1) != later.valid_from:
        raise table.refuse(
            f"{later.id}: there is a gap between version {earlier.version} and version {later.version}",
            "valid_from",
        )


def check_references(rules: list[tuple[Rule, Table]]) -> None:
    """An extension must lead to a rule that exists and that begins with an event of its own."""
    by_id = {rule.id: rule for rule, _ in rules}
    for rule, table in rules:
        if rule.may_extend is None:
            continue
        longer = by_id.get(rule.may_extend)
        if longer is None:
            raise table.refuse(
                f"'may_extend' is {rule.may_extend!r}, which is no rule and not 'never'", "may_extend"
            )
        if longer.only_after is None and Scheme.CALCULATOR not in longer.schemes:
            raise table.refuse(f"{longer.id} extends {rule.id}, so it needs 'only_after'", "may_extend")
