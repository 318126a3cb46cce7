"""
The seeds that a person had before, as they lie wrapped (SPEC 7.6).

Each change of keys leaves one row: the seed that it replaced, and behind it those from before that were still
needed. So a change that never comes to be takes nothing away: what lay there lies there as it was, under the
passphrase that still counts.
"""

from collections.abc import Iterable

from crypto.identities import SEED_BYTES, Identity
from triage.services.people.new_passphrase import unwrapped
from triage.store.former_seeds import FormerSeed


def behind(seed: bytes, earlier: Iterable[bytes]) -> bytes:
    """Give a seed and behind it those that lie in *earlier* rows, each once."""
    found = (each for row in earlier for each in _single(row))
    return b"".join(dict.fromkeys((seed, *found)))


def former_identities(kept: Iterable[FormerSeed], passphrase: str, present: bytes) -> tuple[Identity, ...]:
    """
    Give the keys of the earlier seeds that a passphrase opens, each once, and not those of the *present* key
    id.
    """
    # One that was kept for a change that never came to be is under a passphrase that nobody has.
    opened = (unwrapped(passphrase, each.wrapped_seed) for each in kept if each.key_id != present)
    seeds = (seed for row in opened if row is not None for seed in _single(row))
    found = {each.key_id: each for each in map(Identity.from_seed, seeds)}
    return tuple(each for key, each in found.items() if key != present)


def _single(row: bytes) -> Iterable[bytes]:
    return (row[first : first + SEED_BYTES] for first in range(0, len(row), SEED_BYTES))
