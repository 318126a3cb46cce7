"""What is known of a case before it is opened: who may read it, and what it never holds."""

from datetime import datetime

import pytest
from sqlalchemy import delete, select, update

from crypto.envelope import Direction, Kind, new_id
from crypto.seal import seal
from intake.clock import COPENHAGEN, local_date
from intake.contents.forms import encode
from intake.contents.index import IndexKey, ReportIndex
from intake.contents.mailbox import Contact
from intake.contents.office import InquirerContent
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.store.engine import read, write
from tests.holders import changed, joined, person
from tests.office import OfficeWorld
from triage.cases.decisions.receiving import SummarySet
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.typed import typed
from triage.cli.checks import faults
from triage.rules.codes import Scheme
from triage.services.casework.execute import execute
from triage.services.casework.indexing import beginning, restate
from triage.services.casework.open_case import open_report
from triage.services.casework.register_inquiry import InquiryOutcome, inquiry, register_inquiry
from triage.services.casework.register_report import register
from triage.services.people.holders import known_members
from triage.services.people.holding import recipients
from triage.services.people.sign_in import SignedIn
from triage.services.reading.index import IndexEntry, entries
from triage.services.reading.visible_case import case_file
from triage.store import cases, index, journal
from triage.store.tables import case, index_key, index_row, index_stanza

pytestmark = pytest.mark.both_engines

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
WHAT = "Jeg har ventet på\nsvar siden marts. " * 5
BEGINNING = "Jeg har ventet på svar siden marts. Jeg har ventet på svar siden marts. Jeg …"
"""As much of it as eighty characters hold, up to a whole word."""
COMPLAINT = ComplaintDraft(
    unit="Jobcenter", what=WHAT, wish="Et svar", contact=Contact(name="Ida Ibsen", phone="+45 12 34 56 78")
)


def known(world: OfficeWorld, who: SignedIn) -> dict[str, IndexEntry]:
    """Give what a person's own session knows of every case, by the scheme of the case."""
    today = local_date(world.clock.now())
    with read(world.organisation.triage) as connection:
        found = {each.handle: each.scheme for each in connection.execute(select(case))}
        members = known_members(world.organisation, today)
        of_each = entries(connection, world.organisation, who, list(found), members)
    return {found[handle]: entry for handle, entry in of_each.items()}


def references(world: OfficeWorld) -> dict[str, str]:
    """Give the reference of the case of each scheme."""
    with read(world.organisation.triage) as connection:
        return {each.scheme: each.case_reference for each in connection.execute(select(case))}


def put_line(world: OfficeWorld, who: SignedIn, reference: str, line: str) -> None:
    """Set the line of a case."""
    execute(world.organisation, who, reference, typed(SummarySet, item=line), now=world.clock.now())


def test_what_is_known_follows_the_case(world: OfficeWorld) -> None:
    """
    Nothing before somebody opens the case; then its first words, of a complaint name and number, and the line
    when it is set. Of a report there is no name. Whoever holds the case knows it; no journal tells of it.
    """
    world.send()
    world.send(COMPLAINT)
    anna, bo, carla = (person(world, name) for name in ("anna", "bo", "carla"))
    assert known(world, anna) == {}
    assert "index" not in {name for name, _ in faults(world.organisation, world.clock.now())}
    for reference in references(world).values():
        open_report(world.organisation, anna, reference, now=world.clock.now())
    put_line(world, anna, references(world)["complaints"], "Intet svar fra\nJobcentret")
    complaint = IndexEntry(
        line="Intet svar fra Jobcentret",
        first_words=BEGINNING,
        name="Ida Ibsen",
        phone="+45 12 34 56 78",
    )
    report = IndexEntry(first_words="Lederen tager imod gaver fra en leverandør.")
    expected = {"complaints": complaint, "whistleblowing": report}
    with read(world.organisation.triage) as connection:
        entered = len(list(journal.entries(connection)))
        assert len(connection.execute(select(index_key.c.id)).all()) == 1
    assert known(world, anna) == known(world, bo) == expected
    assert known(world, carla) == {}
    assert (complaint.words, complaint.first_name) == ("Intet svar fra Jobcentret", "Ida")
    assert report.words == report.first_words
    with read(world.organisation.triage) as connection:
        assert len(list(journal.entries(connection))) == entered


def test_who_asks_is_known_from_the_registering_on(world: OfficeWorld) -> None:
    """Name, number and line; a lost row gets all of it back when the case is opened."""
    anna, bo = person(world, "anna"), person(world, "bo")
    asks = InquirerContent(name="Ida Ibsen", phone="12345678", address="Bækvej 1")
    came = inquiry(channel="phone", type="guidance", summary_item="Venter på svar", inquirer_item=asks)
    register_inquiry(world.organisation, anna, came, InquiryOutcome(), now=world.clock.now())
    expected = {"complaints": IndexEntry(line="Venter på svar", name="Ida Ibsen", phone="12345678")}
    assert known(world, anna) == known(world, bo) == expected
    with write(world.organisation.triage) as connection:
        connection.execute(delete(index_row))
    (reference,) = references(world).values()
    open_report(world.organisation, bo, reference, now=world.clock.now())
    assert known(world, anna) == known(world, bo) == expected


def test_a_report_that_was_registered_is_known_at_once(world: OfficeWorld) -> None:
    """Whoever registered it has read it: nothing is missing, and all who hold it know its first words."""
    anna, bo = person(world, "anna"), person(world, "bo")
    day = local_date(world.clock.now())
    came = {"scheme": Scheme.WHISTLEBLOWING, "channel": "letter", "organisation_on": day, "office_on": day}
    origin, letter = typed(CaseRegistered, **came), ReportDraft("employee", WHAT)
    register(world.organisation, anna, letter, origin, now=world.clock.now())

    assert known(world, anna) == known(world, bo) == {"whistleblowing": IndexEntry(first_words=BEGINNING)}
    assert "index" not in {name for name, _ in faults(world.organisation, world.clock.now())}


def test_a_report_has_no_place_for_a_name(world: OfficeWorld) -> None:
    """Neither the form nor the service takes one."""
    world.send()
    anna = person(world, "anna")
    file = case_file(world.organisation, anna, *references(world).values(), today=local_date(MONDAY))
    with pytest.raises(TypeError):
        ReportIndex(name="Ida Ibsen")
    with write(world.organisation.triage) as connection, pytest.raises(TypeError):
        restate(connection, world.organisation, anna, file.row, file.today, name="Ida Ibsen")
    assert known(world, anna) == {}


def test_a_lost_row_is_told_and_made_anew(world: OfficeWorld) -> None:
    """`betro doctor` counts the cases without one; opening the case gives the same row again."""
    world.send(COMPLAINT)
    anna = person(world, "anna")
    (reference,) = references(world).values()
    open_report(world.organisation, anna, reference, now=world.clock.now())
    put_line(world, anna, reference, "Intet svar")
    before = known(world, anna)
    with write(world.organisation.triage) as connection:
        connection.execute(delete(index_row))
    told = [fault for name, fault in faults(world.organisation, world.clock.now()) if name == "index"]
    assert told == ["1 cases are without a line in lists and the search; whoever opens one makes it anew"]
    assert known(world, anna) == {}
    open_report(world.organisation, anna, reference, now=world.clock.now())
    assert known(world, anna) == before
    assert "index" not in {name for name, _ in faults(world.organisation, world.clock.now())}


def test_a_row_is_for_those_who_hold_the_case(world: OfficeWorld) -> None:
    """Whoever holds a case no more is not in the key of its next row, and whoever comes is."""
    world.send(COMPLAINT)
    anna, bo = person(world, "anna"), person(world, "bo")
    (reference,) = references(world).values()
    changed(world, anna, add=[joined(world, "cy")], remove=[bo.handle])
    open_report(world.organisation, anna, reference, now=world.clock.now())
    assert known(world, anna)["complaints"].name == "Ida Ibsen"
    assert known(world, bo) == {}
    assert known(world, person(world, "cy")) == known(world, anna)
    changed(world, anna, add=[bo.handle])
    assert known(world, bo) == known(world, anna) != {}


def test_an_altered_index_tells_nothing(world: OfficeWorld) -> None:
    """A row that is altered or of another case, a key for others, or one of another's name is left out."""
    world.send(COMPLAINT)
    world.send()
    anna, bo = person(world, "anna"), person(world, "bo")
    for reference in references(world).values():
        open_report(world.organisation, anna, reference, now=world.clock.now())
    with read(world.organisation.triage) as connection:
        rows = connection.execute(select(index_row)).all()
    assert len(known(world, bo)) == len(rows) == 2

    def lay(*bodies: bytes) -> None:
        with write(world.organisation.triage) as connection:
            for each, body in zip(rows, bodies, strict=True):
                connection.execute(update(index_row).where(index_row.c.case == each.case).values(row=body))

    lay(*(each.row[:-1] + bytes([each.row[-1] ^ 1]) for each in rows))
    assert known(world, bo) == {}
    lay(rows[1].row, rows[0].row)
    assert known(world, bo) == {}
    lay(*(each.row for each in rows))
    assert len(known(world, bo)) == 2
    with write(world.organisation.triage) as connection:
        connection.execute(update(index_key).values(author=bo.handle))
    assert known(world, person(world, "bo")) == {}
    with write(world.organisation.triage) as connection:
        connection.execute(update(index_key).values(author=anna.handle))
        connection.execute(delete(index_stanza).where(index_stanza.c.key_id == anna.identity.key_id))
    assert known(world, person(world, "bo")) == {}


def test_nobody_hands_a_key_of_their_own_to_those_who_hold_a_case(world: OfficeWorld) -> None:
    """
    An adviser who does not hold the case seals a key to those who do, and lays it into the database: it is
    not taken, for with it every row to come would lie open to who drew it.
    """
    world.send(COMPLAINT)
    anna, bo = person(world, "anna"), person(world, "bo")
    (reference,) = references(world).values()
    today = local_date(world.clock.now())
    changed(world, anna, add=[joined(world, "cy")], remove=[bo.handle])
    with write(world.organisation.triage) as connection:
        row = cases.case_by_handle(connection, connection.execute(select(case.c.handle)).scalar_one())
        to = recipients(connection, world.organisation, anna, row, today)
        key = new_id()
        laid = seal(
            encode(IndexKey(bytes(32), (anna.handle,))),
            context=world.organisation.context(Kind.INDEX, key, key, Direction.INTERNAL),
            counter=1,
            signer=bo.identity,
            recipients=to.recipients,
            decoys=to.decoys,
        )
        index.add_key(connection, key, bo.handle, today, laid)
    open_report(world.organisation, anna, reference, now=world.clock.now())
    with read(world.organisation.triage) as connection:
        assert connection.execute(select(index_row.c.key)).scalar_one() != key
    assert known(world, anna)["complaints"].name == "Ida Ibsen"


def test_the_first_words_are_whole_and_greet_nobody() -> None:
    """A line that only greets says nothing of a case; a short text stands as it is."""
    assert beginning("Kære borgmester\n\nMin søn\nfår ingen skole.") == "Min søn får ingen skole."
    assert beginning("Hej, hvem ringer jeg til?") == "Hej, hvem ringer jeg til?"
    assert beginning("Kære borgmester\nTak") == "Kære borgmester Tak"
    assert beginning("x" * 100) == "x" * 80
