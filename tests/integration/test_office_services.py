"""
The office's services on real databases: what is sealed to whom, and that everything or nothing is written.
"""

import sqlite3
import time
from contextlib import suppress
from datetime import date, datetime
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import select, text

from crypto.identities import Identity
from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from intake.services.submit import ReportDraft
from intake.store.engine import read
from intake.store.tables import item as intake_item
from intake.store.tables import stanza as intake_stanza
from tests.office import OfficeWorld
from triage.cases.decisions.assessment import InvestigationDecided, ScopeAssessed
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.receiving import NoteAdded, SummarySet
from triage.cases.decisions.recommendation_follow_up import RecommendationTold
from triage.cases.decisions.recommendations import RecommendationBegun
from triage.cases.recommendations import CountableRecommendation
from triage.cases.refusals import Refusal
from triage.cases.register_kinds import RegisterKind
from triage.cases.typed import typed
from triage.cases.vocabulary import Scope
from triage.office.sessions import OfficeSession, SessionStore
from triage.services.casework import execute
from triage.services.casework.begin_entry import begin_entry
from triage.services.casework.open_case import open_report
from triage.services.casework.preview import preview
from triage.services.people.sign_in import SignedIn, sign_in
from triage.services.people.slow_down import Mistakes
from triage.services.reading.visible_case import case_file
from triage.services.views.day_groups import today_view
from triage.services.views.registers import register_page
from triage.store import journal
from triage.store.cases import CaseRow
from triage.store.tables import case, event, item, outbox, stanza

pytestmark = pytest.mark.both_engines

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
CANARY = "Kanariefuglen-i-minen-æøå"


def _anna(world: OfficeWorld) -> SignedIn:
    return sign_in(
        world.organisation,
        Mistakes(),
        name=" ANNA ",
        passphrase=world.enrolled["anna"].passphrase.upper(),
        code=world.code_of("anna"),
        now=world.clock.now(),
    )


def _opened(world: OfficeWorld, anna: SignedIn) -> str:
    with read(world.organisation.triage) as connection:
        reference = connection.execute(select(case.c.case_reference)).scalar_one()
    open_report(world.organisation, anna, reference, now=world.clock.now())
    return str(reference)


def test_an_inner_text_is_sealed_to_the_holders_and_recovery_alone(world: OfficeWorld) -> None:
    """A note has three stanzas: the two advisors who hold the case, and the recovery key."""
    world.send()
    anna = _anna(world)
    reference = _opened(world, anna)
    execute.execute(world.organisation, anna, reference, typed(NoteAdded, item=CANARY), now=world.clock.now())
    with read(world.organisation.triage) as connection:
        keys = set(connection.execute(select(stanza.c.key_id)).scalars())
        author = connection.execute(select(item.c.author)).scalar_one()
    expected = {world.enrolled[name].identity.key_id for name in ("anna", "bo")}
    assert expected < keys
    assert len(keys) == 3
    assert author == world.enrolled["anna"].handle


def test_a_message_is_sealed_to_the_mailbox_as_well(world: OfficeWorld) -> None:
    """Four stanzas: two advisors, recovery, and the mailbox; the reporter reads it."""
    code = world.send()
    anna = _anna(world)
    reference = _opened(world, anna)
    execute.execute(
        world.organisation, anna, reference, typed(MessageDecided, item=CANARY), now=world.clock.now()
    )
    with read(world.organisation.intake) as connection:
        placed = connection.execute(
            select(intake_item.c.id).where(intake_item.c.direction == "out")
        ).scalar_one()
        keys = connection.execute(
            select(intake_stanza.c.key_id).where(intake_stanza.c.item_id == placed)
        ).all()
    assert len(keys) == 4
    letters = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).messages
    assert [each.text for each in letters] == [CANARY]


def test_no_word_of_a_case_lies_in_the_clear(world: OfficeWorld) -> None:
    """Report, message, note, summary and reasons leave no trace in any file of the installation."""
    world.send(ReportDraft(relation="employee", what=CANARY, name=CANARY))
    anna = _anna(world)
    reference = _opened(world, anna)
    for decision in (
        typed(MessageDecided, item=CANARY),
        typed(NoteAdded, item=CANARY),
        typed(SummarySet, item=CANARY),
        typed(ScopeAssessed, scope=Scope.WITHIN, reason_item=CANARY),
    ):
        execute.execute(world.organisation, anna, reference, decision, now=world.clock.now())
    for path in (world.organisation.settings.blob_folder.parent.parent).rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert CANARY.encode() not in held, path
            assert CANARY.encode("utf-16-le") not in held, path


def test_a_refused_decision_writes_nothing(world: OfficeWorld) -> None:
    """No event, no sealed text and no journal entry stays behind."""
    world.send()
    anna = _anna(world)
    reference = _opened(world, anna)
    before = _counts(world)
    with pytest.raises(Refusal):
        execute.execute(
            world.organisation,
            anna,
            reference,
            typed(InvestigationDecided, investigation="investigate", reason_item=CANARY),
            now=world.clock.now(),
        )
    assert _counts(world) == before


def test_nothing_is_written_when_the_journal_fails(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Event, text, outbox row and journal entry stand together or not at all."""
    world.send()
    anna = _anna(world)
    reference = _opened(world, anna)
    before = _counts(world)

    def broken(*_arguments: object, **_options: object) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(journal, "append", broken)
    with pytest.raises(sqlite3.OperationalError):
        execute.execute(
            world.organisation, anna, reference, typed(MessageDecided, item="Hej"), now=world.clock.now()
        )
    assert _counts(world) == before


def test_what_was_decided_is_placed_by_the_clock_after_a_crash(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message whose placing fails stands in the outbox; the next tick places it, once."""
    code = world.send()
    anna = _anna(world)
    reference = _opened(world, anna)

    def crashed(*_arguments: object, **_options: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as crash:
        crash.setattr(execute, "place_messages", crashed)
        with pytest.raises(OSError, match="killed"):
            execute.execute(
                world.organisation, anna, reference, typed(MessageDecided, item="Hej"), now=world.clock.now()
            )
    assert not open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).messages
    world.tick()
    world.tick()
    letters = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).messages
    assert [each.text for each in letters] == ["Hej"]
    with read(world.organisation.triage) as connection:
        query = select(outbox.c.payload).where(outbox.c.kind == "message")
        assert connection.execute(query).scalars().all() == [None]


def test_two_handlers_who_write_at_once_get_two_numbers(world: OfficeWorld) -> None:
    """Messages written in the same moment by two people are both placed, numbered 1 and 2."""
    code = world.send()
    anna = _anna(world)
    reference = _opened(world, anna)
    start = Barrier(4)

    def write_one(number: int) -> None:
        start.wait()
        execute.execute(
            world.organisation,
            anna,
            reference,
            typed(MessageDecided, item=f"Nummer {number}"),
            now=world.clock.now(),
        )

    threads = [Thread(target=write_one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert sorted(each.text for each in view.messages) == [f"Nummer {number}" for number in range(4)]
    assert not view.has_warnings


def test_recommendations_that_are_made_at_once_have_a_number_each(world: OfficeWorld) -> None:
    """Four in one moment are 1 to 4 of their year; what is due of one stands on Today, and among no cases."""
    anna, start, made = _anna(world), Barrier(4), list[CaseRow]()
    said = {"summary_item": "Svar til tiden", "item": "Svar inden en uge.", "type": "processes"}

    def recommend() -> None:
        start.wait()
        begun = typed(RecommendationBegun, **said)
        made.append(begin_entry(world.organisation, anna, begun, now=world.clock.now()))

    threads = [Thread(target=recommend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    today = world.clock.now().date()
    page = register_page(
        world.organisation, anna, RegisterKind.RECOMMENDATION, lambda _each: True, page=1, today=today
    )
    assert {each.words for each in page.lines} == {"Svar til tiden"}
    called = sorted(
        each.entry.called for each in page.lines if isinstance(each.entry, CountableRecommendation)
    )
    assert called == [f"2026/{number}" for number in (1, 2, 3, 4)]
    told = typed(RecommendationTold, units=("job",))
    reference = made[0].case_reference
    execute.execute(world.organisation, anna, reference, told, now=world.clock.now())
    world.clock.go(days=25)
    view = today_view(world.organisation, anna, now=world.clock.now())
    assert [each.row.case_reference for each in view.entries] == [reference]
    assert (view.total, dict(view.counts)) == (0, {})


def test_trying_out_writes_nothing(world: OfficeWorld) -> None:
    """A preview asks the domain and leaves both databases alone."""
    world.send()
    anna = _anna(world)
    reference = _opened(world, anna)
    before = _counts(world)
    file = case_file(world.organisation, anna, reference, today=date(2026, 11, 23))
    decision = typed(ScopeAssessed, scope=Scope.WITHIN, reason_item=CANARY)
    previewed = preview(world.organisation, anna, file, decision)
    assert previewed.after.report.scope is Scope.WITHIN
    assert _counts(world) == before


def test_an_identity_shows_nothing_of_itself(world: OfficeWorld) -> None:
    """Neither a signed-in person nor a session prints anything that a log could keep."""
    anna = _anna(world)
    session = OfficeSession()
    session.who = anna
    session["csrf_token"] = "secret"
    assert "identity" not in repr(anna)
    assert "secret" not in repr(session)
    assert isinstance(anna.identity, Identity)


def test_a_session_store_forgets(world: OfficeWorld) -> None:
    """An ended session holds no identity, whoever still has the object."""
    store = SessionStore(MONDAY - MONDAY.replace(hour=8))
    session = store.begin(OfficeSession(), _anna(world), MONDAY)
    assert session.new_token is not None
    assert store.find(session.new_token, MONDAY) is session
    store.end(session)
    assert session.who is None
    assert store.find(session.new_token, MONDAY) is None


def test_a_confirmation_is_spent_once_by_however_many_threads() -> None:
    """Of twenty presses of a button at once, one counts, and the others see what it gave."""
    session = OfficeSession()
    start = Barrier(20)
    won: list[bool] = []
    seen: list[object] = []

    def press() -> None:
        start.wait()
        with session.spending("once") as is_first:
            won.append(is_first)
            if is_first:
                time.sleep(0)
                session.receipt = ("once", "given")
            seen.append(session.receipt[1])

    threads = [Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won.count(True) == 1
    assert set(seen) == {"given"}


@pytest.mark.parametrize("outcome", ["done", "refused"])
def test_whoever_asks_for_a_press_that_is_at_work_waits_for_it(outcome: str) -> None:
    """The second press of a button hears what became of the first, and not that there was none."""
    session, begun, go_on = OfficeSession(), Event(), Event()
    heard: list[bool] = []

    def press() -> None:
        with suppress(ValueError), session.spending("once"):
            begun.set()
            go_on.wait()
            if outcome == "refused":
                raise ValueError

    first, second = Thread(target=press), Thread(target=lambda: heard.append(session.has_spent("once")))
    first.start()
    begun.wait()
    second.start()
    second.join(timeout=0.1)
    was_answered = bool(heard)
    go_on.set()
    first.join()
    second.join()
    assert not was_answered
    assert heard == [outcome == "done"]


def _counts(world: OfficeWorld) -> list[int]:
    with read(world.organisation.triage) as connection:
        return [
            connection.execute(text(f'select count(*) from "{table.name}"')).scalar_one()
            for table in (event, item, stanza, journal.journal, outbox)
        ]
