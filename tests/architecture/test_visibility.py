"""
Who may see a case is asked in one place.

There are only positive grants, and every question the office asks about cases goes through `visible_to`.
These tests read the source, so that a new query cannot forget it.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent / "triage"

UNGUARDED = {
    "case_by_handle",
    "case_by_intake",
    "history",
    "items_of",
    "open_histories",
    "received_digest",
    "ringing",
    "stored_dates",
    "unacknowledged",
    "unanswered",
}
"""Functions of the store that ask about a case without `visible`: for the clock, and for those who have
checked."""

MAY_ASK = {
    "services/clock/acknowledge.py": "the clock",
    "services/clock/apply_rules.py": "the operator, who is shown references and dates",
    "services/history/card.py": "the clock",
    "services/casework/execute.py": "asks visible_to first, in one function",
    "services/clock/expire.py": "the clock",
    "services/reading/mailbox.py": "is given a case that was found",
    "services/reading/inner_texts.py": "is given a case that was found",
    "services/views/case_view.py": "is given a case that was found",
    "services/history/publish.py": "the clock",
    "services/clock/receive.py": "the clock",
    "services/history/record.py": "the one writer, given a case that was found",
    "services/views/lists.py": "asks for cases that are visible first",
    "services/views/letters_ready.py": "asks for cases whose content is visible first",
    "services/casework/register_report.py": "the case that it made itself",
    "services/clock/ladder_alerts.py": "the clock",
}


def _calls(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            names.add(called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", ""))
    return names


def test_only_those_on_the_list_ask_about_cases_without_a_grant() -> None:
    """A service that reads a case without `visible_to` is on the list with its reason."""
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "services").rglob("*.py"))
        if _calls(path) & UNGUARDED
    }
    assert asking <= set(MAY_ASK), asking - set(MAY_ASK)


def test_pages_ask_services_and_never_the_store() -> None:
    """No module of the web imports the store or speaks SQL."""
    for path in sorted((ROOT / "office").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert not node.module.startswith(("triage.store", "intake.store", "sqlalchemy")), path.name


def test_what_the_office_lists_takes_what_is_visible() -> None:
    """Lists, counts and alerts of the store take the visible cases as an argument."""
    for module, functions in {
        "cases": {"case_by_reference", "case_page", "count_by_state"},
        "alerts": {"alerts"},
        "due": {"due_between", "due_days", "due_on"},
    }.items():
        tree = ast.parse((ROOT / "store" / f"{module}.py").read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in functions:
                assert "visible" in {each.arg for each in (*node.args.args, *node.args.kwonlyargs)}, node.name


def test_open_deadlines_are_never_asked_by_the_office_without_what_is_visible() -> None:
    """The clock may ask for everybody's deadlines; the lists name the visible ones."""
    source = (ROOT / "services" / "views" / "lists.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "open_deadlines":
            assert "visible" in {each.arg for each in node.keywords}
