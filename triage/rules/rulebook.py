"""The rulebook: all rules, calendars and ladders, read once and refused whole if in doubt."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from triage.rules.calendar_data import read_calendars, read_ladders
from triage.rules.consistency import check_references, check_versions, known_on
from triage.rules.model import ALWAYS, Calendar, Duty, EventName, Ladder, Rule, Scheme
from triage.rules.own import OwnLimits, takes_own_limit, with_period
from triage.rules.rule_data import Known, read_duties, read_events, read_rules
from triage.rules.tables import File, RulebookError

__all__ = [
    "NoSuchRuleError",
    "NotInForceError",
    "Rulebook",
    "RulebookError",
    "load_rulebook",
    "read_rulebook",
]


class NoSuchRuleError(LookupError):
    """No rule has that id."""


class NotInForceError(LookupError):
    """The rule exists, but no version of it holds on that day."""


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Everything that was read. Rules are found by id and the day of the event that starts them.

    It is what Betro knows now; `known` gives the book as it was known on an earlier day, because a case keeps
    what was known when its clock began. `own` is what the house has set for itself.
    """

    versions: Mapping[str, tuple[Rule, ...]]
    calendars: Mapping[str, Calendar]
    ladders: tuple[Ladder, ...]
    events: Mapping[str, EventName]
    duties: Mapping[str, Duty]
    earlier: tuple[tuple[date, "Rulebook"], ...] = field(default=(), repr=False)
    newest_from: date = ALWAYS
    own: OwnLimits = field(default_factory=OwnLimits, repr=False)

    def known(self, on: date | None) -> "Rulebook":
        """The book as it was known on a day; None stands for now, whatever the day."""
        if on is None or on >= self.newest_from:
            return self
        place = bisect_right(self.earlier, on, key=lambda pair: pair[0])
        return self.earlier[place - 1][1]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rules, in the order of the file."""
        return tuple(self.versions)

    @property
    def titles(self) -> dict[str, str]:
        """The English title (msgid) of the newest version of each rule, by id."""
        return {id_: versions[-1].title for id_, versions in self.versions.items()}

    def rule(self, id_: str, on: date) -> Rule:
        """The version of a rule for an event on that day.

        Raises NoSuchRuleError or NotInForceError, both with a sentence for people.
        """
        if id_ not in self.versions:
            raise NoSuchRuleError(f"there is no rule {id_}")
        for rule in self.versions[id_]:
            if rule.in_force(on):
                return rule
        first, last = self.versions[id_][0], self.versions[id_][-1]
        if on < first.valid_from:
            raise NotInForceError(
                f"{id_} is known from {first.valid_from.isoformat()}, not on {on.isoformat()}"
            )
        raise NotInForceError(f"{id_} ended on {last.valid_to}, so it is not in force on {on.isoformat()}")

    def version(self, id_: str, number: int) -> Rule:
        """That version of a rule, even where a correction has taken its place since.

        Raises NoSuchRuleError.
        """
        for book in (self, *(book for _, book in reversed(self.earlier))):
            for rule in book.versions.get(id_, ()):
                if rule.version == number:
                    return rule
        raise NoSuchRuleError(f"there is no version {number} of rule {id_}")

    def in_case(self, id_: str, on: date, subject: str = "") -> Rule:
        """The version of a rule for a case, as the house has it: with its published limit and its own aim.

        A rule of which the house sets the length runs for the area that it is about, and for nothing else.
        Raises LookupError.
        """
        rule = self.rule(id_, on)
        aimed = self.own.aimed(rule, on)
        if not takes_own_limit(rule):
            return aimed
        limit = self.own.find(id_, subject, on)
        return with_period(aimed, limit.period, limit.source)

    def of_scheme(self, scheme: str, country: str) -> tuple[str, ...]:
        """The ids of the rules that a case of this scheme in this country can arm, in the order of the file.

        Raises ValueError for a scheme that does not exist: a misspelt scheme must not mean no clocks.
        """
        return _of_scheme(self, Scheme(scheme), country)


@cache
def _of_scheme(book: Rulebook, scheme: Scheme, country: str) -> tuple[str, ...]:
    return tuple(
        id_
        for id_, versions in book.versions.items()
        if versions[-1].country in (country, "EU")
        and (scheme in versions[-1].schemes or (scheme is Scheme.COMPLAINTS and _is_own(book, versions[-1])))
    )


def _is_own(book: Rulebook, rule: Rule) -> bool:
    """Whether it is a rule that runs only where the house has published a limit, and it has."""
    return takes_own_limit(rule) and rule.id in book.own.rules


def read_rulebook(folder: Traversable) -> Rulebook:
    """Read deadlines.toml, countries.toml, calendars.toml and ladder.toml of a folder.

    Raises RulebookError, with file and line, on an unknown key or word, a missing source, an overlap or a gap
    in validity, or a reference that leads nowhere.
    """
    calendars = read_calendars(_file(folder, "calendars.toml"))
    ladders = read_ladders(_file(folder, "ladder.toml"))
    file = _file(folder, "deadlines.toml")
    abroad = _file(folder, "countries.toml")
    events = read_events(file)

    def knowing(on: date) -> Known:
        # A calendar that did not exist yet is used as it first was: rules may speak of no other.
        chosen = {
            id_: next((each for each in reversed(versions) if each.known_from <= on), versions[0])
            for id_, versions in calendars.items()
        }
        return Known(events=events, calendars=chosen, ladders=ladders)

    newest = knowing(date.max)
    rules = [*read_rules(file, newest), *read_rules(abroad, newest)]
    duties = {duty.id: duty for duty in read_duties(file, newest)}
    for whole in (file, abroad):
        whole.top().done()
        whole.done()
    check_references(rules)
    check_versions(rules)
    for id_ in duties:
        if id_ in {rule.id for rule, _ in rules}:
            raise RulebookError(f"{file.name}:1: {id_} is both a rule and a duty")
    days = {rule.known_from for rule, _ in rules}
    days |= {each.known_from for versions in calendars.values() for each in versions}
    *before, last = sorted(days | {ALWAYS})

    def book(on: date, known: Known, earlier: tuple[tuple[date, Rulebook], ...] = ()) -> Rulebook:
        read = [rule for part in (file, abroad) for rule, _ in read_rules(part, known)]
        same = [
            now if _says_the_same(now, then) else then for (now, _), then in zip(rules, read, strict=True)
        ]
        return Rulebook(known_on(same, on), known.calendars, ladders, events, duties, earlier, on)

    return book(last, newest, tuple((on, book(on, knowing(on))) for on in before))


def _says_the_same(one: Rule, other: Rule) -> bool:
    return all(getattr(one, each.name) == getattr(other, each.name) for each in fields(one))


def _file(folder: Traversable, name: str) -> File:
    return File(folder.joinpath(name).read_text(encoding="utf-8"), name)


@cache
def load_rulebook() -> Rulebook:
    """The rulebook that Betro ships with. Read once per process; it cannot change while the process lives."""
    return read_rulebook(resources.files("triage.rules"))
