"""Somebody who has new keys since they lost their passphrase, and what is kept of a ceremony."""

import base64
import secrets
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import update

from crypto.identities import SEED_BYTES, Identity
from crypto.keys import SigningKey
from crypto.passphrase import generate_passphrase, wrap
from crypto.recovery import sign_grants
from crypto.statement import Statement
from intake.clock import local_date
from intake.store.engine import write
from tests.clockwork import at
from tests.office import PEOPLE, OfficeWorld, found_office
from tests.world import an_installation
from triage.cli.shares import split
from triage.services.people.holders import directory
from triage.services.people.provision import Installation
from triage.services.recovery.answer import answer
from triage.services.recovery.carried import RecoveryFile, body_of
from triage.services.recovery.export import request
from triage.services.recovery.sign import signed
from triage.store import postbox
from triage.store.tables import person as person_table
from triage.store.visibility import system_access

MONDAY = at("Mon 2026-11-23")


@dataclass
class KeptTown:
    """An office, and what was made at its ceremony."""

    world: OfficeWorld
    made: Installation = field(repr=False)

    @cached_property
    def root_shares(self) -> tuple[str, ...]:
        """The shares of the root; three of five are needed."""
        return split(self.made.root_seed, shares=5, threshold=3)

    @cached_property
    def recovery_shares(self) -> tuple[str, ...]:
        """The shares of the recovery key; three of five are needed."""
        return split(self.made.recovery_seed, shares=5, threshold=3)

    @property
    def root(self) -> SigningKey:
        """The root itself."""
        return SigningKey.from_seed(self.made.root_seed)

    @property
    def recovery(self) -> Identity:
        """The recovery key itself."""
        return Identity.from_seed(self.made.recovery_seed)

    def handle(self, name: str) -> bytes:
        """Give the handle of a person."""
        return self.world.enrolled[name].handle

    def loses_keys(self, name: str) -> Identity:
        """Let a person have other keys, which the root has signed; nobody has the earlier ones any more."""
        organisation, today = self.world.organisation, local_date(self.world.clock.now())
        before = self.world.enrolled[name]
        seed, totp, words = secrets.token_bytes(SEED_BYTES), secrets.token_bytes(20), generate_passphrase()
        identity = Identity.from_seed(seed)
        members = directory(organisation, today)
        statement = Statement(
            number=members.next_number,
            previous=members.head,
            person=before.handle,
            role=before.person.role,
            kem_public=identity.kem_public,
            verify_key=identity.verify_key,
            valid_from=today,
        ).signed(self.root)
        with write(organisation.intake) as connection:
            postbox.add_statement(connection, statement.number, statement.encode())
        values = {"key_id": identity.key_id, "wrapped_seed": wrap(words, seed + totp), "totp_last_step": 0}
        with write(organisation.triage) as connection:
            theirs = person_table.c.handle == before.handle
            connection.execute(update(person_table).where(theirs).values(values))
        secret = base64.b32encode(totp).decode()
        anew = replace(before, passphrase=words, totp_secret=secret, identity=identity)
        self.world.enrolled[name] = anew
        return identity

    def granted(self, name: str, **options: Any) -> RecoveryFile:
        """Ask for a person, answer with the recovery key, and let the root sign."""
        organisation, now = self.world.organisation, self.world.clock.now()
        asked = request(organisation, system_access(), name, now=now, **options).request
        grants = signed(answer(asked, self.recovery), self.root)
        body = body_of(grants)
        return RecoveryFile(grants, body, sign_grants(self.root, body))


def a_kept_town(folder: Path) -> KeptTown:
    """Found an office on Mon 23 November 2026 and keep what its ceremony made."""
    made = an_installation(folder / "kept", PEOPLE, MONDAY.date())
    world = found_office(folder / "town", MONDAY)
    return KeptTown(world, replace(made, settings=folder / "town" / made.settings.name))
