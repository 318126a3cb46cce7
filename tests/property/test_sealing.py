"""Laws of sealing, over everything that Hypothesis thinks of."""

import itertools
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto.blob import BlobSealer, open_blob
from crypto.directory import Directory
from crypto.envelope import Context, Direction, Kind, Stanza
from crypto.errors import CryptoError, DirectoryError, ReceiptCodeError, TamperedError, WrongKeyError
from crypto.journal import Checkpoint, entry_hash
from crypto.padding import FLOOR, padded_size
from crypto.passphrase import normalise
from crypto.receipt import ALPHABET, code_of, parse_receipt_code
from crypto.seal import seal
from crypto.unseal import unseal
from crypto.words import word_of
from tests.unit.crypto.people import MONDAY, ROOT, Book, an_identity

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is not a broken seal."""

NAMES = ["anna", "bo", "cilla", "dan"]
IDS = st.binary(min_size=16, max_size=16)
CONTEXTS = st.builds(
    Context,
    st.sampled_from(Kind),
    IDS,
    IDS,
    st.sampled_from(Direction),
    IDS,
)
CODES = st.binary(min_size=15, max_size=15).map(code_of)

HERE = Context(Kind.REPORT, b"r" * 16, b"i" * 16, Direction.IN, b"o" * 16)
SEALED = seal(
    b"x", context=HERE, counter=1, signer=an_identity("bo"), recipients=[an_identity("anna").kem_public]
)


class TestReceiptCode:
    @UNHURRIED
    @given(CODES, st.data())
    def test_round_trip(self, code, data) -> None:
        """However a person writes a code, it is that code."""
        typed = "".join(
            data.draw(st.sampled_from([symbol, symbol.lower(), *{"0": "Oo", "1": "IiLl"}.get(symbol, "")]))
            + data.draw(st.sampled_from(["", "", "-", " ", " – "]))
            for symbol in code.symbols
        )

        assert parse_receipt_code(typed) == code
        assert code_of(code.secret) == code

    @UNHURRIED
    @given(CODES, st.integers(0, 24), st.integers(1, 31))
    def test_one_wrong(self, code, at, step) -> None:
        """One wrong symbol is caught."""
        wrong = ALPHABET[(ALPHABET.index(code.symbols[at]) + step) % 32]

        with pytest.raises(ReceiptCodeError):
            parse_receipt_code(code.symbols[:at] + wrong + code.symbols[at + 1 :])

    @UNHURRIED
    @given(CODES, st.integers(0, 24), st.integers(0, 24))
    def test_two_swapped(self, code, first, second) -> None:
        """Two swapped symbols are caught, unless they are the same."""
        symbols = list(code.symbols)
        symbols[first], symbols[second] = symbols[second], symbols[first]
        if symbols == list(code.symbols):
            return

        with pytest.raises(ReceiptCodeError):
            parse_receipt_code("".join(symbols))

    @UNHURRIED
    @given(st.text())
    def test_any_text(self, text) -> None:
        """Any text is a code that shows itself again, or is refused as none."""
        try:
            code = parse_receipt_code(text)
        except ReceiptCodeError:
            return
        assert parse_receipt_code(code.grouped) == code


class TestEnvelope:
    @settings(UNHURRIED, max_examples=60)
    @given(
        CONTEXTS,
        st.one_of(st.binary(max_size=300), st.integers(0, 200_000).map(bytes)),
        st.integers(0, 2**64 - 1),
        st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    )
    def test_round_trip(self, context, plaintext, counter, holders) -> None:
        """What is sealed opens for every holder as it was, and for nobody else."""
        signer = an_identity("sender")
        keys = [an_identity(name).kem_public for name in holders]
        sealed = seal(plaintext, context=context, counter=counter, signer=signer, recipients=keys)

        for name in NAMES:
            if name in holders:
                opened = unseal(
                    sealed.envelope,
                    reversed(sealed.stanzas),
                    context=context,
                    identity=an_identity(name),
                    expect_sender=signer.verify_key,
                )
                assert (opened.plaintext, opened.counter) == (plaintext, counter)
            else:
                with pytest.raises(WrongKeyError):
                    unseal(sealed.envelope, sealed.stanzas, context=context, identity=an_identity(name))

    @settings(UNHURRIED, max_examples=60)
    @given(CONTEXTS, CONTEXTS)
    def test_elsewhere(self, here, there) -> None:
        """Nothing opens in another place."""
        if here == there:
            return
        reader = an_identity("anna")
        sealed = seal(b"x", context=here, counter=1, signer=reader, recipients=[reader.kem_public])

        with pytest.raises(TamperedError):
            unseal(sealed.envelope, sealed.stanzas, context=there, identity=reader)

    @settings(UNHURRIED, max_examples=150)
    @given(st.data())
    def test_damage(self, data) -> None:
        """Damage anywhere ends in a CryptoError: never in a content, never in another exception."""
        envelope = bytearray(SEALED.envelope)
        wrapped = bytearray(SEALED.stanzas[0].wrapped)
        target = data.draw(st.sampled_from([envelope, wrapped]))
        at = data.draw(st.integers(0, len(target) - 1))
        size = data.draw(st.integers(0, 40))
        new = data.draw(st.binary(max_size=40))
        if target[at : at + size] == new:
            return
        target[at : at + size] = new

        with pytest.raises(CryptoError):
            unseal(
                bytes(envelope),
                [Stanza(SEALED.stanzas[0].key_id, bytes(wrapped))],
                context=HERE,
                identity=an_identity("anna"),
            )

    @UNHURRIED
    @given(st.binary(max_size=400))
    def test_any_bytes(self, noise) -> None:
        """Any bytes whatever end in a CryptoError."""
        for found in (noise, b"\0\1"[1:] + noise, SEALED.envelope[:96] + noise):
            with pytest.raises(CryptoError):
                unseal(found, SEALED.stanzas, context=HERE, identity=an_identity("anna"))


def _cut(content: bytes, cuts: list[int]) -> Iterator[bytes]:
    edges = [0, *sorted(cut % (len(content) + 1) for cut in cuts), len(content)]
    return (content[first:last] for first, last in itertools.pairwise(edges))


class TestBlob:
    @settings(UNHURRIED, max_examples=80)
    @given(
        st.one_of(st.integers(0, 300_000), st.sampled_from([0, 1, 4096, 65_535, 65_536, 65_537, 131_072])),
        st.lists(st.integers(0, 2**20), max_size=8),
        st.lists(st.integers(0, 2**20), max_size=8),
        st.binary(min_size=32, max_size=32),
    )
    def test_any_pieces(self, size, cuts_in, cuts_out, key) -> None:
        """However a file comes in and its ciphertext goes out, both stay the same."""
        content = (bytes(range(256)) * (size // 256 + 1))[:size]
        sealer, at_once = BlobSealer(key), BlobSealer(key)
        ciphertext = b"".join(map(sealer.update, _cut(content, cuts_in))) + sealer.finish()

        assert at_once.update(content) + at_once.finish() == ciphertext
        assert sealer.hashes == at_once.hashes
        assert b"".join(open_blob(key, _cut(ciphertext, cuts_out), size, sealer.hashes)) == content

    @settings(UNHURRIED, max_examples=60)
    @given(st.integers(0, 140_000), st.data())
    def test_damage(self, size, data) -> None:
        """What comes out of a damaged blob is a true beginning, and then an error."""
        content = (bytes(range(256)) * (size // 256 + 1))[:size]
        sealer = BlobSealer(b"k" * 32)
        ciphertext = bytearray(sealer.update(content) + sealer.finish())
        at = data.draw(st.integers(0, len(ciphertext) - 1))
        ciphertext[at] ^= data.draw(st.integers(1, 255))
        found: list[bytes] = []

        with pytest.raises(TamperedError):
            found.extend(open_blob(b"k" * 32, [bytes(ciphertext)], size, sealer.hashes))
        assert content.startswith(b"".join(found))
        assert len(b"".join(found)) <= at


class TestPadding:
    @UNHURRIED
    @given(st.integers(0, 2**50))
    def test_laws(self, size) -> None:
        """A padded size is no smaller, hardly larger, and stays when padded again."""
        padded = padded_size(size)

        assert padded >= max(size, FLOOR)
        assert padded <= max(size * 9 // 8, FLOOR)
        assert padded_size(padded) == padded

    @UNHURRIED
    @given(st.integers(0, 2**50), st.integers(0, 2**50))
    def test_order(self, one, other) -> None:
        """The larger is never padded to less."""
        assert padded_size(min(one, other)) <= padded_size(max(one, other))


class TestPassphrase:
    @UNHURRIED
    @given(st.lists(st.integers(0, 65_535).map(word_of), min_size=6, max_size=6), st.data())
    def test_one_form(self, words, data) -> None:
        """However six words are typed, their form is the same; and it is its own."""
        separators = st.sampled_from([" ", "-", "  ", " - ", "\n", "."])
        typed = "".join(
            data.draw(st.sampled_from([word, word.upper(), word.title()])) + data.draw(separators)
            for word in words
        )

        assert normalise(typed) == "-".join(words)
        assert normalise(normalise(typed)) == normalise(typed)

    @UNHURRIED
    @given(st.text())
    def test_any_text(self, text) -> None:
        """Any text has one form."""
        assert normalise(normalise(text)) == normalise(text)


class TestDecoys:
    @settings(UNHURRIED, max_examples=40)
    @given(CONTEXTS, st.lists(st.sampled_from(NAMES), min_size=1, unique=True), st.data())
    def test_whoever_is_kept_out(self, context, names, data) -> None:
        """Whoever is sealed to opens, whoever has a decoy does not, and what lies there looks alike."""
        kept_out = data.draw(st.sets(st.sampled_from(NAMES)).map(lambda drawn: sorted(drawn - set(names))))
        sealed = seal(
            b"x",
            context=context,
            counter=1,
            signer=an_identity("bo"),
            recipients=[an_identity(name).kem_public for name in names],
            decoys=[an_identity(name).key_id for name in kept_out],
        )
        everybody = sorted(an_identity(name).key_id for name in (*names, *kept_out))
        assert [each.key_id for each in sealed.stanzas] == everybody
        assert len({len(each.wrapped) for each in sealed.stanzas}) == 1
        for name in names:
            opened = unseal(sealed.envelope, sealed.stanzas, context=context, identity=an_identity(name))
            assert (opened.plaintext, opened.holders) == (b"x", frozenset(everybody))
        for name in kept_out:
            with pytest.raises(TamperedError):
                unseal(sealed.envelope, sealed.stanzas, context=context, identity=an_identity(name))


class TestDirectory:
    @settings(UNHURRIED, max_examples=60)
    @given(st.data())
    def test_chain(self, data) -> None:
        """
        Whatever is enrolled, ended and forged: forged rows are never sealed to, and a missing row is noticed.
        """
        book, forged = Book(), Book()
        for name in NAMES:
            book.add(name)
        standing, real = set(NAMES), set(NAMES)
        for at in range(data.draw(st.integers(0, 5))):
            drawn = data.draw(st.permutations(sorted(standing)))
            signers = [an_identity(name) for name in drawn[:2]] if len(standing) > 2 else [ROOT]
            act = data.draw(st.sampled_from(["enrol", "end", "forge"]))
            if act == "enrol":
                book.add(f"new {at}", *signers)
                standing.add(f"new {at}")
                real.add(f"new {at}")
            elif act == "end" and len(standing) > 1:
                gone = drawn[-1]
                book.add(gone, *signers, valid_until=MONDAY)
                standing.discard(gone)
            else:
                forged.rows = list(book.rows)
                forged.add(f"forged {at}", an_identity(f"forged {at}"))
        rows = data.draw(st.permutations(book.rows + forged.rows[-1:]))
        directory = Directory.verified(rows, root=ROOT.verify_key, today=MONDAY)

        assert {each.verify_key for each in directory.advisors} == {
            an_identity(name).verify_key for name in standing
        }
        assert {each.verify_key for each in directory.members} == {
            an_identity(name).verify_key for name in real
        }
        assert directory.next_number == len(book.rows) + 1
        missing = data.draw(st.sampled_from(book.rows[:-1]))
        try:
            left = Directory.verified(
                [row for row in rows if row != missing], root=ROOT.verify_key, today=MONDAY
            )
        except DirectoryError:
            return
        # A forged row stands in the gap, and what the missing person signed is unsigned too.
        assert len(left.unsigned) > len(directory.unsigned)


class TestJournal:
    ENTRIES = st.tuples(
        st.binary(min_size=32, max_size=32),
        st.integers(0, 2**64 - 1),
        st.dates(),
        st.binary(max_size=20),
        st.text(max_size=20).filter(lambda text: text.isprintable()),
        st.binary(max_size=20),
        st.binary(min_size=32, max_size=32),
    )

    @UNHURRIED
    @given(ENTRIES, ENTRIES)
    def test_no_two_alike(self, one, other) -> None:
        """Two different entries never have one hash."""
        assert (entry_hash(*one) == entry_hash(*other)) == (one == other)

    @UNHURRIED
    @given(st.integers(0, 2**64 - 1), st.binary(min_size=32, max_size=32), st.dates())
    def test_checkpoint(self, seq: int, head: bytes, on: date) -> None:
        """A checkpoint goes through JSON and holds."""
        made = Checkpoint.sign(ROOT, seq=seq, head=head, on=on)

        assert Checkpoint.from_json(made.to_json()) == made
        assert made.verify(ROOT.verify_key)
