"""What the office has published of its year: accounts, and recommendations with what became of them."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from flask import Blueprint, abort, current_app, render_template

from intake.contents.published import AccountPublished, Published, RecommendationsPublished
from intake.domain.languages import DEFAULT
from intake.services.papers import paper, papers
from intake.store.publications import PaperKind, PublicationKey
from intake.web.kept import KeptPages
from intake.web.portal import known_day, portal

pages = Blueprint("year", __name__)

Paper = TypeVar("Paper", bound=Published)


@pages.get("/<language:lang>/accounts/")
def accounts(lang: str) -> str:
    """List the accounts, the newest period first."""
    keys = _shown(PaperKind.ACCOUNT, lang)

    def made() -> str:
        found = [(key.code, _read(key, AccountPublished)) for key in keys]
        listed = sorted(found, key=lambda each: (each[1].last, each[1].first), reverse=True)
        return render_template("portal/accounts.html", accounts=listed)

    return _kept("accounts", keys, lang, made)


@pages.get("/<language:lang>/accounts/<code>/")
def account(lang: str, code: str) -> str:
    """Show the account of a period."""
    (key,) = [each for each in _shown(PaperKind.ACCOUNT, lang) if each.code == code] or [abort(404)]
    return _kept(
        "account",
        [key],
        lang,
        lambda: render_template("portal/account.html", account=_read(key, AccountPublished)),
    )


@pages.get("/<language:lang>/recommendations/")
def recommendations(lang: str) -> str:
    """Show every recommendation that is published, with what became of it."""
    keys = _shown(PaperKind.RECOMMENDATIONS, lang)
    return _kept(
        "recommendations",
        keys,
        lang,
        lambda: render_template(
            "portal/recommendations.html", paper=_read(keys[0], RecommendationsPublished)
        ),
    )


def _shown(kind: PaperKind, lang: str) -> list[PublicationKey]:
    """
    Give the papers of a kind that are shown at this moment: of each that in the reader's language, else the
    Danish one. Nothing is remembered, so that what is withdrawn is gone at once.
    """
    here = portal()
    shown = [each for each in papers(here.reception, known_day(), here.settings.schemes) if each.kind is kind]
    in_danish, in_theirs = (
        {each.code: each for each in shown if each.language == wanted} for wanted in (DEFAULT, lang)
    )
    return list((in_danish | in_theirs).values()) or abort(404)


def _read(key: PublicationKey, kind: type[Paper]) -> Paper:
    found = paper(portal().reception, key)
    return found if isinstance(found, kind) else abort(404)


def _kept(page: str, keys: Iterable[PublicationKey], lang: str, made: Callable[[], str]) -> str:
    kept: KeptPages = current_app.extensions["kept_pages"]
    return kept.page((page, tuple(keys), lang, portal().own), {}, lambda _parts: made())
