"""
Writing a report or a complaint: page after page, each posting everything typed so far.
"""

from typing import Any

from flask import Blueprint, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from crypto.envelope import new_id
from crypto.errors import ReceiptCodeError
from crypto.receipt import ReceiptCode, new_receipt_code, parse_receipt_code
from intake.services.attach import AttachmentGoneError, remove_file
from intake.services.submit import Fate, Sent, submit
from intake.web.carried import Carried, carried_from, unpack
from intake.web.files import add_posted_files
from intake.web.forms import CITIZEN, PortalForm
from intake.web.journeys import CHECK, FILES, Journey, Step
from intake.web.portal import portal, ticket, today

pages = Blueprint("writing", __name__)

JOURNEY = "/<language:lang>/<any(report, complaint):kind>"


@pages.get(f"{JOURNEY}/")
def begin(lang: str, kind: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """
    Show the first page.
    """
    journey = _journey(kind)
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
    carried = carried_from(request.form, journey.names)
    carried, troubles = add_posted_files(carried)
    for wanted in ("back", "change"):
        if wanted in request.form:
            return _show(journey, _wanted(journey, here, wanted), carried)
    form = _filled(here, carried)
    if "remove" in request.form or "upload" in request.form or troubles:
        return _show(
            journey, here, _without(carried, request.form.get("remove")), form=form, troubles=troubles
        )
    if not form.validate():
        return _show(journey, here, carried, form=form, expired=g.ticket != "good")
    if here.name == CHECK:
        return _send(journey, here, carried)
    if kind == "report" and carried.texts.get("relation") == CITIZEN and here.name == "relation":
        return _elsewhere(journey, carried)
    return _show(journey, journey.steps[journey.index(here) + 1], carried)


def _journey(kind: str) -> Journey:
    found: Journey = current_app.extensions["journeys"][kind]
    return found


def _wanted(journey: Journey, here: Step, wanted: str) -> Step:
    if wanted == "change":
        return journey.step(request.form["change"]) or here
    return journey.steps[max(0, journey.index(here) - 1)]


def _without(carried: Carried, removed: str | None) -> Carried:
    gone = unpack(removed) if removed else None
    if gone is None:
        return carried
    remove_file(portal().reception, gone)
    left = tuple(each for each in carried.attached if each.blob != gone.blob)
    return Carried(carried.texts, left, carried.code)


def _filled(here: Step, carried: Carried) -> PortalForm:
    # The form reads what is carried, not the request: line ends are made one before anything is checked.
    return here.form(
        formdata=MultiDict({name: carried.texts[name] for name in here.fields if carried.texts[name]})
    )


def _elsewhere(journey: Journey, carried: Carried) -> ResponseReturnValue:
    return render_template(
        "portal/elsewhere.html", carried=carried.hidden(), ticket=ticket(), kind=journey.kind, code=""
    )


def _show(
    journey: Journey,
    here: Step,
    carried: Carried,
    *,
    form: PortalForm | None = None,
    expired: bool = False,
    troubles: tuple[str, ...] = (),
) -> ResponseReturnValue:
    if here.name == CHECK and not carried.code:
        carried = Carried(carried.texts, carried.attached, new_receipt_code().grouped)
    shown: dict[str, Any] = {
        "form": form or here.form(formdata=None, data=dict(carried.texts)),
        "carried": carried.hidden(but=here.fields),
        "texts": carried.texts,
        "attached": carried.attached,
        "ticket": ticket(),
        "kind": journey.kind,
        "step": here.name,
        "number": journey.index(here) + 1,
        "of": len(journey.steps),
        "is_first": journey.index(here) == 0,
        "expired": expired,
        "troubles": troubles,
    }
    status = 422 if (form is not None and form.errors) or troubles else 200
    return render_template(f"portal/{journey.kind}_{here.name}.html", **shown), status


def _send(journey: Journey, here: Step, carried: Carried) -> ResponseReturnValue:
    code = _code(carried)
    broken = first_fault(journey, carried)
    if code is None or broken is not None:
        # A page was left out or a field was altered on the way; show the first page that is not right.
        return _show(
            journey,
            broken or here,
            Carried(carried.texts, carried.attached),
            form=broken and _faulty(broken, carried),
        )
    try:
        sent = submit(portal().reception, journey.draft(carried), code, now=g.now, files=carried.attached)
    except AttachmentGoneError:
        files = journey.step(FILES)
        assert files is not None
        return _show(journey, files, Carried(carried.texts, (), carried.code), troubles=("gone",))
    if sent.what is Fate.CHANGED:
        return _already(journey, carried, code)
    return receipt(journey.kind, sent, code)


def first_fault(journey: Journey, carried: Carried) -> Step | None:
    """
    Give the first page whose fields are not right, or None.
    """
    return next(
        (each for each in journey.steps if each.name != CHECK and not _filled(each, carried).validate()), None
    )


def _faulty(here: Step, carried: Carried) -> PortalForm:
    form = _filled(here, carried)
    form.validate()
    return form


def _code(carried: Carried) -> ReceiptCode | None:
    try:
        return parse_receipt_code(carried.code)
    except ReceiptCodeError:
        return None


def receipt(kind: str, sent: Sent, code: ReceiptCode) -> ResponseReturnValue:
    """
    Show the receipt: the code and the dates.
    """
    return render_template("portal/receipt.html", kind=kind, sent=sent, grouped=code.grouped, today=today())


def _already(journey: Journey, carried: Carried, code: ReceiptCode) -> ResponseReturnValue:
    draft = "\n\n".join(
        carried.texts[name] for name in journey.names if name in _PROSE and carried.texts[name]
    )
    return render_template(
        "portal/already.html",
        text=draft,
        files=[value for name, value in carried.hidden() if name == "attached"],
        grouped=code.grouped,
        ticket=ticket(),
        item_id=new_id().hex(),
    )


_PROSE = frozenset({"what", "when", "where", "wish"})
