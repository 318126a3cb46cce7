"""
What goes to a unit, through every page that sends something: nothing without consent, and nothing in it that
the unit was not to see. A page that is added is missed here until it says what is typed on it.
"""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import docx
import pytest

from intake.clock import COPENHAGEN
from intake.contents.choices import HasMandate, MaySendOn, WritesAs
from intake.contents.mailbox import Contact
from intake.services.attach import Attached, Upload
from intake.services.submit import ComplaintDraft
from tests.colleagues import who_is
from tests.office import Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from triage.cases.decisions.consent import (
    ConsentGiven,
    ConsentGiver,
    ConsentScope,
    ConsentWithdrawn,
    LetsOut,
    next_consent,
)
from triage.cases.documents import Counterpart, Document, Way, documents
from triage.cases.letter_text import TO_UNITS
from triage.cases.typed import typed
from triage.office.decisions.registry import FORMS
from triage.office.decisions.unit_letter_form import UnitLetterForm
from triage.services.casework.execute import execute
from triage.services.history.case_file import CaseFile
from triage.services.reading.visible_case import case_file

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TODAY = MONDAY.date()
GROUND = {"ground_item": "zuhjemmel"}
UNIT_LETTERS: Sequence[tuple[str, Mapping[str, Any]]] = (
    ("refer", {"unit": "job", "item": "Hvornår får borgeren svar?", "answers_citizen": "unit"}),
    ("chase", {"unit": "job", "to": "director"}),
    ("chase", {"unit": "job", "to": "leader"}),
    ("chase", {"unit": "job", "to": "unit"}),
    ("hearing", {"unit": "job", "item": "Det tog for længe.", "answer_by_on": "2026-12-07"}),
    ("criticism", {"unit": "job", "kind": "recommendation", "item": "Skriv til borgeren."}),
    ("criticism", {"unit": "job", "kind": "criticism", "item": "Svar hurtigere."}),
    (
        "follow-up",
        {"unit": "job", "about": "recommendation", "item": "Svarer I nu?", "answer_by_on": "2026-12-21"},
    ),
)
"""Each letter to a unit: its page and what is typed there, in an order in which a case takes them."""
AFTER = {
    "hearing": ("hearing-answer", {"unit": "job", "item": "zubemærkning"}),
    "follow-up": ("follow-up-answer", {"unit": "job", "item": "zuopfølgning", "quality": "full"}),
}
"""What has to be registered behind one of them, before the next."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """An office on Monday 23 November 2026 with three units, one of a name of its own."""
    folder: Path = tmp_path_factory.mktemp("held")
    world = found_office(folder / "office", MONDAY)
    world.organisation = has_units(
        world.organisation,
        ("job", "Jobcentret", "Job centre"),
        ("social", "Zqafdelingen", "Zqafdelingen"),
        ("schools", "Skolerne", "Schools"),
    )
    return world


def file_of(world: OfficeWorld, reference: str) -> CaseFile:
    """Give the case as it stands."""
    return case_file(world.organisation, who_is(world), reference, today=world.clock.now().date())


def say(world: OfficeWorld, reference: str, **given: Any) -> int:
    """Record a consent, and give its number."""
    number = next_consent(file_of(world, reference).case)
    consent = {
        "how": "phone",
        "number": number,
        "scope": tuple(ConsentScope),
        "units": ("job", "social"),
        **given,
    }
    execute(
        world.organisation, who_is(world), reference, typed(ConsentGiven, **consent), now=world.clock.now()
    )
    return number


def withdraw(world: OfficeWorld, reference: str, number: int) -> None:
    """Take a consent back, as a colleague does."""
    back = typed(ConsentWithdrawn, number=number)
    execute(world.organisation, who_is(world, "bo"), reference, back, now=world.clock.now())


def taken_back(world: OfficeWorld, reference: str) -> None:
    """Record a consent that is withdrawn again."""
    withdraw(world, reference, say(world, reference))


NOT_AGREED = {
    "nothing was said": lambda _world, _reference: None,
    "to less": partial(say, scope=(ConsentScope.EXAMPLE,)),
    "for another unit": partial(say, units=("schools",)),
    "until yesterday": partial(say, happened_on=date(2026, 10, 1), ends_on=TODAY - timedelta(days=1)),
    "from somebody without a power of attorney": partial(say, given_by=ConsentGiver.REPRESENTATIVE),
    "and taken back": taken_back,
}
"""What may stand in a case, one behind the other, without anything being agreed to."""


def test_every_page_that_sends_something_to_a_unit_is_tried_here() -> None:
    """One that is added fails here until it is."""
    pages = {name for name, form in FORMS.items() if issubclass(form, UnitLetterForm)}
    assert pages == {what for what, _given in UNIT_LETTERS}


def sent_on_a_ground(anna: Browser, reference: str) -> None:
    """Send every letter to the job centre on a ground, so that each can be sent again or tried."""
    for what, given in UNIT_LETTERS:
        anna.decide(reference, what, **given, **GROUND)
        if what in AFTER:
            register(anna, reference, *AFTER[what])


def register(anna: Browser, reference: str, page: str, given: Mapping[str, Any]) -> None:
    """Register something, whether or not there is a second look."""
    (anna.save if FORMS[page].at_once else anna.decide)(reference, page, **given)


def test_no_page_sends_anything_to_a_unit_without_consent(world: OfficeWorld) -> None:
    """
    Whatever else was agreed to, and by whom: each page refuses before the second look and at the press, and
    nothing is recorded. A consent that is withdrawn between the two holds for neither.
    """
    anna = world.signed_in()
    reference = anna.call()
    sent_on_a_ground(anna, reference)
    tried = dict(UNIT_LETTERS)
    # The job centre still owes a reply, so that it can be reminded; another unit is asked anew.
    tried["refer"] = {**tried["refer"], "unit": "social"}
    for said, happens in NOT_AGREED.items():
        happens(world, reference)
        before = len(file_of(world, reference).history)
        anna.get(f"/cases/{reference}/refer")
        for what, given in tried.items():
            for step in ("send", "preview") if what == "refer" else ("send",):
                sent = {**given, "step": step, "once": anna.value("once")}
                answer = anna.post(f"/cases/{reference}/{what}", sent)
                assert answer.status_code == 422, (said, what, answer.text)
                assert re.search("samtykke|fuldmagt", anna.words(".alert-error")), (said, what)
        assert len(file_of(world, reference).history) == before, said

    number = say(world, reference)
    for what, given in tried.items():
        path = f"/cases/{reference}/{what}"
        anna.get(path)
        assert anna.post(path, {**given, "step": "preview"}).status_code == 200, what
        as_of = anna.value("as_of")
        withdraw(world, reference, number)
        sent = {**given, "step": "send", "once": anna.value("once")}
        assert anna.post(path, {**sent, "as_of": as_of}).status_code == 409
        assert anna.post(path, sent).status_code == 422
        number = say(world, reference)
    anna.decide(reference, "refer", **tried["refer"])


def attach(world: OfficeWorld, name: str) -> Attached:
    """Let a citizen attach a file."""
    with Upload(world.reception, now=world.clock.now()) as upload:
        upload.write(b"zuindhold")
        return upload.finish(name=name, content_type="application/pdf")


class Full:
    """A complaint in which every text is marked, from the citizen, the office and another unit."""

    def __init__(self, world: OfficeWorld) -> None:
        self.world = world
        contact = Contact(name="zunavn", address="zuadresse", phone="zutelefon", email="zu@example.test")
        written = ComplaintDraft(
            unit="zuenhed",
            what="zuhvad",
            wish="zuønske",
            contact=contact,
            consent=MaySendOn.YES,
            language="zusprog",
            writes_for="zufor",
            writes_as=WritesAs.GUARDIAN,
            mandate=HasMandate.NOT_NEEDED,
        )
        self.anna = world.signed_in()
        with_cases = re.compile(r'href="/cases/([0-9A-Z]{8})"')
        known = set(with_cases.findall(self.anna.get("/cases?show=all").to_html()))
        code = world.send(written, files=[attach(world, "zubilag.pdf")])
        (self.reference,) = set(with_cases.findall(self.anna.get("/cases?show=all").to_html())) - known
        self.anna.get(f"/cases/{self.reference}")
        self.anna.follow(f"/cases/{self.reference}/open")
        world.write(code, "zubesked")
        world.tick()
        self.anna.get(f"/cases/{self.reference}")
        self.anna.follow(f"/cases/{self.reference}/open")
        self._fill()

    def _fill(self) -> None:
        other = {"unit": "social", **GROUND}
        point = {"points-0-theme": "processing_time", "points-0-unit": "social"}
        for what, given in (
            ("summary", {"item": "zuresume"}),
            ("note", {"item": "zunotat"}),
            ("inquirer", {"name": "zuregistreret", "note": "zuom"}),
            ("sort", {"type": "complaint", "unit": "job", "agreed": "y", **point}),
            ("mandate", {"item": "zufuldmagt", "how": "letter", "ends_on": "2027-02-01"}),
            ("contact", {"other_side": "citizen", "direction": "in", "channel": "phone", "item": "zuopkald"}),
            (
                "meeting",
                {
                    "kind": "mediation",
                    "role": "mediator",
                    "units": ["social"],
                    "citizen_agreed_on": "2026-11-23",
                    "unit_agreed_on": "2026-11-23",
                    "agreed_how": "phone",
                    "item": "zumægling",
                    "promise_item": "zuløfte",
                    "promised_on": "2026-12-07",
                    **GROUND,
                },
            ),
        ):
            register(self.anna, self.reference, what, given)
        for what, given in (
            ("refer", {**other, "item": "zuspørgsmål", "answers_citizen": "unit", "enclosures": "zuvedlagt"}),
            ("delay", {"unit": "social", "promised_on": "2026-12-28", "reason_item": "zugrund"}),
            ("reply", {"unit": "social", "item": "zusvar", "quality": "partial", "more_to_come": "y"}),
            ("hearing", {**other, "item": "zuudkast", "answer_by_on": "2026-12-07"}),
            ("answer", {"item": "zutilborger"}),
        ):
            register(self.anna, self.reference, what, given)

    def letters(self) -> list[Document]:
        """Give what went to the job centre."""
        listed = documents(file_of(self.world, self.reference).history, is_report=False)
        return [
            each
            for each in listed
            if (each.way, each.counterpart, each.unit) == (Way.OUT, Counterpart.UNIT, "job")
        ]


def secrets_in(text: str) -> list[str]:
    """Give what of the marked texts stands somewhere; no reference of a case has a U in it."""
    return re.findall(r"zu\w+", text.lower())


def test_a_letter_to_a_unit_holds_nothing_that_it_was_not_to_see(world: OfficeWorld) -> None:
    """
    Every kind, in English before it goes, in Danish as it went; in Word, as a page and in the package: no
    name, no word of the citizen's, no note, no ground, nothing of another unit, no mediation.
    """
    full = Full(world)
    anna, reference = full.anna, full.reference
    longer = {"due_on": "2026-12-28", "longer_reason": "zulængere"}
    for what, given in UNIT_LETTERS:
        besides = {**GROUND, **(longer if what == "refer" else {})}
        path = f"/cases/{reference}/{what}"
        anna.get(path)
        shown = anna.post(path, {**given, **besides, "language": "en", "step": "preview"})
        assert shown.status_code == 200, (what, shown.text)
        letter = anna.words(".betro-visible")
        assert "Kind regards" in letter
        assert secrets_in(letter) == [], what
        sent = {**given, **besides, "language": "da", "step": "send", "once": anna.value("once")}
        anna.follow(path, sent)
        assert "Venlig hilsen" in anna.words(".betro-sheet")
        assert secrets_in(anna.words(".betro-sheet")) == [], what
        if what in AFTER:
            register(anna, reference, *AFTER[what])

    sent = full.letters()
    assert len(sent) == len(UNIT_LETTERS)
    history = file_of(world, reference).history
    went = {getattr(each, "template", None) for each in history if isinstance(each, LetsOut)}
    assert went - {None} == set(TO_UNITS), "every kind"
    anna.get(f"/cases/{reference}/package")
    taken = anna.post(f"/cases/{reference}/package", {"why": "Til journalen."})
    with zipfile.ZipFile(io.BytesIO(taken.data)) as package:
        manifest = json.loads(package.read("manifest.json"))
        filed = {each["number"]: each["file"] for each in manifest["documents"]}
        texts = {each.number: package.read(filed[each.number]).decode() for each in sent}
        everything = " ".join(package.read(name).decode(errors="replace") for name in package.namelist())
    for each in sent:
        path = f"/cases/{reference}/documents/{each.number}"
        anna.get(path)
        assert secrets_in(anna.words(".betro-sheet")) == []
        word = docx.Document(io.BytesIO(anna.post(path, {"as": "docx"}).data))
        page = anna.post(path, {"as": "html"}).text
        for kept in (texts[each.number], page, " ".join(one.text for one in word.paragraphs)):
            assert secrets_in(kept) == []
            assert "Jobcentret" in kept
    # What was looked for is there to be found, in the package of the whole case.
    assert {"zunavn", "zuhvad", "zuresume", "zusvar", "zuudkast"} <= set(secrets_in(everything))
    assert "zumægling" not in everything
