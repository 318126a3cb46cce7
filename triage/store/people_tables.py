"""
The tables of how people come to their keys, change them and are away; the others are in `tables`.

No row holds a seed, a passphrase or a one-time secret but wrapped under its owner's passphrase.
"""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.types import Date, Integer, LargeBinary, String

from intake.store.tables import ID, column
from triage.store.case_table import made as _table

# Who is invited to make keys of their own: a person has one ticket at most, and it goes when it is used.
enrolment = _table(
    "enrolment",
    column("ticket_hash", LargeBinary(32), primary_key=True, privacy="random"),
    # No foreign key: whoever is new has no row of their own before they have keys.
    column("person", ID, nullable=False, privacy="random"),
    column("purpose", String(16), nullable=False, privacy="plain"),
    column("sign_in_name", String(64), nullable=False, privacy="staff"),
    column("display_name", String(120), nullable=False, privacy="staff"),
    column("role", String(16), nullable=False, privacy="staff"),
    column("mail", String(254), privacy="staff"),
    column("language", String(2), nullable=False, privacy="staff"),
    column("title_da", String(120), privacy="staff"),
    column("title_en", String(120), privacy="staff"),
    column("route", String(32), privacy="plain"),
    column("made_on", Date, nullable=False, privacy="plain"),
    column("until_on", Date, nullable=False, privacy="plain"),
    UniqueConstraint("person"),
)

# What is to be said of a person in the directory, until enough have signed it.
proposal = _table(
    "proposal",
    column("id", ID, primary_key=True, privacy="random"),
    column("person", ID, ForeignKey("person.handle"), nullable=False, privacy="random"),
    column("role", String(16), nullable=False, privacy="staff"),
    column("kem_public", LargeBinary, nullable=False, privacy="random"),
    column("verify_key", LargeBinary(32), nullable=False, privacy="random"),
    # The last day, where an end is proposed.
    column("until_on", Date, privacy="staff"),
    # The statement as the first signer signed it, and that signature behind the signer's key.
    column("body", LargeBinary, privacy="staff"),
    column("signed", LargeBinary, privacy="random"),
    # The new seed of a person who has another still; it takes the place of that when the statement stands.
    column("wrapped_seed", LargeBinary, privacy="sealed"),
    column("made_on", Date, nullable=False, privacy="plain"),
    column("by", ID, privacy="random"),
)

# Which statements of the directory a person has said to have seen, signed with their own key.
confirmation = _table(
    "confirmation",
    column("person", ID, ForeignKey("person.handle"), primary_key=True, privacy="random"),
    column("number", Integer, primary_key=True, autoincrement=False, privacy="operational"),
    column("digest", LargeBinary(32), nullable=False, privacy="random"),
    column("signature", LargeBinary, nullable=False, privacy="random"),
    column("on", Date, nullable=False, privacy="plain"),
)

# Earlier seeds of a person, for what was sealed to them and is not re-wrapped yet.
former_seed = _table(
    "former_seed",
    column("person", ID, ForeignKey("person.handle"), primary_key=True, privacy="random"),
    column("key_id", ID, primary_key=True, privacy="random"),
    column("wrapped_seed", LargeBinary, nullable=False, privacy="sealed"),
    column("on", Date, nullable=False, privacy="plain"),
)

absence = _table(
    "absence",
    column("person", ID, ForeignKey("person.handle"), primary_key=True, privacy="random"),
    column("from_on", Date, primary_key=True, privacy="staff"),
    column("until_on", Date, nullable=False, privacy="staff"),
    column("stand_in", ID, ForeignKey("person.handle"), privacy="random"),
)
