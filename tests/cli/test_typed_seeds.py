"""Seeds typed at a terminal and from a pipe: what is wrong can be taken back, and nothing stays on it."""

import os
import subprocess
import sys
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

from shamir_mnemonic.share import Share

from tests.patience import PATIENCE
from triage.cli.seeds import EMPTY
from triage.cli.shares import set_name, split

SEED = bytes(range(32))
OURS = split(SEED, shares=5, threshold=3)
OTHERS = split(SEED[::-1], shares=5, threshold=3)
OF_SHARES = "seed_typed('root', name=sys.argv[1])"
OF_DIGITS = "digits_typed('the backup seed')"


def command(asks: str, name: str = "") -> list[str]:
    """Give the command line of a process that asks for a seed and says what it got."""
    return [sys.executable, "-c", f"import sys; from triage.cli.seeds import *; print({asks}.hex())", name]


def piped(*typed: str, name: str = "", asks: str = OF_SHARES) -> subprocess.CompletedProcess[str]:
    """Type lines from a pipe."""
    return subprocess.run(
        command(asks, name),
        input="".join(f"{line}\n" for line in typed),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def at_a_terminal(*typed: str, name: str = "", asks: str = OF_SHARES, into: Path | None = None) -> str:
    """Type lines at a terminal, and give everything that it was sent; what is printed may go into a file."""
    ours, theirs = os.openpty()
    with ExitStack() as opened:
        printed = theirs if into is None else opened.enter_context(into.open("w"))
        process = opened.enter_context(
            subprocess.Popen(command(asks, name), stdin=theirs, stdout=printed, stderr=theirs)
        )
        os.close(theirs)
        os.write(ours, "".join(f"{line}\n" for line in typed).encode())
        shown = b""
        with suppress(OSError):  # How a terminal says that nobody is there any more.
            while piece := os.read(ours, 4096):
                shown += piece
        process.wait(PATIENCE)
    os.close(ours)
    return shown.decode()


def test_a_first_share_of_another_set_is_given_up_with_an_empty_line() -> None:
    """Until then the right ones after it are refused; the question says how."""
    done = piped(OTHERS[0], "", *OURS[:3])

    assert done.stdout.strip() == SEED.hex(), done.stderr
    assert "(an empty line begins again)" in done.stderr


def test_where_the_set_is_known_the_first_share_of_another_is_refused_at_once() -> None:
    """At a terminal the right ones follow and are taken; from a pipe it ends the command."""
    shown = at_a_terminal(OTHERS[0], *OURS[:3], name=set_name(OURS[0]))
    done = piped(OTHERS[0], *OURS[:3], name=set_name(OURS[0]))

    assert "it is of the other set, root or recovery, or of another ceremony; type it again" in shown
    assert SEED.hex() in shown
    assert done.returncode == 1
    assert not done.stdout


def test_shares_that_give_no_seed_together_are_all_asked_for_again() -> None:
    """Chance can give two ceremonies one name; that they differ shows only when there are enough."""
    stranger = replace(Share.from_mnemonic(OURS[2]), value=SEED[::-1]).mnemonic()
    shown = at_a_terminal(*OURS[:2], stranger, *OURS[:3])

    assert "at least one is of another ceremony; type them all again" in shown
    assert SEED.hex() in shown
    assert piped(*OURS[:2], stranger, *OURS[:3]).returncode == 1


def test_a_terminal_keeps_nothing_of_a_share_that_was_typed() -> None:
    """Behind each line the screen is emptied, and what can be scrolled back to."""
    shown = at_a_terminal(*OURS[2:5])

    assert shown.count(EMPTY) == 3
    assert not set(shown.rpartition(EMPTY)[2].split()) & set(OURS[4].split())
    assert EMPTY.endswith("\033[3J")


def test_a_terminal_keeps_nothing_either_where_what_is_said_goes_into_a_file(tmp_path: Path) -> None:
    """As behind `| tee`: the questions stand on the terminal all the same, and the file has no trace."""
    into = tmp_path / "protocol.txt"
    shown = at_a_terminal(*OURS[2:5], into=into)

    assert shown.count(EMPTY) == 3
    assert not set(shown.rpartition(EMPTY)[2].split()) & set(OURS[4].split())
    assert into.read_text(encoding="utf-8") == f"{SEED.hex()}\n"


def test_each_keeper_is_shown_what_they_are_to_see() -> None:
    """The screen is emptied behind each share, so it stands before each question anew."""
    shown = at_a_terminal(*OURS[:3], asks="seed_typed('root', told='THE SIX WORDS')")

    *before, last = shown.split(EMPTY)
    assert len(before) == 3
    for each, question in zip(before, ("First share", "Share 2 of 3", "Share 3 of 3"), strict=True):
        assert f"THE SIX WORDS\r\n{question}" in each
    assert SEED.hex() in last


def test_digits_may_be_parted_anywhere() -> None:
    """In groups as on the sheet, or in the middle of a byte; for a set and for what is never split."""
    parted = f"{SEED.hex()[:7]} {SEED.hex()[7:30]}  {SEED.hex()[30:]}"

    assert piped(parted).stdout.strip() == SEED.hex()
    assert piped(parted, asks=OF_DIGITS).stdout.strip() == SEED.hex()
    wrong = piped(parted[:-1], asks=OF_DIGITS)
    assert "not the backup seed" in wrong.stderr
    assert SEED.hex()[30:50] not in wrong.stderr
