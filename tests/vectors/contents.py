"""
The contents that are frozen in `contents/`, one file for each form and version; `python -m
tests.vectors.contents` writes those that are not there, and what each holds (`tests.vectors.released`).

A file that stands is left as it is: it is what a Betro of that version wrote. A new version adds a file.
"""

from datetime import date
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, get_args, get_type_hints

import msgspec

from intake.contents.card import Card
from intake.contents.choices import Need
from intake.contents.forms import encode
from intake.contents.index import IndexContent, IndexKey, ReportIndex
from intake.contents.mailbox import (
    Answer,
    ComplaintContent,
    ComplaintTold,
    Contact,
    FileEntry,
    FilesContent,
    HoldersContent,
    IdentityContent,
    MessageContent,
    Origin,
    ReportContent,
    ReportTold,
    SuccessionContent,
)
from intake.contents.office import (
    DecisionContent,
    DraftContent,
    DraftField,
    InquirerContent,
    NoteContent,
    SummaryContent,
)
from intake.contents.versioned import Versioned, added_in, header, titles
from intake.domain.translatable import Worded
from tests.vectors.released import freeze

FOLDER = Path(__file__).parent / "contents"
KEM = bytes(range(256)) * 4 + bytes(192)
KEY = bytes(range(32))
TEXT = 'Fakturaerne for marts er betalt to gange.\n\tSe "bilag" 1. 😀 \u2028'

KEYS: dict[str, Any] = {
    "reply_to": KEM,
    "reporter_key": KEY,
    "came_from": Origin(bytes(16), date(2026, 11, 20)),
    "kept_out": (bytes(16), bytes(range(16))),
}


def every(form: type[msgspec.Struct]) -> dict[str, Any]:
    """Give something for every text and every choice, so that a new one is frozen without being asked for."""
    hints = get_type_hints(form).items()
    kinds = {name: of for name, hint in hints if (of := get_args(hint))}
    chosen = {
        name: next(iter(kind))
        for name, (kind, *none) in kinds.items()
        if none == [NoneType] and issubclass(kind, Worded)
    }
    return {name: f"{name}: {TEXT}" for name in titles(form)} | chosen


CONTENTS: tuple[Versioned, ...] = (
    ReportContent(**every(ReportTold), stay_in_mailbox=True, **KEYS),
    ComplaintContent(
        **every(ComplaintTold),
        contact=Contact(**every(Contact)),
        needs=tuple(Need),
        **KEYS,
    ),
    FilesContent((FileEntry(bytes(16), KEY, "Ελληνικά.pdf", "application/pdf", 3, KEY * 2),)),
    IdentityContent("Ida Ibsen", "ida@example.test"),
    MessageContent(
        TEXT,
        2,
        answer_by=date(2026, 12, 23),
        answer=Answer(bytes(16), agrees=True, begun=bytes(16)),
        crossing=TEXT,
    ),
    Card(
        3,
        "investigating",
        received_on=date(2026, 11, 23),
        acknowledged_on=date(2026, 11, 24),
        acknowledged_automatically=True,
        acknowledge_by=date(2026, 11, 30),
        feedback_by=date(2027, 2, 24),
        feedback_on=date(2027, 2, 1),
        closed_on=date(2027, 2, 2),
        code_known_to_office=True,
        newest_message=2,
        question_open=True,
        expected_by=date(2027, 3, 1),
    ),
    SummaryContent("Dobbelt betaling"),
    NoteContent(TEXT),
    DecisionContent(TEXT),
    DraftContent("note", (DraftField("item", TEXT),), "0000WXYZ", 3),
    IndexKey(KEY, (bytes(16), bytes(range(16)))),
    IndexContent(line="Dobbelt betaling", first_words=TEXT, name="Ida Ibsen", phone="+45 12 34 56 78"),
    ReportIndex(line="Dobbelt betaling", first_words=TEXT),
    InquirerContent(**every(InquirerContent), needs=tuple(Need)),
    SuccessionContent(KEM, KEY, left_behind=3),
    HoldersContent(KEM),
)
"""
What stands in the newest file of each form, a value in every field, so that a reader of it is known to read
it right.
"""


def path_of(content: Versioned) -> Path:
    """Say in which file the newest version of a form is frozen."""
    name, version = header(type(content))
    return FOLDER / f"{name}-{version}.json"


def tomorrow(form: type[Versioned]) -> type[Versioned]:
    """Give a form of the next Betro: an optional field more, under the next version."""
    title, version = header(form)
    added = ("added", Annotated[str, added_in(version + 1)], "")
    return msgspec.defstruct(
        form.__name__, [added], bases=(form,), tag=f"{title}/{version + 1}", frozen=True, kw_only=True
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in CONTENTS:
        if not path_of(each).exists():
            path_of(each).write_bytes(encode(each))
    freeze()
