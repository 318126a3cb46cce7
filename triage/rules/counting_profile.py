"""
A counting profile: what a municipality counts, and how, for the account of a year.

It is data and no code. Every number of an account is a figure or a cell of a table that stands here, so who
asks how it came about is shown this. Profiles are dated: an account of 2023 is computed again in 2030 by the
profile of 2023.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from intake.domain.languages import Text
from triage.rules.bitemporal import Dated
from triage.rules.constraints import Code, Least, Misfit, One
from triage.rules.counted import Thing, Trait
from triage.rules.counting_words import Moment, Repeats, Rounding, Share, TableSide, UnitOfInquiry

LINKS, NOT_COUNTED = "link", "not counted"
"""What the codes of these two are called where a refusal lists them."""
LinkCode = Annotated[str, One(LINKS)]
Where = Mapping[Trait, tuple[str, ...]]
"""A condition: of each trait that is named, one of these codes; none at all is true of everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledRule:
    """What the municipality calls a thing that it counts."""

    thing: Thing
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutRule:
    """What does not count, of which things (none said: of all that have these traits), and why."""

    where: Where
    why: Text
    things: tuple[Thing, ...] = ()

    def check(self) -> None:
        """Refuse a condition that is true of everything."""
        if not self.where:
            raise Misfit("'where' says nothing, so nothing would count", "where")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsAsRule:
    """What counts as another code of a trait than was recorded: a complaint over a decision as guidance."""

    trait: Trait
    code: str
    where: Where
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureSet:
    """Several codes of a trait under one name, which conditions may say instead of them."""

    code: Code
    trait: Trait
    codes: Annotated[tuple[str, ...], Least(1)]
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRule:
    """
    One number.

    *base* is the figure that it is a percentage of, *per* the one by which it is divided; *decimals* how many
    either is written with, and -1 says the nearest ten. *external* is the figure from elsewhere by which it
    is divided, by its name in the register and of the year in which the period ends; it is told for so many
    of it as *each* says, such as 1000 inhabitants.
    """

    code: Code
    label: Text
    counts: Thing
    where: Where = field(default_factory=dict)
    unless: Where = field(default_factory=dict)
    moment: Moment = Moment.BEGUN
    base: str | None = None
    per: str | None = None
    external: str | None = None
    each: Annotated[int, Least(1)] = 1
    decimals: Annotated[int, Least(-1)] | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether it is told divided by another."""
        return self.per is not None or self.external is not None

    def check(self) -> None:
        """Refuse a percentage that is a ratio as well, and two ratios."""
        if sum(each is not None for each in (self.base, self.per, self.external)) > 1:
            raise Misfit("a figure is a percentage ('base') or one ratio ('per', 'external')", "per")


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisRule:
    """
    The rows or columns of a table: one for each code of a trait.

    *listed* are those that are shown whatever they count, in their order; what is on no list and counts
    something comes after them, so that nothing is lost, or all of it in one line that *rest* names. *level*
    puts a unit to the one of that level above it, with `main` a theme to its main theme; *tree* shows those
    above and below.
    """

    by: Trait
    listed: tuple[str, ...] = ()
    level: str = ""
    tree: bool = False
    rest: Text | None = None

    def check(self) -> None:
        """Refuse a tree of one level."""
        if self.tree and self.level:
            raise Misfit("'tree' shows every level; with 'level' there is one", "tree")
        if self.rest and (self.tree or not self.listed):
            raise Misfit("'rest' is what is not 'listed', in a table without a 'tree'", "rest")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRowRule:
    """
    A row (or column) of a table's own: what *where* says, before any code of its trait; or, with *sum_of*,
    the sum of others, which is shown besides and counts nothing.
    """

    code: Code
    table: str
    label: Text
    side: TableSide = TableSide.ROWS
    where: Where = field(default_factory=dict)
    sum_of: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuse a row that is both or neither."""
        if bool(self.where) == bool(self.sum_of):
            raise Misfit("it has either 'where' or 'sum_of'", "code")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRule:
    """
    One table: what is counted in it, by what, and what its percentages are of.

    *rounding* and *decimals* are its own, where they are not those of the profile.
    """

    code: Code
    title: Text
    counts: Thing
    rows: AxisRule
    columns: AxisRule | None = None
    where: Where = field(default_factory=dict)
    unless: Where = field(default_factory=dict)
    moment: Moment = Moment.BEGUN
    share: Share | None = None
    base: str | None = None
    rounding: Rounding | None = None
    decimals: Annotated[int, Least(-1)] | None = None
    row_totals: bool = True
    column_totals: bool = True

    def check(self) -> None:
        """Refuse a base without its share, and the other way round."""
        if (self.share is Share.BASE) != (self.base is not None):
            raise Misfit("'base' names the figure where 'share' is \"base\", and only there", "base")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileHead(Dated):
    """
    What a profile says before its first table.

    *counts_anyway* are the reasons for not counting an inquiry which do not keep it out by themselves.
    Cases linked by one of *person_links* are one person's. *repeats* says what a case is that is linked to an
    earlier one by one of *repeat_links* and says the same of *repeat_same*, and *repeat_months* how long must
    have passed. *suppress_below* is the smallest count of people that is published.
    """

    code: Code
    title: Text
    repeats: Repeats
    unit_of_inquiry: UnitOfInquiry
    rounding: Rounding
    repeat_months: Annotated[int, Least(1)] | None = None
    person_links: tuple[LinkCode, ...] = ("duplicate", "repeat", "same_matter", "same_inquiry")
    repeat_links: tuple[LinkCode, ...] = ("same_matter",)
    repeat_same: tuple[Trait, ...] = ()
    decimals: Annotated[int, Least(-1)] = 0
    suppress_below: Annotated[int, Least(0)] = 3
    counts_anyway: tuple[Annotated[str, One(NOT_COUNTED)], ...] = ()
    unattributed: Text | None = None
    not_said: Text | None = None

    def check(self) -> None:
        """Refuse months that nothing asks for, and a rule that lacks them."""
        Dated.check(self)
        if (self.repeats is Repeats.AFTER) != (self.repeat_months is not None):
            raise Misfit("'repeat_months' belongs to repeats = \"after\", and to that always", "repeats")


@dataclass(frozen=True, slots=True)
class CountingProfile:
    """Everything that one municipality counts of one time."""

    head: ProfileHead
    called: tuple[CalledRule, ...] = ()
    left_out: tuple[LeftOutRule, ...] = ()
    counts_as: tuple[CountsAsRule, ...] = ()
    sets: tuple[MeasureSet, ...] = ()
    figures: tuple[FigureRule, ...] = ()
    tables: tuple[TableRule, ...] = ()
    own_rows: tuple[OwnRowRule, ...] = ()

    def figure(self, code: str) -> FigureRule:
        """Give the figure of a code. Raises KeyError."""
        return {each.code: each for each in self.figures}[code]

    def own(self, table: str, side: TableSide) -> tuple[OwnRowRule, ...]:
        """Give a table's own rows, or columns, in their order."""
        return tuple(each for each in self.own_rows if each.table == table and each.side is side)

    def called_or_ours(self, thing: Thing) -> Text | None:
        """Give what the municipality calls a thing, or None where it says nothing."""
        return next((each.label for each in self.called if each.thing is thing), None)
