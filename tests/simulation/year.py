"""Running a fictive year: every day of it, through the services that people and the clock use."""

import os
import smtplib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest.mock import patch

from crypto.keys import SigningKey
from intake.domain.schemes import PORTAL
from intake.store.engine import read
from tests.office import OfficeWorld
from tests.own_folder import has_set
from tests.simulation.attaching import OPENED, files_opened
from tests.simulation.besides_steps import BESIDES_STEPS
from tests.simulation.earlier import EARLIER, take_over
from tests.simulation.holding import HOLDING_STEPS, KEPT_OUT, begin_kept_out
from tests.simulation.letting_out import LETTING_OUT_STEPS
from tests.simulation.moving import FROM_INQUIRY, MOVED, hand_inquiry_over
from tests.simulation.plot import CONTACT
from tests.simulation.recording_steps import RECORDING_STEPS
from tests.simulation.renewing import RENEWED, take_new
from tests.simulation.scenario import Story, external_events
from tests.simulation.season import ONE_DAY, Season, moment
from tests.simulation.speaking import SPEAKING_STEPS
from tests.simulation.steps import MORE_STEPS
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.roles import Role
from triage.cases.typed import typed
from triage.cli.demo.inquiries import draft_of
from triage.cli.demo.player import Act, PlayedCase, Player
from triage.cli.demo.steps import DAY
from triage.cli.demo.town import NAMES, Town, furnish, townspeople
from triage.rules.codes import Scheme
from triage.services.casework.register_contact import register_contact
from triage.services.casework.register_report import register
from triage.services.clock import receive
from triage.services.clock.receive import fetch
from triage.services.clock.tick import tick
from triage.services.people.enrol import Enrolled, enrol
from triage.services.people.provision import OWN, install, open_installation
from triage.services.people.sign_in import SignedIn
from triage.settings import load
from triage.store import journal

ARRIVING = time(10)
AHEAD = timedelta(weeks=26)
"""So far is the date ahead that the machines show for a while."""
WORKING = time(13, 30)
REFUSED = "malthe"
BY_HAND = "automatic_acknowledgement = false\n"


@dataclass(frozen=True, slots=True)
class Taken:
    """One mail that the server took: when, for whom, and under which Message-ID."""

    at: datetime
    receiver: str
    message_id: str
    size: int


@dataclass(slots=True)
class StandingPost:
    """
    Collects the mail of a year. One receiver is refused in a certain week, and on one day nobody answers.
    """

    season: Season
    refused: str
    now: datetime
    taken: list[Taken] = field(default_factory=list)
    refused_at: list[datetime] = field(default_factory=list)

    def send(self, message: EmailMessage) -> None:
        """Take a message, refuse its receiver, or do not answer."""
        day = self.now.date()
        if day == self.season.no_mail:
            self.refused_at.append(self.now)
            raise ConnectionRefusedError
        if message["To"] == self.refused and day in self.season.refused:
            self.refused_at.append(self.now)
            raise smtplib.SMTPRecipientsRefused({})
        self.taken.append(Taken(self.now, message["To"], message["Message-ID"], len(bytes(message))))


@dataclass(frozen=True, slots=True)
class Ticked:
    """One tick: its moment, the one that it went by, and the newest entry of the journal when it ended."""

    at: datetime
    by: datetime
    seq: int


@dataclass(slots=True)
class Year:
    """
    A fictive year on its way, or at its end. *unbelieved*: the true day of each tick whose time was not to be
    believed, and the newest entry of the journal before and after it. *pages*: how many were looked at.
    """

    town: Town
    settings: Path
    season: Season
    post: StandingPost
    root: SigningKey
    player: "YearPlayer" = field(init=False)
    ticked: list[Ticked] = field(default_factory=list)
    unbelieved: list[tuple[date, int, int]] = field(default_factory=list)
    enrolled: dict[str, Enrolled] = field(default_factory=dict, repr=False)
    office: OfficeWorld | None = None
    pages: int = 0
    page_faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.player = YearPlayer(self)


class YearPlayer(Player):
    """Plays the stories of a year. Who is away is stood in for, and the clock may be down."""

    def __init__(self, year: Year) -> None:
        super().__init__(
            year.town,
            moment(year.season.days[0], ARRIVING),
            steps={
                **MORE_STEPS,
                **BESIDES_STEPS,
                **RECORDING_STEPS,
                **LETTING_OUT_STEPS,
                **SPEAKING_STEPS,
                **HOLDING_STEPS,
                OPENED: files_opened,
            },
        )
        self.year = year

    def who(self, told: PlayedCase, now: datetime) -> SignedIn:
        """Give the advisor who sees to a case on this day."""
        return self.town.people[self.year.season.on_duty(told.handler, now.date())]

    def tick(self, now: datetime) -> None:
        """Let the clock tick, unless it is down; remember what the journal had come to."""
        year = self.year
        if now.date() in year.season.down:
            return
        year.post.now = now
        failed = tick(self.town.organisation, self.town.dependencies, now=now, owner=self.owner)
        if failed is None or failed:
            raise RuntimeError(f"at {now} the clock could not do: {failed}")
        with read(self.town.organisation.triage) as connection:
            year.ticked.append(Ticked(now, now, journal.head(connection)[0]))

    def begin(self, told: PlayedCase, received: date, now: datetime) -> None:
        """Let somebody turn to the municipality."""
        if told.data["channel"] == CONTACT:
            about, who = "Vil gerne tale med nogen.", self.who(told, now)
            told.reference = register_contact(self.town.organisation, who, about, now=now).case_reference
        elif EARLIER in told.data:
            take_over(self, told, received, now)
        elif told.data.get("external"):
            self._outside(told, received, now)
        elif KEPT_OUT in told.data:
            begin_kept_out(self, told, now)
        elif told.data["channel"] == PORTAL and now.date() == self.year.season.jump:
            super().begin(told, received, now + AHEAD)
        else:
            super().begin(told, received, now)

    def _outside(self, told: PlayedCase, received: date, now: datetime) -> None:
        """Let somebody turn to an external scheme, which no portal of Betro's is yet, and want no answer."""
        fetch(self.town.organisation, now=now)
        with patch.object(receive, "SCHEMES", {"report": Scheme.WHISTLEBLOWING_EXTERNAL}):
            super().begin(told, received, now)
            fetch(self.town.organisation, now=now)
        wish = {"action": "waived", "reason": "expressly_asked", "text": "Jeg vil ikke have svar.", DAY: 0}
        self.step(told, wish, now)

    def step(self, told: PlayedCase, step: Mapping[str, Any], now: datetime) -> None:
        """Do what a step of a case tells of."""
        if step["action"] == "registered_at_meeting":
            origin = typed(
                CaseRegistered,
                scheme=Scheme.WHISTLEBLOWING,
                channel="in_person",
                organisation_on=now.date() - timedelta(days=step["days_before"]),
                office_on=now.date(),
                lay_with=step["lay_with"],
            )
            draft = draft_of(told.data, is_report=told.is_report)
            made = register(
                self.town.organisation, self.who(told, now), draft, origin, now=now, contact=told.reference
            )
            told.code = made.code
        elif step["action"] == MOVED:
            hand_inquiry_over(self, told, now)
        elif step["action"] == RENEWED:
            take_new(self, told, now, leave=step["leave"])
            self.tick(now)
            self.fetch(now)
        else:
            super().step(told, step, now)
            if step["action"] == "message_from_reporter" and not step.get("lies"):
                self.fetch(now)

    def fetch(self, now: datetime) -> None:
        """Let somebody in the office fetch what has come, while the clock is down."""
        if now.date() in self.year.season.down:
            fetch(self.town.organisation, now=now)

    def switch(self, *, automatic: bool) -> None:
        """
        Change the setting of the automatic acknowledgement in the settings file, and start with it anew.
        """
        path = self.year.settings
        text = path.read_text(encoding="utf-8").replace(BY_HAND, "")
        path.write_text(text if automatic else text + BY_HAND, encoding="utf-8")
        settings, _clock = load({**os.environ, "BETRO_SETTINGS": str(path)})
        self.town = replace(self.town, organisation=replace(self.town.organisation, settings=settings))


def found_year(folder: Path, season: Season) -> Year:
    """Found the municipality of a year in *folder*, on the day before it begins."""
    # Nobody is kept out in the year, so nothing ever goes to a route.
    new = [each for each in townspeople() if each.role is not Role.ALTERNATE]
    began = season.days[0] - ONE_DAY
    advisors = [each for each in new if each.role is Role.ADVISOR]
    made = install(folder, mode="test", names=NAMES, first=advisors, today=began)
    with made.settings.open("a", encoding="utf-8") as settings:
        closed = ", ".join(day.isoformat() for day in sorted(season.closing))
        settings.write(f"closing_days = [{closed}]\n")
    units = (files("triage.cli") / "demo_data" / OWN / "units.toml").read_text(encoding="utf-8")
    organisation = has_set(open_installation(made.settings), {"units.toml": units}, today=began)
    root = SigningKey.from_seed(made.root_seed)
    rest = [enrol(organisation, each, root, today=began) for each in new if each.role is not Role.ADVISOR]
    town = furnish(made.settings, organisation, [*made.enrolled, *rest])
    refused = next(each.mail for each in new if each.sign_in_name == REFUSED)
    assert refused is not None
    post = StandingPost(season, refused, moment(began, ARRIVING))
    year = Year(
        replace(town, dependencies=replace(town.dependencies, post=post)), made.settings, season, post, root
    )
    year.enrolled |= {each.person.sign_in_name: each for each in (*made.enrolled, *rest)}
    return year


def live(year: Year, stories: Sequence[Story], upheavals: Sequence[tuple[datetime, Act]]) -> None:
    """Live through the year, one day after the other; *upheavals* happen to the office and to no story."""
    player, season = year.player, year.season
    for story in stories:
        player.told[story.key] = PlayedCase(story.data, story.is_report, story.handler)
    arriving: dict[date, list[Act]] = defaultdict(list)
    working: dict[date, list[Act]] = defaultdict(list)
    for story in stories:
        if not {"from_report", FROM_INQUIRY} & story.data.keys():
            arriving[story.begins].append(partial(player.begin, player.told[story.key], story.received))
    for day, _number, _place, story, step in sorted(external_events(stories), key=lambda each: each[:3]):
        working[day].append(partial(player.step, player.told[story.key], step))
    for day in season.days:
        of_the_day = [each for each in upheavals if each[0].date() == day]
        _live(year, day, arriving[day], working[day], of_the_day)


def _live(
    year: Year,
    day: date,
    arriving: Sequence[Act],
    working: Sequence[Act],
    upheavals: Sequence[tuple[datetime, Act]],
) -> None:
    if day == year.season.by_hand.first or day == year.season.by_hand.last + ONE_DAY:
        year.player.switch(automatic=day not in year.season.by_hand)
    agenda = [*upheavals, *((at, year.player.tick) for at in year.season.ticks(day))]
    agenda += [(moment(day, ARRIVING), each) for each in arriving]
    agenda += [(moment(day, WORKING), each) for each in (year.player.fetch, *working)]
    for at, act in sorted(agenda, key=lambda each: each[0]):
        act(at)
