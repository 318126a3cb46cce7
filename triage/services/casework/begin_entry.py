"""Beginning an entry in a register of the office: for every adviser, sealed and journalled as a case is."""

from datetime import date, datetime
from typing import cast

from sqlalchemy import Connection

from crypto.envelope import Kind
from intake.clock import local_date
from intake.store.engine import write
from triage.cases.context import CheckContext
from triage.cases.decisions.registers import EntryBegun
from triage.cases.typed import Typed
from triage.rules.codes import Scheme
from triage.services.casework.drafts import SentForm, use_up
from triage.services.casework.sealed_texts import keep_texts
from triage.services.history.new_case import grant_advisors, new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import register_entries
from triage.store.cases import CaseRow
from triage.store.visibility import system_access

NUMBERED = ("year", "number")
"""The fields of an event whose entries have numbers; nobody types them."""
LINE = "summary_item"


def begin_entry(
    organisation: Organisation,
    who: SignedIn,
    typed: Typed,
    *,
    now: datetime,
    form: SentForm | None = None,
) -> CaseRow:
    """
    Begin an entry and give its row. One whose register has numbers gets the next of its year, in the
    transaction that writes it.

    Args:
        typed: how it begins, an `EntryBegun`, with its texts.
        form: the form that was sent, whose drafts are used up by it.

    Raises:
        Refusal: a rule says no.
        DirectoryError: there is nobody to seal to.
    """
    today, kind = local_date(now), cast("type[EntryBegun]", typed.event)
    day = cast("date", typed.given.get("happened_on", today))
    with write(organisation.triage) as connection:
        given = {**typed.given, **_numbers(connection, kind, day)}
        row = new_case(connection, Scheme.REGISTER, kind.kind, day)
        grant_advisors(connection, organisation, row.handle, today)
        line = {name: text for name, text in typed.texts.items() if name == LINE}
        rest = {name: text for name, text in typed.texts.items() if name != LINE}
        kept = keep_texts(connection, organisation, who, row, line, today, Kind.SUMMARY)
        kept |= keep_texts(connection, organisation, who, row, rest, today, kind.sealed_as)
        begun = cast("EntryBegun", Typed(kind, given, {}).made(kept, on=today, actor=who.handle.hex()))
        lists, rules = organisation.taxonomy, organisation.rulebook
        begun.check(None, CheckContext(lists, rules, today, units=organisation.units))
        begin(connection, organisation, row, [begun])
        use_up(connection, organisation, who, form, today=today)
    return row


def _numbers(connection: Connection, kind: type[EntryBegun], day: date) -> dict[str, int]:
    """Give the year and the next number in it; nothing where the entries of a register have none."""
    if not set(NUMBERED) <= set(kind.__struct_fields__):
        return {}
    before = register_entries.beginnings(connection, system_access(), kind.kind)
    known = (tuple(getattr(each, name) for name in NUMBERED) for each in before)
    return {"year": day.year, "number": 1 + max((n for year, n in known if year == day.year), default=0)}
