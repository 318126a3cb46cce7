"""
Every route of the office in one table. Who may use each is said in `triage.cases.roles`, and a test compares
the two.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, request
from flask.typing import ResponseReturnValue

from intake.domain.schemes import Schemes
from triage.office.access import DECIDE
from triage.office.decisions import pages as deciding
from triage.office.pages import (
    begin_account,
    case_list,
    case_page,
    documents,
    drafts,
    enrol,
    figures,
    files,
    holders,
    identity,
    import_inquiries,
    learning,
    leaving,
    limits,
    machine_time,
    me,
    month,
    my_calendar,
    new_inquiry,
    new_keys,
    new_passphrase,
    new_second_factor,
    notice,
    oversight,
    own_initiative,
    package,
    people,
    register_contact,
    register_report,
    registers,
    search,
    sharing,
    sign_in,
    signing,
    statements,
    tickets,
    today,
    units,
    why,
    year,
    year_account,
    year_panels,
    year_portal,
)
from triage.office.pages import fetch as fetching

REPORT, COMPLAINT = "report", "complaint"
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Route:
    """One address: what answers a GET, and what a POST, if anything does."""

    rule: str
    endpoint: str
    get: View | None = None
    post: View | None = None
    kind: str | None = None
    """What it is for alone, where it is: then only an organisation that takes that has it."""


ROUTES = (
    Route("/sign-in", "sign_in", get=sign_in.ask, post=sign_in.enter),
    Route("/enrol", "enrol", get=enrol.ask, post=enrol.sent),
    Route("/enrol/keys", "own_keys", get=enrol.show, post=enrol.typed_back),
    Route("/sign-out", "sign_out", post=sign_in.leave),
    Route("/", "today", get=today.today_page),
    Route("/today/<group>", "today_group", get=today.group_page),
    Route("/cases", "cases", get=case_list.cases_page),
    Route("/cases/export", "export_list", post=case_list.export_list),
    Route("/cases/by-name", "by_name", post=case_list.by_name),
    Route("/cases/keep", "keep_list", post=case_list.keep),
    Route("/cases/let-go", "let_go_list", post=case_list.let_go),
    Route("/cases/<reference>", "case", get=case_page.case_page),
    Route("/cases/<reference>/open", "open", post=case_page.open_content),
    Route("/cases/<reference>/holders", "holders", holders.ask, holders.changed),
    Route("/cases/<reference>/identity", "identity", identity.ask, identity.opened, REPORT),
    Route("/cases/<reference>/documents", "documents", get=documents.list_page),
    Route("/cases/<reference>/documents/<number>", "document", get=documents.show, post=documents.fetched),
    Route("/cases/<reference>/package", "package", package.ask, package.made, COMPLAINT),
    Route("/cases/<reference>/deadlines/<rule>/why", "why", get=why.why_page),
    Route("/cases/<reference>/deadlines/<rule>/why/print", "why_print", get=why.print_page),
    Route("/cases/<reference>/deadlines/<rule>/why/text", "why_text", get=why.text_file),
    Route("/cases/<reference>/files/<file_id>", "file", get=files.warn, post=files.download),
    Route(DECIDE, "decide", get=deciding.decide, post=deciding.decided),
    Route(f"{DECIDE}/draft", "keep", post=drafts.keep),
    Route("/drafts/of/<what>", "keep_other", post=drafts.keep_other),
    Route("/drafts/<kept>", "draft", get=drafts.show),
    Route("/drafts/<kept>/end", "end_draft", post=drafts.end),
    Route("/units", "units", get=units.list_page, kind=COMPLAINT),
    Route("/units/<unit>", "unit", get=units.unit_page, kind=COMPLAINT),
    Route("/calendar", "calendar", get=month.month_page),
    Route("/calendar/day/<day>", "calendar_day", get=month.day_page),
    Route("/calendar/mine", "my_calendar", get=my_calendar.show, post=my_calendar.make),
    Route("/calendar/mine/end", "end_my_calendar", post=my_calendar.end),
    Route("/calendar/<token>.ics", "calendar_file", get=my_calendar.calendar_file),
    Route("/register/report", "register_report", register_report.ask, register_report.registered, REPORT),
    Route("/register/contact", "register_contact", register_contact.ask, register_contact.registered, REPORT),
    Route("/register/inquiry", "new_inquiry", new_inquiry.ask, new_inquiry.registered, COMPLAINT),
    Route("/register/import", "import_inquiries", import_inquiries.ask, import_inquiries.sent, COMPLAINT),
    Route("/register/own-initiative", "own_initiative", own_initiative.ask, own_initiative.begun, COMPLAINT),
    Route("/year", "year", get=year.year_page),
    Route("/year/new", "begin_account", begin_account.ask, begin_account.begun),
    Route("/year/profiles/<code>", "year_profile", get=year_account.profile_page, kind=COMPLAINT),
    Route("/year/<reference>", "year_account", year_account.account_page, year_account.open_texts),
    Route("/year/<reference>/earlier", "year_earlier", get=year_account.earlier_page),
    Route("/year/<reference>/public", "year_public", get=year_account.public_page),
    Route("/year/<reference>/file", "year_file", post=year_account.file),
    Route("/year/<reference>/changes", "year_changes", get=year_account.changes_page),
    Route("/year/<reference>/figures/<section>/<code>", "year_figure", get=year_account.figure_page),
    Route("/registers/<name>", "register", get=registers.list_page, kind=COMPLAINT),
    Route("/registers/<name>/new", "new_entry", registers.ask, registers.begun, COMPLAINT),
    Route("/registers/<name>.csv", "register_file", post=registers.export, kind=COMPLAINT),
    Route("/learning", "learning", get=learning.learning_page, kind=COMPLAINT),
    Route("/learning.csv", "learning_file", post=learning.export, kind=COMPLAINT),
    Route("/limits", "limits", get=limits.limits_page, kind=COMPLAINT),
    Route("/year/patterns", "year_patterns", get=year_panels.patterns_page, kind=COMPLAINT),
    Route("/year/portal", "year_portal", year_portal.show, year_portal.act, COMPLAINT),
    Route("/year/stale", "year_stale", get=year_panels.stale_page),
    Route("/search", "search", search.show, search.seek),
    Route("/search/<reference>/contact", "contact_found", post=search.contact),
    Route("/fetch", "fetch", post=fetching.fetch),
    Route("/figures", "figures", get=figures.list_page, kind=COMPLAINT),
    Route("/figures/<period>", "figures_of", get=figures.period_page, kind=COMPLAINT),
    Route("/journal", "journal", get=oversight.journal_page),
    Route("/second-factor", "lost_phone", get=new_second_factor.ask, post=new_second_factor.sent),
    Route("/second-factor/new", "new_phone", get=new_second_factor.show, post=new_second_factor.typed),
    Route("/me", "me", get=me.show),
    Route("/me/sessions/others/end", "end_other_sessions", post=me.end_others),
    Route("/me/sessions/<number>/end", "end_session", post=me.end_one),
    Route("/me/keys/new", "new_keys", get=new_keys.ask, post=new_keys.begun),
    Route("/me/passphrase", "new_passphrase", get=new_passphrase.ask, post=new_passphrase.sent),
    Route("/people/statements", "statements", get=statements.show, post=statements.confirmed),
    Route("/people", "people", get=people.people_page),
    Route("/people/<person>/calendar/end", "end_calendar", post=people.end_calendar),
    Route("/people/<person>/absence", "absence", people.ask_absence, people.note_away),
    Route("/people/<person>/absence/end", "back_again", post=people.back_again),
    Route("/people/<person>/titles", "titles", people.ask_titles, people.name_titles),
    Route("/people/<person>/share", "share", sharing.show, sharing.go),
    Route("/people/<person>/end", "leaving", leaving.ask, leaving.proposed),
    Route("/people/<person>/ticket", "ticket", tickets.ask, tickets.given),
    Route("/people/proposals/<proposal>", "proposal", signing.ask, signing.signed),
    Route("/health", "health", get=oversight.health_page),
    Route("/time", "machine_time", get=machine_time.ask, post=machine_time.confirmed),
    Route("/lost", "lost", get=notice.ask, post=notice.say),
    Route("/lost/end", "not_lost", post=notice.take_back),
)  # fmt: skip


def add_routes(app: Flask, schemes: Schemes) -> None:
    """Put the routes of these schemes into the app's URL map, without the automatic OPTIONS answers."""
    for route in ROUTES:
        if route.kind is not None and route.kind not in schemes.kinds:
            continue
        methods = [method for method, view in (("GET", route.get), ("POST", route.post)) if view is not None]
        app.add_url_rule(
            route.rule, route.endpoint, _answering(route), methods=methods, provide_automatic_options=False
        )


def _answering(route: Route) -> View:
    def answer(**arguments: str) -> ResponseReturnValue:
        view = route.post if request.method == "POST" else route.get
        assert view is not None
        return view(**arguments)

    # CSRFProtect knows a view by its name.
    answer.__name__ = route.endpoint
    return answer
