"""
How the body of a form is read: taken apart by us, refused where it is damaged, and never acted upon by half.

Of a form that breaks off, or that comes so slowly that the rest is not awaited, what arrived is kept, with
the name of the last field in a field of its own. That field goes along wherever the form does: while it is
there, a page shows what arrived and takes nothing.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, Response, abort, g, request
from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout
from werkzeug.formparser import FormDataParser, MultiPartParser
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, NeedData

from intake.page.boundary import Decoder, plain_fields
from intake.page.door import BUSY, SENT_AWAY

BUFFER = 64 * 1024
FIELD_LIMIT = 4 * 1024 * 1024
MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"
URLENCODED_LIMIT = 8 * 1024
BROKEN = "broken_in"
"""The field that names the last one that arrived of a form that did not come whole; empty between two."""


def broken_in() -> str | None:
    """
    Name the last field that arrived, where a form did not come whole: it is shown again with what did, and
    nothing is taken. None where it is whole.
    """
    return request.form.get(BROKEN) if request.method == "POST" else None


def came_too_slowly() -> bool:
    """Say whether a form did not come whole because we stopped waiting for it."""
    return bool(g.get("broken") == HTTPStatus.REQUEST_TIMEOUT)


def add_bodies(app: Flask) -> None:
    """Let *app* answer where the door did not await a body, and say by the status what did not come whole."""

    app.jinja_env.globals.update(broken_in=broken_in, came_too_slowly=came_too_slowly)

    @app.before_request
    def _sent_away() -> None:
        status = request.environ.get(SENT_AWAY)
        some_came = status == HTTPStatus.REQUEST_TIMEOUT and request.mimetype == MULTIPART
        if status is not None and not some_came:
            abort(status)

    @app.after_request
    def _did_not_come_whole(response: Response) -> Response:
        if "broken" in g and response.status_code in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY):
            response.status_code = g.broken
        return response


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
        is_cut = bool(request.environ.get(BUSY))
        try:
            for event in _events(decoder, stream):
                taken.take(event)
                if isinstance(event, File) and event.filename and "fields_alone" in g:
                    is_cut = True
                    break
        except (ValueError, RequestTimeout) as error:
            taken.break_off(decoder)
            if not taken.fields:
                raise
            too_slow = isinstance(error, RequestTimeout) or SENT_AWAY in request.environ
            g.broken = HTTPStatus.REQUEST_TIMEOUT if too_slow else HTTPStatus.BAD_REQUEST
            taken.fields.append((BROKEN, "" if taken.part is None else taken.part.name))
        else:
            if is_cut:
                taken.end_early()
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

    def end_early(self) -> None:
        """End in the file that was coming, of which there is no more to read."""
        if not isinstance(self.part, File):
            # Not even the fields are there; kept, they would be cut off.
            abort(HTTPStatus.TOO_MANY_REQUESTS)
        self.end_file()

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
        if mimetype not in (MULTIPART, URLENCODED):
            raise BadRequest
        self.silent = False
        try:
            return super().parse(stream, mimetype, *rest, **options)
        except (ValueError, BadRequest):
            if SENT_AWAY in request.environ:
                raise RequestTimeout from None
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


class PageRequest(Request):
    """A request whose form is cheap to read, whose fields all have names, and which is whole or says so."""

    max_form_memory_size = FIELD_LIMIT
    max_form_parts = 400
    form_data_parser_class = _Whole

    def _load_form_data(self) -> None:
        # Our pages send multipart; what is taken apart at every percent sign is for small forms.
        if self.mimetype == URLENCODED and (self.content_length or 0) > URLENCODED_LIMIT:
            raise RequestEntityTooLarge
        super()._load_form_data()
        if BROKEN in self.form:
            g.setdefault("broken", HTTPStatus.BAD_REQUEST)
