"""An account as a file: read by what reads such files, with nothing in it that somebody smuggled in."""

import io
import json
from collections.abc import Iterator
from typing import Any

import docx
import page
import pikepdf
import pytest

from tests.spec.accounts.test_laid_out import document, grid, say
from triage.accounts.document import (
    AccountDocument,
    Chart,
    Listed,
    NamedNumber,
    Numbers,
    NumberShown,
    Prose,
    Section,
)
from triage.services.accounts import typeset
from triage.services.accounts.as_pdf import as_pdf, layout, told
from triage.services.accounts.files import FileFormat, account_file
from triage.services.accounts.sheet import AccountSheet
from triage.services.accounts.typeset import compiled

MARKUP = '#panic("out") *a* $x^2$ <script>alert(1)</script> @b // {{ 7 * 7 }} \\ [æøåÆØÅ]'
CASE = "7Q7Q7Q7Q"


def account() -> AccountDocument:
    """An account with each kind of block, words that look like markup, and a wide table."""
    numbers = Numbers((NamedNumber("n", "Sager", NumberShown(1234, cases=(CASE,)), "Sådan."),))
    listed = Listed("r", f"Liste {MARKUP}", ("Nr.", ""), (("2024-1", MARKUP),))
    prose = Prose((MARKUP, "Andet afsnit."), is_quoted=True)
    return document(
        Section("a", "I tal", (numbers, grid(), grid(Chart.COURSE, title="Course", first="2024-11"), prose)),
        Section("b", MARKUP, (listed, grid(columns=9, title="Wide"))),
        language="da",
        marks=("Udkast",),
    )


SHEET = AccountSheet(account(), ("Egeby Kommune", "Torvet 1"), say)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The account as a PDF."""
    return as_pdf(SHEET)


def faults(file: bytes) -> list[str]:
    """What a checker of PDF/UA-1 finds."""
    return [
        f"{each.rule_id}: {each.message}" for each in page.validate_pdf_bytes(file, profile="ua1").failures
    ]


def tags(node: Any, told: list[Any]) -> Iterator[Any]:
    """Each element of the structure tree, in its order."""
    for each in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(each, pikepdf.Dictionary):
            if "/S" in each:
                yield each
            if "/K" in each:
                yield from tags(each["/K"], told)


def test_the_pdf_can_be_read_aloud(pdf: bytes) -> None:
    """By PDF/UA-1: headings, heads of tables and pictures with words, in the order of reading."""
    assert faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "da"
        found = list(tags(opened.Root.StructTreeRoot.K, []))
        kinds = [str(each.S) for each in found]
        pictures = [str(each.Alt) for each in found if each.S == "/Figure"]
    assert [
        each for each in kinds if each in ("/Title", "/H1", "/H2", "/Table", "/Figure", "/BlockQuote")
    ] == [
        "/Title",
        "/H1",
        "/H1",
        "/Table",
        *("/H2", "/Figure", "/Table") * 2,
        "/BlockQuote",
        "/H1",
        *("/H2", "/Table") * 2,
    ]
    assert kinds.count("/TH") == 2 + 2 + 2 + 2 + 10
    assert pictures == [SHEET.drawn(each).description for each in SHEET.document.sections[0].blocks[1:3]]  # type: ignore[arg-type,union-attr]  # drawn


def test_words_in_a_pdf_are_words(pdf: bytes) -> None:
    """Whatever they look like to the compiler; its bookmarks give them back."""
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        titles = [(part.title, [each.title for each in part.children]) for part in outline.root]
    assert titles == [("I tal", ["By month", "Course"]), (MARKUP, [f"Liste {MARKUP}", "Wide"])]


@pytest.mark.parametrize("gone", ["StructTreeRoot", "MarkInfo", "Lang", "Metadata"])
def test_the_checker_sees_what_is_missing(pdf: bytes, gone: str) -> None:
    """Else it would prove nothing."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        del opened.Root[f"/{gone}"]
        without = io.BytesIO()
        opened.save(without)
    assert faults(without.getvalue())


def test_a_picture_without_words_is_no_pdf() -> None:
    """The compiler refuses it by itself, and the checker sees it too."""
    words = told(SHEET)
    words["sections"][0]["blocks"][1]["chart"]["description"] = ""
    untold = json.dumps(words)
    assert any("ALT" in each.upper() for each in faults(compiled(layout(), untold, "1.7")))


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is said as when the layout cannot be made."""
    monkeypatch.setattr(typeset, "PATIENCE", 0.001)
    with pytest.raises(typeset.TypesettingError, match="too long"):
        as_pdf(SHEET)


def test_the_same_account_is_the_same_file(pdf: bytes) -> None:
    """So that whoever has two can say that they are one."""
    assert as_pdf(SHEET) == pdf
    assert account_file(SHEET, FileFormat.DOCX).content == account_file(SHEET, FileFormat.DOCX).content


def test_the_file_for_a_word_processor() -> None:
    """Headings, and tables whose first row is their head; the words as they were written."""
    file = docx.Document(io.BytesIO(account_file(SHEET, FileFormat.DOCX).content))
    headings = [each.text for each in file.paragraphs if each.style and each.style.name.startswith("Heading")]
    assert headings == ["I tal", "By month", "Course", MARKUP, f"Liste {MARKUP}", "Wide"]
    assert all("w:tblHeader" in each.rows[0]._tr.xml for each in file.tables)
    assert [cell.text for cell in file.tables[1].columns[1].cells] == [
        "Column 0",
        "12 (34,0\u00a0%)",
        "0",
        "left out",
    ]
    assert (MARKUP, "Quote") in [(each.text, each.style.name) for each in file.paragraphs if each.style]


def test_the_page_that_fetches_nothing() -> None:
    """Every word escaped, each table with its heads, no address and no script."""
    text = account_file(SHEET, FileFormat.HTML).content.decode()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "7 * 7" in text
    assert not [each for each in ("src=", "href=", "@import", "url(http") if each in text]
    assert text.count("<svg") == 2
    assert text.count('<th scope="col"') == 2 + 2 + 2 + 2 + 10


@pytest.mark.parametrize("ending", list(FileFormat))
def test_no_case_is_named_in_any_file(ending: FileFormat) -> None:
    """A file goes where nobody asks who may see what."""
    assert CASE.encode() not in account_file(SHEET, ending).content
