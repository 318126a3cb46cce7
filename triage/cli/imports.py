"""`betro import check`: a sheet of earlier inquiries and its mapping, looked at and kept nowhere."""

from collections.abc import Iterator
from pathlib import Path

import click

from intake.clock import local_date
from triage.cases.importing.lists import lists_of
from triage.cases.importing.mapping import MappingError, read_mapping
from triage.cases.importing.registrations import Registration
from triage.cases.importing.rows import SheetReader
from triage.cases.importing.sheet import SheetError
from triage.cli.installation import installation

READ_BYTES = 1 << 16
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group("import")
def import_() -> None:
    """Earlier inquiries from a sheet; they are taken over in the office, where somebody can seal them."""


@import_.command()
@click.option("--mapping", "written", type=FILE, required=True, help="Which column is what, as TOML.")
@click.argument("sheet", type=FILE)
def check(written: Path, sheet: Path) -> None:
    """
    Read SHEET, a CSV file, by a mapping, and say what is wrong in it, by row and column.

    Nothing of it is kept, and nothing that stands in a cell is printed. Exit code 1 if anything is wrong.
    """
    which, clock = installation()
    lists = lists_of(which.taxonomy, which.units)
    right = wrong = 0
    try:
        mapping = read_mapping(written.read_text("utf-8"))
        reader = SheetReader(mapping, lists, local_date(clock.now()))
        for each in reader.read(lambda: _pieces(sheet)):
            if isinstance(each, Registration):
                right += 1
                continue
            wrong += 1
            for error in each:
                where = f"row {error.row}, {error.head}" if error.head else f"row {error.row}"
                click.echo(f"{where}: {error.fault.words}")
    except UnicodeDecodeError:
        raise click.ClickException("the mapping is not written in UTF-8") from None
    except MappingError as error:
        raise click.ClickException(error.fault.words % {"key": error.key}) from None
    except SheetError as error:
        raise click.ClickException(error.fault.words % {"row": error.row}) from None
    click.echo(f"{right} rows can be taken over, {wrong} rows have faults")
    if wrong:
        raise click.exceptions.Exit(1)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            yield piece
