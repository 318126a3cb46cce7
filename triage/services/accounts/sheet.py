"""An account with what stands on paper besides: the letterhead, its days in words and its labels."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.domain.days import written
from intake.domain.languages import words_in
from intake.domain.translatable import N_
from triage.accounts.chart import Drawing, chart
from triage.accounts.document import AccountDocument, Grid, Numbers, NumberShown
from triage.accounts.shown import number_words, percent_words, value_words
from triage.accounts.words import Translate
from triage.services.organisation import Organisation

PERIOD = N_("%(first)s to %(last)s")
MADE_ON = N_("Counted on %(day)s")
NUMBER_HEADS = (N_("What"), N_("Number"))


@dataclass(frozen=True, slots=True)
class AccountSheet:
    """An account as it stands on paper; *head* are the lines of the letterhead."""

    document: AccountDocument
    head: tuple[str, ...]
    say: Translate

    @property
    def days(self) -> tuple[str, str]:
        """Give the period in words, and the day on which it was counted."""
        first, last, made = (
            written(day, "plain", self.document.language)
            for day in (self.document.first, self.document.last, self.document.made_on)
        )
        return self.say(PERIOD) % {"first": first, "last": last}, self.say(MADE_ON) % {"day": made}

    def number(self, shown: NumberShown) -> str:
        """Write a number."""
        return number_words(shown, self.document.language, self.say)

    def value(self, shown: NumberShown) -> str:
        """Write a number without its percentage."""
        return value_words(shown, self.document.language, self.say)

    def percent(self, shown: NumberShown) -> str:
        """Write the percentage of a number; empty where there is none."""
        return percent_words(shown, self.document.language)

    def drawn(self, grid: Grid) -> Drawing | None:
        """Draw a table, where it asks for it."""
        return chart(grid, self.document.language, self.say)

    def number_heads(self) -> tuple[str, ...]:
        """Name the columns of numbers that stand by themselves."""
        return tuple(map(self.say, NUMBER_HEADS))

    def number_lines(self, block: Numbers) -> Iterator[tuple[str, str, str]]:
        """Write numbers that stand by themselves as the lines of a table."""
        for each in block.entries:
            yield each.words, self.number(each.number), each.rule

    def heads(self, grid: Grid) -> tuple[str, ...]:
        """Name the columns of a table, that of its rows first."""
        return grid.row_heading, *(each.words for each in grid.columns)

    def lines(self, grid: Grid) -> Iterator[tuple[str, ...]]:
        """Write the rows of a table, each with its name first."""
        for row in grid.rows:
            yield row.words, *(self.number(grid.cells[row.key, each.key]) for each in grid.columns)


def sheet_of(organisation: Organisation, document: AccountDocument, say: Translate) -> AccountSheet:
    """Put an account on the organisation's letterhead."""
    texts = organisation.settings.letterhead
    lines = words_in(texts, document.language).splitlines() if any(texts.values()) else []
    return AccountSheet(
        document, (document.organisation, *(each.strip() for each in lines if each.strip())), say
    )
