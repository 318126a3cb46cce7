"""
One tick of the clock: everything that time alone makes due. Idempotent, and each step commits for itself.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from crypto.journal import Checkpoint
from crypto.keys import SigningKey
from intake.clock import local_date
from intake.services.reap import reap_drafts
from intake.store.engine import read, write
from triage.services.clock import reconcile
from triage.services.clock.acknowledge import acknowledge_due
from triage.services.clock.alerting import raise_due_alerts
from triage.services.clock.comparing import compare_stanzas
from triage.services.clock.expire import expire_questions, forget_drafts
from triage.services.clock.heartbeat import PROCESS
from triage.services.clock.left_files import tidy_left_files
from triage.services.clock.mail_transport import Post
from triage.services.clock.mailing import forget_quarters, send_mail
from triage.services.clock.promise import promise
from triage.services.clock.receive import forget_holders, receive
from triage.services.clock.reconcile import take_up_again
from triage.services.clock.steadiness import has_jumped, is_off, moment_to_go_by
from triage.services.history.publish import place_cards, place_messages
from triage.services.organisation import Organisation
from triage.services.organisation.announce import closed_since
from triage.services.people.leaving import follow_directory
from triage.services.people.new_keys import owe_new_keys
from triage.services.people.old_copies import cut_owed
from triage.services.people.publish_handlers import publish_handlers
from triage.services.people.settling import settle
from triage.store import alerts, enrolments, journal, postbox
from triage.store.visibility import SystemAccess, system_access

log = logging.getLogger("betro.clock")

LEASE = timedelta(seconds=15)
"""A clock that died blocks the next one this long; two at once do no harm, for every step is idempotent."""
WAITING = ("promise", "expire", "reap", "checkpoint")
"""What waits while the time is not to be believed: it could not be undone, or would tell a date."""


@dataclass(frozen=True, slots=True)
class ClockDependencies:
    """
    What the clock works with besides the databases: the key that signs cards and checkpoints, the mail, and
    what counts the years and quarters that have closed.
    """

    checkpoint: SigningKey
    post: Post
    checkpoint_folder: Path
    count_closed: Callable[[Organisation, SystemAccess, date], None] = lambda *_: None


def tick(
    organisation: Organisation, dependencies: ClockDependencies, *, now: datetime, owner: bytes
) -> tuple[str, ...] | None:
    """
    Do what is due by *now*, and give the names of the steps that failed; None when nothing was done, because
    another clock holds the lease or the service is closed.

    One step that fails keeps no other from running; its name is logged, never its values, and the next
    tick tries again. The heartbeat is noted only by a tick in which every step ran. While *now* is not to be
    believed, it goes by another (`steadiness`), and what cannot be undone waits.
    """
    access = system_access()
    if closed_since(organisation):
        # That the clock lives is all that it writes: or a day of maintenance would pass for a jump.
        _ran("time", lambda: _note_moment(organisation, access, now))
        return None
    if has_jumped(organisation, now):
        # After a restore it is what triage lacks that proves how far the time went on.
        _ran("reconcile", lambda: take_up_again(organisation, access))
    was_off = is_off(organisation, now)
    with write(organisation.triage) as connection:
        # A clock that has just begun may have been started on a database that was restored.
        compared = alerts.last_beat(connection, reconcile.PROCESS)
        begins = not alerts.holds_lease(connection, PROCESS, owner)
        if not alerts.take_lease(connection, PROCESS, owner, now=now, until=now + LEASE):
            return None
        # Noted whether or not the steps run: a step that fails for days is no jump of the time.
        machine, now = now, moment_to_go_by(connection, organisation, access, now)
    is_steady = machine == now
    is_over = was_off and is_steady
    is_due = begins or is_over or compared is None or local_date(compared) != local_date(now)
    steps: dict[str, Callable[[], object]] = {
        **({"reconcile": lambda: compare(organisation, access, now=now)} if is_due else {}),
        **(
            {
                "days": lambda: correct_days(organisation, access, local_date(now)),
                "holders": lambda: forget_holders(organisation, access, local_date(now)),
                "handlers": lambda: publish_handlers(organisation, today=local_date(now)),
                "quarters": lambda: forget_quarters(organisation, local_date(now)),
                "files": lambda: tidy_left_files(organisation, access, now=now),
                "keys": lambda: owe_new_keys(organisation, access, today=local_date(now)),
                "tickets": lambda: forget_tickets(organisation, local_date(now)),
                "drafts": lambda: forget_drafts(organisation, access, now=now),
                "figures": lambda: dependencies.count_closed(organisation, access, local_date(now)),
            }
            if is_due and is_steady
            else {}
        ),
        "statements": lambda: settle(organisation, today=local_date(now)),
        "leavers": lambda: follow_directory(organisation, access, today=local_date(now)),
        "logs": lambda: cut_owed(organisation),
        "promise": lambda: promise(organisation, today=local_date(now)),
        "receive": lambda: receive(organisation, access, now=now),
        "acknowledge": lambda: acknowledge_due(organisation, access, now=now),
        "messages": lambda: place_messages(organisation, access, now=now),
        "cards": lambda: place_cards(organisation, access, dependencies.checkpoint, now=now),
        "expire": lambda: expire_questions(organisation, access, now=now),
        "alert": lambda: raise_due_alerts(organisation, access, now=now),
        "stanzas": lambda: compare_stanzas(organisation, access, now=now),
        "mail": lambda: send_mail(
            organisation, access, dependencies.post, now=max(now, machine), gone_by=now
        ),
        "reap": lambda: reap_drafts(organisation.reception, now=now),
        "checkpoint": lambda: checkpoint(organisation, dependencies, now=now),
    }
    wait = () if is_steady else WAITING
    failed = tuple(name for name, step in steps.items() if name not in wait and not _ran(name, step))
    if not failed:
        with write(organisation.triage) as connection:
            alerts.beat(connection, PROCESS, machine)
    return failed


def _note_moment(organisation: Organisation, access: SystemAccess, now: datetime) -> None:
    with write(organisation.triage, even_closed=True) as connection:
        moment_to_go_by(connection, organisation, access, now)


def _ran(name: str, step: Callable[[], object]) -> bool:
    try:
        step()
    except Exception as error:  # noqa: BLE001 - whatever it was, the other steps run
        log.error("%s failed: %s", name, type(error).__name__)  # noqa: TRY400 - a traceback may hold values
        return False
    return True


def compare(organisation: Organisation, access: SystemAccess, *, now: datetime) -> None:
    """Find what one database lacks of the other, once a day and when a clock begins."""
    take_up_again(organisation, access)
    with write(organisation.triage) as connection:
        alerts.beat(connection, reconcile.PROCESS, now)


def correct_days(organisation: Organisation, access: SystemAccess, today: date) -> None:
    """Let no mailbox tell a day that has not come, once the time that made it is over, and once a day."""
    with write(organisation.intake) as connection:
        postbox.let_none_be_to_come(connection, access, today)


def forget_tickets(organisation: Organisation, today: date) -> None:
    """Forget whoever was invited and has not come in time, with name and address."""
    with write(organisation.triage) as connection:
        enrolments.forget_old(connection, before=today)


def checkpoint(organisation: Organisation, dependencies: ClockDependencies, *, now: datetime) -> None:
    """Once a day, write the journal's head, signed, to a file that an operator keeps a copy of elsewhere."""
    today = local_date(now)
    target = dependencies.checkpoint_folder / f"{today.isoformat()}.json"
    if target.exists():
        return
    with read(organisation.triage) as connection:
        seq, head = journal.head(connection)
    written = Checkpoint.sign(dependencies.checkpoint, seq=seq, head=head, on=today).to_json()
    dependencies.checkpoint_folder.mkdir(parents=True, exist_ok=True)
    # A name of its own: another clock may be at the same.
    draft = target.with_suffix(f".{secrets.token_hex(4)}.part")
    draft.write_text(written, encoding="utf-8")
    draft.replace(target)
