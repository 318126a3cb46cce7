"""
"Why this date?": a page, a printout and a text file of the same explanation.

Whoever may see the dates of a case may see why they are what they are; nothing that was written in the case
is shown. A printout can be had in the language of the one it is for.
"""

from dataclasses import dataclass
from datetime import date

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from intake.domain.days import written
from intake.domain.languages import LANGUAGES, words_in
from intake.page.language import current
from triage.engine.deadline import Deadline
from triage.engine.explain import Explanation, explain, plain_text
from triage.office.presentation.clock_choices import about, name_of
from triage.office.request_context import organisation, seen_at, today, who
from triage.services.people.names import subject_names
from triage.services.views.case_view import is_there
from triage.services.views.explain import dates_of, wording_in


@dataclass(frozen=True, slots=True)
class Asked:
    """The clock that is asked about, among those of its rule, and the language of the answer."""

    deadline: Deadline
    of_rule: tuple[Deadline, ...]
    language: str

    @property
    def explained(self) -> Explanation:
        """Its explanation."""
        names = subject_names(organisation(), self.language)
        wording = wording_in(organisation().rulebook, self.language, organisation().words)
        return explain(self.deadline, wording, subject=about(self.deadline.subject, names))


def why_page(reference: str, rule: str) -> ResponseReturnValue:
    """Explain one date of a case."""
    asked = _asked(reference, rule)
    names = subject_names(organisation(), current())
    others = [
        (each.subject, name_of(each, names))
        for each in asked.of_rule
        if each.subject != asked.deadline.subject
    ]
    return render_template(
        "office/why.html",
        reference=reference,
        deadline=asked.deadline,
        explained=asked.explained,
        others=others,
        may_see_case=is_there(organisation(), who(), reference, today=today()),
        languages=LANGUAGES,
        today=today(),
        now=seen_at(),
    )


def print_page(reference: str, rule: str) -> ResponseReturnValue:
    """Show the explanation alone on a sheet of paper, in the language that was asked for."""
    asked = _asked(reference, rule)
    with force_locale(asked.language):
        return render_template(
            "office/why_print.html",
            reference=reference,
            deadline=asked.deadline,
            explained=asked.explained,
            today=today(),
        )


def text_file(reference: str, rule: str) -> ResponseReturnValue:
    """Give the explanation as a text file, in the language that was asked for."""
    asked = _asked(reference, rule)
    settings = organisation().settings
    with force_locale(asked.language):
        head = (
            words_in(settings.organisation, asked.language),
            _("Case %(reference)s", reference=reference),
            _written_on(today(), asked.language),
        )
    answer = Response(plain_text(asked.explained, *head), mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="{reference}-{asked.deadline.rule}.txt"'
    return answer


def _written_on(day: date, language: str) -> str:
    return str(_("Written on %(date)s", date=written(day, "long", language)))


def _asked(reference: str, rule: str) -> Asked:
    dates = dates_of(organisation(), who(), reference, today=today())
    of_rule = tuple(each for each in dates if each.rule == rule)
    subject = request.args.get("subject")
    wanted = [each for each in of_rule if subject is None or each.subject == subject]
    language = request.args.get("language", current())
    if not wanted or language not in LANGUAGES:
        abort(404)
    # Without a name for whom it is about, the one that is still open is meant.
    deadline = next((each for each in wanted if each.is_open), wanted[0])
    return Asked(deadline, of_rule, language)
