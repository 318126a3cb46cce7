"""
What stands on every page of the office: who is signed in, the menu, and the banners that no page may hide.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from intake.domain.translatable import N_
from triage.cases.roles import rights_of
from triage.office.forms import OfficeForm
from triage.office.presentation.refusal_text import OPEN_FIRST
from triage.office.request_context import last_known, now, session, who
from triage.services.views.banners import DirectoryBanners, banners_of

NOTICES = {
    # What is said of a case has its reference behind a colon.
    "calendar_ended": N_("The calendar address has ended."),
    "absence_noted": N_("The absence is noted."),
    "absence_ended": N_("The absence has ended."),
    "titles_set": N_("The title is changed. The portal shows it from its next page on."),
    "end_proposed": N_("The end is proposed. Those who have to sign it find it on this page."),
    "recused": N_("You have left the case."),
    "session_ended": N_("That session has ended."),
    "sessions_ended": N_("Your other sessions have ended."),
    "statements_seen": N_("You have signed that you have seen what stands in the directory."),
    "lost_said": N_("What the portal says has been changed."),
    "time_confirmed": N_("The time is confirmed."),
    "fetched": N_("What had come in is fetched."),
    "nothing": N_("Nothing new had come in."),
    "signed": N_("The keys are signed, and stand in the directory."),
    "end_signed": N_("The end is signed, and stands in the directory."),
    "signed_first": N_("You have signed. A second adviser has to sign too."),
    "proposal_gone": N_("What waited for signatures has been thrown away."),
    "draft_kept": N_("Your draft is kept. It stands here until you go on with it or throw it away."),
    "draft_gone": N_("The draft has been thrown away."),
    "open_first": OPEN_FIRST,
    "not_shown": N_("What had been written in this browser is not shown: somebody else wrote it."),
    "contact": N_("The contact is registered in case %(reference)s."),
    "too_many_lists": N_("You keep as many lists as you can; let go of one first."),
    "some_days": N_(
        "The time is confirmed. Some cases still have the day with which they were taken: tell those who run "
        "Betro."
    ),
}

OF_SOMETHING_LEFT = frozenset({"open_first", "some_days", "too_many_lists"})
"""The notices that say that something has still to be done."""


KEYS = {"today": "i", "new_inquiry": "n"}
"""The access keys of the menu."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One link of the menu."""

    text: str
    url: str
    current: bool
    count: int | None = None
    key: str | None = None
    """The key that leads there from everywhere, with those that the browser asks for besides."""


@dataclass(frozen=True, slots=True)
class LayoutContext:
    """`layout` in every template of the office."""

    name: str | None
    menu: tuple[MenuItem, ...]
    sign_out: OfficeForm | None
    has_search: bool
    clock_stopped: bool
    time_is_off: bool
    may_confirm_time: bool
    unsigned: bool
    directory: DirectoryBanners
    doubted: tuple[tuple[str, str], ...]
    """The cases in which it is in doubt who holds them, each with its address."""
    notices: tuple[tuple[str, str], ...]
    """Each with the kind of its box."""


def add_layout(app: Flask) -> None:
    """Give every template its layout."""

    @app.context_processor
    def _layout() -> dict[str, LayoutContext]:
        return {"layout": layout()}


def may_open(endpoint: str) -> bool:
    """Say whether the person of this request may open a page: a list offers its reader no other."""
    return endpoint in rights_of(who().role).pages


def case_url(reference: str) -> str | None:
    """Give the address of a case's page; None for a role that sees dates alone and may not open it."""
    return address("case", reference=reference) if may_open("case") else None


@lru_cache(maxsize=4096)
def address(endpoint: str, **values: Any) -> str:
    """Give what `url_for` does, which takes long: a list shows a hundred, mostly those of before."""
    return url_for(endpoint, **values)


def layout() -> LayoutContext:
    """Give the layout for the person of this request; for nobody an empty one."""
    visit = session()
    if visit.who is None:
        # No form: its token would begin a session, with a cookie, for everybody who meets an error page.
        return LayoutContext(
            None,
            (),
            None,
            has_search=False,
            clock_stopped=False,
            time_is_off=False,
            may_confirm_time=False,
            unsigned=False,
            directory=DirectoryBanners(),
            doubted=(),
            notices=(),
        )
    rights, seen = rights_of(visit.who.role), banners_of(last_known(), visit.who, now())
    # What waits for an answer is counted where the day begins, on every page.
    menu = tuple(
        MenuItem(
            _(text),
            url_for(endpoint),
            request.endpoint == endpoint,
            seen.waits if endpoint == rights.home else None,
            KEYS.get(endpoint),
        )
        for endpoint, text in rights.menu
        if endpoint in current_app.view_functions
    )
    return LayoutContext(
        name=visit.who.display_name,
        menu=menu,
        sign_out=OfficeForm(formdata=None),
        has_search="search" in rights.pages,
        clock_stopped=seen.clock_stopped,
        time_is_off=seen.time_is_off,
        may_confirm_time="machine_time" in rights.pages,
        unsigned=seen.unsigned,
        directory=seen.directory,
        doubted=tuple((each, case_url(each) or "") for each in seen.doubted),
        notices=tuple(
            (
                "warning" if code in OF_SOMETHING_LEFT else "success",
                _(NOTICES[code], reference=reference),
            )
            for code, _colon, reference in (each.partition(":") for each in visit.pop("notices", ()))
        ),
    )
