"""The account of a year as an entry of the office: written, commented on, frozen, published, taken back."""

from tests.refused_accounts import (
    BEGUN,
    EXAMPLE,
    FROZEN,
    LATER,
    PUBLIC,
    SECTION,
    THEN,
    a_frozen_account,
    an_account,
    an_asked_unit,
)
from tests.story import a_complaint
from tests.weekdays import on
from triage.accounts.document import AccountDocument, Prose, Section
from triage.accounts.written import AccountText, CommentGiven, paragraphs_of, with_written
from triage.cases.decisions.registers import EntryClosed
from triage.cases.decisions.year_accounts import (
    AccountFrozen,
    AccountMadePublic,
    AccountWithdrawn,
    CommentAsked,
    CommentReceived,
    ExampleWritten,
    SectionLeftOut,
    SectionPlace,
    SectionWritten,
    awaited,
    comments,
    frozen,
    next_freeze,
    next_number,
    published,
    sections_of,
)

AFTER = "Tue 2027-01-19"


def test_a_section_is_the_one_that_was_written_last() -> None:
    """Written anew it keeps its number and may stand elsewhere; the number of one left out is no other's."""
    story = an_account().then(SectionWritten, on=BEGUN, **SECTION).then(ExampleWritten, on=BEGUN, **EXAMPLE)
    assert [each.number for each in sections_of(story.case)] == [1, 2]
    story.then(SectionWritten, on=THEN, number=1, place=SectionPlace.CLOSING)
    assert [each.number for each in sections_of(story.case)] == [2, 1]
    story.then(SectionLeftOut, on=THEN, number=2)
    assert [each.number for each in sections_of(story.case)] == [1]
    assert next_number(story.case) == 3


def test_an_example_needs_a_consent_that_was_given() -> None:
    """Not one that is to come; and no case is an account."""
    ahead = {**EXAMPLE, "consented_on": on(LATER)}
    assert an_account().refused(ExampleWritten, on=THEN, **ahead).code == "date_in_future"
    assert a_complaint(BEGUN).refused(SectionWritten, on=THEN, **SECTION).code == "wrong_scheme"


def test_nobody_goes_past_a_unit_that_may_still_comment() -> None:
    """Once it has answered, or its day is over, the account can be published."""
    story = a_frozen_account().then(CommentAsked, on=THEN, unit="schools", answer_by_on=on(LATER))
    assert [each.unit for each in awaited(story.case)] == ["schools"]
    an_asked_unit().then(AccountMadePublic, on=AFTER, publish_on=on(AFTER), freeze=1)
    story.then(CommentReceived, on=THEN, unit="schools")
    assert [received is not None for _asked, received in comments(story.case)] == [True]
    assert not awaited(story.case)
    story.then(AccountMadePublic, on=THEN, **PUBLIC)


def test_a_comment_is_waited_for_until_its_day() -> None:
    """Each unit's clock has the day that it was given; it ends with the comment, or when it is gone past."""
    story = an_asked_unit().then(CommentAsked, on=THEN, unit="roads", answer_by_on=on(AFTER))
    due = {unit: story.deadline("BR-COMMENT", THEN, unit).due_strict for unit in ("schools", "roads")}
    assert due == {"schools": on(LATER), "roads": on(AFTER)}
    story.then(CommentReceived, on=LATER, unit="schools")
    assert story.open_rules(AFTER) == ["BR-COMMENT"]
    story.then(AccountMadePublic, on="Wed 2027-01-20", publish_on=on("Wed 2027-01-20"), freeze=1)
    assert story.open_rules("Wed 2027-01-20") == []
    story.then(CommentAsked, on="Thu 2027-01-21", unit="schools", answer_by_on=on("Mon 2027-02-01"))
    assert story.deadline("BR-COMMENT", "Thu 2027-01-21", "schools").due_strict == on("Mon 2027-02-01")


def test_it_is_published_as_it_was_frozen_and_taken_back() -> None:
    """Figures can be frozen anew; what is published says of which freeze it is, and withdrawn it is not."""
    story = a_frozen_account().then(AccountFrozen, on=THEN, **{**FROZEN, "number": 2})
    assert (frozen(story.case).number, frozen(story.case, 1).number, next_freeze(story.case)) == (2, 1, 3)
    story.then(AccountMadePublic, on=THEN, publish_on=on(LATER), freeze=2)
    assert published(story.case).publish_on == on(LATER)
    story.then(EntryClosed, on=THEN).then(AccountWithdrawn, on=AFTER)
    assert published(story.case) is None, "an account that is closed can still be taken off the portal"


def test_what_was_written_stands_before_what_it_leads_up_to() -> None:
    """In its order; where there are no such figures it stands after all others, and comments stand last."""
    figures = (Section("figures", "In numbers", ()), Section("tables", "Tables", ()))
    document = AccountDocument("A", "B", "en", on(BEGUN), on(THEN), on(THEN), figures)
    parts = [
        AccountText(1, SectionPlace.OPENING, "First", ("One.",)),
        AccountText(2, SectionPlace.OPENING, "Second", ("Two.",)),
        AccountText(3, SectionPlace.COMPLAINTS, "Example", ("Three.",), is_example=True),
        AccountText(4, SectionPlace.DEADLINES, "Late", ("Four.",)),
        AccountText(5, SectionPlace.CLOSING, "Last", ("Five.",)),
    ]
    given = with_written(document, parts, [CommentGiven("Schools"), CommentGiven("Roads", ("Yes.",))], str)
    titles = ["First", "Second", "Example", "In numbers", "Tables", "Late", "Last"]
    assert [each.title for each in given.sections] == [*titles, "Comments before publication"]
    assert given.sections[2].blocks == (Prose(("Three.",), is_quoted=True),)
    assert given.sections[-1].blocks[1] == Prose(("Had nothing to add.",), is_quoted=True)
    assert paragraphs_of("One\nline.\r\n\r\n Two. \n\n\n") == ("One\nline.", "Two.")
