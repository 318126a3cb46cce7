"""
Forms that somebody leaves half written: what a request brings of one, and what its page says of drafts.

Each page of a form has an id of its own in a hidden field, under which what is typed in it is kept: with the
button, by the script, and by itself where it was sent and only shown again. Another tab has another one.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from http import HTTPStatus

from flask import g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from crypto.envelope import new_id
from intake.domain.closed import ClosedError
from intake.page.body import broken_in
from triage.office.forms import OfficeForm
from triage.office.keeping import KEPT_AS, Keeping, id_in, is_long, kept_as, label_of
from triage.office.request_context import as_of, now, organisation, today, who
from triage.office.step_up import SECOND_FACTOR
from triage.services.casework.drafts import (
    CarriedOutError,
    KeptDraft,
    OpenedDraft,
    SentForm,
    TooMuchError,
    drafts_of,
    keep_draft,
    open_draft,
)

NOT_TYPED = frozenset(
    {"csrf_token", "step", "once", "as_of", "attached", "files_lost", KEPT_AS, SECOND_FACTOR}
)
SHOWN = (HTTPStatus.OK, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
"""How a form is answered that was not carried out, and whose page may be left."""


def resumed(page: str, reference: str | None = None) -> OpenedDraft | None:
    """Give the draft that the address asks to go on with, if it is this person's and of this form."""
    wanted = id_in(request.args.get("draft"))
    found = None if wanted is None else open_draft(organisation(), who(), wanted, today=today())
    if found is None or (found.kept.page, found.kept.case_reference) != (page, reference):
        return None
    return found


def refilled(draft: OpenedDraft | None) -> MultiDict[str, str] | None:
    """Give what a form is filled with again; None where it begins empty."""
    return None if draft is None or draft.fields is None else MultiDict(draft.fields)


def to_copy(draft: OpenedDraft, form: type[OfficeForm] | None) -> str:
    """Show what was typed into a form that cannot be gone on with, so that it can be copied."""
    texts = [(label_of(form, name), text) for name, text in draft.fields or () if text.strip()]
    return render_template(
        "office/draft.html",
        draft=draft,
        texts=texts,
        title=getattr(form, "title", ""),
        form=OfficeForm(formdata=None),
    )


def resume_url(page: str, reference: str | None, draft_id: bytes) -> str:
    """Give the address at which one goes on with a draft."""
    if reference is None:
        # Behind a point stands which of several pages of one endpoint it is.
        endpoint, _point, name = page.partition(".")
        return url_for(endpoint, name=name or None, draft=draft_id.hex())
    return url_for("decide", reference=reference, what=page, draft=draft_id.hex())


def offer_to_keep(form: OfficeForm, page: str, reference: str | None = None) -> None:
    """Let a long form be kept, and say what is kept of it already; a short one stays as it is."""
    if not is_long(form):
        return
    here = kept_as() or _gone_on_with(page, reference) or new_id()
    if "drafts" not in g:  # A page may have several forms.
        g.drafts = drafts_of(organisation(), who(), today=today())
    mine: Sequence[KeptDraft] = g.drafts
    others = tuple(
        (resume_url(page, reference, each.id), each.kept_on)
        for each in mine
        if (each.page, each.case_reference) == (page, reference) and each.id != here
    )
    form.keeping = Keeping(here.hex(), _keep_url(page, reference), others)


def keep(page: str, reference: str | None = None, *, anew: bool = False) -> bytes:
    """
    Keep what this request brings, and give the id that it has then.

    Args:
        anew: under an id of its own.

    Raises:
        NoSuchCaseError: its case is not there for this person.
        CarriedOutError: what its page keeps has been carried out.
        TooMuchError: it is too long, or there are too many.
    """
    where = None if anew else kept_as()
    return keep_draft(
        organisation(), who(), where or new_id(), page, _typed(), reference=reference, seen=as_of(), now=now()
    )


def sent(page: str, *, ends: bool = False) -> SentForm | None:
    """Give the form that this request sends, as its drafts are found; *ends*: no other of it is left."""
    mine = kept_as()
    return None if mine is None else SentForm(mine, page, None if ends else tuple(_typed()))


def kept_unless_done(page: str, answer: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """
    Answer a form that was sent; where it was only shown again, keep what it brought, so that who goes back or
    opens a second tab finds it. Where that is not possible it stands on the page alone.
    """
    response = make_response(answer())
    reference = (request.view_args or {}).get("reference")
    is_whole = kept_as() is not None and broken_in() is None and "holds_cpr" not in g
    if is_whole and response.status_code in SHOWN:
        with suppress(ClosedError, CarriedOutError, TooMuchError):
            keep(page, reference)
    return response


def _typed() -> Iterator[tuple[str, str]]:
    return (pair for pair in request.form.items(multi=True) if pair[0] not in NOT_TYPED)


def _gone_on_with(page: str, reference: str | None) -> bytes | None:
    found = resumed(page, reference)
    return None if found is None else found.kept.id


def _keep_url(page: str, reference: str | None) -> str:
    if reference is None:
        return url_for("keep_other", what=page)
    return url_for("keep", reference=reference, what=page)
