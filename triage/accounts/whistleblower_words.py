"""The sentences of the whistleblower account."""

from collections.abc import Mapping
from types import MappingProxyType

from intake.domain.translatable import N_
from triage.accounts.whistleblowing import Number
from triage.accounts.whistleblowing_counted import LEFT_OUT, PROCEEDINGS, REASONS, THEMES

FEW = 5
"""Below so many reports a year, whoever tells of one may tell of somebody whom readers recognise."""

LAW = N_(
    "Public employers publish at least once a year how many reports their whistleblower scheme has received, "
    "handled on the merits and rejected, how many have led to a police report, and the overall themes "
    "(Whistleblower Act § 27)."
)
NONE_AT_ALL = N_("No reports were received in the period, and none was open from before.")
NONE_RECEIVED = N_("No reports were received in the period.")
BALANCE = N_(
    "Of %(received)s received and %(carried_over)s carried over, %(merits)s were handled on the merits, "
    "%(rejected)s were rejected and %(open)s are still open."
)
BALANCE_AGAIN = N_(
    "Of %(received)s received, %(carried_over)s carried over and %(taken_up)s taken up again, %(merits)s "
    "were handled on the merits, %(rejected)s were rejected and %(open)s are still open."
)
RULES: Mapping[Number, str] = MappingProxyType(
    {
        Number.RECEIVED: N_("By the day on which the report was received, without duplicates and tests."),
        Number.CARRIED_OVER: N_("Received earlier, and open when the period began."),
        Number.TAKEN_UP: N_("Decided before the period, and opened or decided anew in it."),
        Number.MERITS: N_(
            "Within the scheme, with a decision by the last day: what an investigation found, that there is "
            "none, or that it goes to an authority."
        ),
        Number.REJECTED: N_("Found to be outside the scheme by the last day."),
        Number.OPEN: N_("Not decided by the last day. They are carried over."),
        Number.POLICE: N_("Each report once, in the period in which it is recorded."),
    }
)
TITLES: Mapping[str, str] = MappingProxyType(
    {
        THEMES: N_("Themes of the reports handled on the merits"),
        REASONS: N_("Why reports were rejected"),
        PROCEEDINGS: N_("Proceedings that began because of a report, by how they ended"),
        LEFT_OUT: N_("Left out of the account"),
    }
)
HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        THEMES: N_("Overall theme"),
        REASONS: N_("Reason"),
        PROCEEDINGS: N_("How they ended"),
        LEFT_OUT: N_("Reason"),
    }
)
TOO_FEW: Mapping[str, str] = MappingProxyType(
    {
        THEMES: N_(
            "The themes are not shown as numbers: fewer than %(below)s reports were handled on the merits, "
            "and somebody could be recognised."
        ),
        REASONS: N_(
            "The reasons are not shown: fewer than %(below)s reports were rejected, and somebody could be "
            "recognised."
        ),
        LEFT_OUT: N_("Fewer than %(below)s reports are left out as duplicates or tests."),
    }
)
SEVERAL_THEMES = N_("A report can have several themes, so the numbers may add up to more than the reports.")
LEFT_OUT_NUMBERS = N_(
    "Numbers below %(below)s are left out, and others from which they would follow, so that nobody can be "
    "recognised."
)
CHANGED = N_("Corrected since the last day of the period")
AS_TOLD_THEN, AS_TOLD_NOW = N_("As it was told then"), N_("As it is told now")
AFTERMATH = N_(
    "What came of the reports handled on the merits, as far as anybody knows (Directive (EU) 2019/1937 "
    "article 27(2))."
)
AMOUNTS: Mapping[str, str] = MappingProxyType(
    {
        "estimated_damage": N_("Estimated financial damage, in kroner"),
        "recovered_amount": N_("Amounts recovered, in kroner"),
    }
)
TOTAL_TELLS = N_(
    "The numbers of the law are of every report, also of those that you may not see. Whoever was kept out "
    "of a report may tell from them that there is one. Nothing else in the account counts a report that "
    "whoever makes it may not see."
)
FEW_REPORTS = N_(
    "There are fewer than %(few)s reports. Readers may recognise people, whatever is left out: think of that "
    "before anything is told of a single report. Such words stand in the account only with a recorded reason."
)
