"""
A founded installation with its office, for tests: real databases, real keys, a clock that stands where it is
put.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

from crypto.keys import SigningKey
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN
from intake.contents.mailbox import Answer
from intake.services.attach import Attached
from intake.services.correspond import write_message
from intake.services.reception import Reception
from intake.services.submit import Draft, ReportDraft, submit
from tests.html import parse
from tests.world import an_installation
from triage.cases.roles import Role
from triage.office import create_app
from triage.services.clock.acknowledge import acknowledge_due
from triage.services.clock.receive import fetch
from triage.services.history.publish import place_cards, place_messages
from triage.services.organisation import Organisation, as_applied, open_organisation
from triage.services.people.enrol import Enrolled, NewPerson
from triage.settings import load
from triage.store.visibility import system_access

BASE = "https://office.test"
_NAMED = (
    NewPerson("anna", "Anna Advisor", Role.ADVISOR, "anna@example.test"),
    NewPerson("bo", "Bo Advisor", Role.ADVISOR),
    NewPerson("carla", "Carla Administrator", Role.ADMINISTRATOR),
    NewPerson("dan", "Dan Auditor", Role.AUDITOR),
)
_OTHER_ROLES = [role for role in Role if role not in {each.role for each in _NAMED}]
PEOPLE = (*_NAMED, *(NewPerson(role, role.title(), role) for role in _OTHER_ROLES))
"""One of each role at least, so that what is asked of every role is asked of a new one too."""
A_REPORT = ReportDraft(
    relation="employee", what="Lederen tager imod gaver fra en leverandør.", when="I foråret"
)
AGREED = {"agreed": "y", "agreed_how": "phone"}
"""What is ticked where the citizen agrees that something goes to a unit."""
OUTSIDE = {
    "scope": "outside",
    "reason": "own_employment",
    "guidance_item": "Tal med din TR.",
    "reason_item": "Løn.",
}
"""What is typed of a report that is outside the scheme."""


@dataclass
class StandingClock:
    """A clock that a test moves."""

    moment: datetime

    def now(self) -> datetime:
        """Give the moment it was put to."""
        return self.moment

    def go(self, **steps: float) -> None:
        """Move it on, by `timedelta`'s arguments."""
        self.moment += timedelta(**steps)

    def on(self, day: date, hour: int = 10) -> None:
        """Put it to an hour of a Copenhagen day."""
        self.moment = datetime(day.year, day.month, day.day, hour, tzinfo=COPENHAGEN)


@dataclass
class OfficeWorld:
    """One installation with its office."""

    organisation: Organisation
    clock: StandingClock
    enrolled: dict[str, Enrolled]
    checkpoint: SigningKey
    app: Any = field(repr=False)
    root: SigningKey = field(default_factory=lambda: SigningKey.from_seed(bytes(32)), repr=False)

    @property
    def reception(self) -> Reception:
        """Where reports arrive."""
        return self.organisation.reception

    def browser(self) -> Browser:
        """Give somebody who has not signed in."""
        return Browser(self, self.app.test_client())

    def signed_in(self, name: str = "anna") -> Browser:
        """Give a person's browser after signing in."""
        browser = self.browser()
        answer = browser.sign_in(name)
        assert answer.status_code == 303, answer.text
        # What a thread opens meanwhile is not to be counted as what a page asks.
        for each in self.app.extensions["betro_office"].sessions._sessions.values():
            if each.memory is not None and each.memory.filling is not None:
                each.memory.filling.join()
            if each.batches is not None and each.batches.thread is not None:
                each.batches.thread.join()
        return browser

    def code_of(self, name: str) -> str:
        """
        Give the one-time code that a person's phone shows now; each is good once, so time moves on to a fresh
        one.
        """
        self.clock.go(seconds=30)
        return pyotp.TOTP(self.enrolled[name].totp_secret).at(self.clock.now())

    def send(self, draft: Draft = A_REPORT, files: Sequence[Attached] = ()) -> ReceiptCode:
        """Let a reporter send something in, and the clock receive it."""
        code = new_receipt_code()
        submit(self.reception, draft, code, now=self.clock.now(), files=files)
        fetch(self.organisation, now=self.clock.now())
        return code

    def write(self, code: ReceiptCode, text: str = "Vent!", answer: Answer | None = None) -> None:
        """Let whoever has the code write, before the clock has come round."""
        mailbox = Mailbox.from_code(code)
        write_message(self.reception, mailbox, text, now=self.clock.now(), answer=answer)

    def tick(self) -> None:
        """Do what the clock does for mailboxes."""
        fetch(self.organisation, now=self.clock.now())
        acknowledge_due(self.organisation, system_access(), now=self.clock.now())
        place_messages(self.organisation, system_access(), now=self.clock.now())
        place_cards(self.organisation, system_access(), self.checkpoint, now=self.clock.now())


@dataclass
class Browser:
    """A person at the office's pages. Every page it gets is read as a browser and a screen reader would."""

    world: OfficeWorld
    client: FlaskClient
    page: JustHTML | None = None
    name: str | None = None
    """Who signed in here last."""

    def get(self, path: str, status: int = 200) -> JustHTML:
        """Open a page."""
        return self._read(self.client.get(path, base_url=BASE), status)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with the token of the page that was opened last."""
        fields = dict(data or {})
        if "csrf_token" not in fields and self.page is not None and self.page.query('[name="csrf_token"]'):
            fields["csrf_token"] = self.value("csrf_token")
        for name in ("as_of", "words"):
            # What the page says was seen.
            if name not in fields and self.page is not None and self.page.query(f'[name="{name}"]'):
                fields[name] = self.value(name)
        if (
            "second_factor" not in fields
            and self.page is not None
            and self.page.query('[name="second_factor"]')
        ):
            # Whoever sits here has their phone.
            fields["second_factor"] = self.world.code_of(self.name or "")
        if "language" not in fields and self.page is not None:
            # The language of a letter is chosen already when its page opens.
            offered = self.page.query('input[name="language"]')
            for each in offered:
                if "checked" in each.attrs or each.attrs["type"] == "hidden":
                    fields["language"] = each.attrs["value"]
        answer = self.client.post(
            path, data=fields, base_url=BASE, content_type="multipart/form-data",
            headers={"Sec-Fetch-Site": "same-origin"}, **options,
        )  # fmt: skip
        if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303}:
            self.page = parse(answer.text)
        return answer

    def follow(self, path: str, data: dict[str, Any] | None = None, status: int = 200) -> JustHTML:
        """Send a form and open the page that it leads to."""
        answer = self.post(path, data)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["Location"].removeprefix(BASE), status)

    def inquiry(self, **typed: str) -> dict[str, str]:
        """Open the page of a new inquiry, and give what is typed there of one by phone."""
        self.get("/register/inquiry")
        known = {"channel": "phone", "type": "guidance", "summary_item": "Venter på svar"}
        return {**known, **typed, "once": self.value("once"), "csrf_token": self.value("csrf_token")}

    def call(self, **typed: str) -> str:
        """Register an inquiry, go on working, and give the reference of its case."""
        self.follow("/register/inquiry", self.inquiry(**{"step": "go_on", **typed}))
        return self.reference()

    def closed_call(self, **typed: str) -> str:
        """Register an inquiry that is closed in the conversation, open its case, and give its reference."""
        self.follow("/register/inquiry", self.inquiry(**{"step": "close", **typed}))
        assert self.page is not None
        (link,) = self.page.query('main a[href^="/cases/"]:not([href$="/correct"])')
        self.get(str(link.attrs["href"]))
        return self.reference()

    def contact(self, summary: str = "Beder om et møde") -> str:
        """Register a mere contact, and give the reference of its case."""
        self.get("/register/contact")
        self.follow("/register/contact", {"once": self.value("once"), "summary": summary})
        return self.reference()

    def decide(self, reference: str, what: str, **data: Any) -> JustHTML:
        """Take a decision as a person does: open the form, preview, confirm; give the page of the case."""
        path = f"/cases/{reference}/{what}"
        self.get(path)
        preview = self.post(path, {**data, "step": "preview"})
        assert preview.status_code == 200, preview.text
        return self.follow(path, {**data, "step": "send", "once": self.value("once")})

    def refused(self, reference: str, what: str, **data: Any) -> str:
        """Try a decision that is refused, and give the sentence that says why."""
        path = f"/cases/{reference}/{what}"
        self.get(path)
        answer = self.post(path, {**data, "step": "preview"})
        assert answer.status_code == 422, answer.text
        return self.words(".alert-error")

    def save(self, reference: str, what: str, **data: Any) -> JustHTML:
        """Store something that needs no preview."""
        path = f"/cases/{reference}/{what}"
        self.get(path)
        return self.follow(path, {**data, "step": "send", "once": self.value("once")})

    def sign_in(self, name: str, /, **other: str) -> TestResponse:
        """Sign in, with whatever is given instead of what is right."""
        self.get("/sign-in")
        self.name = name
        right = {
            "name": name,
            "passphrase": self.world.enrolled[name].passphrase
            if name in self.world.enrolled
            else "no such words",
            "code": self.world.code_of(name) if name in self.world.enrolled else "123456",
        }
        return self.post("/sign-in", right | other)

    def reference(self) -> str:
        """Give the reference of the case whose page this is."""
        found = re.search(r"\b[0-9A-HJKMNP-TV-Z]{8}\b", self.words("h1"))
        assert found, self.words("h1")
        return found.group()

    def only_case(self) -> str:
        """Give the reference of the one case that the list shows."""
        found = {
            match.group(1)
            for match in re.finditer(
                r'href="/cases/([0-9A-Z]{8})"', str(self.get("/cases?show=all").to_html())
            )
        }
        assert len(found) == 1, found
        return found.pop()

    def open_case(self) -> str:
        """Open the content of the one case there is, and give its reference."""
        reference = self.only_case()
        self.get(f"/cases/{reference}")
        self.follow(f"/cases/{reference}/open")
        return reference

    def value(self, name: str) -> str:
        """Give the value of a field of the page."""
        assert self.page is not None
        element = self.page.query_one(f'[name="{name}"]')
        assert element is not None, name
        return element.attrs.get("value") or ""

    def value_of(self, name: str) -> str:
        """Give what stands in a field for many lines, as it would be sent."""
        assert self.page is not None
        element = self.page.query_one(f'textarea[name="{name}"]')
        assert element is not None, name
        return str(element.to_text(separator="", strip=False)).removeprefix("\n")

    def words(self, selector: str = "main") -> str:
        """Give the words of a part of the page."""
        assert self.page is not None
        return " ".join(" ".join(each.to_text().split()) for each in self.page.query(selector))

    def _read(self, answer: TestResponse, status: int) -> JustHTML:
        assert answer.status_code == status, (
            answer.status_code,
            answer.headers.get("Location"),
            answer.text[:2000],
        )
        self.page = parse(answer.text)
        return self.page


def found_office(
    folder: Path, moment: datetime, people: tuple[NewPerson, ...] = PEOPLE, **settings: Any
) -> OfficeWorld:
    """
    Found an installation in *folder* at a moment, with two advisors, an administrator and an auditor, or with
    other *people*.

    *settings* differ from the usual ones.
    """
    installation = an_installation(folder, people, moment.date())
    loaded, _clock = load({**os.environ, "BETRO_SETTINGS": str(installation.settings)})
    organisation = as_applied(open_organisation(replace(loaded, **settings)), moment.date())
    clock = StandingClock(moment)
    checkpoint = (folder / "keys" / "checkpoint.key").read_text().strip()
    app = create_app(organisation, clock)
    # An error of ours fails the test where it happens, instead of becoming a page.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return OfficeWorld(
        organisation=organisation,
        clock=clock,
        enrolled={each.person.sign_in_name: each for each in installation.enrolled},
        checkpoint=SigningKey.from_seed(bytes.fromhex(checkpoint)),
        root=SigningKey.from_seed(installation.root_seed),
        app=app,
    )
