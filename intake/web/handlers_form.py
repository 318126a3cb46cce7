"""
Who receives what is sent, and who of them shall not: the page before the first upload, and what the page
before sending says of it.
"""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import Optional

from crypto.errors import DirectoryError
from intake.domain.handlers import Handler, Received
from intake.page.language import current
from intake.services.receiving import MOST_KEPT_OUT, kept_out_of, received_today
from intake.store.engine import UNAVAILABLE
from intake.web.complaint_forms import CodesField
from intake.web.forms import PortalForm
from intake.web.portal import portal, today

TOO_FEW = _(
    "Then fewer than two people could open it, and we receive nothing that fewer can open. Nothing has been "
    "sent, and what you wrote is kept. Let one more of them receive it, or turn to one of the places named "
    "below."
)


def offered(kind: str) -> tuple[Handler, ...]:
    """Give those of whom a reporter may keep some out, in the office's order."""
    return tuple(each for each in portal().own.handlers if not each.route and kind in each.kinds)


def route_for(kind: str) -> Handler | None:
    """Give the first alternate of a journey, for the name of the route; None where there is none."""
    return next((each for each in portal().own.handlers if each.route and kind in each.kinds), None)


def received(kind: str, kept_out: str) -> Received | None:
    """Say who would receive it today; None where that is not known, and the sending will say so."""
    try:
        return received_today(portal().reception, kind, kept_out_of(kept_out), today())
    except (DirectoryError, *UNAVAILABLE):
        return None


def kept_out_titles(kind: str, carried: str) -> list[str]:
    """Give what those are called who are kept out, in the reader's language."""
    out = set(carried.split())
    return [each.called(current()) for each in offered(kind) if each.person.hex() in out]


class HandlersForm(PortalForm):
    """Who shall not receive it."""

    kept_out = CodesField(_("Who shall not receive it?"), validators=[Optional()], validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer those that the office has published; who is there no more receives nothing anyhow."""
        super().__init__(*args, **kwargs)
        self.kind = (request.view_args or {}).get("kind", "")
        self.handlers = offered(self.kind)
        self.kept_out.choices = [
            SelectChoice(each.person.hex(), each.called(current())) for each in self.handlers
        ]
        known = {each.person.hex() for each in self.handlers}
        self.kept_out.data = [each for each in self.kept_out.data or () if each in known][:MOST_KEPT_OUT]

    @property
    def route(self) -> str:
        """The name of the route that receives it where fewer than two are left; empty for none."""
        route = route_for(self.kind)
        return "" if route is None else route.called(current())

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse where fewer than two could open it."""
        good = super().validate(extra_validators)
        who = received(self.kind, " ".join(self.kept_out.data or ()))
        if self.kept_out.data and who is not None and not who.is_enough:
            self.kept_out.errors = [TOO_FEW]
            return False
        return good
