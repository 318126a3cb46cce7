"""What is written for the account of a year: its sections and examples, and the comments of the units."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from flask import request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.languages import words_in
from intake.domain.schemes import Schemes
from intake.domain.translatable import N_
from intake.page.language import current
from triage.cases.case import Case
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.year_accounts import (
    MOST_YEARS,
    AccountBegun,
    CommentAsked,
    CommentReceived,
    ExampleWritten,
    SectionLeftOut,
    SectionPlace,
    SectionWritten,
    awaited,
    next_number,
    sections_of,
)
from triage.cases.register_kinds import RegisterKind
from triage.cases.typed import Typed, typed
from triage.office.decisions.decision_form import REGISTER, TODAY, DecisionForm, DecisionPage, because
from triage.office.decisions.entry_form import IN_ONE_LINE, EntryForm
from triage.office.decisions.outgoing_form import OfUnit
from triage.office.forms import WHERE_NEEDED, choice, day, line, listed, offer, prose, worded
from triage.office.request_context import organisation, session, today, who
from triage.rules.standard_profile import STANDARD, profile_of
from triage.services.casework.open_case import open_report
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.views.year_account import account_of, accounts, year_account

ACCOUNT = RegisterKind.ACCOUNT
NEW = "0"
"""Stands for a section that is not written yet."""
COVERS: Mapping[Schemes, str] = {
    Schemes.BOTH: N_("Reports and inquiries"),
    Schemes.WHISTLEBLOWING: N_("Reports to the whistleblower scheme"),
    Schemes.COMPLAINTS: N_("Inquiries to {citizens_adviser}"),
}
DAY = timedelta(days=1)
OPEN_FIRST = _("Open the account first, so that nothing is written over unseen.")
WHERE = _("Where does it stand?")


def _covers() -> list[tuple[str, Any]]:
    return [(str(each), _(words)) for each, words in COVERS.items()]


def _places() -> list[tuple[str, Any]]:
    takes = organisation().settings.schemes
    not_ours = {
        *(() if takes.reports else (SectionPlace.REPORTS,)),
        *(() if takes.complaints else (SectionPlace.COMPLAINTS, SectionPlace.REGISTERS)),
    }
    return [(str(each), _(each.words)) for each in SectionPlace if each not in not_ours]


class AccountForm(EntryForm):
    """What account is begun."""

    begins = AccountBegun
    title = _("Begin an account")
    intro = _("Its figures are counted at once and follow what is recorded, until you freeze them.")
    summary_item = line(
        _("What is the account called?"), _("Write what the account is called."), hint=IN_ONE_LINE
    )
    first_on = day(_("First day"), _("Write the first day."))
    last_on = day(_("Last day"), _("Write the last day."))
    covers = choice(_("What is it of?"), _("Choose what it is of."), _covers)
    profile = listed(_("How is it counted?"), _("Choose how it is counted."), list)
    years_beside = listed(
        _("How many earlier years stand beside it?"),
        _("Choose how many."),
        lambda: [(str(each), str(each)) for each in range(MOST_YEARS + 1)],
    )

    def prepare(self) -> None:
        """Offer the profiles; where only one kind of matter is taken, nothing is asked about the other."""
        known, language = organisation().content.data.known_profiles, current()
        if "profile" in self:
            offer(self.profile, ((code, words_in(each.head.title, language)) for code, each in known.items()))
        takes = organisation().settings.schemes
        if takes is not Schemes.BOTH and "covers" in self:
            del self.covers
        if not takes.complaints and "profile" in self:
            del self.profile

    def begin_with_last_year(self) -> None:
        """Fill in an empty form: the last year that is over, by the profile that holds then."""
        last = today().replace(month=1, day=1) - DAY
        self.first_on.data, self.last_on.data = last.replace(month=1, day=1), last
        if "profile" in self:
            self.profile.data = profile_of(organisation().content.data.known_profiles, last).head.code
        self.years_beside.data = "2"
        if "covers" in self:
            self.covers.data = str(Schemes.BOTH)

    def typed(self) -> Typed:
        """Give the event that is meant."""
        given = self.filled(AccountBegun.__struct_fields__)
        more = {
            "profile": given.get("profile") or STANDARD,
            "covers": Schemes(given.get("covers") or organisation().settings.schemes),
            "years_beside": int(self.years_beside.data),
        }
        return typed(AccountBegun, **{**given, **more})


def account_page(name: str, **more: Any) -> DecisionPage:
    """Give a page that accounts alone have."""
    return DecisionPage(name, REGISTER, of_kind=ACCOUNT, **more)


class OfSections(DecisionForm):
    """A decision about one of the sections of an account, which the field *number* offers."""

    at_once = True
    number: Any
    of_examples: ClassVar[bool] = False
    words_of_new: ClassVar[object] = _("A new one")

    def prepare(self) -> None:
        """Offer a new one, and those that there are."""
        self.number.choices = [
            (NEW, self.words_of_new),
            *((str(each.number), self._heading(each)) for each in self._found()),
        ]

    def draft(self) -> None:
        """Begin with the one that the address names, as it stands."""
        self.number.data = request.args.get("number", NEW)
        found = next((each for each in self._found() if str(each.number) == self.number.data), None)
        if found is not None:
            self.fill(found)

    def fill(self, section: SectionWritten) -> None:
        """Fill in a section as it stands."""
        for name, field in self._fields.items():
            if name.endswith("item"):
                item = getattr(section, name, None)
                field.data = "" if item is None else self._text(item.id)
            elif name != "number" and hasattr(section, name):
                held = getattr(section, name)
                field.data = held if isinstance(held, date) else str(held)

    def given(self) -> dict[str, object]:
        """Give what was typed, and the number: of a new one the next."""
        is_new = self.number.data == NEW
        number = next_number(self.decision_context.case) if is_new else int(self.number.data)
        return {**super().given(), "number": number}

    def unavailable_reason(self) -> str:
        """Say that what stands there is read first: who writes on must not overwrite it unseen."""
        return "" if self.decision_context.view.is_opened else str(OPEN_FIRST)

    def landing(self, reference: str) -> str:
        """Give the address of the account."""
        return url_for("year_account", reference=reference)

    def _found(self) -> Sequence[SectionWritten]:
        every = sections_of(self.decision_context.case)
        return [each for each in every if isinstance(each, ExampleWritten) is self.of_examples]

    def _heading(self, section: SectionWritten) -> str:
        return self._text(section.heading_item.id) or gettext(section.place.words)

    def _text(self, item: str) -> str:
        found = self.decision_context.view.texts.get(item)
        return "" if found is None or found.text is None else found.text


def of_few_reports() -> Any:
    """Give the field for the reason why words about a report may stand there, where there are few."""
    return because(
        _("Why it may stand there"),
        WHERE_NEEDED,
        hint=_("Needed for words about a report where there are fewer than five: people may be recognised."),
        rows=3,
    )


class PlacedText(OfSections):
    """A section or an example, at a place of the account."""

    place: Any
    reason_item: Any

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the reason where there are few reports and it stands beside them."""
        is_valid = bool(super().validate(extra_validators))
        if self.place.data != SectionPlace.REPORTS or self.reason_item.data:
            return is_valid
        view = self.decision_context.view
        if not account_of(organisation(), who(), view, language=current()).year.tells_of_few_reports():
            return is_valid
        self.reason_item.errors = [*self.reason_item.errors, _("Write why it may stand there.")]
        return False


class SectionForm(PlacedText):
    """Write a section."""

    decides = SectionWritten
    page = account_page("section", is_near=True)
    title = _("Write a section")
    intro = _(
        "It stands in the account in your words. Parts of it are parted by an empty line. What is about a "
        "single case is written as an example."
    )
    number = listed(_("Which section?"), _("Choose the section."), list)
    place = listed(WHERE, _("Choose where it stands."), _places)
    heading_item = line(_("Heading"), _("Write a heading."))
    item = prose(_("Text"), _("Write the text."), rows=16)
    reason_item = of_few_reports()


class ExampleForm(PlacedText):
    """Write an example."""

    decides = ExampleWritten
    page = account_page("example", is_near=True)
    title = _("Write an anonymised example")
    intro = _(
        "Whoever it is about must have agreed, and nobody may recognise them by it: no name, no street, no "
        "rare course of events."
    )
    of_examples = True
    number = listed(_("Which example?"), _("Choose the example."), list)
    place = listed(WHERE, _("Choose where it stands."), _places)
    heading_item = line(_("Heading"), _("Write a heading."))
    item = prose(_("What happened"), _("Write what happened."), rows=12)
    consent = choice(
        _("How did they agree that it stands here?"), _("Choose how they agreed."), worded(ConsentWay)
    )
    consented_on = day(_("When did they agree?"), _("Write when they agreed."))
    reason_item = of_few_reports()

    def measured_by(self) -> Case | None:
        """Give none: they may have agreed before the account was begun."""
        return None


class LeaveSectionOutForm(OfSections):
    """Leave a section out."""

    decides = SectionLeftOut
    page = account_page("leave-section-out", is_offered=lambda file: bool(sections_of(file.case)))
    title = _("Leave a section or an example out")
    intro = _("It stays in the history and is no part of the account any more.")
    number = listed(_("Which one?"), _("Choose what is left out."), list)

    def prepare(self) -> None:
        """Offer those that there are."""
        offer(self.number, ((str(each.number), self._heading(each)) for each in self._found()))

    def _found(self) -> Sequence[SectionWritten]:
        return sections_of(self.decision_context.case)


class TakeOverForm(DecisionForm):
    """Begin with the sections of an earlier account."""

    decides = SectionWritten
    page = account_page("take-over", is_offered=lambda file: not sections_of(file.case))
    title = _("Begin with the sections of an earlier account")
    intro = _(
        "They are copied, to be written anew. Examples are not: who stands in one agreed to stand in that "
        "account."
    )
    at_once = True
    earlier = listed(_("Which account?"), _("Choose the account."), list)

    def prepare(self) -> None:
        """Offer the other accounts."""
        reference = self.decision_context.file.row.case_reference
        every = accounts(organisation(), who(), today=today())
        offer(
            self.earlier,
            ((each.reference, each.words or each.reference) for each in every if each.reference != reference),
        )

    def given(self) -> dict[str, object]:
        """Give nothing: each section that it copies is a decision of its own."""
        return {}

    def decisions(self) -> tuple[Typed, ...]:
        """Give a section for each that the other has, in its order."""
        other = year_account(
            organisation(),
            who(),
            self.earlier.data,
            language=current(),
            opened=session().opened,
            today=today(),
        )
        return tuple(
            typed(
                SectionWritten,
                number=number,
                place=each.place,
                heading_item=each.heading,
                item="\n\n".join(each.paragraphs),
            )
            for number, each in enumerate(
                (one for one in other.written() if not one.is_example),
                next_number(self.decision_context.case),
            )
        )

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Open the other, which stands in its history, and copy."""
        session().opened.add(open_report(organisation, who, self.earlier.data, now=now))
        return super().execute(organisation, who, now=now)

    def landing(self, reference: str) -> str:
        """Give the address of the account."""
        return url_for("year_account", reference=reference)


class AskCommentForm(OfUnit):
    """A unit is asked for its comment."""

    decides = CommentAsked
    page = account_page("ask-comment")
    title = _("Register that {a_unit} was asked for its comment")
    intro = _("Before the account is published. Until the day that you write here it cannot be published.")
    at_once = True
    answer_by_on = day(_("The last day for its comment"), _("Write the last day."))
    happened_on = day(_("Asked on"), hint=TODAY)


class CommentForm(OfUnit):
    """A unit gave its comment."""

    decides = CommentReceived
    page = account_page("comment", is_offered=lambda file: bool(awaited(file.case)))
    title = _("Register the comment of {a_unit}")
    intro = _("It stands in the account in the words of {unit}.")
    at_once = True
    item = prose(_("The comment"), hint=_("Leave it empty if there was nothing to add."))
    happened_on = day(_("It came on"), hint=TODAY)

    def wanted(self) -> set[str]:
        """Give those that were asked."""
        return {each.unit for each in awaited(self.decision_context.case)}
