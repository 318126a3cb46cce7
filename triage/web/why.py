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
from intake.page.language import NAMES, current
from triage.domain.deadlines import Deadline
from triage.domain.explanation import Explanation, explain, plain_text
from triage.services.explain import dates_of, wording_in
from triage.services.overview import is_there
from triage.services.own_limits import about_names
from triage.web.clocks import name_of
from triage.web.edge import today, unit, who


@dataclass(frozen=True, slots=True)
class Asked:
    """The clock that is asked about, among those of its rule, and the language of the answer."""

    deadline: Deadline
    of_rule: tuple[Deadline, ...]
    language: str

    @property
    def explained(self) -> Explanation:
        """Its explanation."""
        about = self.deadline.about
        names = about_names(unit(), self.language)
        wording = wording_in(unit().rulebook, self.language)
        return explain(self.deadline, wording, about=names.get(about, about))


def why_page(reference: str, rule: str) -> ResponseReturnValue:
    """Explain one date of a case."""
    asked = _asked(reference, rule)
    names = about_names(unit(), current())
    others = [
        (each.about, name_of(each, names)) for each in asked.of_rule if each.about != asked.deadline.about
    ]
    return render_template(
        "office/why.html",
        reference=reference,
        deadline=asked.deadline,
        explained=asked.explained,
        others=others,
        may_see_case=is_there(unit(), who(), reference, today=today()),
        languages=NAMES,
        today=today(),
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
    settings = unit().settings
    with force_locale(asked.language):
        head = (
            {"da": settings.organisation_da, "en": settings.organisation_en}[asked.language],
            _("Case %(reference)s", reference=reference),
            _written_on(today(), asked.language),
        )
    answer = Response(plain_text(asked.explained, *head), mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="{reference}-{asked.deadline.rule}.txt"'
    return answer


def _written_on(day: date, language: str) -> str:
    return str(_("Written on %(date)s", date=written(day, "long", language)))


def _asked(reference: str, rule: str) -> Asked:
    dates = dates_of(unit(), who(), reference, today=today())
    of_rule = tuple(each for each in dates if each.rule == rule)
    about = request.args.get("about")
    wanted = [each for each in of_rule if about is None or each.about == about]
    language = request.args.get("language", current())
    if not wanted or language not in NAMES:
        abort(404)
    # Without a name for whom it is about, the one that is still open is meant.
    deadline = next((each for each in wanted if each.is_open), wanted[0])
    return Asked(deadline, of_rule, language)
