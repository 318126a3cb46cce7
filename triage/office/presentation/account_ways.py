"""Where one goes from the page of an account, by what one is about."""

from collections.abc import Callable, Iterator

from flask import url_for
from flask_babel import gettext as _

from intake.domain.translatable import N_
from triage.cases.decisions.year_accounts import awaited, published, sections_of
from triage.office.request_context import organisation
from triage.services.views.year_account import AccountView

Way = tuple[str, str, Callable[[AccountView], bool]]
"""A page of an account or the page of a decision, what it is called there, and whether it is of use now."""


def _always(_account: AccountView) -> bool:
    return True


def _is_frozen(account: AccountView) -> bool:
    return account.year.frozen is not None


def _has_sections(account: AccountView) -> bool:
    return bool(sections_of(account.case))


TEXTS: tuple[Way, ...] = (
    ("take-over", N_("Begin with last year's sections"), lambda account: not _has_sections(account)),
    ("section", N_("Write a section"), _always),
    ("example", N_("Write an example"), _always),
    ("leave-section-out", N_("Leave a section or an example out"), _has_sections),
)
COMMENTS: tuple[Way, ...] = (
    ("ask-comment", N_("Ask for a comment"), _always),
    ("comment", N_("Register the comment of {a_unit}"), lambda account: bool(awaited(account.case))),
)
FIGURES: tuple[Way, ...] = (
    ("freeze-figures", N_("Freeze the figures"), _always),
    ("year_changes", N_("What changed since it was frozen"), _is_frozen),
    ("year_earlier", N_("Earlier years"), lambda account: bool(account.year.begun.years_beside)),
)
PORTAL: tuple[Way, ...] = (
    ("year_public", N_("As everybody would read it"), _always),
    ("publish", N_("Publish"), _is_frozen),
    (
        "withdraw-account",
        N_("Withdraw the published account"),
        lambda account: published(account.case) is not None,
    ),
)
GROUPS = (
    (N_("Texts"), TEXTS),
    (N_("Comments"), COMMENTS),
    (N_("Figures"), FIGURES),
    (N_("On the portal"), PORTAL),
)


def ways_of(account: AccountView, reference: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give the groups of links of an account: what each is about, and its addresses with their words."""
    for title, ways in GROUPS:
        links = [
            (_address(name, reference), str(_(words)))
            for name, words, is_of_use in ways
            if is_of_use(account)
        ]
        if ways is FIGURES and organisation().settings.schemes.complaints:
            links.append(
                (url_for("year_profile", code=account.year.begun.profile), str(_("How it is counted")))
            )
        yield str(_(title)), links


def _address(name: str, reference: str) -> str:
    if name.startswith("year_"):
        return url_for(name, reference=reference)
    return url_for("decide", reference=reference, what=name)
