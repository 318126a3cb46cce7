"""One case: its facts, what was sent, its history, its deadlines, and the ways on from here."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.page.language import current
from triage.engine.explain import kind_words
from triage.office.decisions.pages import letter_url
from triage.office.decisions.registry import FORMS, ways
from triage.office.forms import OfficeForm
from triage.office.pages.in_place import forms_here
from triage.office.presentation import labels
from triage.office.presentation.breaches import breach_name, explained_words, missed
from triage.office.presentation.clock_choices import letter_name, name_of, running
from triage.office.presentation.recorded_facts import recorded_facts
from triage.office.presentation.registers import RELATIONS, entry_facts, register_of
from triage.office.presentation.timeline import timeline
from triage.office.presentation.who_acts import who_acts
from triage.office.request_context import now, organisation, seen_at, session, today, who
from triage.services.casework.open_case import open_report
from triage.services.clock.steadiness import moment_of_reading
from triage.services.people.names import subject_names
from triage.services.views.case_holders import known_holders
from triage.services.views.case_view import case_view
from triage.services.views.letters_ready import ready_in
from triage.services.views.register_links import related

MOST_DIGITS = 6


def case_page(reference: str) -> ResponseReturnValue:
    """Show a case; its content only after it was opened in this session."""
    asked = request.args.get("older", "")
    turn = int(asked) if asked.isdecimal() and len(asked) < MOST_DIGITS else 0
    view = case_view(organisation(), who(), reference, opened=session().opened, today=today(), turn=turn)
    names = subject_names(organisation(), current())
    here = forms_here(view)
    session().visits.came_by(view.case_file.row.handle)
    since = session().visits.just_done(reference)
    return render_template(
        "office/case.html",
        view=view,
        case=view.case_file.case,
        row=view.case_file.row,
        entries=timeline(view, names, letters_elsewhere=True),
        done=[] if since is None else [each.title for each in timeline(view, names, after=since)][::-1],
        subjects=names,
        ways=ways(view.case_file, organisation().settings.schemes),
        here=here,
        once=secrets.token_hex(16),
        running=running(view.deadlines),
        settled=[each for each in view.deadlines if not each.is_open],
        missed=missed(view),
        breach_name=lambda each: breach_name(each, names),
        explained_words=lambda each: explained_words(each, view.case_file.case),
        kind_words=kind_words,
        today=today(),
        now=seen_at(),
        labels=labels,
        ready=ready_in(view.case_file),
        letter_url=letter_url,
        letter_name=letter_name,
        rule_title=lambda each: name_of(each, names),
        is_opened=view.is_opened,
        holders=known_holders(organisation(), who(), view.case_file, today=today()),
        recorded_facts=recorded_facts,
        related=related(organisation(), who(), view.case_file, today=today()),
        relations=RELATIONS,
        register=register_of(view.case_file.case.register.kind),
        entry_facts=entry_facts(view.case_file.case, reference),
        who_acts=who_acts(view),
        other_side="reporter" if view.case_file.case.is_report else "citizen",
        form=OfficeForm(formdata=None),
    )


def open_content(reference: str) -> ResponseReturnValue:
    """Put the opening into the journal, and show the content from now on in this session, where asked."""
    moment = moment_of_reading(organisation(), now())
    session().opened.add(open_report(organisation(), who(), reference, now=moment))
    back = request.form.get("back", "")
    if back in FORMS:
        return redirect(url_for("decide", reference=reference, what=back), 303)
    return redirect(url_for("case", reference=reference, _anchor="content"), 303)
