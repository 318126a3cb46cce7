"""
What stands in the directory of keys, and saying that one has seen it: a statement that an adviser does not
know of is how somebody would begin to read along.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from triage.office.forms import LOOK, OfficeForm
from triage.office.presentation import labels
from triage.office.request_context import organisation, session, today, who
from triage.services.people.confirmations import MovedOnAgainError, confirm_seen
from triage.services.views.statements import statements_page


def show() -> ResponseReturnValue:
    """Show every statement, the newest first, and which the reader has not said to have seen."""
    return _page()


def confirmed() -> ResponseReturnValue:
    """Sign that what was shown has been seen; where there is more by now, that is shown first."""
    if request.form.get("step") == LOOK:
        return _page()
    try:
        head = bytes.fromhex(request.form.get("head", ""))
    except ValueError:
        head = b""
    try:
        confirm_seen(organisation(), who().handle, who().identity, head=head, today=today())
    except MovedOnAgainError:
        return _page(has_moved_on=True), 409
    session().setdefault("notices", []).append("statements_seen")
    return redirect(url_for("statements"), 303)


def _page(*, has_moved_on: bool = False) -> str:
    return render_template(
        "office/statements.html",
        directory=statements_page(organisation(), who(), today=today()),
        form=OfficeForm(formdata=None),
        labels=labels,
        has_moved_on=has_moved_on,
    )
