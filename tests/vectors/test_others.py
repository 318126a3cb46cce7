"""
Every vector of blobs, receipt codes, passphrases, the journal, the directory and HPKE has its one outcome.
"""

import base64
import json
from collections.abc import Callable
from datetime import date

import pytest

from crypto import passphrase
from crypto.blob import blob_key, open_blob, owner_tag
from crypto.directory import Directory
from crypto.envelope import Context, Direction, Kind
from crypto.errors import CryptoError, ReceiptCodeError
from crypto.hazmat import published
from crypto.hazmat.argon import RFC_9106_LOW_MEMORY_ONE_LANE
from crypto.holders import holding
from crypto.index_row import open_row
from crypto.journal import Checkpoint, entry_hash
from crypto.mailbox import Mailbox, resend_tag
from crypto.passphrase import unwrap
from crypto.receipt import code_of, parse_receipt_code
from tests.vectors import generate_others, generate_published
from tests.vectors.form import HERE, OUTCOMES, Vector, read_all


@pytest.fixture(autouse=True)
def _cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a passphrase cost what the format says."""
    monkeypatch.setattr(passphrase, "COST", RFC_9106_LOW_MEMORY_ONE_LANE)


def cases(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", list(read_all(kind)), ids=lambda vector: vector.name)


def outcome(vector: Vector, act: Callable[[], object]) -> None:
    error = OUTCOMES[vector.get("expect")]
    if error is None:
        act()
        return
    with pytest.raises(error) as caught:
        act()

    assert caught.type is error


@cases("blob")
def test_blob(vector: Vector) -> None:
    """A blob opens to its file, or not at all; however the ciphertext is cut."""
    draft, blob_id = bytes.fromhex(vector.get("draft-secret")), bytes.fromhex(vector.get("blob-id"))
    size, hashes = int(vector.get("true-size")), bytes.fromhex(vector.get("hashes"))
    assert owner_tag(draft, blob_id, size).hex() == vector.get("owner-tag")

    def act(step: int) -> None:
        pieces = (vector.body[at : at + step] for at in range(0, len(vector.body), step))
        found = b"".join(open_blob(blob_key(draft, blob_id), pieces, size, hashes))
        assert found.decode() == vector.get("content")

    for step in (100_000, 977):
        outcome(vector, lambda step=step: act(step))


@cases("receipt")
def test_receipt(vector: Vector) -> None:
    """A typed code is the code it is, or is refused for its one reason."""
    if vector.get("expect") != "success":
        with pytest.raises(ReceiptCodeError) as caught:
            parse_receipt_code(vector.get("typed"))
        assert caught.value.reason == vector.get("reason")
        return
    code = parse_receipt_code(vector.get("typed"))
    assert code == code_of(bytes.fromhex(vector.get("code-secret")))
    assert code.symbols == vector.get("symbols")
    if vector.all("locator"):
        thread = int("".join(vector.all("thread")) or "1")
        mailbox = Mailbox.from_code(code, thread)
        assert mailbox.locator.hex() == vector.get("locator")
        assert mailbox.key_id.hex() == vector.get("key-id")
        assert mailbox.verify_key.hex() == vector.get("verify-key")
        assert resend_tag(code, bytes(32), thread).hex() == vector.get("resend-tag")


@cases("passphrase")
def test_passphrase(vector: Vector) -> None:
    """A wrapped secret opens under its passphrase, or not at all."""

    def act() -> None:
        assert unwrap(vector.get("passphrase"), vector.body).hex() == vector.get("secret")

    outcome(vector, act)


@cases("journal")
def test_journal(vector: Vector) -> None:
    """An entry has its hash, and a checkpoint holds or does not."""

    def act() -> None:
        if vector.all("checkpoint"):
            checkpoint = Checkpoint.from_json(vector.get("checkpoint"))
            assert checkpoint.verify(bytes.fromhex(vector.get("verify-key")))
            return
        previous, actor, subject, digest = (
            bytes.fromhex(vector.get(name)) for name in ("previous", "actor", "subject", "digest")
        )
        on = date.fromisoformat(vector.get("on"))
        found = entry_hash(previous, int(vector.get("seq")), on, actor, vector.get("action"), subject, digest)
        assert found == vector.body

    outcome(vector, act)


@cases("index")
def test_index(vector: Vector) -> None:
    """A row opens where it stands under the key of its readers, or not at all."""
    row_key, case, row, organisation = (
        bytes.fromhex(vector.get(name)) for name in ("row-key", "case", "row", "organisation")
    )
    context = Context(Kind.INDEX, case, row, Direction.INTERNAL, organisation)

    def act() -> None:
        assert open_row(row_key, vector.body, context=context).decode() == vector.get("plaintext")

    outcome(vector, act)


@cases("directory")
def test_directory(vector: Vector) -> None:
    """A directory has its advisors and its unsigned rows, or is refused."""

    def act() -> None:
        directory = Directory.verified(
            map(base64.b64decode, vector.all("statement")),
            root=bytes.fromhex(vector.get("root")),
            today=date.fromisoformat(vector.get("today")),
        )
        assert len(directory.advisors) == int(vector.get("advisors"))
        assert (directory.recovery is not None) == (vector.get("recovery") == "yes")
        assert " ".join(each.why for each in directory.unsigned) == vector.get("unsigned")
        if vector.all("words"):
            assert directory.statements[-1].statement.six_words() == vector.get("words")

    outcome(vector, act)


@cases("holders")
def test_holders(vector: Vector) -> None:
    """A case has its holders, its audience and its unsigned rows, or is refused."""

    def every(name: str) -> list[bytes]:
        return [bytes.fromhex(value) for value in vector.all(name)]

    def act() -> None:
        (root,), today = every("root"), date.fromisoformat(vector.get("today"))
        found = holding(
            every("first"),
            map(base64.b64decode, vector.all("statement")),
            members=Directory.verified(map(base64.b64decode, vector.all("member")), root=root, today=today),
            root=root,
            organisation=every("organisation")[0],
            reference=every("reference")[0],
            kept_out=every("kept-out"),
        )
        assert sorted(found.holders) == every("holder")
        assert sorted(found.audience) == every("audience")
        assert " ".join(each.why for each in found.unsigned) == vector.get("unsigned")

    outcome(vector, act)


HPKE = json.loads((HERE / "hpke" / "mlkem768-x25519.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", HPKE, ids=lambda vector: f"kdf-{vector['kdf_id']}")
def test_hpke(vector: dict[str, object]) -> None:
    """The two published vectors for KEM 0x647A hold, and hold no more with one bit changed."""
    published.check(vector)
    for name in ("skRm", "enc", "info"):
        value = str(vector[name])
        with pytest.raises(CryptoError):
            published.check(vector | {name: value[:-1] + ("1" if value[-1] == "0" else "0")})


@pytest.mark.parametrize("kind", generate_others.ALL)
def test_generator_still_makes_them(kind: str) -> None:
    """The generator makes the same files again, and no file is left over."""
    made = {vector.name: vector.text() for vector in generate_others.ALL[kind]()}
    found = {path.stem: path.read_text("utf-8") for path in (HERE / kind).glob("*.txt")}

    assert made == found


def test_shipped_vectors_are_these() -> None:
    """The self-test ships the published vectors, cut, and an envelope that is still made so."""
    shipped = generate_published.SHIPPED
    assert json.loads((shipped / "hpke.json").read_text("utf-8")) == generate_published.hpke()

    frozen = json.loads((shipped / "envelope.json").read_text("utf-8"))
    assert frozen | {"wrapped": ""} == generate_published.envelope() | {"wrapped": ""}
