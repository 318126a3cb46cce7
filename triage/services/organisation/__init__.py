"""One organisation: its two databases, its settings, and what it has set for itself."""

from dataclasses import dataclass, replace
from datetime import date
from threading import Lock

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from crypto.envelope import Context, Direction, Kind
from intake.clock import Clock, local_date
from intake.domain.own_words import Words
from intake.services.reception import Reception
from intake.settings import SettingsError
from intake.store.engine import UNAVAILABLE, open_engine, read
from intake.store.snapshots import DamagedSnapshotError, newest, newest_number
from triage.cases.letter_text import LetterBook, LetterError
from triage.engine.calendar import is_working_day
from triage.rules.routes import Routes
from triage.rules.rulebook import Rulebook
from triage.rules.tables import RulebookError
from triage.rules.taxonomy import Taxonomy
from triage.rules.units import Units
from triage.services.organisation.content import Content, from_canonical, read_content
from triage.settings import TriageSettings
from triage.store.migrate import is_newest


@dataclass(frozen=True, slots=True)
class Organisation:
    """
    What one organisation is to its services: all that is its own, and nothing of another's.

    It holds no key: whoever seals or signs brings the key along. *applied* is the number of the snapshot that
    *content* was read from; 0 where nothing was ever applied, so that only what we ship holds.
    """

    triage: Engine
    intake: Engine
    settings: TriageSettings
    content: Content
    applied: int

    @property
    def rulebook(self) -> Rulebook:
        """The rules, with what the organisation has set for itself."""
        return self.content.data.rulebook

    @property
    def taxonomy(self) -> Taxonomy:
        """The lists of codes."""
        return self.content.data.taxonomy

    @property
    def letters(self) -> LetterBook:
        """The templates of letters."""
        return self.content.letters

    @property
    def units(self) -> Units:
        """The units, those of now and those of then."""
        return self.content.data.units

    @property
    def routes(self) -> Routes:
        """To whom a case goes whose handlers are kept out."""
        return self.content.data.routes

    @property
    def words(self) -> Words:
        """What it calls its council, its units and its offices."""
        return self.content.data.words

    def is_working_day(self, day: date) -> bool:
        """Say whether the house works on a day: by the statutory calendar less its own closing days."""
        return is_working_day(self.rulebook.calendars["statutory"], day, self.settings.closing_days)

    def context(self, kind: Kind, reference: bytes, item_id: bytes, direction: Direction) -> Context:
        """Give the place of something sealed, so that it opens for no other organisation."""
        return Context(kind, reference, item_id, direction, self.settings.sealing_context)

    @property
    def reception(self) -> Reception:
        """Where reports arrive, as the services of intake want it."""
        return Reception(
            engine=self.intake,
            blob_folder=self.settings.blob_folder,
            root_verify_key=self.settings.root_verify_key,
            checkpoint_verify_key=self.settings.checkpoint_verify_key,
            sealing_context=self.settings.sealing_context,
        )


def open_organisation(settings: TriageSettings, *, today: date | None = None) -> Organisation:
    """
    Open both databases, with what the organisation has applied by *today*; without a day with what we ship.

    Raises:
        DamagedSnapshotError: what was applied has been altered since.
        RulebookError, LetterError: a newer Betro refuses what an earlier one took.
    """
    triage, intake = open_engine(settings.triage_database), open_engine(settings.intake_database)
    bare = Organisation(triage, intake, settings, read_content({}, settings.schemes), 0)
    return bare if today is None else as_applied(bare, today)


def as_applied(organisation: Organisation, today: date) -> Organisation:
    """
    Give the organisation with the newest of what it has applied by *today*: the same where nothing is new.

    Raises:
        DamagedSnapshotError, RulebookError, LetterError: as `open_organisation`.
    """
    with read(organisation.triage) as connection:
        if newest_number(connection, today) == organisation.applied:
            return organisation
        found = newest(connection, today)
    files, number = ({}, 0) if found is None else (from_canonical(found.content), found.number)
    content = read_content(files, organisation.settings.schemes)
    return replace(organisation, content=content, applied=number)


def require_usable(organisation: Organisation, today: date) -> None:
    """
    Insist that both databases are there and of the newest form, and that what is applied can be read.

    Raises:
        SettingsError: one of it is not so.
    """
    for line, engine in (("intake", organisation.intake), ("triage", organisation.triage)):
        try:
            is_right = is_newest(engine, line)
        except SQLAlchemyError:
            raise SettingsError(f"{line}_database: it does not answer, or is no database") from None
        if not is_right:
            raise SettingsError(f"{line}_database: not there, or not of the newest form; run betro migrate")
    try:
        as_applied(organisation, today)
    except (DamagedSnapshotError, RulebookError, LetterError) as error:
        raise SettingsError(str(error)) from None


class Live:
    """An organisation in a process that runs on: what is applied holds from the next page or tick."""

    def __init__(self, organisation: Organisation, clock: Clock) -> None:
        self.newest, self._clock = organisation, clock
        self._lock = Lock()

    def now(self) -> Organisation:
        """Give it as it is at this moment."""
        found = as_applied(self.newest, local_date(self._clock.now()))
        with self._lock:
            self.newest = found
        return found

    def last_known(self) -> Organisation:
        """Give it as it is at this moment, or as it last was where no database answers."""
        try:
            return self.now()
        except UNAVAILABLE:
            return self.newest
