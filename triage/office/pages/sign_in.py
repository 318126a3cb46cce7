"""Signing in and out, and coming back to what one was doing when the session had ended meanwhile."""

from collections.abc import Iterable, Mapping

from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from intake.page.body import BROKEN, broken_in
from triage.cases.roles import rights_of
from triage.office.forms import LOOK, OfficeForm, WithoutToken
from triage.office.request_context import goes_on_in, now, office, organisation, session, today
from triage.office.step_up import SECOND_FACTOR, wait
from triage.office.uploads import files_were_lost
from triage.services.casework.carrying import Carrying, carry_index
from triage.services.casework.rewrapping import Batches
from triage.services.clock.steadiness import is_off
from triage.services.people.sign_in import Reach, SignedIn, SignInRefusedError, sign_in
from triage.services.people.slow_down import SignInTooSoonError
from triage.services.reading.memory import Memory
from triage.services.views.case_view import is_there

SIGN_COOKIE = "__Host-betro-known"
SIGN_SECONDS = 180 * 24 * 3600
KEPT = "kept."
WRITER = "written_by"
"""Whose session had ended, as a random handle: to nobody else it is shown."""
NOT_KEPT = frozenset({"csrf_token", "once", "passphrase", "code", SECOND_FACTOR})


class SignInForm(WithoutToken):
    """
    A name, a passphrase of six words and a one-time code. Whoever cannot sign in as somebody can make nobody
    else do so.
    """

    name = StringField(lazy_gettext("Name"), [InputRequired(lazy_gettext("Write your sign-in name."))])
    passphrase = PasswordField(
        lazy_gettext("Passphrase"), [InputRequired(lazy_gettext("Write your passphrase, all six words."))]
    )
    code = StringField(
        lazy_gettext("One-time code"),
        [InputRequired(lazy_gettext("Write the code that your app shows now."))],
    )
    to = HiddenField()


def ask() -> ResponseReturnValue:
    """Show the sign-in page."""
    if session().who is not None:
        return redirect(url_for("today"), 303)
    form = SignInForm(formdata=None, to=request.args.get("to", ""))
    return render_template("office/sign_in.html", form=form, kept=(), ended=False)


def ask_again() -> ResponseReturnValue:
    """
    Show the sign-in page in answer to a form that came too late, with what was typed kept in its body.

    A form that another site sent is not kept, so nobody's words can be slipped to a person who signs in.
    """
    same_site = request.headers.get("Sec-Fetch-Site") == "same-origin"
    kept = [pair for pair in _typed() if pair[0] not in NOT_KEPT] if same_site else []
    kept += files_were_lost() if same_site else []
    was = session().was
    if kept and was is not None:
        kept.append((WRITER, was.hex()))
    form = SignInForm(formdata=None, to=request.path if same_site else "")
    return render_template("office/sign_in.html", form=form, kept=_prefixed(kept), ended=True), 401


def enter() -> ResponseReturnValue:
    """Let the person in, or say that something was wrong without saying what."""
    form = SignInForm()
    kept = [(name, value) for name, value in _typed() if name.startswith(KEPT)]
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    broken = broken_in()
    if broken is not None and kept:
        kept.append((f"{KEPT}{BROKEN}", broken))
    elif broken is None and form.validate():
        try:
            who = sign_in(
                organisation(),
                office().mistakes,
                name=form.name.data or "",
                passphrase=form.passphrase.data or "",
                code=form.code.data or "",
                now=now(),
                sign=request.cookies.get(SIGN_COOKIE),
            )
        except SignInTooSoonError as error:
            form.form_errors.append(wait(error))
        except SignInRefusedError:
            form.form_errors += (
                _("The name, the passphrase or the code is not right. Try again."),
                _("A code can be used once: wait for the next one."),
            )
            if is_off(organisation(), now()):
                form.form_errors.append(
                    _(
                        "The time of this machine has jumped, so no code can be right. Tell those who run"
                        " Betro."
                    )
                )
        else:
            visit = office().sessions.begin(session(), who, now())
            goes_on_in(visit)
            if who.former:
                visit.carrying = Carrying()
                carry_index(organisation(), who)
                visit.carrying.begin(organisation(), who, office().clock, lambda: visit.who is who)
            if rights_of(who.role).holds_cases and who.reach is Reach.WHOLE:
                visit.memory = Memory(who)
                visit.memory.fill(organisation(), today())
                visit.batches = Batches(who)
                visit.batches.catch_up(organisation(), office().clock)
            answer = make_response(_onward(form.to.data or "", kept, who))
            answer.set_cookie(
                SIGN_COOKIE, who.sign, SIGN_SECONDS, path="/", secure=True, httponly=True, samesite="Strict"
            )
            return answer
    form.passphrase.raw_data = form.code.raw_data = None
    form.code.data = ""
    return render_template("office/sign_in.html", form=form, kept=kept, ended=bool(kept)), 422


def leave() -> ResponseReturnValue:
    """End the session; the identity leaves the memory with it."""
    session().over = True
    return redirect(url_for("sign_in"), 303)


def _onward(to: str, kept: list[tuple[str, str]], who: SignedIn) -> ResponseReturnValue:
    path = to.partition("?")[0]
    place = _place(path, "POST")
    if place is not None and kept:
        if not _may_see(who, *place, dict(kept).get(f"{KEPT}{WRITER}")):
            session().setdefault("notices", []).append("not_shown")
            return redirect(url_for("today"), 303)
        # What was about to be sent is shown once more before it is.
        left_out = {f"{KEPT}step", f"{KEPT}{WRITER}"}
        fields = [(name.removeprefix(KEPT), value) for name, value in kept if name not in left_out]
        fields.append(("step", LOOK))
        return render_template("office/carry_on.html", to=path, fields=fields, form=OfficeForm(formdata=None))
    # A line end in a link that somebody else wrote would be an error at the very moment of signing in.
    return redirect(to if to.isprintable() and _place(path, "GET") else url_for("today"), 303)


def _may_see(who: SignedIn, endpoint: str, values: Mapping[str, str], writer: str | None) -> bool:
    """
    Say whether what was typed in this browser may be shown to who has signed in now: not where somebody else
    wrote it, nor where they may not open its page or do not see its case.
    """
    if writer not in (None, who.handle.hex()) or endpoint not in rights_of(who.role).pages:
        return False
    return "reference" not in values or is_there(organisation(), who, values["reference"], today=today())


def _place(path: str, method: str) -> tuple[str, Mapping[str, str]] | None:
    """Give the endpoint that *path* leads to and its values, if it is one of ours for *method*: no other."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        return None
    try:
        return current_app.url_map.bind("localhost").match(path, method=method)
    except (HTTPException, RequestRedirect):
        return None


def _typed() -> Iterable[tuple[str, str]]:
    return list(request.form.items(multi=True))


def _prefixed(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"{KEPT}{name}", value) for name, value in pairs]
