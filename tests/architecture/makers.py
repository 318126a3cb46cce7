"""Where each proof of `triage.store.visibility` is made; none is made elsewhere (test_visibility.py)."""

MAKERS = {
    "Visible": {"store/visibility.py:visible_to"},
    "SystemAccess": {"store/visibility.py:system_access"},
    "system_access": {
        "services/clock/tick.py:tick",  # the clock's work begins
        "services/clock/steadiness.py:confirm",  # puts days right, and tells nothing
        "services/clock/receive.py:fetch",  # does the clock's work once, and tells a number
        "services/casework/begin_entry.py:_numbers",  # gives the next number, and tells nothing else
        "services/accounts/freeze.py:freeze",  # keeps everything; each reader is given what they may see
        "services/accounts/recommendations.py:for_everybody",  # counts them, and tells nothing
        "services/accounts/publication.py:public_of",  # totals of every case, without any
        *(f"services/accounts/publication.py:{name}" for name in ("_told_before", "_leaving")),
        "services/accounts/year.py:_every_kept",  # the totals of all reports that the law asks for
        *(
            f"services/people/absences.py:{name}" for name in ("note_absence", "end_absence")
        ),  # takes back dates
        "services/people/settling.py:settle",  # notes what is to be made for new keys, and tells nothing
        "services/people/leaving.py:people_who_left",  # says whether anything is left, and of no case
        "services/casework/register_report.py:register",  # takes over what it has just sent itself
        # from here on an operator's commands
        *(
            f"cli/checks.py:_{each}"
            for each in (
                "reconciliation",
                "mail",
                "alerts",
                "history",
                "projections",
                "holders",
                "stanzas",
                "index",
            )
        ),
        "cli/backup.py:drill",
        "cli/backup.py:restore",
        "cli/demo/__init__.py:bring_up_to_date",
        "cli/setup.py:migrate",
        "cli/report.py:_written",
        "services/accounts/whistleblowing.py:reports_counted",  # for the totals that the law asks for alone
        *(f"cli/recovery.py:{name}" for name in ("drill", "export_recovery", "import_file")),
        "cli/rules.py:preview",
        "cli/rules.py:apply",
        "cli/demo/player.py:reference",
        "cli/demo/town.py:tell_of_today",
        "cli/demo/town.py:hold_drill",
    },
    "visible_to": {  # always for the person who is signed in, or whose calendar it is
        "services/accounts/recommendations.py:for_everybody",
        *(f"services/casework/carrying.py:{name}" for name in ("carry_case", "carry_over", "_carried")),
        "services/casework/drafts.py:_seen_by",
        *(
            f"services/casework/rewrapping.py:{name}"
            for name in ("give_all", "finish", "shares", "share", "_seen")
        ),
        "services/people/absences.py:lend_dates",
        *(f"services/people/leaving.py:{name}" for name in ("held_by_too_few", "left_behind")),
        "services/casework/execute.py:execute",
        *("services/casework/execute.py:execute", "services/casework/change_holders.py:change_holders"),
        "services/reading/memory.py:_refresh",
        "services/reading/visible_case.py:held_at",
        "services/reading/visible_case.py:held_of",
        "services/reading/visible_case.py:visible_file",
        "services/views/day_groups.py:_day",
        "services/views/doubts.py:doubted_cases",
        *("services/views/feed.py:followed", "services/views/fetched.py:_seen"),
        *(f"services/views/list_export.py:{name}" for name in ("export", "_written")),
        *("services/views/lists.py:case_list", "services/views/lists.py:unanswered_count"),
        "services/views/registers.py:read_by",
        *(f"services/views/month.py:{name}" for name in ("day_page_of", "month_view")),
        *(f"services/views/search.py:{name}" for name in ("lately", "search")),
        "services/views/units.py:_numbers",
        *(
            f"services/views/year_account.py:{name}"
            for name in ("account_of", "accounts", "behind", "_lines")
        ),
        "services/views/units.py:unit_page",
        "services/views/year_panels.py:pattern_panel",
        "services/views/year_panels.py:stale_groups",
    },
}
"""Where each proof is made: file and function. A `CaseHandle` is made by any module of the store."""
