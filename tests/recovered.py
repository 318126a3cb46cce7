"""Somebody who has lost their passphrase and has new keys, and who keeps the shares of root and recovery."""

import secrets
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from sqlalchemy import update

from crypto.identities import SEED_BYTES, Identity
from crypto.keys import SigningKey
from crypto.passphrase import generate_passphrase, wrap
from crypto.statement import Statement
from intake.clock import local_date
from intake.store.engine import read, write
from tests.clockwork import at
from tests.office import PEOPLE, OfficeWorld, found_office
from tests.world import an_installation
from triage.cli.shares import split
from triage.services.people.holders import directory
from triage.services.people.provision import Installation
from triage.store import people, postbox
from triage.store.tables import person as person_table

MONDAY = at("Mon 2026-11-23")


@dataclass
class KeptTown:
    """An office, and what was made at its ceremony."""

    world: OfficeWorld
    made: Installation = field(repr=False)
    settings: Path

    @cached_property
    def root_shares(self) -> tuple[str, ...]:
        """The shares of the root, three of five."""
        return split(self.made.root_seed, shares=5, threshold=3)

    @cached_property
    def recovery_shares(self) -> tuple[str, ...]:
        """The shares of the recovery key, three of five."""
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
        """Let a person have other keys, which the root has signed, and no session with the earlier ones."""
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
        with write(organisation.triage) as connection:
            values = {"key_id": identity.key_id, "wrapped_seed": wrap(words, seed + totp), "totp_last_step": 0}
            theirs = person_table.c.handle == before.handle
            connection.execute(update(person_table).where(theirs).values(values))
        import base64

        self.world.enrolled[name] = replace(
            before, passphrase=words, totp_secret=base64.b32encode(totp).decode(), identity=identity
        )
        return identity


def a_kept_town(folder: Path) -> KeptTown:
    """Found an office on Mon 23 November 2026 and keep what its ceremony made."""
    made = an_installation(folder / "kept", PEOPLE, MONDAY.date())
    world = found_office(folder / "town", MONDAY)
    return KeptTown(world, made, folder / "town" / made.settings.name)
