"""The whistleblower account as it is read: by those who hold the reports, and by everybody."""

from collections.abc import Iterator
from datetime import date

from intake.domain.own_words import OURS
from intake.page.language import OwnTranslations, catalogue
from tests.countables import Year, lists_of, shipped
from tests.story import TAXONOMY, UNITS
from triage.accounts.count import count
from triage.accounts.document import Grid, Numbers, NumberShown, Prose, Section
from triage.accounts.publishing import as_published, publish
from triage.accounts.results import AccountPeriod
from triage.accounts.whistleblower_section import SectionWords, cautions, section_of, tells_of_few
from triage.accounts.whistleblowing import Number, account_of, aftermaths, changes
from triage.accounts.whistleblowing_counted import SUPPRESS_BELOW, counted, published
from triage.cases.countable import CountableCase, CountableReport
from triage.cases.countable_reports import Aftermath, CourseUntil, ReportStep, Standing
from triage.rules.code_lists import CodeLists
from triage.rules.counted import Thing

PERIOD = AccountPeriod(date(2026, 1, 1), date(2026, 12, 31))
LISTS = CodeLists(TAXONOMY, UNITS)
ENGLISH = SectionWords(LISTS, "en", str)
DANISH = SectionWords(
    LISTS, "da", OwnTranslations(catalogue("da", ("office", "shared")), OURS, "da").ugettext
)


def report(number: int, standing: Standing, **told: object) -> CountableCase:
    """A report that was decided in the month after it came, if it was."""
    reason = told.pop("reason", None)
    steps = [ReportStep(date(2026, 3, 2), Standing.OPEN)]
    if standing is not Standing.OPEN:
        steps.append(ReportStep(date(2026, 4, 7), standing, reason=reason))  # type: ignore[arg-type]  # a code
    of = CountableReport(course=tuple(steps), **told)  # type: ignore[arg-type]  # as a test says it
    return CountableCase(f"R{number:07}", date(2026, 3, 2), "portal", of)


MERITS = [report(number, Standing.MERITS, themes=("procurement",)) for number in range(4)]
REJECTED = [report(10 + number, Standing.REJECTED, reason="trivial") for number in range(5)]
OPEN = [report(20, Standing.OPEN)]
EVERY = [*MERITS, *REJECTED, *OPEN]


def laid_out(
    records: list[CountableCase], words: SectionWords = ENGLISH, *, for_everybody: bool = True
) -> Section:
    """The section of these reports."""
    account = account_of(records, PERIOD)
    figures = counted(account, account, LISTS)
    shown = published(figures) if for_everybody else figures
    then = account_of(records, PERIOD, known_on=PERIOD.last)
    return section_of(
        shown,
        account,
        words,
        aftermath=tuple(aftermaths(account).values()),
        changed=changes(then, account),
    )


def sentences(section: Section) -> str:
    """Its prose."""
    return "\n".join(line for each in section.blocks if isinstance(each, Prose) for line in each.paragraphs)


def grids(section: Section) -> dict[str, dict[str, int | None]]:
    """Its tables, by code: the first column of each row."""
    return {
        each.code: {line.words: each.cells[line.key, each.columns[0].key].value for line in each.rows}  # type: ignore[misc]  # whole numbers
        for each in section.blocks
        if isinstance(each, Grid)
    }


def told_numbers(section: Section) -> dict[str, int | None]:
    """The numbers that stand by themselves."""
    blocks = (each.entries for each in section.blocks if isinstance(each, Numbers))
    return {each.code: each.number.value for entries in blocks for each in entries}  # type: ignore[misc]  # whole numbers


def test_the_numbers_add_up_in_a_sentence() -> None:
    """Received and carried over is what was handled, rejected and is open."""
    section = laid_out(EVERY)
    assert told_numbers(section) == {
        "received": 10,
        "carried_over": 0,
        "merits": 4,
        "rejected": 5,
        "open": 1,
        "police": 0,
    }
    assert (
        "Of 10 received and 0 carried over, 4 were handled on the merits, 5 were rejected and 1 are "
        "still open."
    ) in sentences(section)
    assert "§ 27" in sentences(section)


def test_themes_are_of_what_was_handled_on_the_merits_alone() -> None:
    """And the reasons of what was rejected; whoever holds the reports finds them from each number."""
    section = laid_out(EVERY, for_everybody=False)
    assert grids(section) == {
        "report_themes": {"Procurement and suppliers": 4, "In all": 4},
        "rejected_because": {TAXONOMY.out_of_scope["trivial"].label["en"]: 5, "In all": 5},
    }
    held = {case for each in cells(section) for case in each.cases}
    assert held == {each.case for each in EVERY}
    assert not any(each.cases for each in cells(laid_out(EVERY)))


def cells(section: Section) -> Iterator[NumberShown]:
    """Every number of it."""
    for each in section.blocks:
        if isinstance(each, Numbers):
            yield from (entry.number for entry in each.entries)
        elif isinstance(each, Grid):
            yield from each.cells.values()


def test_of_so_few_the_themes_are_not_told() -> None:
    """Two were handled on the merits: by a nought beside it everybody would know of what they are."""
    section = laid_out([*MERITS[:2], *REJECTED])
    assert "report_themes" not in grids(section)
    assert "fewer than 3 reports were handled on the merits" in sentences(section)
    assert "rejected_because" in grids(section)


def test_a_year_with_no_report_reads_right() -> None:
    """Also in Danish."""
    section = laid_out([])
    assert "No reports were received in the period, and none was open from before." in sentences(section)
    assert not grids(section)
    assert "Der er ikke modtaget indberetninger i perioden" in sentences(laid_out([], DANISH))
    before = CountableReport(course=(ReportStep(date(2025, 5, 5), Standing.OPEN),))
    carried = laid_out([CountableCase("R0000001", date(2025, 5, 5), "portal", before)])
    assert "No reports were received in the period.\nOf 0 received and 1 carried over, 0 were" in sentences(
        carried
    )


def test_what_is_left_out_is_told_of() -> None:
    """How many and why; of fewer than three only that they are so few."""
    records = [report(30 + each, Standing.REJECTED, reason="trivial", left_out="test") for each in range(3)]
    assert grids(laid_out([*EVERY, *records]))["left_out_because"] == {
        "It was sent to try the scheme out": 3,
        "In all": 3,
    }
    some = laid_out([*EVERY, *records[:1]])
    assert "left_out_because" not in grids(some)
    assert "Fewer than 3 reports are left out" in sentences(some)
    assert told_numbers(some)["received"] == 10


def test_money_is_told_of_where_enough_is_known() -> None:
    """Of one report to those who hold it, of three to everybody; and of proceedings by how they ended."""
    came = Aftermath(estimated_damage=1_000, proceedings_on=date(2026, 5, 4), outcome="reaction")
    with_it = [report(40 + each, Standing.MERITS, aftermath=came) for each in range(3)]
    everybody = laid_out([*MERITS, *with_it])
    assert told_numbers(everybody)["estimated_damage"] == 3_000
    assert grids(everybody)["proceedings"]["In all"] == 3
    one = [*MERITS, with_it[0]]
    assert "estimated_damage" not in told_numbers(laid_out(one))
    assert told_numbers(laid_out(one, for_everybody=False))["estimated_damage"] == 1_000
    assert "proceedings" not in grids(laid_out(MERITS))


def test_what_was_corrected_since_the_last_day_stands_beside_it() -> None:
    """Told as open then, as rejected now."""
    wrong = (ReportStep(date(2026, 3, 2), Standing.OPEN),)
    corrected = (CourseUntil(date(2027, 2, 1), wrong),)
    section = laid_out([*EVERY, report(50, Standing.REJECTED, reason="trivial", corrected=corrected)])
    assert grids(section)["corrected"] == {"Rejected": 5, "Still open on the last day": 2}
    assert told_numbers(section)["rejected"] == 6


def test_before_it_is_published_it_is_said_what_it_may_tell() -> None:
    """The total may tell who was kept out, and fewer than five reports who is behind them."""
    four, five = account_of(EVERY[:4], PERIOD), account_of(EVERY[:5], PERIOD)
    assert [tells_of_few(account_of([], PERIOD)), tells_of_few(four), tells_of_few(five)] == [
        False,
        True,
        False,
    ]
    assert "kept out" in cautions(five, str)[0]
    assert [len(cautions(each, str)) for each in (four, five)] == [2, 1]
    assert "fewer than 5 reports" in cautions(four, str)[1]


def test_no_other_number_of_reports_is_published() -> None:
    """But those of the law: whatever a municipality's profile counts, its published account has none."""
    for municipality in ("naestved", "odsherred", "albertslund"):
        data, profile = shipped(municipality)
        year = Year(PERIOD.first, PERIOD.last)
        for _ in range(9):
            year.report(scope="outside")
        seen = as_published(publish(count(profile, year.records, year.period, lists_of(data))))
        counts = [each.rule.counts for each in (*seen.figures.values(), *seen.tables.values())]
        assert counts
        assert Thing.REPORT not in counts
    mine = {str(each) for each in Number}
    records = [*MERITS[:1], *REJECTED[:2], *OPEN, report(60, Standing.OPEN, left_out="duplicate")]
    for block in laid_out(records).blocks:
        if isinstance(block, Numbers):
            assert {each.code for each in block.entries} <= mine
        elif isinstance(block, Grid):
            small = [each.value for each in block.cells.values() if each.value]
            assert all(each >= SUPPRESS_BELOW for each in small)
