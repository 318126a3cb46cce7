"""
Handing a report over to the complaint side: asked in the mailbox, and only with the reporter's consent.

What crosses is a summary that the advisor writes and the date of the consent. Without consent nothing on the
complaint side tells that there was a question.
"""

from datetime import date, datetime

from crypto.envelope import Kind
from intake.clock import local_date
from intake.store.engine import write
from triage.cases.decisions import commands
from triage.cases.decisions.hand_over import CHANNEL
from triage.cases.fold import fold
from triage.cases.vocabulary import Scheme
from triage.engine.case_deadlines import compute
from triage.rules.rulebook import Rulebook
from triage.services.casework.execute import TOLD, Decision, Text, execute_in, keep_texts
from triage.services.history.new_case import new_case
from triage.services.history.record import record
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import cases
from triage.store.receivers import content_holders
from triage.store.visibility import Level

ANSWER_RULE = "BR-CONSENT"


def asked(organisation: Organisation, *, text: str) -> Decision:
    """Ask the reporter, in the mailbox, for consent to hand over."""
    return Decision(
        lambda case, ids, on, actor: commands.ask_hand_over(
            case, on=on, actor=actor, item=ids[TOLD], answer_by=answer_by(organisation.rulebook, on)
        ),
        told=text,
    )


def answer_by(rulebook: Rulebook, asked_on: date) -> date:
    """Give the last day for the answer to a question asked on a day."""
    return compute(rulebook.rule(ANSWER_RULE, asked_on), asked_on).due_strict


def declined(*, declined_on: date) -> Decision:
    """Record that the reporter said no."""
    return Decision(
        lambda case, _ids, on, actor: commands.decline_hand_over(
            case, on=on, actor=actor, declined_on=declined_on
        )
    )


def consented(*, consented_on: date, consent: str) -> Decision:
    """Record that the reporter said yes; carried out by `carry_over` only."""
    return Decision(
        lambda case, ids, on, actor: commands.consent_hand_over(
            case, on=on, actor=actor, consented_on=consented_on, item=ids["consent"]
        ),
        {"consent": Text(consent)},
    )


def carry_over(
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    *,
    consented_on: date,
    consent: str,
    summary: str,
    now: datetime,
) -> str:
    """
    Record the consent and begin the complaint case, both or neither; give the new case's reference.

    Raises:
        NoSuchCaseError: it is not there for this person.
        Refusal: nobody asked, or the question is no longer open.
    """
    today = local_date(now)
    with write(organisation.triage) as connection:
        row, case = execute_in(
            connection,
            organisation,
            who,
            reference,
            consented(consented_on=consented_on, consent=consent),
            today=today,
        )
        begun = commands.begin_handed_over(case, on=today, actor=who.handle.hex())
        new = new_case(connection, Scheme.COMPLAINTS, CHANNEL, consented_on)
        for person in content_holders(connection, row.handle, today):
            cases.add_grant(connection, new.handle, person, Level.CONTENT, from_on=today)
        ids = keep_texts(connection, organisation, who, new, {"summary": Text(summary, Kind.SUMMARY)}, today)
        complaint, actor = fold(begun), who.handle.hex()
        opened = commands.open_report(complaint, on=today, actor=actor)
        told = commands.set_summary(complaint, on=today, actor=actor, item=ids["summary"])
        record(connection, organisation, new.handle, (*begun, *opened, *told))
    return new.case_reference
