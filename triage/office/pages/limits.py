"""What the municipality has published of its own time limits, with what it was before."""

from flask import render_template
from flask.typing import ResponseReturnValue

from intake.domain.published_limits import by_area
from triage.office.request_context import organisation, today
from triage.rules.published import published


def limits_page() -> ResponseReturnValue:
    """Show them as the portal does, and whether it does."""
    local = organisation().rulebook.local
    return render_template(
        "office/limits.html", areas=by_area(published(local), today()), is_public=local.publish
    )
