"""A calendar address at a running office: its secret lies in no file, whatever is asked with it."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.integration.test_canary import files_of, forms, found_in
from tests.process import a_town, at_the_office
from tests.reporter import Http

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/calendar/([\w-]{43})\.ics")


def test_no_file_holds_the_secret_of_an_address(tmp_path: Path) -> None:
    """Made, followed, misspelt, asked in the wrong way, ended, and asked of an office without its tables: the
    secret stands in no database, log of writing, output or temporary file."""
    with a_town(tmp_path, calendar_feed="true") as town:
        office = town.start("office")
        bo = at_the_office(town, office, "bo")
        bo.get("/calendar/mine")
        found = ADDRESS.search(bo.post("/calendar/mine", {"once": bo.value("once")}).text)
        assert found is not None
        token = found.group(1)
        needles = {f"token, {how}": form for how, form in forms(token.encode()).items()}
        line = Http(office.port)
        calendar = line.get(f"/calendar/{token}.ics")
        assert calendar.status_code == 200
        assert calendar.mimetype == "text/calendar"
        assert calendar.headers["Cache-Control"] == "no-store"
        assert line.ask("HEAD", f"/calendar/{token}.ics").status_code == 200
        for path in (f"/calendar/{token}", f"/calendar/{token}.ics/", f"/calendar/{token}.ICS", f"/{token}"):
            assert line.get(path).status_code == 404, path
        assert line.ask("DELETE", f"/calendar/{token}.ics").status_code == 405
        assert line.cookies == {}
        assert found_in(files_of(town.folder), needles) == []
        bo.get("/calendar/mine")
        bo.follow("/calendar/mine/end")
        assert line.get(f"/calendar/{token}.ics").status_code == 404
        with closing(sqlite3.connect(town.home / "triage" / "triage.db")) as broken:
            broken.execute("DROP TABLE feed")
        assert Http(office.port).get(f"/calendar/{token}.ics").status_code == 503
        office.kill()
        assert "OperationalError at calendar_file" in office.log.read_text()
        assert found_in(files_of(town.folder), needles) == []
