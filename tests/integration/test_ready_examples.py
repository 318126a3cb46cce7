"""
A municipality's own examples, registered by the service with its ready folder.

They are of the kinds that its published account tells; everybody in them is invented.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.test_installation import betro
from tests.clockwork import Clockwork, a_clockwork, at
from tests.weekdays import on
from triage.cases.decisions.complaints import (
    HandlingRecorded,
    InquiryRejected,
    ThemesRecorded,
)
from triage.cases.decisions.inquiries import InquiryRegistered
from triage.cases.typed import typed
from triage.rules.organisation_data import ready_files
from triage.services.casework.register_inquiry import InquiryOutcome, inquiry, register_inquiry
from triage.services.organisation import as_applied
from triage.services.organisation.content import write_files
from triage.services.reading.visible_case import case_file

MONDAY, OLD = at("Mon 2026-11-23"), on("Fri 2024-11-22")


@dataclass(frozen=True)
class Example:
    """One inquiry: what it was, and the labels by which the account would count it."""

    line: str
    type: str
    unit: str | None = None
    themes: tuple[str, ...] = ()
    handlings: tuple[str, ...] = ()
    rejected: str | None = None
    channel: str = "phone"
    place: str | None = None


EXAMPLES = {
    "naestved": (
        Example(
            "Er repræsentant for sit voksne barn, men får ikke afgørelserne.",
            "guidance",
            "chp",
            ("local_ask_representation",),
            ("guidance",),
        ),
        Example(
            "Vil klage over en afgørelse, staver ikke godt og vil forstås.",
            "guidance",
            "cam",
            ("ask_appeal", "ask_complaint"),
            ("help_complaint",),
        ),
        Example(
            "Sagen i jobcentret er gået i stå, og ingen svarer.",
            "complaint",
            "cam",
            ("long_processing", "local_not_reached", "local_next_step"),
            ("referral_with_questions",),
        ),
        Example(
            "Venter på aktindsigt og på en sag, som Ankestyrelsen har sendt tilbage.",
            "complaint",
            "cbu",
            ("local_access_deadline", "remand_delayed"),
            ("referral_for_answer",),
            channel="mail",
        ),
        Example(
            "Kan ikke finde ud af boligstøtten.",
            "elsewhere",
            None,
            ("local_benefits_agency",),
            ("way_finding",),
        ),
        Example(
            "Vil have en afgørelse fra 2021 taget op.",
            "rejected",
            "csa",
            rejected="older_than_a_year",
        ),
    ),
    "odsherred": (
        Example("Vil vide, hvor lang sagsbehandlingstiden er.", "guidance", "care_health", (), ("guidance",)),
        Example(
            "Kom for at klage, gik med en ansøgning i hånden.",
            "clarification",
            "benefits",
            (),
            ("help_application",),
            channel="library",
            place="local_nykoebing",
        ),
        Example(
            "Klager til Ankestyrelsen efter samtalen med lederen.",
            "complaint",
            "children_families",
            (),
            ("help_complaint", "meeting"),
            channel="library",
            place="local_asnaes",
        ),
    ),
    "albertslund": (
        Example(
            "Spørger, om jobcentret må sende ham i nyt forløb.",
            "guidance",
            "bae",
            ("other_public_law",),
            ("guidance",),
        ),
        Example(
            "Skal selv finde løsningerne og kender ikke reglerne.",
            "guidance",
            "bf",
            ("duty_to_guide",),
            ("guidance",),
        ),
        Example(
            "To enheder siger hver sit. Vil ikke klage, kun gøre opmærksom på det.",
            "orientation",
            "bae",
            ("coordination", "courtesy"),
            ("orientation_only", "local_status_meeting"),
        ),
        Example(
            "Anbefales hjælpemidler af én og får afslag af en anden.",
            "complaint",
            "aess",
            ("coordination", "decision_content", "local_case_facts"),
            ("dialogue", "local_joint_meeting"),
        ),
        Example(
            "Skoleskift afvist uden begrundelse og uden at være hørt.",
            "complaint",
            "ds",
            ("reasons_given", "party_hearing", "local_time_and_answers"),
            ("referral_with_questions",),
            channel="letter",
        ),
        Example(
            "Familieretshuset har ikke svaret.",
            "elsewhere",
            "others",
            ("other_public_law",),
            ("way_finding",),
        ),
    ),
}


def in_town(folder: Path, like: str) -> Clockwork:
    """Give an installation that has applied a municipality's folder by the command."""
    clock = folder / "now"
    clock.write_text(MONDAY.isoformat())
    town = a_clockwork(folder / "town", MONDAY, clock_file=clock)
    own = town.organisation.settings.organisation_folder
    assert own is not None
    write_files(own, ready_files(like))
    for step in (("check",), ("apply", "--reason", "Vores egne lister")):
        said = betro("organisation", *step, settings=town.settings)
        assert said.exit_code == 0, said.output
    town.organisation = as_applied(town.organisation, MONDAY.date())
    return town


@pytest.mark.parametrize("like", EXAMPLES)
def test_its_own_examples_are_registered_by_its_own_lists(tmp_path: Path, like: str) -> None:
    """Type, unit, themes, handlings, place and reason stand in the case as they were said."""
    town = in_town(tmp_path, like)
    for each in EXAMPLES[like]:
        came = inquiry(channel=each.channel, type=each.type, summary_item=each.line, place=each.place)
        rejection = (
            typed(InquiryRejected, reason=each.rejected, matter_on=OLD, exception="bylaw_exception")
            if each.rejected
            else None
        )
        told = InquiryOutcome(
            unit=each.unit,
            main_theme=next(iter(each.themes), None),
            other_themes=each.themes[1:],
            handlings=each.handlings,
            rejection=rejection,
        )
        row = register_inquiry(town.organisation, town.who(), came, told, now=MONDAY)
        case = case_file(town.organisation, town.who(), row.case_reference, today=MONDAY.date()).case
        begun, themes = case.newest(InquiryRegistered), case.newest(ThemesRecorded)
        handled, complaint = case.newest(HandlingRecorded), case.complaint
        assert begun is not None
        assert (complaint.type, begun.place, complaint.rejection) == (each.type, each.place, each.rejected)
        assert each.themes == (() if themes is None else (themes.main, *themes.others))
        assert (complaint.unit, each.handlings) == (each.unit, () if handled is None else handled.codes)
