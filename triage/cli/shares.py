"""
Shares of a seed as lists of words (SLIP-39): split, told apart, and put together again, offline only (SPEC
17.5).

1. A set has n shares, of which k are needed; with fewer nothing at all is learnt of the seed.
2. There is one group, no passphrase of SLIP-39's own, and a seed of 32 bytes: 33 words a share.
3. The first two words name the set: root and recovery of one ceremony, and two ceremonies, differ in them.
4. What cannot be put together is said of the very share that is wrong, by its place among those typed and,
   where it can be read, its own number. No sentence repeats a word beyond the name of a set.
5. The library is loaded when a share is made or read and by this module alone: no service ever loads it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

import click

from crypto.identities import SEED_BYTES

WORDS = 33
PREFIX = 4
"""So many letters tell each word of the list from all others."""
MOST = 16


class SharesError(click.ClickException):
    """Shares do not give a seed; the sentence says which share is wrong, and how."""


@dataclass(frozen=True, slots=True)
class ReadShare:
    """
    A share that could be read.

    Attributes:
        place: the how-manieth of those typed, from 1.
        number: its own number in its set, from 1.
        threshold: so many of its set are needed.
        name: the two words that all shares of the set begin with.
        words: the share in its one form.
    """

    place: int
    number: int
    threshold: int
    name: str
    words: str = field(repr=False)


def split(seed: bytes, *, shares: int, threshold: int) -> tuple[str, ...]:
    """
    Split a seed; the shares come in the order of their numbers, and were put together again before.

    Args:
        seed: 32 random bytes.
        shares: how many, 2 to 16.
        threshold: how many are needed, 2 to *shares*.

    Raises:
        SharesError: such a set cannot be.
    """
    from shamir_mnemonic import generate_mnemonics

    if not 2 <= threshold <= shares <= MOST:
        raise SharesError(f"there are 2 to {MOST} shares, of which 2 at least are needed")
    (made,) = generate_mnemonics(1, [(threshold, shares)], seed)
    for first in range(shares):
        if seed_from_shares([made[(first + step) % shares] for step in range(threshold)]) != seed:
            raise SharesError("the shares do not give the seed; this machine cannot be relied on")
    return tuple(made)


def set_name(share: str) -> str:
    """Give the two words that every share of a set begins with."""
    return " ".join(share.split()[:2])


def seed_from_shares(lines: Sequence[str]) -> bytes:
    """
    Put a seed together from the shares of one set, one a line, in any order.

    Capitals, numbers before the words and white space do not matter; four letters of a word are enough.

    Raises:
        SharesError: a share is mistyped, repeated, of another set or of another kind, or there are too few.
    """
    read = [read_share(line, place) for place, line in enumerate(lines, 1)]
    return joined(read)


def joined(shares: Sequence[ReadShare]) -> bytes:
    """
    Put a seed together from shares that were read.

    Raises:
        SharesError: as `seed_from_shares`.
    """
    if not shares:
        raise SharesError("no share was typed")
    require_one_set(shares)
    needed = shares[0].threshold
    if len(shares) < needed:
        raise SharesError(
            f"{needed} shares of the set {shares[0].name} are needed, and there are {len(shares)}"
        )
    seed = _combined(shares[:needed])
    for extra in shares[needed:]:
        if _combined([*shares[: needed - 1], extra]) != seed:
            raise SharesError(f"{_told(extra)} does not belong to the others: it is of another ceremony")
    return seed


def require_of_set(share: ReadShare, name: str) -> None:
    """
    Insist that a share is of the set of that name.

    Raises:
        SharesError: it is of another.
    """
    if share.name != name:
        raise SharesError(
            f"{_told(share)} begins with {share.name}, and those of this set begin with {name}: it is of the "
            "other set, root or recovery, or of another ceremony"
        )


def require_one_set(shares: Sequence[ReadShare]) -> None:
    """
    Insist that shares are different ones of one set.

    Raises:
        SharesError: naming the first that is not.
    """
    first = shares[0]
    for at, share in enumerate(shares):
        if share.name != first.name:
            raise SharesError(
                f"{_told(share)} begins with {share.name} and {_told(first)} with {first.name}: they are of "
                "two sets, root and recovery, or of two ceremonies"
            )
        if share.threshold != first.threshold:
            raise SharesError(
                f"{_told(share)} is of a set of which {share.threshold} are needed, and {_told(first)} of "
                f"one of which {first.threshold} are"
            )
        for earlier in shares[:at]:
            if earlier.words == share.words:
                raise SharesError(
                    f"share {share.place} is share {earlier.place} once more (number {share.number})"
                )
            if earlier.number == share.number:
                raise SharesError(
                    f"shares {earlier.place} and {share.place} both bear number {share.number} and differ: "
                    "they are of two ceremonies"
                )


def read_share(line: str, place: int = 1) -> ReadShare:
    """
    Read one share.

    Raises:
        SharesError: it has another number of words, a word that is none, words that do not belong together,
            or it is a share of something that Betro never splits.
    """
    from shamir_mnemonic.share import Share
    from shamir_mnemonic.utils import MnemonicError

    words = _words(line, place)
    try:
        known = Share.from_mnemonic(words)
    except MnemonicError:
        raise SharesError(
            f"the words of share {place} do not belong together: one is mistyped, or two have changed places"
        ) from None
    if known.group_count != 1 or known.group_threshold != 1 or len(known.value) != SEED_BYTES:
        raise SharesError(f"share {place} is none of a ceremony of Betro's")
    return ReadShare(place, known.index + 1, known.member_threshold, set_name(words), words)


def _words(line: str, place: int) -> str:
    from shamir_mnemonic.wordlist import WORDLIST

    whole = {word[:PREFIX]: word for word in WORDLIST}
    typed = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", line).casefold())
    words = [whole.get(word[:PREFIX], "") for word in typed]
    wrong = [
        str(number)
        for number, (said, word) in enumerate(zip(typed, words, strict=True), 1)
        if not word or len(said) < PREFIX or not word.startswith(said)
    ]
    if wrong:
        raise SharesError(f"share {place}: word {', '.join(wrong)} is not in the list of words")
    if len(words) != WORDS:
        raise SharesError(f"share {place} has {len(words)} words instead of {WORDS}")
    return " ".join(words)


def _combined(shares: Sequence[ReadShare]) -> bytes:
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    try:
        seed: bytes = combine_mnemonics([share.words for share in shares])
    except MnemonicError:
        numbers = ", ".join(str(share.place) for share in shares)
        raise SharesError(
            f"shares {numbers} do not give one seed together: at least one is of another ceremony"
        ) from None
    return seed


def _told(share: ReadShare) -> str:
    return f"share {share.place} (number {share.number})"
