"""
What the citizen agreed to, and that nothing goes to a unit without it.

Nothing leaves the office for a unit without the citizen's consent, or a ground that is recorded with what
goes. Every event that lets something out is a `LetsOut` and asks here, in `check`; so no page and no service
can go round it. What was withdrawn covers nothing more, whatever day is typed. What somebody else agreed to
for the citizen counts while a power of attorney holds, unless it was a guardian or a parent.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import added_in
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.points import PointsRecorded
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_complaint, require_past, require_sender
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import InquirerRelation


class ConsentScope(Worded):
    """What a citizen agrees to."""

    CONTACT_UNIT = "contact_unit", N_("That we contact {unit}")
    SEND_TEXT = "send_text", N_("That we send on what the citizen wrote or sent")
    FETCH_DOCUMENTS = "fetch_documents", N_("That we fetch documents from {unit}")
    JOINT_MEETING = "joint_meeting", N_("A meeting together with {unit}")
    EXAMPLE = "example", N_("That the matter stands as an example, without names")


class ConsentWay(Worded):
    """How a consent was given."""

    FORM = "form", N_("In the form on the portal")
    MAILBOX = "mailbox", N_("In the mailbox")
    PHONE = "phone", N_("On the phone")
    IN_PERSON = "in_person", N_("At a meeting")
    LETTER = "letter", N_("By letter")
    MAIL = "mail", N_("By e-mail")


class ConsentGiver(Worded):
    """Who agreed."""

    CITIZEN = "citizen", N_("The citizen")
    REPRESENTATIVE = "representative", N_("Somebody who acts for the citizen")
    GUARDIAN = "guardian", N_("A guardian, or the parent of a child")


_GIVERS = {
    InquirerRelation.SELF: ConsentGiver.CITIZEN,
    InquirerRelation.GUARDIAN: ConsentGiver.GUARDIAN,
}


def giver_of(relation: InquirerRelation) -> ConsentGiver:
    """Give who agrees where somebody does who stands so to the one whom the matter is about."""
    return _GIVERS.get(relation, ConsentGiver.REPRESENTATIVE)


class Consent(Struct, frozen=True):
    """A consent; *units* are those that it is about, none where it is about those that the case concerns."""

    number: int
    scope: tuple[ConsentScope, ...]
    units: tuple[str, ...]
    how: ConsentWay
    given_on: date
    ends_on: date | None = None
    withdrawn_on: date | None = None
    given_by: ConsentGiver = ConsentGiver.CITIZEN

    def holds(self, on: date) -> bool:
        """Whether it was given by a day, and neither ran out before it nor was ever withdrawn."""
        is_over = self.ends_on is not None and on > self.ends_on
        return self.withdrawn_on is None and self.given_on <= on and not is_over


class ConsentGiven(CaseEvent, frozen=True, kw_only=True, tag="consent:given/2"):
    """
    The citizen agreed to something, or somebody did for them.

    Attributes:
        number: which consent of the case it is (`next_consent`); never that of another.
        scope: to what.
        units: the units that it is about; none means those that the case concerns.
        ends_on: the last day on which it holds, where it has one.
        item: the citizen's words, or what was said.
        given_by: who agreed; what a representative agreed to counts while a power of attorney holds.
    """

    number: int
    scope: tuple[ConsentScope, ...] = ()
    units: tuple[Code, ...] = ()
    how: ConsentWay
    ends_on: date | None = None
    item: ItemRef | None = None
    given_by: Annotated[ConsentGiver, added_in(2)] = ConsentGiver.CITIZEN

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "how", "ends_on", "given_by")
    sentence: ClassVar[str] = N_("The citizen agreed: %(scope)s")
    logged: ClassVar[str] = N_("A consent was registered")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody came, for nothing, on a day to come, or for a time that was over before."""
        require_complaint(case)
        require_sender(case)
        require_past(self.day, on=self.on)
        if not self.scope:
            raise Refusal("consent_scope_missing")
        if self.ends_on is not None and self.ends_on < self.day:
            raise Refusal("consent_ends_before", ends_on=self.ends_on, given_on=self.day)
        if any(each.number == self.number for each in case.complaint.consents):
            raise Refusal("consent_recorded")

    def apply(self, case: Case) -> Case:
        """Keep it."""
        given = Consent(
            self.number,
            self.scope,
            self.units,
            self.how,
            self.day,
            self.ends_on,
            given_by=self.given_by,
        )
        return case.with_side(consents=(*case.complaint.consents, given))


class ConsentWithdrawn(CaseEvent, frozen=True, kw_only=True, tag="consent:withdrawn/1"):
    """The citizen took a consent back; nothing more goes out under it. Possible in a closed case too."""

    number: int
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("The citizen withdrew a consent")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where there is no such consent, or it was withdrawn before."""
        require_complaint(case)
        require_past(self.day, on=self.on)
        if self.number not in {each.number for each in standing(case.complaint.consents)}:
            raise Refusal("consent_unknown")

    def apply(self, case: Case) -> Case:
        """End it."""
        consents = tuple(
            replace(each, withdrawn_on=self.day) if each.number == self.number else each
            for each in case.complaint.consents
        )
        return case.with_side(consents=consents)


class LetsOut(CaseEvent, frozen=True, kw_only=True):
    """
    Something that lets units know of a case. Its fields hold the *unit*, where it is not `reached` that says
    which, and perhaps a *ground_item*.
    """

    @property
    def scopes(self) -> tuple[ConsentScope, ...]:
        """What the citizen must have agreed to."""
        return (ConsentScope.CONTACT_UNIT,)

    @property
    def reached(self) -> tuple[str, ...]:
        """The units that learn of the case by it."""
        # Each kind has its own fields of these names, in the order in which it is stored.
        return tuple(getattr(self, name) for name in ("unit",))

    def require_consent(self, case: Case) -> None:
        """Refuse it without the citizen's consent or a recorded ground. Asked last, behind all else."""
        ground: ItemRef | None = getattr(self, "ground_item", None)
        for unit in self.reached:
            require_consent(case, self.scopes, unit, self.day, ground)


def require_consent(
    case: Case, scopes: tuple[ConsentScope, ...], unit: str, on: date, ground: ItemRef | None
) -> None:
    """
    Refuse to let anything out to a unit.

    Args:
        scopes: what is done; each must be agreed to, in one consent or several.
        ground: why it is done without consent, if it is.

    Raises:
        Refusal: `consent_not_given`, or `consent_needs_mandate` where only a power of attorney is lacking,
            and there is no ground. Of what nobody came with, nobody is asked.
    """
    if ground is not None or is_agreed(case, scopes, unit, on):
        return
    was_said = _all_covered(case, case.complaint.consents, scopes, unit, on)
    raise Refusal("consent_needs_mandate" if was_said else "consent_not_given", unit=unit)


def is_agreed(case: Case, scopes: tuple[ConsentScope, ...], unit: str, on: date) -> bool:
    """Whether everything was agreed to for a unit on a day, or there is nobody who could be asked."""
    return case.is_own_initiative or _all_covered(case, counting(case, on), scopes, unit, on)


def counting(case: Case, on: date) -> tuple[Consent, ...]:
    """Give the consents that hold on a day, given by the citizen or by who could agree for them that day."""
    is_represented = any(each.holds(on) for each in case.complaint.mandates)
    return tuple(
        each
        for each in case.complaint.consents
        if each.holds(on) and (is_represented or each.given_by is not ConsentGiver.REPRESENTATIVE)
    )


def _all_covered(
    case: Case, given: tuple[Consent, ...], scopes: tuple[ConsentScope, ...], unit: str, on: date
) -> bool:
    return all(any(_covers(each, case, scope, unit, on) for each in given) for scope in scopes)


def _covers(consent: Consent, case: Case, scope: ConsentScope, unit: str, on: date) -> bool:
    units = consent.units or concerned(case)
    return scope in consent.scope and unit in units and consent.holds(on)


def concerned(case: Case) -> tuple[str, ...]:
    """Give the units that a case is about: its own, and those of its complaint points."""
    recorded = case.newest(PointsRecorded)
    points = () if recorded is None else recorded.points
    return tuple(dict.fromkeys(filter(None, (case.complaint.unit, *(each.unit for each in points)))))


def standing(given: tuple[Consent, ...]) -> tuple[Consent, ...]:
    """Give those that nobody has withdrawn."""
    return tuple(each for each in given if each.withdrawn_on is None)


def next_consent(case: Case) -> int:
    """Give the number of the consent that is recorded next."""
    return 1 + sum(isinstance(each, ConsentGiven) for each in case.history)
