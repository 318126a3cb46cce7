"""
Files that come with a form of the office: sealed while they come in, and carried on in the form until it is
taken. Nothing is begun for who is not signed in; of every other form the files are dropped unread.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import abort, g, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import MultipleFileField

from intake.page.attached import CARRIED_FIELD, FIELD, carried_files, pack, with_posted
from intake.page.body import MULTIPART
from intake.page.formats import filename, filesize
from intake.page.uploads import MIB, Refused, Taker, UploadRequest, limit_body
from intake.services.attach import Attached, AttachmentGoneError, Upload, has_room
from triage.office.forms import MultiCheckboxField, OfficeForm
from triage.office.request_context import now, office, organisation, session

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LARGEST_FORM = 2 * MIB
PLACES = 8
"""So many uploads at once."""
INQUIRY, REPORT, IMPORT = "/register/inquiry", "/register/report", "/register/import"
TAKE_FILES = frozenset({"new_inquiry", "register_report", "import_inquiries"})
LOST = "files_lost"
"""The field that says that files came while nobody was signed in."""
HAVE_FILES = TAKE_FILES | {"keep_other"}
"""The endpoints of forms with a file field, and of the button that keeps all of such a form but its files."""


def is_upload(environ: "WSGIEnvironment") -> bool:
    """Say whether a request may carry files: only these are read while they come in."""
    path: str = environ["PATH_INFO"]
    kind: str = environ.get("CONTENT_TYPE", "")
    return path.startswith((INQUIRY, REPORT, IMPORT, "/drafts/of/")) and kind.startswith(MULTIPART)


class OfficeFiles(Taker):
    """What the office says of the files that come to it."""

    def may_come(self) -> bool:
        """Say whether whoever sends it is signed in and may (`let_files_come`)."""
        return "may_attach" in g

    def upload(self) -> Upload:
        """Begin an upload into the folder that is shared with the portal."""
        return Upload(organisation().reception, now=now())

    def has_room(self) -> bool:
        """Say whether the disk has more room than is kept for texts."""
        return has_room(organisation().reception)

    def come(self, octets: int) -> None:
        """Whoever is sending is not idle, however long it takes; the room is what the disk has."""
        if "may_attach" in g and octets > 0:
            session().last_seen = office().clock.now()


class OfficeRequest(UploadRequest):
    """A request whose files are sealed as they come in."""

    form_limit = LARGEST_FORM
    taker = OfficeFiles()


def let_files_be_read() -> None:
    """Let a form with a file field be longer than others; called before anything of it is read."""
    if request.method != "POST" or request.endpoint not in HAVE_FILES or request.mimetype != MULTIPART:
        return
    if request.content_length is None:
        abort(411)
    g.takes_files = True
    if session().who is None and session().was is None:
        g.fields_alone = True  # Of a stranger's no file is even read.
    limit_body(request, office().live.newest.settings.upload_limit_mib * MIB)


def let_files_come() -> None:
    """Let the files of this form be taken: who sends it is signed in and may."""
    if request.endpoint in TAKE_FILES:
        g.may_attach = True


class FormWithFiles(OfficeForm):
    """A form to which files can be added; those that came are listed, and go along unless unticked."""

    files = MultipleFileField(_("Files"))
    attached = MultiCheckboxField(
        _("Attached files"),
        description=_("Take the tick from a file that is not to go along."),
        validate_choice=False,
        choices=list,
    )
    taken: tuple[Attached, ...] = ()
    """The files that wait for the form, sealed."""
    _said: Sequence[str] = ()

    def take_files(self) -> None:
        """Finish the files that came, beside those that the form carried; or know why they were not taken."""
        carried = carried_files(request.form.getlist(CARRIED_FIELD))
        came = request.files.getlist(FIELD) if request.endpoint in TAKE_FILES else []
        taken, troubles = with_posted(carried, came)
        lost = {Refused.TICKET} if LOST in request.form else set()
        self._said = [_why(each) for each in sorted({*troubles, *lost})]
        self._list(taken)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a form of which a file was not taken; what was typed, and the other files, are kept."""
        is_valid = bool(super().validate(extra_validators))
        self.files.errors = list(self._said)
        return is_valid and not self._said

    def without(self, error: AttachmentGoneError) -> None:
        """Say which files are not there any more."""
        names = ", ".join(each.name for each in self.taken if each.blob in error.blobs)
        self._list(tuple(each for each in self.taken if each.blob not in error.blobs))
        said = gettext("These files were kept no longer. Choose them again: %(names)s", names=names)
        self.files.errors = [said]

    def _list(self, taken: tuple[Attached, ...]) -> None:
        self.taken = taken
        packed = {
            pack(each): Markup("{} ({})").format(filename(each.name), filesize(each.size)) for each in taken
        }
        self.attached.choices = list(packed.items())
        self.attached.data = list(packed)


def _why(trouble: str) -> str:
    most = filesize(organisation().settings.upload_limit_mib * MIB)
    words: dict[Refused, str] = {
        Refused.TICKET: gettext("You were signed out, so the files were not taken. Choose them again."),
        Refused.BUSY: gettext("Others are sending many files just now. Choose yours again in a few minutes."),
        Refused.FULL: gettext("There is no room for more files. Tell those who run Betro."),
        Refused.LARGE: gettext("Together the files are too large: at most %(most)s at a time.", most=most),
        Refused.MANY: gettext("At most 50 files can go along. The rest were not taken."),
    }
    return words[Refused(trouble)]


def files_were_lost() -> list[tuple[str, str]]:
    """Give what is kept, where files came with this request that cannot be."""
    return [(LOST, "1")] if any(each.filename for each in request.files.getlist(FIELD)) else []
