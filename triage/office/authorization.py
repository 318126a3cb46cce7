"""
The gate in front of every view: the table of access is asked before anything of the request is believed.

Whoever is not signed in is asked to sign in and comes back to the same page; what was typed into a form is
kept in the body of the sign-in page meanwhile, never on a disk and never in a cookie.
"""

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.page.body import broken_in
from intake.page.uploads import end_uploads
from triage.cases.roles import rights_of
from triage.office.access import OPEN
from triage.office.pages.sign_in import ask_again
from triage.office.request_context import now, office, organisation, session, today
from triage.office.uploads import let_files_be_read, let_files_come
from triage.services.casework.carrying import carry_case
from triage.services.clock.steadiness import TimeError, require_steady
from triage.services.people.holders import directory
from triage.services.people.sign_in import Reach, is_still_here
from triage.services.people.signed_in import SignedIn

IN_ANY_TIME = frozenset(
    {"sign_out", "end_session", "end_other_sessions", "open", "file", "identity", "search", "machine_time"}
)
"""What may be sent while the time is not to be believed: nobody is kept in, or from reading,
and an administrator may end it."""

IN_A_BROKEN_DIRECTORY = frozenset(
    {"today", "today_group", "cases", "calendar", "calendar_day", "why", "why_print", "why_text", "health"}
    | {"people", "journal", "machine_time"}
)
"""What may be looked at while nobody can tell whose keys are genuine: dates, and what helps to mend it."""

RENEWING = frozenset({"sign_out", "health"})
"""What is left to whoever has keys that were born under somebody else's eyes."""

SHOWN_AGAIN = frozenset(
    {"decide", "identity", "new_inquiry", "register_contact", "register_report", "own_initiative", "lost"}
    | {"import_inquiries", "new_entry", "begin_account"}
    | {"keep", "keep_other"}
    | {"holders", "absence", "titles"}
)
"""The forms in which somebody types; any other that did not come whole is refused."""


def add_gate(app: Flask) -> None:
    """
    Put the gate in front of `app`'s views. It must be added before the CSRF protection, which would otherwise
    answer an expired session with an error and lose what was typed.
    """

    @app.teardown_request
    def _end(_error: BaseException | None) -> None:
        end_uploads()

    @app.before_request
    def _gate() -> ResponseReturnValue | None:
        if request.url_rule is None:
            return None
        let_files_be_read()
        if request.endpoint in OPEN:
            return None
        who = session().who
        if who is not None and not is_still_here(organisation(), who, today()):
            # Ended, given another role or other keys, or let in while the directory was broken: it counts
            # from now on, not from the next sign-in.
            office().sessions.end(session())
            who = None
        if who is None:
            return _ask_to_sign_in()
        return _let_in(who)


def _let_in(who: SignedIn) -> ResponseReturnValue | None:
    """Let somebody who is signed in have the page, where their role may; or say where they have to go."""
    if who.reach is Reach.RENEWAL and request.endpoint not in RENEWING:
        return redirect(url_for("enrol"), 303)
    if request.endpoint not in rights_of(who.role).pages:
        abort(403)
    _require_believable()
    reference = (request.view_args or {}).get("reference")
    if who.former and reference is not None:
        carry_case(organisation(), who, reference, office().clock)
    let_files_come()
    if request.endpoint not in SHOWN_AGAIN and broken_in() is not None:
        abort(400)
    return None


def _require_believable() -> None:
    """
    Let nothing be opened, written or decided where the directory is broken, nor recorded in a wrong time.

    Raises:
        DirectoryError: it is broken, and this is more than a look at dates.
        TimeError: the time has jumped, and this may not be done in any time.
    """
    is_a_look = request.method == "GET" and request.endpoint in IN_A_BROKEN_DIRECTORY
    if not is_a_look and request.endpoint != "sign_out":
        directory(organisation(), today())
    if request.method == "POST" and request.endpoint not in IN_ANY_TIME:
        _require_steady()


def _require_steady() -> None:
    try:
        require_steady(organisation(), now())
    except TimeError:
        # Read before it is refused, so that it stands on the page that says why.
        _ = request.form
        raise


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method == "POST":
        return ask_again()
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("sign_in", to=None if wanted == "/" else wanted), 303)
