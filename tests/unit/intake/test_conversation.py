"""The order of a conversation without times of day."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from intake.domain.conversation import in_order

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Said:
    """A message of a test."""

    on: date
    number: int
    after: int
    words: str = ""


def test_an_answer_of_the_same_day_stands_behind_its_question() -> None:
    """The unit asks and the reporter answers, both on Monday 2026-11-23; then the unit thanks."""
    question, thanks = Said(MONDAY, 1, 1, "question"), Said(MONDAY, 2, 2, "thanks")
    answer = Said(MONDAY, 2, 1, "answer")

    told = in_order([answer], [question, thanks])
    assert [each.words for each in told] == ["question", "answer", "thanks"]


def test_messages_that_crossed_stand_by_their_day() -> None:
    """Neither had seen the other: the earlier day first, and on one day the reporter's."""
    came, went = Said(TUESDAY, 2, 0, "came"), Said(MONDAY, 1, 1, "went")
    assert [each.words for each in in_order([came], [went])] == ["went", "came"]
    came = Said(MONDAY, 2, 0, "came")
    assert [each.words for each in in_order([came], [went])] == ["came", "went"]


@given(st.lists(st.booleans(), max_size=12), st.data())
def test_a_conversation_comes_out_as_it_was_held(changes: list[bool], data: st.DataObject) -> None:
    """Whoever writes after having seen everything stands in the order of writing, all on one day."""
    held: list[tuple[bool, Said]] = []
    numbers = {True: 1, False: 0}  # The report itself is number 1 of what came in.
    for change in changes:
        numbers[change] += 1
        held.append((change, Said(MONDAY, numbers[change], numbers[not change], f"{len(held)}")))

    came = [each for change, each in held if change]
    went = [each for change, each in held if not change]
    assert [each.words for each in in_order(came, went)] == [each.words for _, each in held]
