"""The page before the first upload: who receives it, and who of them shall not."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crypto.envelope import Context, Direction, Kind, Stanza, new_id
from crypto.errors import CryptoError
from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from crypto.seal import seal
from crypto.unseal import unseal
from intake.clock import COPENHAGEN
from intake.contents.forms import encode
from intake.contents.mailbox import MessageContent
from intake.services.correspond import open_mailbox
from intake.services.submit import ComplaintDraft
from intake.settings import load_portal
from intake.store.engine import read, write
from intake.store.mailboxes import NewItem, put_item
from intake.store.tables import arrival_holder, item, stanza, submission
from intake.web import create_app
from tests.colleagues import who_is
from tests.functional.test_office_hand_over import CROSSING, SURE, YES, a_mailbox
from tests.kept_out import EVERYBODY, let_be_of_a_route, of_the_route
from tests.office import OfficeWorld, found_office
from tests.visitor import Visitor
from triage.services.casework.change_holders import change_holders

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
WORDS = "Noget er galt, og det er Bo."


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """Three advisers, and two alternates of no route yet."""
    return found_office(tmp_path / "office", MONDAY, people=(*EVERYBODY, *of_the_route()))


def _at_the_page(world: OfficeWorld, kind: str = "report") -> Visitor:
    folder = world.organisation.settings.organisation_folder
    assert folder is not None
    settings = load_portal({"BETRO_SETTINGS": str(folder.parent / "betro.toml")})
    visitor = Visitor(create_app(settings, world.clock).test_client())
    visitor.get(f"/en/{kind}/")
    told: tuple[dict[str, str], ...] = ({"relation": "employee"}, {"what": WORDS})
    for each in told if kind == "report" else ({"unit": "Jobcentret", "what": WORDS}, {"name": "Ida Ibsen"}):
        visitor.press("Next", **each)
    return visitor


def _handle(world: OfficeWorld, name: str) -> str:
    return world.enrolled[name].handle.hex()


def _sent(world: OfficeWorld, *kept_out: str) -> str:
    """Send a report that these are kept out of, and give its code."""
    visitor = _at_the_page(world)
    tick_all(visitor, world, *kept_out)
    for _page in ("files", "name"):
        visitor.press("Next")
    visitor.press("Send the report")
    return visitor.code


def tick_all(visitor: Visitor, world: OfficeWorld, *names: str, status: int = 200) -> None:
    """Tick several on the page; the tests' browser ticks one by its value, so the others are added."""
    path, markup = visitor.pages[-1]
    for name in names:
        value = f'value="{_handle(world, name)}"'
        assert value in markup
        markup = markup.replace(value, f"{value} checked")
    visitor.pages[-1] = (path, markup)
    visitor.press("Next", status=status)


def _holders(world: OfficeWorld) -> list[set[str]]:
    """Give to whom each submission is sealed in truth."""
    names = {each.handle: name for name, each in world.enrolled.items()}
    found: dict[bytes, set[str]] = {}
    with read(world.organisation.intake) as connection:
        for row in connection.execute(select(arrival_holder)):
            found.setdefault(row.reference, set()).add(names[row.person])
    return list(found.values())


def test_it_shows_who_receives_it_by_role_title_and_never_by_name(world: OfficeWorld) -> None:
    """In the order in which they came; what it does and what still tells stands below."""
    visitor = _at_the_page(world)
    assert visitor.heading == "Who receives it"
    page = visitor.words()
    assert [each for each in ("Adviser 1", "Adviser 2", "Adviser 3") if each not in page] == []
    assert "Anna" not in page
    assert "The office's database says who handles a case" in page


def test_who_is_kept_out_stands_before_sending_and_holds_nothing(world: OfficeWorld) -> None:
    """Two are left and receive it; every item has as many stanzas as if nobody were kept out."""
    visitor = _at_the_page(world)
    tick_all(visitor, world, "bo")
    visitor.press("Next")
    visitor.press("Next")
    assert "Who shall not receive it Adviser 2" in visitor.words()
    visitor.press("Send the report")
    assert _holders(world) == [{"anna", "eva"}]
    with read(world.organisation.intake) as connection:
        stanzas = connection.execute(select(stanza.c.key_id).join(item)).scalars().all()
    assert world.enrolled["bo"].identity.key_id in stanzas
    assert len(stanzas) == 5  # Three advisers, the recovery key, the mailbox.


def test_where_too_few_are_left_nothing_is_lost_and_elsewhere_is_named(world: OfficeWorld) -> None:
    """Without a route it cannot be received: the page says so, keeps the words, and lets one choose anew."""
    visitor = _at_the_page(world)
    tick_all(visitor, world, "bo", "eva", status=422)
    assert "fewer than two people could open it" in visitor.words()
    assert "whistleblower.dk" in visitor.words()
    assert visitor.values("what") == [WORDS]
    assert _holders(world) == []


def test_a_complaint_about_one_of_them_is_not_for_them(world: OfficeWorld) -> None:
    """It asks as a report does; where too few are left nothing is lost, and another is named."""
    visitor = _at_the_page(world, "complaint")
    assert visitor.heading == "Who receives it"
    tick_all(visitor, world, "bo", "eva", status=422)
    assert "Parliamentary Ombudsman" in visitor.words()
    assert [visitor.values(each) for each in ("what", "name")] == [[WORDS], ["Ida Ibsen"]]
    visitor = _at_the_page(world, "complaint")
    tick_all(visitor, world, "bo")
    visitor.press("Next")
    assert "Who shall not receive it Adviser 2" in visitor.words()
    visitor.press("Send the complaint")
    assert _holders(world) == [{"anna", "eva"}]
    world.tick()
    world.write(parse_receipt_code(visitor.code), "mere")
    assert _opens_last(world) == {"anna", "eva"}


def test_where_too_few_are_left_a_route_receives_it_and_is_named(world: OfficeWorld) -> None:
    """On the page itself and before sending; its people hold it beside the one who is left."""
    let_be_of_a_route(world)
    visitor = _at_the_page(world)
    assert "it goes to Nabo Municipality as well" in visitor.words()
    tick_all(visitor, world, "bo", "eva")
    visitor.press("Next")
    visitor.press("Next")
    assert "It goes to Nabo Municipality as well." in visitor.words()
    visitor.press("Send the report")
    assert _holders(world) == [{"anna", "kim", "lis"}]


def test_who_leaves_before_it_is_sent_is_noticed(world: OfficeWorld) -> None:
    """The page comes back with everything typed, where fewer than two are left by now."""
    let_be_of_a_route(world)
    visitor = _at_the_page(world)
    tick_all(visitor, world, "bo", "eva")
    visitor.press("Next")
    visitor.press("Next")
    with write(world.organisation.intake) as connection:
        connection.exec_driver_sql("DELETE FROM handler WHERE route <> ''")
    world.clock.go(minutes=1)
    visitor.press("Send the report", status=422)
    assert visitor.heading == "Who receives it"
    assert visitor.values("what") == [WORDS]
    assert _holders(world) == []


def test_later_messages_go_to_those_who_hold_the_case_and_to_nobody_else(world: OfficeWorld) -> None:
    """
    Who was kept out has a decoy of them too; who joined the house afterwards nothing (H5a); who was recused a
    decoy from then on.
    """
    code = _sent(world, "bo")
    world.tick()
    world.write(parse_receipt_code(code), "mere")
    assert _opens_last(world) == {"anna", "eva"}
    let_be_of_a_route(world)
    who = who_is(world)
    reference = world.signed_in("anna").only_case()
    out, kim = world.enrolled["eva"].handle, world.enrolled["kim"].handle
    change_holders(world.organisation, who, reference, add=[kim], remove=[out], now=world.clock.now())
    world.tick()
    world.write(parse_receipt_code(code), "endnu mere")
    assert _opens_last(world) == {"anna", "kim"}


def test_a_reporter_reads_nothing_of_one_who_does_not_hold_the_case(world: OfficeWorld) -> None:
    """An adviser without the case who can write to the database is not believed (H5c)."""
    code = parse_receipt_code(_sent(world, "bo"))
    world.tick()
    mailbox = Mailbox.from_code(code)
    assert not open_mailbox(world.reception, mailbox, now=world.clock.now()).has_warnings
    plant(world, "bo", "Skriv venligst dit navn.")
    view = open_mailbox(world.reception, mailbox, now=world.clock.now())
    assert (view.messages, view.has_warnings) == ((), True)


def test_a_yes_keeps_out_over_there_who_is_kept_out_over_here(world: OfficeWorld, tmp_path: Path) -> None:
    """What a yes in the mailbox begins on the other side is not for them either (SPEC 13.8)."""
    out = (world.enrolled["bo"].handle,)
    code = world.send(ComplaintDraft("Jobcentret", WORDS, "At det stopper", kept_out=out))
    anna = world.signed_in()
    inquiry = anna.open_case()
    anna.get(f"/cases/{inquiry}/hand-over-inquiry")
    anna.decide(inquiry, "hand-over-inquiry", item=anna.value_of("item"), crossing_item=CROSSING)
    world.tick()
    visitor = a_mailbox(world, tmp_path, code.grouped)
    visitor.press(YES)
    visitor.press(SURE)
    assert _holders(world) == [{"anna", "eva"}, {"anna", "eva"}]


def plant(world: OfficeWorld, name: str, text: str) -> None:
    """Let somebody put a message of the office into the only mailbox there is."""
    with write(world.organisation.intake) as connection:
        row = connection.execute(select(submission)).one()
        each = new_id()
        place = Context(Kind.MESSAGE, row.reference, each, Direction.OUT, world.reception.sealing_context)
        sealed = seal(
            encode(MessageContent(text)),
            context=place,
            counter=1,
            signer=world.enrolled[name].identity,
            recipients=[row.mailbox_kem_pub],
        )
        new = NewItem(each, Direction.OUT, Kind.MESSAGE, 1, sealed)
        put_item(connection, row.reference, new, placed_on=world.clock.now().date())


def _opens_last(world: OfficeWorld) -> set[str]:
    """Give who can open what a reporter wrote last."""
    opens = set()
    with read(world.organisation.intake) as connection:
        query = select(item).where(item.c.direction == "in").order_by(item.c.counter.desc())
        last = connection.execute(query).first()
        assert last is not None
        rows = connection.execute(select(stanza).where(stanza.c.item_id == last.id)).all()
    place = world.organisation.context(Kind(last.kind), last.reference, last.id, Direction.IN)
    for name, each in world.enrolled.items():
        own = [Stanza(row.key_id, row.wrapped) for row in rows if row.key_id == each.identity.key_id]
        with suppress(CryptoError):
            if own:
                unseal(last.envelope, own, context=place, identity=each.identity)
                opens.add(name)
    return opens
