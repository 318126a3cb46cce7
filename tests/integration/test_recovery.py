"""Recovery on a real installation: whoever lost their keys reads again, and nobody else reads anything."""

import secrets
from dataclasses import replace

import pytest
from msgspec.structs import replace as said
from sqlalchemy import delete, func, insert, select, update

from crypto.holders import HolderStatement
from crypto.identities import SEED_BYTES, Identity
from crypto.keys import SigningKey
from crypto.recovery import sign_grants
from crypto.statement import Statement
from intake.store.engine import read, write
from intake.store.tables import item as mailbox_item
from intake.store.tables import stanza as mailbox_stanza
from tests.recovered import KeptTown, a_kept_town
from triage.cases.roles import Role
from triage.services.clock.comparing import compare_stanzas
from triage.services.people.enrol import NewPerson, enrol
from triage.services.people.holders import directory
from triage.services.recovery import take as taking
from triage.services.recovery.answer import answer
from triage.services.recovery.carried import RecoveryError, RecoveryFile, body_of
from triage.services.recovery.export import request
from triage.services.recovery.take import take
from triage.store import holdings, journal, postbox, stanzas
from triage.store.tables import case, grant, item, stanza
from triage.store.visibility import Level, system_access

WORDS = "Det står her endnu"


@pytest.fixture
def town(tmp_path) -> KeptTown:
    """An office with two advisors, anna and bo, and what was made at its ceremony."""
    return a_kept_town(tmp_path)


def a_case(town: KeptTown) -> str:
    """Let a report come in, be read by anna and get a note."""
    town.world.send()
    browser = town.world.signed_in("anna")
    reference = browser.open_case()
    browser.decide(reference, "note", item=WORDS)
    # What was signed on the first and last day of keys would not count.
    town.world.clock.go(days=1)
    return reference


def takes(town: KeptTown, carried: RecoveryFile) -> taking.RecoveryTaken:
    """Import what was signed."""
    return take(town.world.organisation, system_access(), carried, now=town.world.clock.now())


def reads(town: KeptTown, name: str, reference: str) -> str:
    """Give what a person reads of a case after signing in anew."""
    browser = town.world.signed_in(name)
    browser.get(f"/cases/{reference}")
    browser.follow(f"/cases/{reference}/open")
    return browser.words()


def keys_there(town: KeptTown) -> list[set[bytes]]:
    """Give the ids of the keys that have a stanza, item by item, in both databases."""
    lying = select(mailbox_item.c.id).where(mailbox_item.c.direction == "in")
    with read(town.world.organisation.intake) as intake, read(town.world.organisation.triage) as triage:
        found = [
            (intake, select(mailbox_stanza.c.key_id).where(mailbox_stanza.c.item_id == each))
            for each in intake.execute(lying).scalars().all()
        ]
        found += [
            (triage, select(stanza.c.key_id).where(stanza.c.item == each))
            for each in triage.execute(select(item.c.id)).scalars().all()
        ]
        return [set(connection.execute(query).scalars()) for connection, query in found]


def test_when_all_have_lost_their_keys_the_case_is_read_again(town) -> None:
    """Report and note open to anna's new key; her old one has no stanza left; the number is what it was."""
    reference = a_case(town)
    before = keys_there(town)
    old = town.world.enrolled["anna"].identity.key_id
    new = town.loses_keys("anna").key_id
    town.loses_keys("bo")

    taken = takes(town, town.granted("anna"))

    assert (taken.cases, taken.items, taken.left_out) == (1, len(before), [])
    assert keys_there(town) == [(each - {old}) | {new} for each in before]
    page = reads(town, "anna", reference)
    assert WORDS in page
    assert "Lederen tager imod gaver" in page


def test_a_second_import_changes_nothing(town) -> None:
    """The same file again gives nothing new, and says so."""
    a_case(town)
    town.loses_keys("anna")
    carried = town.granted("anna")
    takes(town, carried)
    there = keys_there(town)

    assert takes(town, carried).items == 0
    assert keys_there(town) == there


@pytest.mark.parametrize("at", range(3))
def test_killed_in_the_middle_nothing_is_unreadable_and_it_goes_on(town, monkeypatch, at) -> None:
    """Wherever it ends, bo reads everything; begun again it is whole."""
    reference = a_case(town)
    town.world.send()
    town.loses_keys("anna")
    carried = town.granted("anna")
    done = iter(range(99))
    change = {name: getattr(stanzas, name) for name in ("change_in_mailbox", "change_in_case")}

    def breaking(name):
        def put(*given):
            if next(done) == at:
                raise KeyboardInterrupt
            change[name](*given)

        return put

    for name in change:
        monkeypatch.setattr(stanzas, name, breaking(name))
    with pytest.raises(KeyboardInterrupt):
        takes(town, carried)
    monkeypatch.undo()

    assert WORDS in reads(town, "bo", reference)
    takes(town, carried)
    assert WORDS in reads(town, "anna", reference)
    new = town.world.enrolled["anna"].identity.key_id
    assert all(new in each for each in keys_there(town))


def test_what_the_stanzas_are_is_recorded_and_nobody_waits(town) -> None:
    """So that a stanza that is changed afterwards is seen, and no colleague's session works in vain."""
    a_case(town)
    town.loses_keys("anna")
    takes(town, town.granted("anna"))

    with read(town.world.organisation.triage) as connection:
        handle = connection.execute(select(case.c.handle)).scalar_one()
        assert holdings.waiting(connection, handle) == frozenset()
        recorded = stanzas.records(connection, handle)
        for each in stanzas.of_case(connection, handle):
            assert recorded[each.id] == stanzas.digest_of(each.stanzas, None)


def test_what_was_changed_besides_is_not_recorded_as_taken_over(town) -> None:
    """Somebody exchanged a stanza of bo's: the clock says so afterwards as before."""
    a_case(town)
    organisation, now = town.world.organisation, town.world.clock.now
    with write(organisation.intake) as connection:
        theirs = mailbox_stanza.c.key_id == town.world.enrolled["bo"].identity.key_id
        connection.execute(update(mailbox_stanza).where(theirs).values(wrapped=bytes(1168)))
    town.loses_keys("anna")
    takes(town, town.granted("anna"))

    town.world.clock.go(days=1)
    assert compare_stanzas(organisation, system_access(), now=now()) == 1
    with read(organisation.triage) as connection:
        (doubted,) = holdings.open_doubts(connection, system_access())
    assert doubted.kind.startswith("changed:")


def test_somebody_new_holds_a_case_by_the_roots_word(town) -> None:
    """Everybody left: erik gets the case, a signed statement says so, history and mailbox are told."""
    reference = a_case(town)
    organisation, now = town.world.organisation, town.world.clock.now()
    erik = enrol(organisation, NewPerson("erik", "Erik", Role.ADVISOR), town.root, today=now.date())
    town.world.enrolled["erik"] = erik

    taken = takes(town, town.granted("erik", references=[reference]))

    assert (taken.cases, taken.left_out) == (1, [])
    assert WORDS in reads(town, "erik", reference)
    with read(organisation.triage) as connection:
        handle = connection.execute(select(case.c.handle)).scalar_one()
        (stated,) = map(HolderStatement.decode, holdings.statements(connection, handle))
        assert stated.signed_by == town.root.verify_key
        assert set(stated.persons) == {erik.handle, town.handle("anna"), town.handle("bo")}
        levels = connection.execute(select(grant.c.level).where(grant.c.person == erik.handle)).scalars()
        assert set(levels) == {Level.CONTENT}
        assert "holders:changed" in {each.action for each in journal.entries(connection)}
    town.world.tick()
    with read(organisation.intake) as connection:
        told = select(func.count()).where(mailbox_item.c.direction == "holders")
        assert connection.execute(told).scalar_one() == 1


def test_an_inserted_grant_gives_nothing(town) -> None:
    """Whoever writes a row into the database is asked for, and answered with nothing."""
    a_case(town)
    organisation, now = town.world.organisation, town.world.clock.now()
    erik = enrol(organisation, NewPerson("erik", "Erik", Role.ADVISOR), town.root, today=now.date())
    with write(organisation.triage) as connection:
        handle = connection.execute(select(case.c.handle)).scalar_one()
        connection.execute(delete(grant).where(grant.c.person == erik.handle))
        values = {"case": handle, "person": erik.handle, "level": Level.CONTENT, "from_on": now.date()}
        connection.execute(insert(grant).values(values))

    asked = request(organisation, system_access(), "erik", now=now).request

    assert len(asked.cases) == 1
    assert answer(asked, town.recovery).cases == ()


def test_a_change_meanwhile_leaves_the_case_out(town) -> None:
    """The root signed what follows on an earlier statement; the case is named and stays as it is."""
    reference = a_case(town)
    organisation, now = town.world.organisation, town.world.clock.now()
    for name in ("erik", "frida"):
        made = enrol(organisation, NewPerson(name, name, Role.ADVISOR), town.root, today=now.date())
        town.world.enrolled[name] = made
    late = town.granted("frida", references=[reference])
    takes(town, town.granted("erik", references=[reference]))

    taken = takes(town, late)

    assert (taken.cases, taken.left_out) == (0, [reference])
    assert not any(town.world.enrolled["frida"].identity.key_id in each for each in keys_there(town))


def _with(carried: RecoveryFile, signer: SigningKey | Identity, **change: object) -> RecoveryFile:
    grants = said(carried.content, **change)
    body = body_of(grants)
    return RecoveryFile(grants, body, sign_grants(signer, body))


def test_what_the_root_has_not_signed_is_refused(town) -> None:
    """Nobody else's signature counts, an altered file neither, and nothing of it is taken over."""
    a_case(town)
    town.loses_keys("anna")
    carried = town.granted("anna")
    there = keys_there(town)
    bo = town.world.enrolled["bo"].identity
    for wrong in (
        replace(carried, signature=bytes(64)),
        replace(carried, body=carried.body + b"\0"),
        _with(carried, town.recovery),
        _with(carried, bo),
        _with(carried, SigningKey.from_seed(secrets.token_bytes(SEED_BYTES))),
    ):
        with pytest.raises(RecoveryError, match="the root has not signed"):
            takes(town, wrong)
    for change in ({"organisation": b"x" * 16}, {"root_verify_key": bo.verify_key}):
        with pytest.raises(RecoveryError, match="another installation"):
            takes(town, _with(carried, town.root, **change))
    assert keys_there(town) == there


def test_what_is_no_stanza_is_refused_whole(town) -> None:
    """Even under the root's signature: nothing is replaced by it."""
    a_case(town)
    town.loses_keys("anna")
    carried = town.granted("anna")
    (given,) = carried.content.cases
    short = said(given, items=tuple(said(each, wrapped=each.wrapped[:-1]) for each in given.items))

    with pytest.raises(RecoveryError, match="no stanza"):
        takes(town, _with(carried, town.root, cases=(short,)))


def test_other_keys_by_then_are_not_given_to(town) -> None:
    """A file that is carried for weeks is for the keys that were known when it was asked for."""
    a_case(town)
    town.loses_keys("anna")
    carried = town.granted("anna")
    town.loses_keys("anna")

    with pytest.raises(RecoveryError, match="other keys by now"):
        takes(town, carried)


def test_who_keeps_the_recovery_key_cannot_sign_as_anybody(town) -> None:
    """Its signature makes nobody an advisor, gives nobody a case, and writes to no reporter."""
    a_case(town)
    organisation, today = town.world.organisation, town.world.clock.now().date()
    members = directory(organisation, today)
    mallory = Identity.from_seed(secrets.token_bytes(SEED_BYTES))
    statement = Statement(
        number=members.next_number,
        previous=members.head,
        person=town.handle("anna"),
        role="advisor",
        kem_public=mallory.kem_public,
        verify_key=mallory.verify_key,
        valid_from=today,
    ).signed(town.recovery)
    with write(organisation.intake) as connection:
        postbox.add_statement(connection, statement.number, statement.encode())
    after = directory(organisation, today)
    assert [each.why for each in after.unsigned] == ["signer"]
    assert after.members == members.members
    sender = after.sender(town.recovery.verify_key)
    assert sender is not None
    assert sender.role == "recovery"
    assert town.recovery.verify_key not in {each.verify_key for each in after.can_hold.values()}


def test_there_must_be_somebody_to_give_to(town) -> None:
    """A name that nobody has, a case that there is not, and a role that holds no cases are told."""
    organisation, now = town.world.organisation, town.world.clock.now()
    for name, options, sentence in (
        ("nobody", {}, "nobody has that sign-in name"),
        ("carla", {}, "they enrol first"),
        ("anna", {"references": ["AAAA2222"]}, "there is no case AAAA2222"),
    ):
        with pytest.raises(RecoveryError, match=sentence):
            request(organisation, system_access(), name, now=now, **options)
