"""What the units have to learn from inquiries: a year of it as a page and as a file."""

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.page.language import current
from triage.office.forms import OfficeForm
from triage.office.number_fields import YEARS
from triage.office.request_context import organisation, today, who
from triage.services.views.learning import export_learning, learning_of


def learning_page() -> ResponseReturnValue:
    """Show what was judged of the cases of a year, unit by unit."""
    year = _year()
    return render_template(
        "office/learning.html",
        year=year,
        this_year=today().year,
        found=learning_of(organisation(), who(), year, today=today()),
        names=organisation().units.names(current()),
        form=OfficeForm(formdata=None),
    )


def export() -> ResponseReturnValue:
    """Send a year as a file. It is a POST, because leaving Betro is written into the audit log."""
    year = _year()
    heads = map(str, (_("{Bare_unit}"), _("Cases judged"), _("With something to learn"), _("Cases")))
    names = organisation().units.names(current())
    sheet = export_learning(organisation(), who(), year, list(heads), names, today=today())
    response = Response(sheet, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="learning-{year}.csv"'
    return response


def _year() -> int:
    asked = request.values.get("year", str(today().year))
    if not asked.isdecimal() or not YEARS[0] <= int(asked) <= YEARS[1]:
        abort(404)
    return int(asked)
