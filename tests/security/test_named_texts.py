"""The history names each text of the unit's own by id and digest: one that is gone or other is noticed."""

import json
from datetime import datetime

from sqlalchemy import text

from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.office import OfficeWorld

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


def _triage(world: OfficeWorld, sql: str, **values: object) -> None:
    with write(world.organisation.triage) as connection:
        connection.execute(text(sql), values)


def test_a_text_that_was_taken_away_is_missed(world: OfficeWorld) -> None:
    """The history names each text of the unit's own, so that one which is gone leaves a gap."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.save(reference, "note", item="Skrevet af Anna")
    anna.get(f"/cases/{reference}")
    assert "Noget er fjernet" not in anna.words(".alert-error")
    _triage(world, "delete from stanza")
    _triage(world, "delete from item where kind = 'note'")
    anna.get(f"/cases/{reference}")
    assert "Noget er fjernet" in anna.words(".alert-error")


def test_a_text_put_in_the_place_of_another_is_not_shown(world: OfficeWorld) -> None:
    """An event names the digest of its text too: the same author's other words do not pass for these."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.save(reference, "note", item="Skrevet af Anna")
    told = "select payload from event where payload like '%note:added/%'"
    with read(world.organisation.triage) as connection:
        payload = connection.execute(text(told)).scalar_one()
    digest = json.loads(payload)["item"]["digest"]
    forged = payload.replace(digest, "ab" * 32)
    _triage(world, "update event set payload = :forged where payload like '%note:added/%'", forged=forged)
    anna.get(f"/cases/{reference}")
    assert "Skrevet af Anna" not in anna.words()
    assert "historik" in anna.words(".alert-error")
