"""What is raised when a rule says no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from triage.cases.refusal_texts import REFUSALS

Parameter = str | int | date


class DomainError(Exception):
    """A rule says no; shown to a person in words."""


class Refusal(DomainError):  # noqa: N818 - the contract's word; it is an answer, not a fault
    """
    A decision was refused.

    Attributes:
        code: the key in `REFUSALS`.
        params: dates, numbers and codes for the sentence's placeholders.
        msgid: the English sentence with `%(name)s` placeholders.
        source: the provision or house rule: an English msgid too, or the source of the rule that says no.
    """

    def __init__(self, code: str, /, *, source: str | None = None, **params: Parameter) -> None:
        self.code = code
        self.params: Mapping[str, Parameter] = MappingProxyType(params)
        self.msgid, provision = REFUSALS[code]
        self.source = source or provision
        super().__init__(self.msgid % params)
