"""What came with a report or a message, a name and lists of files, is named where it was received."""

import json
from datetime import datetime

import pytest
from sqlalchemy import text

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN
from intake.services.attach import Attached, Upload
from intake.services.correspond import write_message
from intake.services.submit import ReportDraft, submit
from intake.store.engine import read, write
from tests.office import Browser, OfficeWorld
from triage.cli.checks import faults

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
REPORT = ReportDraft("employee", "Fakturaerne er betalt to gange", name="Ida Ibsen")
ITEMS = {
    "the name": "kind = 'identity'",
    "the report's files": "kind = 'files' and counter < 4",
    "the message's files": "kind = 'files' and counter > 4",
}
SAYS = {
    "taken": "Noget er fjernet",
    "overwritten": "er ikke det, som sagens historik fortæller om",
    "sealed to others": "er ikke forseglet til dig",
}


def attach(world: OfficeWorld) -> Attached:
    """Bring a file up."""
    with Upload(world.reception, now=world.clock.now()) as upload:
        upload.write(b"bilag")
        return upload.finish(name="bilag.pdf", content_type="application/pdf")


def reported(world: OfficeWorld) -> ReceiptCode:
    """Send a report with a name and a file, then a message with one; at once, before the clock has come."""
    code = new_receipt_code()
    submit(world.reception, REPORT, code, now=world.clock.now(), files=[attach(world)])
    write_message(
        world.reception, Mailbox.from_code(code), "Et bilag mere", [attach(world)], now=world.clock.now()
    )
    world.tick()
    return code


def change(world: OfficeWorld, which: str, how: str) -> None:
    """Do what whoever can write to the database can do."""
    anna = world.enrolled["anna"].identity.key_id
    with write(world.organisation.intake) as connection:
        found = connection.execute(text(f"select id from item where {which}")).scalar_one()
        if how == "overwritten":
            connection.execute(
                text("update item set envelope = :e where id = :i"), {"e": bytes(900), "i": found}
            )
            return
        own = "" if how == "taken" else "and key_id = :key"
        connection.execute(text(f"delete from stanza where item_id = :i {own}"), {"i": found, "key": anna})
        if how == "taken":
            connection.execute(text("delete from arrival where item_id = :i"), {"i": found})
            connection.execute(text("delete from item where id = :i"), {"i": found})


def name_page(anna: Browser, reference: str) -> str:
    """Open the reporter's name."""
    anna.get(f"/cases/{reference}/identity")
    anna.post(f"/cases/{reference}/identity", {"why": "Skal ringe"})
    return anna.words()


def shown_warnings(anna: Browser, reference: str) -> str:
    """Give what the page of the case says of what cannot be trusted."""
    anna.get(f"/cases/{reference}")
    said = anna.words(".alert-error")
    return said if "man ikke kan stole på" in said else ""


def test_what_is_whole_is_not_warned_of(world: OfficeWorld) -> None:
    """Neither on the page of the case nor on that of the name, nor by the doctor."""
    reported(world)
    anna = world.signed_in("anna")
    reference = anna.open_case()

    assert shown_warnings(anna, reference) == ""
    assert "Ida Ibsen" in name_page(anna, reference)
    assert "man ikke kan stole på" not in anna.words()
    assert [name for name, _ in faults(world.organisation, world.clock.now(), copy=True)] == ["organisation"]


def test_each_names_what_came_with_it(world: OfficeWorld) -> None:
    """The report its name and files, the message its own file, though all lay there when the clock came."""
    reported(world)
    with read(world.organisation.triage) as connection:
        payloads = connection.execute(text("select payload from event where payload like '%besides%'"))
        held = [json.loads(each) for each in payloads.scalars()]
    with read(world.organisation.intake) as connection:
        lying = connection.execute(text("select id, counter from item where direction = 'in'")).all()
    counters = {each.id.hex(): each.counter for each in lying}

    named = {
        each["form"].partition("/")[0]: [counters[ref["id"]] for ref in each["besides"]] for each in held
    }
    assert named == {"case:received": [2, 3], "message:received": [5]}


@pytest.mark.parametrize("how", SAYS)
@pytest.mark.parametrize("what", ITEMS)
def test_what_came_with_something_and_is_gone_or_other_is_a_banner(
    world: OfficeWorld, what: str, how: str
) -> None:
    """Evidence does not go in silence, and a name that is missing is not one that was never given."""
    reported(world)
    anna = world.signed_in("anna")
    reference = anna.open_case()
    change(world, ITEMS[what], how)

    assert SAYS[how] in shown_warnings(anna, reference)
    shown = name_page(anna, reference)
    assert SAYS[how] in anna.words(".alert-error")
    assert ("Ida Ibsen" in shown) is (what != "the name")
    wrong = dict(faults(world.organisation, world.clock.now(), copy=True))
    gone = "1 texts that histories name are missing or altered"
    assert wrong.get("reconciliation") == (None if how == "sealed to others" else gone)


def test_a_case_from_before_they_were_named_is_not_warned_of(world: OfficeWorld) -> None:
    """An event of the first version names nothing besides, and is read as it was."""
    reported(world)
    anna = world.signed_in("anna")
    reference = anna.open_case()
    with write(world.organisation.triage) as connection:
        for row in connection.execute(text("select seq, payload from event")).all():
            held = json.loads(row.payload)
            if held.pop("besides", None):
                held["form"] = held["form"].partition("/")[0] + "/1"
                first = json.dumps(held, sort_keys=True, separators=(",", ":"))
                connection.execute(
                    text("update event set payload = :p where seq = :s"), {"p": first, "s": row.seq}
                )

    assert shown_warnings(anna, reference) == ""
    assert "Ida Ibsen" in name_page(anna, reference)


@pytest.mark.parametrize("contact", [True, False])
def test_a_registered_report_names_what_came_with_it(world: OfficeWorld, contact: bool) -> None:
    """A name that stood in a letter, too, also where the case began with a mere contact."""
    anna = world.signed_in("anna")
    earlier = anna.contact() if contact else ""
    anna.get("/register/report")
    letter = {"channel": "letter", "organisation_on": "2026-11-20", "office_on": "2026-11-20"}
    told = {"what": "Et brev om gaver", "name": "Ida Ibsen", "earlier": earlier}
    answer = anna.post("/register/report", {"once": anna.value("once"), **letter, **told})
    assert answer.status_code == 200, answer.text
    reference = anna.only_case()
    assert shown_warnings(anna, reference) == ""
    with read(world.organisation.triage) as connection:
        payloads = connection.execute(text("select payload from event where payload like '%besides%'"))
        forms = {json.loads(each)["form"].partition("/")[0] for each in payloads.scalars()}
    assert forms == ({"case:registered"} if contact else {"case:received", "case:registered"})
    change(world, ITEMS["the name"], "taken")

    assert SAYS["taken"] in shown_warnings(anna, reference)
