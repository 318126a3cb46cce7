"""What every service of the unit works with: the two databases, the rules and the settings."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from intake.services.reception import Reception
from intake.store.engine import open_engine
from triage.engine.calendar import is_working_day
from triage.rules.rulebook import Rulebook, load_rulebook, with_local_limits
from triage.rules.tables import File
from triage.rules.taxonomy import Taxonomy, load_taxonomy
from triage.settings import TriageSettings


@dataclass(frozen=True, slots=True)
class Organisation:
    """One installation's working context. It holds no key: whoever seals or signs brings the key along."""

    triage: Engine
    intake: Engine
    rulebook: Rulebook
    settings: TriageSettings

    @property
    def taxonomy(self) -> Taxonomy:
        """The lists that decisions choose from."""
        return load_taxonomy()

    def is_working_day(self, day: date) -> bool:
        """Say whether the house works on a day: by the statutory calendar less its own closing days."""
        return is_working_day(self.rulebook.calendars["statutory"], day, self.settings.closing_days)

    @property
    def reception(self) -> Reception:
        """Where reports arrive, as the services of intake want it."""
        return Reception(
            engine=self.intake,
            blob_folder=self.settings.blob_folder,
            root_verify_key=self.settings.root_verify_key,
            recovery_kem_public=self.settings.recovery_kem_public,
            checkpoint_verify_key=self.settings.checkpoint_verify_key,
            sealing_context=self.settings.sealing_context,
        )


def open_organisation(settings: TriageSettings) -> Organisation:
    """
    Open both databases and load the rules, with what the house has set for itself.

    Raises:
        RulebookError: a rule's data or the house's own is wrong, with file and line.
    """
    rulebook = load_rulebook()
    if settings.own_limits_file is not None:
        rulebook = with_local_limits(rulebook, File.open(settings.own_limits_file))
    return Organisation(
        triage=open_engine(settings.triage_database),
        intake=open_engine(settings.intake_database),
        rulebook=rulebook,
        settings=settings,
    )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: the random handle of a person, with the role that person has."""

    handle: bytes
    role: str

    @property
    def hex(self) -> str:
        """The handle as it stands in an event."""
        return self.handle.hex()
