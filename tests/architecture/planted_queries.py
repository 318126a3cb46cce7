"""Faults that `test_visibility` plants: what is added to which file, and the places that must be named."""

from collections.abc import Mapping

SUMMARIES = """
def every_summary(connection: Connection) -> list[str]:
    return [row.case_reference for row in connection.execute(select(case))]
"""
FAULTS: Mapping[str, tuple[Mapping[str, str], set[str]]] = {
    "a query without a proof": ({"store/cases.py": SUMMARIES}, {"cases.every_summary"}),
    "a query by columns named elsewhere": (
        {
            "store/cases.py": "def _all(connection: Connection) -> list[Any]:\n"
            "    return list(connection.execute(select(*_COLUMNS)))"
        },
        {"cases._all"},
    ),
    "a proof that narrows nothing": (
        {
            "store/cases.py": "def every(connection: Connection, visible: Visible) -> list[Any]:\n"
            "    return list(connection.execute(select(case)))"
        },
        {"cases.every"},
    ),
    "an engine in the hand": (
        {
            "store/cases.py": "def every(engine: Engine) -> list[Any]:\n"
            "    with engine.connect() as connection:\n"
            "        return list(connection.execute(select(case)))"
        },
        {"cases.every"},
    ),
    "a connection that is quoted": (
        {
            "store/cases.py": 'def every(connection: "Connection") -> list[Any]:\n'
            "    return list(connection.execute(select(case)))"
        },
        {"cases.every"},
    ),
    "a connection that may be missing": (
        {
            "store/cases.py": "def every(connection: Connection | None) -> list[Any]:\n"
            "    return list(connection.execute(select(case)))"
        },
        {"cases.every"},
    ),
    "a function that is waited for": (
        {
            "store/cases.py": "async def every(connection: Connection) -> list[Any]:\n"
            "    return list(connection.execute(select(case)))"
        },
        {"cases.every"},
    ),
    "SQL in words": (
        {
            "store/cases.py": "def every(connection: Connection) -> list[Any]:\n"
            "    return list(connection.execute(text('select * from \"case\"')))"
        },
        {"cases.every"},
    ),
    "SQL for the driver": (
        {
            "store/feeds.py": "def every(connection: Connection) -> list[Any]:\n"
            "    return list(connection.exec_driver_sql('select * from \"case\"'))"
        },
        {"feeds.every"},
    ),
    "all tables at once": (
        {
            "store/planted.py": "from sqlalchemy import Connection, select\n"
            "from triage.store import tables as t\n"
            "def every(connection: Connection) -> int:\n"
            "    return len(connection.execute(select(t.case)).all())"
        },
        {"planted.every"},
    ),
    "a table by its name": (
        {
            "store/planted.py": "from sqlalchemy import Connection, select\n"
            "from triage.store.tables import metadata\n"
            "def every(connection: Connection) -> int:\n"
            "    return len(connection.execute(select(metadata.tables['case'])).all())"
        },
        {"planted.every"},
    ),
    "a proof that is only looked at": (
        {
            "store/cases.py": "def every(connection: Connection, visible: Visible) -> list[Any]:\n"
            "    repr(visible)\n"
            "    return list(connection.execute(select(case)))"
        },
        {"cases.every"},
    ),
    "a condition that is thrown away": (
        {
            "store/cases.py": "def every(connection: Connection, visible: Visible) -> list[Any]:\n"
            "    visible.covers(case.c.handle)\n"
            "    return list(connection.execute(select(case)))"
        },
        {"cases.every"},
    ),
    "SQL for the driver in a view": (
        {
            "services/views/month.py": "def planted(connection: Connection) -> list[Any]:\n"
            "    return list(connection.exec_driver_sql('select * from \"case\"'))"
        },
        {"services/views/month.py"},
    ),
    "a store that is taken whole": (
        {"services/views/month.py": "import triage.store.tables"},
        {"services/views/month.py"},
    ),
    "what somebody else may see": (
        {
            "services/views/month.py": "def planted(other: bytes) -> Visible:\n"
            "    return visible_to(other, TODAY)"
        },
        {"services/views/month.py:planted"},
    ),
    "a proof that is altered": (
        {
            "services/views/month.py": "def planted(visible: Visible, other: bytes) -> Visible:\n"
            "    return replace(visible, person=other)"
        },
        {"services/views/month.py:planted"},
    ),
    "a handle that is any bytes": (
        {
            "store/items.py": "def texts(connection: Connection, handle: bytes) -> list[Any]:\n"
            "    return list(connection.execute(select(item).where(item.c.case == handle)))"
        },
        {"items.texts"},
    ),
    "a table of its own name": (
        {
            "store/planted.py": "from sqlalchemy import Connection, select\n"
            "from triage.store.tables import deadline as d\n"
            "def dates(connection: Connection) -> int:\n"
            "    return len(connection.execute(select(d)).all())"
        },
        {"planted.dates"},
    ),
    "the clock's access in a view": (
        {
            "services/views/month.py": "def planted(connection: Connection) -> int:\n"
            "    return len(cases.all_cases(connection, system_access()))"
        },
        {"services/views/month.py:planted"},
    ),
    "a proof that is made by hand": (
        {"services/views/month.py": "def planted() -> SystemAccess:\n    return SystemAccess()"},
        {"services/views/month.py:planted"},
    ),
    "a handle that is made by hand": (
        {"services/views/month.py": "def planted(case: bytes) -> CaseHandle:\n    return CaseHandle(case)"},
        {"services/views/month.py:planted"},
    ),
    "SQL in a view": (
        {"services/views/month.py": "from sqlalchemy import select"},
        {"services/views/month.py"},
    ),
    "a table in a view": (
        {"services/views/month.py": "from triage.store import tables"},
        {"services/views/month.py"},
    ),
}
