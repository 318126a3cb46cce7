"""
Seeds that are typed: as 64 digits, or as the shares of a set; and a screen that keeps nothing of them.

What is typed shows while it is typed, because nobody types 33 words blind; after each line the screen and
what can be scrolled back to are empty again.
"""

import os
import re
import sys
from collections.abc import Sequence

import click

from intake.settings import FILE_VARIABLE
from triage.cli.shares import ReadShare, SharesError, joined, read_share, require_of_set, require_one_set

SEED = re.compile(r"[0-9a-fA-F]{64}")
EMPTY = "\033[H\033[2J\033[3J"
"""Some terminals move what they clear to where it can be scrolled back to, so that goes last."""


def empty_screen() -> None:
    """
    Leave nothing on a terminal, nor in what it can scroll back to; anywhere else nothing is written. Where
    what is said goes into a file, the questions still stand on the terminal.
    """
    click.echo(EMPTY, nl=False, err=not sys.stdout.isatty())


def require_offline() -> None:
    """
    Insist that no installation is named here: the root and the recovery key are made and typed on no server.

    Raises:
        click.ClickException: BETRO_SETTINGS is set.
    """
    if os.environ.get(FILE_VARIABLE):
        raise click.ClickException(
            f"{FILE_VARIABLE} names an installation, so this is no offline machine: root and recovery key "
            "are made and typed on one that never meets a network"
        )


def digits_typed(what: str) -> bytes:
    """
    Read a seed that is never split from standard input, in its digits.

    Raises:
        click.ClickException: it is none; the sentence does not repeat it.
    """
    seed = _of_digits(_line() or "")
    if seed is None:
        raise click.ClickException(f"what came on standard input is not {what}")
    return seed


def seed_typed(what: str, *, name: str = "", told: str = "") -> bytes:
    """
    Ask for a seed on standard input: its 64 digits, or its shares, one a line, until there are enough.

    At a terminal a share that is wrong is told and asked for again, and all of them where they do not belong
    together; from a pipe it ends the command. An empty line forgets the shares before it: the first may have
    been the one of another set.

    Args:
        what: whose seed, for the question: "root", "recovery".
        name: the name of its set, where it is known; a share of another is refused at once.
        told: what whoever types is to see first; each of them, since the screen is emptied behind a share.

    Raises:
        SharesError: as `seed_from_shares`; from a pipe also when it ends too soon.
    """
    read: list[ReadShare] = []
    while True:
        line = _answer(f"{told}\n{_asked(what, read)}" if told else _asked(what, read))
        if line is None:
            return joined(read)
        if read and not line.strip():
            read.clear()
            continue
        seed = None if read else _of_digits(line)
        if seed is not None:
            return seed
        try:
            read.append(_share_of(line, read, name))
        except SharesError as error:
            _tell_or_end(error, "type it again")
            continue
        if len(read) < read[0].threshold:
            continue
        try:
            return joined(read)
        except SharesError as error:
            _tell_or_end(error, "type them all again")
            read.clear()


def _share_of(line: str, read: Sequence[ReadShare], name: str) -> ReadShare:
    share = read_share(line, len(read) + 1)
    if name:
        require_of_set(share, name)
    require_one_set([*read, share])
    return share


def _tell_or_end(error: SharesError, what: str) -> None:
    if not sys.stdin.isatty():
        raise error
    click.echo(f"{error.message}; {what}", err=True)


def _asked(what: str, read: Sequence[ReadShare]) -> str:
    if not read:
        return f"First share of the {what} seed: "
    return f"Share {len(read) + 1} of {read[0].threshold} of the {what} seed (an empty line begins again): "


def _answer(question: str) -> str | None:
    click.echo(question, nl=False, err=True)
    line = _line()
    if line is None:
        click.echo(err=True)
    return line


def _line() -> str | None:
    line = sys.stdin.readline()
    if sys.stdin.isatty():
        empty_screen()
    return line or None


def _of_digits(line: str) -> bytes | None:
    # On its sheet they stand in groups.
    digits = "".join(line.split())
    return bytes.fromhex(digits) if SEED.fullmatch(digits) else None
