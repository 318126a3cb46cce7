"""
New keys for who is signed in, after somebody may have seen their passphrase: another seed, another passphrase
and another second factor, made in the person's own session (`own_keys`) and signed by the key that they
replace (SPEC 8.5).

1. Nothing is stored before the new passphrase and a code were typed back. Then what is proposed and the old
   seed, wrapped under the new passphrase, are stored in one transaction; after it the statement; and when
   that stands the new seed takes the place of the old (`settling`). Killed at any point, one of the two
   passphrases lets in.
2. The old seed stays until all that the person holds has a stanza of the new key (`casework.carrying`).
3. The old passphrase opens nothing that is stored from then on. What a copy from before holds it opens for
   ever: bodies are not sealed anew, which would gain nothing.
"""

from datetime import date

from crypto.directory import Directory
from crypto.statement import Statement
from intake.store.engine import read
from triage.services.organisation import Organisation
from triage.services.people.admitting import AdmissionError, admit_own, next_statement
from triage.services.people.holders import directory
from triage.services.people.signed_in import SignedIn
from triage.store import proposals


def can_be_replaced(organisation: Organisation, who: SignedIn, *, today: date) -> bool:
    """
    Say whether a person's keys began on an earlier day: what was signed with keys that begin and end on one
    day is believed by nobody (SPEC 8.8).

    Raises:
        DirectoryError: the directory has a gap.
    """
    stands = directory(organisation, today).person(who.handle)
    return stands is not None and stands.valid_from < today


def sign_own(organisation: Organisation, who: SignedIn, *, today: date) -> None:
    """
    Sign the keys that a person has just made, with those that they replace: from then on the new ones count.

    Raises:
        AdmissionError (`admitting`): the person does not stand any more, or has no keys that wait.
        DirectoryError: the directory has a gap.
    """
    with read(organisation.triage) as connection:
        proposed = proposals.key_proposed(connection, who.handle)
    if proposed is None:
        raise AdmissionError("there are no keys that wait to be signed")

    def said(members: Directory) -> Statement:
        return next_statement(members, proposed, today=today, until_on=None)

    admit_own(organisation, who, said, today=today)
