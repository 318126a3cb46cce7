"""Checks over all rules together: no overlap or gap between versions, no extension that leads nowhere."""

from collections.abc import Iterable

from triage.rules.bitemporal import ALWAYS, by, check_times
from triage.rules.codes import RuleKind, Scheme
from triage.rules.model import Rule
from triage.rules.tables import Table

Read = Iterable[tuple[Rule, Table]]


def corrects(one: Rule, other: Rule) -> bool:
    """Whether a version of a rule stands in the place of another."""
    return one.corrects == other.version


def check_versions(rules: Read) -> None:
    """Refuse versions that overlap or leave a gap, now or at any time since Betro knew them."""
    for id_, versions in by(lambda pair: pair[0].id, rules).items():
        for place, (row, table) in enumerate(versions):
            _check_version(row, table, [each for each, _ in versions[:place]])
        check_times(id_, "version", versions, corrects)


def _check_version(row: Rule, table: Table, earlier: list[Rule]) -> None:
    corrected = [each for each in earlier if each.version == row.corrects]
    if row.corrects is not None and not corrected:
        raise table.refuse(f"{row.id}: there is no version {row.corrects} to correct", "corrects")
    if not earlier:
        return
    if row.version <= max(each.version for each in earlier):
        raise table.refuse(f"{row.id}: a later version needs a higher 'version' number", "version")
    if row.known_from == ALWAYS:
        raise table.refuse(
            f"{row.id}: version {row.version} must say 'known_from', the day on which Betro learnt of it"
        )
    if any(each.known_from >= row.known_from for each in corrected):
        raise table.refuse(f"{row.id}: a correction is known later than what it corrects", "known_from")


def check_references(rules: Read) -> None:
    """An extension must lead to a rule that exists and that begins with an event of its own."""
    by_id = {row.id: row for row, _ in rules}
    for row, table in rules:
        if not row.by_notice and row.may_extend is None:
            continue
        key = "by_notice" if row.by_notice else "may_extend"
        if row.may_extend is not None:
            longer = by_id.get(row.may_extend)
            if longer is None:
                raise table.refuse(f"'{key}' is {row.may_extend!r}, which is no rule and not 'never'", key)
            if longer.only_after is None and not longer.calculator:
                raise table.refuse(f"{longer.id} extends {row.id}, so it needs 'only_after'", key)
        if row.kind is RuleKind.STATUTE and row.schemes == {Scheme.WHISTLEBLOWING}:
            raise table.refuse("the Directive (art. 9(1)) gives an internal scheme no longer time", key)
