"""What a sign-in costs beside the bare Argon2id of the same run: journal, directory and keys are the rest."""

import statistics
import time
from datetime import timedelta
from pathlib import Path

import pyotp

from crypto.passphrase import unwrap
from intake.clock import SystemClock
from intake.store.engine import read
from tests.process import PEOPLE
from triage.services.people.provision import install, open_installation
from triage.services.people.sign_in import sign_in
from triage.services.people.slow_down import Mistakes
from triage.store import people

ROUNDS = 15
STEP = timedelta(seconds=30)
"""A code is good once, so the next sign-in is of the next half minute."""


def sign_ins(folder: Path) -> dict[str, object]:
    """Measure both in turn, in this process and without a server."""
    now = SystemClock().now()
    made = install(folder / "town", mode="test", names=("Egeby", "Egeby"), first=PEOPLE, today=now.date())
    organisation, anna = open_installation(made.settings), made.enrolled[0]
    with read(organisation.triage) as connection:
        wrapped = next(each for each in people.people(connection) if each.handle == anna.handle).wrapped_seed
    phone, whole, bare = pyotp.TOTP(anna.totp_secret), [], []
    for _ in range(ROUNDS):
        now += STEP
        began = time.perf_counter()
        unwrap(anna.passphrase, wrapped)
        between = time.perf_counter()
        told = {"name": anna.person.sign_in_name, "passphrase": anna.passphrase, "code": phone.at(now)}
        sign_in(organisation, Mistakes(), now=now, **told)
        bare.append(between - began)
        whole.append(time.perf_counter() - between)
    return {
        "sign_in_ms": round(statistics.median(whole) * 1000, 1),
        "argon2id_ms": round(statistics.median(bare) * 1000, 1),
        "ratio": round(statistics.median(whole) / statistics.median(bare), 2),
        "rounds": ROUNDS,
    }
