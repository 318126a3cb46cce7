"""Checks over all rules together: no overlap or gap between versions, no extension that leads nowhere."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from triage.rules.model import ALWAYS, Kind, Rule, Scheme
from triage.rules.tables import Table

Read = list[tuple[Rule, Table]]


def check_versions(rules: Read) -> None:
    """Refuse versions that overlap or leave a gap, now or at any time since Betro knew them."""
    by_id: dict[str, Read] = {}
    for rule, table in rules:
        by_id.setdefault(rule.id, []).append((rule, table))
    for versions in by_id.values():
        for number, (rule, table) in enumerate(versions):
            _check_version(rule, table, [each for each, _ in versions[:number]])
        for known in {rule.known_from for rule, _ in versions}:
            current = [pair for pair in versions if pair[0] in _current([r for r, _ in versions], known)]
            current.sort(key=lambda pair: pair[0].valid_from)
            for (earlier, _), (later, table) in pairwise(current):
                _check_neighbours(earlier, later, table)


def known_on(rules: list[Rule], on: date) -> dict[str, tuple[Rule, ...]]:
    """The versions by id as they were known on a day, in the order of time.

    A version that nobody knew yet had not ended the one before it.
    """
    by_id: dict[str, list[Rule]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    found = {}
    for id_, versions in by_id.items():
        current = sorted(_current(versions, on), key=lambda rule: rule.valid_from)
        if current:
            unknown = {rule.valid_from for rule in versions if rule.known_from > on}
            found[id_] = tuple(_unended(rule, unknown) for rule in current)
    return found


def _current(versions: list[Rule], on: date) -> list[Rule]:
    known = [rule for rule in versions if rule.known_from <= on]
    corrected = {rule.corrects for rule in known}
    return [rule for rule in known if rule.version not in corrected]


def _unended(rule: Rule, unknown: set[date]) -> Rule:
    ended = rule.valid_to is not None and rule.valid_to + timedelta(days=1) in unknown
    return replace(rule, valid_to=None) if ended else rule


def _check_version(rule: Rule, table: Table, earlier: list[Rule]) -> None:
    if not earlier:
        if rule.corrects is not None:
            raise table.refuse(f"{rule.id}: there is no earlier version to correct", "corrects")
        return
    if rule.version <= max(each.version for each in earlier):
        raise table.refuse(f"{rule.id}: a later version needs a higher 'version' number", "version")
    if rule.known_from == ALWAYS:
        raise table.refuse(
            f"{rule.id}: version {rule.version} must say 'known_from', the day on which Betro learnt of it"
        )
    corrected = [each for each in earlier if each.version == rule.corrects]
    if rule.corrects is not None and not corrected:
        raise table.refuse(f"{rule.id}: there is no version {rule.corrects} to correct", "corrects")
    if any(each.known_from >= rule.known_from for each in corrected):
        raise table.refuse(f"{rule.id}: a correction is known later than what it corrects", "known_from")


def _check_neighbours(earlier: Rule, later: Rule, table: Table) -> None:
    if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
        raise table.refuse(
            f"{later.id}: version {later.version} overlaps version {earlier.version}", "valid_from"
        )
    if earlier.valid_to + timedelta(days=1) != later.valid_from:
        raise table.refuse(
            f"{later.id}: there is a gap between version {earlier.version} and version {later.version}",
            "valid_from",
        )


def check_references(rules: Read) -> None:
    """An extension must lead to a rule that exists and that begins with an event of its own."""
    by_id = {rule.id: rule for rule, _ in rules}
    for rule, table in rules:
        if rule.may_extend is None:
            if rule.by_notice:
                _check_not_internal(rule, table, "by_notice")
            continue
        longer = by_id.get(rule.may_extend)
        if longer is None:
            raise table.refuse(
                f"'may_extend' is {rule.may_extend!r}, which is no rule and not 'never'", "may_extend"
            )
        if longer.only_after is None and Scheme.CALCULATOR not in longer.schemes:
            raise table.refuse(f"{longer.id} extends {rule.id}, so it needs 'only_after'", "may_extend")
        _check_not_internal(rule, table, "may_extend")


def _check_not_internal(rule: Rule, table: Table, key: str) -> None:
    if rule.kind is Kind.STATUTE and rule.schemes == {Scheme.WHISTLEBLOWING}:
        raise table.refuse("the Directive (art. 9(1)) gives an internal scheme no longer time", key)
