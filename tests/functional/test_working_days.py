"""
One working day of each of three municipalities, by its own lists: what comes, what is done, what it costs.

The matters are of the kinds that their published accounts tell; everybody in them is invented.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.contents.choices import MaySendOn
from intake.contents.mailbox import Contact
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.store.engine import read
from tests.office import OfficeWorld
from tests.working_day import Day, Typed, found_town
from triage.store import journal

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TUESDAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Town:
    """What happens on one day, as it is typed, and by which words of its lists it is found again."""

    call: Typed
    called: tuple[str, ...]
    rejected: Typed
    why_rejected: str
    complaint: ComplaintDraft
    named: str
    """The unit that the citizen's own words find."""
    sorting: Typed
    referred: str
    """What the handling is called that follows from a referral."""
    sorted: tuple[str, ...]
    again: str
    """What somebody who rings again says first, in a hurry."""
    report: ReportDraft
    outside: Typed
    reason_item: str


NAESTVED = Town(
    call={
        "summary_item": "Er repræsentant for sit voksne barn, men får ikke afgørelserne",
        "name": "Kaj Holm",
        "unit": "chp",
        "theme": "Partsrepræsentation og bisidder",
        "handling": "Vejledning",
    },
    called=("Center for Handicap og Psykiatri", "Partsrepræsentation og bisidder", "Vejledning"),
    rejected={
        "summary_item": "Vil have en afgørelse om hjemmehjælp fra 2021 taget op",
        "unit": "cs",
        "reason": "Sagen er mere end et år gammel",
        "matter_on": "2021-05-04",
    },
    why_rejected="Sagen er mere end et år gammel",
    complaint=ComplaintDraft(
        unit="Jobcentret",
        what="Min sag er gået i stå, og ingen svarer, når jeg ringer.",
        wish="At få at vide, hvad der nu skal ske.",
        contact=Contact(name="Solvej Krag", phone="87 65 43 21"),
        consent=MaySendOn.YES,
    ),
    named="Center for Arbejdsmarked",
    sorting={
        "main": "Lang sagsbehandlingstid",
        "others-0": "Kan ikke træffe centret eller få svar",
        "others-1": "Uklar vejledning om næste skridt",
    },
    referred="Spørgsmål er stillet til centret",
    sorted=("Lang sagsbehandlingstid", "Uklar vejledning om næste skridt"),
    again="solvej",
    report=ReportDraft("employee", "Jeg mener, at min løn er forkert, og at ledelsen ved det."),
    outside={"reason": "Eget ansættelsesforhold", "dispositions": ["Vejledt om, hvor sagen hører til"]},
    reason_item="Det handler om indberetterens egen løn.",
)
ODSHERRED = Town(
    call={
        "summary_item": "Kom for at klage, gik med en ansøgning i hånden",
        "name": "Else Vang",
        "unit": "ydel",
        "type": "Udredning",
        "handling": "Hjælp til en ansøgning",
        "channel": "Mødt op på biblioteket",
        "place": "Biblioteket i Nykøbing",
        "wish": "At klage",
    },
    called=("Ydelsesafdelingen", "Udredning", "Mødt op på biblioteket", "Biblioteket i Nykøbing"),
    rejected={"summary_item": "Strid med naboen om et hegn", "reason": "Privatretligt spørgsmål"},
    why_rejected="Privatretligt spørgsmål",
    complaint=ComplaintDraft(
        unit="Center for Børn Unge og Familier",
        what="Vi har ventet på svar om aflastning siden august.",
        wish="Et svar",
        contact=Contact(name="Åge Bækgaard", phone="12 34 56 78"),
        consent=MaySendOn.YES,
    ),
    named="Center for Børn, Unge og Familier",
    sorting={},
    referred="Oversendt med spørgsmål",
    sorted=(),
    again="12345678",
    report=ReportDraft("citizen", "Medarbejderne i hallen taler grimt til dem, der kommer."),
    outside={
        "reason": "Indberetningen kommer fra en borger",
        "dispositions": ["Vejledt om, hvor man kan henvende sig"],
    },
    reason_item="En borger er ikke omfattet.",
)
ALBERTSLUND = Town(
    call={
        "summary_item": "Vil klage over en afgørelse og forstår ikke begrundelsen",
        "name": "Omar Lind",
        "unit": "job",
        "handling": "Sparring om eller hjælp til at skrive en klage",
    },
    called=("Borger, Arbejdsmarked & Erhverv", "Sparring om eller hjælp til at skrive en klage"),
    rejected={"summary_item": "Ansat, som er uenig i sin vagtplan", "reason": "Ansættelsesforhold"},
    why_rejected="Ansættelsesforhold",
    complaint=ComplaintDraft(
        unit="Skoleafdelingen",
        what="Skoleskiftet blev afvist uden begrundelse, og ingen hørte os først.",
        wish="En begrundelse",
        contact=Contact(name="Ida Sørensen", phone="21 43 65 87"),
        consent=MaySendOn.YES,
    ),
    named="Dagtilbud & Skole",
    sorting={
        "points-0-theme": "Begrundelse",
        "points-1-theme": "Partshøring",
    },
    referred="Oversendt med spørgsmål",
    sorted=("Begrundelse", "Partshøring"),
    again="ida sorensen",
    report=ReportDraft("employee", "Min leder har givet mig en advarsel, som er urimelig."),
    outside={"reason": "Eget ansættelsesforhold", "dispositions": ["Vejledt om, hvor sagen hører til"]},
    reason_item="Det er en personalesag.",
)
TOWNS: Mapping[str, Town] = {"naestved": NAESTVED, "odsherred": ODSHERRED, "albertslund": ALBERTSLUND}


def entries(world: OfficeWorld) -> int:
    """Count what stands in the journal."""
    with read(world.organisation.triage) as connection:
        return len(list(journal.entries(connection)))


@pytest.mark.parametrize("like", TOWNS)
def test_a_working_day(tmp_path: Path, like: str) -> None:
    """
    A report and a complaint came on Mon 2026-11-23; on Tue 2026-11-24 somebody sits down at Today. Every
    page is reached from the one before it, and each task costs no more than is promised.
    """
    town, world = TOWNS[like], found_town(tmp_path / "office", like, MONDAY)
    world.send(town.complaint)
    world.send(town.report)
    world.tick()
    world.clock.on(TUESDAY)
    day = Day(world.signed_in())
    day.open("/")
    for told in (town.call, town.rejected):
        a_call_is_closed_in_the_conversation(day, told)
    whoever_called_rings_again(day, town)
    a_complaint_is_sorted(day, town)
    it_is_recognised_in_the_list(day, town)
    a_letter_waits_while_the_telephone_rings(day, town)
    a_report_is_outside_the_scheme(day, town)
    complaints_leave_as_a_file(day, town)


def a_call_is_closed_in_the_conversation(day: Day, told: Typed) -> None:
    """One page and one press, rejected or not; the next empty form is there already."""
    with day.task(str(told["summary_item"])) as task:
        day.key("n")
        day.says_not("Whistleblowerordningen", "Af egen drift", within="#channel")
        day.press("Gem og afslut", told)
    assert (task.asked, task.presses) == (1, 1)
    outcome = "Afvist og afsluttet" if "reason" in told else "Registreret og afsluttet"
    day.says(f"{outcome}: {told['summary_item']}", within=".alert-success")


def whoever_called_rings_again(day: Day, town: Town) -> None:
    """The case is closed; it is found by the name, and the call is a contact of it: no new inquiry."""
    with day.task("closed") as task:
        day.press("Søg", {"sought": str(town.call["name"]).lower()})
        day.says_not("Whistleblowerordningen", within="select[name=channel]")
        day.press("Gem kontakten", {"item": "Spurgte om det samme"}, at=str(town.call["summary_item"]))
    assert (task.asked, task.presses) == (0, 2)
    day.says("Afsluttet")
    day.go(str(town.call["summary_item"]))
    day.says("Spurgte om det samme", within="#timeline")


def a_complaint_is_sorted(day: Day, town: Town) -> None:
    """Opened from its row of Today; then the form, where the citizen's unit is chosen, and the case."""
    day.open("/")
    day.press("Åbn og læs", at="Klage")
    day.says(town.complaint.what)
    with day.task("sorted") as task:
        day.go("Sortér henvendelsen")
        day.press("Gem", town.sorting)
    assert task.loads == 2
    day.says(town.named, *town.sorted, within="#facts")
    day.says(town.named, within=".alert-success")


def it_is_recognised_in_the_list(day: Day, town: Town) -> None:
    """By its first words, unit, theme and first name on its line, without a word in the audit log."""
    assert town.complaint.contact is not None
    before = entries(day.browser.world)
    with day.task("recognised") as task:
        day.go("Sager")
    row, first = day.row(town.complaint.what[:30]), town.complaint.contact.name.split()[0]
    assert task.loads == 1
    for words in (town.named, str(town.sorting.get("main", "")), first, "Klage"):
        assert words in row
    assert entries(day.browser.world) == before


def a_letter_waits_while_the_telephone_rings(day: Day, town: Town) -> None:
    """
    In mid-sentence somebody rings again: the sentence is kept, the case is found by what is said first, the
    call is a contact of it without opening it, and the sentence goes on where it stopped.
    """
    half = "Hvornår får borgeren svar, og hvad er"
    reference = day.row(town.complaint.what[:30]).split()[-1]
    day.go(reference)
    day.go("Oversend til")
    with day.task("kept") as task:
        day.press("Gem kladde", {"item": half})
    assert task.loads == 1
    with day.task("again") as task:
        day.press("Søg", {"sought": town.again})
        day.press("Gem kontakten", {"item": "Ringer igen, spørger hvor langt vi er"}, at=town.named)
    assert (task.asked, task.presses) == (0, 2)
    day.says(f"Kontakten er registreret på sag {reference}.", within=".alert-success")
    with day.task("gone on with") as task:
        day.go("I dag")
        day.go("Skriv videre")
    assert task.loads == 2
    assert day.browser.value_of("item") == half
    day.press("Se, hvad der vil ske", {"item": f"{half} det næste skridt?"})
    day.press("Gem som sendt")
    # It ends in the letter, as it goes.
    day.says("det næste skridt?", within="article")
    day.go(f"Sag {reference}")
    day.says("det næste skridt?", "Ringer igen, spørger hvor langt vi er", within="#timeline")
    day.says(town.referred, within="#facts")
    day.open("/")
    assert not day.browser.words("#kept")


def a_report_is_outside_the_scheme(day: Day, town: Town) -> None:
    """From its row of Today to the closed case: opened with the form on it, looked at once, sent."""
    with day.task("outside") as task:
        day.open("/")
        day.press("Åbn og læs", at="Indberetning")
        typed = {**town.outside, "reason_item": town.reason_item}
        day.press("Se, hvad der vil ske", typed, at="Uden for ordningen")
        day.press("Ja, send det")
    assert task.loads <= 4
    day.says("Afsluttet", within="h1")
    day.says(town.reason_item, within="#timeline")
    day.press("Søg", {"sought": "xyzzy"})
    lately = [" ".join(each.to_text().split()) for each in day.browser.page.query(".betro-hits > li")]
    # A closed report is led to, and no contact is one Tab behind it; a complaint has one.
    assert {("Ny kontakt" in each, "Whistleblowerindberetning" in each) for each in lately} == {
        (True, False),
        (False, True),
    }


def complaints_leave_as_a_file(day: Day, town: Town) -> None:
    """One press at a view of complaints; every inquiry of the day stands in it, and no report."""
    day.open("/cases?scheme=complaints&show=all")
    with day.task("file") as task:
        answer = day.sent("Hent som fil (CSV)")
    assert task.loads == 1
    _heads, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert {row[1] for row in rows} == {
        str(town.call["summary_item"]),
        str(town.rejected["summary_item"]),
        town.complaint.what,
    }
