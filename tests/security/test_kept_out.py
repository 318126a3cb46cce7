"""
Who is kept out finds nothing: every route of the office, and everything that leaves it, is for an excluded
adviser what it would be if the case had never been.

The whole office is read twice by the one who is kept out, at the same moment: before the case is there, and
when it has come, was opened, answered and has run out of time. Byte for byte it is the same, refusals and
status codes among them, and as many questions are asked of the databases.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event, update

from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN
from intake.services.submit import ComplaintDraft, Draft, ReportDraft, submit
from intake.store.engine import write
from tests.office import BASE, PEOPLE, Browser, OfficeWorld, found_office
from tests.own_folder import has_set
from triage.cases.roles import Role
from triage.office.access import OPEN
from triage.office.routes import ROUTES
from triage.services.clock.alerting import raise_due_alerts
from triage.services.people.enrol import NewPerson
from triage.store.tables import person
from triage.store.visibility import system_access

FOUNDED = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
LATER = FOUNDED + timedelta(days=100)
"""By then every date of what came in on the second day has passed."""
CANARY = "Kanariefugl Kvistgaard"
ABSENT = "0000WXYZ"
"""Stands for the case that is not there, in the pages of before."""
HIDDEN_REPORT = ReportDraft(relation="employee", what=f"{CANARY} har set det.", name=CANARY, contact="Kvist")
HIDDEN_COMPLAINT = ComplaintDraft(unit="Jobcentret", what=f"{CANARY} venter.", wish="Svar")
KNOWN = {"rule": "WB-ACK", "file_id": "00" * 16, "what": "note", "name": "recommendations", "number": "1"}
KNOWN |= {"group": "overdue", "person": "00" * 16, "day": "2026-12-01", "token": "x", "kept": "00" * 16}
KNOWN |= {"unit": "jobcentre", "code": "standard", "section": "figures", "period": "2026", "language": "da"}
TYPED: dict[str, dict[str, str]] = {
    "search": {"sought": CANARY},
    "by_name": {"name": CANARY},
    "export_list": {"show": "all"},
}
"""What is typed where a page asks: what would find the case."""
ALWAYS_OTHER = ("Set-Cookie", "Date", "Content-Length")
"""The headers that hang on what is drawn anew for each page."""
LEFT_OUT = {"sign_out": "it ends the session that reads"}
READS = {"by_name", "export_list", "search", "register_file", "learning_file", "year_file", "fetch"}
"""What is pressed of what the one who is kept out may see: what shows something and changes nothing."""
EVERYBODY = (*PEOPLE, NewPerson("eva", "Eva Advisor", Role.ADVISOR, "eva@example.test"))
ROUTE = """\
[[route]]
code = "neighbour"
names = { da = "Nabo Kommune", en = "Nabo Municipality" }
kind = "municipality"
receives = ["reports", "complaints"]
valid_from = 2026-01-01
"""


@dataclass(frozen=True)
class Seen:
    """One answer, without what is drawn anew for each page."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    questions: int


@dataclass
class Town:
    """An office with three advisers and two alternates of one route, and the adviser who is kept out."""

    world: OfficeWorld
    excluded: Browser
    holder: Browser
    known: str
    hidden: str = ABSENT

    @classmethod
    def founded(cls, folder: Path, *, excluded: str = "bo", holder: str = "anna") -> "Town":
        """Found it a hundred days ago, with cases that everybody holds."""
        world = found_office(folder, FOUNDED, people=(*EVERYBODY, *_of_the_route()))
        let_be_of_a_route(world)
        world.send()
        world.send(ComplaintDraft(unit="Jobcentret", what="Venter på svar", wish="Svar"))
        world.clock.on(LATER.date())
        world.tick()
        raise_due_alerts(world.organisation, system_access(), now=world.clock.moment)
        reads = world.signed_in(excluded)
        town = cls(world, reads, world.signed_in(holder), _references(reads)[0])
        town.excluded.get(f"/cases/{town.known}")
        town.excluded.follow(f"/cases/{town.known}/open")
        return town

    def handles(self, *names: str) -> tuple[bytes, ...]:
        """Give the handles of people."""
        return tuple(sorted(self.world.enrolled[each].handle for each in names))

    def arrives(self, draft: Draft) -> ReceiptCode:
        """Let something be sent that nobody has noticed yet."""
        code = new_receipt_code()
        submit(self.world.reception, draft, code, now=FOUNDED + timedelta(days=1))
        return code

    def lives(self, draft: Draft) -> ReceiptCode:
        """Let it come and run out of time, and let its holder open it, answer and write a note."""
        before = set(_references(self.holder))
        code, moment = self.arrives(draft), self.world.clock.moment
        self.world.tick()
        (self.hidden,) = set(_references(self.holder)) - before
        self.holder.get(f"/cases/{self.hidden}")
        self.holder.follow(f"/cases/{self.hidden}/open")
        self.holder.decide(self.hidden, "message", item=f"Kære {CANARY}")
        self.holder.save(self.hidden, "note", item=f"Om {CANARY}")
        self.world.write(code, f"{CANARY} igen")
        self.world.tick()
        raise_due_alerts(self.world.organisation, system_access(), now=moment)
        self.world.clock.moment = moment
        return code

    def reads(self) -> dict[tuple[str, str, str], Seen]:
        """Let the one who is kept out open every route, of a case that they hold and of the hidden one."""
        seen, moment = {}, self.world.clock.moment
        for route in ROUTES:
            if route.endpoint in OPEN | LEFT_OUT.keys():
                continue
            for reference in (self.known, self.hidden):
                for method, view in (("GET", route.get), ("POST", route.post)):
                    is_hidden = reference == self.hidden
                    if is_hidden and "<reference>" not in route.rule:
                        continue
                    if view is not None and (is_hidden or method == "GET" or route.endpoint in READS):
                        name = ABSENT if is_hidden else "known"
                        seen[route.endpoint, method, name] = self._ask(
                            route.rule, method, reference, route.endpoint
                        )
                        self.world.clock.moment = moment
        return seen

    def _ask(self, rule: str, method: str, reference: str, endpoint: str) -> Seen:
        path = rule.replace("<reference>", reference)
        for name, value in KNOWN.items():
            path = path.replace(f"<{name}>", value)
        typed = {"step": "preview", **TYPED.get(endpoint, {})}
        if method == "POST":
            self.excluded.get("/cases")
            typed["csrf_token"] = self.excluded.value("csrf_token")
        with _counted(self.world) as asked:
            answer = self.excluded.client.open(
                path, method=method, base_url=BASE, data=typed if method == "POST" else None
            )
        if endpoint == "search" and method == "POST":
            # What is found stands on the page that it leads to.
            answer = self.excluded.client.get(answer.headers["Location"], base_url=BASE)
        body = answer.get_data().decode("utf-8", "replace").replace(self.hidden, ABSENT)
        headers = [(name, value.replace(self.hidden, ABSENT)) for name, value in answer.headers]
        told = tuple(sorted(each for each in headers if each[0] not in ALWAYS_OTHER))
        return Seen(answer.status_code, tuple((n, _plain(v)) for n, v in told), _plain(body), asked[0])


def _of_the_route() -> tuple[NewPerson, ...]:
    return tuple(
        NewPerson(each, each.title(), Role.ALTERNATE, f"{each}@example.test") for each in ("kim", "lis")
    )


def let_be_of_a_route(world: OfficeWorld) -> None:
    """Let Kim and Lis be the people of a route that the organisation has set."""
    handles = [world.enrolled[each].handle for each in ("kim", "lis")]
    with write(world.organisation.triage) as connection:
        connection.execute(update(person).where(person.c.handle.in_(handles)).values(route="neighbour"))
    world.organisation = has_set(world.organisation, {"routes.toml": ROUTE}, today=FOUNDED.date())


def _plain(text: str) -> str:
    """Leave out what is drawn anew for each page."""
    text = re.sub(r'(name="(?:csrf_token|once|kept_as|number)"[^>]*?value=")[^"]*', r"\1", text)
    return re.sub(r"(number|named)=\d+", r"\1=", text)


def _references(browser: Browser) -> list[str]:
    shown = str(browser.get("/cases?show=all").to_html())
    return sorted(set(re.findall(r'href="/cases/([0-9A-Z]{8})"', shown)))


@contextmanager
def _counted(world: OfficeWorld) -> Iterator[list[int]]:
    asked = [0]

    def count(*_told: Any) -> None:
        asked[0] += 1

    engines = (world.organisation.triage, world.organisation.intake)
    for each in engines:
        event.listen(each, "before_cursor_execute", count)
    try:
        yield asked
    finally:
        for each in engines:
            event.remove(each, "before_cursor_execute", count)


def _differences(before: dict[Any, Seen], after: dict[Any, Seen]) -> list[str]:
    """Say of each answer that is another what is other about it."""
    return [
        f"{key}: {_first_difference(asdict(before[key]), asdict(after[key]))}"
        for key in before
        if before[key] != after[key]
    ]


def _first_difference(before: dict[str, Any], after: dict[str, Any]) -> str:
    name = next(each for each in before if before[each] != after[each])
    was, became = str(before[name]), str(after[name])
    at = next((i for i, (a, b) in enumerate(zip(was, became, strict=False)) if a != b), 0)
    return f"{name} {was[max(0, at - 60) : at + 60]!r} {became[max(0, at - 60) : at + 60]!r}"


@pytest.mark.parametrize(
    ("draft", "kept_out"),
    [
        (HIDDEN_REPORT, ("bo",)),
        (HIDDEN_COMPLAINT, ("bo",)),
    ],
    ids=["report", "complaint"],
)
def test_every_route_is_the_same_for_whoever_is_kept_out(
    tmp_path: Path, draft: Draft, kept_out: tuple[str, ...]
) -> None:
    """Lists, counts, search, Today, calendar, exports, figures, the account, refusals: byte for byte."""
    town = Town.founded(tmp_path / "office")
    town.reads()
    before = town.reads()
    assert _differences(before, town.reads()) == [], "the reading itself changes something"
    town.lives(_without(draft, *town.handles(*kept_out)))
    after = town.reads()
    assert _differences(before, after) == []
    assert CANARY not in str([each.body.replace(TYPED["search"]["sought"], "") for each in after.values()])


def _without(draft: Draft, *persons: bytes) -> Draft:
    return replace(draft, kept_out=persons)
