"""
What every service of the unit works with: the two databases, the rules and the settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from triage.rules.rulebook import Rulebook
from triage.settings import TriageSettings


@dataclass(frozen=True, slots=True)
class Unit:
    """
    One installation's working context. It holds no key: whoever seals or signs brings the key along.
    """

    triage: Engine
    intake: Engine
    rulebook: Rulebook
    settings: TriageSettings


@dataclass(frozen=True, slots=True)
class Actor:
    """
    Who does something: the random handle of a person, with the role that person has.
    """

    handle: bytes
    role: str

    @property
    def hex(self) -> str:
        """
        The handle as it stands in an event.
        """
        return self.handle.hex()


Payload = Mapping[str, str | int | bool | list[str]]
