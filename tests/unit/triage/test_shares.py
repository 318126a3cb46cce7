"""Shares of a seed: k of n give it, and each wrong one is told by its place."""

import itertools
import secrets

import pytest

from triage.cli.shares import SharesError, seed_from_shares, set_name, split

SEED = bytes(range(32))
ROOT = split(SEED, shares=5, threshold=3)
RECOVERY = split(secrets.token_bytes(32), shares=5, threshold=3)


def _refused(*shares: str) -> str:
    with pytest.raises(SharesError) as refused:
        seed_from_shares(shares)
    return refused.value.message


@pytest.mark.parametrize("some", list(itertools.combinations(range(5), 3)))
def test_any_three_of_five_give_the_seed(some: tuple[int, ...]) -> None:
    """In whatever order; and more than are needed too."""
    assert seed_from_shares([ROOT[number] for number in reversed(some)]) == SEED
    assert seed_from_shares(ROOT) == SEED


def test_what_people_type_is_read() -> None:
    """Capitals, numbers before the words, line feeds of a sheet and four letters of a word do no harm."""
    numbered = " ".join(f"{number}. {word.upper()}" for number, word in enumerate(ROOT[0].split(), 1))
    short = " ".join(word[:4] for word in ROOT[1].split())

    assert seed_from_shares([numbered, f"  {short}\n", ROOT[4].replace(" ", "   ")]) == SEED


def test_too_few() -> None:
    """The sentence says how many are needed."""
    assert _refused(*ROOT[:2]) == f"3 shares of the set {set_name(ROOT[0])} are needed, and there are 2"
    assert _refused() == "no share was typed"


def test_a_mistyped_word() -> None:
    """One that is in no list is told by its place, and not repeated; one that is in it shows by the check."""
    words = ROOT[1].split()
    foreign = " ".join([*words[:6], "blomst", *words[7:]])
    other = " ".join([*words[:6], "acid" if words[6] != "acid" else "acne", *words[7:]])
    turned = " ".join([*words[:6], words[7], words[6], *words[8:]])

    assert _refused(ROOT[0], foreign, ROOT[2]) == "share 2: word 7 is not in the list of words"
    for wrong in (other, turned):
        assert _refused(ROOT[0], wrong, ROOT[2]) == (
            "the words of share 2 do not belong together: one is mistyped, or two have changed places"
        )


def test_a_word_left_out() -> None:
    """The sentence says how many words there are."""
    assert _refused(ROOT[0], ROOT[1].rpartition(" ")[0]) == "share 2 has 32 words instead of 33"


def test_the_same_share_again() -> None:
    """Whoever reads out a sheet twice is told."""
    assert _refused(ROOT[3], ROOT[1], ROOT[3]) == "share 3 is share 1 once more (number 4)"


def test_root_with_recovery() -> None:
    """The names of both sets stand in the sentence; so a sheet in the wrong pile is found."""
    assert _refused(ROOT[0], ROOT[1], RECOVERY[4]) == (
        f"share 3 (number 5) begins with {set_name(RECOVERY[4])} and share 1 (number 1) with "
        f"{set_name(ROOT[0])}: they are of two sets, root and recovery, or of two ceremonies"
    )


def _like(share: str, number: int, threshold: int) -> str:
    """Give a share of another ceremony that chance gave the same name."""
    from dataclasses import replace

    from shamir_mnemonic.share import Share

    theirs = replace(Share.from_mnemonic(share), index=number - 1, member_threshold=threshold)
    return replace(theirs, value=secrets.token_bytes(32)).mnemonic()


def test_two_ceremonies_of_one_name() -> None:
    """Names are short; the sum that every set carries inside shows a stranger all the same."""
    assert _refused(ROOT[0], ROOT[1], _like(ROOT[0], 3, 3)) == (
        "shares 1, 2, 3 do not give one seed together: at least one is of another ceremony"
    )
    assert _refused(*ROOT[:3], _like(ROOT[0], 4, 3)).startswith("shares 1, 2, 4 do not give one seed")
    assert _refused(ROOT[0], _like(ROOT[0], 1, 3)) == (
        "shares 1 and 2 both bear number 1 and differ: they are of two ceremonies"
    )


def test_another_threshold() -> None:
    """A share of a set of which more are needed is no share of this one."""
    assert _refused(ROOT[0], _like(ROOT[0], 2, 4)) == (
        "share 2 (number 2) is of a set of which 4 are needed, and share 1 (number 1) of one of which 3 are"
    )


@pytest.mark.parametrize(("shares", "threshold"), [(1, 1), (5, 1), (3, 4), (17, 3)])
def test_a_set_that_cannot_be(shares: int, threshold: int) -> None:
    """One alone never suffices, and nobody makes more than sixteen."""
    with pytest.raises(SharesError):
        split(SEED, shares=shares, threshold=threshold)
