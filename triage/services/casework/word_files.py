"""Files for a word processor that tell nothing but what stands in them, and are the same twice."""

import io
import zipfile

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip file knows."""
LOCALES = {"da": "da-DK", "en": "en-GB"}


def says_nothing_else(file: Document, title: str, language: str) -> None:
    """Take out of a new document who made it, with what and when, and say its language for the spelling."""
    known = file.core_properties
    known.author = known.last_modified_by = known.comments = known.keywords = ""
    known.title, known.language = title, LOCALES.get(language, language)
    properties = known._element  # noqa: SLF001 - the library sets these days and cannot leave them out
    for each in list(properties):
        if each.tag in {qn("dcterms:created"), qn("dcterms:modified"), qn("cp:revision")}:
            properties.remove(each)
    run = file.styles["Normal"].element.get_or_add_rPr()
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LOCALES.get(language, language))
    run.append(spoken)


def as_bytes(file: Document) -> bytes:
    """Give the file, whose parts bear no moment; the library writes that of the machine into each."""
    made, into = io.BytesIO(), io.BytesIO()
    file.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(zipfile.ZipInfo(each.filename, NO_DAY), old.read(each), zipfile.ZIP_DEFLATED)
    return into.getvalue()
