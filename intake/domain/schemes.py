"""Which of the two schemes an organisation runs: what is written to it, and what its people work with."""

from enum import StrEnum

COMPLAINTS = "complaints"
PORTAL = "portal"
"""The channel of what somebody sends in without help."""
FROM_REPORTS, FROM_COMPLAINTS = "whistleblower_scheme", "citizens_adviser"
"""The channels of what was handed over."""


class Schemes(StrEnum):
    """Both schemes, or one alone; of the other then nothing is shown and nothing taken."""

    BOTH = "both"
    WHISTLEBLOWING = "whistleblowing"
    COMPLAINTS = COMPLAINTS

    @property
    def reports(self) -> bool:
        """Whether whistleblower reports are taken."""
        return self is not Schemes.COMPLAINTS

    @property
    def complaints(self) -> bool:
        """Whether complaints are taken, and calls."""
        return self is not Schemes.WHISTLEBLOWING

    @property
    def kinds(self) -> tuple[str, ...]:
        """What may be sent in."""
        return (*(("report",) if self.reports else ()), *(("complaint",) if self.complaints else ()))

    def has(self, scheme: str) -> bool:
        """Whether a case of this scheme, by the code that it is stored under, can be the organisation's."""
        return self.complaints if scheme == COMPLAINTS else self.reports
