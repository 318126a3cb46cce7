"""The pages that only tell: the front page, what is protected, and the way to a language."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.page.language import accepted
from intake.services.announcing import announced
from intake.web.portal import portal

pages = Blueprint("front", __name__)


@pages.get("/")
def root() -> ResponseReturnValue:
    """Lead to the front page in the reader's language."""
    return redirect(url_for("front.start", lang=accepted()))


@pages.get("/<language:lang>/")
def start(lang: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """Say what this is, who can use it, and what is and is not protected."""
    return render_template("portal/start.html", announced=announced(portal().reception))


@pages.get("/<language:lang>/protection/")
def protection(lang: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """Say plainly what is protected and what is not."""
    return render_template("portal/protection.html")
