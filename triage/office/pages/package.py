"""A complaint as a package for the records system: asked for with a reason, and sent while it is made."""

from flask import Response, abort, render_template, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from intake.domain.languages import words_in
from intake.page.language import current
from triage.cases.documents import Document
from triage.cases.refusals import Refusal
from triage.office.forms import OfficeForm, prose
from triage.office.pages.documents import letter_files, way_sent
from triage.office.presentation.refusal_text import CANNOT, cannot, refusal_sentence
from triage.office.presentation.timeline import timeline
from triage.office.request_context import as_of, now, office, organisation, session, today, who
from triage.services.casework.as_seen import MovedOnError
from triage.services.clock.steadiness import moment_of_reading
from triage.services.people.names import subject_names
from triage.services.views.case_view import CaseView, case_view
from triage.services.views.package import PackageWords, package


class PackageForm(OfficeForm):
    """Why the case is taken out."""

    internal = ("why",)
    why = prose(_("Why is the case taken out?"), _("Write why the case is taken out."))


def ask(reference: str) -> ResponseReturnValue:
    """Ask for the reason; there is no such page of a report."""
    return _show(_view(reference), PackageForm(formdata=None))


def made(reference: str) -> ResponseReturnValue:
    """Record that the case leaves Betro, and send the package."""
    view, form, seen = _view(reference), PackageForm(), as_of()
    if form.is_only_shown or not view.is_opened:
        return _show(view, form)
    if not form.validate():
        return _show(view, form), 422
    visit, reader = session(), who()
    try:
        coming = package(
            organisation(),
            reader,
            reference,
            why=form.why.data,
            seen=seen,
            opened=visit.opened,
            words=_words(),
            now=moment_of_reading(organisation(), now()),
            clock=office().clock.now,
            is_here=lambda: visit.who is reader,
        )
    except MovedOnError:
        return _show(_view(reference), form, seen=seen), 409
    except Refusal as refusal:
        return _show(view, form, refusal=refusal_sentence(refusal)), 422
    except tuple(CANNOT) as error:
        status, sentence = cannot(error)
        return _show(view, form, refusal=sentence), status
    response = Response(stream_with_context(coming), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}.zip"'
    return response


def _words() -> PackageWords:
    units = subject_names(organisation(), current())

    def cells(each: Document) -> list[str]:
        other = units.get(each.unit, each.unit) if each.unit else _(each.counterpart.words)
        title = f"{_(each.title)} ({_('withdrawn since')})" if each.is_withdrawn else _(each.title)
        return [
            str(each.number),
            each.on.isoformat(),
            str(_(each.way.words)),
            str(title),
            str(other),
            way_sent(each),
        ]

    of_document = (_("No."), _("Date"), _("Way"), _("Document"), _("Other side"), _("How it went"))
    heads = [str(each) for each in (*of_document, _("File"), "SHA-256", _("Bytes"), _("Fault"))]
    name = words_in(organisation().settings.organisation, current())
    cut = _("The package is not whole: you have signed out, or may not see the case any more.")
    last = ("INCOMPLETE.txt", str(cut))
    return PackageWords(lambda text: str(_(text)), heads, cells, letter_files, name, last)


def _view(reference: str) -> CaseView:
    view = case_view(organisation(), who(), reference, opened=session().opened, today=today())
    if not view.case_file.case.is_complaint:
        abort(404)
    return view


def _show(
    view: CaseView, form: PackageForm, *, refusal: tuple[str, str] | None = None, seen: int | None = None
) -> str:
    known = len(view.case_file.history)
    has_moved_on = seen not in {None, known}
    names = subject_names(organisation(), current())
    return render_template(
        "office/package.html",
        row=view.case_file.row,
        is_opened=view.is_opened,
        form=form,
        refusal=refusal,
        known=known,
        has_moved_on=has_moved_on,
        news=timeline(view, names, after=seen or 0) if has_moved_on else (),
    )
