"""The administrator's page for saying that the machine's time is right, as `betro clock confirm` does."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.clock import local_date
from triage.office.forms import OfficeForm
from triage.office.request_context import now, organisation, session, who
from triage.services.clock.steadiness import confirm, gone_by, is_off
from triage.services.history.one_by_one import SomeFailedError


def ask() -> ResponseReturnValue:
    """Show what the machine says, and what the clock goes by."""
    moment = gone_by(organisation())
    return render_template(
        "office/machine_time.html",
        form=OfficeForm(formdata=None),
        today=local_date(now()),
        gone_by=None if moment is None else local_date(moment),
        is_off=is_off(organisation(), now()),
    )


def confirmed() -> ResponseReturnValue:
    """Take the machine's time for the right one; where it is believed already there is nothing to say."""
    if is_off(organisation(), now()):
        try:
            confirm(organisation(), now=now(), by=who().handle)
            notice = "time_confirmed"
        except SomeFailedError:
            notice = "some_days"
        session().setdefault("notices", []).append(notice)
    return redirect(url_for("machine_time"), 303)
