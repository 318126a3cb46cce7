"""
What turning somebody away has in common, whichever side of the house it is: a reason of the list, what has
been done, the letter that fits the reason, and the end of the case.
"""

from dataclasses import replace

from flask import request
from flask_babel import lazy_gettext as _

from triage.office.decisions.ending_form import EndingForm
from triage.office.forms import LOOK, WHERE_NEEDED, prose
from triage.services.casework.letters import Sheet, has_blank


class TurningAwayForm(EndingForm):
    """A letter that says why not, which is written by the reason and shown before anything is sent."""

    drafts_at_once = False
    apart: tuple[str, ...] = ()
    """The fields of what is seldom done besides, which are folded away together under `apart_title`."""
    apart_title: object = ""
    says_apart: bool = False
    """Whether something is typed there, or is to be put right."""
    internal: tuple[str, ...] = ("reason_item",)
    item = prose(
        _("The letter"),
        WHERE_NEEDED,
        hint=_("Leave it empty for the letter that fits the reason. You read it before it is sent."),
        rows=10,
    )

    def draft(self) -> None:
        """Begin with closing, as nearly every such case ends."""
        self.closes.data = True
        super().draft()

    def sheet(self) -> Sheet:
        """Give what the draft is made of, with the reason that is chosen here."""
        return replace(super().sheet(), why_not=self["reason"].data or None)

    def completed(self) -> bool:
        """Look at the letter of the reason where none was written; nothing is sent that nobody has seen."""
        if not self.words.data and request.form.get("step", LOOK) == LOOK:
            self.write_draft()
            if has_blank(self.words.data):
                self.notice = _("Here is a draft. Write what belongs where there is a blank (_____).")
                return False
        return super().completed()
