"""Two at once, on both databases: of a withdrawal and a letter, of a no and a yes, one is first and holds."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.services import hand_over as portal
from intake.services.correspond import open_mailbox
from intake.services.finding import NoSuchMailboxError
from intake.services.hand_over import QuestionOverError, answer_question
from intake.services.submit import ComplaintDraft, Draft
from intake.store.engine import read
from intake.store.tables import submission
from tests.colleagues import who_is
from tests.office import A_REPORT, OfficeWorld
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.consent import ConsentGiven, ConsentScope, ConsentWithdrawn
from triage.cases.decisions.correcting import EventWithdrawn
from triage.cases.decisions.criticism import HearingSent
from triage.cases.decisions.hand_over import HandOverAsked, HandOverConsented, HandOverDeclined
from triage.cases.decisions.referral import ReferralSent
from triage.cases.hand_over import answer_by
from triage.cases.refusals import Refusal
from triage.cases.typed import typed
from triage.cases.vocabulary import Scope
from triage.rules.codes import Scheme
from triage.services.casework.as_seen import MovedOnError
from triage.services.casework.execute import execute
from triage.services.casework.open_case import open_report
from triage.services.history.case_file import CaseFile
from triage.services.reading.visible_case import case_file
from triage.store.tables import case

pytestmark = pytest.mark.both_engines

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
ROUNDS = 2
A_COMPLAINT = ComplaintDraft("Jobcentret", "Ingen svarer.", "", None)


def sent(world: OfficeWorld, draft: Draft) -> tuple[ReceiptCode, str]:
    """Let somebody write and an adviser read it; give the code and the case."""
    # What a yes of the round before began is taken over first.
    world.tick()
    with read(world.organisation.triage) as connection:
        known = set(connection.execute(select(case.c.case_reference)).scalars())
    code = world.send(draft)
    with read(world.organisation.triage) as connection:
        (reference,) = set(connection.execute(select(case.c.case_reference)).scalars()) - known
    open_report(world.organisation, who_is(world), reference, now=world.clock.now())
    return code, reference


def file_of(world: OfficeWorld, reference: str) -> CaseFile:
    """Give the case as it stands."""
    return case_file(world.organisation, who_is(world), reference, today=MONDAY.date())


def at_once(*acts: Callable[[], object]) -> list[Exception | None]:
    """Let several act in the same moment, and give what each met with."""
    start, met = Barrier(len(acts)), dict[int, Exception | None]()

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            met[place] = None
        except (Refusal, MovedOnError, QuestionOverError, NoSuchMailboxError) as error:
            met[place] = error

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return [met[place] for place in range(len(acts))]


def refused(act: Callable[[], object]) -> str:
    """Expect something to be refused, and say why."""
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code


def test_a_consent_that_is_withdrawn_in_the_same_moment_lets_nothing_out(world: OfficeWorld) -> None:
    """Between the look over a request and the press it was withdrawn: it went before that or not at all."""
    for looks_again in [True, False] * ROUNDS:
        _code, reference = sent(world, A_COMPLAINT)
        given = {"number": 1, "scope": (ConsentScope.CONTACT_UNIT,), "units": ("job",), "how": "phone"}
        house, who, now = world.organisation, who_is(world), world.clock.now()
        execute(house, who, reference, typed(ConsentGiven, **given), now=now)
        known = file_of(world, reference)
        seen = None if looks_again else len(known.history)
        letter = typed(ReferralSent, unit="job", item="Hvornår?", letter_item="Brevet.")
        back = typed(ConsentWithdrawn, number=1)
        went, taken_back = at_once(
            partial(execute, house, who, reference, letter, now=now, known=known, seen=seen),
            partial(execute, house, who, reference, back, now=now),
        )
        told = [type(each) for each in file_of(world, reference).history]
        assert taken_back is None
        if went is None:
            assert told.index(ReferralSent) < told.index(ConsentWithdrawn)
        else:
            assert ReferralSent not in told
            assert isinstance(went, MovedOnError) or went.code == "consent_not_given"
        draft = typed(HearingSent, unit="job", item="Udkast.", answer_by_on=date(2026, 12, 7))
        assert refused(partial(execute, house, who, reference, draft, now=now)) == "consent_not_given"


def asked(world: OfficeWorld, draft: Draft = A_COMPLAINT) -> tuple[ReceiptCode, str, bytes]:
    """Ask who wrote about a hand-over, and give the code, the case and the id of the question."""
    code, reference = sent(world, draft)
    house, who, now = world.organisation, who_is(world), world.clock.now()
    if draft is not A_COMPLAINT:
        outside = {"scope": Scope.OUTSIDE, "reason": "reporter_not_covered", "guidance_item": "Borger."}
        execute(house, who, reference, typed(ScopeAssessed, **outside, reason_item="Borger."), now=now)
    until = answer_by(house.rulebook, MONDAY.date())
    question = {"item": "Må vi?", "crossing_item": "En borger får ikke svar.", "answer_by_on": until}
    execute(house, who, reference, typed(HandOverAsked, **question), now=now)
    world.tick()
    (message,) = open_mailbox(world.reception, Mailbox.from_code(code), now=now).messages[-1:]
    return code, reference, message.item_id


def begun(world: OfficeWorld, kind: str = "report") -> int:
    """Count what a yes has begun, and insist that no case of that side is there without it."""
    scheme = Scheme.WHISTLEBLOWING if kind == "report" else Scheme.COMPLAINTS
    with read(world.organisation.intake) as connection:
        query = select(func.count()).where(submission.c.kind == kind)
        found = int(connection.execute(query).scalar_one())
    world.tick()
    with read(world.organisation.triage) as connection:
        cases = select(func.count()).where(case.c.scheme == scheme)
        assert int(connection.execute(cases).scalar_one()) == found
    return found


def declined(world: OfficeWorld, reference: str) -> None:
    """Let the adviser register a no that was heard."""
    now = world.clock.now()
    execute(world.organisation, who_is(world), reference, typed(HandOverDeclined), now=now)


def agreed(world: OfficeWorld, code: ReceiptCode, question: bytes) -> None:
    """Let the citizen say yes in the mailbox."""
    answer_question(world.reception, code, question, agrees=True, now=world.clock.now())


def test_a_no_that_was_heard_and_a_yes_in_the_mailbox_begin_no_case(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Before the next card, and either way: also where the portal had found the question open and seals the yes
    when the no is registered. On the other side there is no trace.
    """
    find = portal.find_question
    for draft, kinds in ((A_COMPLAINT, (1, 0)), (A_REPORT, (1, 1))):
        code, reference, question = asked(world, draft)

        def found_before(*given: Any, heard_in: str = reference, **named: Any) -> object:
            found = find(*given, **named)
            declined(world, heard_in)
            return found

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(portal, "find_question", found_before)
            with pytest.raises(QuestionOverError):
                agreed(world, code, question)
        with pytest.raises(QuestionOverError):
            agreed(world, code, question)
        assert (begun(world, "complaint"), begun(world, "report")) == kinds
        assert not file_of(world, reference).case.hand_over_pending


def test_of_a_no_and_a_yes_in_the_same_moment_one_holds(world: OfficeWorld) -> None:
    """Either a case began and no no was registered, or the other way round; never both, never neither."""
    for _round in range(2 * ROUNDS):
        before = begun(world)
        code, reference, question = asked(world)
        no, yes = at_once(partial(declined, world, reference), partial(agreed, world, code, question))
        crossed, said_no = (
            begun(world) - before,
            HandOverDeclined in map(type, file_of(world, reference).history),
        )
        assert (crossed, said_no) == ((1, False) if yes is None else (0, True))
        assert (no is None) == said_no


def test_a_yes_is_read_before_a_no_is_registered_also_where_a_no_was_withdrawn(world: OfficeWorld) -> None:
    """What a correction makes open again waits for a yes again; the case has begun, and the no is refused."""
    code, reference, question = asked(world)
    declined(world, reference)
    undone = {"number": len(file_of(world, reference).history), "reason_item": "Forkert sag."}
    execute(
        world.organisation, who_is(world), reference, typed(EventWithdrawn, **undone), now=world.clock.now()
    )
    world.tick()
    agreed(world, code, question)
    assert refused(partial(declined, world, reference)) == "not_opened"
    open_report(world.organisation, who_is(world), reference, now=world.clock.now())
    assert HandOverConsented in map(type, file_of(world, reference).history)
    assert begun(world) == 1
