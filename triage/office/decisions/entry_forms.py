"""How an entry in a register ends."""

from flask_babel import lazy_gettext as _

from triage.cases.decisions.registers import EntryClosed, EntryWithdrawn
from triage.cases.register_kinds import RegisterKind
from triage.office.decisions.decision_form import REGISTER, TODAY, DecisionForm, DecisionPage, because
from triage.office.forms import day, prose
from triage.services.history.case_file import CaseFile

HAS_AN_END = frozenset({RegisterKind.ACTIVITY, RegisterKind.ORDERED_COUNT, RegisterKind.FOCUS_POINT})
"""The registers whose entries end by something of their own."""


def _has_no_other_end(file: CaseFile) -> bool:
    return file.case.register.kind not in HAS_AN_END


class CloseEntryForm(DecisionForm):
    """Nothing more is done about it."""

    decides = EntryClosed
    page = DecisionPage("close-entry", REGISTER, is_offered=_has_no_other_end)
    title = _("Close the entry")
    intro = _("Nothing more is awaited of it. It stays in the register and counts as before.")
    at_once = True
    item = prose(_("What is to be said of it"), rows=3)
    happened_on = day(_("Closed on"), hint=TODAY)


class WithdrawEntryForm(DecisionForm):
    """It was recorded by mistake."""

    decides = EntryWithdrawn
    page = DecisionPage(
        "withdraw-entry",
        REGISTER,
        of_closed=True,
        is_offered=lambda file: file.case.register.withdrawn_on is None,
    )
    title = _("Withdraw an entry that was recorded by mistake")
    intro = _("It stays to be read with your reason, and counts in no account.")
    reason_item = because()
