"""What hangs together with an entry in a register: the cases that it comes of, and other entries."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from intake.store.engine import read
from triage.cases.appeals import CountableAppeal
from triage.cases.recommendations import CountableRecommendation
from triage.cases.register_kinds import RegisterKind
from triage.rules.codes import Scheme
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.views.lists import lines_of
from triage.services.views.registers import read_by
from triage.store import cases, countables
from triage.store.visibility import Visible

LINKED = (RegisterKind.RECOMMENDATION, RegisterKind.APPEAL)
"""The registers whose entries come of cases."""


class Relation(StrEnum):
    """How something hangs together with what is looked at."""

    COMES_OF = "comes_of"
    GAVE = "gave"
    DECIDED = "decided"
    GOES_ON_FROM = "goes_on_from"
    REPEATS = "repeats"
    REPEATED_BY = "repeated_by"
    GONE_ON_WITH = "gone_on_with"


@dataclass(frozen=True, slots=True)
class Related:
    """One case or entry that this person may read, with the line that lists show of it."""

    relation: Relation
    reference: str
    called: str = ""
    words: str = field(default="", repr=False)


def complaints_among(
    organisation: Organisation, who: SignedIn, references: Collection[str], *, today: date
) -> frozenset[str]:
    """Give those of some references that are complaints whose content this person may see."""
    content = read_by(who, today)
    with read(organisation.triage) as connection:
        found = (cases.case_by_reference(connection, each, content) for each in references)
        return frozenset(
            row.case_reference for row in found if row is not None and row.scheme == Scheme.COMPLAINTS
        )


def related(organisation: Organisation, who: SignedIn, file: CaseFile, *, today: date) -> tuple[Related, ...]:
    """
    Give what hangs together with a complaint or with an entry that comes of some, as far as this person may
    read it: one text stands in one place, and is led to from the others.
    """
    if not (file.case.is_complaint or file.case.register.kind in LINKED):
        return ()
    content = read_by(who, today)
    with read(organisation.triage) as connection:
        found = list(_related(connection, content, file.row.case_reference))
        if not found:
            return ()
        rows = [cases.case_by_reference(connection, each.reference, content) for each in found]
        held = [row for row in rows if row is not None]
        members = known_members(organisation, today)
        lines = lines_of(connection, organisation, who, held, members, content)
    words = {line.row.case_reference: line.words for line in lines}
    return tuple(
        Related(each.relation, each.reference, each.called, words[each.reference])
        for each in found
        if each.reference in words
    )


def _related(connection: Connection, content: Visible, reference: str) -> Iterator[Related]:
    entries = [each for _handle, each in countables.of_kind(connection, content, LINKED)]
    for decided in (each for each in entries if isinstance(each, CountableAppeal)):
        if decided.case == reference:
            yield from (Related(Relation.COMES_OF, one) for one in decided.born_of)
        elif reference in decided.born_of:
            yield Related(Relation.DECIDED, decided.case)
    every = [each for each in entries if isinstance(each, CountableRecommendation)]
    called = {each.case: each.called for each in every}
    for each in every:
        if each.case == reference:
            yield from (Related(Relation.COMES_OF, one) for one in each.born_of)
            if each.predecessor is not None:
                how = Relation.REPEATS if each.repeats else Relation.GOES_ON_FROM
                yield Related(how, each.predecessor, called.get(each.predecessor, ""))
        elif reference in each.born_of:
            yield Related(Relation.GAVE, each.case, each.called)
        elif each.predecessor == reference:
            how = Relation.REPEATED_BY if each.repeats else Relation.GONE_ON_WITH
            yield Related(how, each.case, each.called)
