"""A year told in lines, in the order of the days, for people."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from intake.domain.words import N_
from intake.page.language import catalogue
from triage.cases.roles import rights_of
from triage.cli.simulate.chronicle import Alert, Breach, Chronicle, Letter
from triage.cli.simulate.expected import Ring
from triage.cli.simulate.summary import IN_TIME, LATE, OPEN, OVERDUE, reaches, summary
from triage.office.presentation.labels import RESPONSIBLE
from triage.rules.model import EscalationLevel
from triage.rules.rulebook import Rulebook
from triage.services.clock.alerting import NEW

HANDED = N_("another way than the mailbox")
REACHES: Mapping[str, str] = {
    EscalationLevel.HANDLER: N_("the handler"),
    EscalationLevel.STAND_IN: N_("the handler and the stand-in"),
    EscalationLevel.ADMINISTRATOR: N_("the handler, the stand-in and the administrator"),
}
LETTERS: Mapping[str, str] = {
    "acknowledgement:given": N_("acknowledgement"),
    "message:given": N_("message"),
    "answer:given": N_("answer to the citizen"),
    "feedback:given:interim": N_("interim feedback"),
    "feedback:given:final": N_("final feedback"),
    "feedback:given:rejection": N_("outside the scheme, with guidance"),
    "reply:delayed": N_("the department announces a delay"),
    "letter:recorded": N_("letter"),
}
NO_SLOT = "-"


class Teller:
    """Tells a year in one language."""

    def __init__(self, language: str, rulebook: Rulebook) -> None:
        self._: Callable[[str], str] = catalogue(language, ("office", "shared")).gettext
        self._titles = rulebook.titles

    def lines(
        self, over: Chronicle, rings: Sequence[Ring], faults: Sequence[tuple[str, str]]
    ) -> Iterator[str]:
        """Give every line: what happened day by day, then the sums, then what is wrong with them."""
        happened = [
            *self._alerts(over, rings),
            *self._mails(over),
            *self._letters(over),
            *self._breaches(over),
        ]
        for on, _place, line in sorted(happened):
            yield f"{on}  {line}"
        yield ""
        yield from self._summary(over)
        yield ""
        if not faults:
            yield self._(N_("Everything that ought to have happened happened, and nothing else."))
        for check, fault in faults:
            yield self._(N_("WRONG (%(check)s): %(fault)s")) % {"check": check, "fault": fault}

    def _alerts(self, over: Chronicle, rings: Sequence[Ring]) -> Iterator[tuple[date, int, str]]:
        reach = reaches(over, rings)
        for each in over.alerts:
            to = reach.get((each.case, each.rule, each.subject, each.rung))
            told = self._(REACHES[to]) if to else NO_SLOT
            subject = f" {each.subject}" if each.subject else ""
            what = f"{each.case}  {each.rule}{subject}: {self._rung(each)}"
            said = self._(N_("alert   %(what)s, to %(whom)s"))
            yield each.on, 0, said % {"what": what, "whom": told}

    def _rung(self, each: Alert) -> str:
        name = each.rung.rpartition(":")[2]
        if name == NEW:
            return self._(N_("a new case"))
        if name.startswith("p"):
            return self._(N_("%(percent)s %% of the time gone")) % {"percent": name[1:]}
        if name == "d0":
            return self._(N_("due today"))
        if name.startswith("d"):
            return self._(N_("days left: %(days)s")) % {"days": name[1:]}
        return self._(N_("days overdue: %(days)s")) % {"days": name.removeprefix("late")}

    def _mails(self, over: Chronicle) -> Iterator[tuple[date, int, str]]:
        for at, mails in groupby(over.mails, key=lambda each: each.at):
            yield at.date(), 1, self._mail(at, Counter(each.role for each in mails))

    def _mail(self, at: datetime, roles: Counter[str]) -> str:
        whom = ", ".join(
            f"{number} {self._(rights_of(role).title).lower()}" for role, number in sorted(roles.items())
        )
        said = self._(N_("mail    at %(hour)s: %(number)s (%(whom)s)"))
        return said % {"hour": f"{at:%H:%M}", "number": roles.total(), "whom": whom}

    def _letters(self, over: Chronicle) -> Iterator[tuple[date, int, str]]:
        for each in over.letters:
            yield each.on, 2, self._letter(each)

    def _letter(self, each: Letter) -> str:
        how = f" ({self._(HANDED)})" if each.by_hand else ""
        said = self._(N_("letter  %(case)s  %(what)s"))
        return said % {"case": each.case, "what": self._(LETTERS[each.what]) + how}

    def _breaches(self, over: Chronicle) -> Iterator[tuple[date, int, str]]:
        for each in over.breaches:
            yield each.settled_on or over.until, 3, self._breach(each)

    def _breach(self, each: Breach) -> str:
        said = self._(
            N_("breach  %(case)s  %(rule)s was due on %(due)s, days late: %(days)s, %(end)s; %(why)s")
        )
        unexplained = self._(N_("nobody has said why"))
        responsible = RESPONSIBLE.get(each.responsible or "")
        return said % {
            "case": each.case,
            "rule": f"{each.rule} {each.subject}".strip(),
            "due": each.due,
            "days": each.days_late,
            "end": self._(N_("settled")) if each.settled_on else self._(N_("still open")),
            "why": f"{self._(responsible)}: {each.reason}" if responsible else unexplained,
        }

    def _summary(self, over: Chronicle) -> Iterator[str]:
        sums = summary(over)
        reports, complaints = sums["reports"], sums["complaints"]
        scopes = ", ".join(f"{name} {number}" for name, number in reports["by_scope"].items())
        yield self._(N_("Reports received: %(received)s (%(scopes)s); open %(open)s, closed %(closed)s")) % {
            **reports,
            "scopes": scopes,
        }
        yield (
            self._(
                N_(
                    "Complaints and inquiries received: %(received)s (answered %(answered)s, not answered "
                    "%(not_answered)s); open %(open)s, closed %(closed)s"
                )
            )
            % complaints
        )
        yield self._(N_("Contacts that became no report: %(number)s")) % {"number": sums["contacts"]}
        for rule, counts in sums["deadlines"].items():
            yield self._rule(rule, counts)
        for title, part in (
            (N_("Alerts"), "alerts"),
            (N_("Mails by slot"), "mails"),
            (N_("Letters"), "letters"),
            (N_("Breaches by who answers for them"), "breaches"),
        ):
            counted = ", ".join(f"{name} {number}" for name, number in sums[part].items())
            yield f"{self._(title)}: {sum(sums[part].values())} ({counted})"

    def _rule(self, rule: str, counts: Mapping[str, int]) -> str:
        title = self._(self._titles[rule])
        said = self._(
            N_(
                "%(rule)s  armed %(armed)s = in time %(in_time)s + late %(late)s + overdue %(overdue)s + "
                "open %(open)s + other %(other)s"
            )
        )
        known = {name: counts.get(name, 0) for name in (IN_TIME, LATE, OVERDUE, OPEN)}
        other = counts["armed"] - sum(known.values())
        return (
            said % {"rule": f"{rule:<11}", **known, "armed": counts["armed"], "other": other} + f"  ({title})"
        )
