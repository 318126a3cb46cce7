"""
Who is kept out finds nothing: every route of the office, and everything that leaves it, is for an excluded
adviser what it would be if the case had never been.

The whole office is read twice by the one who is kept out, at the same moment: before the case is there, and
when it has come, was opened, answered and has run out of time. Byte for byte it is the same, refusals and
status codes among them, and as many questions are asked of the databases.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event, func, select, update

from crypto.envelope import Direction, Kind, Stanza
from crypto.errors import CryptoError
from crypto.receipt import ReceiptCode, new_receipt_code
from crypto.unseal import unseal
from intake.clock import COPENHAGEN, local_date
from intake.services.submit import ComplaintDraft, Draft, ReportDraft, submit
from intake.store.engine import read, write
from intake.store.tables import item as mailbox_item
from intake.store.tables import stanza as mailbox_stanza
from tests.office import BASE, PEOPLE, Browser, OfficeWorld, found_office
from tests.own_folder import has_set
from triage.cases.roles import Role
from triage.office.access import OPEN
from triage.office.routes import ROUTES
from triage.services.casework.change_holders import change_holders
from triage.services.clock.alerting import raise_due_alerts
from triage.services.people.enrol import NewPerson
from triage.services.people.holders import directory
from triage.services.people.sign_in import SignedIn
from triage.services.reading.index import entries
from triage.store import cases
from triage.store.tables import index_stanza, outbox, person
from triage.store.tables import item as case_item
from triage.store.tables import stanza as case_stanza
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
        world = found_office(folder, FOUNDED, people=(*EVERYBODY, *of_the_route()))
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

    def lives(self, draft: Draft, *, recused: tuple[bytes, ...] = ()) -> ReceiptCode:
        """Let it come and run out of time, and let its holder open it, answer and write a note."""
        before = set(_references(self.holder))
        code, moment = self.arrives(draft), self.world.clock.moment
        self.world.tick()
        (self.hidden,) = set(_references(self.holder)) - before
        if recused:
            change_holders(self.world.organisation, _who(self), self.hidden, remove=recused, now=moment)
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
        # Of a colleague who holds it: what is told of them must not tell of it.
        colleague = self.world.enrolled["anna"].handle.hex()
        path = rule.replace("<reference>", reference).replace("<person>", colleague)
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


@pytest.mark.parametrize("draft", [HIDDEN_REPORT, HIDDEN_COMPLAINT], ids=["report", "complaint"])
def test_every_route_is_the_same_for_whoever_is_kept_out(tmp_path: Path, draft: Draft) -> None:
    """Lists, counts, search, Today, calendar, exports, figures, refusals: byte for byte."""
    town = Town.founded(tmp_path / "office")
    town.reads()
    before = town.reads()
    town.arrives(_without(draft, *town.handles("bo")))
    assert _fetches(town).endswith("Der var ikke kommet noget nyt.")
    town.world.tick()
    town.lives(_without(draft, *town.handles("bo")))
    after = town.reads()
    assert _differences(before, after) == []
    assert CANARY not in str([each.body for key, each in after.items() if key[0] not in TYPED])


def test_every_route_is_the_same_for_whoever_was_recused(tmp_path: Path) -> None:
    """Who held a case that they never opened, and holds it no more."""
    town = Town.founded(tmp_path / "office")
    town.reads()
    before = town.reads()
    town.lives(HIDDEN_REPORT, recused=town.handles("bo"))
    assert _differences(before, town.reads()) == []


def test_a_report_about_everybody_here_goes_to_the_route_and_rings_there_alone(tmp_path: Path) -> None:
    """Its alternates hold it and are told; of the advisers nobody finds it, and nobody is told."""
    town = Town.founded(tmp_path / "office", holder="kim")
    town.reads()
    before = town.reads()
    told = set(_mailed(town))
    town.lives(_without(HIDDEN_REPORT, *town.handles("anna", "bo", "eva")))
    assert _differences(before, town.reads()) == []
    names = {each.handle: name for name, each in town.world.enrolled.items()}
    assert {names[person] for key, person in _mailed(town) - told} == {"kim", "lis"}


@pytest.mark.parametrize("draft", [HIDDEN_REPORT, HIDDEN_COMPLAINT], ids=["report", "complaint"])
def test_as_many_stanzas_stand_there_whoever_is_kept_out(tmp_path: Path, draft: Draft) -> None:
    """In both databases, of every kind of item and of what lists and the search know."""
    town = Town.founded(tmp_path / "office")
    counts = []
    for kept_out in ((), town.handles("bo")):
        before = _stanza_counts(town)
        town.lives(_without(draft, *kept_out))
        counts.append(_stanza_counts(town) - before)
        town.hidden = ABSENT
    assert counts[0] == counts[1]
    assert counts[0]
    many = select(func.count()).select_from(index_stanza).group_by(index_stanza.c.key)
    with read(town.world.organisation.triage) as connection:
        assert len(set(connection.execute(many).scalars())) == 1, "a key of the lists tells how many share it"


def test_a_name_stands_in_no_other_item(tmp_path: Path) -> None:
    """Whatever is sealed of a report with a name, only the item of the name holds it, opened by any key."""
    town = Town.founded(tmp_path / "office")
    who = {"name": "Navnhild Ukendt", "contact": "88 77 66 55"}
    named = ReportDraft(relation="employee", what="Noget er galt.", **who)
    town.lives(named)
    found = {kind for kind, text in _all_that_opens(town) if "Navnhild" in text or "88 77 66" in text}
    assert found == {"identity"}


def _fetches(town: Town) -> str:
    town.excluded.get("/")
    town.excluded.follow("/fetch")
    return town.excluded.words(".alert")


def _mailed(town: Town) -> set[tuple[str, bytes]]:
    with read(town.world.organisation.triage) as connection:
        rows = connection.execute(select(outbox.c.key, outbox.c.person).where(outbox.c.person.is_not(None)))
        return {(row.key, bytes(row.person)) for row in rows}


def _stanza_counts(town: Town) -> Counter[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    kept = (
        (town.world.organisation.intake, mailbox_item, mailbox_stanza),
        (town.world.organisation.triage, case_item, case_stanza),
    )
    for engine, items, stanzas in kept:
        many = func.count().label("many")
        of = stanzas.c.item_id if "item_id" in stanzas.c else stanzas.c.item
        query = select(items.c.kind, many).join_from(items, stanzas, items.c.id == of)
        query = query.group_by(items.c.id, items.c.kind)
        with read(engine) as connection:
            # A card is sealed to the mailbox alone, and whether there is one more hangs on the day.
            found = ((row.kind, row.many) for row in connection.execute(query))
            counts.update(each for each in found if each[0] != Kind.CARD)
    return counts


def _who(town: Town, name: str = "anna") -> SignedIn:
    each = town.world.enrolled[name]
    return SignedIn(each.handle, each.person.role, name, "da", each.identity)


def _all_that_opens(town: Town) -> Iterator[tuple[str, str]]:
    """Give all that an adviser can open in either database, by its kind, and what lists and search know."""
    organisation, who = town.world.organisation, _who(town)
    with read(organisation.triage) as connection:
        rows = {each.handle: each for each in cases.all_cases(connection, system_access())}
        inner = [
            (each.kind, rows[each.case].intake_reference or each.case, Direction.INTERNAL, each)
            for each in connection.execute(select(case_item))
        ]
        stanzas = {(each.item, each.key_id): each.wrapped for each in connection.execute(select(case_stanza))}
        known = entries(connection, organisation, who, list(rows), directory(organisation, local_date(LATER)))
    with read(organisation.intake) as connection:
        lying = [
            (each.kind, each.reference, Direction(each.direction), each)
            for each in connection.execute(select(mailbox_item))
        ]
        found = connection.execute(select(mailbox_stanza))
        stanzas |= {(each.item_id, each.key_id): each.wrapped for each in found}
    opened = Counter[str]()
    for kind, reference, direction, each in [*inner, *lying]:
        wrapped = stanzas.get((each.id, who.identity.key_id))
        if wrapped is None:
            continue
        place = organisation.context(Kind(kind), reference, each.id, direction)
        with suppress(CryptoError):
            key = [Stanza(who.identity.key_id, wrapped)]
            text = unseal(each.envelope, key, context=place, identity=who.identity).plaintext
            opened[kind] += 1
            yield kind, text.decode("utf-8", "replace")
    assert opened["identity"]
    assert opened["report"]
    assert opened["note"]
    for content in known.values():
        yield "index", repr(content)


def _without(draft: Draft, *persons: bytes) -> Draft:
    return replace(draft, kept_out=persons)
