"""
The sign that a browser has signed in under a name before: a cookie that opens nothing.

It follows from what the database keeps of the person, so no key and no row is needed for it, and a new
passphrase ends it. Whoever has one is only heard apart from others (`slow_down`): who steals it may try three
times more.
"""

import hashlib
import hmac
import secrets

from triage.store.people import Person

NUMBER_BYTES = 16


def new_sign(person: Person) -> str:
    """Make a sign for one more browser of *person*."""
    number = secrets.token_hex(NUMBER_BYTES)
    return number + _mac(person, number)


def is_sign(person: Person, sign: str) -> bool:
    """Say whether *sign* was made for *person*."""
    number, mac = sign[: 2 * NUMBER_BYTES], sign[2 * NUMBER_BYTES :]
    return hmac.compare_digest(_mac(person, number).encode(), mac.encode())


def _mac(person: Person, number: str) -> str:
    said = b"betro/known-browser/1" + person.handle + number.encode()
    return hmac.new(hashlib.sha256(person.wrapped_seed).digest(), said, hashlib.sha256).hexdigest()
