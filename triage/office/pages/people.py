"""
Who works here: for advisors and administrators. Nothing of any case stands on it but, for an advisor, their
own.
"""

import secrets

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms.validators import Length

from intake.page.language import current
from triage.cases.roles import rights_of
from triage.office.forms import OfficeForm, day, line, listed, offer
from triage.office.pages.signing import key_parts
from triage.office.presentation import labels
from triage.office.request_context import office, organisation, session, today, who
from triage.office.step_up import NotSteppedUpError, StepUpForm, require_stepped_up
from triage.services.casework.rewrapping import shares
from triage.services.people.absences import AbsenceRefusedError, end_absence, named_absences, note_absence
from triage.services.people.leaving import held_by_too_few, people_who_left
from triage.services.people.new_person import LONGEST_NAME
from triage.services.people.titles import TitleError, require_titles, set_titles
from triage.services.views.feed import end_address
from triage.services.views.oversight import Colleague, colleagues

REFUSED = {
    "days": _("The last day lies before the first, is over already, or is more than a year away."),
    "person": _("This person holds no cases, or has left."),
    "stand_in": _("Whoever stands in must work here and hold cases, and be somebody else."),
}


class AbsenceForm(OfficeForm):
    """From when to when, and who stands in."""

    intro = _(
        "Alerts go to whoever stands in at once, and it ends by itself after the last day. Whoever stands in"
        " sees the dates of open cases only, and not those of a case from which they were kept out."
    )
    button = _("Note the absence")
    first = day(_("First day away"), _("Write the date."))
    last = day(_("Last day away"), _("Write the date."))
    stand_in = listed(
        _("Who stands in"),
        None,
        list,
        hint=_(
            "They see the dates of open cases until the last day, and no content until somebody gives it."
        ),
    )


_SHORT_ENOUGH = Length(
    max=LONGEST_NAME, message=_("The text is too long: at most %(most)d characters.", most=LONGEST_NAME)
)


class TitlesForm(StepUpForm):
    """What a person is called on the portal, where nobody is named, and a one-time code."""

    intro = _(
        "The portal shows titles and no names. Whoever sends something in may keep a title out, so let it be"
        " one that people outside can tell from the others."
    )
    button = _("Save")
    title_da = line(
        _("Title in Danish"),
        _("Write the title."),
        hint=_("By what people outside know this person."),
        checked=[_SHORT_ENOUGH],
    )
    title_en = line(_("Title in English"), _("Write the title."), checked=[_SHORT_ENOUGH])


def people_page() -> ResponseReturnValue:
    """Show who works here, and what waits."""
    holds = rights_of(who().role).holds_cases
    return render_template(
        "office/people.html",
        people=colleagues(organisation(), today=today()),
        absences=named_absences(organisation(), today=today()),
        shares=shares(organisation(), who(), today=today()) if holds else (),
        left=people_who_left(organisation(), today=today()),
        few=held_by_too_few(organisation(), who().handle, today=today()) if holds else (),
        holds_cases=holds,
        me=who().handle,
        units=organisation().units.on(today()),
        names=organisation().units.names(current()),
        language=current(),
        labels=labels,
        today=today(),
        **key_parts(),
    )


def end_calendar(person: str) -> ResponseReturnValue:
    """End somebody's calendar address."""
    if end_address(organisation(), handle_of(person), by=who(), today=today()):
        _notice("calendar_ended")
    return redirect(url_for("people"), 303)


def ask_absence(person: str) -> ResponseReturnValue:
    """Ask from when to when somebody is away."""
    return _absence_page(colleague(person), AbsenceForm(formdata=None))


def note_away(person: str) -> ResponseReturnValue:
    """Note an absence, and lend the dates of what the absent person holds."""
    found, form = colleague(person), AbsenceForm()
    _offer_stand_ins(form, found)
    if form.is_only_shown or not form.validate():
        return _absence_page(found, form), 200 if form.is_only_shown else 422
    stand_in = bytes.fromhex(form.stand_in.data) if form.stand_in.data else None
    away = (form.first.data, form.last.data)
    try:
        note_absence(organisation(), who(), found.person.handle, *away, stand_in=stand_in, today=today())
    except AbsenceRefusedError as refused:
        return _absence_page(found, form, REFUSED[refused.why]), 422
    _lend()
    _notice("absence_noted")
    return redirect(url_for("people"), 303)


def back_again(person: str) -> ResponseReturnValue:
    """Let somebody be back from today on."""
    if end_absence(organisation(), who(), handle_of(person), today=today()):
        _notice("absence_ended")
    return redirect(url_for("people"), 303)


def ask_titles(person: str) -> ResponseReturnValue:
    """Ask what somebody is called on the portal."""
    found = colleague(person)
    known = {"title_da": found.person.title_da, "title_en": found.person.title_en}
    return _titles_page(found, TitlesForm(formdata=None, data=known))


def name_titles(person: str) -> ResponseReturnValue:
    """Let somebody be called so, and tell the portal."""
    found, form = colleague(person), TitlesForm()
    if form.is_only_shown or not form.validate():
        return _titles_page(found, form), 200 if form.is_only_shown else 422
    titles = {"da": form.title_da.data, "en": form.title_en.data}
    try:
        with session().spending(request.form.get("once")) as is_first:
            if is_first:
                require_titles(titles)
                require_stepped_up(form)
                set_titles(organisation(), who(), found.person.handle, titles, today=today())
                _notice("titles_set")
    except NotSteppedUpError:
        return _titles_page(found, form), 422
    except TitleError:
        unseen = _("A title is one line, without signs that cannot be seen.")
        return _titles_page(found, form, unseen), 422
    return redirect(url_for("people"), 303)


def colleague(person: str) -> Colleague:
    """Give somebody who works here by the handle of an address; there is no such page for anybody else."""
    handle = handle_of(person)
    everybody = colleagues(organisation(), today=today())
    here = (each for each in everybody if each.person.handle == handle and each.person.ended_on is None)
    found = next(here, None)
    if found is None:
        abort(404)
    return found


def handle_of(person: str) -> bytes:
    """Read a handle out of an address; there is no such page for what is none."""
    try:
        return bytes.fromhex(person)
    except ValueError:
        abort(404)


def _offer_stand_ins(form: AbsenceForm, found: Colleague) -> None:
    others = [
        each.person
        for each in colleagues(organisation(), today=today())
        if rights_of(each.person.role).holds_cases
        and each.person.ended_on is None
        and each.person.handle != found.person.handle
    ]
    offer(form.stand_in, [(each.handle.hex(), each.display_name) for each in others])


def _absence_page(found: Colleague, form: AbsenceForm, refused: object = None) -> str:
    _offer_stand_ins(form, found)
    called = _("Absence of %(name)s", name=found.person.display_name)
    return _page(found, form, _("Your absence") if found.person.handle == who().handle else called, refused)


def _titles_page(found: Colleague, form: TitlesForm, refused: object = None) -> str:
    called = _("Title of %(name)s", name=found.person.display_name)
    return _page(found, form, called, refused, once=secrets.token_hex(16))


def _page(
    found: Colleague, form: OfficeForm, called: object, refused: object, once: str | None = None
) -> str:
    return render_template(
        "office/person_form.html",
        person=found.person,
        form=form,
        called=called,
        refusal=None if refused is None else (refused, ""),
        once=once,
    )


def _lend() -> None:
    """Let a thread of this session lend what it can; an administrator's can lend nothing."""
    batches = session().batches
    if batches is not None:
        batches.catch_up(organisation(), office().clock)


def _notice(code: str) -> None:
    session().setdefault("notices", []).append(code)
