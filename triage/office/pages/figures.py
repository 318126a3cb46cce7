"""How much there is, in fixed periods and fixed tables: for who holds no case. Nothing is chosen here."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from intake.page.language import current
from triage.office.request_context import organisation
from triage.services.accounts.figures import figures, figures_of


def list_page() -> ResponseReturnValue:
    """List the closed years and quarters."""
    return render_template("office/figures.html", periods=figures(organisation()))


def period_page(period: str) -> ResponseReturnValue:
    """Show one of them, as it was counted when it had closed."""
    account = figures_of(organisation(), period, current()) or abort(404)
    return render_template("office/figures_of.html", account=account)
