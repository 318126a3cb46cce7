"""How the body of a request is read: files are sealed as they come in, all else must be small and whole."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, cast

from flask import abort, g, request
from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout
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
        taken = _Taken(lambda part: self.start_file_streaming(part, content_length), self.get_part_charset)
        g.fields_before = taken.fields  # Who may take the last room is known by what stands before the file.
        decoder = Decoder(boundary, FIELD_LIMIT, max_parts=self.max_form_parts)
        try:
            for event in _events(decoder, stream):
                taken.take(event)
        except (ValueError, RequestTimeout):
            taken.break_off(decoder)
            if not taken.fields:
                raise
            # Never acted upon: the page comes again with what arrived (`intake.web.portal.broken_in`).
            g.broken_in = "" if taken.part is None else taken.part.name
        else:
            if request.environ.get(BUSY):
                if not isinstance(taken.part, File):
                    # Not even the fields are there; kept, they would be cut off.
                    abort(HTTPStatus.TOO_MANY_REQUESTS)
                taken.end_file()
        return self.cls(taken.fields), self.cls(taken.files)


class _Taken:
    """The parts of a form as they come."""

    def __init__(self, begin_file: Callable[[File], IO[bytes]], charset_of: Callable[[Headers], str]) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: list[tuple[str, FileStorage]] = []
        self.part: Field | File | None = None
        self.into: IO[bytes] = BytesIO()
        self._begin_file, self._charset_of = begin_file, charset_of

    def take(self, event: object) -> None:
        """Take what the decoder gives next. Raises ValueError for a part without a name."""
        if isinstance(event, Field | File):
            if event.name is None:
                self.part = None
                raise ValueError("a part has no name")
            self.part = event
            self.into = BytesIO() if isinstance(event, Field) else self._begin_file(event)
        elif isinstance(event, Data):
            self.into.write(event.data)
            if isinstance(self.part, Field) and self.into.tell() > FIELD_LIMIT:
                raise RequestEntityTooLarge
            if not event.more_data:
                self.end_field() if isinstance(self.part, Field) else self.end_file()

    def break_off(self, decoder: Decoder) -> None:
        """Keep what came of a field that does not end."""
        if isinstance(self.part, Field) and isinstance(self.into, BytesIO):
            came = decoder.unfinished(self.into.getvalue())
            if came is not None:
                self.into = BytesIO(came)
                self.end_field("ignore")

    def end_field(self, errors: str = "replace") -> None:
        """Keep the field that was coming."""
        assert isinstance(self.part, Field)
        assert isinstance(self.into, BytesIO)
        text = self.into.getvalue().decode(self._charset_of(self.part.headers), errors)
        self.fields.append((self.part.name, text))

    def end_file(self) -> None:
        """Keep the file that was coming."""
        assert isinstance(self.part, File)
        file = FileStorage(self.into, self.part.filename, self.part.name, headers=self.part.headers)
        self.files.append((self.part.name, file))


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
