"""
A person's own calendar address: made, shown once, ended; and the file behind it.

The file is the one page of the office that no session guards. It reads nothing of the request but the secret
in its address, sets no cookie, and answers every address that it does not know in one and the same way.
"""

import secrets
from ipaddress import ip_address

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from triage.office.forms import OfficeForm
from triage.office.pages.ics import FILE, TYPE, calendar_text
from triage.office.request_context import organisation, session, today, who
from triage.services.views.feed import FeedsAreOffError, address_made_on, end_address, followed, make_address


def show() -> ResponseReturnValue:
    """Say whether there is an address, and what it is for; never the address itself."""
    return _page(None)


def make() -> ResponseReturnValue:
    """Make a new address and show it, once."""
    try:
        with session().spending(request.form.get("once")) as is_first:
            if not is_first:
                return redirect(url_for("my_calendar"), 303)
            token = make_address(organisation(), who(), today=today())
    except FeedsAreOffError:
        abort(404)
    return _page(outside(url_for("calendar_file", token=token)))


def end() -> ResponseReturnValue:
    """End the address."""
    end_address(organisation(), who().handle, by=who(), today=today())
    session().setdefault("notices", []).append("calendar_ended")
    return redirect(url_for("my_calendar"), 303)


def calendar_file(token: str) -> ResponseReturnValue:
    """Give the days behind an address to a calendar programme."""
    follower = followed(organisation(), token, today=today())
    if follower is None:
        # Not a page: a page would begin a session.
        return Response(status=404, content_type="text/plain; charset=utf-8")
    with force_locale(follower.language):
        summary = _("Betro: due")
    text = calendar_text(follower.days, summary=summary, token=token, made_on=follower.made_on)
    # A browser that is shown the address keeps the file under this name, not under the secret.
    return Response(
        text, content_type=TYPE, headers={"Content-Disposition": f'attachment; filename="{FILE}"'}
    )


def _page(address: str | None) -> str:
    return render_template(
        "office/my_calendar.html",
        is_on=organisation().settings.calendar_feed,
        made_on=address_made_on(organisation(), who()),
        address=address,
        once=secrets.token_hex(16),
        form=OfficeForm(formdata=None),
    )


def outside(path: str) -> str:
    """Give the whole address. The office is reached over https everywhere but on its own machine."""
    plain = request.scheme == "http" and _is_here(request.host.rpartition(":")[0] or request.host)
    return f"{'http' if plain else 'https'}://{request.host}{path}"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
