"""
Who may see a case is proved by types.

Whoever reads anything of a case has a `Visible`, a `SystemAccess` or a `CaseHandle` in hand (see
triage/store/visibility.py). mypy proves that each caller has one. These tests prove the rest: that every
function of the store asks for one, that each is made in one place, and that SQL is spoken nowhere else. All
are allow-lists: what is new is refused until it stands here. Planted faults show that they notice.
"""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from intake.store.tables import metadata as intake_tables
from tests.architecture.makers import MAKERS
from tests.architecture.parsed import calls_in, forgotten_behind, names_in, parsed
from tests.architecture.planted_queries import FAULTS
from tests.architecture.without_proof import WITHOUT
from tests.patience import PATIENCE
from triage.store.tables import metadata as triage_tables

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("crypto", "intake", "triage")

OF_NO_CASE = {
    *("unit", "directory_statement", "feed", "heartbeat", "journal"),
    *("lease", "list_view", "notice", "person", "publication", "published"),
    *("enrolment", "proposal", "confirmation", "former_seed", "absence", "handler"),
}
"""Tables that tell nothing of any case. Every other table is a case's."""

RAW = {
    "dump.revisions_of": "asks for the version of the tables",
    "dump._tables": "a backup holds every table, sealed",
    "inspection.risky_settings": "asks PostgreSQL for its own settings",
}
"""Functions of the store that ask without the tables of `tables.py`, where no name shows what they ask of."""
RAW_CALLS = {"exec_driver_sql", "raw_connection", "cursor"}
"""What would ask outside the store, without importing anything."""
PAST_THE_TABLES = {"MetaData", "Table", "column", "exec_driver_sql", "literal_column", "table", "text"}

PROOFS = {
    "Access",
    "CaseHandle",
    "CaseRow",
    "Sequence[CaseHandle]",
    "SystemAccess",
    "SystemAccess | CaseHandle",
    "Visible",
}
SPOKEN_ELSEWHERE = {"Connection", "Engine", "event", "inspect"}
"""What may be imported of SQLAlchemy outside the store: nothing of it makes a question."""


forgotten = pytest.fixture(scope="module", autouse=True)(forgotten_behind)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(tree: ast.AST) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def _imported_tables(tree: ast.Module) -> set[str]:
    """Give the names under which a module knows tables of a case: one of them, or all at once."""
    known = {*triage_tables.tables, *intake_tables.tables, "metadata"} - OF_NO_CASE
    return {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if f"{node.module}.{name.name}".endswith("store.tables")
        or ((node.module or "").endswith("store.tables") and name.name in known)
    }


def _touching(tree: ast.Module) -> set[str]:
    """Give the names of a module behind which a table of a case stands: tables, columns, helpers."""
    defined: dict[str, set[str]] = {}
    for node in tree.body:
        if isinstance(node, Function):
            defined[node.name] = names_in(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            defined |= {name: names_in(node.value) for target in targets for name in names_in(target)}
    touching = _imported_tables(tree)
    while more := {name for name, used in defined.items() if used & touching} - touching:
        touching |= more
    return touching


def _arguments(function: Function) -> dict[str, str]:
    every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return {each.arg: ast.unparse(each.annotation) if each.annotation else "" for each in every}


def _is_proved(function: Function, provers: set[str]) -> bool:
    """Say whether a function asks for a proof, and narrows what it reads by it where it is somebody's own."""
    for name, kind in _arguments(function).items():
        if kind == "SystemAccess":
            return True
        if kind in PROOFS and any(name in names_in(each) for each in function.body):
            return kind not in {"Access", "Visible"} or _narrows(function, name, provers)
    return False


def _narrows(function: Function, name: str, provers: set[str]) -> bool:
    """
    Say whether `name.covers(...)` is part of something larger in a function, or *name* is handed on to a
    function that asks for a proof itself.
    """
    alone = {id(node.value) for node in ast.walk(function) if isinstance(node, ast.Expr)}
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if ast.unparse(node.func) == f"{name}.covers" and id(node) not in alone:
                return True
            handed = any(isinstance(each, ast.Name) and each.id == name for each in node.args)
            if handed and getattr(node.func, "id", "") in provers:
                return True
    return False


def _asks(function: Function) -> bool:
    """Say whether a function can ask a database, and does more than adding rows."""
    can = any("Connection" in kind or "Engine" in kind for kind in _arguments(function).values())
    return can and not calls_in(function).isdisjoint(
        {"select", "update", "delete", "exists", *PAST_THE_TABLES}
    )


def _unproved(root: Path) -> set[str]:
    """Give the functions of the store that ask about a case without a proof."""
    found = set()
    for path in sorted((root / "triage" / "store").glob("*.py")):
        tree = parsed(path)
        touching = _touching(tree)
        provers = {each.name for each in _functions(tree) if PROOFS & {*_arguments(each).values()}}
        for function in _functions(tree):
            name = f"{path.stem}.{function.name}"
            is_raw = bool(calls_in(function) & PAST_THE_TABLES) and name not in RAW
            reads = _asks(function) and bool(names_in(function) & touching)
            if (is_raw or reads) and not _is_proved(function, provers):
                found.add(name)
    return found


def _makers(root: Path, name: str) -> set[str]:
    """Give each place of the product, by file and outermost function, that calls *name*."""
    found = set()
    for path in _files(root):
        for node in parsed(path).body:
            methods = node.body if isinstance(node, ast.ClassDef) else [node]
            found |= {
                f"{path.relative_to(root / 'triage').as_posix()}:{getattr(each, 'name', '')}"
                for each in methods
                if name in calls_in(each) or (name == "Visible" and _alters_one(each))
            }
    return found


def _alters_one(node: ast.AST) -> bool:
    """Say whether a copy is made with another person or level."""
    calls = (each for each in ast.walk(node) if isinstance(each, ast.Call))
    keywords = (word.arg for each in calls if calls_in(each) & {"replace"} for word in each.keywords)
    return bool({"person", "level"} & {*keywords})


def _files(root: Path) -> list[Path]:
    return sorted((root / "triage").rglob("*.py"))


def _handle_makers(root: Path) -> set[str]:
    return {each for each in _makers(root, "CaseHandle") if not each.startswith("store/")}


def _speaking(root: Path) -> set[str]:
    """Give the files outside the store that know a table or could ask a question of their own."""
    found = set()
    for path in _files(root):
        name = path.relative_to(root / "triage").as_posix()
        for node in ast.walk(parsed(path)):
            if name.startswith("store/") or not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            names = {each.name for each in node.names}
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            knows_tables = module.endswith("store.tables") or (
                module.endswith(".store") and "tables" in names
            )
            asks = module == "sqlalchemy" and not names <= SPOKEN_ELSEWHERE
            if knows_tables or asks or (isinstance(node, ast.Import) and _is_way_round(names)):
                found.add(name)
        if not name.startswith("store/") and RAW_CALLS & calls_in(parsed(path)):
            found.add(name)
    return found


def _is_way_round(modules: set[str]) -> bool:
    return any(each.startswith("sqlalchemy") or ".store" in each for each in modules)


def _asking(root: Path, module: str) -> dict[str, set[str]]:
    """Give by its path what each file takes from a module; the module itself by its name."""
    asking: dict[str, set[str]] = {}
    for path in _files(root):
        for node in ast.walk(parsed(path)):
            place = path.relative_to(root / "triage").as_posix()
            if isinstance(node, ast.ImportFrom) and node.module == module:
                asking.setdefault(place, set()).update(name.name for name in node.names)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                whole = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
                if module in {whole + name.name for name in node.names}:
                    asking.setdefault(place, set()).add(module)
    return asking


def test_every_function_of_the_store_asks_for_a_proof() -> None:
    """No function reads or changes what is a case's without one; the list of exceptions holds nobody else."""
    assert _unproved(ROOT) == set(WITHOUT)


@pytest.mark.parametrize("name", MAKERS)
def test_each_proof_is_made_where_it_stands_here(name: str) -> None:
    """Nobody else makes one."""
    assert _makers(ROOT, name) == MAKERS[name]


def test_handles_come_from_the_store() -> None:
    """A handle outside the store is one that the store gave."""
    assert _handle_makers(ROOT) == set()


def test_sql_is_spoken_in_the_store_only() -> None:
    """Nobody can go round the store's functions."""
    assert _speaking(ROOT) == set()


def test_mailboxes_are_read_in_one_place() -> None:
    """Only who reads them with a case's row in hand asks intake; who places there counts."""
    asking = _asking(ROOT, "intake.store.mailboxes")
    reading = {
        place
        for place, names in asking.items()
        if names - {"NewItem", "ItemHead", "put_item", "next_counter"}
    }
    by_row = {"services/people/first_item.py", "store/stanzas.py", "services/reading/mailbox_keys.py"}
    assert reading == {"services/reading/mailbox.py", *by_row}
    counting = {place for place, names in asking.items() if "next_counter" in names} - reading
    assert counting == {"services/casework/execute.py", "services/history/publish.py"}


def test_a_second_import_hides_no_first_one(tmp_path: Path) -> None:
    """All that a module takes from another counts, on how many lines it may stand."""
    (tmp_path / "triage" / "services").mkdir(parents=True)
    lines = "from intake.store.mailboxes import open_items\nfrom intake.store.mailboxes import put_item"
    _plant(tmp_path, {"services/planted.py": lines})
    found = _asking(tmp_path, "intake.store.mailboxes")
    assert found == {"services/planted.py": {"open_items", "put_item"}}


@pytest.mark.parametrize("line", ["from intake.store import mailboxes as m", "import intake.store.mailboxes"])
def test_a_module_that_is_taken_whole_counts(line: str, tmp_path: Path) -> None:
    """Whoever takes the module itself could ask anything of it."""
    (tmp_path / "triage" / "services").mkdir(parents=True)
    _plant(tmp_path, {"services/planted.py": line})
    found = _asking(tmp_path, "intake.store.mailboxes")
    assert found == {"services/planted.py": {"intake.store.mailboxes"}}


def test_pages_ask_services_and_never_the_store() -> None:
    """No module of the office imports the store."""
    for path in sorted((ROOT / "triage" / "office").rglob("*.py")):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert not node.module.startswith(("triage.store", "intake.store")), path.name


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_noticed(fault: str, tmp_path: Path) -> None:
    """Each fault, planted in a copy, is found by one of the four, and nothing else is."""
    lines, expected = FAULTS[fault]
    shutil.copytree(ROOT / "triage" / "store", tmp_path / "triage" / "store")
    for name in lines.keys() & {"services/views/month.py"}:
        (tmp_path / "triage" / name).parent.mkdir(parents=True)
        shutil.copyfile(ROOT / "triage" / name, tmp_path / "triage" / name)
    _plant(tmp_path, lines)
    made = set().union(*(_makers(tmp_path, name) - MAKERS[name] for name in MAKERS))
    found = (_unproved(tmp_path) - set(WITHOUT)) | made | _handle_makers(tmp_path) | _speaking(tmp_path)
    assert found == expected


CALLS = {
    "an unguarded old one": "cases.all_cases(connection)",
    "a person's access for the clock's question": "cases.all_cases(connection, visible_to(b'', TODAY))",
    "a handle from nowhere": "events.history(connection, bytes(16))",
    "no access to a list": "case_lists.case_page(connection)",
}


def test_mypy_refuses_each_call_without_a_proof(tmp_path: Path) -> None:
    """An old question asked from a new place does not pass the types: as many errors as there are calls."""
    body = "".join(
        f"def planted_{number}(connection: Connection) -> None:\n    {call}\n"
        for number, call in enumerate(CALLS.values())
    )
    head = (
        "from datetime import date\nfrom sqlalchemy import Connection\n"
        "from triage.store import case_lists, cases, events\nfrom triage.store.visibility import visible_to\n"
        "TODAY = date(2026, 11, 23)\n"
    )
    planted = "triage/services/views/planted.py"
    for package in PRODUCT:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    _plant(tmp_path, {"services/views/planted.py": head + body})
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), planted],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    wrong = [line for line in done.stdout.splitlines() if line.startswith(planted)]
    assert len({line.split(":")[1] for line in wrong}) == len(CALLS), done.stdout


def _plant(folder: Path, lines: Mapping[str, str]) -> None:
    """Add *lines* to files of triage in the copy *folder*."""
    for name, text in lines.items():
        with (folder / "triage" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{text.strip()}\n")
