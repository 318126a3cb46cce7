"""What waits to be signed of a person: six words to compare on the telephone, and a signature."""

import secrets

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from crypto.errors import DirectoryError
from triage.office.presentation import labels
from triage.office.request_context import organisation, session, today, who
from triage.office.step_up import NotSteppedUpError, StepUpForm, require_stepped_up
from triage.services.people.ending import sign_proposal
from triage.services.people.names import name_of
from triage.services.people.standing import STATES, everybody
from triage.services.people.statements import (
    Needs,
    Pending,
    SigningRefusedError,
    Why,
    pending,
    throw_away,
)
from triage.services.recovery.trial import is_due

REFUSED = {
    Why.OWN: _("It is about you: others sign it."),
    Why.SIGNED: _("You have signed it. A second adviser has to sign it too."),
    Why.CASES: _(
        "Fewer than two would hold some of your cases. They stand on the page that ends this person's time:"
        " give each to somebody first."
    ),
    Why.NOT_STANDING: _("Only an adviser whose own keys stand in the directory can sign."),
    Why.ROOT: _(
        "Fewer than three advisers stand in the directory, so two of them are not enough: the root of the"
        " installation has to sign. Those who run Betro fetch a file with betro keys pending, sign it on the"
        " offline machine with betro keys sign, and bring it back with betro keys import."
    ),
}


SIGN, THROW_AWAY = "sign", "throw_away"


class SignForm(StepUpForm):
    """A one-time code, before a signature or before something is thrown away."""


def key_parts() -> dict[str, object]:
    """Give what the page of people says of keys: what waits to be signed, and how far everybody has come."""
    return {
        "proposals": waiting(),
        "standing": everybody(organisation(), today=today()),
        "states": STATES,
        "recovery_due": is_due(organisation(), today=today()),
    }


def waiting() -> tuple[Pending, ...]:
    """Give what waits to be signed; nothing while the directory is broken, as nobody can say who may."""
    try:
        return tuple(pending(organisation(), today=today()))
    except DirectoryError:
        return ()


def ask(proposal: str) -> ResponseReturnValue:
    """Show of whom it is, what it says, and the six words."""
    return _page(_of(proposal), SignForm(formdata=None))


def signed(proposal: str) -> ResponseReturnValue:
    """Sign it, or throw it away: what was shown, and nothing that stands in its place by now."""
    form, step = SignForm(), request.form.get("step")
    if step not in {SIGN, THROW_AWAY}:
        return _page(_of(proposal), SignForm(formdata=None))
    try:
        with session().spending(_token(step)) as is_first:
            # What the first press signed may wait no more when the second comes.
            if is_first:
                each = _of(proposal)
                session().setdefault("notices", []).append(_done(each, form, step))
    except NotSteppedUpError:
        return _page(each, form), 422
    except SigningRefusedError as refused:
        if refused.why is Why.GONE:
            return _page(_of(proposal), SignForm(formdata=None), has_changed=True), 409
        form.form_errors.append(str(REFUSED[refused.why]))
        return _page(each, form), 422
    return redirect(url_for("people"), 303)


def _done(each: Pending, form: SignForm, step: str) -> str:
    """
    Do what the button says, and give the code of what is told of it.

    Raises:
        NotSteppedUpError: the code of the form was not right.
        SigningRefusedError: it is not what was shown, or not for this person to do.
    """
    if _is_another(each):
        raise SigningRefusedError(Why.GONE)
    if step == THROW_AWAY and _is_own_end(each):
        raise SigningRefusedError(Why.OWN)
    require_stepped_up(form)
    if step == THROW_AWAY:
        throw_away(organisation(), each.proposal.id, by=who().handle, today=today())
        return "proposal_gone"
    needs = sign_proposal(organisation(), who(), each.proposal, today=today())
    stands = "signed" if each.proposal.until_on is None else "end_signed"
    return stands if needs is None else "signed_first"


def _token(step: str) -> str | None:
    """Give the token of one button of the page: whoever has signed and comes back can throw away."""
    once = request.form.get("once")
    return None if once is None else f"{once} {step}"


def _bound(each: Pending) -> str:
    """Give what a signature is asked for: the keys in six words, and the last day where it is an end."""
    until = each.proposal.until_on
    return each.words if until is None else f"{each.words} {until.isoformat()}"


def _is_another(each: Pending) -> bool:
    return request.form.get("words") != _bound(each)


def _is_own_end(each: Pending) -> bool:
    return each.person.handle == who().handle and each.proposal.until_on is not None


def _of(proposal: str) -> Pending:
    found = next((each for each in waiting() if each.proposal.id.hex() == proposal), None)
    if found is None:
        abort(404)
    return found


def _page(each: Pending, form: SignForm, *, has_changed: bool = False) -> str:
    why = REFUSED[Why.ROOT] if each.needs is Needs.ROOT else None
    if each.person.handle == who().handle:
        why = REFUSED[Why.OWN]
    elif each.first == who().handle:
        why = REFUSED[Why.SIGNED]
    return render_template(
        "office/proposal.html",
        form=form,
        each=each,
        why=why,
        may_sign=why is None and who().role == "advisor",
        may_throw_away=not _is_own_end(each),
        words=_bound(each),
        once=secrets.token_hex(16),
        has_changed=has_changed,
        first=None if each.first is None else name_of(organisation(), each.first),
        labels=labels,
    )
