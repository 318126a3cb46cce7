"""The boundary of a form is found where Werkzeug's own expressions find it, whatever stands around it."""

from io import BytesIO
from itertools import pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.formparser import MultiPartParser
from werkzeug.sansio.multipart import Data, Epilogue, MultipartDecoder, NeedData

from intake.page.boundary import LONGEST_HEADS, Boundary, Decoder, plain_fields

MARK = b"xy"
PIECES = st.lists(
    st.sampled_from([b"--xy", b"--", b"-", b"\r", b"\n", b" ", b"\t", b"x", b"y", b"\0"]), max_size=14
)


@pytest.mark.parametrize("first", [True, False])
@given(pieces=PIECES)
def test_it_is_found_in_the_same_place(first, pieces):
    """Beginning, end and what follows are those of the regular expression."""
    data = bytearray(b"".join(pieces))
    own = MultipartDecoder(MARK)
    theirs = (own.preamble_re if first else own.boundary_re).search(data)
    ours = Boundary(MARK, first=first).search(data)

    assert (ours is None) == (theirs is None)
    if ours is not None and theirs is not None:
        assert (ours.start(), ours.end(), ours.group(1)) == (theirs.start(), theirs.end(), theirs.group(1))


@given(pieces=PIECES, cuts=st.lists(st.integers(0, 80), max_size=4))
def test_a_body_that_comes_in_pieces_is_taken_apart_in_the_same_way(pieces, cuts):
    """Wherever the network cuts it, the decoder gives the same bytes or refuses in the same way."""
    part = b"".join(pieces)
    body = b'--xy\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + part + b"\r\n--xy--\r\n"
    places = sorted({0, len(body), *(min(each, len(body)) for each in cuts)})
    chunks = [body[begin:end] for begin, end in pairwise(places)]

    assert taken_apart(Decoder(MARK, None, max_parts=None), chunks) == taken_apart(
        MultipartDecoder(MARK), chunks
    )


@given(texts=st.lists(PIECES, max_size=3), ends=st.sampled_from([b"\r\n", b"\n", b"", b" \r\n", b"x"]))
def test_a_form_of_texts_is_read_as_werkzeug_reads_it_or_left_to_it(texts, ends):
    """Whatever the texts hold, and however the form ends."""
    head = b'--xy\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
    body = b"".join(head + b"".join(each) + b"\r\n" for each in texts) + b"--xy--" + ends
    fields = plain_fields(body, MARK)

    if fields is not None:
        form, files = MultiPartParser().parse(BytesIO(body), MARK, len(body))
        assert fields == list(form.items(multi=True))
        assert not files


def test_what_a_browser_writes_is_read_at_once():
    """Two fields, with line ends and signs of every kind."""
    field = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "".join("--xy\r\n" + field.format(*each) for each in (("what", "\r\næ😀--\r\n"), ("where", "")))

    assert plain_fields(f"{body}--xy--\r\n".encode(), MARK) == [("what", "\r\næ😀--\r\n"), ("where", "")]


@pytest.mark.parametrize("head", ['name="a"; filename="b"', 'name="a"\r\nContent-Type: text/plain', "name=a"])
def test_what_is_more_than_a_text_is_left_to_the_decoder(head):
    """A file, a type of its own, a name without quotes."""
    body = f"--xy\r\nContent-Disposition: form-data; {head}\r\n\r\n1\r\n--xy--\r\n"

    assert plain_fields(body.encode(), MARK) is None


def taken_apart(decoder: MultipartDecoder, chunks: list[bytes]) -> list[bytes] | str:
    """The bytes of all parts, joined per part; or the error."""
    parts: list[bytes] = []
    try:
        for chunk in [*chunks, None]:
            decoder.receive_data(chunk)
            while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
                if isinstance(event, Data):
                    parts[-1] += event.data
                else:
                    parts.append(b"")
            if isinstance(event, Epilogue):
                break
    except ValueError as error:
        return str(error)
    return parts


def test_what_looks_like_a_boundary_a_million_times_is_refused_at_once():
    """A browser's boundary is random: no text holds it a hundred times, and each would be looked at."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
        + b"\r\n--xy" * 1_000_000
        + b"\r\n--x--\r\n"
    )
    decoder = Decoder(b"x", None, max_parts=None)
    assert plain_fields(body, b"x") is None
    decoder.receive_data(body)
    with pytest.raises(ValueError, match="boundary"):
        events_of(decoder)


def test_the_heads_of_a_form_are_short_together():
    """Each may be as long as the longest name of a file needs, and hundreds of them may not."""
    part = b'--x\r\nContent-Disposition: form-data; name="' + b"a" * 1900 + b'"\r\n\r\nv\r\n'
    decoder = Decoder(b"x", None, max_parts=None)
    decoder.receive_data(part * 390 + b"--x--\r\n")
    with pytest.raises(ValueError, match="head"):
        events_of(decoder)
    assert decoder._heads < LONGEST_HEADS + 2048


def events_of(decoder: Decoder) -> list[object]:
    """All that a decoder gives of what it has received."""
    return list(
        takewhile(lambda each: not isinstance(each, NeedData | Epilogue), iter(decoder.next_event, None))
    )
