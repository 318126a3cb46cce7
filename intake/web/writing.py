"""Writing a report or a complaint: page after page, each posting everything typed so far."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, abort, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape
from werkzeug.datastructures import MultiDict

from crypto.errors import DirectoryError, ReceiptCodeError
from crypto.receipt import ReceiptCode, new_receipt_code, parse_receipt_code
from intake.page.body import broken_in
from intake.page.language import current
from intake.page.translated import macro
from intake.services.attach import AttachmentGoneError
from intake.services.receiving import TooFewHoldersError
from intake.services.reception import require_ready
from intake.services.submit import Fate, Sent, submit
from intake.web.answers import answers
from intake.web.carried import Carried, carried_from
from intake.web.files import add_posted_files, names_of, without_removed
from intake.web.forms import CITIZEN, NamedForm, PortalForm
from intake.web.handlers_form import offered
from intake.web.journeys import CHECK, FILES, HANDLERS, Journey, Step
from intake.web.kept import KeptPages, Parts
from intake.web.portal import expired, known_day, portal, status, ticket, today

pages = Blueprint("writing", __name__)

LOOK_AGAIN_DAYS = 8
"""By then the acknowledgement has been given, and first questions may have been asked."""
JOURNEY = "/<language:lang>/<any(report, complaint):kind>"


@pages.get(f"{JOURNEY}/")
def begin(lang: str, kind: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """Show the first page, if what is written could be received."""
    journey = _journey(kind)
    require_ready(portal().reception, today())
    return _show(journey, journey.steps[0], Carried({}))


@pages.post(f"{JOURNEY}/<ticket>/<step>")
def step(lang: str, kind: str, ticket: str, step: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """
    Take a page and show the one that was asked for: the next, an earlier one, or the same with its errors.
    """
    journey = _journey(kind)
    here = journey.step(step)
    if here is None:
        abort(404)
    g.stores = here.name == CHECK
    carried, troubles = add_posted_files(carried_from(request.form, journey.names))
    if here.name == CHECK or not carried.code:
        carried = _with_code(carried)
    if broken_in() is not None:
        return _show(journey, here, carried, troubles=troubles)
    form = _filled(here, carried)
    if "back" in request.form or "change" in request.form:
        return _show(journey, _wanted(journey, here), carried, troubles=troubles)
    if "remove" in request.form or "upload" in request.form or troubles:
        return _show(journey, here, without_removed(carried), form=form, troubles=troubles)
    if not form.validate() or expired():
        return _show(journey, here, carried, form=form)
    if here.name == CHECK:
        return _send(journey, here, carried)
    if here.name == "relation" and carried.texts["relation"] == CITIZEN:
        return _elsewhere(carried)
    return _show(journey, journey.steps[journey.index(here) + 1], carried)


def _journey(kind: str) -> Journey:
    journey: Journey | None = current_app.extensions["journeys"].get(kind)
    if journey is None:
        # The organisation does not run that scheme.
        abort(404)
    # Where nobody is published there is nobody to choose.
    return journey if offered(kind) else journey.without(HANDLERS)


def _with_code(carried: Carried) -> Carried:
    """Give the same with a receipt code that is one."""
    try:
        code = parse_receipt_code(carried.code)
    except ReceiptCodeError:
        code = new_receipt_code()
    return replace(carried, code=code.grouped)


def _wanted(journey: Journey, here: Step) -> Step:
    if "change" in request.form:
        return journey.step(request.form["change"]) or here
    return journey.steps[max(0, journey.index(here) - 1)]


def _filled(here: Step, carried: Carried) -> PortalForm:
    # The form reads what is carried, not the request: line ends are made one before anything is checked.
    return here.form(
        formdata=MultiDict({name: carried.texts[name] for name in here.fields if carried.texts[name]})
    )


def _elsewhere(carried: Carried) -> ResponseReturnValue:
    """Show a citizen the complaint form with what was written, and the way on with the report."""
    complaint = _journey("complaint")
    # Without the code: the complaint gets one of its own, for the report may be sent as well.
    begun = Carried({**dict.fromkeys(complaint.names, ""), "what": carried.texts.get("what", "")})
    return _show(complaint, complaint.steps[0], begun, detour=carried.hidden())


def _show(
    journey: Journey,
    here: Step,
    carried: Carried,
    *,
    form: PortalForm | None = None,
    troubles: tuple[str, ...] = (),
    gone: tuple[str, ...] = (),
    closed: bool = False,
    detour: list[tuple[str, str]] | None = None,
) -> ResponseReturnValue:
    is_expired, broken = request.method == "POST" and expired(), broken_in()

    hidden = carried.hidden(but=here.fields)
    parts = {
        "ticket": escape(ticket()),
        "hidden": macro("shared/forms.html", "hidden_inputs")(hidden),
    }
    if here.name == CHECK:
        parts |= answers(journey, carried)

    def page(parts: Parts) -> str:
        return render_template(
            f"portal/{journey.kind}_{here.name}.html",
            form=form or here.form(formdata=None, data=dict(carried.texts)),
            ticket=parts["ticket"],
            hidden=parts["hidden"],
            answers=parts,
            steps=journey.steps,
            titles=journey.titles,
            carried=hidden,
            attached=carried.attached,
            kind=journey.kind,
            step=here.name,
            number=journey.index(here) + 1,
            of=len(journey.steps),
            is_first=journey.index(here) == 0,
            named=here.form is NamedForm,
            expired=is_expired,
            troubles=troubles,
            gone=gone,
            closed=closed,
            detour=detour,
            broken=broken,
            last=journey.titles.get(broken or ""),
        )

    if (
        form
        or troubles
        or gone
        or closed
        or detour
        or is_expired
        or broken is not None
        or _shows(here, carried)
    ):
        refused = (form is not None and form.errors) or troubles or gone
        return page(parts), status(refused=refused, closed=closed)
    return _kept((journey.kind, here.name, request.method), parts, page)


def _kept(key: tuple[object, ...], parts: Parts, page: Callable[[Parts], str]) -> str:
    pages: KeptPages = current_app.extensions["kept_pages"]
    return pages.page((*key, current(), portal().own), parts, page)


def _shows(here: Step, carried: Carried) -> bool:
    """Say whether a page shows something of the draft in its fields: then it is not for everybody."""
    return (here.name == FILES and bool(carried.attached)) or any(
        carried.texts.get(name) for name in here.fields
    )


def _send(journey: Journey, here: Step, carried: Carried) -> ResponseReturnValue:
    for each in journey.steps:
        if each.form.may_stay_empty() and not any(carried.texts[name] for name in each.fields):
            continue
        # A page was left out or a field was altered on the way: show the first page that is not right.
        form = _filled(each, carried)
        if not form.validate():
            return _show(journey, each, carried, form=form)
    code = parse_receipt_code(carried.code)
    try:
        sent = submit(portal().reception, journey.draft(carried), code, now=g.now, files=carried.attached)
    except AttachmentGoneError as error:
        files = journey.step(FILES) or here
        return _show(journey, files, carried.without(error.blobs), gone=names_of(carried, error))
    except TooFewHoldersError:
        who = journey.step(HANDLERS) or here
        form = _filled(who, carried)
        form.validate()
        return _show(journey, who, carried, form=form, closed=not form.errors)
    except DirectoryError:
        return _show(journey, here, carried, closed=True)
    if sent.what is Fate.CHANGED:
        return _already(journey, carried)
    return receipt(journey.kind, sent, code)


def receipt(kind: str, sent: Sent, code: ReceiptCode) -> ResponseReturnValue:
    """Show the receipt: the code, the dates where today can be told, and the address by the settings."""
    host = portal().settings.portal_host or request.host
    parts = {
        "code": macro("shared/parts.html", "receipt_code")(code.grouped),
        "address": escape(f"{request.scheme}://{host}{url_for('returning.ask')}"),
    }
    look_again = sent.received_on + timedelta(LOOK_AGAIN_DAYS)
    days = {
        "received_on": sent.received_on,
        "acknowledge_by": sent.acknowledge_by,
        "feedback_by": sent.feedback_by,
        "look_again": look_again if known_day() == today() else None,
    }

    def page(parts: Parts) -> str:
        return render_template(
            "portal/receipt.html", kind=kind, look_again_days=LOOK_AGAIN_DAYS, **days, **parts
        )

    return _kept((kind, *days.values()), parts, page)


def _already(journey: Journey, carried: Carried) -> ResponseReturnValue:
    # No name and no contact: a message can be read with the code, and they cannot.
    text = "\n\n".join(carried.texts[name] for name in journey.prose if carried.texts[name])
    message = Carried({"text": text}, carried.attached, carried.code)
    return render_template(
        "portal/already.html",
        text=text,
        files=carried.attached,
        carried=message.hidden(),
        grouped=carried.code,
        ticket=ticket(),
    )
