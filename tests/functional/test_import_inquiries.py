"""Earlier inquiries from a sheet: looked at, taken over by one press, cut short, gone on with, and gone."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from intake.clock import COPENHAGEN
from intake.services.reap import reap_drafts
from intake.store.engine import write
from tests.cli.test_installation import betro
from tests.functional.test_office_attaching import posted, states, ticked
from tests.office import Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from triage.cases.roles import Role
from triage.office.pages import import_inquiries as page
from triage.services.casework import import_inquiries
from triage.services.people.enrol import NewPerson, enrol
from triage.store.tables import grant

MONDAY = datetime(2026, 11, 30, 9, tzinfo=COPENHAGEN)
PATH = "/register/import"
SHEET = """\
Nr.;Modtaget;Afsluttet;Beskrivelse;Center;Emne;Navn
1;6/3-2023;8. maj 2023;Venter på hjemmehjælp;Skoler;Lang sagsbehandlingstid;Gerda Fiktiv
2;3/11-2025;;Ring til 010190-1234;Skoler;;
3;23/11-2026;;Et nyt brev om skolevej;Det gule hus;;Aage Opdigtet
4;6/3-2024;;Et gammelt brev, der ligger;Skoler;;
""".encode("windows-1252")


class _KilledError(Exception):
    """Stands for the end of the process in the middle of the work."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """An office on Monday 30 November 2026, with one unit; its tests go on from one another."""
    world = found_office(tmp_path_factory.mktemp("sheet") / "office", MONDAY)
    world.organisation = has_units(world.organisation, ("schools", "Skoler", "Schools"))
    return world


def sent(anna: Browser, step: str, *files: tuple[str, bytes], **typed: str) -> int:
    """Send what the page shows, with what is chosen besides."""
    fields = {**shown(anna), **typed, "step": step}
    return posted(anna, PATH, fields, *files)


def shown(anna: Browser) -> dict[str, str]:
    """Give what the lists of the page say, the file that waits, and the word that is asked about."""
    assert anna.page is not None
    fields = {
        each.attrs["name"]: (each.query("option[selected]") or each.query("option"))[0].attrs["value"]
        for each in anna.page.query("main select")
    }
    (word,) = [each.attrs["value"] for each in anna.page.query('input[name="said"]')] or [""]
    (looked,) = [each.attrs["value"] for each in anna.page.query('input[name="looked"]')] or [""]
    return {**fields, "said": word, "looked": looked, "attached": (*ticked(anna), "")[0]}


def test_the_whole_road_of_a_sheet(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    It is looked at, a word of it is explained, one press comes so far, the next is killed within a batch,
    and the third goes on; the file is gone, and nothing of it lies anywhere in plain.
    """
    anna = world.signed_in()
    anna.get(PATH)
    assert sent(anna, "look", ("henvendelser.csv", SHEET)) == 200
    assert "Vælg det, arket ikke siger" in anna.words(".alert-info")
    assert sent(anna, "look", always_type="guidance", always_channel="letter") == 422
    assert "når ingen kolonne siger det: Åben eller afsluttet" in anna.words(".alert-error")
    assert sent(anna, "look", always_status="open") == 200
    assert "Kan indlæses 2" in anna.words(".betro-summary")
    assert "Det gule hus" in anna.words("form fieldset")
    assert [each.split() for each in rows(anna, "Fejl")] == [["3", "Beskrivelse"], ["4", "Center"]]
    assert "010190" not in anna.words()
    assert states(world) == ["complete"]
    lying = world.organisation.settings.blob_folder.rglob("*")
    assert not any(b"Gerda" in path.read_bytes() for path in lying if path.is_file())

    assert sent(anna, "register", means_0="schools") == 200
    assert "Kan indlæses 3" in anna.words(".betro-summary")  # What was not seen so is shown first.
    was, register = 0, import_inquiries.register_row
    monkeypatch.setattr(import_inquiries, "BATCH", 2)
    monkeypatch.setattr(page, "PRESS_SECONDS", -1)
    assert sent(anna, "register", means_0="schools") == 200
    assert "1 henvendelse er indlæst Der er mere i arket." in anna.words(".alert-info")
    monkeypatch.undo()
    monkeypatch.setattr(import_inquiries, "BATCH", 2)

    def killed(*given: Any) -> None:
        nonlocal was
        was += 1
        if was == 2:
            raise _KilledError
        register(*given)

    monkeypatch.setattr(import_inquiries, "register_row", killed)
    with pytest.raises(_KilledError):
        sent(anna, "register", means_0="schools")
    assert sent(anna, "look", means_0="schools") == 200
    assert "Indlæst før 1" in anna.words(".betro-summary")
    assert sent(anna, "register", means_0="schools") == 303
    anna.get(PATH)
    assert "3 henvendelser er indlæst" in anna.words(".alert-success")
    assert "var indlæst før" not in anna.words(".alert-success")
    assert states(world) == []
    folder = world.organisation.settings.blob_folder
    assert not [each for each in folder.rglob("*") if each.is_file()]
    kept = [each.read_bytes() for each in folder.parents[1].rglob("*") if each.is_file()]
    assert not any(word in each for each in kept for word in (b"Gerda", b"skolevej", b"Opdigtet"))


def rows(anna: Browser, caption: str) -> list[str]:
    """Give the first two cells of each row of a table."""
    assert anna.page is not None
    (table,) = [
        each for each in anna.page.query("table") if caption in (each.query_one("caption") or each).to_text()
    ]
    return [" ".join(cell.to_text() for cell in each.query("td")[:2]) for each in table.query("tbody tr")]


def test_what_was_taken_over_is_found_and_told_as_any_inquiry(world: OfficeWorld) -> None:
    """By the name that only the sheet knew; on its own days, with no clock of before; the log counts."""
    bo = world.signed_in("bo")
    bo.get("/")
    bo.follow("/search", {"sought": "Gerda"})
    assert "Venter på hjemmehjælp" in bo.words()
    bo.get("/cases?show=all")
    assert bo.page is not None
    links = [each.attrs["href"] for each in bo.page.query('main td a[href^="/cases/"]')]
    told = {}
    for each in links:
        bo.get(each)
        told[bo.words("h1 + *, h1")] = bo.words()
    closed, lately, old = (
        next(page for page in told.values() if words in page)
        for words in ("hjemmehjælp", "skolevej", "gammelt")
    )
    assert "Indlæst fra en tidligere registrering" in closed
    assert "8. maj 2023" in closed
    assert "dage for sent" not in closed + old
    assert "Første svar" in lately
    assert "Første svar" not in old
    assert "Bekræft modtagelsen" in lately
    assert "Bekræft modtagelsen" not in old.split("Alt, hvad du kan gøre")[0]
    dan = world.signed_in("dan")
    dan.get("/journal")
    assert "Tidligere henvendelser er indlæst fra et regneark. Antal: 1" in dan.words()


def test_the_same_sheet_does_nothing_again_whoever_brings_it_and_however_it_is_saved(
    world: OfficeWorld,
) -> None:
    """In UTF-8, by the other adviser, one who may see them no more, and after a third came: once."""
    bo = world.signed_in("bo")
    with write(world.organisation.triage) as connection:
        connection.execute(delete(grant).where(grant.c.person == world.enrolled["bo"].handle))
    bo.get(PATH)
    again = SHEET.decode("windows-1252").encode("utf-8-sig")
    mapping = (
        b'without_closing_day = "open"\n[columns]\nreceived = "Modtaget"\nnumber = "Nr."\nunit = "Center"\n'
        b'[always]\ntype = "complaint"\nchannel = "phone"\n[values.unit]\n"Det gule hus" = ""\n'
    )
    assert sent(bo, "look", ("igen.csv", again), ("igen.toml", mapping)) == 200
    assert "Kan indlæses 1" in bo.words(".betro-summary")  # the row whose text may not come in
    assert "Indlæst før 3" in bo.words(".betro-summary")
    bo.get(PATH)
    (right,) = [each for each in again.splitlines() if each.startswith(b"1;")]
    assert sent(bo, "look", ("en.csv", again.splitlines()[0] + b"\n" + right), ("m.toml", mapping)) == 303
    bo.get(PATH)
    assert "1 række var indlæst før" in bo.words(".alert-success")
    eva = NewPerson("eva", "Eva Advisor", Role.ADVISOR)
    enrol(world.organisation, eva, world.root, today=MONDAY.date())
    anna = world.signed_in()
    anna.get(PATH)
    assert sent(anna, "register", ("igen.csv", again), ("igen.toml", mapping)) == 200
    assert "Kan indlæses 1" in anna.words(".betro-summary")  # What nobody has looked at is shown first.
    assert sent(anna, "register", mapping=mapping.decode()) == 303
    anna.get(PATH)
    told = anna.words(".alert-success")
    assert "1 henvendelse er indlæst" in told
    assert "3 rækker var indlæst før" in told


def test_what_is_no_sheet_is_said_and_what_is_left_is_removed(world: OfficeWorld) -> None:
    """No file, none that can be read, a column that nobody named; two days later all of it is gone."""
    anna = world.signed_in()
    anna.get(PATH)
    assert sent(anna, "look") == 422
    assert "Vælg filen" in anna.words("#error-summary")
    assert sent(anna, "look", ("ark.csv", "Dato;x".encode("utf-16"))) == 422
    assert "ikke en CSV-fil" in anna.words(".alert-error")
    anna.get(PATH)
    assert sent(anna, "look", ("ark.csv", SHEET.replace(b"Modtaget", b"Kom"))) == 200
    assert sent(anna, "look", always_status="open") == 422
    assert "i hvilken kolonne det står: Modtaget den" in anna.words(".alert-error")
    chosen = {"column_received": "Kom", "always_type": "guidance", "always_channel": "phone"}
    assert sent(anna, "look", **chosen) == 200
    reap_drafts(world.reception, now=world.clock.now() + timedelta(days=2))
    assert states(world) == []
    assert sent(anna, "register") == 422
    assert "Vælg dem på ny: ark.csv" in anna.words("#error-summary")


def test_the_command_looks_at_sheet_and_mapping_and_keeps_nothing(world: OfficeWorld, tmp_path: Path) -> None:
    """The example of the runbook; faults by row and column, without what stands there, and exit code 1."""
    runbook = Path(__file__).parents[2] / "deploy" / "runbooks" / "import.md"
    mapping, sheet = tmp_path / "m.toml", tmp_path / "ark.csv"
    mapping.write_text(runbook.read_text("utf-8").split("```toml\n")[1].split("```")[0], "utf-8")
    heads = "Nr.;Modtaget;Afsluttet;Kort beskrivelse;Center;Emne;Behandling;Navn;Telefon\r\n"
    right = "1;3/11-2025;;Børn;Skoler;Ventetid;Vejledning;Gerda Fiktiv;\r\n"
    settings = world.organisation.settings.blob_folder.parents[1] / "betro.toml"
    for more, code, said in (
        ("", 0, "1 rows can be taken over, 0 rows have faults"),
        (
            "2;3/11-25;;;Det gule hus;;;010190-1234;\r\n",
            1,
            "row 3, Modtaget: Write the year with four digits.",
        ),
    ):
        sheet.write_bytes((heads + right + more).encode("windows-1252"))
        found = betro("import", "check", "--mapping", str(mapping), str(sheet), settings=settings)
        assert (found.exit_code, said in found.output) == (code, True), found.output
        assert "gule" not in found.output
        assert "010190" not in found.output
    mapping.write_text("[columns]\nreceived = 'Kom'", "utf-8")
    found = betro("import", "check", "--mapping", str(mapping), str(sheet), settings=settings)
    assert (found.exit_code, "no column Kom" in found.output) == (1, True)
