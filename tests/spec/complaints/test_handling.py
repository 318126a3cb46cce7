"""What an inquiry is about and how it is handled: rejection, hearing before criticism, reopening."""

from tests.story import Story, a_complaint, item
from triage.cases.decisions import commands
from triage.cases.vocabulary import CallKind, CriticismKind, State

ON = "Mon 2027-02-01"


def test_themes_and_handling_replace_earlier_ones() -> None:
    """The latest word counts; one theme is the main one."""
    story = a_complaint(ON, opened_on=ON)
    story.then(commands.record_department, on=ON, department="schools")
    story.then(commands.record_themes, on=ON, main="no_answer")
    story.then(commands.record_themes, on=ON, main="long_processing", others=("no_answer",))
    story.then(commands.record_handling, on=ON, codes=("guidance", "dialogue"))

    assert story.case.department == "schools"
    assert story.case.themes is not None
    assert (story.case.themes.main, story.case.themes.others) == ("long_processing", ("no_answer",))
    assert story.case.handlings == ("guidance", "dialogue")


def test_a_rejection_is_told_before_closing() -> None:
    """An inquiry rejected after an answer needs a new answer."""
    story = a_complaint(ON, opened_on=ON).then(commands.answer_by_hand, on=ON, given_on=ON)
    story.then(commands.reject_inquiry, on=ON, reason="service_level")
    refusal = story.refused(commands.close, on=ON)
    story.then(commands.answer_by_hand, on=ON, given_on=ON).then(commands.close, on=ON)

    assert refusal.code == "close_decision_not_told"
    assert story.case.rejection == "service_level"


def test_hearing_before_criticism() -> None:
    """No criticism before the department has commented, or had its time to."""
    story = a_complaint(ON, opened_on=ON)
    criticism = {"kind": CriticismKind.CRITICISM, "department": "schools"}
    unheard = story.refused(commands.criticise, on=ON, **criticism)
    story.then(commands.send_hearing, on=ON, department="schools", answer_by="Mon 2027-02-15")
    in_hearing = story.refused(commands.criticise, on="Mon 2027-02-15", **criticism)
    heard = story.then(commands.answer_hearing, on="Fri 2027-02-12", department="schools").then(
        commands.criticise, on="Fri 2027-02-12", **criticism
    )

    assert (unheard.code, in_hearing.code) == ("hearing_missing", "hearing_open")
    assert [one.kind for one in heard.case.criticisms] == [CriticismKind.CRITICISM]


def test_silence_does_not_stop_criticism() -> None:
    """A department that let its time pass has had its hearing."""
    story = a_complaint(ON, opened_on=ON)
    story.then(commands.send_hearing, on=ON, department="schools", answer_by="Mon 2027-02-15")
    story.then(
        commands.criticise, on="Tue 2027-02-16", kind=CriticismKind.RECOMMENDATION, department="schools"
    )

    assert len(story.case.criticisms) == 1


def test_heard_once_is_not_heard_for_another_department() -> None:
    """Each department has its own hearing."""
    story = a_complaint(ON, opened_on=ON)
    story.then(commands.send_hearing, on=ON, department="schools", answer_by="Mon 2027-02-15")
    story.then(commands.answer_hearing, on=ON, department="schools")
    refusal = story.refused(commands.criticise, on=ON, kind=CriticismKind.CRITICISM, department="roads")

    assert refusal.params["department"] == "roads"


def test_a_reopened_complaint_needs_a_new_answer() -> None:
    """Reopened with a reason, it closes after a new answer."""
    story = a_complaint(ON, opened_on=ON).then(commands.answer_by_hand, on=ON, given_on=ON)
    story.then(commands.close, on=ON).then(commands.reopen, on="Mon 2027-02-08")

    assert story.case.state is State.IN_PROGRESS
    assert story.refused(commands.close, on="Mon 2027-02-08").code == "close_decision_not_told"


def test_a_misdirected_call_closes_without_a_theme() -> None:
    """Only an inquiry must say what it was about."""
    story = Story().then(
        commands.register_call,
        on=ON,
        kind=CallKind.MISDIRECTED,
        closed_in_conversation=True,
        summary_item=item(1),
    )

    assert story.case.call_kind is CallKind.MISDIRECTED
    assert story.case.state is State.CLOSED
