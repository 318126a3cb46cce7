"""Doing the same for many, so that one that cannot be done keeps no other from being done."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

log = logging.getLogger("betro.clock")

Each = TypeVar("Each")


class SomeFailedError(Exception):
    """Some could not be done; the others were."""


def one_by_one(what: str, all_of_them: Iterable[Each], do: Callable[[Each], object]) -> int:
    """
    Call *do* with each, and give how many calls answered with something true.

    A call that fails is logged by the name of its error, never by its values, and the rest goes on.

    Args:
        what: one word for the log.

    Raises:
        SomeFailedError: at the end, when at least one call failed.
    """
    done = failed = 0
    for each in all_of_them:
        try:
            done += bool(do(each))
        except Exception as error:  # noqa: BLE001 - whatever it was, the others are not to wait for it
            failed += 1
            log.error("%s: one failed: %s", what, type(error).__name__)  # noqa: TRY400 - a traceback may hold values
    if failed:
        raise SomeFailedError
    return done
