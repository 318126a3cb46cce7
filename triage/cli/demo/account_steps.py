"""The steps of the account of a year: it is written, commented on, frozen, published and taken back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from intake.domain.languages import DEFAULT
from triage.cases.decisions.year_accounts import (
    CommentAsked,
    CommentReceived,
    ExampleWritten,
    SectionLeftOut,
    SectionWritten,
)
from triage.cli.demo.steps import Play, Playing, decides
from triage.services.accounts.freeze import freeze
from triage.services.accounts.publication import make_public, withdraw
from triage.services.casework.open_case import open_report
from triage.services.reading.visible_case import case_file
from triage.services.views.year_account import year_account


def _frozen(each: Playing, now: datetime) -> None:
    organisation, who = each.town.organisation, each.who
    freeze(organisation, who, case_file(organisation, who, each.reference, today=now.date()), now=now)


def _published(each: Playing, now: datetime) -> None:
    """Publish it as everybody reads it, once it was opened."""
    organisation, who, today = each.town.organisation, each.who, now.date()
    opened = {open_report(organisation, who, each.reference, now=now)}
    account = year_account(organisation, who, each.reference, language=DEFAULT, opened=opened, today=today)
    publish_on = today + timedelta(days=each.step["days_later"])
    file = account.view.case_file
    make_public(organisation, who, file, account.as_published(), publish_on=publish_on, now=now)


def _withdrawn(each: Playing, now: datetime) -> None:
    organisation, who = each.town.organisation, each.who
    file = case_file(organisation, who, each.reference, today=now.date())
    withdraw(organisation, who, file, reason=each.text, now=now)


ACCOUNT_STEPS: Mapping[str, Play] = {
    "account_comment": decides(CommentReceived),
    "account_comment_asked": decides(CommentAsked),
    "account_example": decides(ExampleWritten),
    "account_frozen": _frozen,
    "account_left_out": decides(SectionLeftOut),
    "account_published": _published,
    "account_section": decides(SectionWritten),
    "account_withdrawn": _withdrawn,
}
