"""What the lines of every list of cases are written with."""

from functools import cache, partial
from typing import Any

from flask_babel import gettext as _

from intake.page.language import current
from triage.office.presentation import labels
from triage.office.request_context import organisation, seen_at, today
from triage.rules.codes import Scheme
from triage.services.people.names import handler_names


def _kind(scheme: str) -> str:
    """Give the kind of a case as briefly as a line has room for."""
    return str(_("Report")) if scheme == Scheme.WHISTLEBLOWING else labels.scheme(scheme)


def of_lines() -> dict[str, Any]:
    """Give the day, the words for what stands on a line, and by what each is called."""
    lists, language = labels.taxonomy(), current()
    units = organisation().units.names(language)
    handlers = cache(partial(handler_names, organisation(), today()))
    return {
        "today": today(),
        "now": seen_at(),
        "labels": labels,
        "scheme_label": cache(labels.scheme),
        "state_label": cache(labels.state),
        "unit_name": lambda row: units.get(row.unit, row.unit or ""),
        "unit_names": units,
        "theme_name": cache(labels.theme),
        "type_name": lambda row: labels.term(lists.inquiry_types, row.type) or _kind(row.scheme),
        "handler_name": lambda row: "" if row.handler is None else handlers().get(row.handler.hex(), ""),
    }
