"""Founding the demo municipality and giving its people their keys."""

import json
import os
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import event

from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.recovery import sign_trial
from intake.store.engine import write
from triage.cases.roles import Role
from triage.clock.dependencies import dependencies_of
from triage.rules.taxonomy import Taxonomy
from triage.services.clock.tick import ClockDependencies
from triage.services.organisation import Organisation, as_applied
from triage.services.organisation.content import files_of
from triage.services.people.apply_organisation import apply
from triage.services.people.enrol import Enrolled, NewPerson, enrol
from triage.services.people.provision import OWN, install, open_installation
from triage.services.people.sign_in import SignedIn
from triage.services.recovery.answer import tried
from triage.services.recovery.carried import RecoveryFile, body_of
from triage.services.recovery.export import trial
from triage.services.recovery.trial import note_trial
from triage.settings import load_clock
from triage.store import outbox
from triage.store.visibility import system_access

SECRETS = "secrets.json"
NAMES = ("Egeby Kommune", "Egeby Municipality")
FOUNDED = timedelta(days=400)
"""How long before today the municipality began, so that a whole year of cases fits."""


@dataclass(frozen=True, slots=True)
class Town:
    """The demo municipality, open."""

    organisation: Organisation
    dependencies: ClockDependencies
    people: dict[str, SignedIn] = field(repr=False)

    @property
    def taxonomy(self) -> Taxonomy:
        """The lists of codes."""
        return self.organisation.taxonomy


def _hurry(connection: Any, _record: object) -> None:
    # A making that is broken off is thrown away whole, so its many commits need not wait for the disk.
    connection.execute("PRAGMA synchronous=OFF")


def settle(town: Town) -> None:
    """Bring what was made to disk, all at once."""
    for engine in (town.organisation.intake, town.organisation.triage):
        # The last connection to close folds the log of writing into the database.
        engine.dispose()
        with Path(str(engine.url.database)).open("rb") as file:
            os.fsync(file.fileno())


def hold_drill(town: Town, recovery: Identity, *, now: datetime) -> None:
    """Try the recovery key, as an installation does once a year: the municipality began longer ago."""
    result = tried(trial(town.organisation, system_access(), now=now), recovery)
    body = body_of(result)
    note_trial(town.organisation, RecoveryFile(result, body, sign_trial(recovery, body)), now=now)


def tell_of_today(town: Town, now: datetime) -> None:
    """Hold all mail of the days that were played for sent, but what today's slots bring."""
    access = system_access()
    with write(town.organisation.triage) as connection:
        while old := outbox.waiting_mail(connection, access, now - timedelta(days=1)):
            for mail in old:
                outbox.done(connection, mail.key, on=now.date(), digest=None)


def demo_data(name: str) -> dict[str, Any]:
    """Read one file of the demo's texts."""
    return tomllib.loads((files("triage.cli") / "demo_data" / f"{name}.toml").read_text("utf-8"))


def townspeople() -> list[NewPerson]:
    """Give the people who sign in, with their invented addresses, titles and routes."""
    return [
        NewPerson(
            each["sign_in"],
            each["name"],
            Role(each["role"]),
            f"{each['sign_in']}@egeby.invalid",
            title_da=each["title_da"],
            title_en=each["title_en"],
            route=each.get("route"),
        )
        for each in demo_data("people")["person"]
    ]


def found_town(folder: Path, *, now: datetime) -> Town:
    """Found the municipality in *folder* and keep its secrets there, readable by the owner only."""
    began = (now - FOUNDED).date()
    new = townspeople()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secrets = folder / SECRETS
    secrets.touch(mode=0o600)
    secrets.write_text("{}", encoding="utf-8")
    first = [each for each in new if each.role is Role.ADVISOR]
    made = install(folder / "town", mode="demo", names=NAMES, first=first, today=began)
    with made.settings.open("a", encoding="utf-8") as settings:
        settings.write("tick_seconds = 5\n")
    organisation = open_installation(made.settings)
    shutil.copytree(str(files("triage.cli") / "demo_data" / OWN), folder / "town" / OWN, dirs_exist_ok=True)
    apply(organisation, files_of(folder / "town" / OWN), reason="Egeby begynder", by="demo", today=began)
    organisation = as_applied(organisation, began)
    for engine in (organisation.intake, organisation.triage):
        event.listen(engine, "connect", _hurry)
    root = SigningKey.from_seed(made.root_seed)
    rest = [enrol(organisation, each, root, today=began) for each in new if each.role is not Role.ADVISOR]
    enrolled = [*made.enrolled, *rest]
    kept = {
        "root_seed": made.root_seed.hex(),
        "recovery_seed": made.recovery_seed.hex(),
        "backup_seed": made.backup_seed.hex(),
        "people": [
            {
                "sign_in_name": each.person.sign_in_name,
                "role": each.person.role,
                "passphrase": each.passphrase,
                "totp_secret": each.totp_secret,
            }
            for each in enrolled
        ],
    }
    secrets.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return furnish(made.settings, organisation, enrolled)


def furnish(settings: Path, organisation: Organisation, enrolled: Sequence[Enrolled]) -> Town:
    """Give a founded municipality its people who have signed in."""
    signed_in = {
        who.sign_in_name: SignedIn(each.handle, who.role, who.display_name, who.language, each.identity)
        for each in enrolled
        for who in [each.person]
    }
    clock = load_clock({"BETRO_SETTINGS": str(settings)})
    return Town(organisation, dependencies_of(clock), signed_in)
