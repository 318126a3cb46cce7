"""
One case: its facts, what was sent, its history, its deadlines, and the ways on from here.
"""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.page.language import current
from triage.domain.explanation import kind_words
from triage.services.next_steps import ways
from triage.services.open_case import open_report
from triage.services.overview import case_view
from triage.services.own_limits import about_names, happenings
from triage.services.ready import ready_in
from triage.web import labels
from triage.web.breaches import breach_name, days_late, explained_words, missed
from triage.web.clocks import letter_name, letter_url, name_of, running
from triage.web.edge import now, session, today, unit, who
from triage.web.forms import OfficeForm
from triage.web.say import timeline


def case_page(reference: str) -> ResponseReturnValue:
    """
    Show a case; its content only after it was opened in this session.
    """
    view = case_view(unit(), who(), reference, opened=session().opened, today=today())
    names = about_names(unit(), current())
    return render_template(
        "office/case.html",
        view=view,
        case=view.standing.case,
        row=view.standing.row,
        moments=timeline(view, names),
        departments=names,
        ways=ways(
            view.standing.case,
            has_mailbox=view.standing.row.intake_reference is not None,
            has_waivers=any(
                each.is_open and unit().rulebook.version(each.rule, each.rule_version).waivers
                for each in view.deadlines
            ),
            has_own_limits=bool(happenings(unit(), view.standing.case.scheme)),
        ),
        running=running(view.deadlines),
        settled=[each for each in view.deadlines if not each.is_open],
        missed=missed(view),
        breach_name=lambda each: breach_name(each, names),
        days_late=days_late,
        explained_words=explained_words,
        kind_words=kind_words,
        today=today(),
        labels=labels,
        ready=ready_in(unit(), view, today=today()),
        letter_url=letter_url,
        letter_name=letter_name,
        rule_title=lambda each: name_of(each, names),
        is_opened=view.standing.row.handle in session().opened,
        other_side="reporter" if view.standing.case.is_report else "citizen",
        form=OfficeForm(formdata=None),
    )


def open_content(reference: str) -> ResponseReturnValue:
    """
    Put the opening into the journal, and show the content from now on in this session.
    """
    session().opened.add(open_report(unit(), who(), reference, now=now()))
    return redirect(url_for("case", reference=reference, _anchor="content"), 303)
