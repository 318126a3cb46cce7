"""betro journal verify: the first entry that is not what it was, and a tail that was cut off."""

from pathlib import Path

import pytest

from crypto.journal import Checkpoint
from crypto.keys import SigningKey
from tests.cli.test_installation import betro
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.typed import typed


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation with a journal of some entries over two days, and a checkpoint of each."""
    clock = tmp_path / "now"
    clock.write_text(at("Tue 2026-11-24").isoformat())
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"), clock_file=clock)
    town.send()
    town.tick()
    town.tick(at("Tue 2026-11-24"))
    for text in ("En note", "En til"):
        town.decide(typed(NoteAdded, item=text))
    return town


def verify(town: Clockwork, *words: str) -> tuple[int, str]:
    """Ask, and give exit code and answer."""
    said = betro("journal", "verify", *words, settings=town.settings)
    return said.exit_code, said.output


def kept(town: Clockwork, day: int = 24) -> Path:
    """Give the checkpoint file of a day."""
    return town.folder / "triage" / "checkpoints" / f"2026-11-{day}.json"


def test_a_whole_journal_is_said_to_be(town):
    """Alone, and against the checkpoints of both days."""
    count = len(town.rows("triage", "journal"))
    whole = (0, f"{count} entries, each follows from the one before\n")
    assert verify(town) == whole
    assert verify(town, "--checkpoint", str(kept(town, 23))) == whole
    assert verify(town, "--checkpoint", str(kept(town, 24))) == whole


def test_a_checkpoint_a_day_and_signed(town):
    """Written by the first tick of the day; later ticks leave it."""
    before = kept(town).read_bytes()
    town.tick(at("Tue 2026-11-24", 15))
    assert kept(town).read_bytes() == before
    assert [str(each.on) for each in town.checkpoints()] == ["2026-11-23", "2026-11-24"]
    for each in town.checkpoints():
        assert each.verify(town.organisation.settings.checkpoint_verify_key)
    assert not list(kept(town).parent.glob("*.part"))


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET action = 'note:added ' WHERE seq = {number}",
        "UPDATE journal SET \"on\" = '2020-01-01' WHERE seq = {number}",
        "UPDATE journal SET actor = zeroblob(15) || x'01' WHERE seq = {number}",
        "UPDATE journal SET \"on\" = 'rubbish' WHERE seq = {number}",
        "UPDATE journal SET action = x'00' WHERE seq = {number}",
        "UPDATE journal SET subject = zeroblob(16) WHERE seq = {number}",
        "UPDATE journal SET digest = randomblob(32) WHERE seq = {number}",
        "UPDATE journal SET hash = randomblob(32) WHERE seq = {number}",
        "UPDATE journal SET previous = randomblob(32) WHERE seq = {number}",
        "DELETE FROM journal WHERE seq = {number}",
        "UPDATE journal SET seq = CASE seq WHEN {number} THEN -1 ELSE seq END",
    ],
)
def test_the_first_entry_that_is_not_what_it_was_is_named(town, number, change):
    """Altered in any column, or missing."""
    town.sql("triage", change.format(number=number))
    code, said = verify(town)
    assert code == 1
    first = 1 if "-1" in change else number
    assert said == f"Error: entry {first} does not follow from the one before it\n"


def test_two_entries_that_changed_places_are_seen(town):
    """The first of the two is named."""
    town.sql(
        "triage",
        "UPDATE journal SET seq = -2 WHERE seq = 2",
        "UPDATE journal SET seq = 2 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = -2",
    )
    assert verify(town) == (1, "Error: entry 2 does not follow from the one before it\n")


def test_an_entry_put_in_between_is_seen(town):
    """The others moved up to make room for it."""
    town.sql(
        "triage",
        "UPDATE journal SET seq = -seq - 1 WHERE seq >= 3",
        "UPDATE journal SET seq = -seq WHERE seq < 0",
        'INSERT INTO journal SELECT 3, "on", actor, action, subject, digest, hash, randomblob(32) '
        "FROM journal WHERE seq = 2",
    )
    assert verify(town) == (1, "Error: entry 3 does not follow from the one before it\n")


def test_a_tail_cut_off_is_seen_by_the_outside_copy_only(town):
    """The chain itself is whole; that is why the checkpoint is kept elsewhere."""
    seq = Checkpoint.from_json(kept(town).read_text()).seq
    town.sql("triage", f"DELETE FROM journal WHERE seq >= {seq}")
    assert verify(town)[0] == 0
    assert verify(town, "--checkpoint", str(kept(town))) == (
        1,
        f"Error: the journal ends at entry {seq - 1}; on 2026-11-24 it had {seq}: its end was cut off\n",
    )


def test_a_journal_written_anew_is_seen_by_the_outside_copy(town, tmp_path):
    """Another installation's journal is a whole chain too, and not this one's."""
    seq = Checkpoint.from_json(kept(town).read_text()).seq
    other = a_clockwork(tmp_path / "other", at("Mon 2026-11-23"))
    for _ in range(5):
        other.send()
    other.tick()
    town.sql(
        "triage",
        f"ATTACH '{other.file('triage')}' AS other",
        "DELETE FROM journal",
        "INSERT INTO journal SELECT * FROM other.journal",
    )
    assert verify(town)[0] == 0
    code, said = verify(town, "--checkpoint", str(kept(town)))
    assert code == 1
    assert f"entry {seq} is not the one that the journal had on 2026-11-24: it was written anew" in said


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\xfe", b'{"seq": "1"}'])
def test_what_is_no_checkpoint_is_said_to_be_none(town, tmp_path, content):
    """In words, whatever the file holds."""
    (tmp_path / "x.json").write_bytes(content)
    assert verify(town, "--checkpoint", str(tmp_path / "x.json")) == (
        1,
        "Error: the file is not a checkpoint\n",
    )


def test_a_checkpoint_of_another_clock_proves_nothing(town, tmp_path):
    """Signed with a key that the settings do not pin."""
    right = Checkpoint.from_json(kept(town).read_text())
    forged = Checkpoint.sign(SigningKey.from_seed(b"f" * 32), seq=right.seq, head=right.head, on=right.on)
    (tmp_path / "x.json").write_text(forged.to_json())
    code, said = verify(town, "--checkpoint", str(tmp_path / "x.json"))
    assert (code, said) == (1, "Error: the checkpoint was not signed by this installation's clock\n")
