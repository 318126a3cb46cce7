"""Founding an installation as in earnest: a ceremony elsewhere, tickets, keys made at the office."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pyotp

from crypto.identities import Identity
from crypto.keys import SigningKey
from intake.clock import local_date
from intake.store.engine import read
from tests.office import Browser, OfficeWorld
from triage.cases.roles import Role
from triage.services.organisation import Organisation
from triage.services.people.admitting import admit
from triage.services.people.ceremony_file import Ceremony
from triage.services.people.enrol import Enrolled, NewPerson
from triage.services.people.own_keys import OwnKeys, keep
from triage.services.people.pending_file import signed, to_be_signed
from triage.services.people.slow_down import Mistakes
from triage.services.people.tickets import redeem
from triage.store.people import person_by_name

TICKET = re.compile(r"(\w+) \([^)]*\)\n +ticket +(\S+)")
"""Whose ticket a command has printed."""
ROOT, RECOVERY, BACKUP = (bytes([number]) * 32 for number in (1, 2, 3))


def a_ceremony(file: Path, *, on: date) -> Path:
    """Hold a ceremony with known seeds, and write its file."""
    made = Ceremony.held(
        SigningKey.from_seed(ROOT),
        recovery=Identity.from_seed(RECOVERY),
        backup=Identity.from_seed(BACKUP),
        on=on,
    )
    file.write_text(made.to_text(), encoding="utf-8")
    return file


def come_and_are_signed(organisation: Organisation, tickets: Iterable[str], *, now: datetime) -> None:
    """Let people make their keys, and the root sign them, without the pages."""
    for ticket in tickets:
        made = OwnKeys(redeem(organisation, Mistakes(), ticket, now=now))
        keep(organisation, made, passphrase=made.passphrase, code=pyotp.TOTP(made.secret).at(now), now=now)
    today = local_date(now)
    waits = to_be_signed(organisation, today=today)
    admit(organisation, signed(waits, waits.asked, SigningKey.from_seed(ROOT)).statements, today=today)


@dataclass
class Newcomer:
    """Somebody with a ticket, pen and paper, and a phone."""

    browser: Browser
    passphrase: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    words: str = ""

    @property
    def world(self) -> OfficeWorld:
        """The office."""
        return self.browser.world

    def code(self) -> str:
        """Give the code that the phone shows now; time moves on to a fresh one."""
        self.world.clock.go(seconds=30)
        return pyotp.TOTP(self.secret).at(self.world.clock.now())

    def come(self, ticket: str) -> None:
        """Type the ticket, and write down what is shown."""
        self.browser.get("/enrol")
        self.browser.follow("/enrol", {"ticket": ticket})
        self.read()

    def read(self) -> None:
        """Write down what the page shows."""
        self.passphrase = self.browser.words(".betro-code").replace(" ", "")
        self.secret = self.browser.words(".betro-address").split()[0]

    def type_back(self) -> None:
        """Type both back, and write the six words down."""
        self.browser.follow("/enrol/keys", {"step": "noted"})
        typed = {"passphrase": self.passphrase, "code": self.code(), "step": "keep"}
        self.browser.follow("/enrol/keys", typed)
        self.words = self.browser.words(".betro-code").replace(" ", "")

    def enrolled(self, name: str) -> Enrolled:
        """Give the person as the other tests know one; the identity stays with its owner."""
        with read(self.world.organisation.triage) as connection:
            person = person_by_name(connection, name)
        assert person is not None
        known = NewPerson(name, person.display_name, Role(person.role))
        return Enrolled(known, person.handle, self.passphrase, self.secret, None)  # type: ignore[arg-type]  # none here


def makes_keys(world: OfficeWorld, name: str, ticket: str) -> Newcomer:
    """Let a person make keys of their own with a ticket, so that the world knows how they will sign in."""
    made = Newcomer(world.browser())
    made.come(ticket)
    made.type_back()
    world.enrolled[name] = made.enrolled(name)
    return made
