"""How the body of a form of the portal is read: files are sealed as they come in, all else is small."""

from typing import TYPE_CHECKING

from intake.page.body import MULTIPART
from intake.page.uploads import UploadRequest
from intake.web.uploads import PortalFiles

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FORM_LIMIT = 8 * 1024 * 1024


def is_upload(environ: "WSGIEnvironment") -> bool:
    """Say whether a request may carry files: only these are read while they come in."""
    path: str = environ["PATH_INFO"]
    kind: str = environ.get("CONTENT_TYPE", "")
    return path.endswith(("/files", "/message")) and kind.startswith(MULTIPART)


class PortalRequest(UploadRequest):
    """A request whose files are sealed as they come in."""

    form_limit = FORM_LIMIT
    taker = PortalFiles()
