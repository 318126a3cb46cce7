"""Minutes of what was said: written, given to check, and corrected."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _

from intake.domain.translatable import N_
from intake.page.formats import plaindate
from triage.cases.decisions.minutes import (
    CheckWay,
    Minutes,
    MinutesDrafted,
    MinutesOf,
    MinutesSentToCheck,
    next_minutes,
    unlocked,
)
from triage.cases.decisions.minutes_locked import (
    MinutesCorrected,
)
from triage.cases.typed import Typed, typed
from triage.office.decisions.decision_form import TODAY, DecisionForm, DecisionPage
from triage.office.decisions.letter_form import NO_MAILBOX, last_language
from triage.office.forms import WHERE_NEEDED, choice, day, listed, offer, prose, worded
from triage.office.request_context import today
from triage.services.history.case_file import CaseFile

WHICH, CHOOSE = _("Which minutes?"), _("Choose the minutes.")
READ_THIS = N_(
    "These are the minutes of what you told us. Read them, and write here whether they are right, or what "
    "should be changed."
)
MINUTES, WRITE = _("Minutes"), _("Write the minutes.")


def has_unlocked(file: CaseFile) -> bool:
    return bool(unlocked(file.case))


class GivenToCheck(DecisionForm):
    """Words that are given to whoever spoke, to check."""

    way = listed(_("How are they given to check?"), None, worded(CheckWay), hint=_("Leave it empty to wait."))
    given_on = day(_("Given on, if not in the mailbox"), WHERE_NEEDED, hint=TODAY)

    def __iter__(self) -> Iterator[Any]:
        """Give the fields, how the words are given to check last."""
        last = ("way", "given_on")
        yield from (each for each in super().__iter__() if each.short_name not in last)
        yield from (self[name] for name in last)

    def completed(self) -> bool:
        """Insist on another way where there is no mailbox."""
        if self.way.data == CheckWay.MAILBOX and not self.decision_context.has_mailbox:
            self.way.errors = [NO_MAILBOX]
            return False
        return super().completed()

    def to_check(self, number: int, words: str) -> Typed:
        """Give that these words are given to check."""
        is_in_mailbox = self.way.data == CheckWay.MAILBOX
        return typed(
            MinutesSentToCheck,
            number=number,
            way=self.way.data,
            item=self._letter(words) if is_in_mailbox else None,
            given_on=None if is_in_mailbox else self.given_on.data or today(),
        )

    def _letter(self, words: str) -> str:
        """Give the minutes as they lie in the mailbox, with what to do about them."""
        with force_locale(last_language(self.decision_context)):
            return f"{gettext(READ_THIS)}\n\n{words}"


class OfMinutes(DecisionForm):
    """A decision about minutes that are there."""

    number = listed(WHICH, CHOOSE, list)

    def wanted(self) -> Sequence[Minutes]:
        """Give those that it can be about; where there are none, all are offered, and it is refused."""
        return unlocked(self.decision_context.case)

    def prepare(self) -> None:
        """Offer them."""
        super().prepare()
        found = self.wanted() or self.decision_context.case.minutes
        offer(self.number, ((str(each.number), _named(each)) for each in found))

    def draft(self) -> None:
        """Begin with the only ones there are."""
        super().draft()
        found = self.wanted()
        if len(found) == 1:
            self.number.data = str(found[0].number)

    @property
    def minutes(self) -> Minutes:
        """Those that were chosen."""
        held = self.decision_context.case.minutes
        return next(each for each in held if str(each.number) == self.number.data)

    def words(self, minutes: Minutes) -> str:
        """Give their newest version; empty where the content was not opened."""
        view, item = self.decision_context.view, minutes.items[-1]
        known = view.texts.get(item.id)
        if known is not None:
            return known.text or ""
        lying = () if view.correspondence is None else view.correspondence.messages
        return next((each.text for each in lying if each.item_id.hex() == item.id), "")

    def given(self) -> dict[str, object]:
        """Give what was typed, and the number that was chosen."""
        return {**super().given(), "number": self.minutes.number}


def _named(minutes: Minutes) -> str:
    of = gettext(minutes.of.words)
    return of if minutes.spoken_on is None else f"{plaindate(minutes.spoken_on)}, {of}"


class MinutesForm(GivenToCheck):
    """Minutes of what was said."""

    decides = MinutesDrafted
    also = (MinutesSentToCheck,)
    page = DecisionPage("minutes")
    title = _("Write minutes")
    intro = _(
        "Whoever spoke reads the minutes, can have them corrected, and approves them. Then they are locked. "
        "Of mediation there are none: what is said there is confidential."
    )
    reporter_reads = ("item",)
    of = choice(_("Minutes of what?"), _("Choose what they are of."), worded(MinutesOf))
    spoken_on = day(_("Day of the meeting or the conversation"), WHERE_NEEDED)
    item = prose(MINUTES, WRITE)

    def draft(self) -> None:
        """Begin with what was told at first."""
        self.of.data = str(MinutesOf.BEGINNING)

    def given(self) -> dict[str, object]:
        """Give what was typed, and the next number; how it is given to check is another step."""
        written = {**super().given(), "number": next_minutes(self.decision_context.case), "given_on": None}
        return written if self.of.data != MinutesOf.BEGINNING else {**written, "spoken_on": None}

    def decisions(self) -> tuple[Typed, ...]:
        """Give besides that they are given to check, where they are."""
        number = next_minutes(self.decision_context.case)
        checked = (self.to_check(number, self.item.data),) if self.way.data else ()
        return (*super().decisions(), *checked)


class ToCheckForm(OfMinutes, GivenToCheck):
    """Minutes that were written before are given to check."""

    decides = MinutesSentToCheck
    page = DecisionPage("minutes-to-check", is_offered=has_unlocked)
    title = _("Give minutes to check")
    intro = _("Whoever spoke gets the newest version, in the mailbox or in another way.")
    way = listed(_("How are they given to check?"), _("Choose how they are given."), worded(CheckWay))

    def completed(self) -> bool:
        """Insist on the words, which only an opened case has."""
        if not super().completed():
            return False
        if self.way.data == CheckWay.MAILBOX and not self.words(self.minutes):
            self.number.errors = [gettext("Open the case first, so that the minutes can be read.")]
            return False
        return True

    def decision(self) -> Typed:
        """Give that the newest version is given to check."""
        return self.to_check(self.minutes.number, self.words(self.minutes))


class CorrectedForm(OfMinutes, GivenToCheck):
    """Whoever spoke wanted something else in the minutes."""

    decides = MinutesCorrected
    also = (MinutesSentToCheck,)
    page = DecisionPage("minutes-corrected", is_offered=has_unlocked)
    title = _("Correct minutes")
    intro = _("What whoever spoke wants changed, and the minutes as they are then. Earlier versions stay.")
    reporter_reads = ("item",)
    internal = ("wish_item",)
    wish_item = prose(_("What should be changed"), _("Write what should be changed."), rows=3)
    happened_on = day(_("Said on"), hint=TODAY)
    item = prose(MINUTES, WRITE)

    def draft(self) -> None:
        """Begin with the newest version."""
        super().draft()
        if self.number.data:
            self.item.data = self.words(self.minutes)

    def decisions(self) -> tuple[Typed, ...]:
        """Give besides that the new version is given to check, where it is."""
        checked = (self.to_check(self.minutes.number, self.item.data),) if self.way.data else ()
        return (*super().decisions(), *checked)
