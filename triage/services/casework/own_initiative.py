"""Beginning a case that nobody came with: what the citizens' adviser takes up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from crypto.envelope import Kind
from intake.clock import local_date
from intake.store.engine import write
from triage.cases.context import CheckContext
from triage.cases.decisions.own_initiative import (
    OWN_INITIATIVE,
    OrderedBy,
    OwnInitiativeBegun,
    OwnInitiativeKind,
)
from triage.rules.codes import Scheme
from triage.services.casework.drafts import SentForm, use_up
from triage.services.casework.sealed_texts import keep_texts
from triage.services.history.new_case import grant_advisors, new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store.cases import CaseRow


@dataclass(frozen=True, slots=True)
class OwnInitiative:
    """What is taken up, as it is typed: the line by which lists show it, and on which ground."""

    kind: OwnInitiativeKind
    summary: str = field(repr=False)
    ground: str = field(repr=False)
    ordered_by: OrderedBy | None = None
    units: Sequence[str] = ()
    begun_on: date | None = None


def begin_own_initiative(
    organisation: Organisation,
    who: SignedIn,
    typed: OwnInitiative,
    *,
    now: datetime,
    form: SentForm | None = None,
) -> CaseRow:
    """
    Begin the case, for every adviser as any other complaint, and give its row. No clock to a citizen runs in
    it.

    Args:
        form: the form that was sent, whose drafts are used up by it.

    Raises:
        Refusal: a day that has not come, or an order without who ordered it.
    """
    today = local_date(now)
    with write(organisation.triage) as connection:
        row = new_case(connection, Scheme.COMPLAINTS, OWN_INITIATIVE, typed.begun_on or today)
        grant_advisors(connection, organisation, row.handle, today)
        summary = keep_texts(connection, organisation, who, row, {"item": typed.summary}, today, Kind.SUMMARY)
        ground = keep_texts(connection, organisation, who, row, {"item": typed.ground}, today, Kind.DECISION)
        begun = OwnInitiativeBegun(
            on=today,
            actor=who.handle.hex(),
            happened_on=typed.begun_on,
            kind=typed.kind,
            ordered_by=typed.ordered_by,
            units=tuple(typed.units),
            summary_item=summary["item"],
            ground_item=ground["item"],
        )
        begun.check(None, CheckContext(organisation.taxonomy, organisation.rulebook, today))
        begin(connection, organisation, row, [begun])
        use_up(connection, organisation, who, form, today=today)
    return row
