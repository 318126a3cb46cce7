"""SLIP-39's published vectors: the library gives each secret, and Betro refuses what is to be refused."""

import json
from pathlib import Path

import pytest
from shamir_mnemonic import MnemonicError, combine_mnemonics

from crypto.identities import SEED_BYTES
from triage.cli.shares import SharesError, seed_from_shares

_FILE = json.loads((Path(__file__).parent / "shares" / "slip39.json").read_text(encoding="utf-8"))
VECTORS: list[tuple[str, list[str], str]] = [tuple(each) for each in _FILE["vectors"]]


def _of(*, whole: bool) -> list[pytest.param]:
    return [
        pytest.param(shares, secret, id=name) for name, shares, secret in VECTORS if bool(secret) is whole
    ]


def test_all_are_here() -> None:
    """Forty-five are published, in this order."""
    assert [int(name.split(".")[0]) for name, _shares, _secret in VECTORS] == list(range(1, 46))


@pytest.mark.parametrize(("shares", "secret"), _of(whole=True))
def test_the_library_gives_the_secret(shares: list[str], secret: str) -> None:
    """What we lock gives what was published, under the vectors' passphrase."""
    assert combine_mnemonics(shares, passphrase=b"TREZOR").hex() == secret


@pytest.mark.parametrize(("shares", "secret"), _of(whole=False))
def test_what_is_no_set_is_refused(shares: list[str], secret: str) -> None:
    """By the library, and by us in a sentence of ours, without a word of a share but the name of its set."""
    with pytest.raises(MnemonicError):
        combine_mnemonics(shares, passphrase=b"TREZOR")
    with pytest.raises(SharesError) as refused:
        seed_from_shares(shares)

    names = {word for share in shares for word in share.split()[:2]}
    later = {word for share in shares for word in share.split()[2:]} - names
    assert "share" in refused.value.message
    assert not later.intersection(refused.value.message.split())


@pytest.mark.parametrize(("shares", "secret"), _of(whole=True))
def test_we_join_seeds_alone(shares: list[str], secret: str) -> None:
    """A set of one group and of 32 bytes is joined, without a passphrase; shorter ones and groups are not."""
    is_ours = len(secret) == 2 * SEED_BYTES and len({share.split()[2] for share in shares}) == 1
    if is_ours and shares[0].split()[2] == "academic":
        assert seed_from_shares(shares) == combine_mnemonics(shares)
        return
    with pytest.raises(SharesError):
        seed_from_shares(shares)
