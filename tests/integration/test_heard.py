"""What a reporter adds reaches those who hold the case, open or closed; and a yes in the mailbox counts."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from crypto.envelope import Direction, Kind, new_id
from crypto.identities import Identity
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from crypto.seal import seal
from intake.contents.forms import encode
from intake.contents.mailbox import Answer, ComplaintContent, MessageContent
from intake.domain.schemes import FROM_REPORTS
from intake.services.correspond import open_threads, write_message
from intake.services.hand_over import QuestionOverError, answer_question
from intake.store.engine import write
from intake.store.mailboxes import NewItem, find_mailbox, put_item
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.hand_over import HandOverAsked, HandOverDeclined
from triage.cases.decisions.messages import AnswerNotNeeded, MessageDecided
from triage.cases.hand_over import answer_by
from triage.cases.typed import typed
from triage.services.clock.alerting import HEARD
from triage.services.views.lists import CaseLine, case_list
from triage.store.case_lists import Filters

MONDAY, LAST, AFTER = "Mon 2026-11-23", "Wed 2026-12-23", "Tue 2026-12-29"


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation on a Monday morning."""
    return a_clockwork(tmp_path / "town", at(MONDAY))


def outside(town: Clockwork) -> ReceiptCode:
    """A report that was opened and found to be outside the scheme."""
    code = town.send()
    assert town.tick() == ()
    town.decide_opened()
    scope = {
        "scope": "outside",
        "reason": "own_employment",
        "reason_item": "Eget forhold.",
        "guidance_item": "-",
    }
    town.decide(typed(ScopeAssessed, **scope))
    return code


def wrote(town: Clockwork, code: ReceiptCode, when: str, answer: Answer | None = None) -> None:
    """The reporter writes, and the clock takes it over."""
    town.now = at(when)
    mailbox, text = Mailbox.from_code(code), "" if answer else "Nyt spor."
    write_message(town.organisation.reception, mailbox, text, now=town.now, answer=answer)
    assert town.tick() == ()


def alerts(town: Clockwork) -> list[str]:
    """The steps of the alerts that something was heard."""
    return [row.step for row in town.rows("triage", "alert", rule=HEARD)]


def unanswered(town: Clockwork) -> list[CaseLine]:
    """The cases in which something waits for an answer, as they are listed."""
    asked = Filters(is_open=None, unanswered=True)
    return list(case_list(town.organisation, town.who(), asked, after=None, now=town.now).lines)


def test_a_message_is_told_and_listed_until_it_is_answered(town: Clockwork) -> None:
    """One alert for each message, a mail in the next slot, a place in the lists; the answer takes it out."""
    code = outside(town)
    mails = len(town.rows("triage", "outbox", kind="mail"))
    wrote(town, code, "Tue 2026-11-24")
    wrote(town, code, "Wed 2026-11-25")
    assert len(set(alerts(town))) == 2
    assert len(town.rows("triage", "outbox", kind="mail")) > mails
    (line,) = unanswered(town)
    assert (line.row.unanswered_since, line.row.has_unread) == (at("Tue 2026-11-24").date(), True)
    town.decide_opened()
    town.decide(typed(MessageDecided, item="Tak, vi ser på det."))
    assert unanswered(town) == []
    assert town.tick() == ()  # The card follows the letter.
    town.is_sound()


def test_a_closed_case_is_heard_and_answered(town: Clockwork) -> None:
    """Written after the closing: told, listed, answered in the mailbox, and still closed."""
    code = outside(town)
    town.decide(typed(FeedbackDecided, kind="rejection", item="Det hører ikke under ordningen."))
    town.decide(typed(CaseClosed))
    wrote(town, code, "Tue 2026-11-24")
    assert len(alerts(town)) == 1
    assert len(unanswered(town)) == 1
    town.decide_opened()
    town.decide(typed(MessageDecided, item="Tak. Det ændrer ikke svaret."))
    assert not town.case.is_open
    assert [each.text for each in town.mailbox(code).messages][-1] == "Tak. Det ændrer ikke svaret."
    wrote(town, code, "Wed 2026-11-25")
    town.decide_opened()
    town.decide(typed(AnswerNotNeeded, reason_item="En tak."))
    assert town.case.unanswered_since is None
    town.is_sound()


@pytest.mark.parametrize("agrees", [True, False])
def test_a_yes_of_the_last_day_counts_from_that_day(town: Clockwork, agrees: bool) -> None:
    """Given before Christmas and opened after it: the question did not run out, and its day counts."""
    code = outside(town)
    until = answer_by(town.organisation.rulebook, town.now.date())
    assert until == at(LAST).date()
    town.decide(typed(HandOverAsked, item="Må vi give den videre?", answer_by_on=until))
    (question,) = [each for each in town.mailbox(code).messages if each.content.answer_by]
    assert question.content.answer_by == until
    wrote(town, code, LAST, Answer(question.item_id, agrees))
    town.now = at(AFTER)
    assert town.tick() == ()
    assert "hand_over:expired" not in town.told()
    town.decide_opened()
    event = town.case_file.history[-1]
    assert event.tag == ("hand_over:consented" if agrees else "hand_over:declined")
    assert event.day == at(LAST).date()
    assert town.case_file.case.hand_over_agreed == agrees
    assert town.tick() == ()  # The card no longer waits for an answer.
    town.is_sound()


def test_an_arrival_that_was_not_taken_over_keeps_the_question_open(town: Clockwork) -> None:
    """The step that receives fails in the very tick in which the question would run out."""
    code = outside(town)
    until = answer_by(town.organisation.rulebook, town.now.date())
    town.decide(typed(HandOverAsked, item="Må vi give den videre?", answer_by_on=until))
    town.now = at(LAST)
    write_message(town.organisation.reception, Mailbox.from_code(code), "Ja.", now=town.now)
    town.now = at(AFTER)
    with town.broken("triage", "alert", "INSERT"):
        assert "receive" in (town.tick() or ())
    assert "hand_over:expired" not in town.told()
    assert town.tick() == ()
    assert town.told()[-1] == "message:received"


CROSSING = "En borger får ikke svar."


def asked_what_crosses(town: Clockwork) -> tuple[ReceiptCode, bytes]:
    """The same, asked about with the text that would cross; and the id of the question."""
    code = outside(town)
    until = answer_by(town.organisation.rulebook, town.now.date())
    town.decide(typed(HandOverAsked, item="Må vi?", crossing_item=CROSSING, answer_by_on=until))
    assert town.tick() == ()
    (question,) = [each for each in town.mailbox(code).messages if each.content.answer_by]
    assert question.content.crossing == CROSSING
    return code, question.item_id


@pytest.mark.parametrize("table", ["submission", "mailbox", "arrival"])
def test_a_yes_that_breaks_off_leaves_neither_itself_nor_a_submission(town: Clockwork, table: str) -> None:
    """Between the two writes or behind both: there are as many rows as before, and a second press does it."""
    code, question = asked_what_crosses(town)
    portal = (town.organisation.reception, code, question)
    before = town.dump("intake")
    with town.broken("intake", table, "INSERT"), pytest.raises(IntegrityError):
        answer_question(*portal, agrees=True, now=town.now)
    assert town.dump("intake") == before
    for _press in range(2):
        answer_question(*portal, agrees=True, now=town.now)
    assert [row.channel for row in town.rows("intake", "submission", kind="complaint")] == [FROM_REPORTS]
    assert len(town.rows("intake", "submission")) == len(town.rows("intake", "mailbox")) == 2
    assert town.tick() == ()
    assert sorted(row.scheme for row in town.cases) == ["complaints", "whistleblowing"]
    assert town.tick() == ()
    town.is_sound()


def test_two_yes_of_one_moment_begin_one_case(town: Clockwork) -> None:
    """As many mailboxes as threads, whichever comes first."""
    code, question = asked_what_crosses(town)
    portal = (town.organisation.reception, code, question)
    with ThreadPoolExecutor(4) as crowd:
        done = [crowd.submit(answer_question, *portal, agrees=True, now=town.now) for _ in range(4)]
    assert [each.result() for each in done] == [None] * 4
    opened = open_threads(town.organisation.reception, code, now=town.now, pages={})
    assert [view.kind for view in opened.values()] == ["report", "complaint"]
    assert not any(view.has_warnings for view in opened.values())
    first = opened[2].first
    assert isinstance(first, ComplaintContent)
    assert (first.what, first.unit, first.wish, first.contact) == (CROSSING, "", "", None)
    assert first.came_from is not None
    assert first.came_from.received_on == at(MONDAY).date()
    assert len(town.rows("intake", "submission")) == 2


def test_a_yes_comes_too_late_on_the_day_after(town: Clockwork) -> None:
    """Nothing crosses; a no may still be said, and is a message."""
    code, question = asked_what_crosses(town)
    portal, day_after = (town.organisation.reception, code, question), at("Thu 2026-12-24")
    with pytest.raises(QuestionOverError):
        answer_question(*portal, agrees=True, now=day_after)
    assert len(town.rows("intake", "submission")) == 1
    answer_question(*portal, agrees=False, now=day_after)
    assert [each.content.answer for each in town.mailbox(code).messages if each.mine] == [
        Answer(question, agrees=False)
    ]


def test_a_question_that_was_asked_anew_is_answered_alone(town: Clockwork) -> None:
    """After a no on the phone another text is asked about: a yes to the first passes nothing on any more."""
    code, first = asked_what_crosses(town)
    town.decide(typed(HandOverDeclined, happened_on=town.now.date()))
    until = answer_by(town.organisation.rulebook, town.now.date())
    town.decide(typed(HandOverAsked, item="Og sådan?", crossing_item="Kortere.", answer_by_on=until))
    assert town.tick() == ()
    view = town.mailbox(code)
    (second,) = [each.item_id for each in view.messages if view.is_asked_by(each)]
    assert second != first
    with pytest.raises(QuestionOverError):
        answer_question(town.organisation.reception, code, first, agrees=True, now=town.now)
    answer_question(town.organisation.reception, code, second, agrees=True, now=town.now)
    passed_on = open_threads(town.organisation.reception, code, now=town.now, pages={})[2].first
    assert passed_on is not None
    assert passed_on.what == "Kortere."


def test_what_no_adviser_asked_passes_nothing_on(town: Clockwork) -> None:
    """Whoever can write to the database lays a question of their own into a mailbox, with a text to cross."""
    code, item_id, today = outside(town), new_id(), town.now.date()
    mailbox = Mailbox.from_code(code)
    with write(town.organisation.intake) as connection:
        found = find_mailbox(connection, mailbox.locator)
        assert found is not None
        sealed = seal(
            encode(MessageContent("Må vi?", answer_by=today, crossing=CROSSING)),
            context=town.organisation.context(Kind.MESSAGE, found.reference, item_id, Direction.OUT),
            counter=1,
            signer=Identity.from_seed(bytes(32)),
            recipients=[mailbox.kem_public],
        )
        forged = NewItem(item_id, Direction.OUT, Kind.MESSAGE, 1, sealed)
        put_item(connection, found.reference, forged, placed_on=today)
    with pytest.raises(QuestionOverError):
        answer_question(town.organisation.reception, code, item_id, agrees=True, now=town.now)
    assert len(town.rows("intake", "submission")) == 1
