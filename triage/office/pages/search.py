"""
The search on every page, and what it found. What is looked for stands in no address: the address has a
number, and the session remembers what it stands for.
"""

import secrets
from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from intake.page.language import current
from triage.cases.decisions.receiving import PHONE, ContactRegistered
from triage.cases.refusals import Refusal
from triage.cases.typed import typed
from triage.cases.vocabulary import ContactDirection, OtherSide
from triage.office.forms import OfficeForm, line, listed
from triage.office.presentation import labels
from triage.office.presentation.refusal_text import CANNOT, cannot, refusal_sentence
from triage.office.request_context import memory, now, organisation, seen_at, session, today, who
from triage.services.casework.execute import execute
from triage.services.people.names import subject_names
from triage.services.views.search import lately, search

LONGEST = 200
"""So much is looked for at once."""


CALLED_US: Mapping[str, object] = {"direction": ContactDirection.IN, "other_side": OtherSide.CITIZEN}
"""What a contact in one line is: whoever the case came from turned to us. What is rarer has a page."""


class ContactLine(OfficeForm):
    """A contact in one line, by a case that was found."""

    channel = listed(_("How did it come?"), _("Choose how it came."), labels.ways_of_people)
    item = line(_("What was said"), _("Write what was said."))


def seek() -> ResponseReturnValue:
    """Remember what is looked for, and show what is found under a number."""
    text = request.form.get("sought", "")[:LONGEST]
    return redirect(url_for("search", number=session().visits.seek(text)), 303)


def show() -> ResponseReturnValue:
    """Show what was found, and the cases that were looked at last."""
    return _page(_number())


def contact(reference: str) -> ResponseReturnValue:
    """Register a contact in a case that was found, without opening it, and show the same cases again."""
    number, form = _number(), ContactLine()
    if form.is_only_shown:
        return _page(number, reference, form)
    if not form.validate():
        return _page(number, reference, form), 422
    told = typed(ContactRegistered, **CALLED_US, **form.filled({"channel", "item"}))
    try:
        with session().spending(request.form.get("once")) as is_first:
            if is_first:
                execute(organisation(), who(), reference, told, now=now())
                session().setdefault("notices", []).append(f"contact:{reference}")
    except Refusal as refusal:
        return _page(number, reference, form, refusal_sentence(refusal)), 422
    except tuple(CANNOT) as error:
        status, sentence = cannot(error)
        return _page(number, reference, form, sentence), status
    return redirect(url_for("search", number=number), 303)


def _number() -> int:
    return request.values.get("number", type=int) or 0


def _page(
    number: int,
    reference: str | None = None,
    form: ContactLine | None = None,
    refusal: tuple[str, str] | None = None,
) -> str:
    """Show what was found; by the case of *reference* the contact as it was typed, and why it was refused."""
    visit, text = session(), session().visits.sought(number)
    result = search(organisation(), who(), memory(), text, today=today()) if text.strip() else None
    return render_template(
        "office/search.html",
        sought=text,
        number=number,
        result=result,
        lately=lately(organisation(), who(), memory(), tuple(visit.visits.cases), today=today()),
        blank=ContactLine(formdata=None, channel=PHONE),
        typed=form,
        at=reference,
        refusal=refusal,
        once=secrets.token_hex(16),
        subjects=subject_names(organisation(), current()),
        labels=labels,
        today=today(),
        now=seen_at(),
    )
