"""What a form holds that nobody has sent yet, as a browser would send it."""

from collections.abc import Iterator
from datetime import date

from triage.office.forms import OfficeForm


def drafted(form: OfficeForm, seen: int) -> list[tuple[str, str]]:
    """Give what stands in a form, and that the person has *seen* so many events."""
    return [*_held(form), ("as_of", str(seen))]


def _held(form: OfficeForm) -> Iterator[tuple[str, str]]:
    for field in form:
        if field.name == "csrf_token":
            continue
        for each in field.data if isinstance(field.data, list) else [field.data]:
            if each is True:
                yield field.name, "y"
            elif isinstance(each, date):
                yield field.name, each.isoformat()
            elif each:
                yield field.name, str(each)
