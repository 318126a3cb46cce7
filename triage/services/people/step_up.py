"""
The second factor, asked again before an act that must not be done by whoever finds a session open: opening a
reporter's name, another passphrase, making, signing or ending keys, giving tickets, changing titles, and
changing who holds a case, one by one or in a batch. Noting an absence and ending a calendar address or a
session do without: nobody reads anything by them.
"""

from datetime import datetime

from intake.store.engine import write
from triage.services.organisation import Organisation
from triage.services.people.second_factor import matching_step
from triage.services.people.signed_in import SignedIn
from triage.services.people.slow_down import Mistakes
from triage.store.people import note_sign_in


class StepUpRefusedError(Exception):
    """The one-time code is wrong, or has been used."""


def step_up(
    organisation: Organisation, mistakes: Mistakes, who: SignedIn, code: str, *, now: datetime
) -> None:
    """
    Insist that whoever sits at this session has the phone as well, and spend the code.

    Mistakes slow down as they do at the door, and are counted for the person: another session is no way
    round.

    Raises:
        SignInTooSoonError (`slow_down`): not heard; try again after its `seconds`.
        StepUpRefusedError: it is not a code of now, or has been used.
    """
    with mistakes.attempt("step-up", now, browser=who.handle.hex()) as attempt:
        step = matching_step(who.second_factor, code, now) if who.second_factor else None
        if step is not None:
            with write(organisation.triage) as connection:
                attempt.right = note_sign_in(connection, who.handle, totp_step=step)
    if not attempt.right:
        raise StepUpRefusedError
