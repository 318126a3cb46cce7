"""Beginning a case that nobody came with: one page, and then the case."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from intake.page import language
from triage.cases.decisions.own_initiative import OrderedBy, OwnInitiativeKind
from triage.cases.refusals import Refusal
from triage.office.decisions.decision_form import TODAY
from triage.office.forms import WHERE_NEEDED, DatedForm, choice, day, line, listed, prose, several, worded
from triage.office.presentation import drafts
from triage.office.presentation.odd_days import is_unsure
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.request_context import now, organisation, session, today, who
from triage.services.casework.own_initiative import OwnInitiative, begin_own_initiative

PAGE = "own_initiative"


class OwnInitiativeForm(DatedForm):
    """What is taken up, on which ground."""

    title = _("Own initiative")
    internal = ("summary", "ground")
    summary = line(_("What is it about?"), _("Write what it is about."), hint=_("One line, without names."))
    kind = choice(_("What is it?"), _("Choose what it is."), worded(OwnInitiativeKind))
    ordered_by = listed(_("Who ordered it, if it was ordered"), WHERE_NEEDED, worded(OrderedBy))
    ground = prose(_("On which ground?"), _("Write the ground."))
    units = several(_("{Units} that it is about"), list)
    begun_on = day(_("Begun on"), hint=TODAY)


def ask() -> ResponseReturnValue:
    """Show the empty form, or what somebody goes on with."""
    return _show(_form(formdata=drafts.refilled(drafts.resumed(PAGE))))


def begun() -> ResponseReturnValue:
    """Begin the case and go to it; keep as a draft what was not begun."""
    return drafts.kept_unless_done(PAGE, _begun)


def _begun() -> ResponseReturnValue:
    form = _form()
    is_valid, asks_back = form.validate(), is_unsure(form)
    if form.is_only_shown:
        return _show(form)
    if asks_back or not is_valid:
        return _show(form), 422
    try:
        with session().spending(request.form.get("once")) as is_first:
            if not is_first:
                return redirect(url_for("cases"), 303)
            row = begin_own_initiative(organisation(), who(), _typed(form), now=now(), form=drafts.sent(PAGE))
            session().opened.add(row.handle)
    except Refusal as refusal:
        return _show(form, refusal_sentence(refusal)), 422
    session().visits.did(row.case_reference)
    return redirect(url_for("case", reference=row.case_reference), 303)


def _form(**given: Any) -> OwnInitiativeForm:
    form = OwnInitiativeForm(**given)
    form.units.choices = list(organisation().units.choices(language.current(), today()).items())
    return form


def _typed(form: OwnInitiativeForm) -> OwnInitiative:
    return OwnInitiative(
        kind=OwnInitiativeKind(form.kind.data),
        summary=form.summary.data,
        ground=form.ground.data,
        ordered_by=OrderedBy(form.ordered_by.data) if form.ordered_by.data else None,
        units=form.units.data or (),
        begun_on=form.begun_on.data,
    )


def _show(form: OwnInitiativeForm, refusal: tuple[str, str] | None = None) -> str:
    drafts.offer_to_keep(form, PAGE)
    return render_template(
        "office/own_initiative.html", form=form, refusal=refusal, once=secrets.token_hex(16)
    )
