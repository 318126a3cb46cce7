"""
Who holds a case, on a page of its own: to give it to somebody, to keep somebody out, to leave it oneself.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from intake.page.body import broken_in
from triage.cases.refusals import Refusal
from triage.office.forms import OfficeForm, choice, listed, offer, prose
from triage.office.presentation.refusal_text import CANNOT, cannot, refusal_sentence
from triage.office.request_context import as_of, now, organisation, session, today, who
from triage.office.step_up import NotSteppedUpError, StepUpForm, require_stepped_up
from triage.services.casework.as_seen import MovedOnError
from triage.services.casework.change_holders import change_holders
from triage.services.people.first_item import HoldersUnknownError
from triage.services.views.case_holders import CaseHolders, HolderLine, case_holders

GIVE, KEEP_OUT, RECUSE = "give", "keep_out", "recuse"
WHAT = (
    (GIVE, _("Give it to a colleague or an alternate")),
    (KEEP_OUT, _("Keep a colleague out of it")),
    (RECUSE, _("Leave it myself, because I am not impartial")),
)
NEEDED = (
    ("to", {GIVE}, _("Choose somebody.")),
    ("out", {KEEP_OUT}, _("Choose somebody.")),
    ("why", {KEEP_OUT, RECUSE}, _("Write why.")),
)
"""What must be filled in for which choice, and what is said where it is not."""
SENT = "send"


class HoldersForm(OfficeForm):
    """What is to change in who holds a case, and why."""

    internal = ("why",)
    what = choice(_("What is to happen?"), _("Choose what is to happen."), lambda: WHAT)
    to = listed(
        _("Who is given it"),
        None,
        list,
        hint=_("Also if you leave it or keep somebody out, so that two hold it."),
    )
    out = listed(_("Who is kept out"), None, list)
    why = prose(_("Why"), hint=_("Read by those who hold the case afterwards."), rows=4)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask besides for what the choice needs: somebody, or a reason."""
        is_valid: bool = super().validate(extra_validators)
        for name, choices, sentence in NEEDED:
            if self.what.data in choices and not self[name].data:
                self[name].errors = [sentence]
                is_valid = False
        return is_valid

    @property
    def added(self) -> frozenset[bytes]:
        """Who is to hold it from now on."""
        return frozenset({bytes.fromhex(self.to.data)} if self.to.data else ())

    @property
    def removed(self) -> frozenset[bytes]:
        """Who is to hold it no more."""
        if self.what.data == RECUSE:
            return frozenset({who().handle})
        return frozenset(
            {bytes.fromhex(self.out.data)} if self.what.data == KEEP_OUT and self.out.data else ()
        )


class HoldersSignForm(StepUpForm):
    """A one-time code, before what was looked over is signed."""


def ask(reference: str) -> ResponseReturnValue:
    """Show who holds the case."""
    found = _found(reference)
    return _unknown(reference) if found is None else _page(found, HoldersForm(formdata=None))


def changed(reference: str) -> ResponseReturnValue:
    """Show who would hold it then; or let it be so."""
    form, seen = HoldersForm(), as_of()
    if session().has_spent(request.form.get("once")):
        return _onward(reference, form)
    found = _found(reference)
    if found is None:
        return _unknown(reference), 409
    _offer(form, found)
    if request.form.get("step") == "change" or broken_in() is not None:
        return _page(found, form)
    if not form.validate():
        return _page(found, form), 422
    if request.form.get("step") != SENT:
        return _page(found, form, sign=HoldersSignForm(formdata=None))
    return _signed(reference, found, form, seen)


def _signed(reference: str, found: CaseHolders, form: HoldersForm, seen: int) -> ResponseReturnValue:
    """Let it be so, once, with a code of the phone."""
    sign = HoldersSignForm()
    try:
        with session().spending(request.form.get("once")) as is_first:
            if is_first:
                require_stepped_up(sign)
                change_holders(
                    organisation(),
                    who(),
                    reference,
                    add=form.added,
                    remove=form.removed,
                    now=now(),
                    why=form.why.data or "",
                    seen=seen,
                )
                if who().handle in form.removed:
                    session().setdefault("notices", []).append("recused")
    except NotSteppedUpError:
        return _page(found, form, sign=sign), 422
    except MovedOnError:
        return _page(_found(reference) or found, form, moved_on=True), 409
    except Refusal as refusal:
        return _page(found, form, refusal=refusal_sentence(refusal)), 422
    except tuple(CANNOT) as error:
        status, sentence = cannot(error)
        return _page(found, form, refusal=sentence), status
    return _onward(reference, form)


def _onward(reference: str, form: HoldersForm) -> ResponseReturnValue:
    """Go on to the case, or to the list where it is left; a second press goes where the first did."""
    if who().handle in form.removed:
        return redirect(url_for("cases"), 303)
    session().visits.did(reference)
    return redirect(url_for("holders", reference=reference), 303)


def _found(reference: str) -> CaseHolders | None:
    try:
        return case_holders(organisation(), who(), reference, today=today())
    except HoldersUnknownError:
        return None


def _unknown(reference: str) -> str:
    return render_template("office/holders_unknown.html", reference=reference)


def _offer(form: HoldersForm, found: CaseHolders) -> None:
    again = str(_("does not hold it any more"))
    offer(
        form.to,
        [(each.person.handle.hex(), _called(each)) for each in found.others]
        + [
            (each.person.handle.hex(), f"{_called(each)}, {again}")
            for each in found.no_more
            if each.is_sealed_to
        ],
    )
    mine = who().handle
    offer(form.out, [(e.person.handle.hex(), _called(e)) for e in found.holders if e.person.handle != mine])


def _called(each: HolderLine) -> str:
    return (
        f"{each.person.display_name} ({_('from outside')})" if each.is_alternate else each.person.display_name
    )


def _then(found: CaseHolders, form: HoldersForm) -> Sequence[str]:
    """Give the names of those who would hold it."""
    everybody = (*found.holders, *found.no_more, *found.others)
    stay = {each.person.handle for each in found.holders} - form.removed | form.added
    return [_called(each) for each in everybody if each.person.handle in stay]


def _page(
    found: CaseHolders,
    form: HoldersForm,
    *,
    sign: HoldersSignForm | None = None,
    refusal: tuple[str, str] | None = None,
    moved_on: bool = False,
) -> str:
    """Give the page of a change, or the one that shows what is signed."""
    _offer(form, found)
    then = None if sign is None else _then(found, form)
    undone = sign is not None and form.added & {each.person.handle for each in found.no_more}
    return render_template(
        "office/holders.html",
        found=found,
        row=found.file.row,
        form=form,
        sign=sign,
        then=then,
        undoes_keep_out=bool(undone),
        leaves=who().handle in form.removed if sign is not None else False,
        refusal=refusal,
        moved_on=moved_on,
        known=len(found.file.history),
        once=secrets.token_hex(16),
        typed=[(name, form[name].data or "") for name in ("what", "to", "out", "why")],
        called=_called,
        me=who().handle,
    )
