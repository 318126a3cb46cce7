"""Freezing the figures of an account, publishing it, and taking it back."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.page.formats import plaindate
from intake.page.language import current
from triage.cases.decisions.year_accounts import (
    AccountFrozen,
    AccountMadePublic,
    AccountWithdrawn,
    awaited,
    frozen,
    next_freeze,
    published,
)
from triage.office.decisions.account_forms import OPEN_FIRST, account_page
from triage.office.decisions.decision_form import DecisionForm, because
from triage.office.forms import day
from triage.office.request_context import organisation, today, who
from triage.services.accounts.freeze import freeze
from triage.services.accounts.publication import make_public, withdraw
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.views.year_account import account_of

NOT_COUNTED_YET = "0"
"""Stands for the digest of the results until they are counted."""


class OfFigures(DecisionForm):
    """A decision about the figures of an account as a whole; the page of the account is shown after it."""

    def landing(self, reference: str) -> str:
        """Give the address of the account."""
        return url_for("year_account", reference=reference)


class FreezeForm(OfFigures):
    """The figures stay as they are."""

    decides = AccountFrozen
    page = account_page("freeze-figures")
    title = _("Freeze the figures")
    intro = _(
        "What is counted is kept as it is today, and the figures stay, whatever is recorded later. The "
        "account shows what changed since. You can freeze them anew until it is published, and after."
    )

    def given(self) -> dict[str, object]:
        """Give the number; the results are counted when it happens."""
        return {"number": next_freeze(self.decision_context.case), "results": NOT_COUNTED_YET}

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Count, keep and record."""
        context = self.decision_context
        self.file_after = freeze(
            organisation, who, context.file, now=now, seen=context.seen, form=self.sent()
        )
        return context.file.row.case_reference


class PublishForm(OfFigures):
    """The portal shows it from a day on."""

    decides = AccountMadePublic
    page = account_page("publish", is_offered=lambda file: frozen(file.case) is not None)
    title = _("Publish the account")
    intro = _(
        "The portal shows it from the day that you write, with what was written for it. Small numbers are "
        "left out. Read it first as everybody will read it."
    )
    publish_on = day(_("It can be read from"), _("Write from which day it can be read."))

    def given(self) -> dict[str, object]:
        """Give the day, and which freeze it is of."""
        return {**super().given(), "freeze": next_freeze(self.decision_context.case) - 1}

    def unavailable_reason(self) -> str:
        """Say that it is opened first: what was written for it is published with it."""
        return "" if self.decision_context.view.is_opened else str(OPEN_FIRST)

    def draft(self) -> None:
        """Begin with today."""
        self.publish_on.data = today()

    def warnings(self) -> list[str]:
        """Say what a total may tell, and who was asked and has not answered."""
        names = self.decision_context.units
        asked = [
            gettext("%(unit)s was asked for its comment by %(day)s and has not answered.")
            % {"unit": names.get(each.unit, each.unit), "day": plaindate(each.answer_by_on)}
            for each in awaited(self.decision_context.case)
        ]
        context = self.decision_context
        account = account_of(organisation(), who(), context.view, language=current())
        return [*account.year.cautions(), *asked]

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Publish it in every language."""
        context = self.decision_context
        account = account_of(organisation, who, context.view, language=current())
        self.file_after = make_public(
            organisation,
            who,
            context.file,
            account.as_published(),
            publish_on=self.publish_on.data,
            now=now,
            seen=context.seen,
            form=self.sent(),
        )
        return context.file.row.case_reference


class WithdrawAccountForm(OfFigures):
    """The portal shows it no more."""

    decides = AccountWithdrawn
    page = account_page(
        "withdraw-account", of_closed=True, is_offered=lambda file: published(file.case) is not None
    )
    title = _("Withdraw the published account")
    intro = _("The portal shows it no more, at once.")
    reason_item = because()

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Take it back."""
        context = self.decision_context
        self.file_after = withdraw(
            organisation,
            who,
            context.file,
            reason=self.reason_item.data,
            now=now,
            seen=context.seen,
            form=self.sent(),
        )
        return context.file.row.case_reference
