"""Somebody who can write to the databases: what they alter is noticed, and nothing passes for genuine.

They know every public key, so they can seal whatever they like; what they lack is a signature."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import text

from crypto.envelope import Context, Direction, Kind, Sealed, new_id
from crypto.identities import Identity
from crypto.keys import Signer
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from crypto.seal import seal
from intake.clock import COPENHAGEN
from intake.contents.forms import encode, office_text
from intake.contents.mailbox import MessageContent
from intake.services.correspond import open_mailbox, write_message
from intake.store.engine import read, write
from tests.colleagues import who_is
from tests.office import Browser, OfficeWorld
from triage.cases.decisions.messages import MessageDecided
from triage.cases.typed import typed
from triage.services.casework.execute import execute_in
from triage.services.clock.promise import promise
from triage.services.history.publish import pack
from triage.services.people.sign_in import SignInRefusedError, sign_in
from triage.services.people.slow_down import Mistakes
from triage.services.reading.visible_case import visible_file

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
FORGED = "Sagen er grundløs og kan lukkes"
STRANGER = Identity.from_seed(b"\x07" * 32)


def _intake(world: OfficeWorld, sql: str, **values: object) -> None:
    with write(world.organisation.intake) as connection:
        connection.execute(text(sql), values)


def _triage(world: OfficeWorld, sql: str, **values: object) -> None:
    with write(world.organisation.triage) as connection:
        connection.execute(text(sql), values)


def _advisors(world: OfficeWorld) -> list[bytes]:
    return [world.enrolled[name].identity.kem_public for name in ("anna", "bo")]


def _reported(world: OfficeWorld) -> ReceiptCode:
    code = world.send()
    for words in ("Første besked", "Anden besked"):
        write_message(world.reception, Mailbox.from_code(code), words, now=world.clock.now())
    world.tick()
    return code


def _answered(world: OfficeWorld) -> tuple[ReceiptCode, Browser, str]:
    """A report that anna has opened and written to, twice."""
    code = world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    for words in ("Tak for din henvendelse.", "Vi vender tilbage."):
        anna.decide(reference, "message", item=words)
    return code, anna, reference


def _organisation(world: OfficeWorld) -> bytes:
    return world.organisation.settings.sealing_context


def _has_warnings(world: OfficeWorld, code: ReceiptCode) -> bool:
    return open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now()).has_warnings


def _place(world: OfficeWorld, signer: Signer, *, counter: int) -> None:
    """Put a message from "the unit" into the one mailbox, sealed to everybody and signed by *signer*."""
    with write(world.organisation.intake) as connection:
        found = connection.execute(text("select reference, mailbox_kem_pub from submission")).one()
        item_id = new_id()
        sealed = seal(
            encode(MessageContent(FORGED)),
            context=Context(Kind.MESSAGE, found.reference, item_id, Direction.OUT, _organisation(world)),
            counter=counter,
            signer=signer,
            recipients=[*_advisors(world), found.mailbox_kem_pub],
        )
        connection.execute(
            text("insert into item values (:id, :reference, 'out', 'message', :counter, :envelope, :on)"),
            {
                "id": item_id,
                "reference": found.reference,
                "counter": counter,
                "envelope": sealed.envelope,
                "on": MONDAY.date().isoformat(),
            },
        )
        for each in sealed.stanzas:
            connection.execute(
                text("insert into stanza values (:item, :key, :wrapped)"),
                {"item": item_id, "key": each.key_id, "wrapped": each.wrapped},
            )


@pytest.mark.parametrize("who", ["stranger", "carla", "dan"])
def test_a_message_that_no_advisor_signed_reaches_nobody(world: OfficeWorld, who: str) -> None:
    """Neither a stranger's key nor an administrator's nor an auditor's speaks for the unit."""
    code = world.send()
    world.tick()
    _place(world, STRANGER if who == "stranger" else world.enrolled[who].identity, counter=1)
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert view.has_warnings
    assert view.messages == ()
    anna = world.signed_in("anna")
    anna.open_case()
    assert FORGED not in anna.words()
    assert "er ikke underskrevet af" in anna.words(".alert-error")


@pytest.mark.parametrize(
    "change", ["kind = 'nonsense'", "kind = 'card'", "kind = 'note'", "direction = 'card'"]
)
def test_a_relabelled_message_is_warned_of_on_the_office_side(world: OfficeWorld, change: str) -> None:
    """The last message under another label is not lost from sight, and no label breaks the page."""
    _reported(world)
    _intake(world, f"update item set {change} where direction = 'in' and counter = 3")
    anna = world.signed_in("anna")
    anna.open_case()
    assert "Anden besked" not in anna.words()
    assert anna.words(".alert-error")


@pytest.mark.parametrize("change", ["kind = 'nonsense'", "kind = 'note'", "direction = 'internal'"])
def test_a_relabelled_answer_is_warned_of_on_the_reporters_side(world: OfficeWorld, change: str) -> None:
    """An answer under another label is refused, and the reporter is told that something is wrong."""
    code, _anna, _reference = _answered(world)
    assert not _has_warnings(world, code)
    _intake(world, f"update item set {change} where direction = 'out' and counter = 2")
    assert _has_warnings(world, code)


def test_the_cut_end_of_a_mailbox_is_seen_by_the_office(world: OfficeWorld) -> None:
    """A last message that is gone leaves no gap in the numbers, but the history tells of it."""
    _reported(world)
    _intake(world, "delete from stanza where item_id in (select id from item where counter = 3)")
    _intake(world, "delete from item where direction = 'in' and counter = 3")
    anna = world.signed_in("anna")
    anna.open_case()
    assert "Der mangler et nummer" in anna.words(".alert-error")


def test_an_answer_that_was_taken_away_is_seen_by_the_office(world: OfficeWorld) -> None:
    """The same for what the unit wrote: the history says that it was given."""
    _code, anna, reference = _answered(world)
    last = "direction = 'out' and counter = 2"
    _intake(world, f"delete from stanza where item_id in (select id from item where {last})")
    _intake(world, "delete from item where direction = 'out' and counter = 2")
    anna.get(f"/cases/{reference}")
    assert "Der mangler et nummer" in anna.words(".alert-error")


def test_a_reporter_without_their_first_item_is_warned(world: OfficeWorld) -> None:
    """A mailbox whose first stanza was deleted, or that was pointed at another report, says so."""
    code = world.send()
    _intake(
        world, "delete from stanza where key_id not in (select key_id from stanza group by key_id limit 0)"
    )
    assert _has_warnings(world, code)


def test_two_mailboxes_with_swapped_locators_are_warned_of(world: OfficeWorld) -> None:
    """A locator that leads to somebody else's report shows nothing of it and warns."""
    mine, theirs = world.send(), world.send()
    with write(world.organisation.intake) as connection:
        rows = connection.execute(text("select locator, reference from mailbox")).all()
        for row, other in zip(rows, reversed(rows), strict=True):
            connection.execute(
                text("update mailbox set reference = :reference where locator = :locator"),
                {"reference": other.reference, "locator": row.locator},
            )
    for code in (mine, theirs):
        view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
        assert view.has_warnings
        assert view.first is None


def _forge_inner(world: OfficeWorld, kind: Kind) -> None:
    """Put another content under every inner text of *kind*, sealed properly and signed by a stranger."""
    with write(world.organisation.triage) as connection:
        rows = connection.execute(
            text(
                'select item.id, item.counter, "case".intake_reference from item '
                'join "case" on "case".handle = item."case" where item.kind = :kind'
            ),
            {"kind": kind},
        ).all()
        assert rows
        for row in rows:
            sealed = seal(
                encode(office_text(kind, FORGED)),
                context=Context(kind, row.intake_reference, row.id, Direction.INTERNAL, _organisation(world)),
                counter=row.counter,
                signer=STRANGER,
                recipients=_advisors(world),
            )
            _put_inner(connection.execute, row.id, sealed)


def _put_inner(execute: Callable[..., object], item_id: bytes, sealed: Sealed) -> None:
    execute(text("update item set envelope = :held where id = :id"), {"held": sealed.envelope, "id": item_id})
    execute(text("delete from stanza where item = :id"), {"id": item_id})
    for each in sealed.stanzas:
        execute(
            text("insert into stanza values (:item, :key, :wrapped)"),
            {"item": item_id, "key": each.key_id, "wrapped": each.wrapped},
        )


@pytest.mark.parametrize(("kind", "what"), [(Kind.NOTE, "note"), (Kind.SUMMARY, "summary")])
def test_a_forged_inner_text_is_never_shown_as_an_advisors(world: OfficeWorld, kind: Kind, what: str) -> None:
    """A note or a summary that its author did not sign is not shown, and the case says so."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.save(reference, what, item="Skrevet af Anna")
    anna.get(f"/cases/{reference}")
    assert "Skrevet af Anna" in anna.words()
    _forge_inner(world, kind)
    anna.get(f"/cases/{reference}")
    assert FORGED not in anna.words()
    assert "er ikke underskrevet af" in anna.words(".alert-error")
    anna.get("/cases")
    assert FORGED not in anna.words()


def test_a_text_under_another_authors_name_is_not_shown(world: OfficeWorld) -> None:
    """What anna signed does not pass for bo's."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.save(reference, "note", item="Skrevet af Anna")
    _triage(world, "update item set author = :bo", bo=world.enrolled["bo"].handle)
    anna.get(f"/cases/{reference}")
    assert "Skrevet af Anna" not in anna.words()
    assert "er ikke underskrevet af" in anna.words(".alert-error")


def test_a_forged_payload_in_the_outbox_reaches_the_reporter_as_nothing(world: OfficeWorld) -> None:
    """An answer exchanged on its way to the mailbox is not shown to the reporter, who is warned."""
    code = world.send()
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    today = world.clock.now().date()
    who = who_is(world)
    with write(world.organisation.triage) as connection:
        # The office is killed between deciding and placing: the row waits for the clock.
        execute_in(
            connection,
            world.organisation,
            who,
            visible_file(connection, world.organisation, who, reference, today=today),
            typed(MessageDecided, item="Tak"),
            mailbox=_mailbox_key(world),
        )
    with write(world.organisation.triage) as connection:
        row = connection.execute(text("select item, payload from outbox where kind = 'message'")).one()
        reference_in = connection.execute(text('select intake_reference from "case"')).scalar_one()
        key = _mailbox_key(world)
        sealed = seal(
            encode(MessageContent(FORGED)),
            context=Context(Kind.MESSAGE, reference_in, row.item, Direction.OUT, _organisation(world)),
            counter=1,
            signer=STRANGER,
            recipients=[*_advisors(world), key],
        )
        connection.execute(text("update outbox set payload = :p where kind = 'message'"), {"p": pack(sealed)})
    world.tick()
    view = open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())
    assert view.messages == ()
    assert view.has_warnings
    anna.get(f"/cases/{reference}")
    assert FORGED not in anna.words()
    assert "er ikke underskrevet af" in anna.words(".alert-error")


def _mailbox_key(world: OfficeWorld) -> bytes:
    with read(world.organisation.intake) as connection:
        key = connection.execute(text("select mailbox_kem_pub from submission")).scalar_one()
    assert isinstance(key, bytes)
    return key


def test_a_swapped_mailbox_key_catches_dates_and_no_words(world: OfficeWorld) -> None:
    """Only status cards follow the plain key beside the report; the unit's words go to the key inside it."""
    world.send()
    _intake(world, "update submission set mailbox_kem_pub = :key", key=STRANGER.kem_public)
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.decide(reference, "message", item="Fortroligt svar")
    with read(world.organisation.intake) as connection:
        caught = connection.execute(
            text("select distinct kind from item join stanza on item_id = id where key_id = :id"),
            {"id": STRANGER.key_id},
        ).scalars()
        assert set(caught) == {"card"}


def test_a_directory_with_a_gap_is_told_on_every_page_and_stops_nobody_from_looking(
    world: OfficeWorld,
) -> None:
    """A statement that is gone: a red banner, lists that still work, and a sentence where keys are needed."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    _intake(world, "delete from directory_statement where number = 1")
    for path in ("/", "/cases"):
        anna.get(path)
        assert "Nøglefortegnelsen er brudt" in anna.words(".alert-error")
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    anna.get(f"/cases/{reference}", 503)
    assert "nøgler" in anna.words()


@pytest.mark.parametrize("attack", ["another seed", "another role"])
def test_nobody_signs_in_as_somebody_the_directory_does_not_know(world: OfficeWorld, attack: str) -> None:
    """A seed put under another's name, or a role raised in the database, lets nobody in."""
    dan, anna = world.enrolled["dan"], world.enrolled["anna"]
    if attack == "another seed":
        _triage(
            world,
            "update person set wrapped_seed = (select wrapped_seed from person where handle = :dan)"
            " where handle = :anna",
            dan=dan.handle,
            anna=anna.handle,
        )
    else:
        _triage(world, "update person set role = 'advisor' where handle = :dan", dan=dan.handle)
    code = world.code_of("dan")
    with pytest.raises(SignInRefusedError):
        sign_in(
            world.organisation,
            Mistakes(),
            name="anna" if attack == "another seed" else "dan",
            passphrase=dan.passphrase,
            code=code,
            now=world.clock.now(),
        )


def test_an_advisor_put_into_the_database_alone_receives_nothing(world: OfficeWorld) -> None:
    """A person row with a key that no statement signs is no recipient and gets no grant from a stanza."""
    _triage(
        world,
        "insert into person select :handle, 'eve', 'Eve', 'advisor', mail, :key, wrapped_seed, 0, 'da',"
        " null, null, null, null"
        " from person where handle = :anna",
        handle=new_id(),
        key=STRANGER.key_id,
        anna=world.enrolled["anna"].handle,
    )
    world.send()
    with read(world.organisation.intake) as connection:
        held = connection.execute(
            text("select count(*) from stanza where key_id = :id"), {"id": STRANGER.key_id}
        )
        assert held.scalar_one() == 0
    with read(world.organisation.triage) as connection:
        assert connection.execute(text('select count(*) from "grant"')).scalar_one() == 2


def test_published_dates_that_were_edited_are_put_right_by_the_clock(world: OfficeWorld) -> None:
    """What the portal promises is written anew at every tick."""
    today = date(2026, 11, 23)
    promise(world.organisation, today=today)
    _intake(world, "update published set acknowledge_by = '2030-01-01'")
    promise(world.organisation, today=today)
    with read(world.organisation.intake) as connection:
        wrong = connection.execute(text("select count(*) from published where acknowledge_by > '2027-06-01'"))
        assert wrong.scalar_one() == 0
