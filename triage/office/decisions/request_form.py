"""A request to a unit: one page, and it ends in the letter."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.decisions.clocks import ReplyExtended
from triage.cases.decisions.complaints import HandlingRecorded
from triage.cases.decisions.referral import ReferralSent, ReplyReceived
from triage.cases.letter_text import LetterKind
from triage.cases.requests import RequestKind
from triage.cases.typed import Typed, typed
from triage.cases.vocabulary import AnswersCitizen
from triage.engine.deadline import Deadline
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionPage
from triage.office.decisions.handled import handled_by_referral
from triage.office.decisions.unit_letter_form import UnitLetterForm, clause_sentence
from triage.office.forms import WHERE_NEEDED, choice, day, prose, several, worded, yes
from triage.office.request_context import organisation, today
from triage.services.casework.preview import AS_YET_UNSEALED
from triage.services.casework.unit_letters import enclosed


def _is_to_refer(case: Case) -> bool:
    side = case.complaint
    is_taken_up = case.opened_on is not None and side.rejection is None
    return is_taken_up and side.unit is not None and not side.referrals and side.answered_on is None


class ReferForm(UnitLetterForm):
    """Send a request to a unit's leader."""

    decides = ReferralSent
    also = (*UnitLetterForm.also, HandlingRecorded, ReplyExtended)
    page = DecisionPage("refer", COMPLAINTS, _is_to_refer)
    title = _("Refer to {a_unit}")
    intro = _(
        "Here you make the letter to the leader of {unit}: print it, or copy it into a mail. Betro sends "
        "none. The last day for the reply stands in it; you may set a later one."
    )
    internal = ("longer_reason",)
    kinds = several(_("What do you ask for?"), worded(RequestKind))
    item = prose(
        _("Questions to {unit}"),
        _("Write the questions."),
        hint=_("They stand in the letter word for word. Write also what {unit} needs to find the matter by."),
    )
    files = several(
        _("Enclosed from the case"),
        list,
        hint=_("Only their names stand in the letter. Enclose the files themselves where you send it."),
    )
    enclosures = prose(_("Enclosed besides"), rows=2, hint=_("One on each line."))
    answers_citizen = choice(_("Who answers the citizen?"), _("Choose who answers."), worded(AnswersCitizen))
    copy_wanted = yes(_("The citizen wants us to have a copy of the answer"))
    confirm_contact = yes(_("Ask {unit} to confirm that it has contacted the citizen"))
    due_on = day(
        _("A later last day for {unit}"),
        WHERE_NEEDED,
        hint=_("Leave it empty for the usual time. The citizen gets no letter about it."),
    )
    longer_reason = prose(_("Why {unit} gets longer"), WHERE_NEEDED, rows=2)
    happened_on = day(_("Sent on"), hint=TODAY)

    def prepare(self) -> None:
        """Offer the files of the case by their names."""
        super().prepare()
        names = dict.fromkeys(each.entry.name for each in self.decision_context.view.files)
        self.files.choices = [(each, each) for each in names]
        if not names:
            del self.files

    def draft(self) -> None:
        """Begin with the unit that was recorded."""
        super().draft()
        self.unit.data = self.decision_context.case.complaint.unit or ""
        self.answers_citizen.data = str(AnswersCitizen.UNIT)
        self.kinds.data = [str(RequestKind.REFERRAL)]

    def completed(self) -> bool:
        """Ask why, where the unit gets longer."""
        if self.due_on.data and not self.longer_reason.data:
            self.longer_reason.errors = [_("Write why {unit} gets longer.")]
            return False
        return super().completed()

    @property
    def asked_for(self) -> tuple[RequestKind, ...]:
        """What the unit is asked for; a mere referral where nothing is ticked."""
        return tuple(map(RequestKind, self.kinds.data or ())) or (RequestKind.REFERRAL,)

    @property
    def ticked(self) -> list[str]:
        """The names of the files that are enclosed."""
        return list(self.files.data or ()) if "files" in self else []

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.REQUEST

    def said(self) -> Mapping[str, str | date]:
        """Give what was typed and ticked, the day, and the clause that it follows from."""
        clock = self._clock()
        besides = [
            gettext("The citizen wants us to have a copy of the answer.") if self.copy_wanted.data else "",
            gettext("Please confirm to us that you have contacted the citizen.")
            if self.confirm_contact.data
            else "",
        ]
        named = [*self.ticked, *(self.enclosures.data or "").splitlines()]
        return {
            "asked": "\n".join(f"- {gettext(each.words)}" for each in self.asked_for),
            "questions": self.item.data or "",
            "enclosures": enclosed(gettext("Enclosed:"), named),
            "due_strict": self.due_on.data or (today() if clock is None else clock.due_strict),
            "clause": "" if self.due_on.data else clause_sentence(clock, self.written_in),
            "who_answers": gettext("We will answer the citizen ourselves.")
            if self.answers_citizen.data == AnswersCitizen.ADVISOR
            else gettext("We ask you to answer the citizen."),
            "copy": " ".join(filter(None, besides)),
        }

    def _clock(self) -> Deadline | None:
        """Give the clock that the request starts, as it will stand."""
        sent = ReferralSent(on=today(), happened_on=self.sent_on, unit=self.unit.data, item=AS_YET_UNSEALED)
        found = self.decision_context.file.after(organisation(), [sent]).deadlines
        return next(
            (
                each
                for each in found
                if each.subject == self.unit.data
                and each.is_open
                and ReplyReceived.tag in each.counted_by.satisfied_by
            ),
            None,
        )

    def given(self) -> dict[str, object]:
        """Give what was typed, and whether anything of the citizen's goes with it."""
        kinds = tuple(map(RequestKind, self.kinds.data or ()))
        return {**super().given(), "kinds": kinds, "encloses": bool(self.ticked)}

    def decisions(self) -> tuple[Typed, ...]:
        """
        Give besides that this is how it is handled, and the longer time where the unit gets it: no letter to
        the citizen goes with it.
        """
        clock = self._clock()
        told = (*super().decisions(), *handled_by_referral(self.decision_context))
        if not self.due_on.data or clock is None:
            return told
        longer = typed(
            ReplyExtended,
            rule=clock.rule,
            subject=clock.subject,
            promised_on=self.due_on.data,
            reason_item=self.longer_reason.data,
        )
        return (*told, longer)
