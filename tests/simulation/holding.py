"""
Who holds a case: a colleague is kept out of it by its reporter, is given one that was here before, or goes on
with one no more; and the row of a key is gone from a database, which is noticed and settled.

Nothing is drawn for it, and no step of another is moved, so that nothing else of the year changes with it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec.structs import replace
from sqlalchemy import delete

from crypto.receipt import new_receipt_code
from intake.services.submit import submit
from intake.store.engine import read, write
from tests.simulation.scenario import REPORTER, Story
from tests.simulation.season import JOINER, Season
from tests.simulation.steps import NotRefusedError, decide, file_of
from triage.cases.decisions.holders import DoubtKind, DoubtSettled
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.typed import typed
from triage.cli.demo.files import attached
from triage.cli.demo.inquiries import draft_of
from triage.cli.demo.player import ADVISORS, PlayedCase, Player
from triage.cli.demo.steps import Play, Playing
from triage.services.casework.change_holders import change_holders
from triage.services.casework.open_case import open_report
from triage.services.casework.settle_doubt import settle_doubt
from triage.store import holdings, stanzas
from triage.store.tables import stanza

STAYS, GOES = ADVISORS
"""Who sees to a case to its end, and who does not."""
KEPT_OUT, GIVEN, RECUSED, TAKEN_OFF, DOUBTED = "kept_out", "given", "recused", "taken_off", "row_gone"
TOGETHER = frozenset({"two_at_once", "hand_over_asked"})
"""What both advisors do, or what leads to the other side."""
WAYS = frozenset({"portal", "letter", "mail", "phone"})
WHY = "Den indberettede er en nær slægtning."
SETTLED = "Rækken er væk efter en indlæsning. Teksten er læst op for kollegaen."


def hold(stories: Sequence[Story], season: Season) -> None:
    """Let each happen in a report that one advisor sees to alone, where there is one."""
    alone = [each for each in stories if _is_seen_to_alone(each, season)]
    # Who joined goes on with them until their end: there must be two.
    two = [each for each in alone if each.steps and each.steps[-1][0] < season.leaves]
    later = [each for each in two if season.joins < each.begins]
    sent = [each for each in later if each.data["channel"] == "portal" and each.begins != season.jump]
    for story in sent[:1]:
        story.data[KEPT_OUT] = GOES
    here = (season.joins, season.leaves)
    _once([each for each in later if KEPT_OUT not in each.data], RECUSED, here)
    given = _once([each for each in two if each.begins < season.joins], GIVEN, here)
    if given is not None:
        story, day = given
        _once([story], TAKEN_OFF, (day, season.leaves))
    others = [each for each in alone if given is None or each is not given[0]]
    _once(others, DOUBTED, (season.days[0], season.joins))


def _is_seen_to_alone(story: Story, season: Season) -> bool:
    days = (story.begins, *(day for day, _ in story.steps))
    return (
        story.is_report
        and story.handler == STAYS
        and story.data["channel"] in WAYS
        and "external" not in story.data
        and not TOGETHER & {step["action"] for _, step in story.steps}
        and not any(day in holidays for holidays in season.away[STAYS] for day in days)
    )


def _once(stories: Sequence[Story], action: str, between: tuple[date, date]) -> tuple[Story, date] | None:
    """
    Let it happen before something else that is done at work between two days, and is not the first; give
    where and when.
    """
    for story in stories:
        for place, (day, step) in enumerate(story.steps):
            if place and between[0] < day < between[1] and step["action"] not in REPORTER:
                story.steps.insert(place, (day, {"action": action, "days_after_received": 0}))
                return story, day
    return None


def begin_kept_out(player: Player, told: PlayedCase, now: datetime) -> None:
    """Let a reporter send a report and keep a colleague out of it."""
    reception, kept_out = (
        player.town.organisation.reception,
        (player.town.people[told.data[KEPT_OUT]].handle,),
    )
    draft = replace(draft_of(told.data, is_report=True), kept_out=kept_out)
    told.code, files = new_receipt_code(), attached(reception, told.data, now)
    told.submission = submit(reception, draft, told.code, now=now, files=files).reference


def _given(each: Playing, now: datetime) -> None:
    """Who joined is given a case that was here before."""
    new = [each.town.people[JOINER].handle]
    change_holders(each.town.organisation, each.who, each.reference, add=new, now=now)


def _recused(each: Playing, now: datetime) -> None:
    """Somebody says that they go on with it no more, and why."""
    _without(each, GOES, now)


def _taken_off(each: Playing, now: datetime) -> None:
    """Somebody else says it of them."""
    _without(each, STAYS, now)


def _without(each: Playing, by: str, now: datetime) -> None:
    gone, who = [each.town.people[GOES].handle], each.town.people[by]
    change_holders(each.town.organisation, who, each.reference, remove=gone, why=WHY, now=now)


def _row_gone(each: Playing, now: datetime) -> None:
    """
    The row of somebody's key to a note is deleted from the database: whoever opens the case next is told, and
    says what was done. What is settled is found no more.
    """
    organisation = each.town.organisation
    decide(each, now, NoteAdded, item="Et notat, hvis række bliver væk.")
    handle, key = file_of(each, now).row.handle, each.town.people[GOES].identity.key_id
    with write(organisation.triage) as connection:
        note = stanzas.of_case(connection, handle)[-1].id
        connection.execute(delete(stanza).where(stanza.c.item == note, stanza.c.key_id == key))
    open_report(organisation, each.who, each.reference, now=now)
    if _doubted(each, handle) != {DoubtKind.MISSING, DoubtKind.CHANGED}:
        raise NotRefusedError("a row is gone, and nobody was told")
    for kind in (DoubtKind.MISSING, DoubtKind.CHANGED):
        file, said = file_of(each, now), typed(DoubtSettled, kind=kind, reason_item=SETTLED)
        settle_doubt(organisation, each.who, file, said, seen=len(file.history), now=now)
    open_report(organisation, each.who, each.reference, now=now)
    if _doubted(each, handle):
        raise NotRefusedError("what was settled is in doubt again")


def _doubted(each: Playing, handle: bytes) -> set[DoubtKind]:
    with read(each.town.organisation.triage) as connection:
        found = holdings.doubts(connection, handle)
    return {DoubtKind(one.kind.partition(":")[0]) for one in found if one.settled_on is None}


HOLDING_STEPS: dict[str, Play] = {
    GIVEN: _given,
    RECUSED: _recused,
    TAKEN_OFF: _taken_off,
    DOUBTED: _row_gone,
}
