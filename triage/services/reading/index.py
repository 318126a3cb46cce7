"""
What is known of a case before it is opened: the line, the first words, and of an inquiry who wrote it.

Reading it opens nothing of a case, so it stands in no journal. The rows of a thousand cases open under one
key (SPEC 15.5), which the session that opened it keeps as long as the identity.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction, Kind
from crypto.errors import CryptoError
from crypto.index_row import open_row
from intake.contents.forms import decode
from intake.contents.index import IndexContent, Indexed, ReportIndex
from intake.contents.versioned import FormError
from triage.rules.codes import Scheme
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.row_keys import learn_keys
from triage.store import index
from triage.store.index import IndexRow
from triage.store.visibility import CaseHandle


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What is known of a case; each text may be empty, and of a report nobody's name ever stands here."""

    line: str = field(default="", repr=False)
    first_words: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    @property
    def words(self) -> str:
        """By which words a list shows the case: the line, or else the beginning of what was written."""
        return self.line or self.first_words

    @property
    def first_name(self) -> str:
        """What the person is called, as briefly as a list has room for."""
        return next(iter(self.name.split()), "")


def entries(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    handles: Sequence[CaseHandle],
    members: Directory | None,
) -> dict[CaseHandle, IndexEntry]:
    """
    Give what is known of these cases; one of which nothing is known to this person is left out. For a caller
    who has checked that the person may see them.

    Args:
        members: the verified directory; without one (it is broken) nothing counts.
    """
    rows = index.rows_of(connection, handles)
    learn_keys(connection, organisation, who, rows, members)
    return {} if members is None else opened(organisation, who, rows)


def opened(
    organisation: Organisation, who: SignedIn, rows: Iterable[IndexRow]
) -> dict[CaseHandle, IndexEntry]:
    """Open rows under the keys that this session has learnt; what does not open is left out."""
    found = {each.case: _entry(organisation, who, each) for each in rows if each.key in who.row_keys}
    return {handle: entry for handle, entry in found.items() if entry is not None}


def _entry(organisation: Organisation, who: SignedIn, each: IndexRow) -> IndexEntry | None:
    try:
        context = organisation.context(Kind.INDEX, each.case, each.id, Direction.INTERNAL)
        content = decode(Kind.INDEX, open_row(who.row_keys[each.key], each.row, context=context))
    except (CryptoError, FormError):
        return None
    if type(content) is not form_of(each.scheme):
        return None
    return IndexEntry(**{name: getattr(content, name) for name in content.__struct_fields__})


def form_of(scheme: str) -> type[Indexed]:
    """Give the form of the rows of a scheme's cases: that of reports has no place for a name."""
    return IndexContent if scheme == Scheme.COMPLAINTS else ReportIndex
