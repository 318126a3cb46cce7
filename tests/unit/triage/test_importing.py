"""The rows of a sheet as earlier inquiries: what is understood, and what is refused by row and column."""

import csv
import io
from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.story import TAXONOMY, UNITS
from triage.cases.importing.guess import guessed
from triage.cases.importing.lists import lists_of
from triage.cases.importing.mapping import Field, MappingError, MappingFault, Unclosed, read_mapping
from triage.cases.importing.registrations import Registration, RowError, RowFault
from triage.cases.importing.rows import MOST_WORDS, SheetReader
from triage.cases.importing.sheet import (
    MOST_ROWS,
    Delimiter,
    Encoding,
    SheetError,
    SheetFault,
    SheetFormat,
    encoding_of,
    read_rows,
)
from triage.cases.importing.written_days import ShortYearError, written_day

TODAY = date(2026, 11, 29)
LISTS = lists_of(TAXONOMY, UNITS)
MAPPING = """
without_closing_day = "closed"
[columns]
received = "Modtaget"
closed = "Afsluttet"
line = "Emnelinje"
unit = "Center"
theme = "Emne"
type = "Type"
reason = "Afvist fordi"
name = "Navn"
number = "Nr."
[always]
channel = "phone"
type = "guidance"
[values.theme]
Ventetid = "processing_time"
Diverse = ""
"""
HEADS = "Nr.;Modtaget;Afsluttet;Emnelinje;Center;Emne;Type;Afvist fordi;Navn"
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def sheet(*rows: str, heads: str = HEADS) -> bytes:
    """Give a sheet as a Danish Excel saves it."""
    return "\r\n".join((heads, *rows, "")).encode("windows-1252")


def outcomes(content: bytes, mapping: str = MAPPING) -> list[Registration | tuple[RowError, ...]]:
    """Give what each row of a sheet gives."""
    return list(SheetReader(read_mapping(mapping), LISTS, TODAY).read(lambda: iter([content])))


def the_one(*rows: str) -> Registration:
    """Give what the only row gives."""
    (found,) = outcomes(sheet(*rows))
    assert isinstance(found, Registration), found
    return found


def faults(*rows: str) -> list[tuple[int, str, str]]:
    """Give what is wrong in rows: their numbers, the columns and why."""
    errors = [one for each in outcomes(sheet(*rows)) if isinstance(each, tuple) for one in each]
    return [(one.row, one.head, str(one.fault)) for one in errors]


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=5),
    delimiter=st.sampled_from(Delimiter),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    mark=st.booleans(),
    size=st.integers(1, 40),
)
def test_what_a_program_writes_comes_back_cell_by_cell(
    rows: list[list[str]], delimiter: Delimiter, quoting: Literal[0, 1], *, mark: bool, size: int
) -> None:
    """Whatever stands in the cells, line ends and quotation marks too, and however the bytes are cut."""
    into = io.StringIO()
    writer = csv.writer(into, delimiter=delimiter.value, quoting=quoting)
    writer.writerows([["a", "b", "c"], *rows])
    content = into.getvalue().encode("utf-8-sig" if mark else "utf-8")
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    found = list(read_rows(lambda: iter(pieces)))
    assert found[0].cells == ("a", "b", "c")
    kept = [tuple(each) for each in rows if any(map(str.strip, each))]
    assert [each.cells for each in found[1:]] == kept
    assert [each.number for each in found] == [
        1,
        *(n for n, r in enumerate(rows, 2) if any(map(str.strip, r))),
    ]


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "windows-1252"])
def test_letters_are_read_as_they_were_saved(written: str) -> None:
    """Danish letters in each of three ways; the bytes may be cut within one."""
    content = "Modtaget;Emne\r\n3/11-2025;Børn på Ærø\r\n".encode(written)
    rows = list(read_rows(lambda: (bytes([each]) for each in content)))
    assert [each.cells for each in rows] == [("Modtaget", "Emne"), ("3/11-2025", "Børn på Ærø")]
    wanted = Encoding.WINDOWS if written == "windows-1252" else Encoding.UTF_8
    assert encoding_of(lambda: iter([content])) == wanted


def test_what_is_no_sheet_is_said_and_a_large_one_is_refused_while_it_is_read() -> None:
    """Another encoding, a mark of quotation that never ends, and more rows than there may be."""
    for content, fault in (
        (b"", SheetFault.EMPTY),
        ("a;b\r\n".encode("utf-16"), SheetFault.NO_TEXT),
        (b'a;b\r\n"1;2\r\n' + b"3;4\r\n" * 10, SheetFault.DAMAGED),
        (b"a;b\r\n" + b"1;2\r\n" * (MOST_ROWS + 1), SheetFault.MANY),
        (b";" * 500, SheetFault.WIDE),
    ):
        with pytest.raises(SheetError) as caught:
            list(read_rows(lambda content=content: iter([content])))
        assert caught.value.fault == fault
    rows = read_rows(lambda: iter([b"sep=,\r\na,b;c\r\n"]))
    assert [each.cells for each in rows] == [("a", "b;c")]
    assert [
        each.cells for each in read_rows(lambda: iter([b"a,b;c"]), SheetFormat(delimiter=Delimiter.COMMA))
    ]


def test_a_day_is_read_as_people_and_programs_write_it() -> None:
    """With its year in four digits; nobody guesses a century."""
    for text in (
        *("3/11-2025", "03.11.2025", "3-11-2025", "03/11/2025 10:15", "2025-11-03", "2025-11-03T00:00:00"),
        *("3. november 2025", "mandag den 3. november 2025", "3. nov. 2025", "3 Nov 2025"),
    ):
        assert written_day(text) == date(2025, 11, 3), text
    assert written_day("11/3/2025", month_first=True) == date(2025, 11, 3)
    for text in ("3/11-25", "3. november 25"):
        with pytest.raises(ShortYearError):
            written_day(text)
    for text in ("31/2-2025", "3/11", "november 2025", "3. foobar 2025", "3/11-1825", "45964"):
        with pytest.raises(ValueError, match=r"no |day|month|year"):
            written_day(text)


def test_a_row_becomes_an_inquiry_with_its_own_days() -> None:
    """Codes are found by what they are called; what the sheet does not say holds as the mapping says."""
    found = the_one("7;3/11-2025;05.11.2025;Venter på svar;Skoler;Ventetid, no_answer;;;Gerda Fiktiv")
    assert (found.received_on, found.closed_on) == (date(2025, 11, 3), date(2025, 11, 5))
    assert found.codes == {Field.TYPE: "guidance", Field.UNIT: "schools", Field.CHANNEL: "phone"}
    assert found.themes == ("processing_time", "no_answer")
    assert found.texts == {Field.NAME: "Gerda Fiktiv", Field.NUMBER: "7"}
    plain = the_one(";3/11-2025;;;;Diverse;Klage;;")
    assert (plain.themes, plain.closed_on, plain.line) == ((), plain.received_on, "Klage")
    rejected = the_one(";3/11-2025;;;;;;En anden kommune;")
    assert rejected.codes[Field.TYPE] == "rejected"
    long = the_one(f";3/11-2025;;{'Et langt forløb. ' * 40};;;;;")
    assert len(long.line) <= 300
    assert long.texts[Field.NOTE].startswith(long.line[:200])


def test_what_is_wrong_is_said_by_row_and_column() -> None:
    """Several things of a row at once; and never what stands there."""
    assert faults(
        "1;;;;;;;;",
        "2;3/11-25;;;Det gule hus;;;;",
        "3;3/11-2025;1/11-2025;;;;Afvist;;",
        "4;3/12-2026;;Ring til 010190-1234;;;;;",
        "5;3/11-2025;;;;;;;;ekstra",
        "6;3/11-2025;;;;;;;",
        "6;3/11-2025;;;;;;;",
    ) == [
        (2, "Modtaget", "missing"),
        (3, "Modtaget", "short_year"),
        (3, "Center", "unknown"),
        (4, "Afsluttet", "closed_first"),
        (4, "Type", "no_reason"),
        (5, "Modtaget", "to_come"),
        (5, "Emnelinje", "civil_number"),
        (6, "", "cells"),
        (8, "Nr.", "same_number"),
    ]
    assert all("%" not in each.words for each in RowFault)


def test_a_row_is_known_again_however_it_is_saved_and_whatever_is_read_of_it() -> None:
    """The same rows in another encoding, and by another mapping; and two that say the same are two."""
    rows = [";3/11-2025;;Børn;;;;;", ";3/11-2025;;Børn;;;;;", "9;3/11-2025;;Børn;;;;;"]
    first = [each.identity for each in outcomes(sheet(*rows)) if isinstance(each, Registration)]
    again = sheet(*rows).decode("windows-1252").encode()
    other = MAPPING.replace('line = "Emnelinje"\n', "").replace('"guidance"', '"complaint"')
    assert [each.identity for each in outcomes(again, other) if isinstance(each, Registration)] == first
    assert len(set(first)) == 3
    (numbered,) = outcomes(sheet("9;3/11-2025;4/11-2025;Rettet;;;;;"))
    assert isinstance(numbered, Registration)
    assert numbered.identity == first[2]


def test_unknown_words_are_collected_as_long_as_they_are_few() -> None:
    """They are asked about once each; a column of anything else is not listed, nor a number."""
    reader = SheetReader(read_mapping(MAPPING), LISTS, TODAY)
    rows = [f";3/11-2025;;;{unit};;;;" for unit in ("Det gule hus", "det gule hus", "010190-1234")]
    list(reader.read(lambda: iter([sheet(*rows)])))
    assert list(reader.unknown[Field.UNIT].values()) == ["Det gule hus"]
    many = [f";3/11-2025;;;Hus {number};;;;" for number in range(500)]
    list(reader.read(lambda: iter([sheet(*many)])))
    assert len(reader.unknown[Field.UNIT]) <= MOST_WORDS + 1


def test_a_mapping_is_refused_by_its_key() -> None:
    """What is no TOML, no key, no field and no code; a column that is not there; and what nobody said."""
    for written, fault, key in (
        ("x = y", MappingFault.NO_TOML, "line 1"),
        ("x = " + 5000 * "[", MappingFault.NO_TOML, ""),
        ("x = " + 5000 * "9", MappingFault.NO_TOML, ""),
        ("colums = {}", MappingFault.KEY, "colums"),
        ("[columns]\ncolour = 'x'", MappingFault.KEY, "columns.colour"),
        ("[columns]\nreceived = 3", MappingFault.KEY, "columns"),
        (MAPPING.replace('"phone"', '"pigeon"'), MappingFault.KEY, "channel.pigeon"),
        (MAPPING.replace('"processing_time"', '"x"'), MappingFault.KEY, "theme.x"),
        (MAPPING.replace('"Emne"', '"Tema"'), MappingFault.NO_COLUMN, "Tema"),
        (MAPPING.replace('received = "Modtaget"', ""), MappingFault.NEEDED, "received"),
        (MAPPING.replace('channel = "phone"', ""), MappingFault.UNSAID, "channel"),
        (MAPPING.replace('without_closing_day = "closed"', ""), MappingFault.UNSAID, "status"),
    ):
        with pytest.raises(MappingError) as caught:
            outcomes(sheet(";3/11-2025;;;;;;;"), written)
        assert (caught.value.fault, caught.value.key) == (fault, key)
    with pytest.raises(MappingError) as caught:
        outcomes(sheet(heads=f"{HEADS};NAVN"))
    assert (caught.value.fault, caught.value.key) == (MappingFault.TWICE, "Navn")


def test_the_columns_of_our_own_list_and_of_most_sheets_are_guessed() -> None:
    """By their heads, in Danish as in English; what is unlike all of them is left to the person."""
    own = ("Sagsnummer", "Hvad sagen handler om", "Afdeling", "Emne", "Navn", "Type", "Status", "Ansvarlig")
    found = guessed((*own, "Modtaget", "Næste dato", "Afsluttet"))
    assert found == {
        Field.NUMBER: "Sagsnummer",
        Field.LINE: "Hvad sagen handler om",
        Field.UNIT: "Afdeling",
        Field.THEME: "Emne",
        Field.NAME: "Navn",
        Field.TYPE: "Type",
        Field.STATUS: "Status",
        Field.RECEIVED: "Modtaget",
        Field.CLOSED: "Afsluttet",
    }
    assert guessed(("Case reference", "What it is about", "Received")).keys() == {
        *(Field.NUMBER, Field.LINE, Field.RECEIVED)
    }
    assert Unclosed("open") is Unclosed.OPEN
