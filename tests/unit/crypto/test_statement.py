"""One statement of the directory: read as it was written, and refused in any other form."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crypto import labels
from crypto.encoding import field
from crypto.errors import CryptoError, FormatError, TamperedError, TruncatedError
from crypto.statement import OLD_VERSION, VERSION, Signature, Statement, six_words
from tests.unit.crypto.people import MONDAY, ROOT, Book, an_identity

NEXT_MONDAY = date(2026, 3, 9)


class TestStatement:
    def test_round_trip(self) -> None:
        """A statement reads as it was written."""
        for statement in (
            Book().add("anna"),
            Book().add("bo", valid_until=NEXT_MONDAY),
            Book().add("cilla", an_identity("anna"), an_identity("bo")),
            Book().add("dan", version=OLD_VERSION),
        ):
            assert Statement.decode(statement.encode()) == statement

    def test_proposal(self) -> None:
        """What is proposed reads as it was written, and each signs it without the other's signature."""
        anna, bo = an_identity("anna"), an_identity("bo")
        both = Book().add("cilla", anna, bo)
        proposed = Statement.of_body(both.body())
        assert proposed.signatures == ()

        (kept,) = proposed.signed(bo).signatures
        assert proposed.signed(anna).with_signature(Signature.decode(kept.encode())) == both

    def test_what_is_no_proposal(self) -> None:
        """Neither something signed, nor a statement of version 1."""
        for raw in (Book().add("anna").encode(), Book().add("anna", version=OLD_VERSION).body()):
            with pytest.raises(FormatError):
                Statement.of_body(raw)

    def test_unsigned(self) -> None:
        """What nobody has signed is not written, and does not hold."""
        proposed = Statement.of_body(Book().add("anna").body())
        with pytest.raises(FormatError):
            proposed.encode()
        with pytest.raises(TamperedError):
            proposed.verify()

    def test_one_order_of_signatures(self) -> None:
        """Two signatures stand in the order of their keys, and nobody signs twice."""
        both = Book().add("cilla", an_identity("anna"), an_identity("bo"))
        raw = both.encode()
        for end in (raw[-96:] + raw[-192:-96], raw[-96:] + raw[-96:]):
            with pytest.raises(FormatError):
                Statement.decode(raw[:-192] + end)
        with pytest.raises(FormatError):
            both.signed(an_identity("bo"))

    def test_a_third(self) -> None:
        """There is no third signature, and in version 1 no second."""
        with pytest.raises(FormatError):
            Book().add("dan", *map(an_identity, ("anna", "bo", "cilla")))
        old = Book().add("dan", an_identity("anna"), an_identity("bo"), version=OLD_VERSION)
        assert old.signers == (an_identity("bo").verify_key,)

    def test_six_words(self) -> None:
        """Each part of what is sealed to changes the words; the days and the signers do not."""
        anna = Book().add("anna")
        said = anna.six_words()
        assert len(said.split("-")) == 6
        assert Book().add("anna", an_identity("bo"), valid_until=NEXT_MONDAY).six_words() == said
        others = (
            Book().add("bo", keys="anna"),
            Book().add("anna", role="auditor"),
            Book().add("anna", keys="bo"),
            Book().add("anna", signs_as="bo"),
        )
        assert len({said, *(each.six_words() for each in others)}) == 5
        with pytest.raises(FormatError):
            six_words(anna.person, anna.role, anna.kem_public, b"")

    @pytest.mark.parametrize(
        ("at", "value", "error"),
        [
            (0, b"\3", FormatError),  # the version
            (0, b"\0", FormatError),
            (1, bytes(4), FormatError),  # number 0
            (55, b"A", FormatError),  # a capital in the role
            (55, b"\xc3", FormatError),  # no ASCII in the role
            (1312, b"X", FormatError),  # the date
            (1312, b"20260302  ", FormatError),  # the date in another form
            (1324, b"\0", FormatError),  # no signature
            (1324, b"\3", FormatError),  # three
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
        for version in (OLD_VERSION, VERSION):
            raw = Book().add("anna", version=version).encode()
            for at in [*range(64), *range(64, len(raw), 29)]:
                with pytest.raises(CryptoError):
                    Statement.decode(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).verify()

    def test_label(self) -> None:
        """A signature over the same bytes for another purpose does not count."""
        signed = Book().add("anna")
        for message in (signed.body(), field(labels.DIRECTORY_STATEMENT) + signed.body()):
            bare = replace(signed, signatures=(Signature(ROOT.verify_key, ROOT.sign(message)),))
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
            {"version": 3},
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
