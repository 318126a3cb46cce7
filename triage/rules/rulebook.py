"""The rulebook: all rules, calendars and ladders, read once and refused whole if in doubt."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache, lru_cache, partial, wraps
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Concatenate, ParamSpec, TypeVar

from triage.rules.bitemporal import ALWAYS, by, known_on
from triage.rules.calendar_data import read_calendars, read_ladders
from triage.rules.codes import RuleKind, Scheme
from triage.rules.consistency import check_references, check_versions, corrects
from triage.rules.local_limits import LocalLimits, area_of, takes_local_limit
from triage.rules.local_rows import read_local_limits
from triage.rules.model import Calendar, Duty, EventName, Ladder, Rule
from triage.rules.tables import File, Table, different

P = ParamSpec("P")
T = TypeVar("T")
NO_FILE = File("", "")
"""Where an organisation has not written one."""
REMEMBERED = 8192
"""So many answers of each kind a book remembers, the newest."""


class NoSuchRuleError(LookupError):
    """No rule has that id."""


class NotInForceError(LookupError):
    """The rule exists, but no version of it holds on that day."""


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Everything that was read. Rules are found by id and the day of the event that starts them.

    It is what Betro knows now; `known` gives the book as it was known on an earlier day, because a case keeps
    what was known when its clock began. `local` is what the organisation has set for itself.
    """

    versions: Mapping[str, tuple[Rule, ...]]
    calendars: Mapping[str, Calendar]
    ladders: tuple[Ladder, ...]
    events: Mapping[str, EventName]
    duties: Mapping[str, Duty]
    earlier: tuple[tuple[date, "Rulebook"], ...] = field(default=(), repr=False)
    newest_from: date = ALWAYS
    local: LocalLimits = field(default_factory=LocalLimits, repr=False)
    memory: dict[Callable[..., Any], Callable[..., Any]] = field(default_factory=dict, init=False, repr=False)
    days: tuple[date, ...] = field(default=(), init=False, repr=False)

    def __post_init__(self) -> None:
        """Note the days since which the earlier books were known: every clock of every case asks for one."""
        object.__setattr__(self, "days", tuple(on for on, _book in self.earlier))

    def known(self, on: date | None) -> "Rulebook":
        """The book as it was known on a day; None stands for now, whatever the day."""
        if on is None or on >= self.newest_from:
            return self
        return self.earlier[bisect_right(self.days, on) - 1][1]

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
            if rule.holds(on):
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
        """The version of a rule for a case, as the organisation has it: by its bylaw, limits and targets.

        A rule of which it sets the length runs for the area that it is about, which may stand behind a name
        of the clock's own, and for nothing else.
        Raises LookupError.
        """
        rule = self.rule(id_, on)
        if id_ in self.local.ruled:
            rule = self.local.aimed(rule, on)
        return self.local.limited(rule, area_of(subject), on) if takes_local_limit(rule) else rule

    def kind(self, id_: str, on: date) -> RuleKind | None:
        """Whose limit a rule is for what begins on a day; None for a rule that there is not."""
        if id_ not in self.versions:
            return None
        if self.local.clock(id_, on):
            return RuleKind.BYLAW
        newest = self.versions[id_][-1]
        return RuleKind.PUBLISHED if takes_local_limit(newest) else newest.kind

    def of_scheme(self, scheme: str, country: str) -> tuple[str, ...]:
        """The ids of the rules that a case of this scheme in this country can arm, in the order of the file.

        Raises ValueError for a scheme that does not exist: a misspelt scheme must not mean no clocks.
        """
        wanted = Scheme(scheme)
        return tuple(
            id_
            for id_, (*_, newest) in self.versions.items()
            if newest.country in (country, "EU")
            and (wanted in newest.schemes or (wanted is Scheme.COMPLAINTS and self._is_published(newest)))
        )

    def newest(self, scheme: str, country: str) -> tuple[Rule, ...]:
        """The newest version of each of those rules, in their order. Raises ValueError as they do."""
        return tuple(self.versions[id_][-1] for id_ in self.of_scheme(scheme, country))

    def _is_published(self, rule: Rule) -> bool:
        """Whether it is a rule that runs only where the organisation has published a limit, and it has."""
        return takes_local_limit(rule) and bool(self.local.areas(rule.id))


def remembered(work: Callable[Concatenate[Rulebook, P], T]) -> Callable[Concatenate[Rulebook, P], T]:
    """Let a book remember what was worked out of it: an organisation's is its own, and ends with the book."""

    @wraps(work)
    def ask(book: Rulebook, /, *of: P.args, **named: P.kwargs) -> T:
        if work not in book.memory:
            book.memory[work] = lru_cache(maxsize=REMEMBERED)(partial(work, book))
        found: T = book.memory[work](*of, **named)
        return found

    return ask


def read_rulebook(folder: Traversable) -> Rulebook:
    """Read deadlines.toml, countries.toml, calendars.toml and ladder.toml of a folder.

    Raises RulebookError, with file and line, on an unknown key or word, a missing source, an overlap or a gap
    in validity, or a reference that leads nowhere.
    """
    calendars = read_calendars(_file(folder, "calendars.toml"))
    ladders = read_ladders(_file(folder, "ladder.toml"))
    file, abroad = _file(folder, "deadlines.toml"), _file(folder, "countries.toml")
    file.only(needed=("event", "rule", "duty"))
    abroad.only(needed=("rule",))
    events = _events(file)
    duties = different(file.rows("duty", Duty, {"event": events}), "id")

    def calendars_of(on: date) -> dict[str, Calendar]:
        # A calendar that did not exist yet is used as it first was: rules may speak of no other.
        return {
            id_: next((each for each in reversed(versions) if each.known_from <= on), versions[0])
            for id_, versions in calendars.items()
        }

    def rules_by(known: dict[str, Calendar]) -> list[tuple[Rule, Table]]:
        names = {"event": events, "calendar": known, "roll": {"none": None, **known}}
        given = {"ladders": ladders, "clause": None}
        return [row for each in (file, abroad) for row in each.rows("rule", Rule, names, **given)]

    newest = calendars_of(date.max)
    rows = rules_by(newest)
    check_references(rows)
    check_versions(rows)
    for row, table in rows:
        if row.id in duties:
            raise table.refuse(f"{row.id} is both a rule and a duty", "id")

    def book(on: date, earlier: tuple[tuple[date, Rulebook], ...] = ()) -> Rulebook:
        known = calendars_of(on)
        read = rows if known == newest else rules_by(known)
        then = [
            now if _says_the_same(now, rule) else rule for (now, _), (rule, _) in zip(rows, read, strict=True)
        ]
        by_id = by(lambda rule: rule.id, then).items()
        versions = {id_: tuple(known_on(of_rule, on, corrects)) for id_, of_rule in by_id}
        in_book = {id_: of_rule for id_, of_rule in versions.items() if of_rule}
        return Rulebook(in_book, known, ladders, events, duties, earlier, on)

    days = {row.known_from for row, _ in rows}
    days |= {each.known_from for versions in calendars.values() for each in versions}
    *before, last = sorted(days | {ALWAYS})
    return book(last, tuple((on, book(on)) for on in before))


def _events(file: File) -> dict[str, EventName]:
    """The vocabulary of events by tag; short names are unique too."""
    events: dict[str, EventName] = {}
    for event, table in file.rows("event", EventName):
        if event.name == "start" or event.tag in events or event.name in {e.name for e in events.values()}:
            raise table.refuse(f"the event '{event.tag}' or its name '{event.name}' is taken", "tag")
        events[event.tag] = event
    return events


def with_local_limits(book: Rulebook, limits: File, bylaw: File = NO_FILE) -> Rulebook:
    """The book of an organisation: the same rules, with what its own files say, also as it was known earlier.

    Raises RulebookError with file and line.
    """
    own = read_local_limits(limits, bylaw, book.versions, book.calendars)
    days = {ALWAYS, book.newest_from, *(on for on, _ in book.earlier), *(row.known_from for row in own.rows)}
    *before, last = sorted(days)

    def then(on: date) -> Rulebook:
        # Each book counts by the calendars of its own day.
        known = book.known(on)
        return replace(known, local=own.known(on, known.calendars), earlier=(), newest_from=on)

    return replace(then(last), earlier=tuple((on, then(on)) for on in before))


def _says_the_same(one: Rule, other: Rule) -> bool:
    return all(getattr(one, each.name) == getattr(other, each.name) for each in fields(one))


def _file(folder: Traversable, name: str) -> File:
    return File(folder.joinpath(name).read_text(encoding="utf-8"), name)


@cache
def load_rulebook() -> Rulebook:
    """The rulebook that Betro ships with. Read once per process; it cannot change while the process lives."""
    return read_rulebook(resources.files("triage.rules"))
