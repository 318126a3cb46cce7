"""Seeds, signatures, the journal's marks and the self-test."""

import json
from datetime import date

import pytest

from crypto import selftest
from crypto.encoding import Reader, day, field, number
from crypto.errors import CryptoError, FormatError, TamperedError, TruncatedError
from crypto.hazmat.signing import _SMALL_ORDER
from crypto.identities import Identity
from crypto.journal import Checkpoint, entry_hash
from crypto.keys import SigningKey, verify

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize("kind", [SigningKey, Identity])
class TestSeeds:
    def test_fixed(self, kind: type[SigningKey] | type[Identity]) -> None:
        """The same seed gives the same key, another seed another."""
        assert kind.from_seed(b"s" * 32).verify_key == kind.from_seed(b"s" * 32).verify_key
        assert kind.from_seed(b"s" * 32).verify_key != kind.from_seed(b"t" * 32).verify_key

    @pytest.mark.parametrize("seed", [b"", b"s" * 31, b"s" * 33])
    def test_refused(self, kind: type[SigningKey] | type[Identity], seed: bytes) -> None:
        """A seed is 32 bytes."""
        with pytest.raises(FormatError):
            kind.from_seed(seed)


def test_one_seed_two_uses() -> None:
    """A person and a service with the same seed share no key."""
    assert Identity.from_seed(b"s" * 32).verify_key != SigningKey.from_seed(b"s" * 32).verify_key


class TestSignatures:
    def test_holds(self) -> None:
        """A signature holds for its message and its key."""
        key = SigningKey.from_seed(b"s" * 32)
        assert verify(key.verify_key, b"message", key.sign(b"message")) is True

    @pytest.mark.parametrize("part", ["key", "message", "signature"])
    def test_fails(self, part: str) -> None:
        """With another key, message or signature it does not; nor with things that are none."""
        key, other = SigningKey.from_seed(b"s" * 32), SigningKey.from_seed(b"t" * 32)
        good = {"key": key.verify_key, "message": b"message", "signature": key.sign(b"message")}
        bad = {"key": other.verify_key, "message": b"messagf", "signature": other.sign(b"message")}
        for value in (bad[part], b"", good[part] + b"\0"):
            with pytest.raises(TamperedError):
                verify(*(good | {part: value}).values())

    def test_small_order(self) -> None:
        """Every refused point is nothing when taken eight times; it is refused with either sign."""
        for point in _SMALL_ORDER:
            y = int.from_bytes(point, "little")
            assert _is_small_order(y % P)
            for key in (point, point[:-1] + bytes([point[-1] | 0x80])):
                with pytest.raises(TamperedError):
                    verify(key, b"message", bytes([1]) + bytes(63))

    def test_all_small_orders_are_known(self) -> None:
        """The refused points are all there are: 1, -1, 0 and the two of order eight, in every spelling."""
        known = {int.from_bytes(point, "little") % P for point in _SMALL_ORDER}
        # Doubling (x, y) gives y' = (y² + x²) / (1 - d x² y²); order eight means that the double has y' = 0,
        # so y² = -x², and with the curve's equation d y⁴ + 2 y² - 1 = 0.
        eights = {y for y in known if (D * y**4 + 2 * y * y - 1) % P == 0}
        assert known == {0, 1, P - 1} | eights
        assert len(eights) == 2
        assert sum(eights) == P
        spelled = [int.from_bytes(point, "little") for point in _SMALL_ORDER]
        assert sorted(spelled) == sorted([*known, P, P + 1])


P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def _is_small_order(y: int) -> bool:
    """Whether three doublings end at the neutral element, whose y is 1 (only y is needed for that)."""
    for _ in range(3):
        x_squared = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
        y = (y * y + x_squared) * pow(1 - D * x_squared * y * y, -1, P) % P
    return y == 1


class TestJournal:
    def entry(self, **change: object) -> bytes:
        given: dict[str, object] = {
            "previous": bytes(32),
            "seq": 1,
            "on": MONDAY,
            "actor": b"a" * 16,
            "action": "case:closed",
            "subject": b"s" * 16,
            "digest": bytes(32),
        }
        return entry_hash(**given | change)

    def test_everything_counts(self) -> None:
        """Every part of an entry changes its hash."""
        changes: list[dict[str, object]] = [
            {},
            {"previous": b"\1" * 32},
            {"seq": 2},
            {"on": date(2026, 3, 3)},  # a Tuesday
            {"actor": b"b" * 16},
            {"action": "case:opened"},
            {"subject": b"t" * 16},
            {"digest": b"\1" * 32},
            {"actor": b"a" * 17, "subject": b"s" * 15},
        ]

        assert len({self.entry(**change) for change in changes}) == len(changes)

    @pytest.mark.parametrize("change", [{"previous": b""}, {"digest": b"x" * 31}, {"seq": -1}])
    def test_refused(self, change: dict[str, object]) -> None:
        """Hashes are 32 bytes and numbers whole."""
        with pytest.raises(FormatError):
            self.entry(**change)

    def test_checkpoint(self) -> None:
        """A checkpoint goes through its JSON and holds under its key only."""
        key = SigningKey.from_seed(b"s" * 32)
        read = Checkpoint.from_json(Checkpoint.sign(key, seq=5, head=b"h" * 32, on=MONDAY).to_json())

        assert read.verify(key.verify_key) is True
        with pytest.raises(TamperedError):
            read.verify(SigningKey.from_seed(b"t" * 32).verify_key)

    @pytest.mark.parametrize(
        "change", [{"seq": 6}, {"head": "00" * 32}, {"on": "2026-03-03"}, {"signature": "00" * 64}]
    )
    def test_altered_checkpoint(self, change: dict[str, object]) -> None:
        """Any change to a checkpoint is noticed."""
        key = SigningKey.from_seed(b"s" * 32)
        written = json.loads(Checkpoint.sign(key, seq=5, head=b"h" * 32, on=MONDAY).to_json())

        with pytest.raises(TamperedError):
            Checkpoint.from_json(json.dumps(written | change)).verify(key.verify_key)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            "{}",
            "1",
            '{"seq": "1", "head": "", "on": "2026-03-02", "signature": ""}',
            '{"seq": true, "head": "", "on": "2026-03-02", "signature": ""}',
            '{"seq": 1, "head": "x", "on": "2026-03-02", "signature": ""}',
            '{"seq": 1, "head": 1, "on": "2026-03-02", "signature": ""}',
            '{"seq": 1, "head": "", "on": "Monday", "signature": ""}',
        ],
    )
    def test_no_checkpoint(self, text: str) -> None:
        """What is no checkpoint is refused as such."""
        with pytest.raises(FormatError):
            Checkpoint.from_json(text)

    def test_short_head(self) -> None:
        """A head is 32 bytes."""
        with pytest.raises(FormatError):
            Checkpoint.sign(SigningKey.from_seed(b"s" * 32), seq=1, head=b"", on=MONDAY)


class TestEncoding:
    def test_limits(self) -> None:
        """A field holds 65,535 bytes and a number what its place holds."""
        assert len(field(bytes(65_535))) == 65_537
        with pytest.raises(FormatError):
            field(bytes(65_536))
        assert number(255, 1) == b"\xff"
        for value in (-1, 256):
            with pytest.raises(FormatError):
                number(value, 1)

    def test_days(self) -> None:
        """A day is written in one form, and only that is read."""
        assert (day(MONDAY), day(None)) == (b"2026-03-02", b"")
        assert Reader(field(b"2026-03-02")).day() == MONDAY
        assert Reader(field(b"")).day() is None
        for raw in (b"20260302", b"2026-W10-1", b"2026-02-30", b"\xff" * 10, b"2026-3-2"):
            with pytest.raises(FormatError):
                Reader(field(raw)).day()

    def test_ends(self) -> None:
        """A reader misses what is missing and refuses what is left."""
        with pytest.raises(TruncatedError):
            Reader(b"\0\3ab").field()
        with pytest.raises(FormatError):
            Reader(b"x").end()


class TestSelfTest:
    def test_passes(self) -> None:
        """The built-in vectors hold."""
        selftest.self_test()

    @pytest.mark.parametrize("name", ["plaintext", "counter", "digest", "sender", "code_secret", "item_id"])
    def test_fails(self, name: str) -> None:
        """A frozen envelope that comes out otherwise stops the program."""
        shipped = json.loads((selftest.SHIPPED / "envelope.json").read_text("utf-8"))
        value = shipped[name]
        shipped[name] = ("1" if value[0] != "1" else "2") + value[1:]

        with pytest.raises(CryptoError):
            selftest.check_envelope(shipped)
