"""
Who may do what: the one table of roles.

A role is one entry here and its words. From it come which pages it may open, its menu, where it begins, what
it is called, and what it is given of a case that begins. A page that stands in no entry is refused to all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from intake.domain.translatable import N_


class Role(StrEnum):
    """What a person is in the office."""

    ADVISOR = "advisor"
    ALTERNATE = "alternate"
    """One of a route: whom a case comes to of which the advisors, or all but one of them, are kept out."""
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Rights:
    """
    What a role may do: *home* is the page it begins at, *menu* the pages that stand in its menu and as what,
    *pages* all that it may open, by endpoint.

    When a case begins, who *holds_cases* and can open what was sent is granted its content, and who
    *sees_dates* its dates. Without a grant nobody sees anything of a case, whatever pages there are.
    """

    title: str
    home: str
    menu: tuple[tuple[str, str], ...]
    pages: frozenset[str]
    holds_cases: bool = False
    sees_dates: bool = False
    confirms_keys: bool = False
    """Whether each new statement of the directory is a banner until the person has said to have seen it."""


EVERYBODY = frozenset({"today", "health", "sign_out"}) | frozenset(
    {"me", "end_session", "end_other_sessions", "new_passphrase", "new_keys"}
)
FIGURES = frozenset({"figures", "figures_of"})
"""How much there is, in fixed periods and tables, for who holds no case."""
OF_PEOPLE = frozenset({"people", "end_calendar", "absence", "back_again", "titles", "leaving"})
"""Who works here: for whoever holds cases, and for who administers."""
CASE_WORK = frozenset(
    {"today_group", "cases", "case", "open", "identity", "decide", "file", "fetch"}
    | {"export_list", "keep_list", "let_go_list", "by_name"}
    | {"documents", "document", "package", "limits", "holders"}
    | {"why", "why_print", "why_text"}
    | {"calendar", "calendar_day", "my_calendar", "end_my_calendar"}
    | {"search", "contact_found"}
    | {"keep", "keep_other", "draft", "end_draft"}
)
"""What is needed to handle the cases that one holds."""
OF_KEYS = frozenset({"ticket", "proposal"})
"""Giving somebody a ticket, and looking at what is to be signed; only an advisor can sign."""
RIGHTS: Mapping[str, Rights] = MappingProxyType(
    {
        Role.ADVISOR: Rights(
            title=N_("Adviser"),
            home="today",
            menu=(
                ("today", N_("Today")),
                ("new_inquiry", N_("New inquiry")),
                ("cases", N_("Cases")),
                ("calendar", N_("Calendar")),
                ("units", N_("{Units}")),
                ("register_report", N_("Register a report")),
                ("own_initiative", N_("Own initiative")),
                ("year", N_("The year")),
                ("people", N_("People")),
            ),
            pages=EVERYBODY
            | CASE_WORK
            | {"share"}
            | OF_PEOPLE
            | OF_KEYS
            | {"units", "unit"}
            | {"new_inquiry", "register_report", "register_contact", "own_initiative", "import_inquiries"}
            | {"statements"}
            | {"year_patterns", "year_portal", "year_stale"}
            | {"year", "register", "new_entry", "register_file"}
            | {"begin_account", "year_account", "year_earlier", "year_public", "year_changes"}
            | {"year_figure", "year_profile", "year_file"}
            | {"learning", "learning_file"},
            holds_cases=True,
            confirms_keys=True,
        ),
        # The cases that came to them, and nothing of the house besides: no year, no registers, no people.
        Role.ALTERNATE: Rights(
            title=N_("Alternative receiver"),
            home="today",
            menu=(("today", N_("Today")), ("cases", N_("Cases")), ("calendar", N_("Calendar"))),
            pages=EVERYBODY | CASE_WORK,
            holds_cases=True,
        ),
        Role.ADMINISTRATOR: Rights(
            title=N_("Administrator"),
            home="people",
            menu=(
                ("people", N_("People")),
                ("health", N_("Health")),
                ("lost", N_("Lost submissions")),
                ("figures", N_("Figures")),
            ),
            pages=EVERYBODY | FIGURES | OF_KEYS | OF_PEOPLE | {"lost", "not_lost", "machine_time"},
        ),
        Role.AUDITOR: Rights(
            title=N_("Auditor"),
            home="journal",
            menu=(("journal", N_("Audit log")), ("health", N_("Health")), ("figures", N_("Figures"))),
            pages=EVERYBODY | FIGURES | {"journal"},
        ),
    }
)
NOBODY = Rights(title="", home="health", menu=(), pages=frozenset({"sign_out"}))
"""Of a role that this version does not know."""


def rights_of(role: str) -> Rights:
    """Give what a role may do; next to nothing for one that stands in no entry."""
    return RIGHTS.get(role, NOBODY)
