"""One database restored and the other not: what is missing is found, taken up or told, and told once."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.services import reap
from intake.services.attach import path_of
from intake.services.reap import reap_drafts
from tests.backups import Kept, a_kept_town, readable, send_file
from tests.cli.test_installation import betro
from tests.clockwork import Clockwork, at, opened
from triage.cases.decisions.messages import MessageDecided
from triage.cases.typed import typed
from triage.services.clock.steadiness import confirm
from triage.store.outbox import CLAIM

OTHER = b"o" * 16
"""A clock that begins."""


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A town with one opened report that was backed up on Mon 23 November 2026."""
    kept = a_kept_town(tmp_path)
    kept.town.send()
    assert kept.town.tick() == ()
    kept.town.decide_opened()
    assert kept.town.tick() == ()
    assert kept.backup().exit_code == 0
    kept.at(at("Wed 2026-11-25"))
    return kept


def mixed(kept: Kept, older: Clockwork, *newer: str) -> Clockwork:
    """Give the restored town with these settings of the one that it was restored beside."""
    text, live = older.settings.read_text(), kept.town.settings.read_text()
    for key in newer:
        (line,) = re.findall(rf"(?m)^{key} = .*$", live)
        text = re.sub(rf"(?m)^{key} = .*$", line, text)
    older.settings.write_text(f'{text}\nclock_file = "{kept.clock}"\n')
    return opened(older.folder, kept.town.now, older.enrolled, older.backup_seed)


def doctor(town: Clockwork) -> str:
    """Ask the doctor what is wrong between the two databases."""
    lines = betro("doctor", settings=town.settings).output.splitlines()
    return "\n".join(each for each in lines if "reconciliation" in each or "quarantine" in each)


@pytest.mark.both_engines
def test_an_older_triage_takes_up_what_the_portal_took_in_meanwhile(kept, tmp_path):
    """Each report gets its case and its clocks from its own day, and is acknowledged once."""
    live = kept.town
    (first,) = (row.reference for row in live.rows("intake", "submission"))
    late = live.send()
    filed = send_file(live, b"z" * 5000)
    assert live.tick() == ()
    kept.at(at("Thu 2026-11-26"))
    town = mixed(kept, kept.restored(tmp_path / "again"), "intake_database", "blob_folder")
    assert doctor(town) == (
        "wrong  reconciliation: 2 submissions and messages are in no case; betro tick takes them up"
    )
    assert town.tick(owner=OTHER) == ()
    assert town.tick(owner=OTHER) == ()
    assert readable(town) == 3
    for row in town.cases:
        told = town.told(row.handle)
        assert told.count("acknowledgement:given") == 1
        if row.intake_reference != first:
            assert row.received_on == at("Wed 2026-11-25").date()
    for code in (late, filed):
        card = town.mailbox(code).card
        assert card is not None
        assert card.acknowledged_on == at("Wed 2026-11-25").date()
    # The card that acknowledges is the one from before: none was placed in its stead.
    for row in town.rows("triage", "outbox", kind="acknowledgement"):
        (card,) = town.rows("intake", "item", id=row.item)
        assert card.placed_on < town.now.date()
    assert doctor(town) == ""
    town.is_sound()


def test_an_older_triage_of_days_ago_gives_each_report_its_own_day_when_the_time_is_confirmed(kept, tmp_path):
    """What triage lacks proves how far the time went on; no step fails; in the end every day is right."""
    live = kept.town
    days = [at("Wed 2026-11-25"), at("Fri 2026-11-27"), at("Mon 2026-11-30")]
    for day in days:
        kept.at(day)
        live.send()
        assert live.tick(day) == ()
    late = at("Mon 2026-11-30", 12)
    kept.at(late)
    town = mixed(kept, kept.restored(tmp_path / "again"), "intake_database", "blob_folder")
    assert town.tick(late, OTHER, jumped=True) == ()
    first, last = days[0].date(), days[-1].date()
    assert (min(taken(town)), max(taken(town)) < last) == (first - timedelta(days=2), True)
    confirm(town.organisation, now=late)
    # What waited for the right time is tried again after a while.
    town.tick(late + CLAIM, OTHER, jumped=True)
    assert town.tick(late + 2 * CLAIM, OTHER, jumped=True) == ()
    assert taken(town) == [at("Mon 2026-11-23").date(), *(day.date() for day in days)]
    for row in town.cases:
        assert town.told(row.handle).count("acknowledgement:given") == 1
    assert doctor(town) == ""
    town.is_sound()


def taken(town: Clockwork) -> list[date]:
    """The days with which the cases stand there."""
    return sorted(row.received_on for row in town.cases)


@pytest.mark.both_engines
def test_a_message_and_an_answer_from_after_the_backup_are_neither_lost_nor_told_twice(kept, tmp_path):
    """What a reporter wrote is taken up; the office's own words lie there, and the next ones follow."""
    live = kept.town
    code = live.send()
    assert live.tick() == ()
    reference = next(row.case_reference for row in live.cases if row.received_on == live.now.date())
    live.write(code, "Der er mere.")
    live.decide(typed(MessageDecided, item="Tak for det."), reference)
    assert live.tick() == ()
    town = mixed(kept, kept.restored(tmp_path / "again"), "intake_database", "blob_folder")
    assert "2 submissions and messages are in no case" in doctor(town)
    assert "1 messages in mailboxes are known to no case: the triage database is older" in doctor(town)
    assert town.tick(owner=OTHER) == ()
    assert town.tick(owner=OTHER) == ()
    again = next(row for row in town.cases if row.received_on == live.now.date())
    assert town.told(again.handle).count("message:received") == 1
    assert town.told(again.handle).count("acknowledgement:given") == 1
    town.decide(typed(MessageDecided, item="Og hvornår?"), again.case_reference)
    view = town.mailbox(code)
    assert not view.has_warnings
    assert [each.text for each in view.messages] == ["Der er mere.", "Tak for det.", "Og hvornår?"]
    assert town.tick(owner=OTHER) == ()
    town.is_sound()


@pytest.mark.both_engines
def test_an_older_intake_says_what_is_lost_and_keeps_the_rest_going(kept, tmp_path):
    """Cases without their submission are counted; the clock goes on, and the others get their cards."""
    live = kept.town
    live.send()
    live.send()
    assert live.tick() == ()
    town = mixed(kept, kept.restored(tmp_path / "again"), "triage_database")
    said = doctor(town)
    assert "2 cases have no submission and no mailbox: the intake database is older; " in said
    assert town.tick(town.now + timedelta(minutes=1), owner=OTHER) == ()
    code = town.send()
    assert town.tick(owner=OTHER) == ()
    card = town.mailbox(code).card
    assert card is not None
    assert card.acknowledged_on == town.now.date()
    assert len(town.cases) == 4


def test_a_card_that_an_older_intake_lacks_is_made_anew(kept, tmp_path):
    """What the reporter was told after the backup is told again, with its own date."""
    kept.town.sql(
        "intake", "DELETE FROM stanza WHERE item_id IN (SELECT id FROM item WHERE direction = 'card')"
    )
    kept.town.sql("intake", "DELETE FROM item WHERE direction = 'card'")
    assert kept.town.tick(owner=OTHER) == ()
    (card,) = kept.town.rows("intake", "item", direction="card")
    assert card.counter == 1
    assert kept.town.tick(kept.town.now + timedelta(days=1)) == ()
    assert len(kept.town.rows("intake", "item", direction="card")) == 1
    kept.town.is_sound()


def test_a_text_that_is_gone_is_counted(kept):
    """A history names what it was; whoever takes it away is seen in both databases."""
    kept.town.sql("intake", "UPDATE item SET envelope = zeroblob(10) WHERE direction = 'card'")
    assert doctor(kept.town) == ""
    kept.town.decide(typed(MessageDecided, item="Hvornår?"))
    kept.town.sql("intake", "UPDATE item SET envelope = zeroblob(10) WHERE direction = 'out'")
    assert doctor(kept.town) == ("wrong  reconciliation: 1 texts that histories name are missing or altered")


def test_an_attachment_that_no_row_tells_of_waits_thirty_days_and_comes_back(kept, tmp_path):
    """An older database beside the live folder costs no file: they lie apart, and return with their rows."""
    live = kept.town
    send_file(live, b"z" * 5000)
    assert live.tick() == ()
    folder = live.organisation.settings.blob_folder
    (row,) = live.rows("intake", "blob")
    whole = path_of(folder, row.id).read_bytes()
    town = mixed(kept, kept.restored(tmp_path / "again"), "blob_folder")
    assert reap_drafts(town.organisation.reception, now=town.now) == 1
    assert not path_of(folder, row.id).exists()
    assert doctor(town) == (
        "wrong  quarantine: 1 attachments belong to no submission and go for ever from 2026-12-25 on; put a "
        "newer intake database back before, and they are there again"
    )
    reap_drafts(town.organisation.reception, now=town.now + timedelta(days=29))
    reap_drafts(live.organisation.reception, now=live.now)
    assert path_of(folder, row.id).read_bytes() == whole
    assert doctor(live) == ""
    reap_drafts(town.organisation.reception, now=town.now)
    reap_drafts(town.organisation.reception, now=town.now + timedelta(days=30))
    assert [each for each in folder.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize("step", ["_set_apart", "_back_or_gone"])
def test_two_clocks_that_tidy_at_once_do_not_trip_over_each_other(kept, monkeypatch, step):
    """What one of them lists the other has moved by then; both end, and the file lies where it should."""
    town, folder = kept.town, kept.town.organisation.settings.blob_folder
    lying = path_of(folder, b"q" * 16)
    lying.parent.mkdir(exist_ok=True)
    lying.write_bytes(b"of no row")
    if step == "_back_or_gone":
        reap_drafts(town.organisation.reception, now=town.now)
    real, now = getattr(reap, step), town.now + timedelta(days=31 if step == "_back_or_gone" else 0)

    def behind(*words: Any, **named: Any) -> None:
        """Let the other clock do it first."""
        monkeypatch.setattr(reap, step, real)
        reap_drafts(town.organisation.reception, now=now)
        real(*words, **named)

    monkeypatch.setattr(reap, step, behind)
    reap_drafts(town.organisation.reception, now=now)
    left = [each for each in folder.rglob("*") if each.is_file()]
    assert left == ([] if step == "_back_or_gone" else [folder / "quarantine" / lying.name])


def test_a_file_returns_from_the_quarantine_also_where_its_folder_is_gone(kept):
    """Whoever tidied the empty folders away has lost nobody's attachment."""
    town, folder = kept.town, kept.town.organisation.settings.blob_folder
    send_file(town, b"z" * 5000)
    (row,) = town.rows("intake", "blob")
    lying = path_of(folder, row.id)
    (folder / "quarantine").mkdir()
    lying.rename(folder / "quarantine" / lying.name)
    lying.parent.rmdir()
    reap_drafts(town.organisation.reception, now=town.now)
    assert lying.is_file()
