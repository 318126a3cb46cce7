"""
The tables of the `triage` database.

What stands here in plain are codes, dates, random handles and sums; every free text is a sealed item.
Each column says its privacy class; tests/architecture/test_threat_model.py refuses a column that has none:

- `random`: a handle or key that says nothing by itself.
- `plain`: a fact an operator or a thief may learn; listed in deploy/THREAT_MODEL.md.
- `staff`: names a person who works with Betro.
- `sealed`: ciphertext.
- `operational`: needed to run; says nothing about a case.

No column holds a time of day except leases, outbox slots, the heartbeat (design §4), and when a limit in
hours is over: somebody typed the hour that it counts from.
"""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.types import Boolean, Date, Integer, LargeBinary, String, Text

from intake.store.tables import ID, column
from intake.store.tables import notice as intake_notice
from intake.store.tables import snapshot as intake_snapshot
from triage.store.case_table import Instant
from triage.store.case_table import case as case
from triage.store.case_table import made as _table
from triage.store.case_table import metadata as metadata
from triage.store.countable_table import countable as countable
from triage.store.facts_table import case_facts as case_facts
from triage.store.frozen_table import frozen_record as frozen_record
from triage.store.frozen_table import frozen_result as frozen_result
from triage.store.holding_tables import doubt as doubt
from triage.store.holding_tables import holder_statement as holder_statement
from triage.store.holding_tables import rewrap as rewrap
from triage.store.holding_tables import stanza_record as stanza_record
from triage.store.owed_table import owed_by_unit as owed_by_unit
from triage.store.people_tables import absence as absence
from triage.store.people_tables import confirmation as confirmation
from triage.store.people_tables import enrolment as enrolment
from triage.store.people_tables import former_seed as former_seed
from triage.store.people_tables import proposal as proposal
from triage.store.told_table import told as told

event = _table(
    "event",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("seq", Integer, primary_key=True, privacy="operational"),
    column("payload", Text, nullable=False, privacy="plain"),
)

deadline = _table(
    "deadline",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("rule", String(32), primary_key=True, privacy="plain"),
    # Which of several, where a case runs one clock more than once: the unit of a referral; else empty.
    column("subject", String(40), primary_key=True, privacy="plain"),
    column("rule_version", Integer, nullable=False, privacy="operational"),
    column("starts_on", Date, nullable=False, privacy="plain"),
    column("due_target", Date, privacy="plain"),
    column("due_strict", Date, nullable=False, privacy="plain"),
    column("due_latest", Date, nullable=False, privacy="plain"),
    # The moment itself, where the limit is one of hours; the days are then the day that it lies on.
    column("due_at", Instant, privacy="plain"),
    column("settled_on", Date, privacy="plain"),
    # Since when the clock stands still, suspended or interrupted; it is then neither due nor overdue.
    column("stands_since", Date, privacy="plain"),
    # The day on which the clock process must look at it again; empty once it is settled.
    column("next_step_on", Date, privacy="plain"),
    # It ends with what a count asks besides, so that counting reads nothing but the index.
    Index(
        "deadline_by_due", *("settled_on", "stands_since", "due_strict", "case", "rule", "subject", "due_at")
    ),
    Index("deadline_by_step", "next_step_on"),
)

# The letters that wait as a draft, each from one day to another; a projection of the events.
letter = _table(
    "letter",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("kind", String(40), primary_key=True, privacy="plain"),
    # The clock that wants it, where one does; else empty.
    column("rule", String(32), primary_key=True, privacy="plain"),
    column("subject", String(40), primary_key=True, privacy="plain"),
    column("from_on", Date, primary_key=True, privacy="plain"),
    column("until_on", Date, nullable=False, privacy="plain"),
    # The last day that there is where no clock waits for the letter, so that it comes last.
    column("by", Date, nullable=False, privacy="plain"),
    column("moves", Boolean, nullable=False, privacy="plain"),
    Index("letter_by_day", "by", "case"),
    Index("letter_that_is_ready", "from_on", "until_on", "case"),
)

grant = _table(
    "grant",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("person", ID, ForeignKey("person.handle"), primary_key=True, privacy="random"),
    column("level", String(16), primary_key=True, privacy="plain"),
    column("from_on", Date, nullable=False, privacy="plain"),
    column("until_on", Date, privacy="plain"),
    # All that every list asks of every line; the level comes last, since two may be asked for at once.
    Index("grant_by_person", "person", "case", "from_on", "until_on", "level"),
)

person = _table(
    "person",
    column("handle", ID, primary_key=True, privacy="random"),
    column("sign_in_name", String(64), nullable=False, unique=True, privacy="staff"),
    column("display_name", String(120), nullable=False, privacy="staff"),
    column("role", String(16), nullable=False, privacy="staff"),
    column("mail", String(254), privacy="staff"),
    column("key_id", ID, nullable=False, privacy="random"),
    column("wrapped_seed", LargeBinary, nullable=False, privacy="sealed"),
    column("totp_last_step", Integer, nullable=False, default=0, privacy="operational"),
    column("language", String(2), nullable=False, default="da", privacy="staff"),
    column("ended_on", Date, privacy="staff"),
    # What reporters are shown instead of a name, and the route of an alternate.
    column("title_da", String(120), privacy="staff"),
    column("title_en", String(120), privacy="staff"),
    column("route", String(32), privacy="plain"),
)

item = _table(
    "item",
    column("id", ID, primary_key=True, privacy="random"),
    column("case", ID, ForeignKey("case.handle"), nullable=False, privacy="random"),
    column("kind", String(16), nullable=False, privacy="plain"),
    column("counter", Integer, nullable=False, privacy="operational"),
    column("author", ID, nullable=False, privacy="random"),
    column("on", Date, nullable=False, privacy="plain"),
    column("envelope", LargeBinary, nullable=False, privacy="sealed"),
    UniqueConstraint("case", "counter"),
)

stanza = _table(
    "stanza",
    column("item", ID, ForeignKey("item.id"), primary_key=True, privacy="random"),
    column("key_id", ID, primary_key=True, privacy="random"),
    column("wrapped", LargeBinary, nullable=False, privacy="sealed"),
)

# Which lists a person keeps: the codes of their filters. They have no names, so that nobody types one.
list_view = _table(
    "list_view",
    column("person", ID, ForeignKey("person.handle"), primary_key=True, privacy="random"),
    column("filters", String(400), primary_key=True, privacy="plain"),
)

# What lists and the search read of every case at once (SPEC 15): a projection, and named by no event.
index_key = _table(
    "index_key",
    column("id", ID, primary_key=True, privacy="random"),
    column("author", ID, nullable=False, privacy="random"),
    column("on", Date, nullable=False, privacy="plain"),
    column("envelope", LargeBinary, nullable=False, privacy="sealed"),
)

index_stanza = _table(
    "index_stanza",
    column("key", ID, ForeignKey("index_key.id"), primary_key=True, privacy="random"),
    column("key_id", ID, primary_key=True, privacy="random"),
    column("wrapped", LargeBinary, nullable=False, privacy="sealed"),
)

index_row = _table(
    "index_row",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("key", ID, ForeignKey("index_key.id"), nullable=False, privacy="random"),
    column("id", ID, nullable=False, privacy="random"),
    column("row", LargeBinary, nullable=False, privacy="sealed"),
)

# The same in both databases.
notice = intake_notice.to_metadata(metadata)
snapshot = intake_snapshot.to_metadata(metadata)

journal = _table(
    "journal",
    column("seq", Integer, primary_key=True, autoincrement=False, privacy="operational"),
    column("on", Date, nullable=False, privacy="plain"),
    column("actor", ID, nullable=False, privacy="random"),
    column("action", String(64), nullable=False, privacy="plain"),
    column("subject", ID, nullable=False, privacy="random"),
    column("digest", LargeBinary(32), nullable=False, privacy="random"),
    column("previous", LargeBinary(32), nullable=False, privacy="random"),
    column("hash", LargeBinary(32), nullable=False, unique=True, privacy="random"),
)

alert = _table(
    "alert",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("rule", String(32), primary_key=True, privacy="plain"),
    column("subject", String(40), primary_key=True, privacy="plain"),
    column("step", String(40), primary_key=True, privacy="plain"),
    column("on", Date, nullable=False, privacy="plain"),
    # How far it went, and the first reach at which nobody could be reached.
    column("told", String(16), privacy="plain"),
    column("missed", String(16), privacy="plain"),
    Index("alert_by_day", "on", "case", "missed"),
)

outbox = _table(
    "outbox",
    column("key", String(120), primary_key=True, privacy="random"),
    column("kind", String(16), nullable=False, privacy="plain"),
    column("case", ID, privacy="random"),
    column("item", ID, privacy="random"),
    column("person", ID, privacy="random"),
    column("payload", LargeBinary, privacy="sealed"),
    column("digest", LargeBinary(32), privacy="random"),
    column("slot", Instant, privacy="operational"),
    column("claimed_until", Instant, privacy="operational"),
    column("done_on", Date, privacy="plain"),
    Index("outbox_waiting", "done_on", "kind", "slot"),
    Index("outbox_by_case", "case", "kind"),
)

lease = _table(
    "lease",
    column("name", String(32), primary_key=True, privacy="operational"),
    column("owner", ID, nullable=False, privacy="random"),
    column("until", Instant, nullable=False, privacy="operational"),
    column("fence", Integer, nullable=False, privacy="operational"),
)

heartbeat = _table(
    "heartbeat",
    column("process", String(32), primary_key=True, privacy="operational"),
    column("at", Instant, nullable=False, privacy="operational"),
)

feed = _table(
    "feed",
    column("token_hash", LargeBinary(32), primary_key=True, privacy="random"),
    column("person", ID, ForeignKey("person.handle"), nullable=False, privacy="random"),
    column("made_on", Date, nullable=False, privacy="plain"),
    column("revoked_on", Date, privacy="plain"),
    Index("feed_by_person", "person"),
)

# Forms that somebody has left half written, each for its writer alone.
draft = _table(
    "draft",
    column("id", ID, primary_key=True, privacy="random"),
    column("person", ID, ForeignKey("person.handle"), nullable=False, privacy="random"),
    column("case", ID, ForeignKey("case.handle"), privacy="random"),
    column("page", String(40), nullable=False, privacy="plain"),
    column("kept_on", Date, nullable=False, privacy="plain"),
    column("item", ID, nullable=False, privacy="random"),
    column("envelope", LargeBinary, nullable=False, privacy="sealed"),
    column("wrapped", LargeBinary, nullable=False, privacy="sealed"),
    Index("draft_by_case", "case"),
    Index("draft_by_day", "kept_on"),
    Index("draft_by_person", "person", "page", "case"),
)
