"""The year: the accounts that are written, where the registers are, and how it is counted."""

from flask import render_template
from flask.typing import ResponseReturnValue

from intake.domain.languages import words_in
from intake.page.language import current
from triage.office.presentation.account_pages import period_words, state_words
from triage.office.presentation.registers import registers_here
from triage.office.request_context import organisation, today, who
from triage.services.views.year_account import accounts


def year_page() -> ResponseReturnValue:
    """Show the accounts with how far each has come, the way to each register, and the counting profiles."""
    known = organisation().content.data.known_profiles
    return render_template(
        "office/year.html",
        accounts=accounts(organisation(), who(), today=today()),
        state_of=state_words,
        period_of=period_words,
        registers=list(registers_here().values()),
        profiles=[(code, words_in(each.head.title, current())) for code, each in known.items()],
    )
