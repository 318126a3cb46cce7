"""A person who has signed in, as the memory of the office process knows them; no other place does."""

from dataclasses import dataclass, field
from enum import StrEnum

from crypto.identities import Identity
from triage.services.people.first_signed import FirstSigned


class Reach(StrEnum):
    """
    How far a session reaches.

    WHOLE: the signed directory knows the key. CLOCKS: the directory is broken, so the database was believed
    and there are dates alone; it ends when the directory is whole again. RENEWAL: the key was born under
    somebody else's eyes, and all that can be done is to make another.
    """

    WHOLE = "whole"
    CLOCKS = "clocks"
    RENEWAL = "renewal"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """
    A person who has signed in, with the opened identity. Lives in the memory of the office process only.
    """

    handle: bytes
    role: str
    display_name: str
    language: str
    identity: Identity = field(repr=False)
    sign: str = field(default="", repr=False)
    """What the browser keeps of this sign-in (`known_browser`)."""
    row_keys: dict[bytes, bytes] = field(default_factory=dict, repr=False, compare=False)
    """The keys of the index that this session has opened, by their ids (SPEC 15)."""
    row_key_holders: dict[bytes, frozenset[bytes]] = field(default_factory=dict, repr=False, compare=False)
    """The persons who share each of these."""
    firsts: dict[bytes, FirstSigned] = field(default_factory=dict, repr=False, compare=False)
    """What the first signed items of cases that this session has opened say, by their references."""
    second_factor: bytes = field(default=b"", repr=False)
    """The secret of the one-time codes, to ask for one again; empty where none is known."""
    reach: Reach = Reach.WHOLE
    former: tuple[Identity, ...] = field(default=(), repr=False, compare=False)
    """The keys that the person had before, for what is still sealed to them (`casework.carrying`)."""

    @property
    def openers(self) -> tuple[Identity, ...]:
        """All keys that may open what is sealed to this person, the present ones first."""
        return (self.identity, *self.former)
