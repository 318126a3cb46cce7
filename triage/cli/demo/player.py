"""
Playing the demo's cases: every step through the service that a person would have used, on the day it was
done.

All cases are played together, day by day, with a tick of the clock after what came in and after what was
done, so that dates, alerts and the journal come out as they would have in real time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from crypto.envelope import new_id
from crypto.mailbox import FIRST_THREAD, Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN
from intake.domain.schemes import PORTAL
from intake.services.correspond import open_mailbox, write_message
from intake.services.hand_over import answer_question
from intake.services.opened_items import answer_to
from intake.services.submit import submit
from intake.store.engine import read
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.own_initiative import OWN_INITIATIVE
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.typed import typed
from triage.cli.demo.account_steps import ACCOUNT_STEPS
from triage.cli.demo.entries import BEGINNINGS, begun_as
from triage.cli.demo.files import attached
from triage.cli.demo.inquiries import came_as, draft_of, sorted_as, taken_up, told_with
from triage.cli.demo.steps import STEPS, Play, Playing
from triage.cli.demo.town import Town, demo_data
from triage.rules.units import NOT_KNOWN
from triage.services.casework.begin_entry import begin_entry
from triage.services.casework.execute import execute
from triage.services.casework.open_case import open_report
from triage.services.casework.own_initiative import begin_own_initiative
from triage.services.casework.register_inquiry import another_of, register_inquiry
from triage.services.casework.register_report import register
from triage.services.clock.steadiness import believe
from triage.services.clock.tick import tick
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import case_file
from triage.store import cases
from triage.store.visibility import system_access

MORNING = time(9, 30)
EVENING = time(15, 30)
ANOTHER_OF = "another_of"
"""Names the inquiry that another case of it comes with."""
ADVISORS = ("signe", "malthe")
FILES = {"report": "reports", "complaint": "complaints", "entry": "registers"}
"""In which file each kind of the demo's data stands."""
EVERY_STEP: Mapping[str, Play] = {**STEPS, **ACCOUNT_STEPS}
AFTER = 100
"""The place in a day behind every step of another case: what is handed over begins when it has been."""


@dataclass(slots=True)
class PlayedCase:
    """One case of the demo on its way through the year."""

    data: dict[str, Any] = field(repr=False)
    is_report: bool
    handler: str
    reference: str | None = None
    submission: bytes | None = None
    code: ReceiptCode | None = field(default=None, repr=False)
    thread: int = FIRST_THREAD


def came_from(data: Mapping[str, Any]) -> str | None:
    """Give the key of the case that one was handed over from; None for what came by itself."""
    return data.get("from_report") or data.get("from_inquiry")


Act = Callable[[datetime], None]


class Player:
    """Plays the cases of one town."""

    def __init__(self, town: Town, now: datetime, *, steps: Mapping[str, Play] = EVERY_STEP) -> None:
        self.town = town
        self.now = now.astimezone(COPENHAGEN)
        self.today = self.now.date()
        self.told: dict[str, PlayedCase] = {}
        self._steps = steps
        self.owner = new_id()

    def acts(self) -> Iterator[tuple[date, int, Act]]:
        """Give everything that happens, with its day and its place in the day."""
        for is_report, name in ((True, "report"), (False, "complaint"), (False, "entry")):
            for number, data in enumerate(demo_data(FILES[name])[name]):
                told = PlayedCase(data, is_report, ADVISORS[number % 3 == 2])
                self.told[data["key"]] = told
                received = self.today - timedelta(days=data["received_days_ago"])
                begins = received + timedelta(days=data.get("unit_days_after_received", 0))
                handed_over = came_from(data) is not None
                if not handed_over:
                    # An entry begins when what it comes of is there.
                    yield begins, AFTER if name == "entry" else 0, partial(self.begin, told, received)
                after = AFTER + 1 if handed_over or name == "entry" else 1
                for place, step in enumerate(data.get("step", ()), start=after):
                    on = received + timedelta(days=step["days_after_received"])
                    yield on, place, partial(self.step, told, step)

    def play(self) -> None:
        """Play everything, in the order of the days."""
        acts = sorted(self.acts(), key=lambda act: act[:2])
        days = sorted({day for day, _, _ in acts if day <= self.today} | {self.today})
        for day in days:
            begun = [act for on, place, act in acts if on == day and place == 0]
            done = [act for on, place, act in acts if on == day and place > 0]
            for act in begun:
                act(self._moment(day, MORNING))
            if begun:
                self.tick(self._moment(day, MORNING))
            for act in done:
                act(self._moment(day, MORNING))
            if done:
                self.tick(self._moment(day, EVENING))
        self.tick(self.now)

    def _moment(self, day: date, at: time) -> datetime:
        # Never ahead of now: the real clock that comes after would wait for this one's lease to end.
        return min(datetime.combine(day, at, COPENHAGEN), self.now)

    def tick(self, now: datetime) -> None:
        """Let the clock tick; every step of it must run, and its days lie far apart."""
        believe(self.town.organisation, now)
        failed = tick(self.town.organisation, self.town.dependencies, now=now, owner=self.owner)
        if failed:
            raise RuntimeError(f"on {now.date()} these steps of the clock failed: {', '.join(failed)}")

    def who(self, told: PlayedCase, _now: datetime) -> SignedIn:
        """Give the advisor who sees to a case."""
        return self.town.people[told.handler]

    def reference(self, told: PlayedCase) -> str:
        """Give what the office calls the case."""
        if told.reference is None:
            assert told.submission is not None
            with read(self.town.organisation.triage) as connection:
                found = cases.case_by_intake(connection, system_access(), told.submission)
            assert found is not None
            told.reference = found.case_reference
        return told.reference

    def begin(self, told: PlayedCase, received: date, now: datetime) -> None:
        """Let somebody turn to the municipality."""
        channel = told.data["channel"]
        if channel == PORTAL:
            told.code, reception = new_receipt_code(), self.town.organisation.reception
            draft, files = draft_of(told.data, is_report=told.is_report), attached(reception, told.data, now)
            sent = submit(reception, draft, told.code, now=now, files=files)
            told.submission = sent.reference
        elif channel == OWN_INITIATIVE:
            begun, who = taken_up(told.data), self.who(told, now)
            told.reference = begin_own_initiative(self.town.organisation, who, begun, now=now).case_reference
        elif channel in BEGINNINGS:
            self._enter(told, received, now)
        elif told.is_report:
            self._register(told, received, now)
        else:
            self._register_inquiry(told, received, now)

    def _enter(self, told: PlayedCase, received: date, now: datetime) -> None:
        begun = begun_as(told.data, received, lambda key: self.reference(self.told[key]))
        row = begin_entry(self.town.organisation, self.who(told, now), begun, now=now)
        told.reference = row.case_reference

    def _register_inquiry(self, told: PlayedCase, received: date, now: datetime) -> None:
        organisation, who, common, first = self.town.organisation, self.who(told, now), {}, None
        if ANOTHER_OF in told.data:
            first = self.reference(self.told[told.data[ANOTHER_OF]])
            file = case_file(organisation, who, first, today=now.date())
            common = another_of(organisation, who, file)
        came, besides = came_as(told.data, received, **common), told_with(told.data, received)
        files = attached(organisation.reception, told.data, now)
        made = register_inquiry(organisation, who, came, besides, now=now, files=files, more_of=first)
        told.reference = made.case_reference

    def _register(self, told: PlayedCase, received: date, now: datetime) -> None:
        organisation, who = self.town.organisation, self.who(told, now)
        draft, channel = draft_of(told.data, is_report=told.is_report), told.data["channel"]
        lay_with = told.data.get("lay_with", NOT_KNOWN) if received < now.date() else None
        came = {"organisation_on": received, "office_on": now.date(), "lay_with": lay_with}
        origin = typed(CaseRegistered, scheme=draft.scheme, channel=channel, **came)
        files = attached(organisation.reception, told.data, now)
        made = register(organisation, who, draft, origin, now=now, files=files)
        told.reference, told.code = made.case_reference, made.code
        if told.data.get("automatic", True):
            handed = typed(AcknowledgementDecided, given_on=now.date())
            execute(organisation, who, told.reference, handed, now=now)

    def _sort(self, told: PlayedCase, now: datetime) -> None:
        """Record what it is about, as an advisor does on opening an inquiry."""
        organisation, who, reference = self.town.organisation, self.who(told, now), self.reference(told)
        case = case_file(organisation, who, reference, today=now.date()).case
        for decision in sorted_as(told.data, case, now.date(), "Se svaret til borgeren."):
            execute(organisation, who, reference, decision, now=now)

    def step(self, told: PlayedCase, step: Mapping[str, Any], now: datetime) -> None:
        """Do what a step of a case tells of."""
        who = self.who(told, now)
        action = step["action"]
        if action == "opened":
            if told.submission is not None or came_from(told.data) is None:
                open_report(self.town.organisation, who, self.reference(told), now=now)
            if not told.is_report:
                self._sort(told, now)
        elif action == "message_from_reporter":
            self._write(told, step, now)
            self.tick(now)
        elif action != "answered_in_call":
            self._steps[action](Playing(self.town, told.data, who, self.reference(told), step), now)

    def _write(self, told: PlayedCase, step: Mapping[str, Any], now: datetime) -> None:
        """Write into the mailbox, perhaps with a yes or a no to the question that was asked last."""
        assert told.code is not None
        mailbox, text = Mailbox.from_code(told.code, told.thread), step["text"].strip()
        if "agrees" in step:
            self._answer(told, told.code, mailbox, agrees=step["agrees"], now=now)
        if text:
            write_message(self.town.organisation.reception, mailbox, text, now=now)

    def _answer(
        self, told: PlayedCase, code: ReceiptCode, mailbox: Mailbox, *, agrees: bool, now: datetime
    ) -> None:
        """Say yes or no; what begins with a yes is the case that says it came from this one."""
        reception = self.town.organisation.reception
        lying = open_mailbox(reception, mailbox, now=now).messages
        question = [each.item_id for each in lying if each.content.answer_by is not None][-1]
        answer_question(reception, code, question, agrees=agrees, now=now, thread=told.thread)
        said = answer_to(question, open_mailbox(reception, mailbox, now=now).messages)
        begun = None if said is None or said.content.answer is None else said.content.answer.begun
        if begun is not None:
            across = next(each for each in self.told.values() if came_from(each.data) == told.data["key"])
            across.submission, across.code, across.thread = begun, code, told.thread + 1


def play(town: Town, *, now: datetime) -> dict[str, str]:
    """Play the demo's cases up to today and give the receipt codes of the reports, an answered one first."""
    player = Player(town, now)
    player.play()
    begun = {key: told.code for key, told in player.told.items() if told.thread == FIRST_THREAD}
    codes = {key: code.grouped for key, code in begun.items() if code is not None}
    written = {key for key, told in player.told.items() if _speaks(told)}
    return {key: codes[key] for key in sorted(codes, key=lambda key: key not in written)}


def _speaks(told: PlayedCase) -> bool:
    spoken = {"message_to_reporter", "feedback"}
    return told.is_report and any(step["action"] in spoken for step in told.data.get("step", ()))
