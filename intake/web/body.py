"""How the body of a form of the portal is read: files are sealed as they come in, all else is small."""

from typing import IO, TYPE_CHECKING, cast

from flask import g
from werkzeug.exceptions import RequestEntityTooLarge

from intake.page.body import MULTIPART, PageRequest
from intake.web.uploads import Sink, begin_upload

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FORM_LIMIT = 8 * 1024 * 1024


def is_upload(environ: "WSGIEnvironment") -> bool:
    """Say whether a request may carry files: only these are read while they come in."""
    path: str = environ["PATH_INFO"]
    kind: str = environ.get("CONTENT_TYPE", "")
    return path.endswith(("/files", "/message")) and kind.startswith(MULTIPART)


class _Counted:
    """
    A body on its way to the parser: what is no file must be small, or one request could fill the memory.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._seen = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._seen += len(data)
        if self._seen - sum(sink.octets for sink in g.get("sinks", ())) > FORM_LIMIT:
            raise RequestEntityTooLarge
        return data


class PortalRequest(PageRequest):
    """A request whose files are sealed as they come in."""

    def _get_stream_for_parsing(self) -> IO[bytes]:
        return cast("IO[bytes]", _Counted(super()._get_stream_for_parsing()))

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature
        content_type: str | None,  # noqa: ARG002 - Werkzeug's signature
        filename: str | None = None,  # noqa: ARG002 - Werkzeug's signature
        content_length: int | None = None,  # noqa: ARG002 - Werkzeug's signature
    ) -> IO[bytes]:
        sink = Sink(begin_upload)
        g.setdefault("sinks", []).append(sink)
        return cast("IO[bytes]", sink)
