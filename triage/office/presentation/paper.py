"""
A letter on the organisation's letterhead: on a sheet to print, and as a file, also for a word processor.

The file tells nothing that does not stand on the sheet, neither author nor time of day, and twice the same
letter is the same file.
"""

import re
from dataclasses import dataclass, field
from datetime import date

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from flask import Response, render_template

from intake.domain.days import written
from intake.domain.languages import DEFAULT, words_in
from intake.domain.page_text import normalised
from triage.office.request_context import organisation
from triage.services.casework.word_files import as_bytes, says_nothing_else

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = ("docx", "html")
"""What a letter can be had as, by the ending of its file."""
_EMPTY = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Paper:
    """
    A letter: what it is called, its language, the lines of the letterhead, its day in words, its text, and
    the lines of the one it goes to, where they are known.
    """

    title: str
    language: str
    head: tuple[str, ...]
    day: str
    text: str = field(repr=False)
    to: tuple[str, ...] = field(default=(), repr=False)

    @property
    def paragraphs(self) -> list[str]:
        """Give what stands between empty lines; a line end inside stays one."""
        return [each.strip("\n") for each in _EMPTY.split(self.text) if each.strip()]


def paper(title: str, text: str, language: str | None, day: date, *, to: tuple[str, ...] = ()) -> Paper:
    """Put words on the organisation's letterhead; in Danish where no language that there is was said."""
    book, settings = organisation().letters, organisation().settings
    code = language if language in book.languages else DEFAULT
    lines = words_in(settings.letterhead, code).splitlines() if any(settings.letterhead.values()) else []
    head = (words_in(settings.organisation, code), *(each.strip() for each in lines if each.strip()))
    return Paper(title, code, head, written(day, "plain", code), normalised(text), to)


def paper_file(made: Paper, ending: str, name: str) -> Response:
    """Give a letter as a file of this *name*: `docx` or `html`."""
    # A page of its own is saved like any file, and never shown among ours.
    kind = DOCX if ending == "docx" else "application/octet-stream"
    response = Response(as_file(made, ending), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def as_file(made: Paper, ending: str) -> bytes:
    """Give what stands in a letter's file with this ending."""
    return (
        as_docx(made) if ending == "docx" else render_template("office/letter_file.html", paper=made).encode()
    )


def as_docx(made: Paper) -> bytes:
    """Give a letter for a word processor."""
    sheet = docx.Document()
    says_nothing_else(sheet, made.title, made.language)
    for number, line in enumerate(made.head):
        run = sheet.add_paragraph(style="Header").add_run(line)
        run.bold = number == 0
    if made.to:
        sheet.add_paragraph("\n".join(made.to))
    sheet.add_paragraph(made.day).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for each in made.paragraphs:
        sheet.add_paragraph(each)
    return as_bytes(sheet)
