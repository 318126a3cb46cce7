"""What the pages of an account are written with: its state in words, and where a number leads."""

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext as _

from intake.page.formats import plaindate
from triage.accounts.document import AccountDocument
from triage.cases.case import Case
from triage.cases.decisions.year_accounts import account_begun, awaited, frozen, published
from triage.office.request_context import organisation
from triage.services.accounts.document import translate_in
from triage.services.accounts.sheet import AccountSheet, sheet_of


def state_words(case: Case) -> str:
    """Say how far an account has come: it is written, commented on, frozen, published."""
    public, freeze = published(case), frozen(case)
    if public is not None:
        return str(_("Published, to be read from %(day)s", day=plaindate(public.publish_on)))
    if awaited(case):
        return str(_("Waits for comments"))
    return str(_("Being written") if freeze is None else _("Frozen on %(day)s", day=plaindate(freeze.on)))


def period_words(case: Case) -> str:
    """Give the days that an account is of."""
    begun = account_begun(case)
    return str(_("%(first)s to %(last)s", first=plaindate(begun.first_on), last=plaindate(begun.last_on)))


def sheet(document: AccountDocument) -> AccountSheet:
    """Give what writes an account in its language."""
    return sheet_of(organisation(), document, translate_in(organisation(), document.language))


def leads_to(reference: str) -> Callable[..., str]:
    """Give what makes the address of the cases behind a number of an account, by its place."""

    def link(section: str, code: str, row: str | None = None, column: str | None = None) -> str:
        return url_for("year_figure", reference=reference, section=section, code=code, row=row, column=column)

    return link
