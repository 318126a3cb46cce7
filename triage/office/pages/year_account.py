"""The account of a year: its page, what everybody would read, what changed, and what is behind a number."""

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.languages import words_in
from intake.page.formats import plaindate
from intake.page.language import current
from triage.accounts.explaining import Explainer
from triage.accounts.places import NumberPlace
from triage.accounts.shown import number_words
from triage.cases.decisions.year_accounts import comments, frozen, sections_of
from triage.office.forms import OfficeForm
from triage.office.presentation.account_pages import leads_to, period_words, sheet, state_words
from triage.office.presentation.account_ways import ways_of
from triage.office.presentation.list_words import of_lines
from triage.office.request_context import now, organisation, session, today, who
from triage.rules.code_lists import CodeLists
from triage.services.accounts.document import translate_in
from triage.services.accounts.files import FileFormat, account_file
from triage.services.casework.open_case import open_report
from triage.services.clock.steadiness import moment_of_reading
from triage.services.views.year_account import AccountView, behind, note_export, year_account

MOST = 20
"""So many cases are named behind a number that changed; the number itself leads to all."""


def account_page(reference: str) -> ResponseReturnValue:
    """Show an account; what was written for it only after it was opened in this session."""
    account = _account(reference)
    case = account.case
    return render_template(
        "office/year_account.html",
        reference=reference,
        document=account.document,
        sheet=sheet(account.document),
        link=leads_to(reference),
        period=period_words(case),
        state=state_words(case),
        is_opened=account.view.is_opened,
        has_texts=bool(sections_of(case)) or any(received for _asked, received in comments(case)),
        ways=list(ways_of(account, reference)),
        asked=list(_asked(account)),
        form=OfficeForm(formdata=None),
        formats=list(FileFormat),
    )


def open_texts(reference: str) -> ResponseReturnValue:
    """Put the opening into the journal, and show what was written from now on in this session."""
    moment = moment_of_reading(organisation(), now())
    session().opened.add(open_report(organisation(), who(), reference, now=moment))
    return redirect(url_for("year_account", reference=reference), 303)


def earlier_page(reference: str) -> ResponseReturnValue:
    """Show the earlier years beside this one."""
    account = _account(reference)
    return render_template(
        "office/year_part.html",
        reference=reference,
        account_title=_title(account),
        title=_("Earlier years"),
        intro="",
        marks=(),
        sections=account.year.earlier(),
        sheet=sheet(account.document),
        nothing=_("No earlier years stand beside this account."),
    )


def public_page(reference: str) -> ResponseReturnValue:
    """Show an account as everybody would read it."""
    account = _account(reference)
    document = account.previewed()
    return render_template(
        "office/year_part.html",
        reference=reference,
        account_title=_title(account),
        title=document.title,
        intro=_("So everybody would read it: small numbers are left out, and nothing leads to a case."),
        marks=document.marks,
        sections=document.sections,
        sheet=sheet(document),
        nothing="",
        formats=list(FileFormat),
        form=OfficeForm(formdata=None),
    )


def changes_page(reference: str) -> ResponseReturnValue:
    """Show what changed in an account since it was frozen, and why."""
    account = _account(reference)
    freeze, words = frozen(account.case), account.year.why()
    since = None if freeze is None else account.year.since_frozen()
    return render_template(
        "office/year_changes.html",
        reference=reference,
        account_title=_title(account),
        frozen_on=None if freeze is None else freeze.on,
        changes=() if since is None else since.numbers,
        why=lambda change: () if since is None else words.why(change, since.records),
        written=lambda number: number_words(number, current(), _),
        most=MOST,
    )


def file(reference: str) -> ResponseReturnValue:
    """Send an account as a file. It is a POST, because leaving Betro is written into the audit log."""
    ending = request.form.get("format", "")
    if ending not in set(FileFormat):
        abort(404)
    account, form = _account(reference), FileFormat(ending)
    document = account.previewed() if request.form.get("public") else account.whole
    made = account_file(sheet(document), form)
    note_export(organisation(), who(), account.view.case_file.row, form, today=today())
    response = Response(made.content, content_type=made.kind)
    name = f"{reference}-{today().isoformat()}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def figure_page(reference: str, section: str, code: str) -> ResponseReturnValue:
    """Show the cases behind one number, as far as this person holds them."""
    account, after = _account(reference), request.args.get("after", "0")
    place = NumberPlace(section, code, request.args.get("row", ""), request.args.get("column", ""))
    if not after.isdecimal() or place not in account.numbers:
        abort(404)
    found = behind(account, who(), place, after=int(after), today=today())
    here: dict[str, Any] = {"reference": reference, "section": section, "code": code, **_line_of(place)}
    return render_template(
        "office/year_figure.html",
        back=url_for("year_account", reference=reference, _anchor=f"section-{section}"),
        account_title=_title(account),
        words=found.placed.words,
        number=found.placed.number,
        rule=found.placed.rule,
        written=lambda number: number_words(number, current(), _),
        lines=found.lines,
        onward=None if found.onward is None else url_for("year_figure", **here, after=found.onward),
        **of_lines(),
    )


def profile_page(code: str) -> ResponseReturnValue:
    """Show in plain words how a profile counts."""
    known = organisation().content.data.known_profiles
    if code not in known:
        abort(404)
    profile, language = known[code], current()
    lists = CodeLists(organisation().taxonomy, organisation().units)
    explained = Explainer(profile, lists, language, translate_in(organisation(), language))
    return render_template(
        "office/year_profile.html",
        title=words_in(profile.head.title, language),
        since=profile.head.valid_from,
        until=profile.head.valid_to,
        general=explained.general(),
        figures=[(words_in(each.label, language), explained.rule(each)) for each in profile.figures],
        tables=[(words_in(each.title, language), explained.rule(each)) for each in profile.tables],
    )


def _account(reference: str) -> AccountView:
    return year_account(
        organisation(), who(), reference, language=current(), opened=session().opened, today=today()
    )


def _title(account: AccountView) -> str:
    return account.view.summary or period_words(account.case)


def _line_of(place: NumberPlace) -> dict[str, str]:
    return {"row": place.row, "column": place.column} if place.row else {}


def _asked(account: AccountView) -> Iterator[tuple[str, str]]:
    """The units that were asked for their comments, and what came."""
    names = organisation().units.names(current())
    for asked, received in comments(account.case):
        if received is None:
            words = _("asked, the last day is %(day)s", day=plaindate(asked.answer_by_on))
        else:
            words = _("answered on %(day)s", day=plaindate(received.day))
        yield names.get(asked.unit, asked.unit), words
