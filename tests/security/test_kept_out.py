"""
Who is kept out finds nothing: every route of the office, and everything that leaves it, is for an excluded
adviser what it would be if the case had never been.

The whole office is read twice by the one who is kept out, at the same moment: before the case is there, and
when it has come, was opened, answered and has run out of time. Byte for byte it is the same, refusals and
status codes among them, and as many questions are asked of the databases. Only the law's numbers of the
whistleblower scheme count one report more.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from crypto.envelope import Direction, Kind, Stanza
from crypto.errors import CryptoError
from crypto.unseal import unseal
from intake.clock import local_date
from intake.services.submit import ComplaintDraft, Draft, ReportDraft
from intake.store.engine import read
from intake.store.tables import item as mailbox_item
from intake.store.tables import stanza as mailbox_stanza
from tests.colleagues import who_is
from tests.kept_out import (
    ABSENT,
    CANARY,
    COUNTED_BY_LAW,
    LATER,
    TYPED,
    Answers,
    Town,
    differences,
    not_there,
    without_some_more,
)
from triage.services.people.holders import directory
from triage.services.reading.index import entries
from triage.store import cases
from triage.store.tables import index_stanza, outbox
from triage.store.tables import item as case_item
from triage.store.tables import stanza as case_stanza
from triage.store.visibility import system_access

HIDDEN_REPORT = ReportDraft(relation="employee", what=f"{CANARY} har set det.", name=CANARY, contact="Kvist")
HIDDEN_COMPLAINT = ComplaintDraft(unit="job", what=f"{CANARY} venter.", wish="Svar")
NOTHING_THERE = {
    ("file", "complaint"),
    ("package", "report"),
    ("proposal", ""),
}
"""What is not there, hidden case or not: all else is compared where it shows something."""
of_each_kind = pytest.mark.parametrize(
    "draft", [HIDDEN_REPORT, HIDDEN_COMPLAINT], ids=["report", "complaint"]
)


@of_each_kind
def test_every_route_is_the_same_for_whoever_is_kept_out(tmp_path: Path, draft: Draft) -> None:
    """
    Lists, counts, search, Today, calendar, exports, figures, refusals: byte for byte. Those who hold it are
    told of it by mail, and nobody else.
    """
    town = Town.founded(tmp_path / "office")
    town.reads()
    before, told = town.reads(), _mailed(town)
    assert not_there(before) == NOTHING_THERE
    town.arrives(_without(draft, *town.handles("bo")))
    assert _fetches(town).endswith("Der var ikke kommet noget nyt.")
    town.world.tick()
    town.lives(_without(draft, *town.handles("bo")))
    after = town.reads()
    assert _differences(before, after, draft, more=2) == []
    assert {each.status for key, each in after.items() if key[2] == ABSENT} <= {403, 404}
    assert CANARY not in str([each.body for key, each in after.items() if key[0] not in TYPED])
    assert _names(town, _mailed(town) - told) == {"anna", "eva"}


@of_each_kind
def test_every_route_is_the_same_for_whoever_was_recused(tmp_path: Path, draft: Draft) -> None:
    """Who held a case that they never opened, and holds it no more."""
    town = Town.founded(tmp_path / "office")
    town.reads()
    before = town.reads()
    town.lives(draft, recused=town.handles("bo"))
    assert _differences(before, town.reads(), draft) == []


@of_each_kind
def test_what_is_about_everybody_here_goes_to_the_route_and_rings_there_alone(
    tmp_path: Path, draft: Draft
) -> None:
    """Its alternates hold it and are told; of the advisers nobody finds it, and nobody is told."""
    town = Town.founded(tmp_path / "office", holder="kim")
    town.reads()
    before, told = town.reads(), _mailed(town)
    town.lives(_without(draft, *town.handles("anna", "bo", "eva")))
    assert _differences(before, town.reads(), draft) == []
    assert _names(town, _mailed(town) - told) == {"kim", "lis"}


@of_each_kind
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


def _differences(before: Answers, after: Answers, draft: Draft, *, more: int = 1) -> list[str]:
    told, without = without_some_more(before, after, more=more)
    assert told == (COUNTED_BY_LAW if isinstance(draft, ReportDraft) else set())
    return differences(before, without)


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


def _names(town: Town, mailed: set[tuple[str, bytes]]) -> set[str]:
    names = {each.handle: name for name, each in town.world.enrolled.items()}
    return {names[person] for _key, person in mailed}


def _all_that_opens(town: Town) -> Iterator[tuple[str, str]]:
    """Give all that an adviser can open in either database, by its kind, and what lists and search know."""
    organisation, who = town.world.organisation, who_is(town.world, "anna")
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
