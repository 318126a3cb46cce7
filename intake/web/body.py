"""How the body of a request is read: files are sealed as they come in, all else must be small and whole."""

from typing import IO, Any, cast

from flask import Request, g
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from intake.web.uploads import Sink, begin_upload

FORM_LIMIT = 8 * 1024 * 1024
FIELD_LIMIT = 4 * 1024 * 1024
URLENCODED_LIMIT = 2 * 1024 * 1024
FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


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


class _Whole(FormDataParser):
    """Refuses a body that is damaged or no form, which Werkzeug would read as an empty one."""

    def parse(self, stream: IO[bytes], mimetype: str, *rest: Any, **options: Any) -> Any:
        if mimetype not in FORM_TYPES:
            raise BadRequest
        self.silent = False
        try:
            return super().parse(stream, mimetype, *rest, **options)
        except ValueError:
            raise BadRequest from None


class PortalRequest(Request):
    """A request whose files are sealed as they come in."""

    max_form_memory_size = FIELD_LIMIT
    max_form_parts = 400
    form_data_parser_class = _Whole

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
