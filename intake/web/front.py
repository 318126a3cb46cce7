"""The pages that only tell: the front page, what is protected, the notice, and the way to a language."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.page.language import accepted
from intake.services.announcing import announced
from intake.services.reception import readers
from intake.web.kept import KeptPages
from intake.web.labels import published_limits
from intake.web.portal import portal, today

pages = Blueprint("front", __name__)


@pages.get("/")
def root() -> ResponseReturnValue:
    """Lead to the front page in the reader's language."""
    return redirect(url_for("front.start", lang=accepted()))


@pages.get("/<language:lang>/")
def start(lang: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """Say first what protects and what does not, then who can use it."""
    here = portal().reception
    return render_template("portal/start.html", announced=announced(here), readers=readers(here, today()))


@pages.get("/<language:lang>/protection/")
def protection(lang: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """Say plainly what is protected and what is not."""
    return render_template("portal/protection.html")


@pages.get("/<language:lang>/limits/")
def limits(lang: str) -> ResponseReturnValue:
    """Show the limits that the municipality has published for its decisions, where it lets the portal."""
    areas = published_limits()
    if not areas:
        abort(404)
    kept: KeptPages = current_app.extensions["kept_pages"]
    key = ("limits", lang, portal().own)
    return kept.page(key, {}, lambda _parts: render_template("portal/limits.html", areas=areas))


@pages.get("/<language:lang>/privacy/")
def privacy(lang: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """Show the organisation's privacy notice and how to reach it."""
    return render_template("portal/privacy.html")
