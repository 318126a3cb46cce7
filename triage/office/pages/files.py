"""Attachments: a page that warns, and then the file itself, which the browser saves and never shows."""

from urllib.parse import quote

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from triage.office.forms import OfficeForm
from triage.office.request_context import now, organisation, session, today, who
from triage.services.clock.steadiness import moment_of_reading
from triage.services.reading.open_file import FileGoneError, find_file, open_file
from triage.services.reading.visible_case import case_file
from triage.services.views.case_view import shows_content

ID_DIGITS = 32
PLAIN_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")


def warn(reference: str, file_id: str) -> ResponseReturnValue:
    """Say what a file may carry before it is brought down."""
    file = case_file(organisation(), who(), reference, today=today())
    if not shows_content(file, session().opened):
        return redirect(url_for("case", reference=reference), 303)
    entry = find_file(organisation(), who(), reference, _id(file_id), today=today())
    return render_template(
        "office/file.html", row=file.row, entry=entry, file_id=file_id, form=OfficeForm(formdata=None)
    )


def download(reference: str, file_id: str) -> ResponseReturnValue:
    """Send the file down, decrypting as it goes."""
    file = case_file(organisation(), who(), reference, today=today())
    if not shows_content(file, session().opened):
        return redirect(url_for("case", reference=reference), 303)
    try:
        moment = moment_of_reading(organisation(), now())
        coming = open_file(organisation(), who(), reference, _id(file_id), now=moment)
    except FileGoneError:
        return render_template("office/file_gone.html", row=file.row), 410
    response = Response(coming.pieces, content_type="application/octet-stream")
    response.content_length = coming.entry.size
    response.headers["Content-Disposition"] = disposition(coming.entry.name)
    return response


def disposition(name: str) -> str:
    """
    Write a Content-Disposition with any name (RFC 6266): a plain one for old browsers, the whole one for the
    rest.
    """
    safe = (
        "".join(letter for letter in name if letter.isprintable())
        .replace("/", "_")
        .replace("\\", "_")
        .strip(" .")
    )
    plain = "".join(letter if letter in PLAIN_NAME else "_" for letter in safe)
    return f"attachment; filename=\"{plain or 'file'}\"; filename*=UTF-8''{quote(safe or 'file', safe='')}"


def _id(file_id: str) -> bytes:
    try:
        blob_id = bytes.fromhex(file_id)
    except ValueError:
        abort(404)
    if len(file_id) != ID_DIGITS:
        abort(404)
    return blob_id
