"""What must be true of who holds a case, and of what was in doubt about it."""

from collections.abc import Iterator

from sqlalchemy import select

from intake.store.engine import read
from tests.simulation.expected import ExpectedAlert
from tests.simulation.holding import DOUBTED, GIVEN, GOES, KEPT_OUT, RECUSED, STAYS, TAKEN_OFF
from tests.simulation.owed import lived
from tests.simulation.result import Result
from tests.simulation.season import JOINER
from triage.services.people.holders import directory
from triage.services.people.holding import holding_of
from triage.store.receivers import content_holders
from triage.store.tables import doubt

CHANGES = frozenset({GIVEN, RECUSED, TAKEN_OFF})


def holders(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """A case is held by those whom the plot names, by signature and by grant; nobody else's changed."""
    town, until = result.year.player.town, result.until
    names = {who.handle: name for name, who in town.people.items()}
    members = directory(town.organisation, until)
    for story, told, days in lived(result):
        wanted = {STAYS, GOES} if told.case.received_on < result.year.season.joins else {STAYS, GOES, JOINER}
        wanted |= {JOINER} if GIVEN in days else set()
        wanted -= {GOES} if {RECUSED, TAKEN_OFF} & days.keys() or KEPT_OUT in story.data else set()
        if not (CHANGES & days.keys() or KEPT_OUT in story.data):
            continue
        with read(town.organisation.triage) as connection:
            held = holding_of(connection, town.organisation, town.people[STAYS], told.row, members).holders
            granted = content_holders(connection, told.row.handle, until)
        # Whoever has left holds nothing open, whatever was signed.
        for by, there, named in (("signature", held, wanted), ("grant", granted, wanted - {JOINER})):
            if {names[each] for each in there} != named:
                yield f"{story.name}: by {by} {sorted(names[each] for each in there)} hold it"


def doubts(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """What was in doubt is what was taken from the databases, and it is settled; nothing else ever was."""
    wanted = {told.name: days[DOUBTED] for _story, told, days in lived(result) if DOUBTED in days}
    with read(result.year.player.town.organisation.triage) as connection:
        found = connection.execute(select(doubt)).all()
    for each in found:
        name = result.told[each.case].name
        if wanted.get(name) != each.settled_on:
            yield f"{name}: {each.kind.partition(':')[0]} in doubt since {each.found_on}"
    for name in wanted.keys() - {result.told[each.case].name for each in found}:
        yield f"{name}: a row was taken, and it was never in doubt"


HELD = {"holders": holders, "doubts": doubts}
