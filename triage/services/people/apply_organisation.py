"""
Applying an organisation's folder: checked, then written as a dated snapshot into both databases.

What stands in an earlier snapshot may be ended and never taken away or given another meaning: an old case
still says its codes.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from intake.domain.languages import Text
from intake.domain.offered import dated
from intake.store import snapshots
from intake.store.engine import read, write
from intake.store.snapshots import Snapshot
from triage.rules import organisation_data
from triage.rules.organisation_data import Files
from triage.rules.published import published
from triage.rules.tables import RulebookError
from triage.services.organisation import Organisation
from triage.services.organisation.content import Content, canonical, from_canonical, read_content
from triage.services.people.publish_handlers import publish_handlers
from triage.store import journal

LONGEST_REASON = 200
SAYS_NOTHING_BEFORE = frozenset({"no_consent", "other"})
"""The reasons for a rejection that tell nothing to somebody who has not written yet."""
_WITH_BLANK = re.compile(r"[^.!?]*__[^.!?]*[.!?]?")


class ApplyError(Exception):
    """The folder cannot be applied so; the sentence says why."""


@dataclass(frozen=True, slots=True)
class AppliedSnapshot:
    """What an apply came to: the snapshot that holds now, and whether it is new."""

    snapshot: Snapshot
    is_new: bool


def check(organisation: Organisation, files: Files, *, today: date) -> Content:
    """
    Read the texts of a folder as `apply` would, and give what they say; nothing is written.

    Raises:
        RulebookError, LetterError: the faults, a line each, with file and line; or codes that were applied
            before are gone.
    """
    _refuse(organisation_data.check(files))
    content = read_content(files, organisation.settings.schemes)
    _refuse(organisation_data.compare(applied_files(organisation, today=today), files, today=today))
    return content


def _refuse(faults: Iterable[str]) -> None:
    if every := "\n".join(faults):
        raise RulebookError(every)


def apply(organisation: Organisation, files: Files, *, reason: str, by: str, today: date) -> AppliedSnapshot:
    """
    Write what a folder says into both databases, as what holds from today on.

    The same again writes nothing, except that a database which was restored from an older copy gets what it
    lacks.

    Raises:
        ApplyError: there is no reason, it is too long, or a later day was applied already.
        RulebookError, LetterError: as `check`.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise ApplyError(f"a reason is one line of at most {LONGEST_REASON} characters")
    content = check(organisation, files, today=today)
    with read(organisation.triage) as connection:
        last = snapshots.newest(connection, date.max)
    if last is not None and last.on > today:
        raise ApplyError(f"the last one was applied on {last.on.isoformat()}; is this machine's date right?")
    if last is not None and from_canonical(last.content) == files:
        _into_intake(organisation, content, last)
        publish_handlers(replace(organisation, content=content), today=today)
        return AppliedSnapshot(last, is_new=False)
    number = 1 if last is None else last.number + 1
    new = Snapshot(number, today, canonical(files, by=by, reason=reason))
    with write(organisation.triage) as connection:
        snapshots.add(connection, new)
        # The log proves that it was this and nothing else.
        journal.append(
            connection,
            on=today,
            action="organisation:applied",
            subject=new.digest[:16],
            digest=new.digest,
        )
    _into_intake(organisation, content, new)
    publish_handlers(replace(organisation, content=content), today=today)
    return AppliedSnapshot(new, is_new=True)


def applied_files(organisation: Organisation, *, today: date) -> Files:
    """Give the texts that hold today; none where nothing was ever applied."""
    with read(organisation.triage) as connection:
        snapshot = snapshots.newest(connection, today)
    return {} if snapshot is None else from_canonical(snapshot.content)


def _into_intake(organisation: Organisation, content: Content, of: Snapshot) -> None:
    with write(organisation.intake) as connection:
        if snapshots.newest_number(connection, of.on) < of.number:
            snapshots.add(connection, Snapshot(of.number, of.on, _for_the_portal(content)))


def _for_the_portal(content: Content) -> str:
    """Say what the public may know: words, texts, names and times of units, limits, and nobody's address."""
    data = content.data
    units = [
        {
            "code": each.code,
            "names": dict(sorted(each.names.items())),
            **dated(each.valid_from, each.valid_to),
        }
        for _code, each in sorted(data.units.by_code.items())
    ]
    limits = [
        {"label": each.label, "guidance": _known(each.guidance), **dated(each.valid_from, each.valid_to)}
        for each in data.taxonomy.rejection_reasons.values()
        if each.guidance and each.core not in SAYS_NOTHING_BEFORE
    ]
    own = {"units": units, "limits": limits, "words": asdict(data.words), "texts": asdict(data.texts)}
    if data.rulebook.local.publish:
        own["published"] = [each.row for each in published(data.rulebook.local)]
    return json.dumps(own, ensure_ascii=False, sort_keys=True)


def _known(guidance: Text) -> Text:
    """Leave out the sentences in which an adviser writes what only the case at hand can say."""
    known = {language: _WITH_BLANK.sub("", words).strip() for language, words in guidance.items()}
    return {language: words for language, words in known.items() if words}
