"""The files of a posted form, and those that are to go again."""

from dataclasses import replace

from flask import request

from intake.page.attached import FIELD, unpack, with_posted
from intake.services.attach import AttachmentGoneError, remove_file
from intake.web.carried import Carried
from intake.web.portal import expired, portal


def add_posted_files(carried: Carried) -> tuple[Carried, tuple[str, ...]]:
    """Add the files that came with this request; the second value names why some were not taken."""
    attached, troubles = with_posted(carried.attached, request.files.getlist(FIELD))
    return replace(carried, attached=attached), troubles


def without_removed(carried: Carried) -> Carried:
    """Take out the file whose remove button was pressed, if one was, and under a ticket that is good."""
    gone = unpack(request.form.get("remove", ""))
    if gone is None or expired():
        return carried
    remove_file(portal().reception, gone)
    return carried.without({gone.blob})


def names_of(carried: Carried, error: AttachmentGoneError) -> tuple[str, ...]:
    """Name the files that are gone."""
    return tuple(each.name for each in carried.attached if each.blob in error.blobs)
