"""
What can be wrong with an installation, for doctor and for a drill.

No check names a case, a person or a value; a fault says what is wrong and, where there is one, what to do.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from crypto.errors import CryptoError
from crypto.holders import persons_of
from crypto.selftest import self_test
from intake.clock import local_date
from intake.contents.versioned import NewerFormError
from intake.domain.closed import MovedError
from intake.services.attach import path_of
from intake.services.reap import QUARANTINED, quarantined
from intake.store.blobs import claimed, left
from intake.store.engine import NoTurnError, read
from triage.cases.decisions.holders import DoubtKind
from triage.cases.history import is_newer
from triage.cases.letter_text import LetterError
from triage.cases.roles import Role
from triage.rules.tables import RulebookError
from triage.services.accounts.publish import altered
from triage.services.backup import drill, make
from triage.services.backup.files import Kept, blob_digest, digest_of_hashes, fault
from triage.services.clock.comparing import items_of, seen_without_key
from triage.services.clock.heartbeat import SILENCE, last_beat
from triage.services.clock.reconcile import differences
from triage.services.clock.steadiness import gone_by, is_off
from triage.services.history.record import differs
from triage.services.organisation import Organisation
from triage.services.organisation.announce import closed_since
from triage.services.organisation.content import files_of
from triage.services.people.apply_organisation import applied_files
from triage.services.people.apply_organisation import check as check_files
from triage.services.people.holders import can_hold, directory, known_members
from triage.services.people.settling import is_cut
from triage.services.recovery.trial import reminder
from triage.store import alerts, cases, events, holdings, index, inspection, journal, people
from triage.store.migrate import is_newest
from triage.store.receivers import content_holders
from triage.store.visibility import system_access

UNSET_SENDER = "betro@localhost"
MAIL_LATE = timedelta(days=1)
ALERTS_BACK = timedelta(days=7)
BACKUP_OLD = timedelta(days=2)
DRILL_OLD = timedelta(days=100)
OPEN_TO_OTHERS = 0o007
UPDATE = "nothing is damaged, and nothing is lost; update this installation"


Check = Callable[[Organisation, datetime], Iterator[str]]


def faults(organisation: Organisation, now: datetime, *, copy: bool = False) -> list[tuple[str, str]]:
    """Give what is wrong, each with the name of the check that found it; of a *copy* what a copy can show."""
    found = list(_faults(FIRST, organisation, now))
    # The rest asks the databases what only their newest form can answer.
    if found or copy:
        return found or list(_faults(OF_A_COPY, organisation, now))
    by = _gone_by(organisation, now)
    checked = ((each, now if each in OF_THE_TIME else by) for each in REST)
    return [fault for check, moment in checked for fault in _faults([check], organisation, moment)]


def _gone_by(organisation: Organisation, now: datetime) -> datetime:
    """Give the moment by which the rest is judged: a wrong date makes nothing right or wrong."""
    with suppress(SQLAlchemyError, NoTurnError, MovedError):
        if is_off(organisation, now):
            return gone_by(organisation) or now
    return now


def _faults(checks: Iterable[Check], organisation: Organisation, now: datetime) -> Iterator[tuple[str, str]]:
    for check in checks:
        name = check.__name__.removeprefix("_")
        try:
            yield from ((name, found) for found in check(organisation, now))
        except NoTurnError:
            yield name, "could not be checked: another process does not let go of a database"
        except MovedError:
            yield name, "could not be checked: another database lies where the settings say"
        except NewerFormError:
            yield name, f"could not be checked: a newer Betro than this one wrote some of it; {UPDATE}"
        except (SQLAlchemyError, OSError, ValueError, KeyError) as error:
            # What stands in a database or a folder cannot be read as what it should be; its words stay in.
            yield name, f"could not be checked ({type(error).__name__})"


def _cryptography(_organisation: Organisation, _now: datetime) -> Iterator[str]:
    try:
        self_test()
    except CryptoError:
        yield "the built-in vectors do not come out right; seal nothing with this installation"


def _databases(organisation: Organisation, _now: datetime) -> Iterator[str]:
    for engine, line in _engines(organisation):
        if not is_newest(engine, line):
            yield f"the {line} database is not of the newest form; run betro migrate"


def _files(organisation: Organisation, _now: datetime) -> Iterator[str]:
    for engine, line in _engines(organisation):
        file = engine.url.database
        if engine.url.get_backend_name() != "sqlite" or not file:
            continue
        if Path(file).stat().st_mode & OPEN_TO_OTHERS:
            yield f"the {line} database is open to everybody on this machine (chmod o-rwx)"


def _server(organisation: Organisation, _now: datetime) -> Iterator[str]:
    for engine, line in _engines(organisation):
        with read(engine) as connection:
            yield from (f"{line} database: {fault}" for fault in inspection.risky_settings(connection))


def _engines(organisation: Organisation) -> tuple[tuple[Engine, str], ...]:
    return ((organisation.intake, "intake"), (organisation.triage, "triage"))


def _people(organisation: Organisation, now: datetime) -> Iterator[str]:
    try:
        members = directory(organisation, local_date(now))
        members.require_intake_ready()
    except CryptoError as error:
        yield f"{error}; the portal takes nothing"
        return
    if is_cut(organisation, today=members.today):
        yield "the journal tells of statements that the directory has lost; was it cut, or put back?"
    old = sum(not each.can_be_sealed_to for each in members.members if each.is_valid(members.today))
    if old:
        yield f"{old} people have keys of an earlier Betro: nothing is sealed to those"
    if members.unsigned:
        yield f"{len(members.unsigned)} statements in the directory are not signed by anybody who may"
    known = organisation.settings.recovery_kem_public
    if known and known != members.require_recovery().kem_public:
        yield "the recovery key of the directory is another than that of the settings"


def _organisation(organisation: Organisation, now: datetime) -> Iterator[str]:
    today = local_date(now)
    if organisation.settings.schemes.complaints and not organisation.units.on(today):
        yield "there are no units to refer to; write them into the organisation's folder and apply it"
    folder = organisation.settings.organisation_folder
    if folder is None:
        return
    try:
        files = files_of(folder)
        check_files(organisation, files, today=today)
    except (RulebookError, LetterError) as error:
        yield f"the organisation's folder: {error}"
        return
    if files != applied_files(organisation, today=today):
        yield "the organisation's folder and what was applied differ; betro organisation apply brings it in"


def _maintenance(organisation: Organisation, _now: datetime) -> Iterator[str]:
    if since := closed_since(organisation):
        yield f"the service is closed since {since}; betro maintenance off opens it"


def _clock(organisation: Organisation, now: datetime) -> Iterator[str]:
    beat = last_beat(organisation)
    if beat is None or now - beat > SILENCE:
        yield "the clock has not finished a tick for ten minutes"
    elif beat - now > SILENCE:
        yield "the clock's last tick lies in the future; the machine's time has been set back"


def _time(organisation: Organisation, now: datetime) -> Iterator[str]:
    if is_off(organisation, now):
        yield "the time has jumped, or Betro was off for over a day; set it right, or run betro clock confirm"


def _backup(organisation: Organisation, now: datetime) -> Iterator[str]:
    if organisation.settings.mode != "production":
        return
    with read(organisation.triage) as connection:
        made, tried = (alerts.last_beat(connection, each) for each in (make.PROCESS, drill.PROCESS))
    if made is None:
        yield "there is no backup; see deploy/runbooks/backup.md"
    elif now - made > BACKUP_OLD:
        yield f"the last backup is {(now - made).days} days old"
    elif made - now > SILENCE:
        yield "the last backup bears a day that has not come, so its age is not known; make another"
    if tried is None:
        yield "no backup was ever tried; betro drill restores one beside this installation"
    elif now - tried > DRILL_OLD:
        yield f"the last drill was {(now - tried).days} days ago; betro drill restores a backup beside this"
    elif tried - now > SILENCE:
        yield "the last drill bears a day that has not come, so its age is not known; hold another"


def _recovery(organisation: Organisation, now: datetime) -> Iterator[str]:
    if told := reminder(organisation, today=local_date(now)):
        yield told


def _mail_server(organisation: Organisation, _now: datetime) -> Iterator[str]:
    settings = organisation.settings
    if settings.mode != "production":
        return
    if not settings.mail_host:
        yield "there is no mail server, so nobody is told of anything; set mail_host and try betro mail test"
    elif settings.mail_sender == UNSET_SENDER:
        yield "mail comes from an address that nobody can answer; set mail_sender"


def _texts(organisation: Organisation, _now: datetime) -> Iterator[str]:
    missing = organisation.content.data.texts.missing()
    if missing and organisation.settings.mode == "production":
        yield f"the portal does not tell {', '.join(missing)}; write texts.toml in the organisation's folder"


def _mail(organisation: Organisation, now: datetime) -> Iterator[str]:
    with read(organisation.triage) as connection:
        late = inspection.mail_behind(connection, system_access(), now - MAIL_LATE)
    if late:
        yield f"{late} mails wait for more than a day; look at the mail server and at the addresses"


def _alerts(organisation: Organisation, now: datetime) -> Iterator[str]:
    with read(organisation.triage) as connection:
        missed = alerts.missed(connection, system_access(), since=local_date(now) - ALERTS_BACK)
        mute = sum(not each.mail for each in people.people(connection, role=Role.ADVISOR, on=local_date(now)))
    if mute:
        yield f"{mute} advisors have no mail address, and no alert reaches them; run betro people mail"
    if missed:
        yield f"{missed} alerts of the last week found nobody at one step; see who is away or has no address"


def _journal(organisation: Organisation, _now: datetime) -> Iterator[str]:
    with read(organisation.triage) as connection:
        fault = journal.first_fault(connection)
    if fault is not None:
        yield f"entry {fault} does not follow from the one before it"


def _history(organisation: Organisation, _now: datetime) -> Iterator[str]:
    wrong = newer = 0
    with read(organisation.triage) as connection:
        for row in cases.all_cases(connection, system_access()):
            stored = events.stored(connection, row.handle)
            if stored and inspection.journalled(connection, row.handle, stored):
                newer += any(map(is_newer, stored))
            else:
                wrong += 1
    if wrong:
        yield f"{wrong} cases have another history than the journal tells"
    if newer:
        yield f"{newer} cases were written by a newer Betro than this one; {UPDATE}"


def _projections(organisation: Organisation, _now: datetime) -> Iterator[str]:
    with read(organisation.triage) as connection:
        stale = 0
        for row in cases.all_cases(connection, system_access()):
            with suppress(NewerFormError):  # Which the history tells.
                stale += differs(connection, organisation, row.handle)
    if stale:
        yield f"{stale} cases show another state or other deadlines than their history gives"


def _holders(organisation: Organisation, now: datetime) -> Iterator[str]:
    with read(organisation.triage) as connection:
        alone = inspection.without_holder(connection, system_access(), local_date(now))
    if alone:
        yield f"{alone} open cases are held by nobody"


def _stanzas(organisation: Organisation, now: datetime) -> Iterator[str]:
    access, today, found, alone = system_access(), local_date(now), Counter[DoubtKind](), 0
    members = known_members(organisation, today)
    if members is None:
        return  # Which the people tell.
    with read(organisation.triage) as connection, read(organisation.intake) as mailboxes:
        for row in cases.all_cases(connection, access):
            items, held = items_of(connection, mailboxes, row), content_holders(connection, row.handle, today)
            alone += sum(not can_hold(members).keys() & persons_of(each.key_ids, members) for each in items)
            differ = seen_without_key(connection, mailboxes, members, row, items, held)
            found.update({each.kind for each in differ})
        waiting = len({each.case for each in holdings.open_doubts(connection, access)})
    if found[DoubtKind.CHANGED]:
        yield f"in {found[DoubtKind.CHANGED]} cases the keys to something are not those that were recorded"
    if found[DoubtKind.GRANT]:
        yield f"{found[DoubtKind.GRANT]} cases may be seen by somebody who does not hold them by signature"
    if alone:
        yield f"{alone} sealed items open for nobody who holds a key today"
    if waiting:
        yield f"in {waiting} cases it is in doubt who holds them; whoever holds one settles it on its page"


def _index(organisation: Organisation, now: datetime) -> Iterator[str]:
    with read(organisation.triage) as connection:
        number = index.count_without(connection, system_access(), local_date(now))
    if number:
        yield f"{number} cases are without a line in lists and the search; whoever opens one makes it anew"


def _attachments(organisation: Organisation, _now: datetime) -> Iterator[str]:
    with read(organisation.intake) as connection:
        rows = claimed(connection)
    folder = organisation.settings.blob_folder
    wanted = ((path_of(folder, each.id), Kept(each.size, digest_of_hashes(each.hashes))) for each in rows)
    wrong = sum(fault(path, kept, blob_digest) is not None for path, kept in wanted)
    if wrong:
        yield f"{wrong} attachments are missing or damaged"


def _left(organisation: Organisation, _now: datetime) -> Iterator[str]:
    with read(organisation.intake) as connection:
        found = left(connection)
    if found:
        first = min(each.begun_on for each in found) + QUARANTINED
        yield (
            f"{len(found)} attachments belong to no case and go for ever from {first} on; put a newer triage "
            "database back before, and they are there again"
        )


def _quarantine(organisation: Organisation, _now: datetime) -> Iterator[str]:
    if days := quarantined(organisation.settings.blob_folder):
        yield (
            f"{len(days)} attachments belong to no submission and go for ever from {days[0]} on; put a newer "
            "intake database back before, and they are there again"
        )


def _reconciliation(organisation: Organisation, _now: datetime) -> Iterator[str]:
    found = differences(organisation, system_access())
    if found.not_taken:
        yield f"{found.not_taken} submissions and messages are in no case; betro tick takes them up"
    if found.without_submission:
        yield (
            f"{found.without_submission} cases have no submission and no mailbox: the intake database is "
            "older; put the newer one back, or say on the portal what may be lost"
        )
    if found.not_told:
        yield f"{found.not_told} messages in mailboxes are known to no case: the triage database is older"
    if found.without_files:
        yield (
            f"{found.without_files} inquiries lack their files: the intake database is older; put the newer "
            "one back"
        )
    if found.gone:
        yield f"{found.gone} texts that histories name are missing or altered"


# A check is called by the name of its function.
def _published(organisation: Organisation, _now: datetime) -> Iterator[str]:
    if several := altered(organisation):
        yield f"of what the portal shows of the year, {len(several)} were not published by anybody here so"


FIRST: tuple[Check, ...] = (_cryptography, _databases)
OF_ITSELF: tuple[Check, ...] = (
    *(_files, _server, _texts, _maintenance, _clock, _time, _backup, _recovery),
    *(_mail_server, _mail, _alerts, _quarantine),
)
OF_THE_TIME: tuple[Check, ...] = (_clock, _time)
OF_A_COPY: tuple[Check, ...] = (
    *(_people, _organisation, _published, _journal, _history, _projections, _holders, _stanzas, _attachments),
    *(_index, _left, _reconciliation),
)
REST = OF_A_COPY + OF_ITSELF
