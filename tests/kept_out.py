"""
An office in which somebody is kept out of a case, for tests: its people, and all that one of them can open,
read twice.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, update

from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN
from intake.services.attach import Attached, Upload
from intake.services.submit import ComplaintDraft, Draft, ReportDraft, submit
from intake.store.engine import write
from tests.bench.offices import asked
from tests.colleagues import who_is
from tests.office import BASE, PEOPLE, Browser, OfficeWorld, found_office
from tests.own_folder import has_set, has_units
from triage.cases.roles import Role
from triage.office.access import OPEN
from triage.office.routes import ROUTES, Route
from triage.services.casework.change_holders import change_holders
from triage.services.clock.alerting import raise_due_alerts
from triage.services.people.enrol import NewPerson
from triage.store.tables import outbox, person
from triage.store.visibility import system_access

FOUNDED = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
LATER = FOUNDED + timedelta(days=100)
"""By then every date of what came in on the second day has passed."""
CANARY = "Kanariefugl Kvistgaard"
ABSENT = "0000WXYZ"
"""Stands for the case that is not there, in the pages of before."""
KNOWN = {"what": "note", "name": "recommendations", "number": "1", "group": "overdue", "day": "2026-12-01"}
KNOWN |= {"unit": "job", "code": "inquiries", "section": "figures", "period": "2026", "language": "da"}
KNOWN |= {"proposal": "00" * 16}
OF_A_CASE = {
    "report": {"rule": "WB-ACK"},
    "complaint": {"rule": "BR-FIRST"},
    "account": {},
    ABSENT: {"rule": "WB-ACK"},
}
"""What an address names, and what it names of a case by what it is; what was made is in `Town.made`."""
OF_A_PAGE = {"year_profile": {"code": "betro"}}
"""What the address of one page names otherwise."""
TYPED: dict[str, dict[str, str]] = {
    "search": {"sought": CANARY},
    "by_name": {"name": CANARY},
    "export_list": {"scheme": "complaints", "sort": "received", "show": "all"},
    "year_file": {"format": "csv"},
    "contact_found": {"step": "now", "channel": "phone", "item": "Ringede"},
}
"""What is typed where a page asks: what would find the case."""
ALWAYS_OTHER = ("Set-Cookie", "Date", "Content-Length")
"""The headers that hang on what is drawn anew for each page."""
LEFT_OUT = {"sign_out": "it ends the session that reads"}
COUNTED_BY_LAW = {"year_account", "year_earlier", "year_public", "year_file"}
"""Where the law's numbers of the whistleblower scheme stand, which are of every report (ADR 50)."""
READS = {"by_name", "export_list", "search", "register_file", "learning_file", "year_file", "fetch"}
"""What is pressed of what the one who is kept out may see: what shows something and changes nothing."""
BO, EVA = (NewPerson(n.lower(), f"{n} Advisor", Role.ADVISOR, f"{n}@example.test") for n in ("Bo", "Eva"))
EVERYBODY = (*(BO if each.sign_in_name == "bo" else each for each in PEOPLE), EVA)
"""Three advisers among them; each of them can be reached by mail, so that who is told is seen."""
ROUTE = """\
[[route]]
code = "neighbour"
names = { da = "Nabo Kommune", en = "Nabo Municipality" }
kind = "municipality"
receives = ["reports", "complaints"]
valid_from = 2026-01-01
"""
NAMED = ReportDraft(relation="employee", what="Gaver", name="Ida Ibsen", contact="12 34 56 78")
OTHER = ComplaintDraft(unit="job", what="Venter på svar", wish="Svar")


@dataclass(frozen=True)
class Seen:
    """One answer, without what is drawn anew for each page."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    questions: int


Answers = Mapping[tuple[str, str, str], Seen]
"""By endpoint, method, and of what: `report`, `complaint`, `account`, `ABSENT`, or empty for no case."""


@dataclass
class Town:
    """
    An office with three advisers and two alternates of one route, and the adviser who is kept out.

    *known* are cases that everybody holds, by what they are; *made* what the addresses of their pages name.
    """

    world: OfficeWorld
    excluded: Browser
    holder: Browser
    known: dict[str, str]
    made: dict[str, str]
    hidden: str = ABSENT

    @classmethod
    def founded(cls, folder: Path, *, excluded: str = "bo", holder: str = "anna") -> "Town":
        """Found it a hundred days ago, with cases and an account of the year that everybody holds."""
        world = found_office(folder, FOUNDED, people=(*EVERYBODY, *of_the_route()), calendar_feed=True)
        let_be_of_a_route(world)
        world.organisation = has_units(world.organisation, ("job", "Jobcentret", "Job centre"))
        reads, known = world.signed_in(excluded), {}
        for what, draft, files in (("report", NAMED, [_a_file(world)]), ("complaint", OTHER, [])):
            world.send(draft, files=files)
            (known[what],) = references(reads) - set(known.values())
        world.clock.on(LATER.date())
        world.tick()
        raise_due_alerts(world.organisation, system_access(), now=world.clock.moment)
        # One mail stands for all that is new in its slot: that of these cases would hide another's.
        with write(world.organisation.triage) as connection:
            connection.execute(delete(outbox).where(outbox.c.person.is_not(None)))
        known["account"] = _an_account(world.signed_in("anna"))
        reads = world.signed_in(excluded)
        town = cls(world, reads, world.signed_in(holder), known, {})
        for what in ("complaint", "report"):
            reads.get(f"/cases/{known[what]}")
            reads.follow(f"/cases/{known[what]}/open")
        town.made["file_id"] = _found(reads, r"/files/([0-9a-f]{32})")
        reads.get(f"/cases/{known['report']}/note")
        reads.follow(f"/cases/{known['report']}/note/draft", {"item": "Halvt skrevet"})
        town.made["kept"] = _found(reads, r"/drafts/([0-9a-f]{32})")
        reads.get("/calendar/mine")
        reads.post("/calendar/mine", {"once": reads.value("once")})
        town.made["token"] = _found(reads, r"/calendar/([\w-]{43})\.ics")
        # Of a colleague who holds it: what is told of them must not tell of it.
        town.made["person"] = world.enrolled["anna"].handle.hex()
        return town

    def handles(self, *names: str) -> tuple[bytes, ...]:
        """Give the handles of people."""
        return tuple(sorted(self.world.enrolled[each].handle for each in names))

    def arrives(self, draft: Draft) -> ReceiptCode:
        """Let something be sent that nobody has noticed yet."""
        code = new_receipt_code()
        submit(self.world.reception, draft, code, now=FOUNDED + timedelta(days=1))
        return code

    def lives(self, draft: Draft, *, recused: tuple[bytes, ...] = ()) -> ReceiptCode:
        """Let it come and run out of time, and let its holder open it, answer and write a note."""
        before = references(self.holder)
        code, moment = self.arrives(draft), self.world.clock.moment
        self.world.tick()
        (self.hidden,) = references(self.holder) - before
        if recused:
            anna = who_is(self.world, "anna")
            change_holders(self.world.organisation, anna, self.hidden, remove=recused, now=moment)
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
        """
        Let the one who is kept out open every route, of cases that they hold and of the hidden one; and let
        their calendar programme fetch its days.
        """
        seen, moment = {}, self.world.clock.moment
        for route in ROUTES:
            if route.endpoint in OPEN | LEFT_OUT.keys():
                continue
            for name, reference in self._of(route.rule).items():
                for method, view in (("GET", route.get), ("POST", route.post)):
                    if view is not None and (method == "GET" or name == ABSENT or route.endpoint in READS):
                        seen[route.endpoint, method, name] = self._ask(route, method, name, reference)
                        self.world.clock.moment = moment
        seen["calendar_file", "GET", ""] = self._days()
        return seen

    def _of(self, rule: str) -> dict[str, str]:
        """Give of what a route is asked: of which cases."""
        if "<reference>" not in rule:
            return {"": ""}
        kinds = ("account",) if rule.startswith("/year/") else ("report", "complaint")
        return {**{kind: self.known[kind] for kind in kinds}, ABSENT: self.hidden}

    def _ask(self, route: Route, method: str, name: str, reference: str) -> Seen:
        path, browser = route.rule, self.excluded
        named = {**KNOWN, **self.made, **OF_A_CASE.get(name, {}), **OF_A_PAGE.get(route.endpoint, {})}
        for part, value in {**named, "reference": reference}.items():
            path = path.replace(f"<{part}>", value)
        typed = {"step": "preview", **TYPED.get(route.endpoint, {})}
        if method == "POST":
            browser.get("/cases")
            typed["csrf_token"] = browser.value("csrf_token")
        with asked(self.world) as said:
            answer = browser.client.open(
                path, method=method, base_url=BASE, data=typed if method == "POST" else None
            )
        if route.endpoint == "search" and method == "POST":
            # What is found stands on the page that it leads to.
            answer = browser.client.get(answer.headers["Location"], base_url=BASE)
        return self._seen(answer, said)

    def _days(self) -> Seen:
        with asked(self.world) as said:
            path = f"/calendar/{self.made['token']}.ics"
            answer = self.world.app.test_client().get(path, base_url=BASE)
        return self._seen(answer, said)

    def _seen(self, answer: Any, said: list[str]) -> Seen:
        body = answer.get_data().decode("utf-8", "replace").replace(self.hidden, ABSENT)
        headers = [(name, value.replace(self.hidden, ABSENT)) for name, value in answer.headers]
        told = tuple(sorted(each for each in headers if each[0] not in ALWAYS_OTHER))
        return Seen(answer.status_code, tuple((n, _plain(v)) for n, v in told), _plain(body), len(said))


def of_the_route() -> tuple[NewPerson, ...]:
    """The two alternates."""
    return tuple(
        NewPerson(each, each.title(), Role.ALTERNATE, f"{each}@example.test") for each in ("kim", "lis")
    )


def let_be_of_a_route(world: OfficeWorld) -> None:
    """Let Kim and Lis be the people of a route that the organisation has set."""
    handles = [world.enrolled[each].handle for each in ("kim", "lis")]
    with write(world.organisation.triage) as connection:
        connection.execute(update(person).where(person.c.handle.in_(handles)).values(route="neighbour"))
    world.organisation = has_set(world.organisation, {"routes.toml": ROUTE}, today=FOUNDED.date())


def references(browser: Browser) -> set[str]:
    """Give the references of the cases that somebody's list shows."""
    shown = str(browser.get("/cases?show=all").to_html())
    return set(re.findall(r'href="/cases/([0-9A-Z]{8})"', shown))


def differences(before: Answers, after: Answers) -> list[str]:
    """Say of each answer that is another what is other about it."""
    assert before.keys() == after.keys()
    return [
        f"{key}: {_first_difference(asdict(before[key]), asdict(after[key]))}"
        for key in before
        if before[key] != after[key]
    ]


def without_some_more(before: Answers, after: Answers, *, more: int) -> tuple[set[str], Answers]:
    """
    Give the pages on which the numbers of the law are of so many reports more, and what was read with those
    numbers as they were before; every other number stays as it is.
    """
    told, was = set(), dict(after)
    for key in after:
        before_it, after_it = (_pieces(each[key].body) for each in (before, after))
        changed = {pair for pair in zip(before_it, after_it, strict=False) if pair[0] != pair[1]}
        if key[0] in COUNTED_BY_LAW and changed == {("1", str(1 + more))} and len(before_it) == len(after_it):
            told.add(key[0])
            was[key] = replace(after[key], body=before[key].body)
    return told, was


def not_there(answers: Answers) -> set[tuple[str, str]]:
    """Give the routes, and of what, that answered that there is nothing, but for the hidden case."""
    return {
        (endpoint, name)
        for (endpoint, _method, name), each in answers.items()
        if each.status == 404 and name != ABSENT
    }


def _a_file(world: OfficeWorld) -> Attached:
    with Upload(world.reception, now=world.clock.now()) as upload:
        upload.write(b"x")
        return upload.finish(name="bilag.pdf", content_type="application/pdf")


def _an_account(anna: Browser) -> str:
    anna.get("/year/new")
    told = {"summary_item": "Beretning 2026", "first_on": "2026-01-01", "last_on": "2026-12-31"}
    told |= {"covers": "both", "profile": "betro", "years_beside": "1", "once": anna.value("once")}
    anna.follow("/year/new", told)
    return anna.words("main .betro-reference")


def _found(browser: Browser, pattern: str) -> str:
    assert browser.page is not None
    found = re.search(pattern, str(browser.page.to_html()))
    assert found, pattern
    return found.group(1)


def _plain(text: str) -> str:
    """Leave out what is drawn anew for each page."""
    text = re.sub(r'(name="(?:csrf_token|once|kept_as|number)"[^>]*?value=")[^"]*', r"\1", text)
    return re.sub(r"(number|named)=\d+", r"\1=", text)


def _pieces(text: str) -> list[str]:
    """Give its numbers, and what stands between them."""
    return re.findall(r"\d+|\D+", text)


def _first_difference(before: dict[str, Any], after: dict[str, Any]) -> str:
    name = next(each for each in before if before[each] != after[each])
    was, became = str(before[name]), str(after[name])
    at = next((i for i, (a, b) in enumerate(zip(was, became, strict=False)) if a != b), 0)
    return f"{name} {was[max(0, at - 60) : at + 60]!r} {became[max(0, at - 60) : at + 60]!r}"
