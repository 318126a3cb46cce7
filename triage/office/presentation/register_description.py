"""How a register is described: what it is called and which columns it has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from triage.cases.register_kinds import RegisterKind


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column: its head, and what stands in it of an entry.

    Attributes:
        is_fact: it stands on the page of the entry too.
        is_listed: it stands in the list and not only there and in the file, where there is room.
    """

    title: str
    words: Callable[[Any], str]
    is_fact: bool = True
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class Register:
    """
    One register.

    Attributes:
        name: the last part of its address.
        title, intro: what it is called, and what it is for.
        begin: what its form is called.
        units: the units that an entry is about, by which it is found.
        may_begin: whether anybody begins an entry on a page of the register.
        of_complaints: whether it is of no use where no complaints are taken.
    """

    kind: RegisterKind
    name: str
    title: str
    intro: str
    begin: str
    columns: tuple[Column, ...]
    units: Callable[[Any], Sequence[str]]
    may_begin: bool = True
    of_complaints: bool = False

    @property
    def listed(self) -> tuple[Column, ...]:
        """The columns of its list."""
        return tuple(each for each in self.columns if each.is_listed)
