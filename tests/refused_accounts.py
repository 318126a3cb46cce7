"""The refusals of what is done about the account of a year, each provoked."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.story import Story
from tests.weekdays import on
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.registers import EntryWithdrawn
from triage.cases.decisions.year_accounts import (
    AccountBegun,
    AccountFrozen,
    AccountMadePublic,
    AccountWithdrawn,
    CommentAsked,
    CommentReceived,
    ExampleWritten,
    SectionLeftOut,
    SectionPlace,
    SectionWritten,
)
from triage.cases.refusals import Refusal

BEGUN, THEN, LATER = "Mon 2027-01-04", "Tue 2027-01-05", "Mon 2027-01-18"
YEAR: Mapping[str, Any] = {
    "first_on": on("Thu 2026-01-01"),
    "last_on": on("Thu 2026-12-31"),
    "profile": "betro",
}
SECTION: Mapping[str, Any] = {"number": 1, "place": SectionPlace.OPENING}
EXAMPLE: Mapping[str, Any] = {
    **SECTION,
    "number": 2,
    "consent": ConsentWay.PHONE,
    "consented_on": on("Mon 2026-08-03"),
}
FROZEN: Mapping[str, Any] = {"number": 1, "results": "0" * 64}
PUBLIC: Mapping[str, Any] = {"publish_on": on(LATER), "freeze": 1}


def an_account(**other: Any) -> Story:
    """The account of 2026, begun on Monday 4 January 2027."""
    return Story().then(AccountBegun, on=BEGUN, **{**YEAR, **other})


def a_frozen_account() -> Story:
    """The same, with its figures frozen the day after."""
    return an_account().then(AccountFrozen, on=THEN, **FROZEN)


def an_asked_unit() -> Story:
    """The same, and the schools asked for their comment by Monday 18 January."""
    return a_frozen_account().then(CommentAsked, on=THEN, unit="schools", answer_by_on=on(LATER))


def _begun(**other: Any) -> Refusal:
    return Story().refused(AccountBegun, on=BEGUN, **{**YEAR, **other})


ACCOUNTS: Mapping[str, Callable[[], Refusal]] = {
    "period_backwards": lambda: _begun(last_on=on("Wed 2025-12-31")),
    "too_many_years": lambda: _begun(years_beside=6),
    "heading_missing": lambda: an_account().refused(SectionWritten, on=THEN, **SECTION, heading_item=""),
    "section_missing": lambda: an_account().refused(ExampleWritten, on=THEN, **EXAMPLE, item=""),
    "no_such_section": lambda: an_account().refused(SectionLeftOut, on=THEN, number=1),
    "answer_by_past": lambda: an_account().refused(
        CommentAsked, on=THEN, unit="schools", answer_by_on=on(BEGUN)
    ),
    "comment_asked_already": lambda: an_asked_unit().refused(
        CommentAsked, on=THEN, unit="schools", answer_by_on=on(LATER)
    ),
    "comment_not_asked": lambda: an_account().refused(CommentReceived, on=THEN, unit="schools"),
    "period_not_over": lambda: an_account(last_on=on("Tue 2027-01-05")).refused(
        AccountFrozen, on=THEN, **FROZEN
    ),
    "publish_on_past": lambda: a_frozen_account().refused(
        AccountMadePublic, on=THEN, publish_on=on(BEGUN), freeze=1
    ),
    "not_frozen": lambda: an_account().refused(AccountMadePublic, on=THEN, **PUBLIC),
    "comment_awaited": lambda: an_asked_unit().refused(AccountMadePublic, on=THEN, **PUBLIC),
    "still_published": lambda: (
        a_frozen_account().then(AccountMadePublic, on=THEN, **PUBLIC).refused(EntryWithdrawn, on=THEN)
    ),
    "not_published": lambda: a_frozen_account().refused(AccountWithdrawn, on=THEN),
}
