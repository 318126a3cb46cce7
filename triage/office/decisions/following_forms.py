"""Following a case that a unit has of its own, and what became of it."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.page import language as reader
from intake.page.formats import plaindate
from triage.cases.decisions.following import (
    OF_AREA,
    FollowedCase,
    FollowedResult,
    FollowingBegun,
    FollowingEnded,
    Guidance,
    WaitsFor,
    next_followed,
    open_ones,
    results_of,
)
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionForm, DecisionPage, because
from triage.office.decisions.outgoing_form import OfUnit
from triage.office.forms import WHERE_NEEDED, choice, day, line, listed, offer, worded
from triage.office.request_context import organisation
from triage.services.history.case_file import CaseFile


def _follows(file: CaseFile) -> bool:
    return bool(open_ones(file.case))


class FollowForm(OfUnit):
    """Follow a case that a unit has of its own."""

    decides = FollowingBegun
    page = DecisionPage("follow", COMPLAINTS, is_near=True)
    title = _("Follow a case in {unit}")
    intro = _(
        "What the citizen waits for there, and since when. It gets a deadline and reminders here; nothing is "
        "sent to {unit}."
    )
    at_once = True
    unit = listed(_("{Bare_unit}"), _("Choose {unit}."), list)
    waits_for = choice(_("What does the citizen wait for?"), _("Choose what they wait for."), list)
    area = listed(
        _("Area"),
        WHERE_NEEDED,
        list,
        hint=_("For a decision on an application, and for one in a case that was sent back."),
    )
    item = line(_("What the case is called"), _("Write what the case is called."))
    happened_on = day(_("Received there on"), _("Write the day on which {unit} received it."))

    def prepare(self) -> None:
        """Offer what the rules or the municipality have given a limit."""
        super().prepare()
        local = organisation().rulebook.local
        areas = dict.fromkeys(area for rule in OF_AREA.values() for area in local.areas(rule))
        wanted = [each for each in WaitsFor if areas or each not in OF_AREA]
        self.waits_for.choices = [(str(each), gettext(each.words)) for each in wanted]
        if areas:
            offer(self.area, ((each, local.area_name(each, reader.current())) for each in areas))
        else:
            del self.area

    def draft(self) -> None:
        """Begin with the unit of the case; and say so where no limit of the municipality's own is there."""
        self.unit.data = self.decision_context.case.complaint.unit or ""
        if "area" not in self:
            self.notice = _(
                "The municipality's own limits have not been set up in this installation, so no decision on "
                "an application can be followed. Those who run Betro can do it."
            )

    def completed(self) -> bool:
        """Insist on the area where its limit is the one that counts."""
        if self.waits_for.data not in OF_AREA or self.area.data:
            return True
        self.area.errors = [gettext("Choose the area.")]
        return False

    def measured_by(self) -> None:
        """Measure its day by no beginning: the unit had the case before the citizen turned to us."""

    def given(self) -> dict[str, object]:
        """Give what was typed, and the next number; an area only where its limit counts."""
        given = {**super().given(), "number": next_followed(self.decision_context.case)}
        return given if self.waits_for.data in OF_AREA else {**given, "area": None}


class FollowEndForm(DecisionForm):
    """What became of a case that is followed."""

    decides = FollowingEnded
    page = DecisionPage("follow-end", COMPLAINTS, of_closed=True, is_near=True, is_offered=_follows)
    title = _("Register what became of a followed case")
    intro = _("Its deadline ends with it, in time or late. A case that is followed no longer has none.")
    at_once = True
    number = listed(_("Which case?"), _("Choose the case."), list)
    result = choice(_("What became of it?"), _("Choose what became of it."), list)
    happened_on = day(_("On which day"), hint=TODAY)
    reason_item = because(_("The reasons that {unit} gave for a refusal"), WHERE_NEEDED, hint="")
    guidance = listed(
        _("Did the refusal come with guidance on how to complain?"), WHERE_NEEDED, worded(Guidance)
    )

    def prepare(self) -> None:
        """Offer what is followed, and what may become of it; of nothing all, so that it can be refused."""
        followed = open_ones(self.decision_context.case)
        offer(self.number, ((str(each.number), self._told(each)) for each in followed))
        fitting = {result for each in followed for result in results_of(each.waits_for)}
        wanted = (each for each in FollowedResult if each in fitting or not fitting)
        self.result.choices = [(str(each), gettext(each.words)) for each in wanted]

    def draft(self) -> None:
        """Begin with the only one that there is."""
        followed = open_ones(self.decision_context.case)
        self.number.data = str(followed[0].number) if len(followed) == 1 else ""

    def measured_by(self) -> None:
        """Measure its day by no beginning, as that of the case itself."""

    def _told(self, each: FollowedCase) -> str:
        context = self.decision_context
        text = context.view.texts.get(each.item.id)
        words = "" if text is None or text.text is None else text.text[:80]
        unit = context.names.get(each.unit, each.unit)
        said = (words, unit, gettext(each.waits_for.words), plaindate(each.received_on))
        return ", ".join(filter(None, said))

    def given(self) -> dict[str, object]:
        """Give what was typed, and the number that was chosen."""
        return {**super().given(), "number": int(self.number.data)}
