"""How the body of a request is read: files are sealed as they come in, all else must be small and whole."""

from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, cast

from flask import abort, g, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, NeedData

from intake.page.app import PageRequest
from intake.page.door import BUSY
from intake.web.boundary import Decoder, plain_fields
from intake.web.uploads import Sink, begin_upload

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FORM_LIMIT = 8 * 1024 * 1024
BUFFER = 64 * 1024
FIELD_LIMIT = 4 * 1024 * 1024
FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


def is_upload(environ: "WSGIEnvironment") -> bool:
    """Say whether a request may carry files: only these are read while they come in."""
    path: str = environ["PATH_INFO"]
    kind: str = environ.get("CONTENT_TYPE", "")
    return path.endswith(("/files", "/message")) and kind.startswith("multipart/form-data")


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


class _Parts(MultiPartParser):
    """Takes a form apart as Werkzeug's own does, which makes two regular expressions for each request."""

    def parse(
        self, stream: IO[bytes], boundary: bytes, content_length: int | None
    ) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
        whole = BUFFER if g.get("takes_files") else FIELD_LIMIT
        if content_length is not None and content_length <= whole:
            body = stream.read()
            plain = plain_fields(body, boundary)
            if plain is not None:
                return self.cls(plain), self.cls()
            stream = BytesIO(body)
        return self._parts(stream, boundary, content_length)

    def _parts(
        self, stream: IO[bytes], boundary: bytes, content_length: int | None
    ) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
        fields: list[tuple[str, str]] = []
        files = []
        g.fields_before = fields  # Who may take the last room is known by what stands before the file.
        part: Field | File | None = None
        into: IO[bytes] = BytesIO()
        for event in _events(Decoder(boundary, FIELD_LIMIT, max_parts=self.max_form_parts), stream):
            if isinstance(event, Field):
                part, into = event, BytesIO()
            elif isinstance(event, File):
                part, into = event, self.start_file_streaming(event, content_length)
            elif isinstance(event, Data) and part is not None:
                into.write(event.data)
                if isinstance(part, File) and not event.more_data:
                    file = FileStorage(into, part.filename, part.name, headers=part.headers)
                    files.append((part.name, file))
                elif isinstance(into, BytesIO) and into.tell() > FIELD_LIMIT:
                    raise RequestEntityTooLarge
                elif isinstance(into, BytesIO) and not event.more_data:
                    charset = self.get_part_charset(part.headers)
                    fields.append((part.name, into.getvalue().decode(charset, "replace")))
        if request.environ.get(BUSY):
            if not isinstance(part, File):
                abort(HTTPStatus.TOO_MANY_REQUESTS)  # Not even the fields are there; kept, they are cut off.
            files.append((part.name, FileStorage(into, part.filename, part.name, headers=part.headers)))
        return self.cls(fields), self.cls(files)


def _events(decoder: Decoder, stream: IO[bytes]) -> Iterator[object]:
    while True:
        data = stream.read(BUFFER)
        if not data and request.environ.get(BUSY):
            return  # There was no place to read the rest of it.
        decoder.receive_data(data or None)
        while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
            yield event
        if not data:
            return


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

    def _parse_multipart(
        self, stream: IO[bytes], _type: str, content_length: int | None, options: dict[str, str]
    ) -> Any:
        parts = _Parts(
            self.stream_factory, self.max_form_memory_size, self.cls, max_form_parts=self.max_form_parts
        )
        boundary = options.get("boundary", "").encode("ascii")
        if not boundary:
            raise BadRequest
        return stream, *parts.parse(stream, boundary, content_length)


class PortalRequest(PageRequest):
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
