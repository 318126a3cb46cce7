"""One statement of the directory: read as it was written, and refused in any other form."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crypto.errors import CryptoError, FormatError, TamperedError, TruncatedError
from crypto.statement import Statement
from tests.unit.crypto.people import MONDAY, ROOT, Book, an_identity

NEXT_MONDAY = date(2026, 3, 9)


class TestStatement:
    def test_round_trip(self) -> None:
        """A statement reads as it was written."""
        for statement in (Book().add("anna"), Book().add("bo", valid_until=NEXT_MONDAY)):
            assert Statement.decode(statement.encode()) == statement

    @pytest.mark.parametrize(
        ("at", "value", "error"),
        [
            (0, b"\2", FormatError),  # the version
            (1, bytes(4), FormatError),  # number 0
            (55, b"A", FormatError),  # a capital in the role
            (55, b"\xc3", FormatError),  # no ASCII in the role
            (1312, b"X", FormatError),  # the date
            (1312, b"20260302  ", FormatError),  # the date in another form
        ],
    )
    def test_other_forms(self, at: int, value: bytes, error: type[CryptoError]) -> None:
        """A form that is never written is refused."""
        raw = Book().add("anna").encode()

        with pytest.raises(error):
            Statement.decode(raw[:at] + value + raw[at + len(value) :])

    def test_every_truncation(self) -> None:
        """No beginning of a statement is one, and nothing may follow it."""
        raw = Book().add("anna").encode()
        for length in range(0, len(raw), 7):
            with pytest.raises(TruncatedError):
                Statement.decode(raw[:length])

        with pytest.raises(FormatError):
            Statement.decode(raw + b"\0")

    def test_every_part_is_signed(self) -> None:
        """Changing any one byte of a statement undoes it."""
        raw = Book().add("anna").encode()
        for at in [*range(64), *range(64, len(raw), 29)]:
            with pytest.raises(CryptoError):
                Statement.decode(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).verify()

    def test_label(self) -> None:
        """A signature over the same bytes for another purpose does not count."""
        signed = Book().add("anna")
        bare = replace(signed, signature=ROOT.sign(signed.encode()[:-64]))

        with pytest.raises(TamperedError):
            bare.verify()

    @pytest.mark.parametrize(
        "change",
        [
            {"number": 0},
            {"number": 2**32},
            {"previous": b""},
            {"person": b"short"},
            {"role": ""},
            {"role": "Advisor"},
            {"role": "a" * 33},
            {"kem_public": b""},
            {"kem_public": b"\xff" * 1216},
            {"verify_key": b""},
            {"valid_until": MONDAY - timedelta(1)},
        ],
    )
    def test_refused_values(self, change: dict[str, object]) -> None:
        """A statement with a value of another form is never signed."""
        anna = an_identity("anna")
        given: dict[str, object] = {
            "number": 1,
            "previous": bytes(32),
            "person": b"p" * 16,
            "role": "advisor",
            "kem_public": anna.kem_public,
            "verify_key": anna.verify_key,
            "valid_from": MONDAY,
        }

        with pytest.raises(FormatError):
            Statement(**given | change).signed(ROOT)
