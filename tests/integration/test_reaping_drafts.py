"""What becomes of drafts that nobody goes on with."""

from datetime import datetime, timedelta
from pathlib import Path

from crypto.envelope import new_id
from crypto.identities import Identity
from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.office import OfficeWorld, found_office
from triage.services.casework.drafts import SentForm, drafts_of, keep_draft, use_up
from triage.services.clock.expire import forget_drafts
from triage.services.clock.mail_transport import FolderPost
from triage.services.clock.steadiness import believe
from triage.services.clock.tick import ClockDependencies, tick
from triage.services.people.sign_in import SignedIn
from triage.store.tables import draft, person
from triage.store.visibility import system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


def _keeps(world: OfficeWorld, name: str, now: datetime) -> SignedIn:
    """Let somebody keep what they have typed of no case yet."""
    with read(world.organisation.triage) as connection:
        row = connection.execute(person.select().where(person.c.sign_in_name == name)).one()
    identity = Identity.from_seed(bytes([1]) * 32)
    who = SignedIn(row.handle, row.role, row.display_name, row.language, identity)
    typed = [("what", "Gaver")]
    keep_draft(world.organisation, who, row.handle, "register_report", typed, reference=None, seen=0, now=now)
    return who


def test_a_draft_goes_after_thirty_days_and_with_its_writer(tmp_path: Path) -> None:
    """Kept on Monday 23 November, it stands until Wednesday 23 December; the clock sees to it once a day."""
    world, access = found_office(tmp_path / "office", MONDAY), system_access()
    anna, bo = (_keeps(world, name, MONDAY) for name in ("anna", "bo"))
    last = MONDAY + timedelta(days=30)
    with write(world.organisation.triage) as connection:
        sent = SentForm(new_id(), "register_report", ())
        use_up(connection, world.organisation, anna, sent, today=MONDAY.date())

    def marks() -> int:
        with read(world.organisation.triage) as connection:
            return len(connection.execute(draft.select().where(draft.c.envelope == b"")).all())

    forget_drafts(world.organisation, access, now=MONDAY + timedelta(days=2))
    assert marks() == 1

    def stand() -> list[int]:
        return [len(drafts_of(world.organisation, who, today=last.date())) for who in (anna, bo)]

    assert forget_drafts(world.organisation, access, now=last) == 0
    assert marks() == 0, "what was carried out is known for two days"
    with write(world.organisation.triage) as connection:
        left = person.update().where(person.c.handle == bo.handle).values(ended_on=last.date())
        connection.execute(left)
    assert forget_drafts(world.organisation, access, now=last) == 1
    assert stand() == [1, 0]
    believe(world.organisation, last + timedelta(days=1))
    dependencies = ClockDependencies(
        world.checkpoint, FolderPost(tmp_path / "mail"), tmp_path / "checkpoints"
    )
    assert tick(world.organisation, dependencies, now=last + timedelta(days=1), owner=b"a" * 16) == ()
    assert stand() == [0, 0]
