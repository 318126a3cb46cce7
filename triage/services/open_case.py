"""Opening content: always an act of its own, in the journal before anything is shown."""

from collections.abc import Sequence
from datetime import datetime

from intake.domain.content import IdentityContent
from triage.domain import commands
from triage.domain.counting import local_date
from triage.services.desk import Decision, Text, carry_out, standing
from triage.services.inbox import identity
from triage.services.sign_in import SignedIn
from triage.services.unit import Unit


def open_report(unit: Unit, who: SignedIn, reference: str, *, now: datetime) -> bytes:
    """
    Record that a person opens the content of a case, and give the case's handle.

    Raises:
        NoSuchCaseError: it is not there for this person.
    """
    opening = Decision(lambda case, _ids, on, actor: commands.open_report(case, on=on, actor=actor))
    carry_out(unit, who, reference, opening, now=now)
    return standing(unit, who, reference, today=local_date(now)).row.handle


def open_identity(
    unit: Unit, who: SignedIn, reference: str, *, why: str, now: datetime
) -> Sequence[IdentityContent]:
    """
    Record that a person opens the reporter's name, and why; then open it.

    Raises:
        NoSuchCaseError: it is not there for this person.
        Refusal: the domain says no.
    """
    opening = Decision(
        lambda case, ids, on, actor: commands.open_identity(
            case, on=on, actor=actor, reason_item=ids["reason"]
        ),
        {"reason": Text(why)},
    )
    carry_out(unit, who, reference, opening, now=now)
    today = local_date(now)
    return identity(unit, who, standing(unit, who, reference, today=today).row, today=today)
